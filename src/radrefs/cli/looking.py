"""Look at a bibliography: `list`, `show` and `search`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from radrefs.bibliography import (
    Item,
    items_named,
    read_items,
    read_query,
    the_bibliography,
)
from radrefs.bibliography import (
    search as search_built,
)
from radrefs.cli.common import Bibliography, In, count_of, say, visible
from radrefs.cli.tables import Column, print_table
from radrefs.errors import RadrefsError
from radrefs.formats import dumps, render
from radrefs.model import Citation

__all__ = ["list_items", "search", "show"]

AsJson = Annotated[bool, typer.Option("--json", help="Print CSL-JSON, not a table.")]


def list_items(folder: Bibliography = None, as_json: AsJson = False) -> None:
    """List every reference of a bibliography: topic, number, key, DOI, title."""
    _print(read_items([the_bibliography(folder)]), as_json)


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            help="Words, all of which must match; author:hughes year:2021 journal:... look in "
            "a field, -- -word leaves out. Case and accents are nothing.",
            metavar="WORDS",
        ),
    ],
    folder: In = None,
    as_json: AsJson = False,
) -> None:
    """Search a bibliography as it was built last. Exits with 1 if nothing matches."""
    found = search_built(the_bibliography(folder), read_query(words))
    _print(found, as_json)
    say(f"{count_of(len(found), 'reference')}")
    if not found:
        raise typer.Exit(1)


def show(
    keys: Annotated[
        list[str],
        typer.Argument(help="Citation keys, or topic/number.", metavar="KEY"),
    ],
    folder: In = None,
) -> None:
    """Show what is known of a reference: every field, who cites it, why this DOI."""
    items = read_items([the_bibliography(folder)])
    for key in keys:
        found = items_named(items, key)
        if not found:
            raise RadrefsError(f"{key}: no such key, nor topic/number: `radrefs list` has them all")
        for item in found:
            _show(item)


def _print(items: Sequence[Item], as_json: bool) -> None:
    """Print one line for each item."""
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
    one, (topic, number) = item.citation, item.cited[0]
    return topic, "" if number is None else str(number), one.id, one.doi or "", one.title or ""


def _show(item: Item) -> None:
    """Print one reference, a field a line."""
    one = item.citation
    said = {"key": one.id, "cited by": ", ".join(map(str, item.cited)), "reference": render(one)}
    said |= {"authors": _names(one), "journal": one.container_title or ""}
    said |= {name: str(getattr(one, name) or "") for name in _FIELDS}
    resolution = item.resolution
    if resolution:
        word = resolution.override
        said["state"] = resolution.state + (f", {word.date} {word.note}".rstrip() if word else "")
        said["why"] = resolution.decision.reason
        said["asked"] = f"{resolution.catalogue} {resolution.date}".strip()
        for notice in resolution.notices:
            said[notice.name] = f"{notice.date} doi:{notice.doi}".strip()
        for told in resolution.merged.disagreements:
            said[f"{told.field}, page"], said[f"{told.field}, record"] = told.page, told.record
    for problem in item.printed.problems:
        said[f"doubt, {problem.kind}"] = problem.message
    said["page"] = f"{item.file.as_posix()}:{item.line}"
    for name, value in said.items():
        if value:
            print(visible(f"{name + ':':20} {value}"))
    print()


_FIELDS = ("publisher", "doi", "pmid", "pmcid", "url", "issn", "isbn", "language", "note",
           "abstract")  # fmt: skip


def _names(citation: Citation) -> str:
    named = (
        " ".join(filter(None, (name.family, name.given, name.suffix))) or name.literal or ""
        for name in citation.author
    )
    return ", ".join(named)
