"""Read a numeration without pages: a volume and a date, or "ePub, 2021".

without ::= numbers "," date                     the date must end the text
          | date ";" numbers                     nothing but notes may follow
ahead   ::= ("ePub" | "[Epub ahead of print]" | ...) "," date
"""

from __future__ import annotations

import re

from radrefs.dates import DATE, When, read_date, when
from radrefs.journals import find_journal
from radrefs.model import ProblemKind
from radrefs.pages import read_pages
from radrefs.parsing.numbers import DATE_THEN_NUMBERS, NUMBERS, Span, Wrong, issue_of, spans_of
from radrefs.parsing.numeration import Numeration

__all__ = ["find_without_pages"]

_WINDOW = 140
_AHEAD = re.compile(
    r"(?P<ahead>\[?\(?(?:e-?pub(?:lished)?(?: online)?(?: ahead of print)?"
    r"|(?:published )?(?:online )?ahead of print|published online(?: first)?|online first"
    r"|advance online publication|article in press|in press|forthcoming)\)?\]?)",
    re.IGNORECASE,
)


_RANGE = re.compile(r"\d+[-\u2010-\u2015]\d+")
_ENDED = re.compile(r"\s?(?:\.(?=\s|\Z)|[\x00\[]|\Z)")
_FINAL_DATE = re.compile(rf"[,.;]\s(?:{DATE})")


def find_without_pages(text: str) -> Numeration | None:
    """Read a numeration without pages, or "ePub, 2021"; None if the text ends in neither."""
    for found in _FINAL_DATE.finditer(text):
        rest = text[found.end() :].strip(" .,;\x00")
        if rest and not _AHEAD.match(rest) and not rest.startswith(("[", "(")):
            continue
        dated = None if _is_range(found) else _dated(text, found)
        if dated:
            return dated
    return _date_first(text) or _ahead(text)


def _is_range(found: re.Match[str]) -> bool:
    """Say whether a "date" is a range of pages: "255(1), 1937-1940"."""
    return bool(found["year2"]) and int(found["year2"]) - int(found["year"]) > 1


def _ahead(text: str) -> Numeration | None:
    """Read "ePub" or "in press" at the end, without any date."""
    bare = text.rstrip(" .;,\x00)]")
    ahead = _AHEAD.search(text, max(0, len(bare) - 60))
    if ahead is None or text[ahead.end() :].strip(" .\x00"):
        return None
    status = "in press" if "in press" in ahead[0].lower() else "ahead of print"
    return Numeration(
        *ahead.span(), when=When(None, None, status), spans=(("status", *ahead.span()),)
    )


def _date_first(text: str) -> Numeration | None:
    """Read "2006;2(1).", "2012;3.2." and "1993; 115-124.": a range alone is one of pages."""
    last = None
    for found in DATE_THEN_NUMBERS.finditer(text):
        if _ENDED.match(text, found.end()):
            last = found
    if last is None or not any(last[name] for name in ("volume", "part", "issue")):
        return None
    date = read_date(last["first"]) or read_date(last["first"][:4])
    dated: Span = ("issued", *last.span("first"))
    plain = Numeration(last.start(), last.end(), when=date, spans=(dated,))
    if last["volume"] and _RANGE.fullmatch(last["volume"]) and not last["issue"]:
        at, end = last.span("volume")
        wrong: Wrong = (ProblemKind.VOLUME, at, end, "no volume stands before these pages")
        pages = read_pages(last["volume"])
        return plain._replace(pages=pages, spans=(dated, ("page", at, end)), wrong=(wrong,))
    issue = last["dotted"] or issue_of(last["part"], last["issue"])
    spans = spans_of(last)
    if last["dotted"]:
        spans = (spans[0], ("issue", *last.span("dotted")))
    return plain._replace(volume=last["volume"], issue=issue, spans=(dated, *spans))


def _dated(text: str, found: re.Match[str]) -> Numeration | None:
    """Read what stands before a final date: "12(3)", "ePub", or nothing but a journal."""
    at, end = found.start(), found.end()
    base = max(0, at - _WINDOW)
    inner = at + len(found[0]) - len(found[0].lstrip(" ,;."))
    issued: Span = ("issued", inner, end)
    date = when(found)
    ahead = date._replace(status="ahead of print")
    before = _AHEAD.search(text, base, at)
    if before and not text[before.end() : at].strip(" ,."):
        status: Span = ("status", *before.span())
        return Numeration(before.start(), end, when=ahead, spans=(issued, status))
    numbers = NUMBERS.search(text[base:at])
    if numbers and _are_numbers(text, base, numbers):
        issue = issue_of(numbers["part"], numbers["issue"])
        start = base + numbers.start()
        spans = (issued, *spans_of(numbers, base))
        return Numeration(start, end, numbers["volume"], issue, when=date, spans=spans)
    if date.status == "in press":
        return Numeration(at, end, when=date, spans=(("status", inner, end),))
    rest = text[end:].lstrip(" .,;\x00")
    after = _AHEAD.match(rest)
    if after is None:
        plain = Numeration(at, end, when=date, spans=(issued,))
        return plain if found["month"] and _ends_in_journal(text[:at]) else None
    begin = len(text) - len(rest)
    status = ("status", begin, begin + after.end())
    return Numeration(at, begin + after.end(), when=ahead, spans=(issued, status))


def _ends_in_journal(text: str) -> bool:
    """Say whether the last sentence is a known journal ("Radiology. 2023 Jan 10.")."""
    return find_journal(re.split(r"[.?!]\s", text)[-1]) is not None


def _are_numbers(text: str, base: int, found: re.Match[str]) -> bool:
    """Say whether a volume stands there: with an issue, or after the journal's period."""
    more = found["issue"] or found["part"]
    return bool(found["volume"]) and bool(more or text[base : base + found.start()].endswith(". "))
