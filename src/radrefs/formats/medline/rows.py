"""Hold the table of MEDLINE: which tag holds which fact, how it is written, how it is read.

The tags are the National Library of Medicine's ("MEDLINE/PubMed Data Element (Field)
Descriptions"), the publication types those of its MeSH.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from radrefs.formats.draft import Draft
from radrefs.formats.facts import (
    address,
    keyword_text,
    keywords,
    notes,
    read_notes,
    read_pages_of,
)
from radrefs.formats.medline.dates import issued, read_date
from radrefs.formats.medline.names import indexed, people
from radrefs.formats.table import Row
from radrefs.formats.tagged import (
    marked,
    only_read,
    plain,
    standard_number,
    with_supplement,
)
from radrefs.item_types import UPDATE_KINDS
from radrefs.languages import MEDLINE, read_language
from radrefs.model import Citation, ItemType
from radrefs.pages import read_pages

__all__ = ["GROUPS", "HEADS", "LISTS", "READERS", "ROWS", "SEVERAL", "TYPES", "complete", "row_of"]

TYPES: dict[ItemType, str] = {
    "article": "Preprint", "article-journal": "Journal Article",
    "article-newspaper": "Newspaper Article", "book": "Book", "chapter": "Book Chapter",
    "dataset": "Dataset", "entry-dictionary": "Dictionary", "entry-encyclopedia": "Encyclopedia",
    "figure": "Chart", "graphic": "Pictorial Work", "interview": "Interview",
    "legal_case": "Legal Case", "legislation": "Legislation", "manuscript": "Unpublished Work",
    "map": "Map", "motion_picture": "Video-Audio Media", "paper-conference": "Congress",
    "patent": "Patent", "periodical": "Periodical", "post": "Social Media",
    "post-weblog": "Blog", "report": "Technical Report", "review": "Journal Article",
    "review-book": "Book Review", "software": "Software", "song": "Song", "speech": "Lecture",
    "thesis": "Academic Dissertation",
}  # fmt: skip
"""The publication type for each type of CSL that has one."""

_READ_TYPES: dict[str, ItemType] = {
    **{name.lower(): type_ for type_, name in TYPES.items() if type_ != "review"},
    "books": "book", "journal articles": "article-journal", "monograph": "book", "textbook": "book",
    "dissertation": "thesis", "database": "dataset", "webcast": "motion_picture",
    "manuscript": "manuscript",
}  # fmt: skip
_DOI = re.compile(r"(\S+)\s*\[doi\]", re.IGNORECASE)
_URL = re.compile(r"(?:https?|ftp)://|www\.", re.IGNORECASE)
_RETRACTED = UPDATE_KINDS["retraction"].label
_SILENT = ("research support", "retracted publication", "english abstract")
_CHAPTERS = ("chapter", "entry-dictionary", "entry-encyclopedia")


def _type() -> Row:
    """Map the type, then the genre; PubMed names several, the funding among them."""

    def write(citation: Citation) -> Iterable[str]:
        found = [TYPES[citation.type]] if citation.type in TYPES else []
        if citation.genre:
            found.append(citation.genre)
        if any(note.startswith(_RETRACTED) for note in notes(citation)):
            found.append("Retracted Publication")
        return found

    def read(values: Sequence[str], draft: Draft) -> None:
        known = [value.lower() for value in values if value.lower() in _READ_TYPES]
        named = "journal article" if "journal article" in known else (known or [""])[0]
        if "preprint" in known:
            named = "preprint"
        draft.type = _READ_TYPES.get(named, "document")
        others = [v for v in values if v.lower() not in (named, "journal article")]
        genre = next((v for v in others if v and not v.lower().startswith(_SILENT)), "")
        if genre:
            draft.genre = genre
        if any(value.lower() == "retracted publication" for value in values):
            draft.retracted = True

    return Row("PT", write, read)


def _pmid() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            if value.isascii() and value.isdigit():
                draft.fill("pmid", value)
            elif value:
                draft.left.add("PMID")

    return Row("PMID", plain("PMID", "pmid").write, read)


def _standard_number(tag: str, field: Literal["issn", "isbn"]) -> Row:
    """Map ISSN ("1234-5678 (Electronic)") or ISBN; the first of each counts."""

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            found, number = standard_number(re.sub(r"E?IS[SB]N-", "", value))  # ERIC
            if number:
                draft.fill(found or field, number)

    return Row(tag, plain(tag, field).write, read)


def _title() -> Row:
    """Map the title; PubMed ends each with a period, which is not its own."""
    row = marked("TI", "title")

    def read(values: Sequence[str], draft: Draft) -> None:
        title = values[0]
        if draft.is_pubmed and title.endswith(".") and not title.endswith(".."):
            title = title[:-1]
        row.read([title], draft)

    return Row("TI", row.write, read)


def _book_title() -> Row:
    """Map the title of the book: of a chapter where it stands, of a book its own (as Zotero)."""

    def write(citation: Citation) -> Iterable[str]:
        book = citation.type == "book"
        value = citation.title if book else citation.container_title
        return (value,) if value and (book or citation.type in _CHAPTERS) else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        title = values[0]
        if draft.type == "book":
            draft.fill("title", title)
        elif title:
            draft.container_title = title
            if draft.type == "document":
                draft.type = "chapter"

    return Row("BTI", write, read)


def _journal() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        value = citation.container_title
        return (value,) if value and citation.type not in _CHAPTERS else ()

    return Row("JT", write, plain("JT", "container_title").read)


def _pages() -> Row:
    """Map pages; "ONS139-45; discussion ONS145-6" has a note in it."""

    def read(values: Sequence[str], draft: Draft) -> None:
        page, *remarks = [part.strip() for part in values[0].split(";")]
        read_pages_of(page, draft)
        for note in remarks:
            word, _, place = note.rpartition(" ")
            draft.more_notes.append(f"{word} {read_pages(place).page}".strip())

    return Row("PG", plain("PG", "page").write, read)


def _location() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        value = address(citation)
        return (value,) if value else ()

    return Row("LID", write, plain("LID", "url").read)


def _article_id() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        return (f"{citation.doi} [doi]",) if citation.doi else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            if found := _DOI.fullmatch(value):
                draft.fill("doi", found[1])

    return Row("AID", write, read)


def _language() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        value = citation.language
        return (MEDLINE.get(value.split("-")[0].lower(), value),) if value else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        if values[0]:
            draft.language = read_language(values[0])

    return Row("LA", write, read)


def _keywords() -> Row:
    """Map keywords, of authors (`OT`) and of MeSH (`MH`); a star marks what is central."""

    def read(values: Sequence[str], draft: Draft) -> None:
        words = dict.fromkeys(value.replace("*", "").strip() for value in values)
        if found := list(filter(None, words)):
            draft.keyword = keyword_text(found)

    return Row("OT", keywords, read)


def _pmcid() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        if values[0]:
            draft.pmcid = f"PMC{values[0]}" if values[0].isdigit() else values[0]

    return Row("PMC", plain("PMC", "pmcid").write, read)


def _status() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        return ("aheadofprint",) if citation.status == "ahead of print" else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        if values[0] == "aheadofprint":
            draft.fill("status", "ahead of print")

    return Row("PST", write, read)


def _read_origin(values: Sequence[str], draft: Draft) -> None:
    """Know a record of PubMed itself, which ends every title with a period."""
    draft.is_pubmed = True
    draft.left.add("OWN")


def _read_retraction(values: Sequence[str], draft: Draft) -> None:
    draft.more_notes += [f"Retraction in: {value}" for value in values if value]


def _read_online(values: Sequence[str], draft: Draft) -> None:
    """Take the day of the electronic publication for the date where there is no other."""
    date = read_date(values[0])
    if date and not draft.issued:
        draft.issued = date
    else:
        draft.left.add("DEP")


ROWS = (
    _pmid(),
    _standard_number("IS", "issn"),
    _standard_number("ISBN", "isbn"),
    plain("VI", "volume"),
    plain("IP", "issue"),
    issued(),
    _title(),
    _book_title(),
    _pages(),
    _location(),
    marked("AB", "abstract"),
    people("FAU", "author"),
    people("FED", "editor"),
    _language(),
    _type(),
    plain("EN", "edition"),
    plain("PB", "publisher"),
    plain("PL", "publisher_place"),
    plain("TA", "container_title_short"),
    _journal(),
    _keywords(),
    Row("GN", notes, read_notes),
    _pmcid(),
    _article_id(),
    _status(),
)
"""The tags in the order in which they are written."""

_FIRST = ("PT",)
READERS = (
    only_read("OWN", _read_origin),
    *(row for row in ROWS if row.tag in _FIRST),
    *(row for row in ROWS if row.tag not in _FIRST),
    indexed("AU", "author"),
    indexed("ED", "editor"),
    only_read("OAB", plain("OAB", "abstract").read),
    only_read("RIN", _read_retraction),
    only_read("DEP", _read_online),
)
"""All rows in the order in which they are read: first what the others look at."""

_SAME = {
    **{row.tag: row.tag for row in READERS},
    "STAT": "OWN", "CN": "FAU", "MH": "OT", "KW": "OT", "ISSN": "IS",
}  # fmt: skip


HEADS = {f"{tag:<4}- ": row for tag, row in _SAME.items() if tag not in ("LID", "AID", "CN")}
"""The row that reads a line of this head, whatever its value is."""


def row_of(tag: str, value: str) -> str | None:
    """Return the row that reads a line; None if none does, as of identifiers of publishers."""
    if tag not in ("LID", "AID"):
        return _SAME.get(tag)
    if _DOI.fullmatch(value):
        return "AID"
    return "LID" if tag == "LID" and _URL.match(value) else None


LISTS = frozenset({"FAU", "FED", "PT", "OT", "GN"})
SEVERAL = LISTS | {"PMID", "IS", "ISBN", "LID", "AID", "AU", "ED", "OWN", "RIN", "AB"}
GROUPS = (
    frozenset({"FAU", "AU"}),
    frozenset({"FED", "ED"}),
    frozenset({"TI", "BTI", "PT", "JT", "TA"}),
    frozenset({"VI", "IP", "PG", "GN", "PST", "RIN", "PT"}),
    frozenset({"DP", "DEP"}),
    frozenset({"IS", "ISBN"}),
    frozenset({"AB", "OAB"}),
)


def complete(draft: Draft) -> None:
    """Set what several tags say together: the type, the journal, notes, a supplement."""
    if not draft.container_title:
        draft.container_title = draft.container_title_short
    if draft.type in ("", "document"):
        draft.type = "article-journal" if draft.container_title else "document"
    notes = [*(draft.note or "").split("; "), *draft.more_notes]
    if draft.retracted and not any(note.startswith(_RETRACTED) for note in notes):
        notes.insert(len(notes) - len(draft.more_notes), _RETRACTED)
    draft.note = "; ".join(filter(None, notes)) or None
    with_supplement(draft)
