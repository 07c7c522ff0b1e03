"""Read pages, lists and entries into citations.

page ─ layouts, html ─▶ lines ─ entries ─▶ entries ─ page ─▶ lists ─ citation ─▶ Citation
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from radrefs.gc_pause import gc_paused
from radrefs.model import Citation, PageProblem, Place, ProblemKind
from radrefs.parsing.citation import parse_entry
from radrefs.parsing.entries import Cut, Entry, Passed, cut_entries
from radrefs.parsing.folding import NO_WORDS, Words, words_of
from radrefs.parsing.html import html_lines, is_html
from radrefs.parsing.layouts import text_lines
from radrefs.parsing.lines import numbered
from radrefs.parsing.page import FoundLists, RawList, find_lists
from radrefs.parsing.signs import looks_like_reference

__all__ = [
    "ReadPage", "ReferenceList", "count_references", "iter_parse", "parse", "parse_entry",
    "parse_lists", "read_page_text",
]  # fmt: skip


class ReferenceList(NamedTuple):
    """One list of a page: the heading it stands under, and its citations in order.

    `problems` are the lines after the beginning of this list that look like references
    and stand in no entry of any list.
    """

    heading: str | None
    citations: tuple[Citation, ...]
    problems: tuple[PageProblem, ...] = ()


class ReadPage(NamedTuple):
    """The lists of a page, and what is wrong with the page itself.

    `problems` says that there is no list, or holds what stands before the first one.
    """

    lists: tuple[ReferenceList, ...]
    problems: tuple[PageProblem, ...] = ()


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
    return list(read_page_text(text).lists)


def read_page_text(text: str) -> ReadPage:
    """Read the lists of a page; report the lines that look like references outside them."""
    with gc_paused():
        return _read_page(text)


def _read_page(text: str) -> ReadPage:
    found, words = _found(text)
    passed = [(one, _left_over(one)) for one in found.passed]
    lists = []
    for at, raw in enumerate(found.lists):
        stop = found.lists[at + 1].order if at + 1 < len(found.lists) else None
        own = (
            problem
            for one, problem in passed
            if raw.order <= one.order and (stop is None or one.order < stop)
        )
        lists.append(_read(raw, words)._replace(problems=tuple(own)))
    if not lists:
        return ReadPage((), (_no_list(text, found),))
    first = found.lists[0].order
    return ReadPage(tuple(lists), tuple(problem for one, problem in passed if one.order < first))


def count_references(text: str) -> int:
    """Count the entries in the reference lists of a page, without reading them."""
    return sum(len(one.entries) for one in _found(text)[0].lists)


def _found(text: str) -> tuple[FoundLists, Words]:
    """Find the lists of a page, and the words that decide about its hyphens."""
    if is_html(text):
        lines = html_lines(text)
        return find_lists(lines), words_of("".join(line.text for line in lines))
    return find_lists(text_lines(text)), words_of(text)


def _left_over(passed: Passed) -> PageProblem:
    message = "this line looks like a reference, but stands in no entry that was read"
    return PageProblem(ProblemKind.LEFT_OVER, passed.place, passed.text, message)


def _no_list(text: str, found: FoundLists) -> PageProblem:
    """Report a page without a list, with the first line that looks like a reference."""
    message = "no reference list was found"
    if not found.passed:
        return PageProblem(ProblemKind.NO_LIST, Place(0, len(text), 1), "", message)
    count, first = len(found.passed), found.passed[0]
    lines = "1 line looks" if count == 1 else f"{count} lines look"
    return PageProblem(
        ProblemKind.NO_LIST, first.place, first.text, f"{message}; {lines} like a reference"
    )


def iter_parse(lines: Iterable[str]) -> Iterator[Citation]:
    """Read one long list, streaming: constant memory whatever its length.

    `lines` are the lines of plain text (an open file will do). Unlike `parse`, this does
    not notice a list printed twice, nor check a list by all its entries: under no
    heading, what does not look like a reference is passed over one by one.
    """
    for cut in cut_entries(numbered(lines)):
        if isinstance(cut, Cut):
            citation = _citation(cut.entry, cut.heading)
            if cut.heading or not citation.problems or looks_like_reference(cut.entry.text):
                yield citation


def _read(found: RawList, words: Words) -> ReferenceList:
    return ReferenceList(
        found.heading, tuple(_citation(entry, found.heading, words) for entry in found.entries)
    )


def _citation(entry: Entry, heading: str | None, words: Words = NO_WORDS) -> Citation:
    citation = parse_entry(entry.text, entry.number, entry.places, heading, words)
    if entry.problems:
        return citation.model_copy(update={"problems": (*entry.problems, *citation.problems)})
    return citation
