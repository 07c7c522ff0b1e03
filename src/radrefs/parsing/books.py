"""Read books and their chapters.

book    ::= authors title "." [edition "."] [imprint] ["," | ";"] date [pages]
chapter ::= authors title "." "In" [":"] editors ["ed" | "eds"] [":"] book
imprint ::= [place ":"] publisher
"""

from __future__ import annotations

import re

from radrefs.pages import read_pages
from radrefs.parsing.authors import read_authors
from radrefs.parsing.draft import Draft
from radrefs.parsing.people import read_names

__all__ = ["find_chapter", "find_imprint", "has_edition", "has_publisher", "put_book",
           "put_chapter", "put_pages", "put_publisher", "put_title", "strip_end"]  # fmt: skip

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
# "Reston, VA: ACR; 2018": whoever the publisher is, the semicolon says that it is one.
_IMPRINT = re.compile(
    r"[.?!\])]\s(?P<place>[A-Z][\w.'\u2019-]*(?:,?\s\(?[A-Z][\w.'\u2019-]*\)?){0,4}):\s"
    r"(?P<publisher>[A-Z][^:;\x00]{1,160});\s?(?=c?(?:1[5-9]|20)\d\d)"
)
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
    r"\sIn:\s(?=[A-Z])|[.?!,\]]\s(?:[Ii]n:\s?|In\s(?=[^.]{1,200}?\b[Ee]d(?:itor)?s?\b)"
    r"|In\s(?=[^:]{2,300}:\s))(?=\S)"
)
_EDITED = re.compile(r",?\s*\(?\b[Ee]d(?:itor)?s?\b\.?\)?\s*[:.,]*\s*")
_PAGES_BEFORE = re.compile(
    r"(?:[.,:;]\s|\s(?=pp?\b))(?P<label>pp?\.?\s"
    r"|pages?\s)?(?P<pages>[A-Za-z]{0,3}\d[\w.\u2010-\u2015-]*)\s*\Z"
)
_PLACE = re.compile(r"(?P<place>[A-Z][^:]{1,60}?):\s?(?P<publisher>[^:]+)\Z")
_VOLUME = re.compile(r"[.,]\s[Vv]ol(?:ume)?\.?\s(?P<volume>\d{1,3}|[IVX]{1,5})\b\.?")
# "[Updated 2023 Jul 24]." between a chapter's title and its book.
_UPDATED = re.compile(r"\.?\s\[(?P<note>[Uu]pdated [^\[\]]{4,40})\]\.?\Z")
_LAST_COMMA = re.compile(rf",\s(?=(?:[^,]*\b(?:{_PUBLISHERS})\b))")


def has_edition(text: str, start: int, end: int) -> bool:
    """Say whether "2nd ed." stands in `text[start:end]`."""
    return _EDITION.search(text, start, end) is not None


def has_publisher(text: str, start: int, end: int) -> bool:
    """Say whether the name of a publisher of books stands in `text[start:end]`."""
    return _PUBLISHER.search(text, start, end) is not None


def find_imprint(text: str, start: int, end: int) -> re.Match[str] | None:
    """Find "place: publisher; year" with its groups `place` and `publisher`."""
    return _IMPRINT.search(text, start, end)


def find_chapter(text: str, start: int, stop: int) -> re.Match[str] | None:
    """Find the "In" of a chapter: with a colon, or with editors after it."""
    for found in _CHAPTER.finditer(text, start, stop):
        if ":" in found[0] or re.search(r"\b[Ee]d(?:itor)?s?\b", text[found.end() : stop][:200]):
            return found
        if read_names(text, found.end(), text.find(":", found.end(), stop)):
            return found
    return None


def strip_end(text: str, start: int, end: int) -> int:
    """Return where `text[start:end]` ends without the marks that close it."""
    while end > start and text[end - 1] in " .,;":
        end -= 1
    return end


def put_pages(draft: Draft, start: int, end: int) -> None:
    """Set the pages of a part of a book."""
    while end > start and draft.text[end - 1] in ".,;":
        end -= 1
    pages = read_pages(draft.text[start:end])
    draft.put("page", start, end, pages.page)
    if pages.wrong:
        draft.doubt(pages.kind, start, end, pages.wrong)


def put_title(draft: Draft, start: int, end: int, name: str = "title") -> None:
    """Set a title without the punctuation that closes it ("?", "!" belong to it)."""
    updated = _UPDATED.search(draft.text, start, end)
    if updated and updated.start() > start:
        draft.put("note", *updated.span("note"))
        draft.notes.append(updated["note"])
        end = updated.start()
    while end > start and draft.text[end - 1] in " ,;:.":
        end -= 1
    while start < end and draft.text[start] in " .":
        start += 1
    draft.put(name, start, end)


def put_book(draft: Draft, text: str, start: int, end: int, name: str) -> None:
    """Read title, edition, place, publisher and pages of a book in `text[start:end]`."""
    end = strip_end(text, start, end)
    pages = _PAGES_BEFORE.search(text, start, end)
    if pages and (pages["label"] or not pages["pages"].isdigit() or text[pages.start()] == "."):
        put_pages(draft, pages.start("pages"), pages.end("pages"))
        end = strip_end(text, start, pages.start())
    edition = _EDITION.search(text, start, end)
    if edition:
        printed = edition["edition"].lower()
        number = str(_ORDINALS.index(printed) + 1) if printed in _ORDINALS else edition["edition"]
        draft.put("edition", *edition.span("edition"), number)
        put_title(draft, start, edition.start(), name)
        put_publisher(draft, text, edition.end(), end)
        return
    volume = _VOLUME.search(text, start, end)
    if volume:
        draft.put("volume", *volume.span("volume"))
    cut, after = _book_cut(text, start, end)
    if volume and cut <= volume.end():
        cut, after = volume.start(), volume.end()
    if cut < 0:
        put_title(draft, start, end, name)
        return
    put_title(draft, start, volume.start() if volume else cut + (text[cut] in "?!"), name)
    put_publisher(draft, text, max(after, volume.end() if volume else 0), end)


def _book_cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a book's title ends and its imprint begins; -1 if it has none."""
    cut = max(text.rfind(mark, start, end) for mark in (". ", "? ", "! "))
    if cut >= 0:
        return cut, cut + 2
    comma = _LAST_COMMA.search(text, start, end)
    return comma.span() if comma else (-1, -1)


def put_publisher(draft: Draft, text: str, start: int, end: int) -> None:
    """Read `[place ":"] publisher`, the whole of `text[start:end]`."""
    while start < end and text[start] in " .,;:":
        start += 1
    end = strip_end(text, start, end)
    found = _PLACE.match(text[start:end])
    if found:
        draft.put("publisher_place", start + found.start("place"), start + found.end("place"))
        draft.put("publisher", start + found.start("publisher"), start + found.end("publisher"))
    else:
        draft.put("publisher", start, end)


def put_chapter(draft: Draft, text: str, start: int, found: re.Match[str], end: int) -> None:
    """Read a chapter's title, the editors and the book it stands in."""
    draft.fields["type"] = "chapter"
    put_title(draft, start, found.start() + (text[found.start()] in "?!]"))
    book = found.end()
    edited = _EDITED.search(text, book, end)
    if edited and "." not in re.sub(r"\bal\.|[A-Z]\.", "", text[book : edited.start()]):
        draft.people("editor", read_names(text, book, edited.start(), strict=False) or ())
        book = edited.end()
    else:
        book = _editors_at_colon(draft, text, book, end)
    put_book(draft, text, book, end, "container_title")


def _editors_at_colon(draft: Draft, text: str, book: int, end: int) -> int:
    """Read editors that a colon or a period ends; return where the book's title starts."""
    colon = text.find(":", book, end)
    people = read_names(text, book, colon) if colon > 0 else None
    if people:
        draft.people("editor", people)
        return colon + 1
    listed = read_authors(text[:end], end, begin=book)
    if listed.people and all(person.name.given for person in listed.people):
        draft.people("editor", listed.people)
        return listed.start
    return book
