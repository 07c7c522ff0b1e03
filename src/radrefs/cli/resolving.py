"""Find DOIs, keep the decisions in a file, and let a person overrule them: `resolve`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from radrefs.bibliography import RESOLUTIONS
from radrefs.bibliography.topics import page_of
from radrefs.bibliography.transaction import locked
from radrefs.cli.common import (
    CrossrefUrl,
    LookupOptions,
    Mailto,
    NoCache,
    NoPubmed,
    Offline,
    Read,
    Refresh,
    Strict,
    console,
    read_all,
    visible,
    waiting,
)
from radrefs.cli.settling import Run, find, words_wanted
from radrefs.cli.tables import Column, print_table
from radrefs.cli.writing import save_library
from radrefs.errors import UnreadableInput
from radrefs.inputs import read_again
from radrefs.model import Citation

if TYPE_CHECKING:
    from radrefs.resolutions.resolution import Resolution, ResolutionFile

__all__ = ["resolve"]

DEFAULT = Path(RESOLUTIONS)


def resolve(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Pages (text, HTML) or files of references (.bib, .ris, .nbib, .json); "
            '"-" is standard input. Without any, the entries of the resolution file.',
            metavar="[INPUT]...",
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
            help="Write the file of references given as INPUT back with the DOIs added, all else "
            "as it is; may be the INPUT itself.",
        ),
    ] = None,
    explain: Annotated[
        list[str] | None,
        typer.Option("--explain", help="Explain the decision on an entry.", metavar="NUMBER"),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", help="Set an entry's DOI yourself.", metavar="NUMBER=DOI"),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option("--reject", help="Say that an entry has no such DOI.", metavar="NUMBER"),
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
        typer.Option("--forget", help="Take your word on an entry back.", metavar="NUMBER"),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="A note to keep with your word.")] = "",
    update: Annotated[bool, typer.Option("--update", help="Ask about every entry anew.")] = False,
    works: Annotated[
        Path | None,
        typer.Option("--works", help="Search a file of works, and nobody else.", metavar="FILE"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the resolution file, not a table.")
    ] = False,
    strict: Strict = False,
    offline: Offline = False,
    mailto: Mailto = None,
    crossref_url: CrossrefUrl = None,
    no_cache: NoCache = False,
    refresh: Refresh = False,
    no_pubmed: NoPubmed = False,
) -> None:
    """Find the DOI of each reference, or say why none is written."""
    from radrefs.cli.asking import Asking, ask, opened, tell, tell_asked, unsettled
    from radrefs.registries.base import Nobody
    from radrefs.registries.local import read_works
    from radrefs.resolutions.resolution import ResolutionFile
    from radrefs.resolutions.store import dump_resolutions, read_resolutions

    words = words_wanted(accept, reject, forget, correct)
    file = _file_for(inputs, output, bool(words), note)
    # Before the topic is held: standard input may take its time.
    given = read_all(inputs) if inputs else None
    with _alone(file):
        remembered = read_resolutions(file) if file and file.exists() else ResolutionFile()
        read, pages = (given, _names(inputs)) if given else _entries(remembered)
        citations, doubtful = read.citations, read.problems > 0
        if into and read.library is None:
            raise typer.BadParameter("--into needs one file of references as INPUT, such as a .bib")
        chosen = [find(citations, name) for name in explain or []]
        if chosen and file is None:
            citations, chosen = [citations[at] for at in chosen], [*range(len(chosen))]
        run = Run(citations, pages, remembered, file, update)
        requests: dict[str, Any] | None = None
        # Who only looks at a file, or says a word, asks about nothing else.
        at_rest = not inputs and not update and bool(words or chosen)
        if works or offline or (at_rest and not accept):
            found = run.ask(ask, read_works(works) if works else Nobody(), words, note)
        else:
            with opened(LookupOptions(mailto, crossref_url, no_cache, refresh, no_pubmed)) as door:
                source, asking = door.catalogue, Asking(door)
                if at_rest:
                    found = run.ask(ask, Nobody(), words, note, source)
                else:
                    found = run.ask(asking, source, words, note)
                tell_asked(door)
                requests = asking.requests()
        if into and read.library:
            save_library(str(into), read.library, [_with_doi(one) for one in found])
    if as_json:
        sys.stdout.write(dump_resolutions(found, pages, requests))
    elif chosen:
        for at in chosen:
            _explain(found[at])
    else:
        _print_table(found)
        tell(found)
    if strict and (doubtful or unsettled(found)):
        raise typer.Exit(1)


def _alone(file: Path | None) -> AbstractContextManager[None]:
    """Hold a topic alone while its resolution file is gone on with, as its builds do.

    Any other file is nobody's but the caller's, and two in one folder may be worked on.
    """
    if file is None or file.name != RESOLUTIONS or page_of(file.parent) is None:
        return nullcontext()
    return locked(file.parent, waiting)


def _file_for(
    inputs: list[str] | None, output: Path | None, spoken: bool, note: str
) -> Path | None:
    """Give the resolution file that is meant, None if none is; refuse what cannot be meant."""
    if str(output) == "-":
        raise typer.BadParameter("-o - is no file to go on with: --json prints one")
    if note and not spoken:
        raise typer.BadParameter("--note needs a word to go with: --accept, --reject, --correct")
    if output is not None and output.suffix.lower() in (".bib", ".ris", ".nbib", ".jsonl"):
        raise typer.BadParameter(
            f"-o is the resolution file (.json): did you mean --into {output}?"
        )
    file = output or (None if inputs else DEFAULT)
    if file is None and spoken:
        raise typer.BadParameter("your word is kept in a file: name it with -o")
    if not inputs and file is not None and not file.exists():
        raise UnreadableInput(f"{file}: no such file: name a page, or a resolution file with -o")
    return file


def _names(inputs: list[str] | None) -> tuple[str, ...]:
    return tuple(Path(name).name for name in inputs or [])


def _entries(remembered: ResolutionFile) -> tuple[Read, tuple[str, ...]]:
    """Give the entries of a resolution file, and the pages they are from."""
    read = Read()
    for one in remembered.entries:
        read.citations.append(read_again(one.text, one.number, one.heading, one.format))
    return read, remembered.pages


def _with_doi(resolution: Resolution) -> Citation:
    """Give the citation as it stands in its file, with the DOI that it lacked.

    One that is there stays, unless a person said otherwise; so does each field.
    """
    citation = resolution.citation
    if resolution.override and resolution.override.fields:
        from radrefs.resolutions.corrections import corrected

        citation = corrected(citation, dict(resolution.override.fields))
    if resolution.doi and (not citation.doi or resolution.state == "accepted"):
        return citation.model_copy(update={"doi": resolution.doi})
    return citation


def _explain(resolution: Resolution) -> None:
    """Print the reason in one line, then witness by witness, beside the runner-up."""
    from rich.table import Table
    from rich.text import Text

    from radrefs.matching.grades import words_of

    decision, source = resolution.decision, resolution.citation.source
    number = f"{source.number}. " if source and source.number is not None else ""
    doi = f" doi:{resolution.doi}" if resolution.doi else ""
    print(visible(f"{number}{words_of(resolution.state)}{doi}: {decision.reason}"))
    if resolution.override:
        said = resolution.override
        for field, text in said.fields:
            print(visible(f"{field} corrected to {text!r}" if text else f"{field} taken away"))
        print(
            visible(f"{said.kind} by a person, {said.date}{f': {said.note}' if said.note else ''}")
        )
    columns = [("page against", decision.evidence)] if decision.evidence else []
    headings = [decision.doi or (decision.suggestions[0].doi if decision.suggestions else "")]
    if decision.runner_up:
        columns.append(("", decision.runner_up.evidence))
        headings = [*headings[: len(columns) - 1], decision.runner_up.doi]
    if not columns:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for heading in headings:
        table.add_column(visible(heading), overflow="fold")
    for name in columns[0][1]:
        cells = [str(evidence.get(name, "")) for _, evidence in columns]
        table.add_row(name, *(Text(visible(cell)) for cell in cells))
    console().print(table)


def _print_table(resolutions: Sequence[Resolution]) -> None:
    """Print one line for each entry: number, grade, DOI, title or reason."""
    from radrefs.matching.grades import words_of

    columns = (Column("no.", right=True), Column("grade"), Column("DOI"), Column("why", 0))
    numbers = (one.citation.source and one.citation.source.number for one in resolutions)
    print_table(
        columns,
        [
            (
                "" if number is None else str(number),
                words_of(one.state),
                one.doi or "",
                one.decision.reason,
            )
            for number, one in zip(numbers, resolutions, strict=True)
        ],
    )
