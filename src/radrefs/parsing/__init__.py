"""Read pages, lists and entries into citations.

page ─ page.find_lists ─▶ lists of entries ─ citation.parse_entry ─▶ Citation
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from radrefs.model import Citation
from radrefs.parsing.citation import parse_entry
from radrefs.parsing.html import html_lines, is_html
from radrefs.parsing.page import (
    Entry,
    Line,
    RawList,
    cut_entries,
    find_lists,
    lines_of,
    looks_like_reference,
)

__all__ = ["ReferenceList", "iter_parse", "parse", "parse_entry", "parse_lists"]


class ReferenceList(NamedTuple):
    """Hold one list of a page: the heading it stands under, and its citations in order."""

    heading: str | None
    citations: tuple[Citation, ...]


def parse(text: str) -> list[Citation]:
    """Read all references of a page, in order.

    `text` is a whole page, plain text or HTML, with whatever else stands on it. A list
    printed twice is read once; several lists follow each other (`parse_lists` keeps them
    apart). A page without a list gives an empty list. Never raises on content; doubts
    are in `Citation.problems`.
    """
    return [citation for found in parse_lists(text) for citation in found.citations]


def parse_lists(text: str) -> list[ReferenceList]:
    """Read the reference lists of a page, each apart, in the order of their first place."""
    lines: Iterable[Line] = html_lines(text) if is_html(text) else lines_of(text)
    return [_read(found) for found in find_lists(lines)]


def iter_parse(lines: Iterable[str]) -> Iterator[Citation]:
    """Read one long list, streaming: constant memory whatever its length.

    `lines` are the lines of plain text (an open file will do). Unlike `parse`, this does
    not notice a list printed twice, nor check a list by all its entries: under no
    heading, what does not look like a reference is passed over one by one.
    """
    for cut in cut_entries(_numbered(lines)):
        citation = _citation(cut.entry, cut.heading)
        if cut.heading or not citation.problems or looks_like_reference(cut.entry.text):
            yield citation


def _numbered(lines: Iterable[str]) -> Iterator[Line]:
    start = 0
    for number, line in enumerate(lines, 1):
        yield Line(line, start, number)
        start += len(line)


def _read(found: RawList) -> ReferenceList:
    return ReferenceList(
        found.heading, tuple(_citation(entry, found.heading) for entry in found.entries)
    )


def _citation(entry: Entry, heading: str | None) -> Citation:
    citation = parse_entry(entry.text, entry.number, entry.places, heading)
    if entry.problems:
        return citation.model_copy(update={"problems": (*entry.problems, *citation.problems)})
    return citation
