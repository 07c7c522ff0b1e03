"""Stand up to a server that means harm, or is broken: refused or cleaned, and told in words."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from radrefs import dumps, parse_entry
from radrefs.errors import NotChecked
from radrefs.matching.grading import Grade
from radrefs.registries.answers import MOST_BYTES, read_json
from radrefs.registries.crossref import Crossref
from radrefs.registries.rate_limit import RateLimiter
from radrefs.resolving.pipeline import resolve
from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.server import Reply
from tests.articles import Article, Double, article, page_of
from tests.conftest import ROOT, Run, radrefs
from tests.registries.clock import Held

GIGABYTE = 1 << 30
STEERING = {
    "colour": "\x1b[31mred\x1b[0m",
    "title of the window": "\x1b]0;mine\x07",
    "one byte": "\x9b31m\x90\x9c",
    "bell and backspace": "\x07\x08\x00\x7f",
    "lines": "\r\n\x0b\u2028\x85",
    "direction": "\u202egnp.exe\u2066\u200f",
    "half a pair": "\ud800",
    "markup": "<b onclick='x()'></b>&lt;i&gt;&#27;[2J&#x9b;",
}


def client(server: LocalCrossref, **options: Any) -> Crossref:
    options = {"attempts": 2, "rate_limiter": RateLimiter(clock=Held()), **options}
    return Crossref("reader@example.org", base_url=server.url, **options)


def refusal(server: LocalCrossref, **options: Any) -> str:
    """Search, and give the words in which it is said that this was no answer."""
    with pytest.raises(NotChecked) as told:
        client(server, **options).search(article(0).citation)
    assert str(told.value).isprintable()
    return str(told.value)


def envelope(*items: object) -> bytes:
    return json.dumps({"status": "ok", "message": {"items": items}}).encode()


def ask(server: LocalCrossref, command: str, *arguments: object) -> Run:
    """Run the command against a server, and hold that it steers no terminal."""
    run = radrefs(command, *arguments, "--crossref-url", server.url, "--no-cache")
    assert run.status == 0, run.err
    assert all(char == "\n" or char.isprintable() for char in run.out + run.err)
    return run


@pytest.mark.parametrize(
    "trick, words",
    [
        ("403", "refuses us (status 403)"),
        ("giant", "sent more than 32 MB: refused"),
        ("redirect", "redirected us in a circle"),
        ("elsewhere", "another server (login.example.org): is there a login page between?"),
        ("deep", "no answer of Crossref's"),
        ("number", "no answer of Crossref's"),
        ("list", "no answer of Crossref's"),
    ],
)
def test_a_trick_is_refused_in_words(trick: str, words: str) -> None:
    with LocalCrossref([], always=trick).running() as server:
        assert words in refusal(server)
        assert len(server.seen) <= 5


@pytest.mark.parametrize("trick", ["403", "giant", "types"])
def test_the_command_says_what_stayed_unchecked(trick: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, [article(0)])
    with LocalCrossref([], always=trick).running() as server:
        run = ask(server, "resolve", page, "-o", tmp_path / "found.json")
        settled = "not found" if trick == "types" else "1 stayed unchecked"
        assert settled in run.err
        assert trick == "types" or server.url in run.err


def test_a_trick_that_goes_on_is_not_asked_for_ever() -> None:
    with LocalCrossref([], always="giant").running() as server:
        crossref = client(server)
        citations = [article(number).citation for number in range(8)]
        found = resolve(citations, crossref, today="2026-07-01")
        assert {one.decision.grade for one in found} == {Grade.NOT_CHECKED}
        assert len(server.seen) <= 5


PEAK = """
import sys, tracemalloc
from radrefs import NotChecked
from radrefs.registries.crossref import Crossref
from tests.articles import article

crossref = Crossref("reader@example.org", base_url=sys.argv[1], attempts=2, patience=0.01)
citation = article(0).citation
crossref.search(citation)
tracemalloc.start()
try:
    crossref.search(citation)
except NotChecked as failure:
    print(failure)
print(tracemalloc.get_traced_memory()[1] >> 20)
"""


def bomb(size: int) -> bytes:
    """Pack zeros of some size, without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + piece * (size >> 20)


BODIES = {
    "packed": Reply(body=bomb(GIGABYTE), headers={"Content-Encoding": "gzip"}),
    "long": Reply(body=b"[" * (MOST_BYTES + 1), headers={"Content-Length": str(GIGABYTE)}),
    "moved": Reply(
        301,
        b" " * 3 * MOST_BYTES,
        {"Location": "/works/10.5555/a", "Content-Length": str(GIGABYTE)},
    ),
}


@pytest.mark.parametrize("kind", BODIES)
def test_the_memory_stays_bounded(kind: str) -> None:
    with LocalCrossref([article(0).record]).running() as server:
        server.replies.extend([Reply(body=envelope()), BODIES[kind]])
        done = subprocess.run(
            [sys.executable, "-c", PEAK, server.url],
            cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        told, most = done.stdout.splitlines()
        assert "sent more than 32 MB: refused" in told
        # What is read, once more while it grows or is unpacked, and little else.
        assert 32 <= int(most) < 100


def test_the_bomb_is_one() -> None:
    small = bomb(8 << 20)
    assert len(small) < 16_000
    assert zlib.decompressobj(31).decompress(small) == bytes(8 << 20)


@pytest.mark.parametrize("packing", ["gzip, gzip", "br", "deflate", "zstd", "compress", "x" * 500])
def test_what_is_packed_in_a_way_not_asked_for_is_not_unpacked(packing: str) -> None:
    body = gzip.compress(gzip.compress(envelope(article(0).record)))
    reply = Reply(body=body, headers={"Content-Encoding": packing})
    with LocalCrossref([], replies=[reply] * 2).running() as server:
        assert "packed in a way that was not asked for" in refusal(server)


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(envelope(article(0).record))[:-20],
        b"no gzip at all",
        gzip.compress(b"")[:5],
    ],
    ids=["cut short", "no gzip", "no more than a head"],
)
def test_what_cannot_be_unpacked_is_a_fault(body: bytes) -> None:
    reply = Reply(body=body, headers={"Content-Encoding": "gzip"})
    with LocalCrossref([], replies=[reply] * 2).running() as server:
        assert "answer cut short" in refusal(server)


@pytest.mark.parametrize("status", [200, 301])
def test_a_body_that_drips_is_cut(status: int) -> None:
    # Whole it would take ten minutes.
    drip = Reply(status, b" " * 10_000, {"Location": "/works/10.5555/a"}, pause=0.06)
    with LocalCrossref([], replies=[drip] * 2).running() as server:
        assert "(too slow)" in refusal(server, longest=0.2)


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "utf-8-sig", "cp037"])
def test_a_body_in_another_encoding_is_read_or_refused_but_not_misread(charset: str) -> None:
    record = {**article(0).record, "title": ["Größe"]}
    text = json.dumps({"message": {"items": [record]}}, ensure_ascii=False)
    kind = {"Content-Type": f"application/json;charset={charset}"}
    reply = Reply(body=text.encode(charset), headers=kind)
    with LocalCrossref([], replies=[reply] * 2).running() as server:
        if charset in ("latin-1", "cp037"):
            assert "no answer of Crossref's" in refusal(server)
        else:
            (work,) = client(server).search(article(0).citation)
            assert work.record["title"] == ["Größe"]


@pytest.mark.parametrize(
    "text",
    [
        '{"message": {"items": [{"DOI": "10.5555/a", "score": NaN}]}}',
        '{"message": {"items": [{"DOI": "10.5555/a", "score": 1e999}]}}',
        '{"message": {"items": [{"DOI": "10.5555/a", "score": -Infinity}]}}',
        f'{{"message": {{"items": [{{"DOI": "10.5555/a", "x": {"[" * 60}{"]" * 60}}}]}}}}',
        f'{{"message": {{"items": [{{"DOI": "10.5555/a", "x": {"[" * 900}{"]" * 900}}}]}}}}',
        f'{{"message": {{"items": [{{"DOI": "10.5555/a", "x": {"9" * 5000}}}]}}}}',
    ],
)
def test_what_could_not_be_written_again_is_refused(text: str) -> None:
    assert read_json(text) is None
    with LocalCrossref([], replies=[Reply(body=text.encode())] * 2).running() as server:
        assert "no answer of Crossref's" in refusal(server)


def test_real_records_are_flat_enough() -> None:
    text = '{"a":' * 20 + '[{"b": [1, "[[[[[[", 2.5]}]' + "}" * 20
    assert read_json(text) == json.loads(text)


def test_no_cookie_is_kept() -> None:
    with LocalCrossref([], always="cookie").running() as server:
        crossref = client(server)
        for number in range(3):
            assert crossref.search(article(number).citation) == ()
        assert len(server.seen) == 3
        assert not any("Cookie" in one.headers for one in server.seen)


@pytest.mark.parametrize(
    "doi",
    [
        "nothing", "10.5555/", "10.5555/a b", "10.5555/\x1b[31m", "../../etc", "", None, 7,
        ["10.5555/a"], {},
    ],
)  # fmt: skip
def test_a_doi_that_is_none_is_dropped(doi: object) -> None:
    wrong = {**article(0).record, "DOI": doi}
    items = (wrong, article(1).record, None, "text", 7, [article(0).record])
    with LocalCrossref([], replies=[Reply(body=envelope(*items))]).running() as server:
        found = client(server).search(article(0).citation)
        assert [work.doi for work in found] == [article(1).doi]


def test_an_answer_that_nobody_asked_for_is_given_under_no_doi() -> None:
    reply = Reply(body=envelope(article(1).record))
    with LocalCrossref([], replies=[reply]).running() as server:
        assert client(server).lookup([article(0).doi]) == {}


def spoilt(number: int, text: str) -> Article:
    """Give an article whose record holds a text everywhere, and is still the right one."""
    one = article(number)
    return one.changed(
        title=[f"{one.record['title'][0]}{text}"],
        author=[{**one.record["author"][0], "suffix": text}, {"family": text, "name": text}],
        container_title=["Neuroradiology", text],
        publisher=text,
        issue=f"77{text}",
        language=text,
        abstract=text,
        ISSN=[text],
        updated_by=[{"type": f"retraction{text}", "DOI": f"10.5555/n{text}", "source": text}],
    )


def test_what_steers_a_terminal_comes_out_clean(tmp_path: Path) -> None:
    found = [spoilt(number, text) for number, text in enumerate(STEERING.values())]
    twin = article(20).changed(DOI="10.5555/twin", title=["".join(STEERING.values())])
    page, file = page_of(tmp_path, [*found, article(20)]), tmp_path / "found.json"
    with LocalCrossref([one.record for one in (*found, twin)]).running() as server:
        run = ask(server, "resolve", page, "-o", file)
        explained = [f"--explain={number}" for number in range(1, len(found) + 2)]
        ask(server, "resolve", "-o", file, "--offline", *explained)
        told = ask(server, "resolve", "-o", file, "--offline", "--json").out
    assert file.read_text("utf-8") == told
    assert all(one.doi in run.out and one.doi in told for one in found)
    for resolution in resolve([one.citation for one in found], Double(found)):
        for format in ("bibtex", "ris", "csl-json"):
            text = dumps([resolution.merged.citation], format)
            assert all(char == "\n" or char.isprintable() for char in text), format


def test_words_of_a_server_come_out_clean() -> None:
    wrong = [{"type": STEERING["colour"] + STEERING["direction"], "value": "\x9b"}]
    body = json.dumps({"message": wrong}).encode()
    with LocalCrossref([], replies=[Reply(400, body)]).running() as server:
        assert "red" in refusal(server)
    elsewhere = {"Location": "http://\u202elogin\x9b/x".encode().decode("latin-1")}
    with LocalCrossref([], replies=[Reply(302, headers=elsewhere)]).running() as server:
        assert "another server" in refusal(server)


def test_records_of_every_wrong_type_are_judged() -> None:
    with LocalCrossref([], always="types").running() as server:
        entry = "Marchetti L et al: Odd. Neuroradiology. 61(3):291-9, 2019. doi:10.1000/odd"
        (found,) = resolve([parse_entry(entry)], client(server), today="2026-07-01")
        assert found.decision.grade is not Grade.NOT_CHECKED
        assert found.merged.citation
