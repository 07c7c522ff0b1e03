"""Read the numeration: volume, issue, pages, notes and date, the tail of an article.

    house       ::= [volume] [part] ["(" issue ")"] ":" pages (";" note)* "," date
    bmc         ::= date "," [volume] [part] ["(" issue ")"] ":" pages (";" note)*
    vancouver   ::= date ";" [volume] [part] ["(" issue ")"] ":" pages (";" note)*
    without     ::= [volume] [part] ["(" issue ")"] "," date        (no pages)
    ahead       ::= ("ePub" | "[Epub ahead of print]" | ...) "," date
    part        ::= ("Suppl" | "Pt" | "Spec No") [number or letter]

Strict inside this island; what stands before it (authors, title, journal) and after it
(identifiers, notes) is read elsewhere.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from radrefs.dates import DATE, When, when
from radrefs.model import ProblemKind
from radrefs.pages import Pages, read_pages

__all__ = ["Numeration", "Span", "find_numeration", "find_without_pages", "read_notes"]

Span = tuple[int, int]

_SUPPLEMENT = r"(?:[Ss]uppl(?:ement(?:ary|um)?|s)?\b|SUPPL(?:EMENT)?\b|[Ss]upp\b|[Ss]up\b)"
_PART = (
    rf"(?:{_SUPPLEMENT}|Pt\b|Part\b|Spec(?:ial)?\.? (?:No|Iss(?:ue)?)\b|No\b|Web Exclusive\b)"
    r"\.?(?: ?(?:[A-Z]?\d{1,4}[A-Z]?|[A-Z]|[IVX]{1,5})(?:[-\u2013/]\d{1,3})?(?![\w]))?"
)
_VOLUME = (
    r"(?:[Vv]ol(?:ume)?\.? ?)?(?P<volume>[A-Z]?\d{1,5}(?:[-\u2010-\u2015/]\d{1,5})?(?: ?- ?[A-Z]"
    r"|[A-Z])?"
    r"|[A-Z]{1,2}-?\d{1,4}|[IVXLCDM]{1,9}|preprint)"
)
_ISSUE = r"\((?P<issue>[^()]{1,80})\)"
# Anchored at its end (the colon) and tried on a window of bounded length.
_BEFORE = re.compile(
    r"(?:(?P<year_first>\(?(?:1[5-9]|20)\d\d\)?(?: [A-Z][a-z]{2,8}\.?(?:[-\u2013][A-Z][a-z]{2,8})?"
    r"(?: \d{1,2})?)?)\s?[,;]\s?)?"
    rf"(?:(?<![\w\u2010-\u2015/-]){_VOLUME}(?![\w]))?"
    rf"(?:[ ,]{{0,2}}(?<!\w)(?P<part>{_PART}))?"
    rf"(?:,? ?(?:no\. ?)?{_ISSUE})?\s?\Z"
)
_WINDOW = 140
_COLONS = 64
# What follows names another article; its numeration is not this one's.
_OTHER_ARTICLE = re.compile(
    r"(?<=, \d\d\d\d)[.;)\]]*\s(?:[A-Z]\w{1,15}\.\s){0,2}"
    r"[\[(]?(?:Published )?(?:[Ee]rrat(?:um|a)|[Cc]omment|[Rr]etraction"
    r"|[Uu]pdate|[Rr]epublished|[Cc]orrect(?:ed|ion)|[Ss]ummary|[Rr]eprint)\b[^:]{0,40}:"
)
_TAIL = re.compile(rf"(?:\s?[,;.]\s?|\s){DATE}")
_NO_PAGES = re.compile(
    rf"(?<![\w\u2010-\u2015/-]){_VOLUME}"
    rf"(?:[ ,]{{0,2}}(?<!\w)(?P<part>{_PART}))?(?:,? ?{_ISSUE})?\s?\Z"
)
_AHEAD = re.compile(
    r"(?P<ahead>\[?\(?(?:e-?pub(?:lished)?(?: online)?(?: ahead of print)?"
    r"|(?:published )?(?:online )?ahead of print|published online(?: first)?|online first"
    r"|advance online publication|article in press|in press|forthcoming)\)?\]?)",
    re.IGNORECASE,
)
_NOTE_PAGES = re.compile(
    r"(?P<kind>.*?\D)\s?(?P<pages>[A-Za-z]{0,4}\d+(?:\s?[-\u2010-\u2015]\s?\w+)?)\Z"
)
_KNOWN_NOTE = re.compile(
    r"(?:dis-?cus-?sion|discuss|quiz|(?:author|authors?')? ?reply|comment|commentary|erratum|errata"
    r"|table of contents|passim|contd?|concl|suppl|abstract|editorial|response|rebuttal|e?viii"
    r"|[ivxlc]+"
    r"|CME|correction|addendum|toc|following|see|pls?|plate|illust|fig|app|appendix|online"
    r"|tests?|answers?)\b",
    re.IGNORECASE,
)


class Numeration(NamedTuple):
    """Hold a numeration as read, with its spans in the folded text.

    `start` is where it begins (the journal ends before it), `end` where it ends.
    `spans` are (field, start, end); `wrong` are (kind, start, end, message).
    """

    start: int
    end: int
    volume: str | None = None
    issue: str | None = None
    pages: Pages | None = None
    notes: tuple[str, ...] = ()
    when: When | None = None
    spans: tuple[tuple[str, int, int], ...] = ()
    wrong: tuple[tuple[ProblemKind, int, int, str], ...] = ()


def find_numeration(text: str) -> Numeration | None:
    """Find the rightmost numeration (with its colon) of a folded text; None if it has none.

    The last colons are tried from the right, each within a window of bounded length; one
    with a date wins over one without.
    """
    other = _OTHER_ARTICLE.search(text)
    colon = other.end() - 1 if other else len(text)
    undated: Numeration | None = None
    for _ in range(_COLONS):
        colon = text.rfind(":", 0, colon)
        if colon < 0:
            break
        found = _at_colon(text, colon)
        if found and found.when:
            return found
        undated = undated or found
    return undated


def _at_colon(text: str, colon: int) -> Numeration | None:
    """Read the numeration whose colon stands at `colon`, if it is one."""
    if text[colon + 1 : colon + 3] == "//":
        return None
    base = max(0, colon - _WINDOW)
    before = _search_back(_BEFORE, text[base:colon])
    if before is None:
        return None
    group = _journals_own_supplement(before, text, base)
    empty = not (group["volume"] or group["part"] or group["issue"])
    after = _after_colon(text, colon + 1, dated=bool(group["year_first"]))
    if after is None or (empty and not _may_lack_volume(text, colon, after)):
        return None
    lead = base + before.start() + _lead(before[0])
    spans = [
        (field, base + before.start(name), base + before.end(name))
        for field, name in (("volume", "volume"), ("issue", "part"), ("issue", "issue"))
        if group[name]
    ]
    if group["volume"] and not before["volume"]:
        lead = base + before.end("part") - len(group["volume"])
        spans.insert(0, ("volume", lead, base + before.end("part")))
        spans = [
            span for span in spans if span[1] >= lead and (span[0] != "volume" or span[1] == lead)
        ]
    if not spans and group["year_first"] is None:
        start = _back_over_blank(text, colon)
    else:
        start = lead
    wrong = list(after.wrong)
    if empty:
        wrong.append((ProblemKind.VOLUME, colon, colon + 1, "no volume: ahead of print?"))
    dated = after.when
    if group["year_first"]:
        found = re.compile(DATE).match(group["year_first"])
        dated = when(found) if found else None
        at = base + before.start("year_first")
        spans.append(("issued", at, base + before.end("year_first")))
        if at and text[at - 1].isalpha():
            wrong.append((ProblemKind.SPACE, at - 1, at + 4, "no space before the year"))
    volume = re.sub(r"\s", "", group["volume"]) if group["volume"] else None
    issue = _issue(group["part"], group["issue"])
    return after._replace(
        start=start,
        volume=volume,
        issue=issue,
        when=dated,
        spans=(*spans, *after.spans),
        wrong=tuple(wrong),
    )


_OWN = re.compile(r"(?:[A-Z]\w+)\.? (\d{1,4}(?:-\d{1,3})?)")


def _journals_own_supplement(found: re.Match[str], text: str, base: int) -> dict[str, str | None]:
    """Give the groups; in "Atheroscler Suppl. 2(2):" the word is the journal's, 2 the volume."""
    group = found.groupdict()
    before = text[: base + found.start("part")].rstrip(" ") if group["part"] else ""
    own = _OWN.fullmatch(group["part"] or "")
    if own and not group["volume"] and before[-1:].isalpha() and "Suppl" in (group["part"] or ""):
        group["volume"], group["part"] = own[1], None
    return group


def _search_back(pattern: re.Pattern[str], window: str) -> re.Match[str] | None:
    r"""Find the longest match of a pattern that ends in \Z: the leftmost one."""
    return pattern.search(window)


def _lead(matched: str) -> int:
    return len(matched) - len(matched.lstrip(" ,."))


def _back_over_blank(text: str, at: int) -> int:
    while at and text[at - 1] == " ":
        at -= 1
    return at


def _may_lack_volume(text: str, colon: int, after: Numeration) -> bool:
    """Tell whether "Journal:1-6, 2014" is meant: a period or letter before, pages after."""
    pages = after.pages
    if pages is None or pages.wrong or not pages.understood:
        return False
    before = text[:colon].rstrip()
    return bool(before) and (before[-1].isalpha() or before[-1] in ".)") and after.when is not None


def _issue(part: str | None, issue: str | None) -> str | None:
    """Join what stands outside and inside the parentheses into one issue."""
    inside = issue.strip() if issue else None
    if part and inside:
        return f"{part} {inside}" if part.startswith("Spec") else f"{inside} {part}"
    return part or inside


def _after_colon(text: str, at: int, dated: bool) -> Numeration | None:
    """Read `pages (";" note)* ["," date]` from `at` on.

    The date is the last that follows a comma with nothing but pages and notes before
    it; a house numeration must have one, or end the text.
    """
    limit = min(len(text), at + 400)
    stop = text.find("\x00", at, limit)
    limit = stop if stop >= 0 else limit
    best: Numeration | None = None
    if not dated:
        for found in _TAIL.finditer(text, at, limit):
            middle = _pages_and_notes(text, at, found.start())
            if middle is None:
                break
            best = middle._replace(end=found.end(), when=when(found))
            inner = found.start() + len(found[0]) - len(found[0].lstrip(" ,;."))
            best = best._replace(spans=(*best.spans, ("issued", inner, found.end())))
    if best:
        return best
    return _undated(text, at, limit, dated)


def _undated(text: str, at: int, limit: int, dated: bool) -> Numeration | None:
    """Read pages that no comma and date follow: the date stood before, or is lost."""
    period = re.compile(r"\.(?=\s|\Z)").search(text, at, limit)
    end = period.start() if period else limit
    middle = _pages_and_notes(text, at, end)
    if middle is None:
        return None
    if not dated and middle.pages is not None and not middle.pages.understood:
        return None
    if dated:
        return middle
    return middle if not text[end:].strip(" .\x00") or period else None


_PAGES_CUT = re.compile(r"\s*(?P<pages>[^;:]{0,90}?)\s*(?P<notes>;.{0,300})?\Z", re.DOTALL)
_LATE_ROMAN = re.compile(r"(?P<pages>.*\d\w*),\s?(?P<roman>[ivxlc]+(?:[-\u2013][ivxlc]+)?)\Z")


def _pages_and_notes(text: str, start: int, end: int) -> Numeration | None:
    """Read `pages (";" note)*`, the whole of `text[start:end]`; None if it has another form."""
    found = _PAGES_CUT.match(text[start:end])
    if found is None:
        return None
    spans: list[tuple[str, int, int]] = []
    wrong: list[tuple[ProblemKind, int, int, str]] = []
    notes: list[str] = []
    printed = found["pages"]
    begin = start + found.start("pages")
    roman = _LATE_ROMAN.fullmatch(printed)
    if roman and not roman["pages"].strip().isalpha():
        notes.append(roman["roman"])
        spans.append(("note", begin + roman.start("roman"), begin + roman.end("roman")))
        printed = roman["pages"]
    pages: Pages | None = None
    if printed:
        pages = read_pages(printed)
        if " " in printed and not pages.understood:
            return None
        spans.append(("page", begin, begin + len(printed)))
        if pages.wrong:
            wrong.append((pages.kind, begin, begin + len(printed), pages.wrong))
    if found["notes"]:
        at = start + found.start("notes")
        for note in found["notes"].split(";"):
            stripped = note.strip()
            if stripped:
                inner = at + note.index(stripped)
                notes.append(read_notes(stripped))
                spans.append(("note", inner, inner + len(stripped)))
                if not _KNOWN_NOTE.match(stripped):
                    message = "a note of no known kind follows the pages"
                    wrong.append((ProblemKind.NOTE, inner, inner + len(stripped), message))
            at += len(note) + 1
    return Numeration(start, end, None, None, pages, tuple(notes), None, tuple(spans), tuple(wrong))


def read_notes(printed: str) -> str:
    """Expand the pages of a note ("discussion 555-6" gives "discussion 555-556")."""
    found = _NOTE_PAGES.fullmatch(printed)
    if not found:
        return printed
    pages = read_pages(found["pages"])
    return (
        printed if pages.wrong or not pages.understood else f"{found['kind'].rstrip()} {pages.page}"
    )


def find_without_pages(text: str) -> Numeration | None:
    """Read a numeration without pages, or "ePub, 2021": the date must end the text."""
    bare = text.rstrip(" .;,\x00)]")
    for found in re.finditer(rf"[,.;]\s(?:{DATE})", text):
        rest = text[found.end() :].strip(" .,;\x00")
        if rest and not _AHEAD.match(rest) and not rest.startswith(("[", "(")):
            continue
        dated = _dated(text, found)
        if dated:
            return dated
    ahead = _AHEAD.search(text, max(0, len(bare) - 60))
    if ahead and not text[ahead.end() :].strip(" .\x00"):
        status = "in press" if "in press" in ahead[0].lower() else "ahead of print"
        spans = (("status", *ahead.span()),)
        return Numeration(
            ahead.start(), ahead.end(), None, None, None, (), When(None, None, status), spans
        )
    return None


def _dated(text: str, found: re.Match[str]) -> Numeration | None:
    """Read what stands before a final date: "12(3)", "ePub", or nothing but a journal."""
    at = found.start()
    base = max(0, at - _WINDOW)
    inner = at + len(found[0]) - len(found[0].lstrip(" ,;."))
    spans: list[tuple[str, int, int]] = [("issued", inner, found.end())]
    date = when(found)
    before = _AHEAD.search(text, base, at)
    if before and not text[before.end() : at].strip(" ,."):
        spans.append(("status", *before.span()))
        return Numeration(
            before.start(),
            found.end(),
            when=date._replace(status="ahead of print"),
            spans=tuple(spans),
        )
    numbers = _NO_PAGES.search(text[base:at])
    if numbers and (
        numbers["issue"] or numbers["part"] or text[base:at][: numbers.start()].endswith(". ")
    ):
        spans += [
            (field, base + numbers.start(name), base + numbers.end(name))
            for field, name in (("volume", "volume"), ("issue", "part"), ("issue", "issue"))
            if numbers[name]
        ]
        issue = _issue(numbers["part"], numbers["issue"])
        volume = numbers["volume"]
        return Numeration(
            base + numbers.start(), found.end(), volume, issue, None, (), date, tuple(spans)
        )
    if date.status == "in press":
        return Numeration(at, found.end(), when=date, spans=(("status", inner, found.end()),))
    after = _AHEAD.match(text[found.end() :].lstrip(" .,;"))
    if after:
        begin = len(text) - len(text[found.end() :].lstrip(" .,;"))
        spans.append(("status", begin, begin + after.end()))
        return Numeration(
            at, begin + after.end(), when=date._replace(status="ahead of print"), spans=tuple(spans)
        )
    return None
