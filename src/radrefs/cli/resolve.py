"""`radrefs resolve`: find DOIs, keep the decisions in a file, and let a person decide."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from radrefs.bibliography import RESOLUTIONS
from radrefs.bibliography.topics import page_of
from radrefs.bibliography.transaction import locked
from radrefs.cli.decisions import RequestedDecision, find_entry, requested
from radrefs.cli.explain import print_explanation
from radrefs.cli.options import LookupOptions, Strict, with_lookup_options
from radrefs.cli.outcome import needs_attention, report_outcome
from radrefs.cli.reading import ReadInputs, read_inputs
from radrefs.cli.resolve_run import ResolveRun
from radrefs.cli.screen import say_waiting
from radrefs.cli.tables import Column, print_table
from radrefs.cli.targets import save_library
from radrefs.errors import UnreadableInput
from radrefs.inputs import read_again
from radrefs.matching import words_of
from radrefs.model import Citation
from radrefs.registries.base import Nobody
from radrefs.registries.local import read_works
from radrefs.resolutions.corrections import corrected
from radrefs.resolutions.resolution import Resolution, ResolutionFile
from radrefs.resolutions.store import dump_resolutions, read_resolutions

__all__ = ["resolve"]

_DEFAULT = Path(RESOLUTIONS)
_NOT_RESOLUTIONS = (".bib", ".ris", ".nbib", ".jsonl")


@with_lookup_options
def resolve(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Pages (text, HTML) or files of references (.bib, .ris, .nbib, .json); "
            '"-" is standard input. Without any, the entries of the resolution file.',
            metavar="INPUT",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="The resolution file to go on with and to write. [default: resolutions.json "
            "where no INPUT is given]",
        ),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="FILE",
            help="Write the file of references given as INPUT back with the DOIs added, and "
            "everything else as it is; may be the INPUT itself.",
        ),
    ] = None,
    explain: Annotated[
        list[str] | None,
        typer.Option("--explain", help="Explain the decision on an entry.", metavar="NUMBER"),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", help="Decide on an entry's DOI yourself.", metavar="NUMBER=DOI"),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option("--reject", help="Decide that no DOI is written.", metavar="NUMBER"),
    ] = None,
    correct: Annotated[
        list[str] | None,
        typer.Option(
            "--correct",
            help="Correct a field yourself: author, title, journal, year, volume, issue, pages, "
            "publisher, note.",
            metavar="NUMBER:FIELD=TEXT",
        ),
    ] = None,
    forget: Annotated[
        list[str] | None,
        typer.Option("--forget", help="Undo your decision on an entry.", metavar="NUMBER"),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="A note to keep with your decision.")] = "",
    update: Annotated[bool, typer.Option("--update", help="Ask about every entry again.")] = False,
    works: Annotated[
        Path | None,
        typer.Option(
            "--works", help="Search only this file of works, and no registry.", metavar="FILE"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the resolution file, not a table.")
    ] = False,
    strict: Strict = False,
    *,
    lookup: LookupOptions,
) -> None:
    """Find the DOI of each reference, or say why none is written."""
    decisions = requested(accept, reject, correct, forget)
    file = _file_for(inputs, output, bool(decisions), note)
    # Before the topic is locked: standard input may take its time.
    given = read_inputs(inputs) if inputs else None
    with _lock_of(file):
        stored = read_resolutions(file) if file and file.exists() else ResolutionFile()
        read = given or _stored_inputs(stored)
        pages = [Path(name).name for name in inputs] if inputs else stored.pages
        if into and read.library is None:
            raise typer.BadParameter("--into needs one file of references as INPUT, such as a .bib")
        citations, explained = (
            read.citations,
            [find_entry(read.citations, n) for n in explain or []],
        )
        if explained and file is None:
            # No file is written: only the entries to explain are looked up.
            citations, explained = (
                tuple(citations[at] for at in explained),
                [*range(len(explained))],
            )
        run = ResolveRun(citations, pages, stored, file, update)
        # Whoever only looks at a file, or decides, looks nothing else up.
        only_stored = not inputs and not update and bool(decisions or explained)
        found, requests = _resolved(run, decisions, note, works, only_stored, lookup)
        if into and read.library:
            save_library(str(into), read.library, [_with_doi(one) for one in found])
    _print(found, pages, requests, [found[at] for at in explained], as_json)
    if strict and (read.problems or needs_attention(found)):
        raise typer.Exit(1)


def _file_for(
    inputs: Sequence[str] | None, output: Path | None, decides: bool, note: str
) -> Path | None:
    """Return the resolution file, None if there is none; refuse options that do not fit.

    Raises `typer.BadParameter` and `UnreadableInput`.
    """
    if str(output) == "-":
        raise typer.BadParameter(
            "-o - is not possible: the next run reads this file again; use --json"
        )
    if note and not decides:
        raise typer.BadParameter("--note needs a decision: --accept, --reject or --correct")
    if output is not None and output.suffix.lower() in _NOT_RESOLUTIONS:
        raise typer.BadParameter(
            f"-o is the resolution file (.json): did you mean --into {output}?"
        )
    file = output or (None if inputs else _DEFAULT)
    if file is None and decides:
        raise typer.BadParameter("your decision is kept in a file: name it with -o")
    if not inputs and file is not None and not file.exists():
        raise UnreadableInput(f"{file}: no such file: name a page, or a resolution file with -o")
    return file


def _lock_of(file: Path | None) -> AbstractContextManager[None]:
    """Return the lock of a topic if the file is the topic's own, as its builds take it.

    Other files need none: two of them in one folder may be worked on at once.
    """
    if file is None or file.name != RESOLUTIONS or page_of(file.parent) is None:
        return nullcontext()
    return locked(file.parent, say_waiting)


def _stored_inputs(stored: ResolutionFile) -> ReadInputs:
    """Read the entries of a resolution file from their texts again."""
    return ReadInputs(
        tuple(read_again(one.text, one.number, one.heading, one.format) for one in stored.entries)
    )


def _resolved(
    run: ResolveRun,
    decisions: Sequence[RequestedDecision],
    note: str,
    works: Path | None,
    only_stored: bool,
    lookup: LookupOptions,
) -> tuple[list[Resolution], dict[str, Any] | None]:
    """Resolve the entries, and return also what was asked of the registries, if they were."""
    from radrefs.cli.lookup import Lookup, connected, report_requests, resolve_with_progress

    accepts = any(one.kind == "accept" for one in decisions)
    if works or lookup.offline or (only_stored and not accepts):
        catalogue = read_works(works) if works else Nobody()
        return run.resolve(resolve_with_progress, catalogue, decisions, note), None
    with connected(lookup) as registries:
        look_up, holder = Lookup(registries), registries.catalogue
        if only_stored:
            found = run.resolve(resolve_with_progress, Nobody(), decisions, note, holder)
        else:
            found = run.resolve(look_up, holder, decisions, note)
        report_requests(registries)
        return found, look_up.requests()


def _with_doi(resolution: Resolution) -> Citation:
    """Return the citation as it stands in its file, with the DOI that it lacked.

    A DOI that is there stays, unless a person decided otherwise; so does each field.
    """
    citation = resolution.citation
    if resolution.override and resolution.override.fields:
        citation = corrected(citation, dict(resolution.override.fields))
    if resolution.doi and (not citation.doi or resolution.state == "accepted"):
        return citation.model_copy(update={"doi": resolution.doi})
    return citation


def _print(
    found: Sequence[Resolution],
    pages: Sequence[str],
    requests: dict[str, Any] | None,
    explained: Sequence[Resolution],
    as_json: bool,
) -> None:
    """Print what was found: as JSON, as explanations of some entries, or as a table."""
    if as_json:
        sys.stdout.write(dump_resolutions(found, pages, requests))
    elif explained:
        for one in explained:
            print_explanation(one)
    else:
        _print_table(found)
        report_outcome(found)


def _print_table(resolutions: Sequence[Resolution]) -> None:
    """Print one line for each entry: number, grade, DOI, reason."""
    columns = (Column("no.", right=True), Column("grade"), Column("DOI"), Column("why", 0))
    print_table(columns, [_row(one) for one in resolutions])


def _row(resolution: Resolution) -> tuple[str, ...]:
    source = resolution.citation.source
    number = "" if source is None or source.number is None else str(source.number)
    why = resolution.decision.reason
    return number, words_of(resolution.state), resolution.doi or "", why
