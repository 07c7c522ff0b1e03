"""`radrefs diff`: show what changed between two versions of a list."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from radrefs.bibliography import Change, compare, gather, marked, shifts
from radrefs.bibliography.diff import words
from radrefs.cli.reading import report_unreadable
from radrefs.cli.screen import say, visible
from radrefs.errors import RadrefsError

__all__ = ["diff"]

_ORDER = ("added", "removed", "edited", "renumbered")


def diff(
    old: Annotated[str, typer.Argument(help="The old page or file of references.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The new one.", metavar="NEW")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what changed between two versions of a list.

    Citations are compared, not lines. Changed words are marked: [-old-]{+new+}, in colours
    on a terminal. Exits with 0 if nothing changed, with 1 if something did.
    """
    for path in (old, new):
        if path != "-" and Path(path).is_dir():
            raise RadrefsError(f"{path}: is a folder: name the pages in it")
    before, after = (gather([path]) for path in (old, new))
    report_unreadable([*before.unreadable, *after.unreadable])
    sides = ([item.citation for item in found.items] for found in (before, after))
    changes = [one for one in compare(*sides) if one.kind != "same"]
    if as_json:
        print(json.dumps([_as_json(one) for one in changes], ensure_ascii=False, indent=1))
    else:
        _print_changes(changes)
    kinds = Counter(str(one.kind) for one in changes)
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in _ORDER if kinds[kind])
    say(counts or "no citation changed")
    if changes:
        raise typer.Exit(1)


def _as_json(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "old": change.old and {"number": change.old_number, "text": words(change.old)},
        "new": change.new and {"number": change.new_number, "text": words(change.new)},
    }


def _print_changes(changes: Sequence[Change]) -> None:
    for one in changes:
        if one.kind != "renumbered":
            _print_change(one)
    runs = shifts(changes)
    if runs:
        print(f"renumbered {', '.join(map(str, runs))}")


def _print_change(change: Change) -> None:
    colours = sys.stdout.isatty()

    def removed(text: str) -> str:
        return f"\x1b[31m{text}\x1b[0m" if colours else f"[-{text}-]"

    def added(text: str) -> str:
        return f"\x1b[32m{text}\x1b[0m" if colours else f"{{+{text}+}}"

    old, new = (visible(words(side)) if side else "" for side in (change.old, change.new))
    if change.old is None:
        print(f"added {change.new_number}. {added(new)}")
    elif change.new is None:
        print(f"removed {change.old_number}. {removed(old)}")
    else:
        moved = change.old_number != change.new_number
        number = f"{change.old_number} -> {change.new_number}" if moved else f"{change.new_number}"
        print(f"edited {number}. {marked(old, new, removed, added)}")
