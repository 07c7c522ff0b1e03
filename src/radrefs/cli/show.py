"""`radrefs show`: show what is known of a reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from radrefs.bibliography import Item, items_named, read_items, the_bibliography
from radrefs.cli.options import BibliographyOption
from radrefs.cli.screen import visible
from radrefs.errors import RadrefsError
from radrefs.formats import render
from radrefs.matching import words_of
from radrefs.model import Citation
from radrefs.resolutions.resolution import Resolution

__all__ = ["show"]

_FIELDS = ("publisher", "doi", "pmid", "pmcid", "url", "issn", "isbn", "language", "note",
           "abstract")  # fmt: skip


def show(
    keys: Annotated[
        list[str],
        typer.Argument(help="Citation keys, or topic/number.", metavar="KEY"),
    ],
    folder: BibliographyOption = None,
) -> None:
    """Show all that is known of a reference.

    Every field, the pages that cite it, and why it has this DOI.
    """
    items = read_items([the_bibliography(folder)])
    for key in keys:
        found = items_named(items, key)
        if not found:
            raise RadrefsError(
                f"{key}: no reference has this key or topic/number: `radrefs list` shows them all"
            )
        for item in found:
            _print_item(item)


def _print_item(item: Item) -> None:
    """Print what is known of one reference, a line for each value that is there."""
    lines = [*_fields_of(item)]
    if item.resolution:
        lines += _lines_of(item.resolution)
    lines += [(f"doubt, {one.kind}", one.message) for one in item.printed.problems]
    lines.append(("page", f"{item.file.as_posix()}:{item.line}"))
    for name, value in lines:
        if value:
            print(visible(f"{name + ':':20} {value}"))
    print()


def _fields_of(item: Item) -> Iterator[tuple[str, str]]:
    one = item.citation
    yield "key", one.id
    yield "cited by", ", ".join(map(str, item.cited))
    yield "reference", render(one)
    yield "authors", _names(one)
    yield "journal", one.container_title or ""
    for name in _FIELDS:
        yield name, str(getattr(one, name) or "")


def _names(citation: Citation) -> str:
    named = (
        " ".join(filter(None, (name.family, name.given, name.suffix))) or name.literal or ""
        for name in citation.author
    )
    return ", ".join(named)


def _lines_of(resolution: Resolution) -> Iterator[tuple[str, str]]:
    """Return what became of an entry: the state, why, who was asked, what is to be noticed."""
    override = resolution.override
    decided = f", {override.date} {override.note}".rstrip() if override else ""
    yield "state", words_of(resolution.state) + decided
    yield "why", resolution.decision.reason
    yield "asked", f"{resolution.catalogue} {resolution.date}".strip()
    for notice in resolution.notices:
        yield notice.name, f"{notice.date} doi:{notice.doi}".strip()
    for one in resolution.merged.disagreements:
        yield f"{one.field}, page", one.page
        yield f"{one.field}, record", one.record
