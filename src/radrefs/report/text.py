"""Write a report as text, for a terminal or a mail: the counts, then each entry.

Invisible characters, and those that turn the direction of text, are written by their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from radrefs.report.hidden_characters import visible_text
from radrefs.report.labels import STANDINGS
from radrefs.report.model import Entry, Report
from radrefs.word_diff import Piece

__all__ = ["text_of"]


def text_of(report: Report) -> str:
    """Return a report as text of short lines."""
    counts = ", ".join(f"{report.count(one)} {label.name}" for one, label in STANDINGS.items())
    many = "reference" if len(report.entries) == 1 else "references"
    lines = [f"{', '.join(report.pages)}: {len(report.entries)} {many}: {counts}", ""]
    for entry in report.entries:
        lines += _lines(entry)
    return "".join(f"{visible_text(line)}\n" for line in lines)


def _lines(entry: Entry) -> Iterator[str]:
    place = f"{entry.number}." if entry.number is not None else entry.place
    doi = f" doi:{entry.doi}" if entry.doi else ""
    yield f"{place} {' '.join(entry.plain.split())}"
    yield f"   {entry.label}{doi}"
    if entry.standing != "certain" and entry.was_looked_up:
        yield f"   {_one_line(entry.reason)}"
    for one in entry.notices:
        yield "   " + " ".join(filter(None, (one.kind, one.text, f"doi:{one.doi}")))
    for one in entry.disagreements:
        yield f"   {one.kind}: page {_joined(one.printed)!r}, record {_joined(one.found)!r}"
    yield from (f"   {one.kind}: {_one_line(one.text)}" for one in entry.problems)
    if entry.override:
        yield f"   {_one_line(entry.override)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _joined(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)
