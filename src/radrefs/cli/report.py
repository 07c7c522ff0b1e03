"""`radrefs report`: make one page that shows what was printed beside what was found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from radrefs.cli.options import (
    Inputs,
    LookupOptions,
    ResolutionsOption,
    Strict,
    with_lookup_options,
)
from radrefs.cli.outcome import needs_attention, summary
from radrefs.cli.reading import read_inputs
from radrefs.cli.screen import count_of, say
from radrefs.inputs import same_file
from radrefs.outputs import replace_file

__all__ = ["report"]


@with_lookup_options
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
    resolutions: ResolutionsOption = None,
    strict: Strict = False,
    *,
    lookup: LookupOptions,
) -> None:
    """Make one page that shows what was printed beside what was found.

    The page needs no network and no other file. The exports in every format are in it.
    """
    if output != "-" and Path(output).suffix.lower() not in (".html", ".htm", ".txt"):
        raise typer.BadParameter(f"{output}: name an .html file, or .txt")
    if any(name != "-" and same_file(Path(name), Path(output)) for name in inputs):
        raise typer.BadParameter(f"{output} is an input too")
    from radrefs.cli.lookup import resolve_all
    from radrefs.report import html_of, report_of, text_of

    read = read_inputs(inputs)
    found = resolve_all(read.citations, resolutions, lookup)
    names = ["standard input" if name == "-" else Path(name).name for name in inputs]
    made = report_of(found, names, read.library)
    say(summary(found))
    if output == "-":
        sys.stdout.write(text_of(made))
    else:
        with replace_file(Path(output)) as stream:
            stream.write(text_of(made) if output.lower().endswith(".txt") else html_of(made))
        say(f"{output}: {count_of(len(found), 'reference')}")
    if strict and (read.problems or needs_attention(found)):
        raise typer.Exit(1)
