"""Ask a local Crossref: what is sent, how answers are taken, and what becomes of faults."""

from __future__ import annotations

import gzip
import json
import logging
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from radrefs import parse_entry
from radrefs.errors import NotChecked, RadrefsError
from radrefs.registries.addresses import contact_problem
from radrefs.registries.crossref import LISTS, SELECT, SINGLES, Crossref
from radrefs.registries.rate_limit import RateLimiter
from radrefs.settings import CROSSREF, Settings, read_settings
from radrefs.testing.crossref import FAULTS, LocalCrossref
from radrefs.testing.server import Reply
from tests.articles import Article, article, articles
from tests.registries.clock import Held

MAILTO = "reader@example.org"
TOKEN = "a-token-that-nobody-sees"
HTML = b"<html><body><h1>Not Found</h1></body></html>"
ODD = [
    "10.1002/(sici)1097-0258(19990715)18:13<1661::aid-sim968>3.0.co;2-2",
    "10.5555/part#2",
    "10.5555/why?who=me&what=7",
    "10.5555/5%25+half%2f",
    "10.5555/one,two",
    "10.5555/a//b/./c/..",
    '10.5555/[x]"y"',
    "10.5555/größe",
    "10.5555/agency",
]


def client(server: LocalCrossref | str, **options: Any) -> Crossref:
    """Give a client that waits for nobody: its clock is held."""
    url = server if isinstance(server, str) else server.url
    return Crossref(
        **{"mailto": MAILTO, "base_url": url, "rate_limiter": RateLimiter(clock=Held()), **options}
    )


def local(count: int = 6, **options: Any) -> LocalCrossref:
    return LocalCrossref([one.record for one in articles(count)], **options)


def dois(crossref: Crossref, one: Article) -> set[str]:
    return {work.doi for work in crossref.search(one.citation)}


def params(path: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(path).query).items()}


def bare(count: int, stem: str = "10.5555/") -> list[dict[str, Any]]:
    return [{"DOI": f"{stem}{number}"} for number in range(count)]


def test_a_search_is_one_list_request() -> None:
    with local().running() as server:
        crossref = client(server, agent="radrefs/9")
        found = crossref.search(article(2).citation)
        assert article(2).doi in {work.doi for work in found}
        assert {work.registry for work in found} == {crossref.name}
        (seen,) = server.seen
        sent = params(seen.path)
        assert set(sent) == {"query.bibliographic", "rows", "select", "mailto"}
        title, journal = article(2).record["title"][0], "Neuroradiology"
        assert title in sent["query.bibliographic"] and journal in sent["query.bibliographic"]
        assert int(sent["rows"]) >= 5
        assert sent["select"].split(",") == SELECT
        assert sent["mailto"] == MAILTO
        assert seen.headers["User-Agent"] == f"radrefs/9 (mailto:{MAILTO})"
        assert crossref.asked == {"searches": 1, "requests": 1}


def test_every_request_says_whom_to_write_to() -> None:
    with local(aliases={"10.5555/merged": article(1).doi}).running() as server:
        client(server).lookup([article(0).doi, "10.5555/merged", "10.5555/absent"])
        assert [one.status for one in server.seen] == [200, 301, 200, 404]
        for seen in server.seen:
            assert params(seen.path)["mailto"] == MAILTO
            assert MAILTO in seen.headers["User-Agent"]


def test_without_an_address_none_is_sent() -> None:
    with local().running() as server:
        client(server, mailto=None).search(article(0).citation)
        (seen,) = server.seen
        assert "mailto" not in seen.path + seen.headers["User-Agent"]


def test_a_long_query_still_fits_into_an_address() -> None:
    citation = parse_entry(f"Marchetti L et al: {'磁気共鳴画像 ' * 90}. Radiology. 3:1-2, 1990")
    with local().running() as server:
        client(server, mailto=f"{'x' * 60}@{'y' * 60}.example.org").search(citation)
        assert len(server.url + server.seen[0].path) < 2000


def test_nothing_to_ask_asks_nothing() -> None:
    with local().running() as server:
        assert client(server).search(parse_entry("")) == ()
        assert client(server).lookup(["", "no DOI", "10.5555"]) == {}
        assert server.seen == []


def test_fifty_are_looked_up_at_once() -> None:
    with LocalCrossref(bare(120)).running() as server:
        wanted = [work["DOI"] for work in bare(120)]
        found = client(server).lookup([*wanted, wanted[0].upper()])
        assert list(found) != wanted and set(found) == set(wanted)
        assert all(found[doi].doi == doi for doi in wanted)
        sent = [params(one.path) for one in server.seen]
        assert [one["filter"].count("doi:") for one in sent] == [50, 50, 20]
        assert all(int(one["rows"]) >= one["filter"].count("doi:") for one in sent)
        assert not any("select" in one or "query.bibliographic" in one for one in sent)


@pytest.mark.parametrize("stem", ["10.5555/" + "long" * 20, "10.5555/" + "<>" * 60])
@pytest.mark.parametrize("mailto", [MAILTO, f"{'x' * 60}@{'y' * 60}.{'z' * 60}.example.org"])
def test_long_dois_are_looked_up_in_addresses_of_two_thousand_bytes(stem: str, mailto: str) -> None:
    works = bare(60, stem)
    with LocalCrossref(works).running() as server:
        assert len(client(server, mailto=mailto).lookup([one["DOI"] for one in works])) == 60
        assert max(len(server.url + one.path) for one in server.seen) <= 2000
        assert server.count("list") < 35


def test_a_doi_too_long_for_an_address_is_not_asked() -> None:
    with local().running() as server:
        assert list(client(server).lookup(["10.5555/" + "目" * 300, article(1).doi])) == [
            article(1).doi
        ]
        assert max(len(server.url + one.path) for one in server.seen) <= 2000


@pytest.mark.parametrize("doi", ODD)
def test_an_odd_doi_is_asked_for_as_it_is(doi: str) -> None:
    others = [doi.partition(mark)[0] for mark in "#?%,<;"]
    with LocalCrossref([{"DOI": one} for one in {doi, *others}]).running() as server:
        found = client(server).lookup([doi])
        assert {asked: work.doi for asked, work in found.items()} == {doi: doi}
        (seen,) = server.seen
        assert seen.kind == ("single" if "," in doi else "list")


@pytest.mark.parametrize("doi", ODD)
def test_an_odd_doi_is_asked_for_singly_as_it_is(doi: str) -> None:
    with local().running() as server:
        assert client(server).lookup([doi]) == {}
        path = urlsplit(server.seen[-1].path).path
        assert path.count("/") == 2
        assert unquote(path).removeprefix("/works/") == doi


@pytest.mark.parametrize("prime", [article(0).doi, *ODD[:3], "10.5555/größe"])
def test_a_merged_doi_leads_to_its_prime_one(prime: str) -> None:
    # The server sends its Location as Crossref does: relative, and not encoded.
    aliases = {"10.5555/merged": prime}
    with LocalCrossref([{"DOI": prime}], aliases=aliases).running() as server:
        found = client(server).lookup(["10.5555/MERGED"])
        assert {asked: work.doi for asked, work in found.items()} == {"10.5555/merged": prime}
        assert [one.status for one in server.seen if one.kind == "single"] == [301, 200]


@pytest.mark.parametrize(
    "location",
    [
        "/works/10.5555%2Farticle.0",
        "/v1/works/10.5555/ARTICLE.0",
        "{url}/works/10.5555/article.0",
        "/works/10.5555/article.0?mailto=reader%40example.org",
        "{other}/works/10.5555/article.0",
    ],
)
def test_a_redirect_is_followed_at_this_server_alone(location: str) -> None:
    with local(1).running() as other, local(1).running() as server:
        told = location.format(url=server.url, other=other.url)
        server.replies.append(Reply(404, b"Resource not found."))
        server.replies.append(Reply(301, headers={"Location": told}))
        crossref = client(server)
        server.replies.appendleft(Reply(body=json.dumps({"message": {"items": []}}).encode()))
        assert crossref.lookup(["10.5555/gone"]) == {}
        found = crossref.lookup(["10.5555/a,b"])
        assert found["10.5555/a,b"].doi == article(0).doi
        assert other.seen == []


def test_an_element_that_cannot_be_selected_is_left_out_from_then_on() -> None:
    with local().running() as server:
        server.no_select |= {"abstract", "relation"}
        crossref = client(server)
        for number in range(3):
            assert article(number).doi in dois(crossref, article(number))
        asked = [(one.status, params(one.path)["select"].split(",")) for one in server.seen]
        assert [status for status, _ in asked] == [400, 400, 200, 200, 200]
        assert set(SELECT) - set(asked[-1][1]) == {"abstract", "relation"}


@pytest.mark.parametrize(
    "value, times",
    [("DOI", 2), ("something else", 1), ("abstract,score", 1), (None, 1), (7, 1)],
)
def test_a_refusal_that_names_nothing_selected_ends_the_selecting(
    value: object, times: int
) -> None:
    wrong = {"type": "select-not-available", "value": value}
    refusal = Reply(400, json.dumps({"message": [wrong]}).encode())
    with local(replies=[refusal] * times).running() as server:
        crossref = client(server)
        assert dois(crossref, article(0)) and dois(crossref, article(1))
        assert ["select" in params(one.path) for one in server.seen[-2:]] == [False, False]
        assert len(server.seen) == times + 2
        server.replies.extend([refusal] * 100)
        with pytest.raises(NotChecked, match="select-not-available"):
            crossref.search(article(2).citation)


def test_a_request_that_is_not_taken_is_told_with_its_reason() -> None:
    wrong = [{"type": "integer-not-valid", "value": MAILTO}, {"type": "filter-not-available"}, 7]
    body = json.dumps({"status": "failed", "message": wrong}).encode()
    with local(replies=[Reply(400, body)]).running() as server:
        with pytest.raises(NotChecked) as told:
            client(server).search(article(0).citation)
        assert "filter-not-available, integer-not-valid" in str(told.value)
        assert MAILTO not in str(told.value)
        assert not told.value.closed
        assert len(server.seen) == 1


@pytest.mark.parametrize("kind", FAULTS)
def test_after_a_fault_the_answer_is_the_same(kind: str) -> None:
    with local().running() as server:
        crossref = client(server, silence=0.4, attempts=20)
        wanted = dois(crossref, article(0))
        looked_up = crossref.lookup([article(1).doi])
        server.first.extend([kind] * 2)
        assert dois(crossref, article(0)) == wanted
        server.first.append(kind)
        assert crossref.lookup([article(1).doi]) == looked_up
        assert crossref.asked["faults"] >= (0 if kind == "swap" else 3)


def test_an_answer_is_the_same_with_a_fifth_of_faults() -> None:
    with local(20, faults=0.2).running() as server:
        kinds = [kind for kind in FAULTS if kind != "slow"]
        server.kinds = kinds
        crossref = client(server, attempts=20)
        for one in articles(20):
            assert one.doi in dois(crossref, one)
        assert len(crossref.lookup([one.doi for one in articles(20)])) == 20
        assert crossref.asked["faults"] > 0


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, HTML, {"Content-Type": "text/html"}),
        Reply(404, b'{"status":"error","message-type":"route-not-found","message":"Route"}'),
        Reply(200, HTML),
        Reply(200, b""),
        Reply(200, b"[]"),
        Reply(200, b'{"status": "ok"}'),
        Reply(204),
        Reply(301),
        Reply(301, headers={"Location": "/works/"}),
        Reply(301, headers={"Location": "/works/nothing"}),
        Reply(301, headers={"Location": "http://["}),
        Reply(418, b"I am a teapot"),
        Reply(599),
    ],
)
def test_what_is_no_answer_is_asked_again_and_never_taken_for_not_held(reply: Reply) -> None:
    with local().running() as server:
        crossref = client(server, attempts=3)
        server.replies.extend([reply] * 2)
        assert list(crossref.lookup(["10.5555/a,b", article(0).doi])) == [article(0).doi]
        server.replies.extend([reply] * 3)
        with pytest.raises(NotChecked, match="no answer in 3 attempts"):
            crossref.lookup(["10.5555/a,b"])
        assert server.replies == type(server.replies)()


@pytest.mark.parametrize("kind", ["text/plain", "application/json;charset=utf-8", "text/html"])
def test_the_words_say_that_a_doi_is_not_held_and_not_their_label(kind: str) -> None:
    reply = Reply(404, b"Resource not found.", {"Content-Type": kind})
    with local(replies=[reply]).running() as server:
        assert client(server).lookup(["10.5555/a,b"]) == {}
        assert len(server.seen) == 1


@pytest.mark.parametrize("body", [{"message": {}}, {"message": {"DOI": "none"}}])
def test_a_record_without_a_doi_is_no_answer(body: dict[str, Any]) -> None:
    with local(replies=[Reply(200, json.dumps(body).encode())]).running() as server:
        crossref = client(server)
        with pytest.raises(NotChecked, match="no work"):
            crossref.lookup(["10.5555/a,b"])


def test_three_that_are_given_up_in_a_row_end_the_asking() -> None:
    with local(replies=[Reply(503)] * 6).running() as server:
        crossref = client(server, attempts=2)
        closed = []
        for one in articles(3):
            with pytest.raises(NotChecked, match="status 503") as told:
                crossref.search(one.citation)
            closed.append(told.value.closed)
        assert closed == [False, False, True]
        with pytest.raises(NotChecked, match="cannot be reached"):
            crossref.lookup([article(1).doi])
        assert len(server.seen) == 6


def test_one_answer_between_begins_the_count_anew() -> None:
    with local().running() as server:
        crossref = client(server, attempts=1)
        for one in articles(4):
            server.replies.append(Reply(503))
            with pytest.raises(NotChecked) as told:
                crossref.search(one.citation)
            assert not told.value.closed
            assert crossref.search(one.citation)


@pytest.mark.parametrize("status", [401, 403])
def test_a_block_stops_everything(status: int) -> None:
    with local(replies=[Reply(status)]).running() as server:
        crossref = client(server)
        for ask in (lambda: dois(crossref, article(0)), lambda: crossref.lookup(["10.5555/a,b"])):
            with pytest.raises(NotChecked, match=rf"refuses us \(status {status}\)") as told:
                ask()
            assert told.value.closed
        assert len(server.seen) == 1


def test_a_block_stops_those_who_wait_for_their_turn() -> None:
    with local(always="403", latency=0.05).running() as server:
        crossref = client(server, mailto=None)
        with ThreadPoolExecutor(6) as pool:
            under_way = [pool.submit(crossref.search, one.citation) for one in articles(6)]
            failures = [one.exception() for one in under_way]
        assert all(isinstance(one, NotChecked) and one.closed for one in failures)
        assert len(server.seen) == 1


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


def test_a_dead_port_is_told_at_once() -> None:
    clock = Held()
    crossref = client(f"http://127.0.0.1:{free_port()}", rate_limiter=RateLimiter(clock=clock))
    for one in articles(3):
        with pytest.raises(NotChecked, match=r"cannot be reached \(no connection\)") as told:
            crossref.search(one.citation)
        assert told.value.closed
    assert crossref.asked["requests"] == 2
    assert sum(clock.waits) < 10


def test_a_connection_that_is_not_safe_is_not_used() -> None:
    with local().running() as server:
        crossref = client(server.url.replace("http:", "https:"), token=TOKEN)
        for one in articles(2):
            with pytest.raises(NotChecked, match="the connection is not safe") as told:
                crossref.search(one.citation)
            assert told.value.closed
        assert crossref.asked["requests"] == 1
        assert server.seen == []


def test_who_drops_the_line_is_not_taken_for_a_dead_port() -> None:
    with local(first=["drop"] * 4).running() as server:
        assert article(0).doi in dois(client(server), article(0))


def test_closing_stops_what_waits() -> None:
    with local().running() as server:
        crossref = client(server)
        crossref.close()
        with pytest.raises(NotChecked, match="stopped") as told:
            crossref.search(article(0).citation)
        assert told.value.closed
        assert server.seen == []


def test_a_login_page_between_is_refused_and_sees_no_token() -> None:
    with local().running() as portal, local().running() as server:
        elsewhere = portal.url.replace("127.0.0.1", "localhost")
        for path in ("/login", f"/works/{article(0).doi}"):
            crossref = client(server, token=TOKEN)
            server.replies.append(Reply(302, headers={"Location": f"{elsewhere}{path}"}))
            with pytest.raises(NotChecked, match=r"another server \(localhost\): is there a login"):
                crossref.search(article(0).citation)
        assert len(server.seen) == 2
        assert portal.connections == 0


SPLIT = {"x-rate-limit-limit": "3", "x-rate-limit-interval": "1s", "x-concurrency-limit": "3"}


@pytest.mark.parametrize(
    "headers, per_second, at_once",
    [
        (SPLIT, 3.0, 3),
        ({"x-rate-limit": "10", "x-concurrency-limit": "2"}, 10.0, 2),
        ({"x-ratelimit-limit": "50", "x-ratelimit-interval": "1s"}, 50.0, 3),
        ({"X-Rate-Limit-Limit": "7", "X-Rate-Limit-Interval": "1s"}, 7.0, 3),
        ({"x-rate-limit-limit": "50, 50", "x-rate-limit-interval": "1s, 1s"}, 50.0, 3),
        ({"x-rate-limit-limit": "4", "x-ratelimit-limit": "50"}, 4.0, 3),
        ({"x-rate-limit-limit": "30", "x-rate-limit-interval": "60s"}, 0.5, 3),
        ({"x-rate-limit-limit": "1", "x-concurrency-limit": "1"}, 1.0, 1),
        ({"x-rate-limit-limit": "150", "x-concurrency-limit": "9999999"}, 150.0, 50),
        ({"x-api-pool": "public-array"}, 1.0, 1),
        ({"x-api-pool": "public"}, 1.0, 1),
        ({"x-api-pool": "polite-array"}, 3.0, 3),
        ({"x-rate-limit-limit": "soon", "x-concurrency-limit": "0"}, 3.0, 3),
        ({"x-rate-limit-limit": "0"}, 3.0, 3),
        ({"x-rate-limit-limit": "999999", "x-rate-limit-interval": "0"}, 150.0, 3),
        ({"x-rate-limit-limit": "1", "x-rate-limit-interval": "999999s"}, 0.02, 3),
        ({}, 3.0, 3),
    ],
)
def test_the_limits_that_an_answer_names_are_followed(
    headers: Mapping[str, str], per_second: float, at_once: int
) -> None:
    with local(headers=headers).running() as server:
        crossref = client(server)
        times = []
        for one in articles(4):
            crossref.search(one.citation)
            times.append(crossref.rate_limiter.clock.now())
        assert times[3] - times[2] == pytest.approx(1.03 / per_second, abs=1e-5)
        assert crossref.rate_limiter.at_once == at_once


def test_limits_go_up_and_down_and_stay_where_nothing_is_said() -> None:
    with local().running() as server:
        crossref = client(server)
        for limit, wanted in (("9", 9.0), ("2", 2.0), (None, 2.0), ("5", 5.0)):
            server.headers = {"x-rate-limit-limit": limit} if limit else {}
            crossref.search(article(0).citation)
            crossref.search(article(0).citation)
            before = crossref.rate_limiter.clock.now()
            crossref.search(article(0).citation)
            gap = crossref.rate_limiter.clock.now() - before
            assert gap == pytest.approx(1.03 / wanted, abs=1e-5)


@pytest.mark.parametrize(
    "options, lists, singles, at_once",
    [
        ({"mailto": None}, 1.0, 5.0, 1),
        ({}, 3.0, 10.0, 3),
        ({"token": TOKEN}, 150.0, 150.0, 10),
    ],
)
def test_each_pool_has_its_limits_before_any_answer(
    options: dict[str, Any], lists: float, singles: float, at_once: int
) -> None:
    crossref = client("http://127.0.0.1:1", **options)
    for door, per_second in ((LISTS, lists), (SINGLES, singles)):
        before = crossref.rate_limiter.clock.now()
        for _ in range(3):
            with crossref.rate_limiter.acquire(door):
                gap = crossref.rate_limiter.clock.now() - before
        assert gap == pytest.approx(2 * 1.03 / per_second, abs=1e-5)
    assert crossref.rate_limiter.at_once == at_once


def test_no_more_are_in_flight_than_the_answers_say() -> None:
    limits = {"x-rate-limit-limit": "150", "x-concurrency-limit": "2"}
    with local(12, latency=0.02, headers=limits).running() as server:
        crossref = client(server)
        crossref.search(article(0).citation)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(crossref.search, [one.citation for one in articles(12)]))
        assert server.most_at_once <= 2


@pytest.mark.parametrize(
    "asked, least, most",
    [
        ("7", 7.0, 8.0),
        ("0.5", 0.5, 1.3),
        ("0", 0.7, 1.3),
        ("-3", 0.7, 1.3),
        ("tomorrow", 0.7, 1.3),
        ("999999", 300.0, 320.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.7, 1.3),
        (formatdate(4e9, usegmt=True), 300.0, 320.0),
    ],
)
def test_a_wait_that_is_asked_for_is_kept(asked: str, least: float, most: float) -> None:
    with local(replies=[Reply(429, headers={"Retry-After": asked})]).running() as server:
        crossref = client(server)
        before = crossref.rate_limiter.clock.now()
        assert crossref.search(article(0).citation)
        assert least <= crossref.rate_limiter.clock.now() - before <= most


def test_each_wait_is_longer_than_the_last() -> None:
    clock = Held()
    with local(replies=[Reply(429)] * 5).running() as server:
        assert client(server, rate_limiter=RateLimiter(clock=clock)).search(article(0).citation)
    waits = clock.waits
    assert len([wait for wait in waits if wait > 0.7]) == 5
    assert all(0.75 * 2**n <= wait <= 1.25 * 2**n for n, wait in enumerate(waits))


def test_one_connection_serves_many_requests() -> None:
    with local(aliases={"10.5555/merged": article(1).doi}).running() as server:
        crossref = client(server)
        for one in articles(3):
            crossref.search(one.citation)
        assert len(crossref.lookup([article(0).doi, "10.5555/merged", "10.5555/absent"])) == 2
        assert (len(server.seen), server.connections) == (7, 1)


@pytest.mark.parametrize("packing", ["gzip", "GZIP", "x-gzip"])
def test_a_packed_answer_is_unpacked(packing: str) -> None:
    body = json.dumps({"message": {"items": [article(0).record]}}).encode()
    packed = Reply(body=gzip.compress(body), headers={"Content-Encoding": packing})
    with local(replies=[packed]).running() as server:
        assert dois(client(server), article(0)) == {article(0).doi}
        assert server.seen[0].headers["Accept-Encoding"] == "gzip"


def chunks(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (*pieces, b""))


def test_an_answer_in_chunks_is_read_and_one_cut_in_a_chunk_is_asked_again() -> None:
    body = json.dumps({"message": {"items": [article(0).record]}}).encode()
    headers = {"Transfer-Encoding": "chunked"}
    whole = Reply(body=chunks(body[:50], body[50:]), headers=headers)
    odd = Reply(body=b"zz\r\nno length\r\n", headers={**headers, "Connection": "close"})
    with local(replies=[odd, whole]).running() as server:
        crossref = client(server)
        assert dois(crossref, article(0)) == {article(0).doi}
        assert crossref.asked["faults"] == 1


def test_cited_references_are_not_kept() -> None:
    record = {**article(0).record, "reference": [{"key": "1"}]}
    with LocalCrossref([record]).running() as server:
        found = client(server).lookup([article(0).doi])
        assert found[article(0).doi].record == {**article(0).record, "score": 0.0}


def test_a_token_is_in_its_header_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with local(replies=[Reply(503)]).running() as server:
        crossref = client(server, token=TOKEN, attempts=1)
        with pytest.raises(NotChecked) as told:
            crossref.search(article(0).citation)
        crossref.search(article(0).citation)
        for seen in server.seen:
            assert seen.headers["Crossref-Plus-API-Token"] == f"Bearer {TOKEN}"
            others = {k: v for k, v in seen.headers.items() if k != "Crossref-Plus-API-Token"}
            assert TOKEN not in f"{seen.path} {others}"
        failure: BaseException | None = told.value
        while failure is not None:
            assert TOKEN not in f"{failure!r} {failure}"
            failure = failure.__cause__ or failure.__context__
        assert TOKEN not in f"{crossref!r} {crossref} {crossref.name} {caplog.text}"
        assert "GET /works" in caplog.text


def test_settings_show_no_token() -> None:
    settings = read_settings(environment={"RADREFS_CROSSREF_TOKEN": TOKEN})
    assert isinstance(settings, Settings) and settings.token == TOKEN
    assert TOKEN not in f"{settings!r} {settings}"


@pytest.mark.parametrize("token", ["two words", "line\nbreak", f"{TOKEN}\n", "short", "schlüssel"])
def test_a_token_that_is_none_is_refused_and_not_told(token: str) -> None:
    with pytest.raises(RadrefsError, match="copy it anew") as told:
        Crossref(token=token)
    assert token not in str(told.value)


@pytest.mark.parametrize(
    "url",
    ["http://api.crossref.org", "http://127.0.0.1.example.org", "http://localhost.example.org"],
)
def test_a_token_is_not_sent_in_the_clear(url: str) -> None:
    with pytest.raises(RadrefsError, match="https alone") as told:
        Crossref(token=TOKEN, base_url=url)
    assert TOKEN not in str(told.value)


@pytest.mark.parametrize(
    "url", [CROSSREF, "http://127.0.0.1:1", "http://[::1]:1", "http://localhost"]
)
def test_a_token_may_be_sent_safely_or_to_this_machine(url: str) -> None:
    assert Crossref(token=TOKEN, base_url=url).complete


@pytest.mark.parametrize(
    "url",
    [
        "", "api.crossref.org", "ftp://api.crossref.org", "https://", "http://[::1", "http://x:port",
        "http://x:99999", "https://me:secret@api.crossref.org", "https://:secret@api.crossref.org",
        "https://api.crossref.org/?rows=2", "https://api.crossref.org/#top", "https://two words",
        "https://x\x1b[31m", "https://x\ny",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(RadrefsError, match=r"is no address of a Crossref server") as told:
        Crossref(base_url=url)
    assert str(told.value).isprintable()


def test_a_server_is_known_by_its_address() -> None:
    assert Crossref(base_url=f" {CROSSREF}/ ").name == "crossref"
    assert Crossref(base_url="https://mirror.example.org/v1/").name == (
        "crossref at https://mirror.example.org/v1"
    )


@pytest.mark.parametrize("mailto", ["you@example.org", "a.b+c@mail.radiology.example.ac.uk"])
def test_an_address_to_write_to_is_taken(mailto: str) -> None:
    assert contact_problem(mailto) is None


@pytest.mark.parametrize(
    "mailto",
    [
        "me", "me@home", "a b@example.org", "a@b@example.org", "a@example.org\r\nX: 1",
        "ä@example.org", "x" * 300 + "@example.org", "a@example.org;rows=1",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_sent_is_told(mailto: str) -> None:
    assert "use the form name@example.org" in (contact_problem(mailto) or "")
    with pytest.raises(RadrefsError, match="is no e-mail address"):
        Crossref(mailto)
