"""Hold a report: what stands on a page about each entry, ready to be shown.

It is data alone; `radrefs.report.page` makes HTML of it, `radrefs.report.text` text.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from radrefs.matching.grades import Standing
from radrefs.word_diff import Piece

__all__ = ["Comparison", "Entry", "Field", "File", "Piece", "Remark", "Report", "Row", "Standing"]


class Row(NamedTuple):
    """Hold one witness's word on a work: what is printed, what was found, how they stand.

    `shown` tells in words what `level` alone does not.
    """

    witness: str
    printed: tuple[Piece, ...]
    found: tuple[Piece, ...]
    level: str
    shown: str = ""


class Comparison(NamedTuple):
    """Hold one work beside the page; `role` says why it is shown."""

    role: Literal["written", "suggested", "other"]
    doi: str
    title: str
    grade: str
    rows: tuple[Row, ...]


class Field(NamedTuple):
    """Hold a field as it is written to files, and who gave it.

    `typed` is the value as a person would type it, None for a field nobody corrects.
    """

    name: str
    label: str
    value: str
    whose: str
    typed: str | None = None


class Remark(NamedTuple):
    """Hold something to be told about an entry: a notice, a disagreement, a problem."""

    kind: str
    text: str
    printed: tuple[Piece, ...] = ()
    found: tuple[Piece, ...] = ()
    doi: str = ""


class Entry(NamedTuple):
    """Hold what is shown of one entry. `at` is its place in the report, from 0."""

    at: int
    number: int | None
    heading: str | None
    pieces: tuple[tuple[str, str], ...]
    standing: Standing
    state: str
    reason: str
    doi: str | None
    word: str
    fields: tuple[Field, ...]
    comparisons: tuple[Comparison, ...]
    disagreements: tuple[Remark, ...]
    notices: tuple[Remark, ...]
    problems: tuple[Remark, ...]
    coins: str
    author: str
    year: int | None
    plain: str


class File(NamedTuple):
    """Hold a file that can be taken from the page, to the byte what the command writes."""

    name: str
    label: str
    text: str


class Report(NamedTuple):
    """Hold a report on the entries of some pages."""

    pages: tuple[str, ...]
    entries: tuple[Entry, ...]
    files: tuple[File, ...]

    def count(self, standing: Standing) -> int:
        """Count the entries that stand so."""
        return sum(one.standing == standing for one in self.entries)
