"""Read the inputs of a command, and report their problems."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from radrefs.bibliography.items import Unreadable
from radrefs.cli.screen import console, say
from radrefs.formats import Library
from radrefs.inputs import Contents, Page, contents_of, read_page
from radrefs.model import Citation, PageProblem

__all__ = ["ReadInputs", "read_inputs", "report_unreadable"]

_LONG = 5_000_000
"""So many characters take about a second to read: only then there is a progress bar."""


@dataclass(frozen=True)
class ReadInputs:
    """The citations of some inputs, in order, and how many problems were reported.

    `library` is the file of references, if that is the only input.
    """

    citations: tuple[Citation, ...] = ()
    problems: int = 0
    library: Library | None = None


def read_inputs(names: Sequence[str]) -> ReadInputs:
    """Read all inputs, and report their problems. Raises `UnreadableInput`."""
    pages = [read_page(name) for name in names]
    read = [_read(page) for page in _with_progress(pages)]
    return ReadInputs(
        tuple(citation for one in read for citation in one.citations),
        sum(one.problems for one in read),
        read[0].library if len(read) == 1 else None,
    )


def _with_progress(pages: Sequence[Page]) -> Iterator[Page]:
    """Return the pages one by one; for much text, show a progress bar on a terminal."""
    if sum(len(page.text) for page in pages) < _LONG or not sys.stderr.isatty():
        yield from pages
        return
    from rich.progress import track

    yield from track(pages, description="reading", console=console(stderr=True), transient=True)


def _read(page: Page) -> ReadInputs:
    contents = contents_of(page)
    for problem in contents.problems:
        _report_of_page(page, problem)
    if contents.library is None:
        return _read_page(page, contents)
    read = _read_library(page, contents.library)
    return replace(read, problems=read.problems + len(contents.problems))


def _read_page(page: Page, contents: Contents) -> ReadInputs:
    citations = tuple(citation for found in contents.lists for citation in found.citations)
    problems = sum(_report_problems(page, one) for one in citations)
    return ReadInputs(citations, problems + len(contents.problems))


def _report_of_page(page: Page, problem: PageProblem) -> None:
    """Report what is doubtful about a page and not about one of its entries."""
    line = f":{problem.place.line}" if problem.text else ""
    say(f"{page.name}{line}: {problem.message}")
    if problem.text:
        say(f"  {' '.join(problem.text.split())[:60]}")


def _read_library(page: Page, library: Library) -> ReadInputs:
    problems = 0
    if not library.citations and not library.broken:
        problems += 1
        say(f"{page.name}: no reference was found")
    if page.guessed:
        problems += 1
        say(f"{page.name}: is not UTF-8; it was read as {page.encoding}: check its accents")
    for block in library.blocks:
        if block.wrong is not None:
            problems += 1
            say(f"{page.name}:{block.line}: cannot be read: {block.wrong}")
            say(f"  {' '.join(block.text.split())[:60]}")
        elif block.citation is not None:
            problems += _report_problems(page, block.citation)
    return ReadInputs(tuple(library.citations), problems, library)


def _report_problems(page: Page, citation: Citation) -> int:
    """Report each problem of a citation with its place; return how many there are."""
    source = citation.source
    for problem in citation.problems if source else ():
        assert source is not None
        line = source.places[0].line if source.places else 1
        named = citation.id if source.format else "an entry"
        entry = f"entry {source.number}" if source.number is not None else named
        say(f"{page.name}:{line}: {entry}: {problem.kind}: {problem.message}")
        drawn = problem.draw(source.text).split(" " + problem.message)[0]
        say("  " + drawn.replace("\n", "\n  "))
    return len(citation.problems)


def report_unreadable(unreadable: Iterable[Unreadable]) -> None:
    """Report the entries that were left out because they cannot be read."""
    for one in unreadable:
        say(f"{one.file}:{one.line}: cannot be read: {one.why}")
        say(f"  {' '.join(one.text.split())[:60]}")
