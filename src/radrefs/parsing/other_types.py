"""Read what is no journal article: theses, guidelines, newspapers, web pages, and books.

thesis    ::= authors title "[thesis]" "." school "," date
insert    ::= title "[package insert]" "." imprint ";" date
guideline ::= [authors title "."] kind "[" number "]" "." date
newspaper ::= title "." name "," month day "," year
web       ::= authors title "." [imprint ";" date] url ["Published" date] ["Accessed" date]
"""

from __future__ import annotations

import re

from radrefs.dates import DATE, When, when
from radrefs.journals import find_journal
from radrefs.model import ProblemKind
from radrefs.parsing import books
from radrefs.parsing.draft import Draft

__all__ = ["is_other_type", "put_date", "read_other_type"]

_THESIS = re.compile(
    r"[.,]?\s*[\[(](?P<genre>[^\[\]()]{0,40}?(?:thesis|dissertation))[\])]\.?\s*", re.IGNORECASE
)
_INSERT = re.compile(
    r"\s?[\[(](?P<genre>package insert|prescribing information|product monograph|brochure)[\])]",
    re.IGNORECASE,
)
_GUIDELINE = re.compile(
    r"(?P<genre>(?:\b[A-Z][\w&-]{0,30} ){0,4}?(?:[Cc]linical |[Pp]ractice |[Qq]uality "
    r"|[Tt]echnology |[Tt]echnical )?"
    r"(?:[Gg]uidelines?|[Gg]uidance|[Rr]eport|[Aa]ppraisal|[Pp]ublication"
    r"|[Ss]tandard)(?: [Nn]o\.?| [Nn]umber)?)"
    r"\s?(?:\[(?P<number>[A-Za-z]{0,6}[ -]?\d[\w./-]{0,20})\]"
    r"|(?P<number_bare>(?<=o\. )\d[\w./-]{0,20}))"
)
_LAST_DATE = re.compile(rf"(?:\A|[,.;:(]\s?c?|\s(?=\(?\d{{4}}\)?\W*\Z)){DATE}")
# What may follow the date: a dash of a work that goes on ("2023 Jan-"), a second year.
_OPEN_END = re.compile(r"[-\u2010-\u2015]\d{0,4}(?=\W*\Z|\.?\s)")
_PAGES_AFTER = re.compile(
    r"[,.:;]\s?(?:pp?\.?\s|pages?\s)(?P<pages>[A-Za-z]{0,3}\d[\w.\u2010-\u2015-]*)"
    r"|:(?P<colon>\d[\w.\u2010-\u2015-]*)"
)
_AFTER_DATE = re.compile(r"(?:Published|Accessed|Epub|Available|Retrieved)\b")
_REPORT = re.compile(r"(?:\w+ )?Re-?port\b")


def is_other_type(text: str, has_url: bool) -> bool:
    """Say whether a folded text without article numeration has the marks of another work."""
    end = len(text)
    return bool(
        has_url
        or books.find_chapter(text, 0, end)
        or books.has_edition(text, 0, end)
        or _THESIS.search(text)
        or _INSERT.search(text)
        or _GUIDELINE.search(text)
        or books.has_publisher(text, 0, end)
        or books.find_imprint(text, 0, end)
    )


def put_date(draft: Draft, date: When | None, start: int, end: int) -> None:
    """Set what a date says: `issued`, `year_suffix`, `status`."""
    if date is None:
        return
    if date.date is not None:
        draft.put("issued", start, end, date.date)
        if date.letter:
            draft.fields["year_suffix"] = date.letter
    if date.status:
        if date.date is None:
            draft.put("status", start, end, date.status)
        else:
            draft.fields["status"] = date.status


def read_other_type(draft: Draft, masked: str, start: int, has_url: bool) -> int:
    """Read everything after the authors (from `start`); return where trailing text starts.

    `masked` is the folded text with identifiers blanked out by NUL characters.
    """
    stop = masked.find("\x00", start)
    stop = len(masked) if stop < 0 else stop
    thesis = _THESIS.search(masked, start, stop) or _INSERT.search(masked, start, stop)
    chapter = books.find_chapter(masked, start, stop)
    guideline = _GUIDELINE.search(masked, start, stop)
    imprint = books.find_imprint(masked, start, stop)
    end, dated, rest = _date(draft, masked, start, stop)
    if thesis:
        _thesis(draft, thesis, start, end)
    elif chapter:
        books.put_chapter(draft, masked, start, chapter, end)
    elif guideline:
        _guideline(draft, guideline, start, end)
    elif has_url and imprint:
        draft.fields["type"] = "webpage"
        books.put_book(draft, masked, start, end, "title")
    elif (
        imprint or books.has_edition(masked, start, end) or books.has_publisher(masked, start, end)
    ):
        draft.fields["type"] = "book"
        books.put_book(draft, masked, start, end, "title")
    else:
        _page_or_paper(draft, masked, start, end, has_url, dated)
    return rest


def _date(draft: Draft, text: str, start: int, stop: int) -> tuple[int, When | None, int]:
    """Find the date that ends the work; return where it starts, what it says, where it ends."""
    best = _last_date(draft, text, start, stop)
    if best is None:
        return books.strip_end(text, start, stop), None, stop
    lead = len(best[0]) - len(best[0].lstrip(" ,.;:(c"))
    if best[0].endswith(")") and "(" in best[0]:
        lead = best[0].index("(")
    date = when(best)
    put_date(draft, date, best.start() + lead, best.end())
    rest_at = best.end()
    open_end = _OPEN_END.match(text, rest_at, stop)
    if open_end:
        rest_at = open_end.end()
    after = _PAGES_AFTER.match(text, rest_at, stop)
    if after:
        name = "pages" if after["pages"] else "colon"
        books.put_pages(draft, after.start(name), after.end(name))
        rest_at = after.end()
    return best.start(), date, rest_at


def _last_date(draft: Draft, text: str, start: int, stop: int) -> re.Match[str] | None:
    """Find the last date after which only pages, brackets or statements of dates stand."""
    best: re.Match[str] | None = None
    for found in _LAST_DATE.finditer(text, start, stop):
        rest = text[found.end() : stop]
        if found.start() == start:
            continue
        if text.count("(", start, found.start()) > text.count(")", start, found.start()):
            continue
        if text.count("[", start, found.start()) > text.count("]", start, found.start()):
            continue
        open_end = _OPEN_END.match(rest)
        tail = rest[open_end.end() if open_end else 0 :].lstrip(" .,;")
        if not tail or tail[0] in "([" or _PAGES_AFTER.match(rest) or _AFTER_DATE.match(tail):
            best = found
    return best


def _thesis(draft: Draft, found: re.Match[str], start: int, end: int) -> None:
    """Read a thesis or a leaflet: its title stands before its kind, then who issued it."""
    draft.fields["type"] = "document" if found.re is _INSERT else "thesis"
    books.put_title(draft, start, found.start())
    draft.put("genre", *found.span("genre"))
    books.put_publisher(draft, draft.text, found.end(), end)


def _guideline(draft: Draft, found: re.Match[str], start: int, end: int) -> None:
    """Read a numbered guideline or report; without a title its kind is the title."""
    draft.fields["type"] = "report"
    number = "number" if found["number"] else "number_bare"
    draft.put("number", *found.span(number))
    if found.start() > start:
        books.put_title(draft, start, found.start())
        draft.put("genre", *found.span("genre"))
    else:
        draft.put("title", *found.span("genre"))
        draft.fields["genre"] = found["genre"]
    books.put_publisher(draft, draft.text, min(found.end() + 1, end), end)


def _page_or_paper(
    draft: Draft, text: str, start: int, end: int, has_url: bool, dated: When | None
) -> None:
    """Read a newspaper article, a report, a web page, or what cannot be recognised."""
    end = books.strip_end(text, start, end)
    parts = dated.date.date_parts if dated and dated.date else ()
    cut = max(text.rfind(mark, start, end) for mark in (". ", "? ", "! "))
    name = text[cut + 2 : end] if cut >= 0 else ""
    by_name = re.fullmatch(r"(?:[A-Z][\w.'-]*|of|the|and| )+", name)
    if parts and len(parts[0]) == 3 and by_name:
        draft.fields["type"] = "article-newspaper"
        books.put_title(draft, start, cut + 1)
        draft.put("container_title", cut + 2, end)
        return
    if _REPORT.match(text, start):
        draft.fields["type"] = "report"
    elif has_url:
        draft.fields["type"] = "webpage"
        if by_name and dated and find_journal(name):
            draft.put("container_title", cut + 2, end)
            end = cut + 1
    else:
        draft.fields["type"] = "document"
        draft.doubt(ProblemKind.JOURNAL, start, end, "no journal, book or address was recognised")
    books.put_title(draft, start, end)
