"""Read and write the names of MEDLINE: each in full (`FAU`), then as indexes have it (`AU`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from radrefs.formats.draft import Draft, NamesField
from radrefs.formats.table import Row
from radrefs.formats.tagged import only_read
from radrefs.model import Citation, Name
from radrefs.names import cut_once, indexed_name, name_parts, read_name, short_given

__all__ = ["indexed", "name_lines", "people", "short", "spelled"]


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
    return " ".join(filter(None, (family, short_given(given), suffix.rstrip("."))))


def name_lines(full: str, index: str, value: str) -> list[tuple[str, str]]:
    """Return the tags and values of the two lines of a name that is spelled in full."""
    name = read_name(value)
    return [] if name is None else [(full, value), (index, short(name))]


def people(tag: str, field: NamesField) -> Row:
    """Map names in full; the lines with their short forms are written with them."""

    def write(citation: Citation) -> Iterable[str]:
        names: tuple[Name, ...] = getattr(citation, field)
        return [spelled(name) for name in names]

    def read(values: Sequence[str], draft: Draft) -> None:
        if names := cut_once(map(read_name, values)):
            setattr(draft, field, names)

    return Row(tag, write, read)


def indexed(tag: str, field: NamesField) -> Row:
    """Read names as indexes have them, of those that are not there in full."""

    def read(values: Sequence[str], draft: Draft) -> None:
        full: tuple[Name, ...] = getattr(draft, field)
        if len(values) <= len(full):
            return
        names = [
            read_name(value) if "," in value else indexed_name(value)
            for value in filter(None, values)
        ]
        bodies = [name for name in full if name.literal and name not in names]
        setattr(draft, field, cut_once((*names, *bodies)))

    return only_read(tag, read)
