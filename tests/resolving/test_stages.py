"""The stages one by one: what each yields, and that none of them decides."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence

import pytest

from radrefs import Citation, NotChecked, parse_entry
from radrefs.matching.grading import WRITTEN, Grade
from radrefs.matching.records import Work
from radrefs.registries.base import Catalogue
from radrefs.registries.hints import Hints
from radrefs.resolving.pipeline import Step, resolve
from radrefs.resolving.stages import (
    STAGES,
    Candidates,
    Inquiry,
    Stage,
    group_search,
    printed_dois,
    pubmed,
    single_search,
)
from tests.articles import Double, article, articles
from tests.resolving.test_hints import Telling

PRINTED, PUBMED, GROUPS, SINGLES = STAGES


def inquiry(
    citations: Sequence[Citation], catalogue: Catalogue, hints: Hints | None = None
) -> Inquiry:
    return Inquiry(citations, catalogue, hints, threading.Event())


def printing(number: int, doi: str | None = None) -> Citation:
    return parse_entry(f"{article(number).entry}. doi:{doi or article(number).doi}")


def cited(count: int) -> list[Citation]:
    return [one.citation for one in articles(count)]


def dois(found: Candidates) -> list[str]:
    return [work.doi for work in found.works]


def test_the_stages_in_their_order_and_what_is_enough_for_each() -> None:
    assert [stage.candidates for stage in STAGES] == [
        printed_dois, pubmed, group_search, single_search,
    ]  # fmt: skip
    assert [stage.needs_hints for stage in STAGES] == [False, True, True, False]
    assert PRINTED.enough == PUBMED.enough == WRITTEN
    assert (set(GROUPS.enough), set(SINGLES.enough)) == ({Grade.EXACT}, set(Grade))


def test_printed_dois_are_yielded_in_the_order_of_the_entries() -> None:
    citations = [
        printing(2), article(5).citation, printing(0, "10.5555/none"), printing(1), printing(2),
    ]  # fmt: skip
    double = Double(articles(3))
    found = list(printed_dois(inquiry(citations, double), range(5)))
    assert [(one.at, one.printed, dois(one)) for one in found] == [
        (0, article(2).doi, [article(2).doi]),
        (2, "10.5555/none", []),
        (3, article(1).doi, [article(1).doi]),
        (4, article(2).doi, [article(2).doi]),
    ]
    assert {one.failure for one in found} == {None}
    assert len(double.looked_up) == 1


def test_a_look_up_that_fails_is_said_and_one_that_was_not_made_is_not() -> None:
    citations = [printing(number) for number in range(60)]
    found = list(printed_dois(inquiry(citations, Double([], ["lookup"])), range(60)))
    assert {one.failure for one in found} == {"the line is dead"}

    class Stopping(Double):
        def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
            asked.stop.set()
            return super().lookup(dois)

    asked = inquiry(citations, Stopping(articles(60)))
    assert [one.at for one in printed_dois(asked, range(60))] == list(range(50))


def test_pubmed_yields_its_record_and_the_works_of_the_catalogue() -> None:
    unlisted = parse_entry("Weiss B: Title. J Nowhere Stud. 4(1):291-9, 2001")
    citations = [*cited(3), unlisted]
    hints = Telling(articles(2))
    found = list(pubmed(inquiry(citations, Double([article(0)]), hints), range(4)))
    assert [(one.at, dois(one)) for one in found] == [(0, [article(0).doi]), (1, []), (2, [])]
    ((first,), (second,), third) = (one.proposals or () for one in found)
    assert (first.record.doi, first.work) == (article(0).doi, article(0).work)
    assert (second.record.doi, second.work) == (article(1).doi, None)
    assert third == ()


@pytest.mark.parametrize("mute, count", [("match", 0), ("summaries", 3)])
def test_a_pubmed_that_fails_proposes_nothing(mute: str, count: int) -> None:
    asked = inquiry(cited(3), Double(articles(3)), Telling(articles(3), mute=[mute]))
    found = list(pubmed(asked, range(3)))
    assert len(found) == count
    assert all(one.works == [] and one.proposals == () for one in found)


def test_groups_of_three_share_an_answer_and_printed_dois_are_left_out() -> None:
    citations = [printing(9), *cited(7)]
    double = Double(articles(7))
    found = list(group_search(inquiry(citations, double), range(8)))
    assert sorted(one.at for one in found) == [1, 2, 3, 4, 5, 6]
    assert all(set(dois(one)) == set(double.works) for one in found)
    assert len(double.searched) == 2


@pytest.mark.parametrize("finding, most", [(False, 24), (True, 40)])
def test_groups_end_where_too_little_leaves_what_is_pending(finding: bool, most: int) -> None:
    # The answers of twelve entries count; by then some more questions are under way.
    pending = dict.fromkeys(range(120))
    double = Double([])
    for one in group_search(inquiry(cited(120), double), pending):
        if finding:
            del pending[one.at]
    assert len(double.searched) <= most and (len(double.searched) == 40) is finding


def test_a_single_search_yields_each_entry_that_asks_the_same() -> None:
    citations = [*cited(2), article(0).citation]
    double = Double(articles(1))
    found = {one.at: dois(one) for one in single_search(inquiry(citations, double), range(3))}
    assert found == {at: [article(0).doi] for at in range(3)}
    assert len(double.searched) == 2
    mute = inquiry(citations, Double([], ["search"]))
    assert {one.failure for one in single_search(mute, range(3))} == {"the line is dead"}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_asks_about_nothing_but_what_is_pending(stage: Stage) -> None:
    citations = [printing(0), *cited(11), printing(5)]
    pending: Collection[int] = {1: None, 3: None, 4: None, 7: None, 12: None}.keys()
    double, hints = Double(articles(11)), Telling(articles(11))
    found = list(stage.candidates(inquiry(citations, double, hints), pending))
    assert found and {one.at for one in found} <= set(pending)
    assert len(double.searched) + sum(map(len, double.looked_up)) <= 5


@pytest.mark.parametrize("hints", [None, Telling([])])
def test_a_listener_that_fails_ends_the_threads(hints: Hints | None) -> None:
    class Slow(Double):
        def search(self, citation: Citation) -> Sequence[Work]:
            over.wait(60)
            return super().search(citation)

    over = threading.Event()
    slow = Slow(articles(60))

    def fail(step: Step) -> None:
        raise ZeroDivisionError("a slip in the listener")

    def open_soon() -> None:
        over.set()

    threading.Timer(0.05, open_soon).start()
    with pytest.raises(ZeroDivisionError):
        resolve(cited(60), slow, hints=hints, progress=fail)
    for thread in threading.enumerate():
        if thread.name.startswith("radrefs"):
            thread.join(60)
    # Ten were under way at most, each asked once more before the failure was seen.
    assert len(slow.searched) <= 20


def test_a_catalogue_that_is_not_checked_ends_nothing() -> None:
    class Half(Double):
        def search(self, citation: Citation) -> Sequence[Work]:
            if "series 20" in (citation.title or ""):
                raise NotChecked("not today")
            return super().search(citation)

    found = resolve(cited(3), Half(articles(3)))
    assert [one.state for one in found] == ["not_checked", "exact", "exact"]
