"""The lines of a page, as every reader of pages passes them on.

A line of plain text is a stretch of the page. A line of HTML, or one out of a table or
of JSON, is decoded text, and knows the stretch of the page it was read from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

__all__ = ["Block", "Line", "lines_of", "numbered"]

Block = Literal["", "heading", "item", "inside", "paragraph"]
"""What a page's markup says of a line: nothing (plain text), a heading, the first line of
an item of a list, a later line of it, or a paragraph of its own."""


class Line(NamedTuple):
    """One line of a page: its text, where it starts and ends, its number from 1.

    `text` ends with the line end, if there is one. `start` and `end` are offsets on the
    page; `end` is None where the line is the very text of the page. `label` is the number
    that the markup gives to an item of a list, `group` counts the page's lists.
    """

    text: str
    start: int
    number: int
    block: Block = ""
    label: int | None = None
    end: int | None = None
    group: int = 0

    @property
    def stop(self) -> int:
        """Return the offset on the page at which the line's text ends, blanks left out."""
        short = len(self.text.rstrip())
        return self.start + short if self.end is None else self.end

    def after(self, lead: int) -> Line:
        """Return the line without its first `lead` characters."""
        if self.block or self.end is not None:
            return self._replace(text=self.text[lead:], start=self.start + lead)
        return Line(self.text[lead:], self.start + lead, self.number)


def lines_of(text: str) -> Iterator[Line]:
    """Cut a page at its line ends, whatever they are (LF, CRLF, CR, U+2028 ...)."""
    return numbered(text.splitlines(keepends=True))


def numbered(lines: Iterable[str]) -> Iterator[Line]:
    """Yield the lines of a page, each with its number and where it starts."""
    start = 0
    for number, line in enumerate(lines, 1):
        yield Line(line, start, number)
        start += len(line)
