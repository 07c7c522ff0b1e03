"""Write RIS: the tags, order and encodings that seven importers read alike.

Full title before the short one, `AN` and `C7` before `IS` and never without it, `SP` before
`EP`, the `AU` lines last and bodies last of them with a comma (docs: fields). One physical
line a tag; `ER  - ` keeps its final blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from radrefs.model import Citation, Name
from radrefs.text import one_line

__all__ = ["ROWS", "TYPES", "ris"]

TYPES = {
    "article-journal": "JOUR",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "document": "GEN",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}
_RANGE = re.compile(r"([^\s,-]+)-([^\s,-]+)")


class Row(NamedTuple):
    """Say which tag holds what; a tag is repeated for each value."""

    tag: str
    values: Callable[[Citation], Iterable[str | None]]


def _one(field: str) -> Callable[[Citation], Iterable[str | None]]:
    def values(citation: Citation) -> Iterable[str | None]:
        value: str | None = getattr(citation, field)
        return (value,)

    return values


def _short(citation: Citation) -> Iterable[str | None]:
    return (citation.container_title_short,) if citation.type == "article-journal" else ()


def _year(citation: Citation) -> Iterable[str | None]:
    return (f"{citation.year:04d}",) if citation.year else ()


def _day(citation: Citation) -> Iterable[str | None]:
    """Give the date as YYYY/MM/DD, if the month is known."""
    parts = citation.issued.date_parts[0] if citation.issued and citation.year else ()
    return ("/".join(f"{part:02d}" for part in parts),) if len(parts) > 1 else ()


def _pages(citation: Citation, at: int) -> Iterable[str | None]:
    """Give first and last page; what is no single range stands whole in `SP`."""
    page = citation.page
    found = _RANGE.fullmatch(page) if page and page != citation.number else None
    if found:
        return (found[at + 1],)
    return (page,) if at == 0 else ()


def _with_issue(field: str) -> Callable[[Citation], Iterable[str | None]]:
    """Give a field only beside an issue: JabRef makes the last of both the issue."""

    def values(citation: Citation) -> Iterable[str | None]:
        value: str | None = getattr(citation, field)
        return (value,) if citation.issue else ()

    return values


def _article_number(citation: Citation) -> Iterable[str | None]:
    if citation.type == "article-journal" and citation.number == citation.page:
        return _with_issue("number")(citation)
    return () if citation.type == "article-journal" else (citation.number,)


def _notes(citation: Citation) -> Iterable[str | None]:
    notes = citation.note.split("; ") if citation.note else []
    if citation.status == "ahead of print" and not any("ahead of print" in n for n in notes):
        notes.append("Epub ahead of print")
    elif citation.status and citation.status != "ahead of print":
        notes.append(citation.status)
    return notes


def _keywords(citation: Citation) -> Iterable[str | None]:
    return citation.keyword.split(", ") if citation.keyword else ()


def _name(name: Name) -> str:
    """Spell a person as `Family, Given, Suffix`, a body with a comma after it."""
    if name.family is None:
        return f"{name.literal or name.given or ''},"
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def _authors(citation: Citation) -> Iterable[str | None]:
    bodies = [name for name in citation.author if name.family is None]
    people = [name for name in citation.author if name.family is not None]
    return [_name(name) for name in (*people, *bodies)]


def _editors(citation: Citation) -> Iterable[str | None]:
    return [_name(name) for name in citation.editor]


ROWS = (
    Row("ID", _one("id")),
    Row("TI", _one("title")),
    Row("T2", _one("container_title")),
    Row("J2", _short),
    Row("ET", _one("edition")),
    Row("CY", _one("publisher_place")),
    Row("PB", _one("publisher")),
    Row("M3", _one("genre")),
    Row("PY", _year),
    Row("DA", _day),
    Row("VL", _one("volume")),
    Row("AN", _with_issue("pmid")),
    Row("C7", _article_number),
    Row("IS", _one("issue")),
    Row("SP", lambda citation: _pages(citation, 0)),
    Row("EP", lambda citation: _pages(citation, 1)),
    Row("SN", lambda citation: (citation.issn or citation.isbn,)),
    Row("DO", _one("doi")),
    Row("UR", _one("url")),
    Row("LA", _one("language")),
    Row("AB", _one("abstract")),
    Row("KW", _keywords),
    Row("N1", _notes),
    Row("ED", _editors),
    Row("AU", _authors),
)
"""The tags in the order in which they are written."""


def _clean(value: str) -> str:
    """Put a value on one line; break `ER  -`, which some importers take for a record's end."""
    return re.sub(r"ER {2,}-", "ER -", one_line(value))


def ris(citations: Iterable[Citation]) -> Iterator[str]:
    """Give RIS records, one piece each, a blank line between them."""
    gap = ""
    for citation in citations:
        lines = [f"TY  - {TYPES.get(citation.type, 'GEN')}"]
        for row in ROWS:
            for value in row.values(citation):
                clean = _clean(value) if value else ""
                if clean:
                    lines.append(f"{row.tag}  - {clean}")
        yield f"{gap}{chr(10).join(lines)}\nER  - \n"
        gap = "\n"
