"""Write CSL-JSON: an array of items, one a line, valid against `csl-data.json`.

The item is the citation's own dump; added are `citation-key`, `journalAbbreviation` (the
only short name that Zotero reads) and, in `custom`, the entry's number and text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from radrefs.model import Citation

__all__ = ["item_of", "lines", "pieces"]

# No file can hold half a surrogate pair, and pandoc refuses a whole file for an escaped one.
_SURROGATE = re.compile("[\ud800-\udfff]")
# Some readers end lines at these.
_LINE_END = re.compile("[\x85\u2028\u2029]")
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
    if citation.source:
        custom = dump.get("custom", {})
        origin: dict[str, Any] = {"raw": citation.source.text}
        if citation.source.number is not None:
            origin = {"number": citation.source.number, **origin}
        dump["custom"] = {**custom, "radrefs": {**origin, **custom.get("radrefs", {})}}
    return {**{key: dump[key] for key in _ORDER if key in dump}, **dump}


def _line(citation: Citation) -> str:
    """Give one item on one line; a lone surrogate becomes U+FFFD."""
    line = json.dumps(item_of(citation), ensure_ascii=False)
    if line.isascii():
        return line
    line = _SURROGATE.sub("\ufffd", line)
    return _LINE_END.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def pieces(citations: Iterable[Citation]) -> Iterator[str]:
    """Give a CSL-JSON array, piece by piece."""
    opened = "["
    for citation in citations:
        yield f"{opened}\n {_line(citation)}"
        opened = ","
    yield "\n]\n" if opened == "," else "[]\n"


def lines(citations: Iterable[Citation]) -> Iterator[str]:
    """Give one CSL-JSON item a line, for lists too long to read whole."""
    for citation in citations:
        yield f"{_line(citation)}\n"
