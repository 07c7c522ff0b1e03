"""Write citations to the files that a command names, each in its format."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from radrefs.cli.screen import count_of, say
from radrefs.formats import (
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

__all__ = ["Target", "save_library", "targets_of", "write_targets"]


@dataclass(frozen=True)
class Target:
    """A file to write ("-" is standard output), its format, and the CSL style of text."""

    name: str
    format: str
    style: str | None = None


def targets_of(
    inputs: Sequence[str], outputs: Sequence[str], to: str | None, style: str | None
) -> list[Target]:
    """Return each output with its format, before anything is read or written.

    Raises `typer.BadParameter` for an output that is an input too, is named twice, or has
    no format, and for a style without a text file.
    """
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


def write_targets(
    targets: Sequence[Target],
    citations: Sequence[Citation],
    library: Library | None,
    options: Options,
) -> None:
    """Write citations to each target.

    `library` is the file of references that they were read from: written in its own
    format, it keeps everything that was not changed. The fields that another format does
    not get are reported once.
    """
    for target in targets:
        if library and library.format == target.format and not options.ascii:
            save_library(target.name, library, [*chosen(citations, options)])
        elif target.style:
            _save_text(target, citations, target.style, options)
        elif target.name == "-":
            write(citations, sys.stdout, target.format, options)
        else:
            count = dump(citations, Path(target.name), target.format, options)
            say(f"{target.name}: {count_of(count, 'reference')}")
    if library and any(target.format != library.format for target in targets):
        _report_left(library)


def save_library(name: str, library: Library, citations: Sequence[Citation]) -> None:
    """Write a file of references back, with the changes of its citations."""
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
            say(f"{entry.citation.id}: {entry.wrong}; written in the house style")
    if target.name == "-":
        sys.stdout.writelines(lines)
        return
    with replace_file(Path(target.name)) as stream:
        stream.writelines(lines)
    say(f"{target.name}: {count_of(len(lines), 'reference')}")


def _report_left(library: Library) -> None:
    """Report the fields of a library that are in no file of another format."""
    left = Counter(name for block in library.blocks for name in block.left)
    if left:
        named = ", ".join(f"{name} ({count})" for name, count in left.most_common(8))
        more = f" and {len(left) - 8} more" if len(left) > 8 else ""
        say(f"fields that stay in the file they were read from: {named}{more}")
