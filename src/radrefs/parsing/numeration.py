"""Read the numeration: volume, issue, pages, notes and date, the tail of an article.

    house       ::= numbers ":" pages (";" note)* "," date
    vancouver   ::= date (";" | "," | ".") numbers ":" pages (";" note)*
    year apart  ::= "(" date ")" numbers ":" pages (";" note)*
    pages named ::= date ";" numbers [","] ("p." | "pp." | "pages") pages
    ahead       ::= date ":" pages                                  (a date with a month)
    numbers     ::= [volume] [part] ["(" issue ")"] | volume "." issue

This part is read strictly. What stands before it (authors, title, journal) and after it
(identifiers, notes) is read elsewhere; so is a numeration without pages.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from radrefs.dates import DATE, When, when
from radrefs.model import ProblemKind
from radrefs.pages import Pages, read_pages
from radrefs.parsing.numbers import Numbers, Span, Wrong, numbers_before

__all__ = ["Numeration", "find_numeration", "other_article", "read_notes"]

_COLONS = 64
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# Without a colon before the pages: "2010; 255, pages 1-9", "2010; 255 (01) 1-9".
_NO_COLON = re.compile(
    r"[,.;]?\s(?=(?:pp?\.?|pages?)\s?[A-Za-z]{0,4}\d)|(?<=\))\s(?=[A-Za-z]{0,2}\d+[-\u2010-\u2015]\d)"
)
# What follows names another article; its numeration is not this one's.
_OTHER_ARTICLE = re.compile(
    r"[\s\x00](?P<other>[\[(]?(?:[Pp]ublished )?"
    r"(?:[Ee]rrat(?:um|a)|[Cc]omment|[Rr]etract(?:ion|ed)|[Uu]pdated?|[Rr]epublished"
    r"|[Cc]orrect(?:ed|ion)|[Ss]ummary|[Rr]eprint(?:ed)?|[Ee]xpression of concern)"
    r"\b(?:[^:.;]{0,40}:|[^:.;]{0,30}\b(?:in|on|of|to|from)\s(?=[A-Z])))"
)
_TAIL = re.compile(rf"(?:(?P<mark>\s?[,;]\s?|\s?\.\s)|\s){DATE}")
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
    """A numeration as read, with its spans in the folded text.

    `start` is where it begins (the journal ends before it), `end` where it ends.
    """

    start: int
    end: int
    volume: str | None = None
    issue: str | None = None
    pages: Pages | None = None
    notes: tuple[str, ...] = ()
    when: When | None = None
    spans: tuple[Span, ...] = ()
    wrong: tuple[Wrong, ...] = ()


def _may_name_another(text: str) -> bool:
    """Say whether a word of `_OTHER_ARTICLE` may stand in a text; quick, for most have none."""
    return (
        "rrat" in text
        or "omment" in text
        or "etract" in text
        or "pdate" in text
        or "epubl" in text
        or "orrect" in text
        or "ummary" in text
        or "eprint" in text
        or "xpression of" in text
    )


def other_article(text: str) -> int:
    """Return where words about another article begin ("Erratum in: ..."); else the length.

    A year must stand before them: a title may begin with "Comment on:".
    """
    if not _may_name_another(text):
        return len(text)
    for found in _OTHER_ARTICLE.finditer(text):
        if _YEAR.search(text, 0, found.start("other")):
            return found.start("other")
    return len(text)


def find_numeration(text: str) -> Numeration | None:
    """Find the rightmost numeration with pages of a folded text; None if it has none.

    The last colons are tried from the right, each within a window of bounded length; one
    with a date wins over one without. Without any, pages without a colon are tried.
    """
    undated: Numeration | None = None
    colon = len(text)
    for _ in range(_COLONS):
        colon = text.rfind(":", 0, colon)
        if colon < 0:
            break
        found = _at_mark(text, colon, colon + 1)
        if found and found.when:
            return found
        undated = undated or found
    if undated is None:
        for named in list(_NO_COLON.finditer(text))[-4:]:
            found = _at_mark(text, *named.span())
            if found and found.volume and _date_is_first(found):
                return found
    return undated


def _at_mark(text: str, mark: int, pages: int) -> Numeration | None:
    """Read the numeration with numbers up to `mark` and pages from `pages` on, if it is one."""
    if text[pages : pages + 2] == "//":
        return None
    numbers = numbers_before(text, mark)
    after = _after_mark(text, pages, dated=numbers.when is not None and not numbers.apart)
    if numbers.apart and after is not None and after.when:
        # "Spine (1976). 3(1):1-9, 2005": the date at the end is the date.
        numbers = numbers.undated(mark)
    elif numbers.apart:
        after = _after_mark(text, pages, dated=True)
    if after is None or _is_book(text, numbers, after):
        return None
    wrong = [*numbers.wrong, *after.wrong]
    if not numbers.spans:
        if numbers.when is None and not _may_lack_volume(text, mark, after):
            return None
        if numbers.when is None or numbers.apart:
            wrong.append((ProblemKind.VOLUME, mark, mark + 1, "no volume: ahead of print?"))
    return after._replace(
        start=numbers.start,
        volume=numbers.volume,
        issue=numbers.issue,
        when=numbers.when or after.when,
        spans=(*numbers.spans, *numbers.dated, *after.spans),
        wrong=tuple(wrong),
    )


def _date_is_first(found: Numeration) -> bool:
    """Say whether the date stands before the volume ("1991; 265, pages 86-90")."""
    at = {field: start for field, start, _ in found.spans}
    return "issued" in at and at["issued"] < at["volume"]


def _is_book(text: str, numbers: Numbers, after: Numeration) -> bool:
    """Say whether a publisher, a year and pages stand there: "Elsevier; 2018:1001-6"."""
    return (
        after.when is None
        and numbers.issue is None
        and numbers.volume is not None
        and _YEAR.fullmatch(numbers.volume) is not None
        and text[: numbers.start].rstrip(" ").endswith(";")
    )


def _may_lack_volume(text: str, colon: int, after: Numeration) -> bool:
    """Say whether "Journal:1-6, 2014" is meant: a period or letter before, pages after."""
    pages = after.pages
    if pages is None or pages.wrong or not pages.understood:
        return False
    before = text[:colon].rstrip()
    return bool(before) and (before[-1].isalpha() or before[-1] in ".)") and after.when is not None


def _after_mark(text: str, at: int, dated: bool) -> Numeration | None:
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
            if not found["mark"] and not text[at : found.start()].strip(" "):
                continue  # "13: 1713-1720": those are pages
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
    period = _PERIOD.search(text, at, limit)
    end = period.start() if period else limit
    middle = _pages_and_notes(text, at, end)
    if middle is None:
        return None
    if not dated and middle.pages is not None and not middle.pages.understood:
        return None
    if dated:
        return middle
    return middle if not text[end:].strip(" .\x00") or period else None


# The period of "p. 1-9" ends nothing.
_PERIOD = re.compile(r"(?<![\s:]p)(?<![\s:]pp)\.(?=\s|\Z)")
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
