"""Map CSL-JSON's variables to the fields of a citation: one table, read in both directions.

The rows stand in the order in which they are written. Values are those of JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from radrefs.formats.csljson.values import is_shallow, read_day, read_people, rich, words
from radrefs.formats.draft import Draft, NamesField, TextField
from radrefs.formats.facts import read_pages_of
from radrefs.item_types import csl_type
from radrefs.model import Citation, Date, Name

__all__ = ["ROWS", "Variable", "complete", "item_of"]


class Variable(NamedTuple):
    """Map one variable: `write` gives its value, None if absent; `read` takes one.

    `read` sets fields of the draft and says whether the value was understood. Variables of
    one `field` say the same.
    """

    tag: str
    field: str
    write: Callable[[Citation], object]
    read: Callable[[object, Draft], bool]


def _simple(tag: str, field: TextField, take: Callable[[object], str] = words) -> Variable:
    def read(value: object, draft: Draft) -> bool:
        if said := take(value):
            setattr(draft, field, said)
            return True
        return isinstance(value, str) or not value

    return Variable(tag, field, attrgetter(field), read)


def _read_id(value: object, draft: Draft) -> bool:
    draft.id = words(value)
    return True


def _read_key(value: object, draft: Draft) -> bool:
    draft.key = words(value)
    return True


def _read_type(value: object, draft: Draft) -> bool:
    """Read the type; Crossref's are known, and the hyphens of old files."""
    kind = words(value).lower()
    known = csl_type(kind) or csl_type(kind.replace("-", "_"))
    if known:
        draft.type = known
    return known is not None


def _write_names(field: NamesField) -> Callable[[Citation], object]:
    def write(citation: Citation) -> object:
        names: tuple[Name, ...] = getattr(citation, field)
        return [_written(name) for name in names] if names else None

    return write


def _written(name: Name) -> dict[str, str]:
    parts = (
        ("family", name.family), ("given", name.given), ("suffix", name.suffix),
        ("literal", name.literal),
    )  # fmt: skip
    return {part: value for part, value in parts if value is not None}


def _names(field: NamesField) -> Variable:
    def read(value: object, draft: Draft) -> bool:
        if people := read_people(value):
            setattr(draft, field, people)
        return bool(people) or not value

    return Variable(field, field, _write_names(field), read)


def _date(field: Literal["issued", "accessed"]) -> Variable:
    def write(citation: Citation) -> object:
        date: Date | None = getattr(citation, field)
        if date is None:
            return None
        value: dict[str, Any] = {}
        if date.date_parts:
            value["date-parts"] = [list(parts) for parts in date.date_parts]
        if date.season is not None:
            value["season"] = date.season
        if date.literal is not None:
            value["literal"] = date.literal
        return value

    def read(value: object, draft: Draft) -> bool:
        date, letter = read_day(value)
        if date is not None:
            setattr(draft, field, date)
        if letter:
            draft.fill("year_suffix", letter)
        return date is not None or not value

    return Variable(field, field, write, read)


def _read_short(value: object, draft: Draft) -> bool:
    if short := rich(value):
        draft.fill("container_title_short", short)
    return bool(short) or not value


_EXTRA = re.compile(r"(PMID|PMCID|DOI|Citation Key)\s*:\s*(\S+)", re.IGNORECASE)


def _write_note(citation: Citation) -> object:
    """Return the note; what Zotero keeps in lines of its Extra stands in lines again."""
    note = citation.note
    if note and ":" in note and citation.source and citation.source.format:
        parts = note.split("; ")
        if any(_EXTRA.fullmatch(part) for part in parts):
            return "\n".join(parts)
    return note


def _read_note(value: object, draft: Draft) -> bool:
    if isinstance(value, str) and ("\n" in value or "\r" in value):
        note = "; ".join(filter(None, map(words, re.split(r"[\r\n]+", value))))
    else:
        note = words(value)
    if note:
        draft.note = note
    return bool(note) or not value


def complete(draft: Draft) -> None:
    """Set what hangs on several variables: the key, pages, what Zotero's Extra says."""
    if note := draft.note:
        _read_extra(note, draft)
    # The citation key is the key where the id is an address (Zotero's) or absent.
    if draft.key and (not draft.id or "/" in draft.id):
        draft.id = draft.key
    if page := draft.page:
        draft.page = None
        read_pages_of(page, draft)


def _read_extra(note: str, draft: Draft) -> None:
    """Read identifiers out of the note's lines where no variable has them."""
    if ":" not in note:
        return
    for part in note.split("; "):
        if not (found := _EXTRA.fullmatch(part)):
            continue
        match found[1].lower():
            case "doi":
                draft.fill("doi", _bare(found[2]))
            case "pmid":
                draft.fill("pmid", found[2])
            case "pmcid":
                draft.fill("pmcid", found[2])
            case _:
                draft.key = draft.key or found[2]


_RESOLVER = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/(?=10\.)|doi:\s*(?=10\.)", re.I)


def _bare(value: object) -> str:
    """Return a DOI without the address or label before it."""
    doi = words(value)
    if doi.startswith("10."):
        return doi
    found = _RESOLVER.match(doi)
    if not found:
        return doi
    return unquote(doi[found.end() :]) if "/" in found[0] else doi[found.end() :]


_PMID = re.compile(r"(?:PMID|PubMed ID)\s*:?\s*(?=\d)", re.IGNORECASE)
_PMCID = re.compile(r"PMCID\s*:?\s*(?=PMC)", re.IGNORECASE)


def _pmid(value: object) -> str:
    said = words(value)
    return said if said.isdigit() else _PMID.sub("", said, count=1)


def _pmcid(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"PMC{words(value)}"
    return _PMCID.sub("", words(value), count=1)


_ISSNS = re.compile(r"(\d{4}-?\d{3}[\dXx])(?:[\s,;]+(?:\d{4}-?\d{3}[\dXx]))+")
_ISBNS = re.compile(r"([\dXx-]{10,17})(?:[\s,;]+[\dXx-]{10,17})+")


def _first_of(pattern: re.Pattern[str]) -> Callable[[object], str]:
    """Return the first number of several in one text: importers take one."""

    def take(value: object) -> str:
        said = words(value)
        found = pattern.fullmatch(said) if len(said) > 16 else None
        return found[1] if found else said

    return take


def _keywords(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(words, value)))
    return words(value)


def _write_custom(citation: Citation) -> object:
    """Return what is kept beside the variables, with an entry's number and a page's text."""
    custom = citation.custom
    if custom is not None:
        custom = citation.model_dump(mode="json", include={"custom"})["custom"]
    source = citation.source
    if source is None:
        return custom
    origin: dict[str, Any] = {}
    if source.number is not None:
        origin["number"] = source.number
    if source.format is None:
        origin["raw"] = source.text
    if source.reader != "rules":
        origin["reader"] = source.reader
    custom = custom or {}
    own = custom.get("radrefs", {})
    if not origin or not isinstance(own, dict):
        return custom or None
    return {**custom, "radrefs": {**origin, **own}}


def _read_custom(value: object, draft: Draft) -> bool:
    """Read what radrefs wrote of an entry of a page; all else stays in `custom`."""
    if not isinstance(value, dict):
        return False
    custom, own = dict(value), value.get("radrefs")
    if isinstance(own, dict):
        own = custom["radrefs"] = dict(own)
        if isinstance(own.get("raw"), str):
            draft.printed = own.pop("raw")
        if type(own.get("number")) is int:
            draft.number_printed = own.pop("number")
        if own.get("reader") in ("grammar", "labeller"):
            del own["reader"]
        if not own:
            del custom["radrefs"]
    if custom and is_shallow(custom):
        draft.custom = custom
        return True
    return not custom


ROWS = (
    Variable("id", "id", attrgetter("id"), _read_id),
    Variable("citation-key", "id", attrgetter("id"), _read_key),
    Variable("type", "type", attrgetter("type"), _read_type),
    _simple("title", "title", rich),
    _names("author"),
    _names("editor"),
    _simple("container-title", "container_title", rich),
    _simple("container-title-short", "container_title_short", rich),
    Variable(
        "journalAbbreviation", "container_title_short",
        lambda citation: citation.container_title_short or None, _read_short,
    ),
    _date("issued"),
    _simple("year-suffix", "year_suffix"),
    _date("accessed"),
    _simple("volume", "volume"),
    _simple("issue", "issue"),
    _simple("page", "page"),
    _simple("number", "number"),
    _simple("edition", "edition"),
    _simple("genre", "genre"),
    _simple("publisher", "publisher"),
    _simple("publisher-place", "publisher_place"),
    _simple("status", "status"),
    Variable("note", "note", _write_note, _read_note),
    _simple("DOI", "doi", _bare),
    _simple("PMID", "pmid", _pmid),
    _simple("PMCID", "pmcid", _pmcid),
    _simple("URL", "url"),
    _simple("ISBN", "isbn", _first_of(_ISBNS)),
    _simple("ISSN", "issn", _first_of(_ISSNS)),
    _simple("language", "language"),
    _simple("abstract", "abstract", rich),
    _simple("keyword", "keyword", _keywords),
    Variable("custom", "custom", _write_custom, _read_custom),
)  # fmt: skip
"""The variables in the order in which they are written."""


_WRITERS = tuple((row.tag, row.write) for row in ROWS)


def item_of(citation: Citation) -> dict[str, Any]:
    """Return a citation as one CSL-JSON item."""
    return {tag: value for tag, write in _WRITERS if (value := write(citation)) is not None}
