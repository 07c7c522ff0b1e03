"""Write the page of a report: one file with its style, its script and its data.

The policy in its head lets nothing be fetched; only the style and the script that stand in
the page may be used, by hash. What is shown inside an entry is packed, and put in its place
when the entry is opened: a page of thousands of entries needs no million elements.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from radrefs.matching import Standing
from radrefs.report.labels import FEATURES, STANDINGS
from radrefs.report.model import Comparison, Entry, Report, Row
from radrefs.report.rendering import Asset, render, shell
from radrefs.word_diff import Piece

__all__ = ["LIST_SCRIPT", "Share", "details_html", "entries_html", "html_of", "shares_of"]

LIST_SCRIPT = Asset("radrefs.report", "entries.js")
"""The script of the list of entries: search, filters, order, copies, downloads."""
_MOST_COMPARED = 4


class Share(NamedTuple):
    """How many entries stand so, and where their part of a bar of 100 begins and how wide it is."""

    standing: Standing
    name: str
    means: str
    number: int
    start: float = 0.0
    width: float = 0.0


class Line(NamedTuple):
    """A line of the comparison: what is printed of a feature, and the row of each work."""

    label: str
    printed: tuple[Piece, ...]
    rows: tuple[Row | None, ...]

    @property
    def is_printed(self) -> bool:
        """Say whether the page prints something of this feature."""
        return any(piece.text for piece in self.printed)


def html_of(report: Report) -> str:
    """Return the report as one page that needs no other file."""
    named = ", ".join(report.pages) or "References"
    values = {
        "named": named,
        "entries": report.entries,
        "actions": False,
        "shares": shares_of(report.entries),
        "with_doi": sum(entry.doi is not None for entry in report.entries),
        "downloads": report.files,
        "packed": _packed(report),
    }
    return render("report.html", shell(f"References: {named}", "report", [LIST_SCRIPT]) | values)


def entries_html(entries: Iterable[Entry], actions: bool = False) -> str:
    """Return items of the list; with `actions`, each has the buttons to decide."""
    return render("entries.html", {"entries": list(entries), "actions": actions})


def details_html(entry: Entry, actions: bool = False) -> str:
    """Return what is shown once an entry is opened: works side by side, fields, the reason."""
    works = entry.comparisons[:_MOST_COMPARED]
    values = {"entry": entry, "works": works, "lines": side_by_side(works), "actions": actions}
    return render("details.html", values)


def side_by_side(works: tuple[Comparison, ...]) -> list[Line]:
    """Return the lines of a table in which works stand side by side, one for each feature."""
    rows = [{row.feature: row for row in work.rows} for work in works]
    names = dict.fromkeys(name for one in rows for name in one)
    lines = []
    for name in names:
        found = tuple(one.get(name) for one in rows)
        first = next(row for row in found if row)
        lines.append(Line(FEATURES[name], first.printed, found))
    return lines


def shares_of(entries: Sequence[Entry]) -> list[Share]:
    """Count the entries by how they stand."""
    found, start = [], 0.0
    for standing, label in STANDINGS.items():
        number = sum(entry.standing == standing for entry in entries)
        width = 100 * number / max(1, len(entries))
        found.append(Share(standing, label.name, label.means, number, start, width))
        start += width
    return found


def _packed(report: Report) -> dict[str, str]:
    """Pack files and details: each text is gzip in base64, which takes less room."""
    details = json.dumps([*map(details_html, report.entries)], ensure_ascii=False)
    packed = {one.name: _zipped(one.text) for one in report.files}
    return {**packed, "details": _zipped(details)}


def _zipped(text: str) -> str:
    # Half a surrogate pair, which a record may hold, has no bytes of its own.
    data = gzip.compress(text.encode("utf-8", "replace"), 6, mtime=0)
    return base64.b64encode(data).decode("ascii")
