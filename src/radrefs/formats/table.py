"""Map a format's fields to CSL variables by a table of rows, read in both directions.

A row says which field of the file holds what, how it is written from a citation and how
it is read back. So reader and writer cannot drift apart: a law runs over every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from radrefs.model import Citation
from radrefs.text import one_line

__all__ = ["Draft", "Row", "changes", "first", "simple", "values_of"]

Draft = dict[str, Any]
"""The fields of a citation while they are read; `type` is there from the start."""


class Row(NamedTuple):
    """Map one field or tag: `write` gives its values (none if absent), `read` takes them.

    `read` gets all values of the field that stand in the entry, at least one, and sets
    fields of the draft. Values are as they stand in the file, spelled.
    """

    tag: str
    write: Callable[[Citation], Iterable[str]]
    read: Callable[[Sequence[str], Draft], None]


def first(values: Sequence[str]) -> str:
    """Give the first value that says something, on one line; "" if none does."""
    return next((clean for value in values if (clean := one_line(value))), "")


def simple(tag: str, field: str) -> Row:
    """Map a tag to a text field, as it is; an earlier row of the table goes before."""

    def write(citation: Citation) -> Iterable[str]:
        value: str | None = getattr(citation, field)
        return (value,) if value else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        if value := first(values):
            draft.setdefault(field, value)

    return Row(tag, write, read)


def values_of(rows: Iterable[Row], citation: Citation) -> dict[str, list[str]]:
    """Give what a citation has in each field of a table, in the table's order."""
    found: dict[str, list[str]] = {}
    for row in rows:
        values = [value for value in row.write(citation) if value]
        if values:
            found.setdefault(row.tag, []).extend(values)
    return found


def changes(
    rows: Sequence[Row], old: Citation, new: Citation
) -> Mapping[str, tuple[list[str], list[str]]]:
    """Give the fields whose values differ between two citations, as (old, new) values."""
    before, after = values_of(rows, old), values_of(rows, new)
    tags = dict.fromkeys((*before, *after))
    return {
        tag: (before.get(tag, []), after.get(tag, []))
        for tag in tags
        if before.get(tag) != after.get(tag)
    }
