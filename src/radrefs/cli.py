"""The command line: `radrefs parse`, `radrefs convert`, `radrefs build`.

Results go to standard output, everything else to standard error. Exit status: 0 fine,
1 problems under `--strict` (or changes under `--check`), 2 usage or unreadable input.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from radrefs import __version__
from radrefs.bibliography import Topic, build_topic, find_topics
from radrefs.errors import RadrefsError, UnknownFormat
from radrefs.formats import FORMATS, dump, dumps, format_for, write
from radrefs.inputs import Page, parse_page, read_page, same_file
from radrefs.model import Citation

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["app", "main"]

app = typer.Typer(
    name="radrefs",
    help="Turn the reference lists of radiology pages into files for citation managers.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)

Inputs = Annotated[
    list[str],
    typer.Argument(help='Pages, text or HTML; "-" is standard input.', metavar="INPUT"),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if anything is doubtful.")]
Offline = Annotated[
    bool, typer.Option("--offline", help="Look nothing up (nothing is looked up yet).")
]


class _Read:
    """Gather the citations of several inputs, and tell their problems."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []
        self.problems = 0

    def page(self, page: Page) -> None:
        """Read one page; print its problems to standard error."""
        lists = parse_page(page)
        if not lists:
            self.problems += 1
            _say(f"{page.name}: no reference list was found")
        for found in lists:
            for citation in found.citations:
                self.citations.append(citation)
                self.problems += len(citation.problems)
                _say_problems(page, citation)


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 120
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False)


def _say(text: str) -> None:
    print(_visible(text), file=sys.stderr)


def _visible(text: str) -> str:
    """Make control characters visible, so that no input can steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def _say_problems(page: Page, citation: Citation) -> None:
    source = citation.source
    for problem in citation.problems:
        if source is None:
            continue
        line = source.places[0].line if source.places else 1
        entry = f"entry {source.number}" if source.number is not None else "an entry"
        _say(f"{page.name}:{line}: {entry}: {problem.kind}: {problem.message}")
        _say("  " + problem.draw(source.text).split(" " + problem.message)[0].replace("\n", "\n  "))


def _read_all(inputs: list[str]) -> _Read:
    """Read all inputs, with a progress bar on a terminal if it takes long."""
    read = _Read()
    pages = [read_page(name) for name in inputs]
    for page in _progress(pages):
        read.page(page)
    return read


def _progress(pages: list[Page]) -> Iterator[Page]:
    """Give the pages; on a terminal and for much text, under a progress bar.

    Much is what takes more than about a second: five million characters.
    """
    if sum(len(page.text) for page in pages) < 5_000_000 or not sys.stderr.isatty():
        yield from pages
        return
    from rich.progress import track

    yield from track(pages, description="reading", console=_console(stderr=True), transient=True)


@app.command()
def parse(
    inputs: Inputs,
    as_json: Annotated[bool, typer.Option("--json", help="Print CSL-JSON, not a table.")] = False,
    strict: Strict = False,
) -> None:
    """Show what is understood of the reference lists on pages."""
    read = _read_all(inputs)
    if as_json:
        sys.stdout.write(dumps(read.citations, "csl-json"))
    elif read.citations:
        _print_table(read.citations)
    _finish(read, strict)


@app.command()
def convert(
    inputs: Inputs,
    outputs: Annotated[
        list[str],
        typer.Option(
            "-o", "--output", help='File to write; "-" is standard output.', metavar="FILE"
        ),
    ],
    to: Annotated[
        str | None, typer.Option("--to", help=f"Format: {', '.join(FORMATS)}.", metavar="FORMAT")
    ] = None,
    strict: Strict = False,
    offline: Offline = False,
) -> None:
    """Write the references of pages to files; the suffix tells the format."""
    targets = _targets(inputs, outputs, to)
    read = _read_all(inputs)
    for name, format in targets:
        if name == "-":
            write(read.citations, sys.stdout, format)
        else:
            count = dump(read.citations, Path(name), format)
            _say(f"{name}: {count} references")
    _finish(read, strict)


def _targets(inputs: list[str], outputs: list[str], to: str | None) -> list[tuple[str, str]]:
    """Pair each output with its format before anything is read or written."""
    targets = []
    for at, name in enumerate(outputs):
        others = [*(path for path in inputs if path != "-"), *outputs[:at]]
        if any(_same(name, other) for other in others):
            raise typer.BadParameter(f"{name} is named twice, or is an input too")
        if name == "-" and to is None:
            raise typer.BadParameter('"-o -" needs a format: add --to bibtex, ris or csl-json')
        if to is not None and to not in FORMATS:
            raise UnknownFormat(f"unknown format {to!r}: use one of {', '.join(FORMATS)}")
        targets.append((name, to or format_for(name).name))
    return targets


def _same(one: str, other: str) -> bool:
    if "-" in (one, other):
        return one == other == "-"
    return same_file(Path(one), Path(other)) and not Path(one).is_char_device()


@app.command()
def build(
    folder: Annotated[Path, typer.Argument(help="A bibliography, or one topic in it.")],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")
    ] = False,
    strict: Strict = False,
    offline: Offline = False,
) -> None:
    """Make the exports of each topic in a bibliography folder from its page."""
    topics = [build_topic(topic, check=check) for topic in find_topics(folder)]
    _print_topics(topics, check)
    changed = [path for topic in topics for path in topic.changed]
    for path in changed:
        _say(f"{path}: {'would change' if check else 'written'}")
    doubtful = any(not t.citations or any(c.problems for c in t.citations) for t in topics)
    if (check and changed) or (strict and doubtful):
        raise typer.Exit(1)


def _print_topics(topics: list[Topic], check: bool) -> None:
    from rich.table import Table

    table = Table(title=None, box=None, pad_edge=False, header_style="bold")
    for name in ("topic", "references", "doubtful", "files"):
        table.add_column(name, justify="right" if name in ("references", "doubtful") else "left")
    for topic in topics:
        doubtful = sum(bool(citation.problems) for citation in topic.citations)
        state = ("would change" if check else "written") if topic.changed else "up to date"
        table.add_row(
            _visible(topic.folder.name or str(topic.folder)),
            str(len(topic.citations)),
            str(doubtful),
            state,
        )
    _console().print(table)


def _print_table(citations: list[Citation]) -> None:
    """Print one line for each citation: number, authors, title, journal, where, year."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    console = _console()
    doubtful = any(citation.problems for citation in citations)
    columns = [
        ("no.", 4),
        ("authors", 18),
        ("title", 0),
        ("journal", 20),
        ("where", 22),
        ("year", 4),
    ]
    columns += [("problems", 16)] if doubtful else []
    left = console.width - sum(width for _, width in columns) - len(columns) * 2
    for name, width in columns:
        justify: Literal["left", "right"] = "right" if name in ("no.", "year") else "left"
        table.add_column(name, justify=justify, no_wrap=True, width=width or max(left, 20))
    for citation in citations:
        number = citation.source.number if citation.source else None
        kinds = ", ".join(sorted({problem.kind for problem in citation.problems}))
        cells = (
            "" if number is None else str(number), _people(citation), citation.title or "",
            citation.container_title_short or citation.container_title or citation.publisher or "",
            _where(citation), str(citation.year or citation.status or ""), kinds,
        )  # fmt: skip
        table.add_row(*(Text(_visible(cell)) for cell in cells[: len(columns)]))
    console.print(table)


def _people(citation: Citation) -> str:
    names = [name.family or name.literal or "" for name in citation.author]
    return ", ".join(names).replace(", et al.", " et al.")


def _where(citation: Citation) -> str:
    volume, issue = citation.volume or "", f"({citation.issue})" if citation.issue else ""
    return f"{volume}{issue}{':' if citation.page else ''}{citation.page or ''}"


def _finish(read: _Read, strict: bool) -> None:
    if strict and read.problems:
        raise typer.Exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"radrefs {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def _quit(status: int) -> NoReturn:
    """Leave without a traceback, even if standard output is a closed pipe.

    What Python would still flush on its way out then goes nowhere.
    """
    stdout = sys.__stdout__
    try:
        if stdout is not None:
            stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(status)


def main() -> None:
    """Run the command line: errors in one line on standard error, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(standalone_mode=True)
    except SystemExit as done:
        _quit(done.code if isinstance(done.code, int) else 0)
    except RadrefsError as error:
        _say(f"radrefs: error: {error}")
        _quit(2)
    except BrokenPipeError:
        _quit(0)
    except OSError as error:
        _say(f"radrefs: error: standard output cannot be written: {error.strerror or error}")
        _quit(2)
    except KeyboardInterrupt:
        _say("radrefs: interrupted")
        _quit(130)
    except MemoryError:
        _say("radrefs: error: out of memory: split the input into smaller files")
        _quit(2)
