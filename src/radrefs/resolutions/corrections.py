"""Correct fields of a citation by hand: what a person types, and what it means.

    year        four digits
    author      names separated by ";", each `Family, Given`, `Family IN` or the name of a body
    the others  text; an empty text takes the field away

A correction is stored as it was typed, so that a person can read it in the resolution file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from radrefs.errors import RadrefsError
from radrefs.model import Citation, Date, Name
from radrefs.names import cut_once, read_name
from radrefs.text import one_line

__all__ = ["CORRECTABLE", "corrected", "field_named", "typed", "typed_of"]

CORRECTABLE = {
    "author": "author", "title": "title", "journal": "container_title", "year": "issued",
    "volume": "volume", "issue": "issue", "pages": "page", "publisher": "publisher",
    "note": "note",
}  # fmt: skip
"""The fields that can be corrected, by the names that people use."""
_LONGEST = 4000


def field_named(name: str) -> str:
    """Return the field of a name. Raises `RadrefsError`, which lists the names there are."""
    field = CORRECTABLE.get(name, name)
    if field not in CORRECTABLE.values():
        known = ", ".join(CORRECTABLE)
        raise RadrefsError(f"{one_line(name)[:40]!r} cannot be corrected: use one of {known}")
    return field


def typed(field: str, text: str) -> str:
    """Return a correction as it is stored. Raises `RadrefsError` for a wrong value."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(text) > _LONGEST:
        raise RadrefsError(f"a correction of more than {_LONGEST} characters is no field")
    if field == "issued" and text and not (text.isascii() and text.isdigit() and len(text) == 4):
        raise RadrefsError(f"year: {text[:40]!r} is no year: type four digits, such as 2012")
    return text


def typed_of(citation: Citation, field: str) -> str:
    """Return a field's value as a person would type it."""
    value = getattr(citation, field)
    if field == "issued":
        return str(value.year or value.literal or "") if value else ""
    if field == "author":
        return "; ".join(_name_typed(name) for name in value)
    return value or ""


def _name_typed(name: Name) -> str:
    if name.literal is not None:
        return name.literal
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def corrected(citation: Citation, fields: Mapping[str, str]) -> Citation:
    """Return the citation with some fields as a person typed them (see `typed`)."""
    changes: dict[str, Any] = {}
    for field, text in fields.items():
        if field == "author":
            changes[field] = cut_once(_name_of(one.strip()) for one in text.split(";"))
        elif field == "issued":
            changes[field] = Date(date_parts=((int(text),),)) if text else None
        else:
            changes[field] = text or None
        if field == "container_title":
            changes["container_title_short"] = None
    return citation.model_copy(update=changes)


def _name_of(text: str) -> Name | None:
    """Read one name; a word by itself is a body's, as everything is that is no person's."""
    name = read_name(text)
    if name is None or name.literal or name.given or "," in text:
        return name
    return Name(literal=text)
