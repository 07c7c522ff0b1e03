"""`radrefs parse`: show what is understood of the reference lists on pages."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from radrefs.cli.options import Inputs, Strict
from radrefs.cli.reading import read_inputs
from radrefs.cli.tables import Column, print_table
from radrefs.formats import dumps
from radrefs.model import Citation

__all__ = ["parse"]


def parse(
    inputs: Inputs,
    as_json: Annotated[bool, typer.Option("--json", help="Print CSL-JSON, not a table.")] = False,
    strict: Strict = False,
) -> None:
    """Show what is understood of the reference lists on pages."""
    read = read_inputs(inputs)
    if as_json:
        sys.stdout.write(dumps(read.citations, "csl-json"))
    elif read.citations:
        _print_citations(read.citations)
    if strict and read.problems:
        raise typer.Exit(1)


def _print_citations(citations: Sequence[Citation]) -> None:
    """Print one line for each citation; problems have a column where there are any."""
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
        "" if number is None else str(number), _authors(citation), citation.title or "",
        citation.container_title_short or citation.container_title or citation.publisher or "",
        _where(citation), str(citation.year or citation.status or ""),
        ", ".join(sorted({problem.kind for problem in citation.problems})),
    )  # fmt: skip


def _authors(citation: Citation) -> str:
    names = [name.family or name.literal or "" for name in citation.author]
    return ", ".join(names).replace(", et al.", " et al.")


def _where(citation: Citation) -> str:
    volume, issue = citation.volume or "", f"({citation.issue})" if citation.issue else ""
    return f"{volume}{issue}{':' if citation.page else ''}{citation.page or ''}"
