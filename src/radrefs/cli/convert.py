"""`radrefs convert`: write references to files that citation managers import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from radrefs.cli.options import (
    Inputs,
    LookupOptions,
    ResolutionsOption,
    Strict,
    with_lookup_options,
)
from radrefs.cli.outcome import needs_attention, report_outcome
from radrefs.cli.reading import read_inputs
from radrefs.cli.screen import say
from radrefs.cli.targets import targets_of, write_targets
from radrefs.formats import FORMATS, Options
from radrefs.matching import Grade
from radrefs.model import Citation

__all__ = ["convert"]


@with_lookup_options
def convert(
    inputs: Inputs,
    outputs: Annotated[
        list[str],
        typer.Option(
            "-o", "--output", help='File to write; "-" is standard output.', metavar="FILE"
        ),
    ],
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            help=f"Format: {', '.join(FORMATS)}, or one of a plugin.",
            metavar="FORMAT",
        ),
    ] = None,
    truncated: Annotated[
        Literal["marker", "drop"],
        typer.Option("--truncated", help='Write "et al." where a list of authors is cut, or not.'),
    ] = "marker",
    journal: Annotated[
        Literal["full", "abbreviated"], typer.Option("--journal", help="The journal's name.")
    ] = "full",
    keys: Annotated[
        str | None,
        typer.Option(
            "--keys",
            help='Citation keys, such as "{family}{year}{title_word}".',
            metavar="TEMPLATE",
        ),
    ] = None,
    abstracts: Annotated[
        bool, typer.Option("--abstracts/--no-abstracts", help="Write abstracts.")
    ] = True,
    ascii: Annotated[
        bool, typer.Option("--ascii", help="Write BibTeX in ASCII only, for pdfLaTeX.")
    ] = False,
    crlf: Annotated[bool, typer.Option("--crlf", help="End lines as Windows does.")] = False,
    style: Annotated[
        str | None,
        typer.Option(
            "--style",
            help="A CSL style for .txt files: ama, vancouver, radiology, ...",
            metavar="NAME",
        ),
    ] = None,
    resolutions: ResolutionsOption = None,
    strict: Strict = False,
    *,
    lookup: LookupOptions,
) -> None:
    """Write references to files for citation managers.

    The suffix of a file says its format. References are completed from Crossref; without
    a network, and with --offline, the files hold what the pages say. A file of references
    that is written in its own format keeps everything that was not changed.
    """
    targets = targets_of(inputs, outputs, to, style)
    options = Options(truncated, journal, keys, abstracts, ascii, crlf)
    read = read_inputs(inputs)
    citations: Sequence[Citation] = read.citations
    doubtful = read.problems > 0
    if citations and (resolutions or not lookup.offline):
        citations, more = _completed(citations, resolutions, lookup)
        doubtful = doubtful or more
    write_targets(targets, citations, read.library, options)
    if strict and doubtful:
        raise typer.Exit(1)


def _completed(
    citations: Sequence[Citation], resolutions: Path | None, lookup: LookupOptions
) -> tuple[list[Citation], bool]:
    """Complete citations from what was found; say also whether a person should look at any."""
    from radrefs.cli.lookup import resolve_all

    found = resolve_all(citations, resolutions, lookup)
    report_outcome(found)
    if not lookup.offline and any(one.state == Grade.NOT_CHECKED for one in found):
        say("for these the files hold what the page says; run the same command again to finish")
    return [one.merged.citation for one in found], needs_attention(found)
