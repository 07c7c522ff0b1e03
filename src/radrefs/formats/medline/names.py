"""Read and write the names of MEDLINE: each in full (`FAU`), then as indexes have it (`AU`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from radrefs.formats.facts import name_parts
from radrefs.formats.table import Draft, Row
from radrefs.formats.tagged import only_read
from radrefs.formats.tagged.names import read_indexed, read_name
from radrefs.model import ET_AL, Citation, Name

__all__ = ["indexed", "name_lines", "people", "short", "spelled"]

_SUFFIX = re.compile(r"(?:[JS]r|2nd|3rd|4th|II|III|IV)\.?")


def spelled(name: Name) -> str:
    """Spell a name in full: `Family, Given Suffix`; a body and "et al." with a comma after it."""
    family, given = name.family or "", name.given or ""
    if family.isalpha() and given.endswith(".") and not name.suffix:
        return f"{family}, {given}"
    family, given, suffix = name_parts(name)
    if not family:
        return f"{given}," if given else ""
    first = f"{given} {suffix}".strip()
    if first:
        return f"{family}, {first}"
    return f"{family}," if " " in family else family


def short(name: Name) -> str:
    """Spell a name as indexes do: `Family AB Jr`, a body as it is."""
    family, given, suffix = name_parts(name)
    if not family:
        return given
    letters = "".join([word[0] for word in given.replace("-", " ").split()]).upper()
    return " ".join(filter(None, (family, letters, suffix.rstrip("."))))


def _full_name(value: str) -> Name | None:
    """Read `Family, Given Suffix`."""
    family, comma, first = value.partition(", ")
    given, _, suffix = first.rpartition(" ")
    if comma and given and "," not in first and _SUFFIX.fullmatch(suffix):
        value = f"{family}, {given}, {suffix}"
    return read_name(value)


def name_lines(full: str, index: str, value: str) -> list[tuple[str, str]]:
    """Give the tags and values of the two lines of a name that is spelled in full."""
    name = _full_name(value)
    return [] if name is None else [(full, value), (index, short(name))]


def people(tag: str, field: str) -> Row:
    """Map names in full; the lines with their short forms are written with them."""

    def write(citation: Citation) -> Iterable[str]:
        names: tuple[Name, ...] = getattr(citation, field)
        return [spelled(name) for name in names]

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
