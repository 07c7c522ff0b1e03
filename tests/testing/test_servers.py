"""Ask the local servers as anybody may: limits, faults, what they keep of what was asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from radrefs.testing.crossref import FAULTS, LocalCrossref
from radrefs.testing.crossref_faults import FAILURES, HOSTILE
from radrefs.testing.pubmed import LocalPubMed, sample_pubmed
from radrefs.testing.samples import PMCIDS, PMIDS, SAMPLE, read_records
from radrefs.testing.server import LocalServer, Reply
from tests.conftest import SEED

RECORDS = read_records(SAMPLE)
SINGLE = "/works/10.1155/2014/349319"
SEARCH = "/works?query.bibliographic=hemifacial+spasm&rows=2"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def ask(server: LocalServer, path: str, method: str = "GET", body: str = "") -> Answer:
    """Ask over a connection of one's own."""
    address = urlsplit(server.url)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=10)
    try:
        connection.request(method, f"{address.path}{path}", body or None)
        found = connection.getresponse()
        return Answer(found.status, dict(found.getheaders()), found.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def server() -> Iterator[LocalCrossref]:
    with LocalCrossref(RECORDS).running() as found:
        yield found


def test_a_search_and_a_look_up_answer_as_crossref_does(server: LocalCrossref) -> None:
    found = ask(server, SEARCH)
    told = json.loads(found.body)
    assert (found.status, told["message-type"], len(told["message"]["items"])) == (
        200, "work-list", 2,
    )  # fmt: skip
    assert found.headers["x-rate-limit-limit"] == "1"
    record = json.loads(ask(server, SINGLE).body)["message"]
    assert record["DOI"].lower() == "10.1155/2014/349319"
    assert ask(server, "/works/10.5555/none") == Answer(
        404, {**ask(server, "/works/10.5555/none").headers}, b"Resource not found."
    )
    assert ask(server, SEARCH, "POST", "x=1").status == 405


def test_what_was_asked_is_kept(server: LocalCrossref) -> None:
    before = len(server.seen)
    ask(server, SEARCH)
    ask(server, SINGLE)
    first, second = server.seen[before:]
    assert (first.kind, first.path, first.params["rows"], first.status) == (
        "list",
        SEARCH,
        "2",
        200,
    )
    assert (second.kind, second.path, second.params) == ("single", SINGLE, {})
    assert first.at <= second.at and "Host" in first.headers
    assert server.questions[SEARCH] >= 1


def test_limits_are_enforced_if_asked_for() -> None:
    with LocalCrossref(RECORDS, enforce=True, window=60.0).running() as server:
        assert [ask(server, SEARCH).status for _ in range(3)] == [200, 429, 429]
        # Look-ups have a limit of their own.
        assert [ask(server, SINGLE).status for _ in range(6)] == [*[200] * 5, 429]
        assert (server.count("list"), server.count("list", 429)) == (1, 2)
    with sample_pubmed(RECORDS, enforce=True, window=60.0).running() as pubmed:
        summary = "/esummary.fcgi?db=pubmed&id=1"
        assert [ask(pubmed, summary).status for _ in range(4)] == [200, 200, 200, 429]
        assert ask(pubmed, f"{summary}&api_key=a-key").status == 200


@pytest.mark.parametrize("fault", [*FAILURES, *(one for one in HOSTILE if one != "giant")])
def test_each_fault_of_crossref_comes_once(fault: str) -> None:
    with LocalCrossref(RECORDS, first=[fault]).running() as server:
        wanted = server.failures[fault]
        if wanted.cut or not wanted.status:
            with pytest.raises((HTTPException, ConnectionError)):
                ask(server, SEARCH)
        else:
            found = ask(server, SEARCH)
            assert (found.status, found.body) == (wanted.status, wanted.body)
        assert json.loads(ask(server, SEARCH).body)["status"] == "ok"
        assert [one.status for one in server.seen] == [wanted.status, 200]


def test_a_slow_answer_and_a_changed_order_are_answers() -> None:
    with LocalCrossref(RECORDS, first=["slow", "swap"], slow=0.01).running() as server:
        slow, swapped = (json.loads(ask(server, SEARCH).body)["message"]["items"] for _ in "12")
    assert [one["DOI"] for one in swapped] == [one["DOI"] for one in reversed(slow)]


def test_a_share_of_the_answers_goes_wrong_the_same_ones_each_time() -> None:
    def statuses() -> list[int]:
        with LocalCrossref(RECORDS, faults=0.3, kinds=["503"]).running() as server:
            return [ask(server, SINGLE).status for _ in range(40)]

    found = statuses()
    assert found == statuses()
    assert 4 <= found.count(503) <= 20 and found.count(200) + found.count(503) == 40


def test_an_answer_can_be_given_word_for_word() -> None:
    reply = Reply(418, b"I am a teapot", {"X-Own": "yes"})
    with LocalCrossref([], replies=[reply], always="503").running() as server:
        found = ask(server, "/anything")
        assert (found.status, found.headers["X-Own"], found.body) == (418, "yes", b"I am a teapot")
        assert ask(server, "/anything").status == 503


@pytest.mark.parametrize("options", [{"always": "504s"}, {"first": ["swop"]}, {"kinds": ["no"]}])
def test_a_fault_that_is_none_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is no fault of this server: use one of 429, "):
        LocalCrossref([], **options)
    with pytest.raises(ValueError, match="is no fault of this server: use one of 429, error"):
        LocalPubMed([], **options)


def test_what_is_drawn_is_known() -> None:
    assert set(FAULTS) <= {*LocalCrossref.failures, *LocalCrossref.delays}


def test_the_sample_and_its_numbers_are_of_the_same_works() -> None:
    held = {str(record["DOI"]).lower() for record in RECORDS}
    assert len(held) == 15 and set(PMIDS) <= held and set(PMCIDS) <= set(PMIDS)
    with sample_pubmed(RECORDS).running() as pubmed:
        assert pubmed.pmids == dict(PMIDS)


def test_the_sample_is_the_file_of_the_bibliography() -> None:
    assert SAMPLE.read_bytes() == (SEED.parent / "works.jsonl").read_bytes()


def test_a_file_of_works_says_which_line_is_none(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    for line, words in (("{", "is not JSON"), ("[1]", "is no record")):
        path.write_text(f'{{"DOI": "10.5555/a"}}\n\n{line}\n', encoding="utf-8")
        with pytest.raises(ValueError, match=f"works.jsonl:3: {words}"):
            read_records(path)


def test_the_command_runs_both_and_says_where() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "radrefs.testing.crossref", "--port", "0"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONWARNINGS": "error"},
    ) as running:  # fmt: skip
        assert running.stdout is not None
        said = [running.stdout.readline() for _ in range(3)]
        running.terminate()
    assert said[0].startswith("# A local Crossref with 15 works of its own")
    assert said[1].startswith("export RADREFS_CROSSREF_URL=http://127.0.0.1:")
    assert said[2].startswith("export RADREFS_PUBMED_URL=http://127.0.0.1:")


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("--works", "none.jsonl"), "none.jsonl: No such file or directory"),
        (("--works", "page.txt"), "page.txt:1: is not JSON: one record a line"),
        (("--port", "70000"), "port must be 0-65535"),
    ],
)
def test_the_command_says_what_cannot_be(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    (tmp_path / "page.txt").write_text("Selected References\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "radrefs.testing.crossref", *arguments],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert words in done.stderr and "Traceback" not in done.stderr
