"""What a report says about each entry, ready to be shown: data alone, no HTML.

`radrefs.report.page` writes it as HTML, `radrefs.report.text` as text.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from radrefs.matching import Standing, label_of
from radrefs.resolutions.resolution import NOT_ASKED
from radrefs.word_diff import Piece

__all__ = [
    "Comparison", "Entry", "Field", "File", "Part", "Remark", "Report", "Row",
]  # fmt: skip

_LONGEST_QUOTE = 80


class Part(NamedTuple):
    """A part of an entry as printed, and its field; "" for what stands between fields."""

    field: str
    text: str


class Row(NamedTuple):
    """One feature of a work: what is printed, what was found, and how they compare.

    `level` is one of `radrefs.matching`'s levels, `label` the same in words.
    """

    feature: str
    printed: tuple[Piece, ...]
    found: tuple[Piece, ...]
    level: str
    label: str

    @property
    def is_found(self) -> bool:
        """Say whether the work has something of this feature to show."""
        return any(piece.text for piece in self.found)


class Comparison(NamedTuple):
    """One work beside the page; `role` says why it is shown."""

    role: Literal["written", "suggested", "other"]
    doi: str
    rows: tuple[Row, ...]


class Field(NamedTuple):
    """A field as it is written to files, and where it comes from (`source`).

    `typed` is the value as a person would type it, None for a field that cannot be corrected.
    """

    name: str
    label: str
    value: str
    source: str
    typed: str | None = None


class Remark(NamedTuple):
    """Something to be reported about an entry: a notice, a disagreement, a problem."""

    kind: str
    text: str
    printed: tuple[Piece, ...] = ()
    found: tuple[Piece, ...] = ()
    doi: str = ""

    @property
    def is_quoted(self) -> bool:
        """Say whether what is printed is short enough to be quoted."""
        return 0 < sum(len(piece.text) for piece in self.printed) < _LONGEST_QUOTE


class Entry(NamedTuple):
    """What is shown of one entry.

    `at` is its position in the report, from 0; `override` says in words what a person decided,
    "" if nobody did; `coins` is the context object (see `radrefs.report.coins`); `author` and
    `year` are what the list is sorted by; `reader` says who read the entry,
    "" for the rules; `plain` is the whole entry as printed.
    """

    at: int
    number: int | None
    printed: tuple[Part, ...]
    standing: Standing
    state: str
    reason: str
    doi: str | None
    override: str
    fields: tuple[Field, ...]
    comparisons: tuple[Comparison, ...]
    disagreements: tuple[Remark, ...]
    notices: tuple[Remark, ...]
    problems: tuple[Remark, ...]
    coins: str
    reader: str
    author: str
    year: int | None
    plain: str

    @property
    def place(self) -> str:
        """Return the printed number, or the position as `#1` where none is printed."""
        return str(self.number) if self.number is not None else f"#{self.at + 1}"

    @property
    def was_looked_up(self) -> bool:
        """Say whether a catalogue was asked about the entry, or a person decided."""
        return not (self.state == "not_checked" and self.reason == NOT_ASKED)

    @property
    def label(self) -> str:
        """Return what became of the entry, in words for the screen."""
        return label_of(self.state) if self.was_looked_up else "Not looked up yet"

    @property
    def flags(self) -> list[str]:
        """Return the kinds of remarks there are, by which the list can be filtered."""
        remarks = {
            "notices": self.notices, "disagreements": self.disagreements,
            "problems": self.problems, "override": self.override,
        }  # fmt: skip
        return [name for name, there in remarks.items() if there]

    @property
    def offered(self) -> str:
        """Return the DOI that a person accepts without typing one, "" if none is offered."""
        return next((one.doi for one in self.comparisons if one.role != "other"), "")


class File(NamedTuple):
    """A file that can be downloaded from the page, to the byte what the command writes."""

    name: str
    label: str
    text: str


class Report(NamedTuple):
    """A report on the entries of some pages."""

    pages: tuple[str, ...]
    entries: tuple[Entry, ...]
    files: tuple[File, ...]

    def count(self, standing: Standing) -> int:
        """Count the entries that stand so."""
        return sum(one.standing == standing for one in self.entries)
