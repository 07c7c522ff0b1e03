"""Read every layout in which a page is pasted, and neighbours that invite to run on."""

from __future__ import annotations

from itertools import product

import pytest

from radrefs import parse, parse_lists
from tests.parsing.layouts import Layout, html_layouts, text_layouts
from tests.parsing.neighbours import BEGINNINGS, CONTAINERS, ENDS, LAST

# Where no label, or no mark but a blank, parts two entries, some pairs cannot be decided by
# their text: what begins in small letters or with an address may go on. Of 512 pairs each.
UNDECIDED = {
    "lines": 124, "on one line": 53, "on one line, brackets": 53, "blank lines": 38,
    "bare numbers": 36, "PubMed's colons": 22, "p": 13, "bullets": 3, "no heading": 2, "ul": 2,
}  # fmt: skip
LAYOUTS = [*text_layouts(), *html_layouts()]


@pytest.mark.parametrize("layout", LAYOUTS, ids=[one.name for one in LAYOUTS])
def test_a_layout_gives_its_four_entries(layout: Layout) -> None:
    found = parse(layout.text)
    expected = parse("\n".join(f"{n}. {one}" for n, one in enumerate(layout.entries, 1)))
    assert [one.title for one in found] == [one.title for one in expected]
    assert [one.page for one in found] == [one.page for one in expected]
    assert all(not one.problems for one in found)


@pytest.mark.parametrize("container", CONTAINERS)
def test_neighbours_stay_apart(container: str) -> None:
    swallowed = []
    for end, beginning in product(ENDS, BEGINNINGS):
        entries = [ENDS[end], BEGINNINGS[beginning], LAST]
        text = CONTAINERS[container].format(*entries)
        if [one.source and one.source.text for one in parse(text)] != entries:
            swallowed.append((end, beginning))
    assert len(swallowed) <= UNDECIDED.get(container, 0), swallowed


def test_reading_a_page_twice_is_reading_it_once() -> None:
    for layout in LAYOUTS:
        assert parse_lists(layout.text) == parse_lists(layout.text)
