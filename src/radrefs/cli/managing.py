"""Merge, check and compare: `merge`, `check`, `diff`."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from radrefs.bibliography import (
    KINDS,
    Change,
    Finding,
    annotation,
    check_items,
    compare,
    gather,
    keys_file,
    marked,
    merge_items,
    read_config,
    read_keys,
    save_merged,
    shifts,
    the_bibliography,
)
from radrefs.bibliography.diff import words
from radrefs.bibliography.items import Unreadable
from radrefs.bibliography.transaction import locked
from radrefs.cli.common import Strict, count_of, say, uncontrolled, visible, waiting
from radrefs.cli.tables import Column, print_table
from radrefs.cli.writing import targets_of
from radrefs.errors import RadrefsError, UnreadableInput
from radrefs.formats import write
from radrefs.inputs import same_file
from radrefs.outputs import is_written_directly

__all__ = ["check", "diff", "merge"]

Folders = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Bibliographies, topics, pages, or files of references (.bib, .ris, .json). "
        "[default: `bibliography`, or this folder]",
        metavar="[INPUT]...",
        show_default=False,
    ),
]


def merge(
    inputs: Folders = None,
    outputs: Annotated[
        list[str] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help='File to write; "-" is standard output.',
        ),
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="Format.", metavar="FORMAT")] = None,
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
        bool, typer.Option("--note", help="Say in a note, in BibTeX and RIS too, who cites it.")
    ] = False,
    strict: Strict = False,
) -> None:
    """Make one library out of many pages and files, each article once.

    Doubles are joined if they have one DOI, or if the judge holds one for the other; what
    is in doubt is listed, not joined. Keys stay from run to run.
    """  # fmt: skip
    if not outputs:
        raise typer.BadParameter("name a file to write: -o all.bib")
    given = inputs or [the_bibliography()]
    targets = targets_of([str(path) for path in given], outputs, to, None)
    files = {Path(one.name): one.format for one in targets if one.name != "-"}
    record = _record_for(files, keys)
    config = read_config(given[0] if given[0].is_dir() else given[0].parent)
    # Another merge waits: it goes on with the keys that this one gives.
    with locked(record.parent, waiting) if record else nullcontext():
        known = read_keys(record) if record else None
        found = gather(given)
        if not found.items:
            raise UnreadableInput(f"{', '.join(map(str, given))}: no reference was found to merge")
        merged = merge_items(found.items, known, config.keys)
        save_merged(merged, files, record, config.options, note)
    for one in targets:
        if one.name == "-":
            write(merged.citations, sys.stdout, one.format, config.options._replace(keys=None))
    tell_unreadable(found.unreadable)
    for several, why in merged.undecided[:_MOST]:
        say(f"perhaps one article, not joined ({why}):")
        for item in several:
            where = ", ".join(map(str, item.cited))
            say(f"  {item.citation.id} ({where}): {(item.citation.title or '')[:70]}")
    if len(merged.undecided) > _MOST:
        say(f"and {len(merged.undecided) - _MOST} more of such")
    for path in files:
        joined = count_of(merged.joined, "double")
        say(f"{path}: {count_of(len(merged.items), 'reference')}, {joined} joined")
    if strict and (merged.undecided or found.unreadable):
        raise typer.Exit(1)


def _record_for(files: Mapping[Path, str], keys: Path | None) -> Path | None:
    """Give the file of keys: the one named, or that beside the first file written."""
    plain = next((path for path in files if not is_written_directly(path)), None)
    record = keys or (keys_file(plain) if plain else None)
    if record and (str(record) == "-" or any(same_file(record, path) for path in files)):
        raise typer.BadParameter(f"{record}: the keys need a file of their own: --keys-file")
    return record


_MOST = 200
"""So many doubts are told; nobody reads more."""


def tell_unreadable(unreadable: Iterable[Unreadable]) -> None:
    """Say which entries were left out because they cannot be read."""
    for one in unreadable:
        say(f"{one.file}:{one.line}: cannot be read: {one.why}")
        say(f"  {' '.join(one.text.split())[:60]}")


def check(
    inputs: Folders = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
    github: Annotated[
        bool, typer.Option("--github", help="Print annotations for GitHub Actions.")
    ] = False,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", help=f"Leave out a kind: {', '.join(KINDS)}.", metavar="KIND"),
    ] = None,
    stale: Annotated[
        int | None,
        typer.Option("--stale", help="Days after which a decision is old.", min=1, metavar="DAYS"),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let notices exit with 1 too.")] = False,
) -> None:
    """Tell what a person should look at: doubts, retractions, doubles, old decisions.

    Asks nobody. Exits with 1 for errors and warnings, with 0 for nothing or notices alone.
    """
    for kind in ignore or []:
        if kind not in KINDS:
            raise typer.BadParameter(f"--ignore {kind}: use one of {', '.join(KINDS)}")
    if as_json and github:
        raise typer.BadParameter("--json and --github: one of the two")
    given = inputs or [the_bibliography()]
    days = stale or read_config(given[0]).stale_days
    items, gone, unreadable = gather(given)
    all_found = check_items(items, gone, unreadable, stale_days=days)
    found = [one for one in all_found if one.kind not in (ignore or [])]
    if as_json:
        told = [one._asdict() | {"level": one.level, "file": one.file.as_posix()} for one in found]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    elif github:
        for one in found:
            print(uncontrolled(annotation(_in_workspace(one))))
    elif found:
        _print_findings(found)
    say(_counted(len(items), found))
    if any(one.level != "notice" or strict for one in found):
        raise typer.Exit(1)


def _in_workspace(finding: Finding) -> Finding:
    """Name the file from the workflow's checkout, as annotations do, wherever this runs."""
    workspace, path = os.environ.get("GITHUB_WORKSPACE"), finding.file.resolve()
    if workspace and path.is_relative_to(Path(workspace).resolve()):
        return finding._replace(file=path.relative_to(Path(workspace).resolve()))
    return finding


def _counted(total: int, found: Sequence[Finding]) -> str:
    kinds = Counter(one.kind for one in found)
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
    return f"{count_of(total, 'reference')}: {told or 'nothing to look at'}"


def _print_findings(found: Sequence[Finding]) -> None:
    columns = (
        Column("kind"), Column("topic", 20), Column("no.", right=True),
        Column("what", 0, wraps=True),
    )  # fmt: skip
    rows = [
        (one.kind, one.page, "" if one.number is None else str(one.number),
         f"{one.key}: {one.message}" if one.key else one.message)
        for one in found
    ]  # fmt: skip
    print_table(columns, rows, [_STYLES[one.level] for one in found])


_STYLES = {"error": "bold red", "warning": "yellow", "notice": "dim"}


def diff(
    old: Annotated[str, typer.Argument(help="The old page or file of references.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The new one.", metavar="NEW")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell what changed between two versions of a list, by citation and not by line.

    Changed words are marked: [-old-]{+new+}, in colours on a terminal. Exits with 0 if
    nothing changed, with 1 if something did.
    """
    for path in (old, new):
        if path != "-" and Path(path).is_dir():
            raise RadrefsError(f"{path}: is a folder: give the pages in it")
    before, after = (gather([path]) for path in (old, new))
    tell_unreadable([*before.unreadable, *after.unreadable])
    sides = ([item.citation for item in found.items] for found in (before, after))
    changes = [one for one in compare(*sides) if one.kind != "same"]
    if as_json:
        print(json.dumps([_as_json(one) for one in changes], ensure_ascii=False, indent=1))
    else:
        _print_changes(changes)
    kinds = Counter(str(one.kind) for one in changes)
    order = ("added", "removed", "edited", "renumbered")
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in order if kinds[kind])
    say(told or "no citation changed")
    if changes:
        raise typer.Exit(1)


def _as_json(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "old": change.old and {"number": change.old_number, "text": words(change.old)},
        "new": change.new and {"number": change.new_number, "text": words(change.new)},
    }


def _print_changes(changes: Sequence[Change]) -> None:
    colours = sys.stdout.isatty()

    def removed(text: str) -> str:
        return f"\x1b[31m{text}\x1b[0m" if colours else f"[-{text}-]"

    def added(text: str) -> str:
        return f"\x1b[32m{text}\x1b[0m" if colours else f"{{+{text}+}}"

    for one in changes:
        if one.kind == "renumbered":
            continue
        old, new = (visible(words(side)) if side else "" for side in (one.old, one.new))
        if one.old is None:
            print(f"added {one.new_number}. {added(new)}")
        elif one.new is None:
            print(f"removed {one.old_number}. {removed(old)}")
        else:
            moved = one.old_number != one.new_number
            number = f"{one.old_number} -> {one.new_number}" if moved else f"{one.new_number}"
            text = marked(old, new, removed, added)
            print(f"edited {number}. {text}")
    runs = shifts(changes)
    if runs:
        print(f"renumbered {', '.join(map(str, runs))}")
