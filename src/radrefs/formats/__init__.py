"""Write citations in the formats that citation managers read.

A format is a name, file suffixes and one function that gives the text piece by piece;
the built-in ones stand in `FORMATS`. Citation keys are made unique on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from radrefs.citekeys import unique_keys
from radrefs.errors import UnknownFormat
from radrefs.formats import bibtex, csljson, ris
from radrefs.formats.house import render
from radrefs.model import Citation
from radrefs.outputs import replace_file
from radrefs.text import one_line

__all__ = ["FORMATS", "Format", "dump", "dumps", "format_for", "format_named", "render", "write"]


class Format(NamedTuple):
    """Name a format, its file suffixes, and the function that writes it piece by piece."""

    name: str
    suffixes: tuple[str, ...]
    pieces: Callable[[Iterable[Citation]], Iterator[str]]


def _house(citations: Iterable[Citation]) -> Iterator[str]:
    """Give each citation in the house style, numbered from 1."""
    for number, citation in enumerate(citations, 1):
        yield f"{number}. {one_line(render(citation))}\n"


FORMATS = {
    "bibtex": Format("bibtex", (".bib",), bibtex.pieces),
    "ris": Format("ris", (".ris",), ris.pieces),
    "csl-json": Format("csl-json", (".json",), csljson.pieces),
    "csl-jsonl": Format("csl-jsonl", (".jsonl",), csljson.lines),
    "house": Format("house", (".txt",), _house),
}


def format_named(name: str) -> Format:
    """Give the format of a name. Raises `UnknownFormat`, naming those that are known."""
    if name not in FORMATS:
        raise UnknownFormat(f"unknown format {name!r}: use one of {', '.join(FORMATS)}")
    return FORMATS[name]


def format_for(path: Path | str) -> Format:
    """Give the format of a file's suffix. Raises `UnknownFormat`, naming those known."""
    suffix = Path(path).suffix.lower()
    for known in FORMATS.values():
        if suffix in known.suffixes:
            return known
    suffixes = ", ".join(suffix for known in FORMATS.values() for suffix in known.suffixes)
    raise UnknownFormat(f"{path}: no format has the suffix {suffix!r}: use one of {suffixes}")


def write(citations: Iterable[Citation], stream: TextIO, format: str) -> int:
    """Write citations to an open text stream as they come; give how many were written.

    `format` is a name in `FORMATS`. Memory stays constant but for the keys.
    Raises `UnknownFormat`.
    """
    count = 0

    def counted() -> Iterator[Citation]:
        nonlocal count
        for citation in unique_keys(citations):
            count += 1
            yield citation

    stream.writelines(format_named(format).pieces(counted()))
    return count


def dumps(citations: Iterable[Citation], format: str) -> str:
    """Give citations as text in a format, by its name in `FORMATS`. Raises `UnknownFormat`."""
    return "".join(format_named(format).pieces(unique_keys(citations)))


def dump(citations: Iterable[Citation], path: Path | str, format: str | None = None) -> int:
    """Write citations to a file, whole or not at all; give how many were written.

    The format is that of the suffix unless it is named. UTF-8, line ends LF.
    Raises `UnknownFormat`, and `UnwritableOutput` with the path and what to do.
    """
    name = format or format_for(path).name
    format_named(name)
    with replace_file(Path(path)) as stream:
        return write(citations, stream, name)
