"""`radrefs list`: list every reference of a bibliography."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from radrefs.bibliography import Item, read_items, the_bibliography
from radrefs.cli.options import BibliographyDir
from radrefs.cli.tables import Column, print_table
from radrefs.formats import dumps

__all__ = ["AsJson", "list_items", "print_items"]

AsJson = Annotated[bool, typer.Option("--json", help="Print CSL-JSON, not a table.")]


def list_items(folder: BibliographyDir = None, as_json: AsJson = False) -> None:
    """List every reference of a bibliography."""
    print_items(read_items([the_bibliography(folder)]), as_json)


def print_items(items: Sequence[Item], as_json: bool) -> None:
    """Print one line for each item, or all as CSL-JSON."""
    if as_json:
        sys.stdout.write(dumps([item.citation for item in items], "csl-json"))
        return
    if items:
        print_table(_COLUMNS, [_row(item) for item in items])


_COLUMNS = (
    Column("topic", 18), Column("no.", right=True), Column("key"), Column("DOI"),
    Column("title", 0),
)  # fmt: skip


def _row(item: Item) -> tuple[str, ...]:
    one, cited = item.citation, item.cited[0]
    number = "" if cited.number is None else str(cited.number)
    return cited.page, number, one.id, one.doi or "", one.title or ""
