"""Find where the title ends and the journal begins.

    head     ::= title end journal ["."]
    end      ::= "." | "?" | "!" | closing quote after one of them

The last sentence is the journal, unless the NLM list knows a longer stretch ("Proc.
Natl. Acad. Sci."). Where the period was lost, the list must know the journal. The
citation reports it, unless the journal stands out: an abbreviation of the list, with
capitals, after a title without them ("... in rats Cancer Res 1993").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from radrefs.journals import Journal, find_journal, full_titles
from radrefs.model import ProblemKind

__all__ = ["Boundary", "find_boundary", "journal_named"]

_ENDS = re.compile(
    r"(?:[.?!\u2026][\"'\u201d\u2019\u00bb)\]]{0,2}|\.[\"\u201d])\s(?=\S)"
    r"|(?<=[a-z0-9)])[.?!](?=(?:J|Am|Br|Clin|Eur|Int|Acta|Ann|Arch|Radiol)\s[A-Z])"
)
# The blank after the period is lost; only a known journal makes it an end.
_TIGHT = re.compile(r"(?<=[a-z)\]\s])[.?!](?=[A-Z][A-Za-z]*(?:[.\s]|\Z))")
_ABBREVIATED = re.compile(r"[A-Z][\w&-]{0,9}\Z|(?:[A-Z]\.)+[A-Z]\Z|[A-Z]\Z")
_JOURNAL_WORD = re.compile(
    r"(?:The )?(?:J|Journal|Annals|Ann|Archives|Arch|Acta|Proceedings|Proc|American|Am|British"
    r"|Br|European|Eur"
    r"|International|Int|Bulletin|Bull|Revue|Rev|Zeitschrift|Z|Advances|Adv|Seminars|Semin"
    r"|Clinics|Clin"
    r"|Current|Curr|Scandinavian|Scand|Nippon|Zhonghua|Rinsho|Transactions|Trans)\b"
)
_SMALL = frozenset("""of the and in for on de la et del di und der für a an to & / : - –""".split())
_LIMIT = 14


class Boundary(NamedTuple):
    """Hold the spans of title and journal in the folded text; `journal` None if there is none."""

    title: tuple[int, int]
    journal: tuple[int, int] | None
    kind: ProblemKind | None = None
    message: str = ""


def find_boundary(text: str, start: int, end: int) -> Boundary:
    """Cut `text[start:end]`, what stands between authors and numeration, in two."""
    stop = end
    while stop > start and text[stop - 1] in " ,;":
        stop -= 1
    closed = stop > start and text[stop - 1] == "."
    if closed and not _dotted(text, start, stop):
        stop = len(text[:stop].rstrip(" ."))
    ends = [found for found in _ENDS.finditer(text, start, stop) if found.end() < stop]
    best = _by_sentence(text, start, stop, ends) or _by_tight(text, start, stop)
    if best is not None:
        return best
    lost = _by_list(text, ends[-1].end() if ends else start, stop, start)
    if lost is not None:
        return lost
    if ends:
        last = ends[-1]
        message = "this does not look like a journal"
        return _cut(text, start, last.end(), stop, ProblemKind.JOURNAL, message)
    whole = text[start:stop]
    if closed and find_journal(whole):
        return Boundary((start, start), (start, stop))
    return Boundary(
        (start, _trimmed(text, start, stop)), None, ProblemKind.JOURNAL, "no journal found"
    )


_SUBTITLE = re.compile(r"\s?[:/=]\s")
_SAYS_JOURNAL = re.compile(r"\b(?:journal|publication|society|organ|revue|zeitschrift)\b", re.I)


def journal_named(name: str) -> Journal | None:
    """Find a journal by its name, or by its name before a subtitle.

    "Clinical cancer research: an official journal of ..." is known, though the list has
    it without. After a name of one word the subtitle must say that it is a journal's.
    """
    known = find_journal(name)
    if known is not None or len(name) > 300:
        return known
    cut = _SUBTITLE.search(name)
    if cut is None or _ENDS.search(name, cut.end()):
        return None
    main = name[: cut.start()]
    if " " not in main and not _SAYS_JOURNAL.search(name, cut.end()):
        return None
    return find_journal(main)


def _dotted(text: str, start: int, stop: int) -> bool:
    """Say whether the final period belongs to an abbreviation ("U.S.A.", "Acad. Sci.")."""
    word = text[start:stop].rsplit(" ", 1)[-1]
    return word.count(".") > 1


def _trimmed(text: str, start: int, stop: int) -> int:
    """Leave out the period that closes a title; "?", "!", "..." and quotes belong to it."""
    while stop > start and text[stop - 1] in " ,;":
        stop -= 1
    if text[start:stop].endswith(".") and not text[start:stop].endswith(".."):
        stop -= 1
    while stop > start and text[stop - 1] == " ":
        stop -= 1
    return stop


def _cut(
    text: str, start: int, at: int, stop: int, kind: ProblemKind | None = None, message: str = ""
) -> Boundary:
    return Boundary((start, _trimmed(text, start, at)), (at, stop), kind, message)


def _by_sentence(text: str, start: int, stop: int, ends: list[re.Match[str]]) -> Boundary | None:
    """Cut at a sentence's end: before the longest known journal, else before the last sentence."""
    known: int | None = None
    for found in ends[: -_LIMIT - 1 : -1]:
        candidate = text[found.end() : stop]
        if len(candidate) > 220:
            break
        if _known(candidate) and (known is None or _joins(text[found.end() : known])):
            known = found.end()
    if known is not None:
        return _spaced(text, start, known, stop)
    if not ends:
        return None
    at = ends[-1].end()
    for found in ends[-2::-1]:
        piece = text[found.end() : at].rstrip(" .")
        if not (_ABBREVIATED.fullmatch(piece) and text[at - 2] == "."):
            break
        at = found.end()
    return _spaced(text, start, at, stop) if _plausible(text[at:stop]) else None


def _by_tight(text: str, start: int, stop: int) -> Boundary | None:
    """Cut at a period that has lost its blank, before a known journal.

    An abbreviation of the list, to the letter and of several words, leaves no doubt.
    """
    for found in list(_TIGHT.finditer(text, start, stop))[: -_LIMIT - 1 : -1]:
        if stop - found.end() < 220 and _known(text[found.end() : stop]):
            name = text[found.end() : stop]
            if " " in name and name in full_titles():
                return _cut(text, start, found.end(), stop)
            return _spaced(text, start, found.end(), stop)
    return None


def _spaced(text: str, start: int, at: int, stop: int) -> Boundary:
    """Cut, and report it if the space before the journal is lost."""
    if text[at - 1] != " ":
        return _cut(text, start, at, stop, ProblemKind.SPACE, "no space before the journal")
    return _cut(text, start, at, stop)


def _joins(piece: str) -> bool:
    """Say whether a sentence before a known journal is the beginning of its name."""
    words = piece.rstrip(" .").split()
    return len(words) <= 4 and all(_ABBREVIATED.fullmatch(word.strip(".")) for word in words)


def _known(name: str) -> bool:
    return journal_named(name) is not None


def _plausible(name: str) -> bool:
    """Say whether an unknown name looks like a journal's: short, its words capitalised."""
    words = name.split()
    if not 1 <= len(words) <= 16 or len(name) > 160:
        return False
    if _JOURNAL_WORD.match(name):
        return True
    if not (name[0].isupper() or name[0].isdigit() or name[0] in "[(") and not name[:2].isalpha():
        return False
    lower = [word for word in words if word[0].islower() and word not in _SMALL]
    return len(words) <= 10 and len(lower) <= len(words) // 4 and words[0][0].isupper()


def _by_list(text: str, at: int, stop: int, start: int) -> Boundary | None:
    """Find the journal at the end of a sentence that goes on into it (no period, or a comma)."""
    comma = text.rfind(", ", at, stop)
    if comma >= 0 and stop - comma < 120:
        name = text[comma + 2 : stop]
        if _known(name) or _JOURNAL_WORD.match(name) or re.fullmatch(r"[A-Z]+[a-z]*", name):
            kind, message = ProblemKind.BOUNDARY, "a comma, not a period, ends the title"
            return _cut(text, start, comma + 2, stop, kind, message)
    begins = [found.start() for found in re.finditer(r"(?<=\s)(?=[A-Z])", text[at:stop])]
    for begin in begins[-12:]:
        name = text[at + begin : stop]
        if _known(name) and not _continues(text[start : at + begin]):
            if _stands_out(text[at : at + begin].split(), name):
                return _cut(text, start, at + begin, stop)
            message = "no period ends the title; the journal list decided"
            return _cut(text, start, at + begin, stop, ProblemKind.BOUNDARY, message)
    return None


def _stands_out(before: list[str], name: str) -> bool:
    """Say whether a journal can be separated from the title that runs into it.

    Its name is an abbreviation of the list, or a title that begins as journals do; and
    the words before it are small, so that no longer name can end in it.
    """
    listed = name in full_titles() or (_JOURNAL_WORD.match(name) and name.count(" ") > 1)
    last = before[-1] if before else ""
    plain = last[:1].islower() or any(char.isdigit() for char in last)
    if not listed or len(before) < 3 or not plain:
        return False
    if "." in last.rstrip(")]") or ":" in last:
        return False
    return not any(re.fullmatch(r"[A-Z][a-z]+", word) for word in before[1:][-5:])


_ASKING = frozenset(
    "of the in and for a an with to & by on from de der des du di und et y as at or".split()
)


def _continues(title: str) -> bool:
    """Say whether a title cannot end here: its last word asks for another."""
    words = title.split()
    return not words or words[-1].lower() in _ASKING
