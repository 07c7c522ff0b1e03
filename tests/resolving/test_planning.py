"""Say what a run will ask, before it does."""

from __future__ import annotations

import pytest

from radrefs import parse, parse_entry
from radrefs.registries.base import Nobody
from radrefs.registries.rates import Rates
from radrefs.resolutions.resolution import key_of
from radrefs.resolving.pipeline import resolve
from radrefs.resolving.planning import plan
from tests.articles import Double, article, articles, works
from tests.bench.textbook import LATENCY, simulate
from tests.conftest import SEED
from tests.resolving.test_hints import Telling


def test_a_page_is_planned_in_one_line() -> None:
    page = parse(SEED.read_text("utf-8"))
    assert str(plan(page)) == (
        "27 references: 1 + 1 + 1 requests, about 2 further searches, about 2 s at 3/s"
    )
    assert str(plan(page, hints=False)) == "27 references: 27 searches, about 10 s at 3/s"
    assert plan(page).requests == 5


@pytest.mark.parametrize(
    "count, requests",
    [
        (0, (0, 0, 0, 0)),
        (1, (1, 1, 1, 0)),
        (100, (1, 1, 2, 5)),
        (1000, (10, 5, 17, 50)),
        (1001, (11, 6, 18, 50)),
        (3000, (30, 15, 51, 150)),
    ],
)
def test_requests_of_each_kind(count: int, requests: tuple[int, ...]) -> None:
    planned = plan(one.citation for one in articles(count))
    assert (planned.matches, planned.summaries, planned.lookups, planned.searches) == requests


def test_what_is_settled_or_remembered_or_the_same_is_not_planned() -> None:
    asked = [one.citation for one in articles(4)]
    settled = resolve(asked[:2], works(articles(2)))
    unchecked = resolve(asked[2:3], Nobody())
    stored = {key_of(one.citation): one.stored() for one in (*settled, *unchecked)}
    assert plan(asked, stored, hints=False).searches == 2
    assert plan(asked, stored, hints=False, update=True).searches == 4
    assert plan([*asked, *asked], hints=False).searches == 4
    assert plan(asked, hints=False, answered=lambda one: one is asked[0]).searches == 3
    nothing = plan(asked, answered=lambda one: True)
    assert (nothing.requests, str(nothing)) == (0, "4 references: nothing to ask")


def test_printed_dois_and_what_pubmed_cannot_be_asked_are_planned_apart() -> None:
    printed = [parse_entry(f"{one.entry}. doi:{one.doi}") for one in articles(51)]
    unlisted = parse_entry("Weiss B: Title. J Nowhere Stud. 4(1):291-9, 2001")
    planned = plan([*printed, unlisted, article(60).citation])
    assert list(planned.by_kind().values()) == [2, 1, 1, 1, 1]
    assert str(planned).startswith("53 references: 2 look-ups of printed DOIs, 1 + 1 + 1 requests")


@pytest.mark.parametrize(
    "count, rates, told",
    [
        (1000, Rates(1.0), "about 18 min at 1/s"),
        (100, Rates(150.0), "about 1 s at 150/s"),
        (1000, Rates(0.1), "about 2.9 h at 0.1/s"),
    ],
)
def test_the_time_is_told_as_people_say_it(count: int, rates: Rates, told: str) -> None:
    asked = (one.citation for one in articles(count))
    assert str(plan(asked, hints=False, rates=rates)).endswith(told)


def test_what_is_planned_is_what_is_asked() -> None:
    """All of it known to PubMed but for the share that is expected not to be."""
    held = articles(300)
    double, hints = Double(held), Telling(held[:255])
    planned = plan(one.citation for one in held)
    resolve([one.citation for one in held], double, hints=hints)
    assert planned.by_kind() == {
        "printed": 0,
        "matches": len(hints.matched),
        "summaries": len(hints.summarized),
        "lookups": len(double.looked_up),
        "searches": len(double.searched),
    }


def test_a_simulated_list_takes_what_the_formula_says() -> None:
    cost = simulate([10, 5], 17, 150, 3.0, seed=1)
    faults = cost.requests - 182
    assert 0 <= faults <= 8
    least = (cost.requests - 2) * 1.03 / 3
    assert least <= cost.seconds <= least + faults * 1.25 + 3 * LATENCY + 1.03
