"""Give a report as text, for a terminal or a mail: the summary, then what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from radrefs.report.labels import STATES
from radrefs.report.model import Entry, Piece, Report

__all__ = ["text_of"]


def text_of(report: Report) -> str:
    """Give a report as text of short lines."""
    counts = ", ".join(f"{report.count(one)} {one}" for one in ("certain", "doubtful", "open"))
    lines = [f"{', '.join(report.pages)}: {len(report.entries)} references: {counts}", ""]
    for entry in report.entries:
        lines += _lines(entry)
    return "\n".join(lines) + "\n"


def _lines(entry: Entry) -> Iterator[str]:
    number = f"{entry.number}." if entry.number is not None else f"#{entry.at + 1}"
    doi = f" doi:{entry.doi}" if entry.doi else ""
    yield f"{number} {' '.join(entry.plain.split())}"
    yield f"   {STATES[entry.state]}{doi}"
    if entry.standing != "certain":
        yield f"   {entry.reason}"
    for one in entry.notices:
        yield f"   {one.kind} {one.text} doi:{one.doi}"
    for one in entry.disagreements:
        yield f"   {one.kind}: page {_joined(one.printed)!r}, record {_joined(one.found)!r}"
    yield from (f"   {one.kind}: {one.text}" for one in entry.problems)
    if entry.override:
        yield f"   {entry.override}"


def _joined(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)
