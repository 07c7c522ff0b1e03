"""Read what is no journal article: books, chapters, theses, guidelines, papers, web pages.

book      ::= authors title "." [edition "."] [[place ":"] publisher sep] [pages ","] date
chapter   ::= authors title "." "In" [":"] editors ["ed" | "eds"] [":"] book
thesis    ::= authors title "[thesis]" "." school "," date
guideline ::= [authors title "."] kind "[" number "]" "." date
newspaper ::= title "." name "," month day "," year
web       ::= authors title "." url ["Published" date] ["Accessed" date]
"""

from __future__ import annotations

import re

from radrefs.dates import DATE, When, when
from radrefs.model import ProblemKind
from radrefs.pages import read_pages
from radrefs.parsing.authors import read_names
from radrefs.parsing.draft import Draft

__all__ = ["is_other_work", "put_date", "read_work"]

_PUBLISHERS = (
    r"Elsevier|Springer|Saunders|Mosby|Lippincott|Wolters Kluwer|Williams (?:&|and) Wilkins"
    r"|Wiley|Blackwell|Thieme"
    r"|Amirsys|McGraw[- ]?Hill|Churchill(?: Livingstone)?|Raven|Academic Press|University Press"
    r"|CRC|Humana|Karger"
    r"|Butterworth|Little, Brown|Year Book|Appleton|Informa|Taylor (?:&|and) Francis|Press"
    r"|Publishers|Publishing"
    r"|Publications|Verlag|Books|IARC|World Health Organization"
    r"|International Agency for Research on Cancer"
    r"|StatPearls|Government Printing Office"
)
_PUBLISHER = re.compile(rf"\b(?:{_PUBLISHERS})\b")
_EDITION = re.compile(
    r"[.,;(]?\s\(?(?P<edition>\d{1,2}(?=st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth"
    r"|[Ff]ifth|[Ss]ixth"
    r"|[Ss]eventh|[Ee]ighth|[Nn]inth|[Tt]enth|[Rr]ev(?:ised)?|[Ii]nternational)(?:st|nd|rd"
    r"|th)?\s(?:ed|edn|edition)\b\.?\)?"
)
_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)
_CHAPTER = re.compile(
    r"[.?!,]\s(?:[Ii]n:\s?|In\s(?=[^.]{1,200}?\b[Ee]d(?:itor)?s?\b)|In\s(?=[^:]{2,300}:\s))(?=\S)"
)
_EDITED = re.compile(r",?\s*\(?\b[Ee]d(?:itor)?s?\b\.?\)?\s*[:.,]*\s*")
_THESIS = re.compile(
    r"[.,]?\s*[\[(](?P<genre>[^\[\]()]{0,40}?(?:thesis|dissertation))[\])]\.?\s*", re.IGNORECASE
)
_GUIDELINE = re.compile(
    r"(?P<genre>(?:\b[A-Z][\w&-]{0,30} ){0,4}?(?:[Cc]linical |[Pp]ractice |[Qq]uality "
    r"|[Tt]echnology |[Tt]echnical )?"
    r"(?:[Gg]uidelines?|[Gg]uidance|[Rr]eport|[Aa]ppraisal|[Pp]ublication"
    r"|[Ss]tandard)(?: [Nn]o\.?| [Nn]umber)?)"
    r"\s?(?:\[(?P<number>[A-Za-z]{0,6}[ -]?\d[\w./-]{0,20})\]"
    r"|(?P<number_bare>(?<=o\. )\d[\w./-]{0,20}))"
)
_LAST_DATE = re.compile(rf"(?:\A|[,.;:(]\s?|\s(?=\(?\d{{4}}\)?\W*\Z)){DATE}")
_PAGES_BEFORE = re.compile(
    r"(?:[.,:;]\s|\s(?=pp?\b))(?P<label>pp?\.?\s"
    r"|pages?\s)?(?P<pages>[A-Za-z]{0,3}\d[\w.\u2010-\u2015-]*)\s*\Z"
)
_PAGES_AFTER = re.compile(
    r"[,.:;]\s?(?:pp?\.?\s|pages?\s)(?P<pages>[A-Za-z]{0,3}\d[\w.\u2010-\u2015-]*)"
    r"|:(?P<colon>\d[\w.\u2010-\u2015-]*)"
)
_PLACE = re.compile(r"(?P<place>[A-Z][^:]{1,60}?):\s?(?P<publisher>[^:]+)\Z")
_REPORT = re.compile(r"(?:\w+ )?Re-?port\b")
_VOLUME = re.compile(r"[.,]\s[Vv]ol(?:ume)?\.?\s(?P<volume>\d{1,3}|[IVX]{1,5})\b\.?")


def is_other_work(text: str, has_url: bool) -> bool:
    """Tell whether a folded text without article numeration has the marks of another work."""
    return bool(
        has_url
        or _find_chapter(text, 0, len(text))
        or _EDITION.search(text)
        or _THESIS.search(text)
        or _GUIDELINE.search(text)
        or _PUBLISHER.search(text)
    )


def _find_chapter(text: str, start: int, stop: int) -> re.Match[str] | None:
    """Find the "In" of a chapter: with a colon, or with editors after it."""
    for found in _CHAPTER.finditer(text, start, stop):
        if ":" in found[0] or re.search(r"\b[Ee]d(?:itor)?s?\b", text[found.end() : stop][:200]):
            return found
        if read_names(text, found.end(), text.find(":", found.end(), stop)):
            return found
    return None


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


def read_work(draft: Draft, masked: str, start: int, has_url: bool) -> int:
    """Read everything after the authors (from `start`); give where trailing text starts.

    `masked` is the folded text with identifiers blanked out by NUL characters.
    """
    stop = masked.find("\x00", start)
    stop = len(masked) if stop < 0 else stop
    thesis = _THESIS.search(masked, start, stop)
    chapter = _find_chapter(masked, start, stop)
    guideline = _GUIDELINE.search(masked, start, stop)
    end, dated, rest = _date(draft, masked, start, stop, bool(has_url))
    if thesis:
        _thesis(draft, thesis, start, end)
    elif chapter:
        _chapter(draft, masked, start, chapter, end)
    elif guideline:
        _guideline(draft, guideline, start, end)
    elif _EDITION.search(masked, start, end) or _PUBLISHER.search(masked, start, end):
        draft.fields["type"] = "book"
        _book(draft, masked, start, end, "title")
    else:
        _page_or_paper(draft, masked, start, end, has_url, dated)
    return rest


def _date(
    draft: Draft, text: str, start: int, stop: int, web: bool
) -> tuple[int, When | None, int]:
    """Find the date that ends the work; give where it starts, what it says, where it ends."""
    best: re.Match[str] | None = None
    for found in _LAST_DATE.finditer(text, start, stop):
        rest = text[found.end() : stop]
        if found.start() == start:
            continue
        if text.count("(", start, found.start()) > text.count(")", start, found.start()):
            continue
        tail = rest.lstrip(" .,;")
        if (
            not tail
            or tail[0] in "(["
            or _PAGES_AFTER.match(rest)
            or re.match(r"(?:Published|Accessed|Epub)\b", tail)
        ):
            best = found
    if best is None:
        return _strip(text, start, stop), None, stop
    lead = len(best[0]) - len(best[0].lstrip(" ,.;:("))
    if best[0].endswith(")") and "(" in best[0]:
        lead = best[0].index("(")
    date = when(best)
    put_date(draft, date, best.start() + lead, best.end())
    rest_at = best.end()
    after = _PAGES_AFTER.match(text, best.end(), stop)
    if after:
        name = "pages" if after["pages"] else "colon"
        _pages(draft, after.start(name), after.end(name))
        rest_at = after.end()
    return best.start(), date, rest_at


def _strip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " .,;":
        end -= 1
    return end


def _pages(draft: Draft, start: int, end: int) -> None:
    while end > start and draft.text[end - 1] in ".,;":
        end -= 1
    pages = read_pages(draft.text[start:end])
    draft.put("page", start, end, pages.page)
    if pages.wrong:
        draft.doubt(pages.kind, start, end, pages.wrong)


def _title(draft: Draft, start: int, end: int, name: str = "title") -> None:
    """Set a title without the punctuation that closes it ("?", "!" belong to it)."""
    while end > start and draft.text[end - 1] in " ,;:.":
        end -= 1
    while start < end and draft.text[start] in " .":
        start += 1
    draft.put(name, start, end)


def _book(draft: Draft, text: str, start: int, end: int, name: str) -> None:
    """Read title, edition, place, publisher and pages of a book in `text[start:end]`."""
    end = _strip(text, start, end)
    pages = _PAGES_BEFORE.search(text, start, end)
    if pages and (pages["label"] or not pages["pages"].isdigit() or text[pages.start()] == "."):
        _pages(draft, pages.start("pages"), pages.end("pages"))
        end = _strip(text, start, pages.start())
    edition = _EDITION.search(text, start, end)
    if edition:
        printed = edition["edition"].lower()
        number = str(_ORDINALS.index(printed) + 1) if printed in _ORDINALS else edition["edition"]
        draft.put("edition", *edition.span("edition"), number)
        _title(draft, start, edition.start(), name)
        _publisher(draft, text, edition.end(), end)
        return
    volume = _VOLUME.search(text, start, end)
    if volume:
        draft.put("volume", *volume.span("volume"))
    cut = max(text.rfind(mark, start, end) for mark in (". ", "? ", "! "))
    if volume and cut <= volume.end():
        cut = volume.start()
    if cut < 0:
        _title(draft, start, end, name)
        return
    _title(draft, start, volume.start() if volume else cut + (text[cut] in "?!"), name)
    _publisher(draft, text, max(cut + 2, volume.end() if volume else 0), end)


def _publisher(draft: Draft, text: str, start: int, end: int) -> None:
    """Read `[place ":"] publisher`, the whole of `text[start:end]`."""
    while start < end and text[start] in " .,;:":
        start += 1
    end = _strip(text, start, end)
    found = _PLACE.match(text[start:end])
    if found:
        draft.put("publisher_place", start + found.start("place"), start + found.end("place"))
        draft.put("publisher", start + found.start("publisher"), start + found.end("publisher"))
    else:
        draft.put("publisher", start, end)


def _chapter(draft: Draft, text: str, start: int, found: re.Match[str], end: int) -> None:
    """Read a chapter's title, the editors and the book it stands in."""
    draft.fields["type"] = "chapter"
    _title(draft, start, found.start() + (text[found.start()] in "?!"))
    book = found.end()
    edited = _EDITED.search(text, book, end)
    if edited and "." not in re.sub(r"\bal\.|[A-Z]\.", "", text[book : edited.start()]):
        draft.people("editor", read_names(text, book, edited.start(), strict=False) or ())
        book = edited.end()
    else:
        colon = text.find(":", book, end)
        people = read_names(text, book, colon) if colon > 0 else None
        if people:
            draft.people("editor", people)
            book = colon + 1
    _book(draft, text, book, end, "container_title")


def _thesis(draft: Draft, found: re.Match[str], start: int, end: int) -> None:
    draft.fields["type"] = "thesis"
    _title(draft, start, found.start())
    draft.put("genre", *found.span("genre"))
    _publisher(draft, draft.text, found.end(), end)


def _guideline(draft: Draft, found: re.Match[str], start: int, end: int) -> None:
    """Read a numbered guideline or report; without a title its kind is the title."""
    draft.fields["type"] = "report"
    number = "number" if found["number"] else "number_bare"
    draft.put("number", *found.span(number))
    if found.start() > start:
        _title(draft, start, found.start())
        draft.put("genre", *found.span("genre"))
    else:
        draft.put("title", *found.span("genre"))
        draft.fields["genre"] = found["genre"]
    _publisher(draft, draft.text, min(found.end() + 1, end), end)


def _page_or_paper(
    draft: Draft, text: str, start: int, end: int, has_url: bool, dated: When | None
) -> None:
    """Read a newspaper article, a report, a web page, or what cannot be told."""
    end = _strip(text, start, end)
    parts = dated.date.date_parts if dated and dated.date else ()
    cut = max(text.rfind(mark, start, end) for mark in (". ", "? ", "! "))
    name = text[cut + 2 : end] if cut >= 0 else ""
    if parts and len(parts[0]) == 3 and re.fullmatch(r"(?:[A-Z][\w.'-]*|of|the|and| )+", name):
        draft.fields["type"] = "article-newspaper"
        _title(draft, start, cut + 1)
        draft.put("container_title", cut + 2, end)
        return
    if _REPORT.match(text, start):
        draft.fields["type"] = "report"
    elif has_url:
        draft.fields["type"] = "webpage"
    else:
        draft.fields["type"] = "document"
        draft.doubt(ProblemKind.JOURNAL, start, end, "no journal, book or address was recognised")
    _title(draft, start, end)
