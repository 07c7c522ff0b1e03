"""Write BibTeX through bibtexparser; the one module that knows it.

Names as `Family, G. H.` joined by "and", a cut list ends in `others`; supplements in
`number`, article numbers in `pages`, full ranges with two hyphens, DOI and address raw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from radrefs.dates import MONTHS
from radrefs.formats.facts import RANGE, address, is_month, name_parts, notes
from radrefs.formats.latex import escape, protect, raw
from radrefs.model import ET_AL, Citation, Name

__all__ = ["ROWS", "TYPES", "Row", "pieces"]

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
# "discussion 555-556": between page numbers, TeX wants two hyphens; in "2020-01-02" not.
_NOTED_RANGE = re.compile(r"(?<![^\s(,;])(\w*\d)-([A-Z]{0,3}\d+)(?![^\s),;.])")


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


def _when(
    test: Callable[[str], bool], row: Callable[[Citation], str | None]
) -> Callable[[Citation], str | None]:
    """Give a field only for the types that pass a test."""
    return lambda citation: row(citation) if test(citation.type) else None


def _name(name: Name) -> str:
    """Spell one name; what could be taken apart (a body, "and", a comma) is braced.

    So is a family that stands alone, for its first word would become a given name.
    """
    family, given, suffix = map(escape, name_parts(name))
    if not family:
        return f"{{{given}}}" if given else ""
    parts = [part for part in (family, suffix, given) if part]
    if not given:
        alone = " ".join(parts)
        return f"{{{alone}}}" if " " in alone or _is_loose(alone) else alone
    return ", ".join(f"{{{part}}}" if _is_loose(part) else part for part in parts)


def _is_loose(part: str) -> bool:
    """Tell whether BibTeX would read more into a part of a name ("and" in any case).

    Also whether it has an escape, which bibtexparser 2.1 loses before "and" if it is bare.
    """
    return "," in part or "\\" in part or " and " in f" {part.lower()} " or part.lower() == "others"


def _names(names: tuple[Name, ...]) -> str | None:
    spelled = [_name(name) for name in names if name != ET_AL]
    spelled += ["others"] if ET_AL in names else []
    return _braced(" and ".join(filter(None, spelled)))


def _protected(field: str) -> Callable[[Citation], str | None]:
    def value(citation: Citation) -> str | None:
        text: str | None = getattr(citation, field)
        return _braced(protect(text)) if text else None

    return value


def _year(citation: Citation) -> str | None:
    return _braced(str(citation.year)) if citation.year else None


def _month(citation: Citation) -> str | None:
    """Give the (first) month as a macro."""
    parts = citation.issued.date_parts[0] if citation.issued and citation.year else ()
    return MONTHS[parts[1] - 1] if is_month(parts) else None


def _pages(citation: Citation) -> str | None:
    """Give the pages, two hyphens in each range; those of an article number are its own."""
    page = citation.page
    if not page or page == citation.number:
        return _braced(escape(page)) if page else None
    doubled = RANGE.sub(lambda m: f"{m['first'] or m['from']}--{m['last'] or m['to']}", page)
    return _braced(escape(doubled))


def _number(citation: Citation) -> str | None:
    if citation.issue:
        return _braced(escape(citation.issue))
    own = citation.number if citation.type != "article-journal" else None
    return _braced(escape(own)) if own else None


def _note(citation: Citation) -> str | None:
    return _braced(_NOTED_RANGE.sub(r"\1--\2", escape("; ".join(notes(citation)))))


def _address(citation: Citation) -> str | None:
    url = address(citation)
    return _braced(raw(url)) if url else None


def _accessed(citation: Citation) -> str | None:
    parts = citation.accessed.date_parts if citation.accessed else ()
    return _braced("-".join(f"{part:02d}" for part in parts[0])) if parts else None


def _language(citation: Citation) -> str | None:
    language = citation.language
    return _braced(LANGUAGES.get(language, escape(language))) if language else None


def _is_article(type: str) -> bool:
    return TYPES.get(type) == "article"


def _is_misc(type: str) -> bool:
    return type not in TYPES


ROWS = (
    Row("author", lambda citation: _names(citation.author)),
    Row("editor", lambda citation: _names(citation.editor)),
    Row("title", _protected("title")),
    Row(
        "booktitle",
        _when(
            lambda type: not _is_article(type) and not _is_misc(type), _protected("container_title")
        ),
    ),
    Row("howpublished", _when(_is_misc, _text("container_title"))),
    Row("journal", _when(_is_article, _text("container_title"))),
    Row("shortjournal", _when(_is_article, _text("container_title_short"))),
    Row("edition", _text("edition")),
    Row("type", _text("genre")),
    Row("publisher", _when(lambda type: type not in ("thesis", "report"), _text("publisher"))),
    Row("school", _when(lambda type: type == "thesis", _text("publisher"))),
    Row("institution", _when(lambda type: type == "report", _text("publisher"))),
    Row("address", _text("publisher_place")),
    Row("year", _year),
    Row("month", _month),
    Row("volume", _text("volume")),
    Row("number", _number),
    Row("pages", _pages),
    Row("note", _note),
    Row("doi", _verbatim("doi")),
    Row("url", _address),
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


def pieces(citations: Iterable[Citation]) -> Iterator[str]:
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
