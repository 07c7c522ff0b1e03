"""Print tables: each column is as wide as its widest cell, up to a limit.

rich measures the cells (a wide character takes two places). Its own tables take 0.4 ms a
line, and a bibliography may have ten thousand lines.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from radrefs.cli.screen import console, visible

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Column", "print_table"]

_GAP = "  "


class Column(NamedTuple):
    """A column: its name, how wide it is at most, and whether it stands to the right.

    With `most` 0 it gets what the others leave of the line, at least 20 places; with None
    it is never cut. A cell that is too wide ends in "…", or `wraps` into more lines.
    """

    name: str
    most: int | None = None
    right: bool = False
    wraps: bool = False


def print_table(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], styles: Sequence[str] = ()
) -> None:
    """Print a table to standard output; `styles` are those of each row's first cell."""
    cells = [[visible(cell).replace("\n", " ") for cell in row] for row in rows]
    screen = console()
    widths = _widths(columns, cells, screen.width)
    paint = _painter(screen)
    # Names are cut as cells are, never wrapped.
    names = [column._replace(wraps=False) for column in columns]
    (head,) = _lines(names, [column.name for column in columns], widths)
    lines = [paint("bold", _GAP.join(head).rstrip())]
    for at, row in enumerate(cells):
        for first, *rest in _lines(columns, row, widths):
            start = paint(styles[at], first) if at < len(styles) else first
            lines.append(_GAP.join([start, *rest]).rstrip())
    # One write: a reader that takes only the first lines (`head`) then raises no error.
    sys.stdout.write("\n".join([*lines, ""]))


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], total: int) -> list[int]:
    """Return the widths of the columns."""
    from rich.cells import cell_len

    widest = [
        max([cell_len(column.name), *(cell_len(row[at]) for row in cells)])
        for at, column in enumerate(columns)
    ]
    widths = [
        min(wide, wide if column.most is None else column.most)
        for wide, column in zip(widest, columns, strict=True)
    ]
    left = max(20, total - sum(widths) - len(_GAP) * (len(columns) - 1))
    return [width or min(left, wide) for width, wide in zip(widths, widest, strict=True)]


def _lines(
    columns: Sequence[Column], row: Sequence[str], widths: Sequence[int]
) -> Iterator[list[str]]:
    """Return the lines of one row: one, or as many as its longest wrapped cell takes."""
    from rich.cells import cell_len, set_cell_size

    parts = []
    for column, cell, width in zip(columns, row, widths, strict=True):
        if cell_len(cell) <= width:
            parts.append([cell])
        else:
            parts.append(_wrapped(cell, width) if column.wraps else [_cut(cell, width)])
    for at in range(max(map(len, parts))):
        line = []
        for column, part, width in zip(columns, parts, widths, strict=True):
            text = part[at] if at < len(part) else ""
            pad = " " * (width - cell_len(text)) if column.right else ""
            line.append(pad + text if column.right else set_cell_size(text, width))
        yield line


def _cut(cell: str, width: int) -> str:
    from rich.cells import set_cell_size

    return set_cell_size(cell, width - 1).rstrip() + "…"


def _wrapped(cell: str, width: int) -> list[str]:
    """Break a cell between words, or inside one that is wider than the column."""
    from rich.text import Text

    lines = Text(cell).wrap(_console(), width, overflow="fold")
    return [line.plain.rstrip() for line in lines]


@cache
def _console() -> Console:
    return console()


def _painter(screen: Console) -> Callable[[str, str], str]:
    """Return a function that adds a style to a text; without a colour terminal it adds none."""
    if not screen.color_system or screen.no_color or screen.legacy_windows:
        return lambda style, text: text
    from rich.style import Style

    return lambda style, text: Style.parse(style).render(text) if style else text
