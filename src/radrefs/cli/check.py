"""`radrefs check`: list what a person should look at."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from radrefs.bibliography import (
    KINDS,
    Finding,
    annotation,
    check_items,
    gather,
    read_config,
    the_bibliography,
)
from radrefs.cli.options import Sources
from radrefs.cli.screen import count_of, say, visible_controls
from radrefs.cli.tables import Column, print_table

__all__ = ["check"]

_STYLES = {"error": "bold red", "warning": "yellow", "notice": "dim"}


def check(
    inputs: Sources = None,
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
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for notices too.")] = False,
) -> None:
    """List what you should look at in a bibliography.

    Doubts, retractions, doubles, old decisions. The network is not used. Exits with 1 for
    errors and warnings, with 0 for notices or if there is nothing to look at.
    """
    for kind in ignore or []:
        if kind not in KINDS:
            raise typer.BadParameter(f"--ignore {kind}: use one of {', '.join(KINDS)}")
    if as_json and github:
        raise typer.BadParameter("--json and --github: use only one of the two")
    given = inputs or [the_bibliography()]
    days = stale or read_config(given[0]).stale_days
    items, gone, unreadable = gather(given)
    every = check_items(items, gone, unreadable, stale_days=days)
    found = [one for one in every if one.kind not in (ignore or [])]
    if as_json:
        _print_json(found)
    elif github:
        for one in found:
            print(visible_controls(annotation(_in_workspace(one))))
    elif found:
        _print_table(found)
    say(_totals(len(items), found))
    if any(one.level != "notice" or strict for one in found):
        raise typer.Exit(1)


def _print_json(found: Sequence[Finding]) -> None:
    shown = [one._asdict() | {"level": one.level, "file": one.file.as_posix()} for one in found]
    print(json.dumps(shown, ensure_ascii=False, indent=1))


def _in_workspace(finding: Finding) -> Finding:
    """Name the file from the workflow's checkout, as annotations do, wherever this runs."""
    workspace, path = os.environ.get("GITHUB_WORKSPACE"), finding.file.resolve()
    if workspace and path.is_relative_to(Path(workspace).resolve()):
        return finding._replace(file=path.relative_to(Path(workspace).resolve()))
    return finding


def _print_table(found: Sequence[Finding]) -> None:
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


def _totals(total: int, found: Sequence[Finding]) -> str:
    kinds = Counter(one.kind for one in found)
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
    return f"{count_of(total, 'reference')}: {counts or 'nothing to look at'}"
