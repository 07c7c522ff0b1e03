"""The command line. Each command is a module of its name beside this one.

Results go to standard output, everything else to standard error. Exit status: 0 fine;
1 problems with `--strict`, changes with `--check`, findings of `check`, differences of
`diff`, nothing found by `search`; 2 wrong usage, or input that cannot be read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

from radrefs import __version__
from radrefs.cli.add import add
from radrefs.cli.build import build
from radrefs.cli.cache import cache
from radrefs.cli.check import check
from radrefs.cli.convert import convert
from radrefs.cli.diff import diff
from radrefs.cli.init import init
from radrefs.cli.list import list_items
from radrefs.cli.merge import merge
from radrefs.cli.parse import parse
from radrefs.cli.report import report
from radrefs.cli.resolve import resolve
from radrefs.cli.screen import say
from radrefs.cli.search import search
from radrefs.cli.serve import serve
from radrefs.cli.show import show
from radrefs.errors import RadrefsError

__all__ = ["app", "main"]

app = typer.Typer(
    name="radrefs",
    help="Turn the reference lists of radiology pages into files for citation managers.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)
COMMANDS: dict[str, Callable[..., None]] = {
    "parse": parse, "convert": convert, "resolve": resolve, "report": report, "serve": serve,
    "init": init, "add": add, "build": build, "list": list_items, "show": show,
    "search": search, "merge": merge, "check": check, "diff": diff,
}  # fmt: skip
for name, command in COMMANDS.items():
    app.command(name)(command)
app.add_typer(cache)


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
    """Read the options that stand before a command."""


def _quit(status: int) -> NoReturn:
    """End without a traceback, even if standard output is a closed pipe.

    What Python still writes at the end is then thrown away.
    """
    stdout = sys.__stdout__
    try:
        if stdout is not None:
            stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(status)


def _interrupted() -> NoReturn:
    """End at once: other threads may still wait for answers, and these are not needed."""
    say("radrefs: interrupted")
    os._exit(130)


def main() -> None:
    """Run the command line. Errors are one line on standard error, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="radrefs", standalone_mode=True)
    except SystemExit as done:
        if done.code == 130:
            _interrupted()
        _quit(done.code if isinstance(done.code, int) else 0)
    except RadrefsError as error:
        say(f"radrefs: error: {error}")
        _quit(2)
    except BrokenPipeError:
        _quit(0)
    except OSError as error:
        say(f"radrefs: error: standard output cannot be written: {error.strerror or error}")
        _quit(2)
    except KeyboardInterrupt:
        _interrupted()
    except MemoryError:
        say("radrefs: error: out of memory: split the input into smaller files")
        _quit(2)
