"""Look up what other agencies hold: which agency, at Crossref; the record, at doi.org's double."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from radrefs import parse_entry
from radrefs.errors import NotChecked
from radrefs.matching.completion import merge
from radrefs.matching.records import citation_of
from radrefs.registries.agencies import Agencies
from radrefs.registries.base import FirstOf
from radrefs.registries.connect import connect
from radrefs.registries.crossref import SINGLES, Crossref
from radrefs.registries.rate_limit import RateLimiter
from radrefs.resolving.pipeline import resolve
from radrefs.settings import CROSSREF, RESOLVER, read_settings
from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.server import Reply
from tests.articles import article
from tests.registries.clock import Held

MAILTO = "reader@example.org"
TOKEN = "a-token-that-nobody-sees"
HTML = b"<html><body><h1>Not Found</h1></body></html>"
DATA: dict[str, Any] = {
    "type": "dataset",
    "id": "https://doi.org/10.1000/data",
    "DOI": "10.1000/DATA",
    "title": "Volumes of the orbit in adults",
    "author": [{"family": "Marchetti", "given": "Lucia"}, {"literal": "The Orbit Group"}],
    "issued": {"date-parts": [[2019, 3, 1]]},
    "publisher": "Nobody's Archive",
    "URL": "https://example.org/data",
}
HELD: dict[str, tuple[str, dict[str, Any]]] = {
    "10.1000/data": ("DataCite", DATA),
    "10.1000/ja(1)<2>;#?%25": ("JaLC", {**DATA, "DOI": "10.1000/JA(1)<2>;#?%25"}),
    "10.1000/kisti": ("KISTI", {**DATA, "DOI": None}),
    "10.1000/istic": ("ISTIC", {**DATA, "DOI": "nothing"}),
    "10.1000/medra": ("mEDRA", {**DATA, "DOI": "10.1000/medra"}),
}


def local(**options: Any) -> LocalCrossref:
    return LocalCrossref([article(0).record], other=HELD, **options)


def agencies(server: LocalCrossref, **options: Any) -> Agencies:
    limiter = RateLimiter(clock=Held())
    limiter.allow(SINGLES, 10.0)
    options = {"base_url": server.url, "resolver": server.url, "rate_limiter": limiter, **options}
    return Agencies(MAILTO, **options)


def named(label: str) -> Reply:
    """Give Crossref's answer about an agency."""
    body = json.dumps({"message": {"agency": {"label": label}}}).encode()
    return Reply(body=body, headers={"Content-Type": "application/json"})


def paths(server: LocalCrossref) -> list[str]:
    return [one.path for one in server.seen]


@pytest.mark.parametrize("doi", HELD)
def test_what_an_agency_holds_is_given_under_the_doi_asked_for(doi: str) -> None:
    with local().running() as server:
        found = agencies(server).lookup([doi.upper()])
        assert {asked: (work.registry, work.doi) for asked, work in found.items()} == {
            doi: (HELD[doi][0], doi)
        }
        agency, record = paths(server)
        assert agency.startswith("/works/10.1000%2F") and agency.endswith("/agency")
        assert record.startswith("/10.1000/")
        assert not set("#?<>;") & set(agency + record)


def test_its_record_is_read_like_any_other() -> None:
    entry = "Marchetti L et al: Volumes of the orbit in adults. doi:10.1000/data"
    with local().running() as server:
        (work,) = agencies(server).lookup(["10.1000/data"]).values()
        citation = citation_of(work)
        assert (citation.type, citation.title) == ("dataset", DATA["title"])
        assert citation.author[0].given == "Lucia"
        assert citation.author[1].literal == "The Orbit Group"
        assert citation.issued and citation.issued.date_parts == ((2019, 3, 1),)
        assert merge(parse_entry(entry), work).provenance["publisher"] == "DataCite"


def test_searching_finds_nothing_and_says_that_this_means_nothing() -> None:
    with local().running() as server:
        others = agencies(server)
        assert others.search(article(0).citation) == ()
        assert (others.name, others.complete) == ("doi.org", False)
        assert server.seen == []


@pytest.mark.parametrize(
    "doi, requests",
    [("10.1000/nobody", 1), (article(0).doi, 1), ("10.1000/gone", 2), ("no DOI", 0), ("", 0)],
)
def test_what_is_not_held_is_absent(doi: str, requests: int) -> None:
    with local().running() as server:
        if doi == "10.1000/gone":
            server.replies.append(named("DataCite"))
        assert agencies(server).lookup([doi]) == {}
        assert len(server.seen) == requests


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("kind", ["429", "429-after", "500", "503", "504", "cut", "drop"])
def test_a_failure_is_not_checked(kind: str, at: int) -> None:
    with local().running() as server:
        server.first.extend(["swap"] * at + [kind])
        with pytest.raises(NotChecked, match=r"doi\.org could not be asked"):
            agencies(server).lookup(["10.1000/data"])
        assert len(server.seen) == at + 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, HTML, {"Content-Type": "text/html"}),
        Reply(200, HTML, {"Content-Type": "text/html"}),
        Reply(200, b"{", {"Content-Type": "application/json"}),
        Reply(200, b"[]", {"Content-Type": "application/json"}),
        Reply(200, b'{"message": {"agency": {"label": 7}}}', {"Content-Type": "application/json"}),
        Reply(200, b'{"message": {"agency": "x"}}', {"Content-Type": "application/json"}),
        Reply(200, b"{}"),
        Reply(301, headers={"Location": "/works/10.1000/other/agency"}),
    ],
)
def test_a_page_that_names_no_agency_is_not_checked(reply: Reply) -> None:
    with (
        local(replies=[reply]).running() as server,
        pytest.raises(NotChecked, match=r"doi\.org could not be asked"),
    ):
        agencies(server).lookup(["10.1000/data"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        HTML,
        b"[1, 2]",
        b'{"title": NaN}',
        b"[" * 100_000,
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b'{"title": "' + b"x" * 2_000_000 + b'"}',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_record_is_none(body: bytes) -> None:
    with local().running() as server:
        others = agencies(server)
        server.replies.extend([named("DataCite"), Reply(body=body)])
        assert others.lookup(["10.1000/data"]) == {}


def test_the_name_of_an_agency_comes_out_clean() -> None:
    with local().running() as server:
        server.other = {"10.1000/data": ("Data\x1b[31mCite\u202e\n" + "x" * 500, DATA)}
        (work,) = agencies(server).lookup(["10.1000/data"]).values()
        assert work.registry.isprintable() and len(work.registry) <= 60


def test_one_is_asked_after_another_at_the_rate_of_all() -> None:
    limiter = RateLimiter(clock=Held())
    limiter.allow(SINGLES, 10.0)
    limiter.allow_at_once(3)
    with local(latency=0.02).running() as server:
        others = agencies(server, rate_limiter=limiter)
        before = limiter.clock.now()
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda doi: others.lookup([doi]), list(HELD) * 2))
        assert all(found)
        assert server.most_at_once == 1
        assert len(server.seen) == others.asked["requests"] == 20
        assert limiter.clock.now() - before == pytest.approx(19 * 1.03 / 10.0, abs=1e-4)


def test_stopping_stops_it() -> None:
    with local().running() as server:
        limiter = RateLimiter(clock=Held())
        limiter.allow(SINGLES, 10.0)
        limiter.clock.stop()
        with pytest.raises(NotChecked, match="stopped") as told:
            agencies(server, rate_limiter=limiter).lookup(["10.1000/data"])
        assert told.value.closed
        assert server.seen == []


def test_a_dead_resolver_is_not_checked() -> None:
    with socket.socket() as unused, local().running() as server:
        unused.bind(("127.0.0.1", 0))
        resolver = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(NotChecked, match=r"could not be asked \(ConnectError\)"):
            agencies(server, resolver=resolver).lookup(["10.1000/data"])


def test_after_crossref_the_others_are_asked_for_the_rest_alone() -> None:
    wanted = [article(0).doi, "10.1000/medra", "10.1000/nobody"]
    with local().running() as server:
        crossref = Crossref(MAILTO, base_url=server.url, rate_limiter=RateLimiter(clock=Held()))
        both = FirstOf(crossref, agencies(server))
        found = both.lookup(wanted)
        assert {doi: work.registry for doi, work in found.items()} == {
            article(0).doi: crossref.name,
            "10.1000/medra": "mEDRA",
        }
        assert [one.rpartition("/")[2] for one in paths(server)[-3:]] == [
            "agency",
            "medra",
            "agency",
        ]
        assert (both.name, both.complete) == (crossref.name, True)


def settings(server: LocalCrossref, folder: Path, **more: str) -> Any:
    return read_settings(
        environment={
            "RADREFS_CROSSREF_URL": f"{server.url}/",
            "RADREFS_CROSSREF_TOKEN": TOKEN,
            "RADREFS_MAILTO": MAILTO,
            "RADREFS_CACHE": str(folder / "cache"),
            "RADREFS_CONFIG": str(folder / "config.toml"),
            **more,
        }
    )


def test_a_printed_doi_of_another_agency_is_resolved(tmp_path: Path) -> None:
    entry = "Marchetti L et al: Volumes of the orbit in adults. Radiology. 3:10-9, 2019. doi:"
    article_of_jalc = {
        **DATA,
        "type": "article-journal",
        "container-title": "Radiology",
        "volume": "3",
        "page": "10-19",
    }
    with local().running() as server:
        server.other = {"10.1000/data": ("JaLC", article_of_jalc)}
        door = connect(settings(server, tmp_path, RADREFS_DOI_URL=server.url))
        (found,) = resolve(
            [parse_entry(f"{entry}10.1000/data")], door.catalogue, today="2026-07-01"
        )
        assert (found.doi, found.work and found.work.registry) == ("10.1000/data", "JaLC")
        assert door.cache and door.cache.lookup(["10.1000/data"])
        door.close()
        others = [one for one in server.seen if "X-USER-AGENT" in one.headers]
        assert len(others) == 2
        assert not any(TOKEN in f"{one.path}{one.headers}" for one in others)
        assert MAILTO in others[0].headers["User-Agent"]
        assert MAILTO not in str(others[1].headers)


def test_behind_another_crossref_nobody_is_asked(tmp_path: Path) -> None:
    with local().running() as server:
        door = connect(settings(server, tmp_path))
        assert door.catalogue.lookup(["10.1000/data"]) == {}
        door.close()
        assert not any("agency" in path for path in paths(server))


@pytest.mark.parametrize("url", ["", CROSSREF, f"{CROSSREF}/"])
def test_behind_crossref_itself_doi_org_is_asked(url: str) -> None:
    found = read_settings(environment={"RADREFS_CROSSREF_URL": url, "RADREFS_CONFIG": "none.toml"})
    assert (found.crossref_url, found.resolver) == (CROSSREF, RESOLVER)


def test_habanero_still_lacks_the_header_that_is_lent_to_it() -> None:
    code = "from habanero.cn_formats import *; print(cn_format_headers.get('citeproc-json-ish'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "None\n", "habanero has it now: remove the row in agencies.py"


def test_without_that_header_it_could_not_ask() -> None:
    code = "from habanero import cn; cn.content_negotiation(['10.1000/x'], 'citeproc-json-ish')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "KeyError: 'citeproc-json-ish'" in done.stderr
