"""Resolve with hints: who is asked in which order, and that hints alone decide nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from radrefs import Citation, NotChecked, dumps, parse_entry
from radrefs.matching.grading import Grade
from radrefs.matching.records import Work
from radrefs.registries.crossref import Crossref
from radrefs.registries.pubmed import PubMed
from radrefs.registries.rate_limit import RateLimiter
from radrefs.resolutions.resolution import Override, Resolution, StoredEntry, key_of
from radrefs.resolutions.store import read_resolutions, write_resolutions
from radrefs.resolving.pipeline import resolve
from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.pubmed import LocalPubMed, by_share
from tests.articles import Article, Double, article, articles, outcome, works
from tests.registries.clock import Held

TOKEN = "a-token-for-tests"


class Telling:
    """Be hints of one's own making; `wrong` proposes another article, `mute` says nothing."""

    name = "telling"

    def __init__(
        self,
        known: Sequence[Article],
        *,
        wrong: Mapping[str, Sequence[Article]] | None = None,
        without_doi: Sequence[str] = (),
        mute: Sequence[str] = (),
    ) -> None:
        self.known = {key_of(one.citation): [one] for one in known}
        self.known |= {text: list(some) for text, some in (wrong or {}).items()}
        self.without_doi, self.mute = without_doi, mute
        self.matched: list[int] = []
        self.summarized: list[int] = []

    def pmid(self, one: Article) -> str:
        """Give an article's number."""
        return str(1 + int(one.doi.rpartition(".")[2] or 0))

    def match(self, citations: Sequence[Citation]) -> Mapping[int, tuple[str, ...]]:
        """Propose what is known."""
        if "match" in self.mute:
            raise NotChecked("PubMed is down")
        self.matched.append(len(citations))
        found = (self.known.get(key_of(one), []) for one in citations)
        return {at: tuple(map(self.pmid, some)) for at, some in enumerate(found)}

    def summaries(self, pmids: Sequence[str]) -> Mapping[str, Work]:
        """Tell what is known."""
        if "summaries" in self.mute:
            raise NotChecked("PubMed is down")
        self.summarized.append(len(pmids))
        all_ = {self.pmid(one): one for some in self.known.values() for one in some}
        found = {}
        for pmid in set(pmids) & set(all_):
            record = {**all_[pmid].record, "PMID": pmid, "PMCID": f"PMC{pmid}"}
            if record["DOI"] in self.without_doi:
                del record["DOI"]
            found[pmid] = Work("pubmed", record)
        return found


def cited(found: Sequence[Article]) -> list[Citation]:
    return [one.citation for one in found]


def test_what_pubmed_proposes_is_looked_up_by_fifties_and_searched_no_more() -> None:
    double, hints = Double(articles(120)), Telling(articles(120))
    found = resolve(cited(articles(120)), double, hints=hints)
    assert outcome(found) == [("exact", one.doi) for one in articles(120)]
    assert (hints.matched, hints.summarized) == ([100, 20], [120])
    assert [len(dois) for dois in double.looked_up] == [50, 50, 20]
    assert double.searched == []


def test_a_page_of_which_most_is_known_costs_a_few_requests() -> None:
    with (
        LocalCrossref([one.record for one in articles(27)]).running() as server,
        LocalPubMed([one.record for one in articles(23)]).running() as ncbi,
    ):
        crossref = Crossref(token=TOKEN, base_url=server.url)
        pubmed = PubMed(base_url=ncbi.url, rate_limiter=RateLimiter(clock=Held()))
        found = resolve(cited(articles(27)), crossref, hints=pubmed)
    assert outcome(found) == [("exact", one.doi) for one in articles(27)]
    assert pubmed.asked == {"matches": 1, "summaries": 1, "requests": 2}
    # Three of the four that are left make one question, the fourth has nobody to share with.
    assert crossref.asked == {"batches": 1, "searches": 2, "requests": 3}


def test_a_printed_doi_goes_first() -> None:
    double, hints = Double(articles(3)), Telling(articles(3))
    printed = parse_entry(f"{article(0).entry}. doi:{article(0).doi}")
    found = resolve([printed, *cited(articles(2, 1))], double, hints=hints)
    assert outcome(found) == [("exact", one.doi) for one in articles(3)]
    assert double.looked_up == [[article(0).doi], [article(1).doi, article(2).doi]]
    assert hints.matched == [2]


def test_entries_that_ask_the_same_ask_once() -> None:
    double, hints = Double(articles(2)), Telling(articles(2))
    found = resolve(cited([article(0), article(1), article(0)]), double, hints=hints)
    assert [one.doi for one in found] == [one.doi for one in map(article, (0, 1, 0))]
    assert (hints.matched, len(double.looked_up)) == ([2], 1)
    assert len({one.merged.citation.pmid for one in found}) == 2


def test_the_numbers_are_merged_and_exported() -> None:
    (found,) = resolve([article(4).citation], Double([article(4)]), hints=Telling([article(4)]))
    merged = found.merged
    assert (merged.citation.pmid, merged.citation.pmcid) == ("5", "PMC5")
    assert merged.provenance["pmid"] == merged.provenance["pmcid"] == "pubmed"
    assert '"PMID": "5"' in dumps([merged.citation], "csl-json")
    assert "pmid = {5}" in dumps([merged.citation], "bibtex")
    assert "AN  - 5" in dumps([merged.citation], "ris")


def test_a_printed_number_stands_and_a_difference_is_told() -> None:
    for printed, whose, told in (("5", "both", []), ("77", "page", ["pmid"])):
        citation = article(4).citation.model_copy(update={"pmid": printed})
        (found,) = resolve([citation], Double([article(4)]), hints=Telling([article(4)]))
        assert found.merged.citation.pmid == printed
        assert found.merged.provenance["pmid"] == whose
        assert [one.field for one in found.merged.disagreements] == told


def test_a_hint_alone_writes_no_doi() -> None:
    """PubMed proposes another article: its record is judged, and the right one searched."""
    entry = key_of(article(0).citation)
    hints = Telling([], wrong={entry: [article(3)]})
    (found,) = resolve([article(0).citation], Double([article(3)]), hints=hints)
    assert outcome([found]) == [("not_found", None)]
    assert (found.merged.citation.pmid, found.decision.pmid) == (None, "")
    (found,) = resolve([article(0).citation], Double([article(0), article(3)]), hints=hints)
    assert outcome([found]) == [("exact", article(0).doi)]
    assert found.merged.citation.pmid is None


def test_of_several_candidates_the_judge_takes_the_one_that_is_named() -> None:
    entry = key_of(article(1).citation)
    hints = Telling([], wrong={entry: [article(7), article(1), article(4)]})
    double = Double(articles(9))
    (found,) = resolve([article(1).citation], double, hints=hints)
    assert outcome([found]) == [("exact", article(1).doi)]
    assert (found.decision.pmid, double.searched) == ("2", [])


@pytest.mark.parametrize("without_doi", [True, False])
def test_what_pubmed_knows_and_crossref_does_not_keeps_its_pmid(without_doi: bool) -> None:
    hints = Telling(articles(2), without_doi=[article(1).doi] if without_doi else ())
    found = resolve(cited(articles(3)), Double([article(0)]), hints=hints, today="2026-07-01")
    assert outcome(found) == [("exact", article(0).doi), ("pubmed_only", None), ("not_found", None)]
    only = found[1]
    assert (only.merged.citation.pmid, only.merged.citation.doi) == ("2", None)
    assert only.merged.provenance["pmid"] == "pubmed"
    under = "" if without_doi else f" as {article(1).doi}"
    assert only.decision.reason.startswith(f"PubMed has it{under}, double does not; nearest is ")
    assert "pmid = {2}" in dumps([only.merged.citation], "bibtex")


def test_another_article_that_pubmed_proposes_leaves_no_pmid() -> None:
    hints = Telling([], wrong={key_of(article(0).citation): [article(3)]})
    (found,) = resolve([article(0).citation], Double([]), hints=hints)
    assert (found.state, found.decision.pmid) == ("not_found", "")


def test_a_doi_that_pubmed_lacks_is_found_by_searching_and_the_pmid_kept() -> None:
    hints = Telling([article(0)], without_doi=[article(0).doi])
    (found,) = resolve([article(0).citation], Double([article(0)]), hints=hints)
    assert outcome([found]) == [("exact", article(0).doi)]
    assert found.decision.pmid == "1"


def test_the_file_keeps_the_numbers(tmp_path: Path) -> None:
    hints = Telling(articles(2))
    found = resolve(cited(articles(2)), Double([article(0)]), hints=hints, today="2026-07-01")
    path = tmp_path / "resolutions.json"
    write_resolutions(found, path)
    remembered = read_resolutions(path).by_text()
    again = resolve(cited(articles(2)), Double([]), stored=remembered)
    assert [one.decision[:2] for one in again] == [one.decision[:2] for one in found]
    assert [one.merged.citation.pmid for one in again] == ["1", "2"]
    write_resolutions(again, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


def stored(resolution: Resolution) -> dict[str, StoredEntry]:
    return {key_of(resolution.citation): resolution.stored()}


class TestAnUpdate:
    def update(
        self, known: Resolution, hints: Telling | None, held: Sequence[Article]
    ) -> Resolution:
        (found,) = resolve(
            [known.citation], Double(held), stored=stored(known), update=True, hints=hints
        )
        return found

    @pytest.mark.parametrize("hints", [None, Telling([], mute=["match"])])
    def test_without_pubmed_takes_no_number_away(self, hints: Telling | None) -> None:
        (known,) = resolve([article(0).citation], Double([article(0)]), hints=Telling([article(0)]))
        assert self.update(known, hints, [article(0)]).decision.pmid == "1"
        (known,) = resolve([article(0).citation], Double([]), hints=Telling([article(0)]))
        found = self.update(known, hints, [])
        assert (found.state, found.decision.pmid) == ("pubmed_only", "1")

    def test_that_finds_another_doi_does(self) -> None:
        (known,) = resolve([article(0).citation], Double([article(0)]), hints=Telling([article(0)]))
        moved = article(0).changed(DOI="10.5555/moved")
        found = self.update(known, None, [moved])
        assert (found.doi, found.decision.pmid) == ("10.5555/moved", "")

    def test_that_pubmed_answers_takes_the_new_word(self) -> None:
        (known,) = resolve([article(0).citation], Double([]), hints=Telling([article(0)]))
        assert self.update(known, Telling([]), []).state == "not_found"
        found = self.update(known, Telling([article(0)]), [article(0)])
        assert outcome([found]) == [("exact", article(0).doi)]


@pytest.mark.parametrize(
    "override, pmid",
    [
        (Override("rejected", "10.5555/article.0", "2026-07-01"), None),
        (Override("accepted", "10.5555/mine", "2026-07-01"), None),
        (Override("accepted", "10.5555/article.0", "2026-07-01"), "1"),
    ],
)
def test_a_person_s_decision_counts_for_the_number_too(
    override: Override, pmid: str | None
) -> None:
    (found,) = resolve([article(0).citation], Double([article(0)]), hints=Telling([article(0)]))
    assert replace(found, override=override).merged.citation.pmid == pmid


@pytest.mark.parametrize("mute", [["match"], ["summaries"], ["match", "summaries"]])
def test_hints_that_fail_lose_nothing(mute: list[str]) -> None:
    hints, double = Telling(articles(20), mute=mute), Double(articles(18))
    with_hints = resolve(cited(articles(20)), double, hints=hints)
    without = resolve(cited(articles(20)), Double(articles(18)))
    assert outcome(with_hints) == outcome(without)


def test_a_catalogue_that_cannot_be_asked_is_not_checked_though_pubmed_knows() -> None:
    double = Double([], mute=["search", "lookup"])
    found = resolve(cited(articles(2)), double, hints=Telling(articles(2)))
    assert outcome(found) == [("not_checked", None)] * 2
    assert [one.merged.citation.pmid for one in found] == ["1", "2"]
    again = resolve(
        cited(articles(1)), Double(articles(1)), stored=stored(found[0]),
        hints=Telling(articles(1)),
    )  # fmt: skip
    assert outcome(again) == [("exact", article(0).doi)]


def test_once_stopped_nobody_is_asked() -> None:
    stop = threading.Event()
    stop.set()
    double, hints = Double(articles(4)), Telling(articles(4))
    found = resolve(cited(articles(4)), double, hints=hints, stop=stop)
    assert (hints.matched, double.searched, double.looked_up) == ([], [], [])
    assert {one.state for one in found} == {"not_checked"}


FAULTY = ("down", "429", "503", "html", "page", "nonsense", "cut", "drop", "slow", "types", "error")


@pytest.fixture(scope="module")
def server() -> Iterator[LocalCrossref]:
    with LocalCrossref([one.record for one in articles(40)]).running() as found:
        yield found


@pytest.mark.parametrize("kind", FAULTY)
def test_ncbi_down_slow_or_answering_nonsense_the_run_goes_on_through_crossref(
    kind: str, server: LocalCrossref
) -> None:
    asked = cited(articles(42))
    calm = resolve(asked, Crossref(token=TOKEN, base_url=server.url))
    always = "" if kind == "down" else kind
    ncbi = LocalPubMed([one.record for one in articles(40)], always=always, slow=0.3)
    options: dict[str, Any] = {"rate_limiter": RateLimiter(clock=Held()), "silence": 0.05}
    if kind == "down":
        with ncbi.running():
            pass
        pubmed = PubMed(base_url=ncbi.url, **options)
        found = resolve(asked, Crossref(token=TOKEN, base_url=server.url), hints=pubmed)
    else:
        with ncbi.running():
            pubmed = PubMed(base_url=ncbi.url, **options)
            found = resolve(asked, Crossref(token=TOKEN, base_url=server.url), hints=pubmed)
    assert outcome(found) == outcome(calm)
    assert pubmed.trouble is not None and pubmed.name in pubmed.trouble
    assert pubmed.asked["requests"] <= 3


def test_decisions_are_the_same_with_and_without_pubmed_whatever_it_proposes(
    server: LocalCrossref,
) -> None:
    """A fifth of its answers are faults, a quarter of its PMIDs are another article's."""
    known = articles(40)
    wrong = {known[at].doi: known[(at + 1) % 40].doi for at in range(0, 40, 4)}
    asked = cited(articles(46))
    without = resolve(asked, Crossref(token=TOKEN, base_url=server.url))
    ncbi = LocalPubMed([one.record for one in known], wrong=wrong, faults=0.2, kinds=["429", "cut"])
    with ncbi.running():
        pubmed = PubMed(base_url=ncbi.url, rate_limiter=RateLimiter(clock=Held()), attempts=9)
        found = resolve(asked, Crossref(token=TOKEN, base_url=server.url), hints=pubmed)
    assert outcome(found) == outcome(without)
    numbered = {one.doi for one in found if one.decision.pmid}
    assert numbered == {one.doi for one in known} - set(wrong)


def test_a_thousand_of_which_pubmed_knows_85_of_100_cost_an_eighth_of_a_request_each() -> None:
    known = articles(1000)
    ncbi = LocalPubMed([one.record for one in known], pmid_of=by_share(0.85))
    catalogue = works(known)
    sent = {"searches": 0, "lookups": 0}

    class Counting:
        name, complete = "counting", True

        def search(self, citation: Citation) -> Sequence[Work]:
            sent["searches"] += 1
            return catalogue.search(citation)

        def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
            assert len(dois) <= 50
            sent["lookups"] += 1
            return catalogue.lookup(dois)

    with ncbi.running():
        pubmed = PubMed(base_url=ncbi.url, rate_limiter=RateLimiter(clock=Held()))
        found = resolve(cited(known), Counting(), hints=pubmed)
    assert [one.doi for one in found] == [one.doi for one in known]
    assert sum(sent.values()) + pubmed.asked["requests"] <= 120
    assert {one.state for one in found} == {Grade.EXACT}


class TestSearchedByThrees:
    def test_three_make_one_question_and_who_is_left_is_asked_alone(self) -> None:
        double = Double(articles(6))
        found = resolve(cited([*articles(6), article(50)]), double, hints=Telling([]))
        assert outcome(found) == [*(("exact", one.doi) for one in articles(6)), ("not_found", None)]
        assert len(double.searched) == 3
        assert all(one.record["title"][0] in double.searched[0] for one in articles(3))

    def test_without_hints_every_entry_is_searched_by_itself(self) -> None:
        double = Double(articles(6))
        resolve(cited(articles(6)), double)
        assert len(double.searched) == 6

    def test_where_little_is_found_so_it_is_given_up_after_a_trial(self) -> None:
        double = Double([])
        found = resolve(cited(articles(200)), double, hints=Telling([]))
        assert {one.state for one in found} == {"not_found"}
        assert len(double.searched) <= 200 + 24

    def test_what_is_less_than_exact_is_asked_alone(self) -> None:
        near = [one.changed(page=None) for one in articles(3)]
        double = Double(near)
        found = resolve(cited(articles(3)), double, hints=Telling([]))
        assert {one.state for one in found} == {"strong"}
        assert len(double.searched) == 4

    def test_a_question_that_fails_is_asked_singly(self) -> None:
        class Refusing(Double):
            def search(self, citation: Citation) -> Sequence[Work]:
                if citation.id == "together":
                    super().search(citation)
                    raise NotChecked("too long")
                return super().search(citation)

        double = Refusing(articles(9))
        found = resolve(cited(articles(9)), double, hints=Telling([]))
        assert outcome(found) == [("exact", one.doi) for one in articles(9)]
