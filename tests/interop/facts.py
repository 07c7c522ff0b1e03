"""Say which facts a citation has, and which of them each format can hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from radrefs import ET_AL, Citation, Name
from tests.interop.normal import Item, dashes, name, tidy

__all__ = ["FACTS", "Fact", "facts_of", "wanted"]

ALL = ("bibtex", "biblatex", "ris", "csl-json")
NOT_RIS = ("bibtex", "biblatex", "csl-json")
NOT_BIB = ("ris", "csl-json")
ARTICLES = ("article-journal", "article-newspaper")
# What a format's own types tell apart; another type arrives as what is nearest.
TYPES = {
    "bibtex": "article-journal book chapter paper-conference report thesis".split(),
    "biblatex": (
        "article-journal book chapter dataset paper-conference report thesis webpage".split()
    ),
    "ris": "article-journal article-newspaper book chapter paper-conference report thesis".split()
    + "dataset webpage".split(),
}
PUBLISHED = ("book", "chapter", "dataset", "paper-conference", "report", "thesis")
STATUS = {"ahead of print": "Epub ahead of print"}


class Fact(NamedTuple):
    """Name a fact, the formats that can hold it, and how a citation tells it."""

    name: str
    formats: tuple[str, ...]
    told: Callable[[Citation, str], object]


def _field(field: str) -> Callable[[Citation, str], object]:
    return lambda citation, format: getattr(citation, field)


def _names(names: tuple[Name, ...], format: str) -> list[tuple[str, ...]]:
    # RIS tells bodies from people by their place, after them (docs: fields).
    ordered = sorted(names, key=_place) if format == "ris" else names
    told = []
    for one in ordered:
        parts = [part for part in (one.family, one.suffix, one.given) if part]
        if not one.family:
            told.append(name(one.literal))
        elif format.startswith("bib") and "," in "".join(parts):
            # A .bib file holds a name with a comma of its own as a whole (docs: fields).
            told.append(name(", ".join(parts)))
        else:
            told.append(name(one.family, one.given, one.suffix))
    return told


def _place(told: Name) -> int:
    return 2 if told == ET_AL else 0 if told.family else 1


def _type(citation: Citation, format: str) -> object:
    return citation.type if citation.type in TYPES.get(format, [citation.type]) else None


def _issued(citation: Citation, format: str) -> object:
    """Give the date; BibTeX has no day."""
    parts = list(citation.issued.date_parts[0]) if citation.issued else []
    return parts[:2] if format == "bibtex" else parts


def _accessed(citation: Citation, format: str) -> object:
    return list(citation.accessed.date_parts[0]) if citation.accessed else None


def _container(citation: Citation, format: str) -> object:
    """Give journal or book; a site's or publisher's name has no place in a .bib."""
    held = citation.type in (*ARTICLES, "chapter", "paper-conference") or format in NOT_BIB
    return citation.container_title if held else None


def _number(citation: Citation, format: str) -> object:
    """Give a report's number; an article's stands where the pages do."""
    return citation.number if citation.type == "report" or format == "csl-json" else None


def _note(citation: Citation, format: str) -> object:
    """Give the notes, and the status among them where nothing else says it."""
    status = STATUS.get(citation.status or "", citation.status)
    parts = (citation.note, None if format == "csl-json" else status)
    return dashes("; ".join(filter(None, parts)))


def _pmid(citation: Citation, format: str) -> object:
    """Give the PMID; RIS has no place for it without an issue (docs: fields)."""
    return citation.pmid if format != "ris" or citation.issue else None


def _url(citation: Citation, format: str) -> object:
    """Give the address, unless it only repeats the DOI."""
    doubled = citation.doi and citation.url == f"https://doi.org/{citation.doi}"
    return None if doubled and format != "csl-json" else citation.url


def _publisher(citation: Citation, format: str) -> object:
    """Give the publisher; in biblatex' data model articles have none."""
    return citation.publisher if format != "biblatex" or citation.type in PUBLISHED else None


def _short(citation: Citation, format: str) -> object:
    return citation.container_title_short if citation.type in ARTICLES else None


FACTS = (
    Fact("type", ALL, _type),
    Fact("author", ALL, lambda citation, format: _names(citation.author, format)),
    Fact("editor", ALL, lambda citation, format: _names(citation.editor, format)),
    Fact("title", ALL, _field("title")),
    Fact("container-title", ALL, _container),
    Fact("container-title-short", ALL, _short),
    Fact("issued", ALL, _issued),
    Fact("volume", ALL, _field("volume")),
    Fact("issue", ALL, _field("issue")),
    Fact("page", ALL, _field("page")),
    Fact("number", ALL, _number),
    Fact("edition", ALL, _field("edition")),
    Fact("genre", ALL, _field("genre")),
    Fact("publisher", ALL, _publisher),
    Fact("publisher-place", ALL, _field("publisher_place")),
    Fact("note", ALL, _note),
    Fact("status", ("csl-json",), _field("status")),
    Fact("DOI", ALL, _field("doi")),
    Fact("URL", ALL, _url),
    Fact("accessed", NOT_RIS, _accessed),
    Fact("PMID", ALL, _pmid),
    # biblatex has one place for an identifier beside the DOI, and the PMID has it.
    Fact("PMCID", ("bibtex", "csl-json"), _field("pmcid")),
    Fact("ISSN", ALL, _field("issn")),
    Fact("ISBN", ALL, _field("isbn")),
    Fact("language", ALL, _field("language")),
    Fact("abstract", ALL, _field("abstract")),
    Fact("keyword", ALL, _field("keyword")),
)
"""The facts, in the order of the table in the docs."""


def wanted(citation: Citation, format: str) -> Item:
    """Give what must arrive of a citation from a format, whatever the options."""
    format = format.partition(" ")[0]
    told = {fact.name: fact.told(citation, format) for fact in FACTS if format in fact.formats}
    return {
        name: tidy(value) if isinstance(value, str) else value
        for name, value in told.items()
        if value
    }


def facts_of(item: Item, model: Item | None = None) -> dict[str, tuple[str, ...]]:
    """Flatten an item: each fact as a row of texts.

    Lists of names become rows of families, given names, suffixes and bodies, each name in the
    row that it has in `model`, what was written; so that one odd name spoils one row.
    """
    model = item if model is None else model
    found: dict[str, tuple[str, ...]] = {}
    for key, value in item.items():
        if key == "author" or key == "editor":
            found |= _rows(key, value, model.get(key, []))
        elif key == "issued":
            found |= {f"issued.{part}": (str(n),) for part, n in zip(PARTS, value, strict=False)}
        elif key == "accessed":
            found[key] = ("-".join(f"{n:02}" for n in value),)
        else:
            found[key] = (str(value),)
    return {key: row for key, row in found.items() if any(row)}


PARTS = ("year", "month", "day")


def _rows(
    key: str, names: list[tuple[str, ...]], model: list[tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    rows: dict[str, list[str]] = {}
    for at, wanted_name in enumerate(model):
        came = names[at] if at < len(names) else ("",)
        if wanted_name == (ET_AL.literal,):
            rows.setdefault(f"{key}.et-al", []).append(", ".join(filter(None, came)))
        elif len(wanted_name) == 1:
            rows.setdefault(f"{key}.body", []).append(", ".join(filter(None, came)))
        else:
            for part, text in zip(("family", "given", "suffix"), (*came, "", "")[:3], strict=True):
                rows.setdefault(f"{key}.{part}", []).append(text)
    if names or model:
        rows[f"{key}.count"] = [str(len(names))]
    return {row: tuple(texts) for row, texts in rows.items()}
