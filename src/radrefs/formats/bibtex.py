"""Write BibTeX through bibtexparser; the one module that knows it.

Names as `Family, G. H.` joined by "and", a cut list ends in `others`; supplements in
`number`, article numbers in `pages`, full ranges with two hyphens, DOI and address raw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from radrefs.dates import MONTHS
from radrefs.formats.latex import escape, protect, raw
from radrefs.model import ET_AL, Citation, Name

__all__ = ["ROWS", "TYPES", "bibtex"]

TYPES = {
    "article-journal": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
LANGUAGES = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fa": "persian", "fi": "finnish", "fr": "french", "he": "hebrew", "hu": "hungarian",
    "it": "italian", "ja": "japanese", "ko": "korean", "nl": "dutch", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "tr": "turkish", "uk": "ukrainian", "zh": "chinese",
}  # fmt: skip
# "discussion 555-556": between page numbers, TeX wants two hyphens.
_RANGE = re.compile(r"(?<=\d)-(?=[A-Z]{0,3}\d+\b)")


class Row(NamedTuple):
    """Say which BibTeX field holds what, spelled for the file; None if it is absent."""

    field: str
    value: Callable[[Citation], str | None]


def _braced(value: str | None) -> str | None:
    return f"{{{value}}}" if value else None


def _text(field: str) -> Callable[[Citation], str | None]:
    def value(citation: Citation) -> str | None:
        text: str | None = getattr(citation, field)
        return _braced(escape(text)) if text else None

    return value


def _verbatim(field: str) -> Callable[[Citation], str | None]:
    def value(citation: Citation) -> str | None:
        text: str | None = getattr(citation, field)
        return _braced(raw(text)) if text else None

    return value


def _only(
    types: tuple[str, ...], row: Callable[[Citation], str | None]
) -> Callable[[Citation], str | None]:
    return lambda citation: row(citation) if citation.type in types else None


def _name(name: Name) -> str:
    """Spell one name; what could be taken apart (a body, "and", a comma) is braced."""
    if name == ET_AL:
        return "others"
    if name.family is None:
        return f"{{{escape(name.literal or name.given or '')}}}"
    parts = [escape(part) for part in (name.family, name.suffix, name.given) if part]
    loose = {" and ", ","}
    return ", ".join(
        f"{{{part}}}" if any(mark in f" {part} " for mark in loose) else part for part in parts
    )


def _names(names: Iterable[Name]) -> str | None:
    return _braced(" and ".join(_name(name) for name in names))


def _title(citation: Citation) -> str | None:
    return _braced(protect(citation.title)) if citation.title else None


def _book_title(citation: Citation) -> str | None:
    return _braced(protect(citation.container_title)) if citation.container_title else None


def _year(citation: Citation) -> str | None:
    return _braced(str(citation.year)) if citation.year else None


def _month(citation: Citation) -> str | None:
    """Give the (first) month as a macro."""
    parts = citation.issued.date_parts[0] if citation.issued and citation.year else ()
    return MONTHS[parts[1] - 1] if len(parts) > 1 and 1 <= parts[1] <= 12 else None


def _pages(citation: Citation) -> str | None:
    if not citation.page:
        return None
    page = escape(citation.page)
    return _braced(page if citation.page == citation.number else page.replace("-", "--"))


def _number(citation: Citation) -> str | None:
    if citation.issue:
        return _braced(escape(citation.issue))
    own = citation.number if citation.type != "article-journal" else None
    return _braced(escape(own)) if own else None


def _note(citation: Citation) -> str | None:
    notes = [citation.note] if citation.note else []
    if citation.status == "ahead of print" and "ahead of print" not in (citation.note or ""):
        notes.append("Epub ahead of print")
    elif citation.status and citation.status != "ahead of print":
        notes.append(citation.status)
    return _braced(_RANGE.sub("--", escape("; ".join(notes))))


def _accessed(citation: Citation) -> str | None:
    parts = citation.accessed.date_parts if citation.accessed else ()
    return _braced("-".join(f"{part:02d}" for part in parts[0])) if parts else None


def _language(citation: Citation) -> str | None:
    language = citation.language
    return _braced(LANGUAGES.get(language, escape(language))) if language else None


_JOURNALS = ("article-journal", "article-newspaper")
_SCHOOLS = ("thesis",)
_REPORTS = ("report",)
_OTHERS = tuple({"book", "chapter", "document", "webpage", *_JOURNALS})

ROWS = (
    Row("author", lambda citation: _names(citation.author)),
    Row("editor", lambda citation: _names(citation.editor)),
    Row("title", _title),
    Row("booktitle", _only(("chapter",), _book_title)),
    Row("journal", _only(_JOURNALS, _text("container_title"))),
    Row("shortjournal", _only(_JOURNALS, _text("container_title_short"))),
    Row("edition", _text("edition")),
    Row("type", _text("genre")),
    Row("publisher", _only(_OTHERS, _text("publisher"))),
    Row("school", _only(_SCHOOLS, _text("publisher"))),
    Row("institution", _only(_REPORTS, _text("publisher"))),
    Row("address", _text("publisher_place")),
    Row("year", _year),
    Row("month", _month),
    Row("volume", _text("volume")),
    Row("number", _number),
    Row("pages", _pages),
    Row("note", _note),
    Row("doi", _verbatim("doi")),
    Row("url", _verbatim("url")),
    Row("urldate", _accessed),
    Row("issn", _text("issn")),
    Row("isbn", _text("isbn")),
    Row("pmid", _text("pmid")),
    Row("pmcid", _text("pmcid")),
    Row("language", _language),
    Row("abstract", _text("abstract")),
    Row("keywords", _text("keyword")),
)
"""The fields in the order in which they are written."""


def bibtex(citations: Iterable[Citation]) -> Iterator[str]:
    """Give BibTeX entries, one piece each, a blank line between them."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field
    from bibtexparser.writer import BibtexFormat

    layout = BibtexFormat()  # type: ignore[no-untyped-call]  # it has no annotations
    layout.indent = "  "
    layout.trailing_comma = True
    gap = ""
    for citation in citations:
        fields = [
            Field(row.field, value)
            for row in ROWS
            if (value := row.value(citation)) and value != "{}"
        ]
        entry = Entry(TYPES.get(citation.type, "misc"), citation.id, fields)
        # The values are spelled already: an empty stack keeps the writer from touching them.
        yield gap + write_string(Library([entry]), unparse_stack=[], bibtex_format=layout)
        gap = "\n"
