"""Read and write citations in the formats that citation managers know.

A format is a name, file suffixes, and functions over its text; the built-in ones stand
in `FORMATS`, those of others come by entry points (`radrefs.formats`). `dumps` and
`dump` write, `loads` and `load` read, `read_library` keeps a file to the character so
that it can be written back with some entries changed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from radrefs.errors import UnknownFormat
from radrefs.formats import bibtex, csljson, medline, ris
from radrefs.formats.house import render
from radrefs.formats.library import Block, Library
from radrefs.formats.options import DEFAULT, Options, chosen, prepared
from radrefs.formats.plugins import others
from radrefs.gc_pause import gc_paused
from radrefs.model import Citation
from radrefs.outputs import replace_file
from radrefs.text import one_line

__all__ = [
    "FORMATS", "Block", "Format", "Library", "Options", "chosen", "detect", "dump", "dumps",
    "format_for", "format_named", "iter_loads", "loads", "names", "read_library", "render",
    "rewrite", "write",
]  # fmt: skip


class Format(NamedTuple):
    """Name a format, its file suffixes, and the functions over its text.

    `pieces` writes citations piece by piece. `blocks` reads lines (with their ends) into
    blocks whose texts joined are the lines again, and `edited` gives a block's text for a
    citation that was changed; both are None for a format that is only written. `looks`
    tells from the beginning of a text whether it is of this format.
    """

    name: str
    suffixes: tuple[str, ...]
    pieces: Callable[[Iterable[Citation], Options], Iterator[str]]
    blocks: Callable[[Iterable[str]], Iterator[Block]] | None = None
    edited: Callable[[Block, Citation], str] | None = None
    looks: Callable[[str], bool] = lambda text: False


def _house(citations: Iterable[Citation], options: Options) -> Iterator[str]:
    """Return each citation in the house style, numbered from 1."""
    for number, citation in enumerate(citations, 1):
        yield f"{number}. {one_line(render(citation))}\n"


FORMATS = {
    "bibtex": Format(
        "bibtex", (".bib",), bibtex.pieces, bibtex.blocks, bibtex.edited, bibtex.looks
    ),
    "biblatex": Format("biblatex", (), bibtex.biblatex_pieces, bibtex.blocks, bibtex.edited),
    "ris": Format("ris", (".ris",), ris.pieces, ris.blocks, ris.edited, ris.looks),
    "medline": Format(
        "medline", (".nbib", ".medline"), medline.pieces, medline.blocks, medline.edited,
        medline.looks,
    ),
    "csl-json": Format(
        "csl-json", (".json",), csljson.pieces, csljson.blocks, csljson.edited, csljson.looks
    ),
    "csl-jsonl": Format(
        "csl-jsonl", (".jsonl",), csljson.lines, csljson.line_blocks, csljson.edited,
        csljson.looks_like_lines,
    ),
    "house": Format("house", (".txt",), _house),
}  # fmt: skip


def names() -> list[str]:
    """Name all formats: the built-in ones, then those of others."""
    return [*FORMATS, *(name for name in others(Format) if name not in FORMATS)]


def format_named(name: str) -> Format:
    """Return the format of a name. Raises `UnknownFormat`, naming those that are known."""
    if name in FORMATS:
        return FORMATS[name]
    if (found := others(Format).get(name)) is not None:
        return found
    raise UnknownFormat(f"unknown format {name!r}: use one of {', '.join(names())}")


def format_for(path: Path | str) -> Format:
    """Return the format of a file's suffix. Raises `UnknownFormat`, naming those known."""
    suffix = Path(path).suffix.lower()
    for known in FORMATS.values():
        if suffix in known.suffixes:
            return known
    strangers = others(Format)
    for stranger in strangers.values():
        if suffix in stranger.suffixes:
            return stranger
    known_suffixes = [s for one in (*FORMATS.values(), *strangers.values()) for s in one.suffixes]
    endings = ", ".join(known_suffixes)
    raise UnknownFormat(f"{path}: no format has the suffix {suffix!r}: use one of {endings}")


def detect(text: str) -> Format | None:
    """Recognise a file's format by its beginning; None where no format begins so (a page)."""
    head = text[:20_000].lstrip("\ufeff \t\r\n")
    return next((one for one in FORMATS.values() if one.looks(head)), None)


def _reader(format: str | None, text: str) -> Format:
    found = format_named(format) if format else detect(text)
    if found is None:
        raise UnknownFormat("the text is of no known format: name it, such as 'ris'")
    if found.blocks is None:
        raise UnknownFormat(f"{found.name} is written only: it cannot be read back")
    return found


def read_library(text: str, format: str | None = None) -> Library:
    """Read a file of references, keeping it to the character.

    The format is recognised by the text unless it is named. What cannot be read stays in
    `Library.broken`, with its line and the reason; it never costs its neighbours.
    Raises `UnknownFormat`.
    """
    known = _reader(format, text)
    assert known.blocks is not None
    with gc_paused():
        return Library(known.name, tuple(known.blocks(io.StringIO(text, newline=""))))


def loads(text: str, format: str | None = None) -> list[Citation]:
    """Read citations from text; the format is recognised by it unless named.

    Entries that cannot be read are left out: `read_library` has them, with their lines.
    Raises `UnknownFormat`.
    """
    return read_library(text, format).citations


def iter_loads(lines: Iterable[str], format: str) -> Iterator[Citation]:
    """Read citations one by one from lines (with their ends), such as an open file.

    Formats of lines (RIS, MEDLINE, JSON lines) take constant memory. Raises `UnknownFormat`.
    """
    known = _reader(format, "")
    assert known.blocks is not None
    return (block.citation for block in known.blocks(lines) if block.citation is not None)


def rewrite(library: Library, citations: Sequence[Citation]) -> str:
    """Write a library back with its citations changed, and all else to the character.

    `citations` are those of `library.citations`, in their order, changed or not.
    """
    edited = format_named(library.format).edited
    assert edited is not None
    return "".join(library.with_changes(citations, edited))


def write(
    citations: Iterable[Citation], stream: TextIO, format: str, options: Options = DEFAULT
) -> int:
    """Write citations to an open text stream as they come; give how many were written.

    `format` is the name of one. Memory stays constant but for the keys.
    Raises `UnknownFormat`.
    """
    count = 0

    def counted() -> Iterator[Citation]:
        nonlocal count
        for citation in prepared(citations, options):
            count += 1
            yield citation

    pieces = format_named(format).pieces(counted(), options)
    stream.writelines(_crlf(pieces) if options.crlf else pieces)
    return count


def _crlf(pieces: Iterable[str]) -> Iterator[str]:
    return (piece.replace("\n", "\r\n") for piece in pieces)


def dumps(citations: Iterable[Citation], format: str, options: Options = DEFAULT) -> str:
    """Return citations as text in a format, by its name. Raises `UnknownFormat`."""
    stream = io.StringIO(newline="")
    write(citations, stream, format, options)
    return stream.getvalue()


def dump(
    citations: Iterable[Citation],
    path: Path | str,
    format: str | None = None,
    options: Options = DEFAULT,
) -> int:
    """Write citations to a file, whole or not at all; give how many were written.

    The format is that of the suffix unless it is named. UTF-8, line ends LF unless the
    options say otherwise. Raises `UnknownFormat`, and `UnwritableOutput` with the path and
    what to do.
    """
    name = format or format_for(path).name
    format_named(name)
    with replace_file(Path(path)) as stream:
        return write(citations, stream, name, options)
