"""Show what became of each entry on a page to look at: `report`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from radrefs.cli.common import (
    CrossrefUrl,
    Inputs,
    LookupOptions,
    Mailto,
    NoCache,
    Offline,
    Refresh,
    Strict,
    count_of,
    read_all,
    say,
)
from radrefs.inputs import same_file
from radrefs.outputs import replace_file

__all__ = ["report"]


def report(
    inputs: Inputs,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            help='The page to write (.html), or text (.txt); "-" prints text.',
            metavar="FILE",
        ),
    ],
    resolutions: Annotated[
        Path | None,
        typer.Option(
            "--resolutions",
            help="A resolution file: settled entries and a person's word.",
            metavar="FILE",
        ),
    ] = None,
    strict: Strict = False,
    offline: Offline = False,
    mailto: Mailto = None,
    crossref_url: CrossrefUrl = None,
    no_cache: NoCache = False,
    refresh: Refresh = False,
) -> None:
    """Make one page that shows what was printed beside what was found, to look at.

    It needs no network and no other file, and carries the exports in every format.
    """
    if output != "-" and Path(output).suffix.lower() not in (".html", ".htm", ".txt"):
        raise typer.BadParameter(f"{output}: name an .html file, or .txt")
    if any(name != "-" and same_file(Path(name), Path(output)) for name in inputs):
        raise typer.BadParameter(f"{output} is an input too")
    from radrefs.cli.asking import resolved, summary, unsettled
    from radrefs.report import html_of, report_of, text_of

    read = read_all(inputs)
    wanted = None if offline else LookupOptions(mailto, crossref_url, no_cache, refresh)
    found = resolved(read.citations, resolutions, wanted)
    names = ["standard input" if name == "-" else Path(name).name for name in inputs]
    made = report_of(found, names, read.library)
    say(summary(found))
    if output == "-":
        sys.stdout.write(text_of(made))
    else:
        with replace_file(Path(output)) as stream:
            stream.write(text_of(made) if output.lower().endswith(".txt") else html_of(made))
        say(f"{output}: {count_of(len(found), 'reference')}")
    if strict and (read.problems or unsettled(found)):
        raise typer.Exit(1)
