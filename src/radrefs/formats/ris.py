"""Write RIS: the tags, order and encodings that seven importers read alike.

Full title before the short one, `AN` and `C7` before `IS` and never without it, `SP` before
`EP`, the `AU` lines last and bodies last of them with a comma (docs: fields). One physical
line a tag; `ER  - ` keeps its final blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from radrefs.formats.facts import RANGE, address, is_month, name_parts, notes
from radrefs.model import ET_AL, Citation, Name
from radrefs.text import one_line

__all__ = ["ROWS", "TYPES", "Row", "pieces"]

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
    if not is_month(parts):
        return ()
    return ("/".join([f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])]),)


def _pages(citation: Citation, at: int) -> Iterable[str | None]:
    """Give first and last page; what is no single range stands whole in `SP`."""
    page = citation.page
    found = RANGE.fullmatch(page) if page and page != citation.number else None
    if found:
        return (found["first"] or found["from"], found["last"] or found["to"])[at : at + 1]
    return (page,) if at == 0 else ()


def _with_issue(field: str) -> Callable[[Citation], Iterable[str | None]]:
    """Give a field only beside an issue: JabRef makes the last of both the issue."""

    def values(citation: Citation) -> Iterable[str | None]:
        value: str | None = getattr(citation, field)
        return (value,) if one_line(citation.issue or "") else ()

    return values


def _article_number(citation: Citation) -> Iterable[str | None]:
    return _with_issue("number")(citation) if citation.number == citation.page else ()


def _standard_number(citation: Citation) -> Iterable[str | None]:
    """Give ISSN or ISBN; of a report its own number, which Zotero and EndNote read here."""
    report = citation.number if citation.type == "report" else None
    return (citation.issn or citation.isbn or report,)


def _keywords(citation: Citation) -> Iterable[str | None]:
    return citation.keyword.split(", ") if citation.keyword else ()


def _name(name: Name) -> str:
    """Spell a person as `Family, Given, Suffix`, a body with a comma after it.

    A family alone has the comma too, if it could be taken apart.
    """
    family, given, suffix = name_parts(name)
    if not family:
        return f"{given}," if given else ""
    if not given:
        alone = f"{family} {suffix}" if suffix else family
        return f"{alone}," if " " in alone else alone
    return ", ".join(part for part in (family, given, suffix) if part)


def _authors(citation: Citation) -> Iterable[str | None]:
    """Give people, then bodies, then "et al.": JabRef keeps a body only at the end."""
    ordered = sorted(citation.author, key=lambda name: (name == ET_AL, not name_parts(name)[0]))
    return [_name(name) for name in ordered]


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
    Row("SN", _standard_number),
    Row("DO", _one("doi")),
    Row("UR", lambda citation: (address(citation),)),
    Row("LA", _one("language")),
    Row("AB", _one("abstract")),
    Row("KW", _keywords),
    Row("N1", notes),
    Row("ED", _editors),
    Row("AU", _authors),
)
"""The tags in the order in which they are written."""


def pieces(citations: Iterable[Citation]) -> Iterator[str]:
    """Give RIS records, one piece each, a blank line between them."""
    gap = ""
    for citation in citations:
        lines = [f"TY  - {TYPES.get(citation.type, 'GEN')}"]
        for row in ROWS:
            for value in row.values(citation):
                # Single blanks also break `ER  -`, which some take for a record's end.
                clean = one_line(value) if value else ""
                if clean:
                    lines.append(f"{row.tag}  - {clean}")
        yield f"{gap}{chr(10).join(lines)}\nER  - \n"
        gap = "\n"
