"""`radrefs merge`: make one library out of many pages and files."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from radrefs.bibliography import (
    MergedLibrary,
    gather,
    keys_file,
    merge_items,
    read_config,
    read_keys,
    save_merged,
    the_bibliography,
)
from radrefs.bibliography.transaction import locked
from radrefs.cli.options import Sources, Strict
from radrefs.cli.reading import report_unreadable
from radrefs.cli.screen import count_of, say, say_waiting
from radrefs.cli.targets import targets_of
from radrefs.errors import UnreadableInput
from radrefs.formats import write
from radrefs.inputs import same_file
from radrefs.outputs import is_written_directly

__all__ = ["merge"]

_MOST = 200
"""So many doubts are reported; more could not be read."""


def merge(
    inputs: Sources = None,
    outputs: Annotated[
        list[str] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help='File to write; "-" is standard output.',
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="The format to write.", metavar="FORMAT")
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(
            "--keys-file",
            metavar="FILE",
            show_default=False,
            help="Where the keys are recorded. [default: all.keys.json beside all.bib]",
        ),
    ] = None,
    note: Annotated[
        bool,
        typer.Option("--note", help="Write a note that says who cites it, in BibTeX and RIS too."),
    ] = False,
    strict: Strict = False,
) -> None:
    """Make one library out of many pages and files, each article once.

    References to one article are joined: by their DOI, or because all that they say
    agrees. Those in doubt are listed, not joined. Keys stay the same in every run.
    """
    if not outputs:
        raise typer.BadParameter("name a file to write: -o all.bib")
    given = inputs or [the_bibliography()]
    targets = targets_of([str(path) for path in given], outputs, to, None)
    files = {Path(one.name): one.format for one in targets if one.name != "-"}
    record = _record_for(files, keys)
    config = read_config(given[0] if given[0].is_dir() else given[0].parent)
    # A second merge waits here, so that it goes on with the keys that this one records.
    with locked(record.parent, say_waiting) if record else nullcontext():
        known = read_keys(record) if record else None
        found = gather(given)
        if not found.items:
            raise UnreadableInput(f"{', '.join(map(str, given))}: no reference was found to merge")
        merged = merge_items(found.items, known, config.keys)
        save_merged(merged, files, record, config.options, note)
    for one in targets:
        if one.name == "-":
            write(merged.citations, sys.stdout, one.format, config.options._replace(keys=None))
    report_unreadable(found.unreadable)
    _report_merged(merged, files)
    if strict and (merged.undecided or found.unreadable):
        raise typer.Exit(1)


def _record_for(files: Mapping[Path, str], keys: Path | None) -> Path | None:
    """Return the file of keys: the one named, or the one beside the first file written."""
    plain = next((path for path in files if not is_written_directly(path)), None)
    record = keys or (keys_file(plain) if plain else None)
    if record and (str(record) == "-" or any(same_file(record, path) for path in files)):
        raise typer.BadParameter(f"{record}: the keys need a file of their own: --keys-file")
    return record


def _report_merged(merged: MergedLibrary, files: Mapping[Path, str]) -> None:
    for several, why in merged.undecided[:_MOST]:
        say(f"perhaps one article, not joined ({why}):")
        for item in several:
            where = ", ".join(map(str, item.cited))
            say(f"  {item.citation.id} ({where}): {(item.citation.title or '')[:70]}")
    if len(merged.undecided) > _MOST:
        say(f"and {len(merged.undecided) - _MOST} more like these")
    for path in files:
        joined = count_of(merged.joined, "double")
        say(f"{path}: {count_of(len(merged.items), 'reference')}, {joined} joined")
