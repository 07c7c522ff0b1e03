"""Resolve lists of citations against catalogues of every kind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import radrefs
from radrefs import Citation, parse_entry
from radrefs.matching.grading import Decision, Grade
from radrefs.matching.records import Work
from radrefs.registries.base import Catalogue, FirstOf, Nobody
from radrefs.registries.cache import Cached
from radrefs.registries.crossref import Crossref
from radrefs.resolutions.resolution import Override, Resolution, StoredEntry, key_of
from radrefs.resolving.pipeline import Step, resolve
from radrefs.testing.crossref import LocalCrossref
from tests.articles import Article, Double, article, articles, outcome, works

TODAY = "2026-07-01"
TOKEN = "a-token-for-tests"


@pytest.fixture(scope="module")
def server() -> Iterator[LocalCrossref]:
    with LocalCrossref([one.record for one in articles(12)]).running() as found:
        yield found


def client(server: LocalCrossref) -> Crossref:
    return Crossref(token=TOKEN, base_url=server.url, patience=0.01, attempts=12)


def stored(resolution: Resolution) -> dict[str, StoredEntry]:
    """Store one resolution, as a resolution file would."""
    return {key_of(resolution.citation): resolution.stored()}


KINDS: dict[str, Callable[[LocalCrossref, Path], Catalogue]] = {
    "a file of works": lambda server, folder: works(articles(12)),
    "a double": lambda server, folder: Double(articles(12)),
    "the network": lambda server, folder: client(server),
    "a memory before the network": lambda server, folder: Cached(client(server), folder),
    "the first of two": lambda server, folder: FirstOf(client(server), Double([])),
}


@pytest.mark.parametrize("kind", KINDS)
def test_any_catalogue_can_be_asked(kind: str, server: LocalCrossref, tmp_path: Path) -> None:
    catalogue = KINDS[kind](server, tmp_path)
    asked = [*articles(4), article(40)]
    found = radrefs.resolve([one.citation for one in asked], catalogue)
    assert outcome(found) == [*(("exact", one.doi) for one in asked[:4]), ("not_found", None)]
    assert {one.catalogue for one in found} == {catalogue.name}
    assert [one.citation for one in found] == [one.citation for one in asked]
    if isinstance(catalogue, Cached):
        catalogue.close()


def test_an_iterator_is_resolved_like_a_list_and_nothing_gives_nothing() -> None:
    catalogue = works(articles(3))
    found = resolve((one.citation for one in articles(3)), catalogue)
    assert [one.doi for one in found] == [one.doi for one in articles(3)]
    assert resolve([], catalogue) == []


def test_progress_is_told_of_every_entry_in_the_calling_thread() -> None:
    steps: list[Step] = []
    threads: set[int] = set()

    def heard(step: Step) -> None:
        steps.append(step)
        threads.add(threading.get_ident())

    printed = parse_entry(f"{article(0).entry}. doi:{article(0).doi}")
    asked = [printed, *(one.citation for one in articles(30))]
    found = resolve(asked, Double(articles(30)), progress=heard)
    assert [(step.done, step.total) for step in steps] == [(n, 31) for n in range(1, 32)]
    assert {step.at: step.resolution for step in steps} == dict(enumerate(found))
    assert threads == {threading.get_ident()}


def test_remembered_entries_are_told_of_as_well() -> None:
    first, second = articles(2)
    (known,) = resolve([first.citation], works([first]))
    steps: list[Step] = []
    resolve(
        [first.citation, second.citation],
        works([second]),
        stored=stored(known),
        progress=steps.append,
    )
    assert [(step.done, step.at) for step in steps] == [(1, 0), (2, 1)]


def test_stopped_before_it_began_a_run_asks_nothing() -> None:
    stop = threading.Event()
    stop.set()
    double = Double(articles(3))
    entries = [f"{one.entry}. doi:{one.doi}" for one in articles(3)]
    found = resolve(map(parse_entry, entries), double, stop=stop)
    assert outcome(found) == [("not_checked", None)] * 3
    assert (double.searched, double.looked_up) == ([], [])
    assert all("stopped" in one.decision.reason for one in found)


def test_stopped_on_the_way_nothing_more_is_begun() -> None:
    stop = threading.Event()

    class Stopping(Double):
        def search(self, citation: Citation) -> Sequence[Work]:
            stop.set()
            return super().search(citation)

    double = Stopping(articles(60))
    found = resolve([one.citation for one in articles(60)], double, stop=stop)
    assert 1 <= len(double.searched) <= 10
    states = [one.state for one in found]
    assert states.count("exact") == len(double.searched)
    assert states.count("not_checked") == 60 - len(double.searched)
    assert not [one for one in threading.enumerate() if one.name.startswith("radrefs")]


def test_two_threads_resolve_with_one_client(server: LocalCrossref) -> None:
    crossref = client(server)
    lists = [articles(12), list(reversed(articles(12)))]
    with ThreadPoolExecutor(2) as pool:
        found = list(
            pool.map(lambda asked: resolve([one.citation for one in asked], crossref), lists)
        )
    for asked, resolutions in zip(lists, found, strict=True):
        assert outcome(resolutions) == [("exact", one.doi) for one in asked]
    assert crossref.asked["searches"] == crossref.asked["requests"] == 24


def test_with_a_fifth_of_the_answers_faulty_the_decisions_are_the_same() -> None:
    held = articles(24)
    asked = [one.citation for one in articles(30)]
    with LocalCrossref([one.record for one in held]).running() as server:
        calm = resolve(asked, client(server))
        crossref = client(server)
        # The network is there: who never had an answer gives up sooner.
        crossref.search(asked[0])
        server.faults = 0.2
        stormy = resolve(asked, crossref)
    assert crossref.asked["faults"] > 0
    assert [one.decision[:2] for one in stormy] == [one.decision[:2] for one in calm]
    assert outcome(stormy) == [*(("exact", one.doi) for one in held), *[("not_found", None)] * 6]


class Losing(LocalCrossref):
    """Answer a few requests, and drop all after them."""

    few = 5

    def fault(self) -> str:
        with self.lock:
            self.few -= 1
            return "" if self.few >= 0 else "drop"


def test_a_network_that_is_lost_on_the_way_leaves_what_was_answered() -> None:
    asked = [one.citation for one in articles(30)]
    with Losing([one.record for one in articles(30)]).running() as server:
        crossref = Crossref(token=TOKEN, base_url=server.url, patience=0.001, attempts=3)
        found = resolve(asked, crossref)
    states = [one.state for one in found]
    assert (states.count("exact"), states.count("not_checked")) == (5, 25)
    remembered: dict[str, StoredEntry] = {}
    for one in found:
        remembered |= stored(one)
    with LocalCrossref([one.record for one in articles(30)]).running() as server:
        crossref = client(server)
        found = resolve(asked, crossref, stored=remembered)
    assert {one.state for one in found} == {"exact"}
    assert crossref.asked["searches"] == 25


@pytest.mark.parametrize("mute", [("search",), ("search", "lookup")])
def test_what_could_not_be_asked_is_never_not_found(mute: Sequence[str]) -> None:
    printed = parse_entry(f"{article(0).entry}. doi:{article(0).doi}")
    found = resolve([article(1).citation, printed], Double([], mute))
    assert outcome(found) == [("not_checked", None)] * 2
    assert "the line is dead" in found[0].decision.reason
    # The printed DOI is the page's own, and nobody has spoken against it.
    assert found[1].merged.citation.doi == article(0).doi


def test_a_printed_doi_that_could_not_be_looked_up_is_no_bar_to_searching() -> None:
    printed = [parse_entry(f"{one.entry}. doi:{one.doi}") for one in articles(2)]
    found = resolve(printed, Double([article(0)], ["lookup"]))
    assert outcome(found) == [("exact", article(0).doi), ("not_checked", None)]
    assert "the printed DOI could not be looked up: the line is dead" in found[1].decision.reason


def test_entries_that_ask_the_same_ask_once() -> None:
    double = Double(articles(2))
    asked = [article(0).citation, article(1).citation, article(0).citation, article(0).citation]
    found = resolve(asked, double)
    assert [one.doi for one in found] == [one.doi for one in map(article, (0, 1, 0, 0))]
    assert len(double.searched) == 2


@pytest.mark.parametrize("count, batches", [(50, [50]), (51, [50, 1])])
def test_fifty_printed_dois_are_one_look_up(count: int, batches: list[int]) -> None:
    double = Double(articles(count))
    entries = [f"{one.entry}. doi:{one.doi}" for one in articles(count)]
    found = resolve([*map(parse_entry, entries), parse_entry(entries[0])], double)
    assert [one.doi for one in found[:count]] == [one.doi for one in articles(count)]
    assert [len(dois) for dois in double.looked_up] == batches
    assert double.searched == []


def test_over_the_network_fifty_printed_dois_are_one_request() -> None:
    with LocalCrossref([one.record for one in articles(50)]).running() as server:
        crossref = client(server)
        entries = [f"{one.entry}. https://doi.org/{one.doi}" for one in articles(50)]
        found = resolve(map(parse_entry, entries), crossref)
        assert {one.state for one in found} == {"exact"}
        assert crossref.asked["requests"] == len(server.seen) == 1


LIKE = article(0).changed(DOI="10.5555/like", title=["Imaging of the facial nerve in adults: IV"])
OTHER = article(5).changed(DOI="10.5555/other")


@pytest.mark.parametrize(
    "beside, doi, mute",
    [
        ([], None, ()),
        ([LIKE.changed(page="7")], None, ()),
        ([LIKE.changed(page="7")], None, ("search",)),
        ([article(0)], article(0).doi, ()),
    ],
    ids=["alone", "a nearer one beside", "searching fails", "the right one beside"],
)
def test_a_printed_doi_of_another_article_is_not_written_and_the_reason_says_so(
    beside: list[Article], doi: str | None, mute: Sequence[str]
) -> None:
    entry = f"{article(0).entry}. doi:10.5555/other"
    (found,) = resolve([parse_entry(entry)], Double([OTHER, *beside], mute))
    assert found.doi == found.merged.citation.doi == doi
    assert "the printed DOI 10.5555/other is another article's: " in found.decision.reason
    assert found.decision.runner_up is not None
    assert found.decision.runner_up.doi == "10.5555/other"
    told = [one.field for one in found.merged.disagreements]
    assert told == (["doi"] if doi else [])


def test_a_printed_doi_that_was_merged_into_another_is_the_other() -> None:
    class Merging(Double):
        def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
            return {"10.5555/old": article(0).work} if "10.5555/old" in dois else {}

    right = parse_entry(f"{article(0).entry}. doi:10.5555/old")
    wrong = parse_entry(f"{article(3).entry}. doi:10.5555/old")
    found = resolve([right, wrong], Merging([]))
    assert outcome(found) == [("exact", article(0).doi), ("not_found", None)]
    assert found[1].merged.citation.doi is None
    assert "the printed DOI 10.5555/old is another article's" in found[1].decision.reason


def test_a_printed_doi_that_fits_but_for_the_page_is_shown_not_written() -> None:
    near = article(0).changed(page="999-1007")
    (found,) = resolve([parse_entry(f"{article(0).entry}. doi:{near.doi}")], Double([near]))
    assert outcome([found]) == [("probable", None)]
    assert found.merged.citation.doi is None
    assert f"the printed DOI {near.doi} is not surely its own" in found.decision.reason
    assert [one.doi for one in found.decision.suggestions] == [near.doi]


def test_a_printed_doi_that_nobody_holds_is_said_so_and_stays_the_page_s_own() -> None:
    (found,) = resolve([parse_entry(f"{article(0).entry}. doi:10.5555/none")], Double([]))
    assert outcome([found]) == [("not_found", None)]
    assert "the printed DOI 10.5555/none is not held by double" in found.decision.reason
    assert found.merged.citation.doi == "10.5555/none"
    assert found.merged.provenance["doi"] == "page"


def test_what_is_not_among_a_few_works_is_not_checked() -> None:
    found = resolve([article(0).citation, article(9).citation], works([article(0)], complete=False))
    assert outcome(found) == [("exact", article(0).doi), ("not_checked", None)]
    assert found[1].decision.reason.startswith("not among the works of the shelf; nearest is ")
    assert outcome(resolve([article(0).citation], Nobody())) == [("not_checked", None)]


class Broken(Double):
    def search(self, citation: Citation) -> Sequence[Work]:
        raise ZeroDivisionError("a slip in the catalogue")


def test_any_other_error_of_a_catalogue_is_raised_and_leaves_no_thread() -> None:
    stop = threading.Event()
    with pytest.raises(ZeroDivisionError, match="a slip in the catalogue"):
        resolve([one.citation for one in articles(30)], Broken([]), stop=stop)
    assert not stop.is_set()


def test_an_error_of_the_listener_is_raised() -> None:
    def heard(step: Step) -> None:
        raise ZeroDivisionError("a slip in the listener")

    with pytest.raises(ZeroDivisionError, match="a slip in the listener"):
        resolve([one.citation for one in articles(3)], Double([]), progress=heard)


class TestWhatIsRemembered:
    def known(self, override: Override | None = None) -> dict[str, StoredEntry]:
        (found,) = resolve([article(0).citation], works([article(0)]), today=TODAY)
        return stored(replace(found, override=override))

    def test_a_settled_entry_is_not_asked_again(self) -> None:
        double = Double([])
        (found,) = resolve([article(0).citation], double, stored=self.known())
        assert (found.doi, found.date, found.catalogue) == (article(0).doi, TODAY, "the shelf")
        assert double.searched == []

    def test_an_update_asks_again(self) -> None:
        moved = article(0).changed(DOI="10.5555/moved")
        double = Double([moved])
        asked = [article(0).citation]
        (found,) = resolve(asked, double, stored=self.known(), update=True, today="2027-01-01")
        assert (found.doi, found.date, found.catalogue) == ("10.5555/moved", "2027-01-01", "double")
        assert len(double.searched) == 1

    @pytest.mark.parametrize("catalogue", [Double([], ["search"]), works([], False), Nobody()])
    def test_what_an_update_cannot_check_stays_as_it_was(self, catalogue: Catalogue) -> None:
        asked = [article(0).citation]
        (found,) = resolve(asked, catalogue, stored=self.known(), update=True)
        assert (found.doi, found.date) == (article(0).doi, TODAY)

    def test_an_update_that_finds_nothing_says_so(self) -> None:
        asked = [article(0).citation]
        (found,) = resolve(asked, Double([]), stored=self.known(), update=True)
        assert outcome([found]) == [("not_found", None)]

    def test_what_was_not_checked_is_asked_again(self) -> None:
        (open_,) = resolve([article(0).citation], Nobody(), today=TODAY)
        (found,) = resolve([article(0).citation], Double([article(0)]), stored=stored(open_))
        assert outcome([found]) == [("exact", article(0).doi)]

    def test_who_was_not_asked_or_holds_a_few_works_changes_no_reason(self) -> None:
        (open_,) = resolve([article(0).citation], Double([], ["search"]), today=TODAY)
        for catalogue in (Nobody(), works([], False), works([article(7)], complete=False)):
            (found,) = resolve([article(0).citation], catalogue, stored=stored(open_))
            assert found == open_

    def test_where_nobody_was_asked_a_few_works_tell_what_is_nearest(self) -> None:
        (open_,) = resolve([article(0).citation], Nobody(), today=TODAY)
        shelves = [works([article(7)], False), works([article(7), LIKE.changed(page="7")], False)]
        nearest = []
        for shelf in shelves:
            (open_,) = resolve([article(0).citation], shelf, stored=stored(open_))
            assert open_.state == "not_checked" and open_.decision.runner_up is not None
            nearest.append(open_.decision.runner_up.doi)
        assert nearest == [article(7).doi, LIKE.doi]
        (same,) = resolve([article(0).citation], shelves[1], stored=stored(open_))
        assert same == open_

    def test_a_new_reason_takes_the_place_of_the_old(self) -> None:
        (open_,) = resolve([article(0).citation], Nobody(), today=TODAY)
        dead = Double([], ["search"])
        (found,) = resolve([article(0).citation], dead, stored=stored(open_))
        assert found.decision.reason == "the line is dead"

    @pytest.mark.parametrize("update", [False, True])
    @pytest.mark.parametrize(
        "override, doi",
        [
            (Override("accepted", "10.5555/mine", TODAY, "seen in print"), "10.5555/mine"),
            (Override("rejected", "10.5555/article.0", TODAY), None),
        ],
    )
    def test_a_person_s_decision_stands(
        self, override: Override, doi: str | None, update: bool
    ) -> None:
        asked, known = [article(0).citation], self.known(override)
        (found,) = resolve(asked, Double([article(0)]), stored=known, update=update)
        assert found.override == override
        assert (found.doi, found.merged.citation.doi) == (doi, doi)
        assert found.decision.doi == article(0).doi

    def test_an_edited_entry_is_asked_anew(self) -> None:
        double = Double([article(0)])
        edited = parse_entry(article(0).entry.replace("adults", "adults and others"))
        resolve([edited], double, stored=self.known())
        assert len(double.searched) == 1

    def test_blanks_are_no_edit(self) -> None:
        double = Double([])
        wrapped = parse_entry(article(0).entry.replace(" of ", "\n   of "))
        (found,) = resolve([wrapped], double, stored=self.known())
        assert (found.doi, double.searched) == (article(0).doi, [])

    def test_a_citation_without_a_text_is_known_by_what_is_asked(self) -> None:
        bare = article(0).citation.model_copy(update={"source": None, "id": "work"})
        double = Double([])
        (known,) = resolve([bare], works([article(0)]))
        (found,) = resolve([bare], double, stored=stored(known))
        assert (found.doi, double.searched) == (article(0).doi, [])
        other = article(1).citation.model_copy(update={"source": None, "id": "work"})
        (found,) = resolve([other], double, stored=stored(known))
        assert (found.doi, len(double.searched)) == (None, 1)


def test_a_warm_memory_asks_nothing_and_a_cold_one_once(
    server: LocalCrossref, tmp_path: Path
) -> None:
    asked = [one.citation for one in articles(14)]
    found: list[list[Decision]] = []
    for searches in (14, 0):
        crossref = client(server)
        cached = Cached(crossref, tmp_path)
        found.append([one.decision for one in resolve(asked, cached)])
        assert crossref.asked["requests"] == searches
        cached.close()
    assert found[0] == found[1]
    assert [one.grade for one in found[0]] == [Grade.EXACT] * 12 + [Grade.NOT_FOUND] * 2
