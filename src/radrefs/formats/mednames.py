"""Read and write the names of MEDLINE: each in full (`FAU`), then as indexes have it (`AU`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from radrefs.formats.facts import name_parts
from radrefs.formats.naming import read_indexed, read_name
from radrefs.formats.table import Draft, Row
from radrefs.formats.tagged import only_read
from radrefs.model import ET_AL, Citation, Name

__all__ = ["indexed", "name_lines", "people"]

_SUFFIX = re.compile(r"(?:[JS]r|2nd|3rd|4th|II|III|IV)\.?")


def _spelled(name: Name) -> str:
    """Spell a name: `Family, Given Suffix`; a body and "et al." with a comma after it."""
    family, given, suffix = name_parts(name)
    if not family:
        return f"{given}," if given else ""
    first = f"{given} {suffix}".strip()
    if first:
        return f"{family}, {first}"
    return f"{family}," if " " in family else family


def _full_name(value: str) -> Name | None:
    """Read `Family, Given Suffix`."""
    family, comma, first = value.partition(", ")
    given, _, suffix = first.rpartition(" ")
    if comma and given and "," not in first and _SUFFIX.fullmatch(suffix):
        value = f"{family}, {given}, {suffix}"
    return read_name(value)


def name_lines(full: str, short: str, value: str) -> list[tuple[str, str]]:
    """Give the tags and values of one name's lines: in full, then as indexes have it."""
    name = _full_name(value)
    if name is None:
        return []
    if not name.family:
        return [(full, value), (short, name.literal or "")]
    letters = "".join(word[:1].upper() for word in re.split(r"[ -]+", name.given or "") if word)
    suffix = (name.suffix or "").rstrip(".")
    return [(full, value), (short, " ".join(filter(None, (name.family, letters, suffix))))]


def people(tag: str, field: str) -> Row:
    """Map names in full; the lines with their short forms are written with them."""

    def write(citation: Citation) -> Iterable[str]:
        names: tuple[Name, ...] = getattr(citation, field)
        return [_spelled(name) for name in names]

    def read(values: Sequence[str], draft: Draft) -> None:
        if names := tuple([name for value in values if (name := _full_name(value)) is not None]):
            draft[field] = names

    return Row(tag, write, read)


def indexed(tag: str, field: str) -> Row:
    """Read names as indexes have them, of those that are not there in full."""

    def read(values: Sequence[str], draft: Draft) -> None:
        full: tuple[Name, ...] = draft.get(field, ())
        if len(values) <= len(full):
            return
        names = []
        for value in filter(None, values):
            name = read_name(value) if "," in value else read_indexed(value)
            names.append(ET_AL if value.rstrip(".").lower() == "et al" else name)
        bodies = [name for name in full if name.literal]
        draft[field] = (*filter(None, names), *(one for one in bodies if one not in names))

    return only_read(tag, read)
