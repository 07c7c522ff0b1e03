"""Map a format's fields to CSL variables by a table of rows, read in both directions.

A row says which field of the file holds what, how it is written from a citation and how
it is read back. So reader and writer cannot drift apart: a law runs over every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from radrefs.formats.draft import Draft
from radrefs.model import Citation

__all__ = ["Row", "values_of"]


class Row(NamedTuple):
    """Map one field or tag: `write` gives its values (none if absent), `read` takes them.

    `read` gets all values of the field that stand in the entry, at least one, and sets
    fields of the draft. Values are as they stand in the file, spelled.
    """

    tag: str
    write: Callable[[Citation], Iterable[str]]
    read: Callable[[Sequence[str], Draft], None]


def values_of(rows: Iterable[Row], citation: Citation) -> dict[str, list[str]]:
    """Return what a citation has in each field of a table, in the table's order."""
    found: dict[str, list[str]] = {}
    for row in rows:
        values = [value for value in row.write(citation) if value]
        if values:
            found.setdefault(row.tag, []).extend(values)
    return found
