"""Show what is understood of pages, and write it to files: `parse` and `convert`."""

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
    NoPubmed,
    Offline,
    Refresh,
    Strict,
    read_all,
    say,
)
from radrefs.cli.tables import Column, print_table
from radrefs.cli.writing import (
    Abstracts,
    Ascii,
    Crlf,
    Journal,
    Keys,
    Style,
    To,
    Truncated,
    targets_of,
    write_all,
)  # fmt: skip
from radrefs.formats import Options, dumps
from radrefs.model import Citation

__all__ = ["convert", "parse"]


def parse(
    inputs: Inputs,
    as_json: Annotated[bool, typer.Option("--json", help="Print CSL-JSON, not a table.")] = False,
    strict: Strict = False,
) -> None:
    """Show what is understood of the reference lists on pages."""
    read = read_all(inputs)
    if as_json:
        sys.stdout.write(dumps(read.citations, "csl-json"))
    elif read.citations:
        _print_table(read.citations)
    if strict and read.problems:
        raise typer.Exit(1)


def convert(
    inputs: Inputs,
    outputs: Annotated[
        list[str],
        typer.Option(
            "-o", "--output", help='File to write; "-" is standard output.', metavar="FILE"
        ),
    ],
    to: To = None,
    truncated: Truncated = "marker",
    journal: Journal = "full",
    keys: Keys = None,
    abstracts: Abstracts = True,
    ascii: Ascii = False,
    crlf: Crlf = False,
    style: Style = None,
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
    no_pubmed: NoPubmed = False,
) -> None:
    """Write references to files that citation managers import, completed from Crossref.

    The suffix of a file tells its format. Without a network, and with --offline, the
    files hold what the pages say. A file of references written in its own format keeps
    all that was not changed.
    """
    targets = targets_of(inputs, outputs, to, style)
    options = Options(truncated, journal, keys, abstracts, ascii, crlf)
    read = read_all(inputs)
    citations, doubtful = read.citations, read.problems > 0
    if citations and (resolutions or not offline):
        wanted = LookupOptions(mailto, crossref_url, no_cache, refresh, no_pubmed)
        citations, open_ = _completed(citations, resolutions, None if offline else wanted)
        doubtful = doubtful or open_
    write_all(targets, citations, read, options)
    if strict and doubtful:
        raise typer.Exit(1)


def _completed(
    citations: list[Citation], file: Path | None, wanted: LookupOptions | None
) -> tuple[list[Citation], bool]:
    """Complete citations from a resolution file and, if `wanted`, from the registries."""
    from radrefs.cli.asking import resolved, tell, unsettled
    from radrefs.matching.grading import Grade

    found = resolved(citations, file, wanted)
    tell(found)
    if wanted is not None and any(one.state == Grade.NOT_CHECKED for one in found):
        say("the files hold what the page says of these; run the same command again to finish")
    return [one.merged.citation for one in found], unsettled(found)


def _print_table(citations: list[Citation]) -> None:
    """Print one line for each citation: number, authors, title, journal, where, year."""
    columns = [
        Column("no.", right=True), Column("authors", 18), Column("title", 0),
        Column("journal", 20), Column("where", 22), Column("year", right=True),
    ]  # fmt: skip
    if any(citation.problems for citation in citations):
        columns.append(Column("problems", 16))
    print_table(columns, [_row(citation)[: len(columns)] for citation in citations])


def _row(citation: Citation) -> tuple[str, ...]:
    number = citation.source.number if citation.source else None
    return (
        "" if number is None else str(number), _people(citation), citation.title or "",
        citation.container_title_short or citation.container_title or citation.publisher or "",
        _where(citation), str(citation.year or citation.status or ""),
        ", ".join(sorted({problem.kind for problem in citation.problems})),
    )  # fmt: skip


def _people(citation: Citation) -> str:
    names = [name.family or name.literal or "" for name in citation.author]
    return ", ".join(names).replace(", et al.", " et al.")


def _where(citation: Citation) -> str:
    volume, issue = citation.volume or "", f"({citation.issue})" if citation.issue else ""
    return f"{volume}{issue}{':' if citation.page else ''}{citation.page or ''}"
