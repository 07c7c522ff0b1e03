"""Write CSL-JSON: an array of items, one a line, valid against `csl-data.json`.

The item is the citation's own dump; added are `citation-key`, `journalAbbreviation` (the
only short name that Zotero reads) and, in `custom`, the entry's number and text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from radrefs.model import Citation

__all__ = ["csl_json", "csl_jsonl", "item_of"]

_ORDER = (
    "id", "citation-key", "type", "title", "author", "editor", "container-title",
    "container-title-short", "journalAbbreviation", "issued",
)  # fmt: skip


def item_of(citation: Citation) -> dict[str, Any]:
    """Give a citation as one CSL-JSON item."""
    dump = citation.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    dump["citation-key"] = citation.id
    if citation.container_title_short:
        dump["journalAbbreviation"] = citation.container_title_short
    if citation.source and "custom" not in dump:
        origin: dict[str, Any] = {"raw": _writable(citation.source.text)}
        if citation.source.number is not None:
            origin = {"number": citation.source.number, **origin}
        dump["custom"] = {"radrefs": origin}
    return {**{key: dump[key] for key in _ORDER if key in dump}, **dump}


def _writable(text: str) -> str:
    """Put U+FFFD for lone surrogates: no file can hold them."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _line(citation: Citation) -> str:
    return json.dumps(item_of(citation), ensure_ascii=False)


def csl_json(citations: Iterable[Citation]) -> Iterator[str]:
    """Give a CSL-JSON array, piece by piece."""
    opened = "["
    for citation in citations:
        yield f"{opened}\n {_line(citation)}"
        opened = ","
    yield "\n]\n" if opened == "," else "[]\n"


def csl_jsonl(citations: Iterable[Citation]) -> Iterator[str]:
    """Give one CSL-JSON item a line, for lists too long to read whole."""
    for citation in citations:
        yield f"{_line(citation)}\n"
