"""Read every form of page: which lists, which entries, what is doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from radrefs import Citation
from radrefs.inputs import decode, parse_page
from tests.cases import Case, cases

PAGES = cases("pages")


def told(citation: Citation) -> dict[str, Any]:
    """Tell of a citation what a page's case tells."""
    assert citation.source is not None
    first = citation.author[0] if citation.author else None
    entry = {
        "number": citation.source.number,
        "title": citation.title,
        "author": (first.family or first.literal) if first else None,
        "year": citation.year,
        "problems": sorted({problem.kind.value for problem in citation.problems}),
    }
    if len(citation.source.places) > 1:
        entry["places"] = len(citation.source.places)
    return entry


@pytest.mark.parametrize("case", PAGES, ids=[case.name for case in PAGES])
def test_a_page_is_read(case: Case) -> None:
    page = decode(case.path.read_bytes(), case.path.name)
    lists = [
        {"heading": found.heading, "entries": [told(citation) for citation in found.citations]}
        for found in parse_page(page)
    ]
    wanted = [
        {"heading": one["heading"], "entries": one["entries"]} for one in case.wanted["lists"]
    ]
    for one, other in zip(lists, wanted, strict=False):
        if other["heading"] is not None and one["heading"] is not None:
            one["heading"], other["heading"] = (
                str(one["heading"]).lower(),
                str(other["heading"]).lower(),
            )
    assert lists == wanted


@pytest.mark.parametrize("case", PAGES, ids=[case.name for case in PAGES])
def test_an_entry_stands_where_it_is_said_to(case: Case) -> None:
    if case.path.suffix == ".html":
        pytest.skip("the text of an HTML entry is decoded; its place is that of its markup")
    page = decode(case.path.read_bytes(), case.path.name)
    for found in parse_page(page):
        for citation in found.citations:
            assert citation.source is not None
            for place in citation.source.places:
                assert page.text[place.start : place.end] == citation.source.text
                before = page.text[: place.start] + "x"
                assert place.line == len(before.splitlines())
