"""Write citations to the files that a command names: formats, choices, libraries in place."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from radrefs.cli.common import Read, count_of, say
from radrefs.formats import (
    FORMATS,
    Library,
    Options,
    chosen,
    dump,
    format_for,
    format_named,
    rewrite,
    write,
)  # fmt: skip
from radrefs.inputs import same_file
from radrefs.model import Citation
from radrefs.outputs import replace_file

__all__ = [
    "Abstracts", "Ascii", "Crlf", "Journal", "Keys", "Style", "Target", "To", "Truncated",
    "save_library", "targets_of", "write_all",
]  # fmt: skip

To = Annotated[
    str | None,
    typer.Option("--to", help=f"Format: {', '.join(FORMATS)}, or another's.", metavar="FORMAT"),
]
Truncated = Annotated[
    Literal["marker", "drop"],
    typer.Option("--truncated", help='Write "et al." where a list of authors is cut, or not.'),
]
Journal = Annotated[
    Literal["full", "abbreviated"], typer.Option("--journal", help="The journal's name.")
]
Keys = Annotated[
    str | None,
    typer.Option(
        "--keys", help='Citation keys, such as "{family}{year}{title_word}".', metavar="TEMPLATE"
    ),
]
Abstracts = Annotated[bool, typer.Option("--abstracts/--no-abstracts", help="Write abstracts.")]
Ascii = Annotated[bool, typer.Option("--ascii", help="BibTeX in ASCII alone, for pdfLaTeX.")]
Crlf = Annotated[bool, typer.Option("--crlf", help="Line ends of Windows.")]
Style = Annotated[
    str | None,
    typer.Option(
        "--style", help="A CSL style for .txt files: ama, vancouver, radiology, ...", metavar="NAME"
    ),
]


class Target(NamedTuple):
    """Name a file to write, its format, and the CSL style if it is text in one."""

    name: str
    format: str
    style: str | None = None


def targets_of(
    inputs: Sequence[str], outputs: Sequence[str], to: str | None, style: str | None
) -> list[Target]:
    """Pair each output with its format before anything is read or written."""
    targets = []
    for at, name in enumerate(outputs):
        others = [*(path for path in inputs if path != "-"), *outputs[:at]]
        if any(_same(name, other) for other in others):
            raise typer.BadParameter(f"{name} is named twice, or is an input too")
        if name == "-" and to is None and style is None:
            raise typer.BadParameter('"-o -" needs a format: add --to bibtex, ris or csl-json')
        format = format_named(to).name if to else "house" if name == "-" else format_for(name).name
        targets.append(Target(name, format, style if format == "house" else None))
    if style and not any(target.style for target in targets):
        raise typer.BadParameter("--style is for text: name a .txt file with -o")
    return targets


def _same(one: str, other: str) -> bool:
    if "-" in (one, other):
        return one == other == "-"
    return same_file(Path(one), Path(other)) and not Path(one).is_char_device()


def write_all(
    targets: Sequence[Target], citations: Sequence[Citation], read: Read, options: Options
) -> None:
    """Write citations to each target.

    A file of references that is written in its own format keeps all that was not changed.
    What a format cannot hold is told once.
    """
    for target in targets:
        if read.library and read.library.format == target.format and not options.ascii:
            save_library(target.name, read.library, [*chosen(citations, options)])
        elif target.style:
            _save_text(target, citations, target.style, options)
        elif target.name == "-":
            write(citations, sys.stdout, target.format, options)
        else:
            count = dump(citations, Path(target.name), target.format, options)
            say(f"{target.name}: {count_of(count, 'reference')}")
    if read.library and any(target.format != read.library.format for target in targets):
        _tell_left(read.library)


def save_library(name: str, library: Library, citations: Sequence[Citation]) -> None:
    """Write a file of references back, changed where its citations were."""
    text = rewrite(library, citations)
    changed = sum(new != old for new, old in zip(citations, library.citations, strict=True))
    if name == "-":
        sys.stdout.write(text)
        return
    with replace_file(Path(name)) as stream:
        stream.write(text)
    say(f"{name}: {count_of(len(citations), 'reference')}, {changed} changed")


def _save_text(target: Target, citations: Sequence[Citation], style: str, options: Options) -> None:
    from radrefs.formats import styles

    found = styles.entries(chosen(citations, options), style)
    end = "\r\n" if options.crlf else "\n"
    lines = [f"{entry.text}{end}" for entry in found]
    for entry in found:
        if entry.wrong:
            say(f"{entry.citation.id}: {entry.wrong}; given in the house style")
    if target.name == "-":
        sys.stdout.writelines(lines)
        return
    with replace_file(Path(target.name)) as stream:
        stream.writelines(lines)
    say(f"{target.name}: {count_of(len(lines), 'reference')}")


def _tell_left(library: Library) -> None:
    """Tell which fields of a library no other format was given."""
    left = Counter(name for block in library.blocks for name in block.left)
    if left:
        named = ", ".join(f"{name} ({count})" for name, count in left.most_common(8))
        more = f" and {len(left) - 8} more" if len(left) > 8 else ""
        say(f"fields that stay in the file they were read from: {named}{more}")
