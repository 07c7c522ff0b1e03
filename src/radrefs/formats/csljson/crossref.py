"""Read records of Crossref as items of CSL-JSON, which they resemble and are not.

Titles and journals are lists, names of bodies stand in `name`, types and dates are
Crossref's own; five of seven importers refuse such a file (docs: fields).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from radrefs.formats.csljson.values import read_day, words
from radrefs.item_types import TYPES, csl_type

__all__ = ["OTHERS", "as_csl", "is_crossref"]

_DATES = ("published-print", "issued", "published", "published-online")
OTHERS: Mapping[str, tuple[str, ...]] = {
    "title": ("subtitle",),
    "issued": ("published-print", "published", "published-online"),
    "container-title-short": ("short-container-title",),
    "page": ("article-number",),
    "number": ("article-number",),
    "publisher-place": ("publisher-location",),
}
"""What Crossref has beside or instead of a CSL variable."""

_OWN_TYPES = frozenset(kind for kind, named in TYPES.items() if kind != named)


def is_crossref(item: Mapping[str, Any]) -> bool:
    """Say whether an item is shaped like Crossref's records."""
    kind = item.get("type")
    return (
        isinstance(item.get("title"), list)
        or isinstance(item.get("container-title"), list)
        or (isinstance(kind, str) and kind in _OWN_TYPES and kind != "component")
        or "published-print" in item
        or "short-container-title" in item
    )


def as_csl(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record of Crossref in CSL's variables; what is of neither stays."""
    converted = dict(item)
    title, subtitle = words(item.get("title")), words(item.get("subtitle"))
    if isinstance(item.get("title"), list) and subtitle and subtitle not in title:
        glue = " " if title.endswith(("?", "!", ":")) else ": "
        converted["title"] = f"{title}{glue}{subtitle}" if title else subtitle
    dates = [item[name] for name in _DATES if name in item]
    issued = next((date for date in dates if (read := read_day(date)[0]) and read.year), None)
    if issued is not None:
        converted["issued"] = issued
    number = words(item.get("article-number"))
    places = {
        "container-title-short": item.get("short-container-title"),
        "publisher-place": item.get("publisher-location"),
        "number": number,
        "page": number,
    }
    for name, value in places.items():
        if value and not words(converted.get(name)):
            converted[name] = value
    if csl_type(words(item.get("type")), item.get("subtype")) == "review":
        converted["type"] = "review"
    if words(converted.get("page")).lower().startswith("n/a"):
        converted["page"] = number or None
    return converted
