"""Hold what the commands share: their options, and how they speak.

Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from radrefs.formats import Library
from radrefs.inputs import Page, library_of, parse_page, read_page
from radrefs.model import Citation

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "Bibliography",
    "CrossrefUrl",
    "In",
    "Inputs",
    "LookupOptions",
    "Mailto",
    "NoCache",
    "NoPubmed",
    "Offline",
    "Read",
    "Refresh",
    "Strict",
    "console",
    "count_of",
    "read_all",
    "say",
    "uncontrolled",
    "visible",
    "waiting",
]

Inputs = Annotated[
    list[str],
    typer.Argument(
        help='Pages (text, HTML) or files of references (.bib, .ris, .nbib, .json); "-" is '
        "standard input.",
        metavar="INPUT",
    ),
]
Bibliography = Annotated[
    Path | None,
    typer.Argument(
        help="A bibliography, or one topic in it. [default: `bibliography`, or this folder]",
        metavar="[DIR]",
        show_default=False,
    ),
]
In = Annotated[
    Path | None,
    typer.Option(
        "-d", "--dir", metavar="DIR", show_default=False,
        help="The bibliography. [default: `bibliography`, or this folder]",
    ),
]  # fmt: skip
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if anything is doubtful.")]
Offline = Annotated[bool, typer.Option("--offline", help="Look nothing up; ask nobody.")]
Mailto = Annotated[
    str | None,
    typer.Option("--mailto", help="Your address, for Crossref and PubMed.", metavar="ADDRESS"),
]
CrossrefUrl = Annotated[
    str | None, typer.Option("--crossref-url", help="Another Crossref server.", metavar="URL")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Remember no answers, use none.")]
NoPubmed = Annotated[bool, typer.Option("--no-pubmed", help="Ask Crossref alone, not PubMed.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Ask again what is remembered.")]


class LookupOptions(NamedTuple):
    """Hold what the options say about asking; `known_mailto` is `radrefs.toml`'s address."""

    mailto: str | None
    crossref_url: str | None
    no_cache: bool
    refresh: bool
    no_pubmed: bool = False
    known_mailto: str | None = None


class Read:
    """Gather the citations of several inputs, and tell their problems.

    `library` is the file of references, if that is the only input.
    """

    def __init__(self) -> None:
        self.citations: list[Citation] = []
        self.problems = 0
        self.library: Library | None = None

    def page(self, page: Page) -> None:
        """Read one page or file of references; print its problems to standard error."""
        library = library_of(page)
        if library is not None:
            self.library = library
            self._take(page, library)
            return
        lists = parse_page(page)
        if not lists:
            self.problems += 1
            say(f"{page.name}: no reference list was found")
        for found in lists:
            for citation in found.citations:
                self.citations.append(citation)
                self.problems += len(citation.problems)
                _say_problems(page, citation)

    def _take(self, page: Page, library: Library) -> None:
        if not library.citations and not library.broken:
            self.problems += 1
            say(f"{page.name}: no reference was found")
        if page.guessed:
            self.problems += 1
            say(f"{page.name}: is not UTF-8; it was read as {page.encoding}: check its accents")
        for block in library.blocks:
            if block.wrong is not None:
                self.problems += 1
                begin = visible(" ".join(block.text.split())[:60])
                say(f"{page.name}:{block.line}: cannot be read: {block.wrong}")
                say(f"  {begin}")
            elif block.citation is not None:
                self.citations.append(block.citation)
                self.problems += len(block.citation.problems)
                _say_problems(page, block.citation)


def console(stderr: bool = False) -> Console:
    """Give a console for a table or a progress bar."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 120
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False)


def say(text: str) -> None:
    """Say something on standard error."""
    print(visible(text), file=sys.stderr)


def waiting(folder: Path) -> None:
    """Say that another process holds a folder."""
    say(f"{folder}: another process works in it; waiting for that")


def count_of(number: int, what: str) -> str:
    """Say how many: "1 reference", "2 references"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


_COMMAND = re.compile(r"^(\s*)(?:(:)(?=:)|(#)(?=#\[))", re.MULTILINE)


def uncontrolled(text: str) -> str:
    """Make control characters visible, so that no input can steer a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def visible(text: str) -> str:
    """Make visible what could steer a terminal, or a workflow of GitHub.

    What begins a line as its commands do (`::error`, `##[error]`) is broken up.
    """
    text = uncontrolled(text)
    if "::" in text or "##[" in text:
        text = _COMMAND.sub(lambda found: f"{found[1]}\\x{ord(found[2] or found[3]):02x}", text)
    return text


def _say_problems(page: Page, citation: Citation) -> None:
    source = citation.source
    for problem in citation.problems:
        if source is None:
            continue
        line = source.places[0].line if source.places else 1
        named = citation.id if source.format else "an entry"
        entry = f"entry {source.number}" if source.number is not None else named
        say(f"{page.name}:{line}: {entry}: {problem.kind}: {problem.message}")
        say("  " + problem.draw(source.text).split(" " + problem.message)[0].replace("\n", "\n  "))


def read_all(inputs: list[str]) -> Read:
    """Read all inputs, with a progress bar on a terminal if it takes long."""
    read = Read()
    pages = [read_page(name) for name in inputs]
    for page in _progress(pages):
        read.page(page)
    if len(pages) > 1:
        read.library = None
    return read


def _progress(pages: list[Page]) -> Iterator[Page]:
    """Give the pages; on a terminal and for much text, under a progress bar.

    Much is what takes more than about a second: five million characters.
    """
    if sum(len(page.text) for page in pages) < 5_000_000 or not sys.stderr.isatty():
        yield from pages
        return
    from rich.progress import track

    yield from track(pages, description="reading", console=console(stderr=True), transient=True)
