"""Ask a local PubMed: what is sent, how its odd answers are read, and what becomes of faults."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from radrefs import Citation, Date, Name, NotChecked, RadrefsError, parse_entry
from radrefs.matching.records import citation_of
from radrefs.registries.cache import Cached
from radrefs.registries.hints import CachedHints, Line, line_of
from radrefs.registries.pubmed import ROUTE, PubMed, read_lines, work_of
from radrefs.registries.rate_limit import RateLimiter
from radrefs.settings import PUBMED, read_settings
from radrefs.testing.pubmed import FAULTS, LocalPubMed
from tests.articles import Article, Double, article, articles
from tests.registries.clock import Held

EMAIL = "reader@example.org"
KEY = "0123456789abcdef0123456789abcdef"


def client(server: LocalPubMed | str, **options: Any) -> PubMed:
    """Give a client that waits for nobody: its clock is held."""
    url = server if isinstance(server, str) else server.url
    return PubMed(
        **{"email": EMAIL, "base_url": url, "rate_limiter": RateLimiter(clock=Held()), **options}
    )


def local(count: int = 6, **options: Any) -> LocalPubMed:
    return LocalPubMed([one.record for one in articles(count)], **options)


def cited(found: list[Article]) -> list[Citation]:
    return [one.citation for one in found]


@pytest.fixture(scope="module")
def server() -> Iterator[LocalPubMed]:
    with local(250).running() as found:
        yield found


def test_a_hundred_citations_are_one_request_and_two_hundred_pmids_are_one() -> None:
    with local(250).running() as server:
        pubmed = client(server)
        found = pubmed.match(cited(articles(250)))
        assert found == {at: (server.pmids[one.doi],) for at, one in enumerate(articles(250))}
        known = pubmed.summaries([pmid for (pmid,) in found.values()])
        assert {pmid: work.doi for pmid, work in known.items()} == {
            pmid: doi for doi, pmid in server.pmids.items()
        }
        assert (server.count("ecitmatch"), server.count("esummary"), server.lines) == (3, 2, 250)
        assert pubmed.asked == {"matches": 3, "summaries": 2, "requests": 5}


def test_every_request_says_who_asks() -> None:
    with local(key=KEY).running() as server:
        client(server, key=KEY, agent="radrefs/9").summaries(
            [pmid for (pmid,) in client(server).match(cited(articles(2))).values()]
        )
        first, second = server.seen
        for seen in (first, second):
            assert (seen.params["tool"], seen.params["email"]) == ("radrefs", EMAIL)
        assert "api_key" not in first.params
        assert second.params["api_key"] == KEY
        assert second.headers["User-Agent"] == f"radrefs/9 (mailto:{EMAIL})"


def test_pipes_go_out_as_they_are_and_each_key_once(server: LocalPubMed) -> None:
    client(server).match(cited(articles(3)))
    lines = [line.split("|") for line in server.seen[-1].params["bdata"].split("\r")]
    assert [len(line) for line in lines] == [7, 7, 7]
    assert lines[1][:5] == ["Neuroradiology", "1981", "4", "110", "okafor ab"]
    keys = [line[5] for line in lines]
    assert len(set(keys)) == 3 and all(len(key) < 10 and "|" not in key for key in keys)


@pytest.mark.parametrize(
    "entry, line",
    [
        (
            "Hughes MA et al: Imaging. Brain Commun. 3(3):fcab146, 2021",
            Line("Brain Commun", "2021", "3", "fcab146", "hughes ma"),
        ),
        (
            "Møller-Sørensen Å: Nerves. Acta Neurochir. 12 Suppl 1:S12-9, 1998",
            Line("Acta Neurochir (Wien)", "1998", "12", "S12", "moller-sorensen a"),
        ),
        (
            "Weiss B: Pipes. AJNR Am J Neuroradiol. 4(1):291-9, 2001",
            Line("AJNR Am J Neuroradiol", "2001", "4", "291", "weiss b"),
        ),
        ("Weiss B: A journal nobody lists. J Nowhere Stud. 4(1):291-9, 2001", None),
        ("Weiss B: No volume. Radiology. 2001", None),
        ("Weiss B: Without a year. Radiology. 4(1):291-9", None),
        ("", None),
    ],
)
def test_what_is_asked_for_a_citation(entry: str, line: Line | None) -> None:
    assert line_of(parse_entry(entry)) == line


def test_a_journal_as_another_page_spells_it_is_asked_for_as_nlm_does() -> None:
    names = (
        "Radiologic clinics of North America",
        "Radiol. Clin. North Am.",
        "radiol clin north am",
    )
    for name in names:
        citation = Citation(
            id="x", type="article-journal", container_title=name, volume="5", page="7-9",
            issued=Date(date_parts=((1990,),)), author=(Name(literal="The Group"),),
        )  # fmt: skip
        assert line_of(citation) == Line("Radiol Clin North Am", "1990", "5", "7", "")


def test_no_field_can_hold_a_pipe_or_a_line_end() -> None:
    citation = article(0).citation.model_copy(
        update={"volume": "1|2\r3", "author": (Name(family="O|k\ro", given="A"),)}
    )
    assert line_of(citation) == Line("Neuroradiology", "1980", "1 2 3", "100", "o k o a")


KEYS = {"ref0": 0, "ref1": 1, "ref2": 2}


@pytest.mark.parametrize(
    "text, found",
    [
        ("j|1991|88|3248|mann bj|ref1|2014248\n", {"ref1": ("2014248",)}),
        ("j|1991|88|3248|mann bj|ref1|2014248|\n", {"ref1": ("2014248",)}),
        # A miss leaves the author out, and more was seen to be left out.
        ("j|1991|88|3248|ref1|NOT_FOUND", {"ref1": ()}),
        ("j|ref1|NOT_FOUND;INVALID_JOURNAL", {"ref1": ()}),
        ("j|1|2|3|a|ref2|AMBIGUOUS (783 citations)", {"ref2": ()}),
        ("j|1|2|3|a|ref2|AMBIGUOUS", {"ref2": ()}),
        ("j|1|2|3|a|ref2|AMBIGUOUS 26315901,25768914", {"ref2": ("26315901", "25768914")}),
        # Order and places mean nothing; a volume that is all digits is no PMID.
        ("x|ref2|1\nj|88|ref0|2\r\n", {"ref2": ("1",), "ref0": ("2",)}),
        ("j|1991|88|3248|mann bj|ref1|", {}),
        ("j|1991|88|3248|mann bj|other|2014248", {}),
        ("j|1|2|3|a|ref1|0012\nj|1|2|3|a|ref0|12345678901", {}),
        ("j|1|2|3|a|ref1|CONFUSED", {}),
        ("ref1", {}),
        ("\x00|||\n\n||", {}),
        ("", {}),
    ],
)
def test_answers_are_read_by_their_key(text: str, found: dict[str, tuple[str, ...]]) -> None:
    assert read_lines(text, KEYS) == found


def test_what_pubmed_does_not_know_is_an_answer_and_what_cannot_be_asked_is_none(
    server: LocalPubMed,
) -> None:
    unlisted = parse_entry("Weiss B: Title. J Nowhere Stud. 4(1):291-9, 2001")
    found = client(server).match([article(1).citation, article(900).citation, unlisted])
    assert found == {0: (server.pmids[article(1).doi],), 1: ()}


def test_candidates_of_an_ambiguous_citation_are_given_and_too_many_are_not() -> None:
    twins = [article(0).changed(DOI=f"10.5555/twin.{at}", title=[f"Twin {at}"]) for at in range(6)]
    for count, proposed in ((2, 2), (3, 3), (5, 0)):
        with LocalPubMed([one.record for one in twins[:count]]).running() as server:
            nameless = article(0).citation.model_copy(update={"author": ()})
            assert len(client(server).match([nameless])[0]) == proposed


@pytest.mark.parametrize("at", [0, 13, 99])
def test_an_answer_that_ends_early_is_asked_for_again_in_small_batches(at: int) -> None:
    asked = articles(100)
    poisoned = asked[at].citation.model_copy(update={"container_title_short": "Radiology"})
    citations = [poisoned if one == at else asked[one].citation for one in range(100)]
    with local(100, poison="Radiology").running() as server:
        found = client(server).match(citations)
        assert found == {one: (server.pmids[asked[one].doi],) for one in range(100) if one != at}
        assert server.count("ecitmatch") <= 5


def test_nothing_to_ask_asks_nothing(server: LocalPubMed) -> None:
    before = len(server.seen)
    assert client(server).match([]) == client(server).match([parse_entry("")]) == {}
    assert client(server).summaries([]) == client(server).summaries(["", "12a", "x"]) == {}
    assert len(server.seen) == before


def test_a_summary_reads_as_a_record_does() -> None:
    one = article(3)
    with local(pmcids={one.doi: "PMC1234567"}).running() as server:
        pmid = server.pmids[one.doi]
        work = client(server).summaries([pmid, "99999999"])[pmid]
    assert (work.registry, work.doi) == ("pubmed", one.doi)
    assert (work.record["PMID"], work.record["PMCID"]) == (pmid, "PMC1234567")
    read, own = citation_of(work), citation_of(one.work)
    for field in ("title", "volume", "issue", "page", "issued", "container_title", "author"):
        assert getattr(read, field) == getattr(own, field), field


@pytest.mark.parametrize(
    "item",
    [
        None, 7, [], "x", {"error": "cannot get document summary"},
        {"articleids": [{"idtype": "pubmed", "value": "2"}]},
    ],
)  # fmt: skip
def test_what_is_no_summary_is_absent(item: object) -> None:
    assert work_of("1", item) is None


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], [7], [{}], [{"value": 5}]])
def test_a_summary_of_wrong_types_is_read_without_fail(value: object) -> None:
    keys = "articleids authors title volume issue pages pubdate epubdate pubtype source".split()
    for key in (*keys, "fulljournalname"):
        work = work_of("1", {key: value})
        assert work is not None and citation_of(work).pmid is None


@pytest.mark.parametrize("kind", FAULTS)
def test_one_fault_of_any_kind_is_asked_again(kind: str) -> None:
    with local(first=[kind], slow=0.01).running() as server:
        pubmed = client(server)
        assert len(pubmed.match(cited(articles(6)))) == 6
        assert pubmed.trouble is None
        server.first.append(kind)
        assert len(pubmed.summaries(list(server.works))) == 6
        assert pubmed.asked["faults"] == (0 if kind == "slow" else 2)


@pytest.mark.parametrize(
    "kind", ["429", "error", "503", "html", "page", "nonsense", "types", "drop"]
)
def test_who_answers_only_faults_is_asked_no_more(kind: str) -> None:
    with local(always=kind).running() as server:
        pubmed = client(server)
        with pytest.raises(NotChecked):
            pubmed.match(cited(articles(3)))
        assert pubmed.trouble and pubmed.name in pubmed.trouble
        asked = len(server.seen)
        assert asked == 3
        with pytest.raises(NotChecked):
            pubmed.summaries(["1"])
        assert len(server.seen) == asked


def test_a_summary_that_is_nonsense_is_a_fault() -> None:
    with local(always="types").running() as server:
        assert client(server).summaries(["1", "10000001"]) == {}
        server.always = "nonsense"
        with pytest.raises(NotChecked, match="no answer of esummary's"):
            client(server).summaries(["1"])


def test_nobody_there_is_said_in_words() -> None:
    with local().running() as server:
        url = server.url
    pubmed = client(url)
    with pytest.raises(NotChecked, match="cannot be reached"):
        pubmed.match(cited(articles(3)))
    assert pubmed.trouble == f"pubmed at {url} cannot be reached (no connection)"


def test_a_redirect_leads_nowhere() -> None:
    with local(always="elsewhere").running() as server, pytest.raises(NotChecked, match="login"):
        client(server).match(cited(articles(1)))
    assert len(server.seen) == 1


def test_who_is_refused_stops() -> None:
    with local(always="403").running() as server:
        with pytest.raises(NotChecked, match="refuses us"):
            client(server).match(cited(articles(1)))
        assert len(server.seen) == 1


def test_slow_is_a_time_out() -> None:
    slow = local(always="slow", slow=0.4).running()
    with slow as server, pytest.raises(NotChecked, match="time-out"):
        client(server, silence=0.05).match(cited(articles(1)))


@pytest.mark.parametrize("key, seconds", [(None, 1 / 3), (KEY, 0.1)])
def test_requests_go_out_at_ncbi_s_pace(
    server: LocalPubMed, key: str | None, seconds: float
) -> None:
    clock = Held()
    pubmed = client(server, key=key, rate_limiter=RateLimiter(clock=clock))
    begun = clock.now()
    for _ in range(11):
        pubmed.match(cited(articles(1)))
    assert 10 * seconds <= clock.now() - begun <= 10.6 * seconds
    assert pubmed.per_second == pytest.approx(1 / seconds)
    assert ROUTE == "pubmed"


class TestTheKey:
    def test_it_is_never_told(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        settings = read_settings(environment={"RADREFS_NCBI_KEY": KEY})
        told = [repr(settings)]
        with local(key="another-key").running() as server:
            memory = Cached(Double([]), tmp_path)
            pubmed = client(server, key=KEY)
            with pytest.raises(NotChecked) as refused:
                CachedHints(pubmed, memory).match(cited(articles(2)))
            told += [str(refused.value), str(pubmed.trouble), pubmed.name, repr(pubmed)]
            server.key = ""
            CachedHints(client(server, key=KEY), memory).match(cited(articles(2)))
            memory.close()
        assert "does not accept the API key: check RADREFS_NCBI_KEY" in str(pubmed.trouble)
        told.append(caplog.text)
        assert not [text for text in told if KEY in text]
        for path in tmp_path.iterdir():
            assert KEY.encode() not in path.read_bytes()

    @pytest.mark.parametrize("key", ["two words", "x" * 200, "ключ-ключ", "short"])
    def test_a_key_that_is_none_is_refused_unsaid(self, key: str) -> None:
        with pytest.raises(RadrefsError) as refused:
            PubMed(key=key)
        assert key not in str(refused.value)

    def test_it_is_sent_over_https_alone(self) -> None:
        with pytest.raises(RadrefsError, match="over https alone"):
            PubMed(key=KEY, base_url="http://pubmed.example.org")


@pytest.mark.parametrize("url", ["", "gopher://x", "https://", "https://a b", "https://u:p@x/"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(RadrefsError, match="is no address of a PubMed server"):
        PubMed(base_url=url)


def test_an_e_mail_address_that_is_none_is_refused() -> None:
    with pytest.raises(RadrefsError, match="is no e-mail address"):
        PubMed("me")


@pytest.mark.parametrize(
    "environment, url",
    [
        ({}, PUBMED),
        ({"RADREFS_CROSSREF_URL": "http://127.0.0.1:1"}, None),
        ({"RADREFS_PUBMED_URL": "http://127.0.0.1:2/"}, "http://127.0.0.1:2"),
        (
            {"RADREFS_CROSSREF_URL": "http://127.0.0.1:1", "RADREFS_PUBMED_URL": "http://[::1]:2"},
            "http://[::1]:2",
        ),
    ],
)
def test_nobody_is_asked_behind_a_mirror_s_back(
    environment: dict[str, str], url: str | None
) -> None:
    assert read_settings(environment=environment).pubmed_url == url


class TestWhatIsRemembered:
    def test_a_warm_memory_asks_nothing(self, tmp_path: Path) -> None:
        asked = cited(articles(8))
        with local().running() as server:
            for requests in (2, 2):
                memory = Cached(Double([]), tmp_path)
                hints = CachedHints(client(server), memory)
                found = hints.match(asked)
                known = hints.summaries([pmid for pmids in found.values() for pmid in pmids])
                assert [len(found[at]) for at in range(8)] == [1] * 6 + [0] * 2
                assert {work.doi for work in known.values()} == set(server.pmids)
                assert len(server.seen) == requests
                memory.close()

    @pytest.mark.parametrize("days, requests", [(6, 1), (8, 2), (91, 2)])
    def test_what_is_known_counts_ninety_days_and_what_is_not_seven(
        self, tmp_path: Path, days: int, requests: int
    ) -> None:
        clock = Held()
        memory = Cached(Double([]), tmp_path, clock=clock)
        with local().running() as server:
            hints = CachedHints(client(server), memory)
            hints.match(cited(articles(8)))
            clock.set(clock.now() + days * 86_400)
            hints.match(cited(articles(8)))
            assert len(server.seen) == requests
            assert server.lines == {6: 8, 8: 10, 91: 16}[days]
        memory.close()

    def test_what_did_not_come_back_is_not_remembered(self, tmp_path: Path) -> None:
        memory = Cached(Double([]), tmp_path)
        with local(poison="Neuroradiology").running() as server:
            hints = CachedHints(client(server), memory)
            assert hints.match(cited(articles(2))) == {}
            server.poison = ""
            assert len(hints.match(cited(articles(2)))) == 2
        memory.close()
