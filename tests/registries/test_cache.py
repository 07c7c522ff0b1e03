"""Remember answers: what is kept, for how long, and what becomes of damage."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from radrefs.errors import NotChecked, RadrefsError
from radrefs.matching.records import Work
from radrefs.registries.cache import Cached, cache_info, clear_cache
from radrefs.registries.connect import connect
from radrefs.registries.crossref import Crossref
from radrefs.registries.rate_limit import RateLimiter
from radrefs.resolving.pipeline import resolve
from radrefs.settings import read_settings
from radrefs.testing.crossref import LocalCrossref
from tests.articles import Double, article, articles, page_of
from tests.conftest import ROOT, Run, radrefs
from tests.registries.clock import Held

DAY = 86_400.0
TOKEN = "a-token-that-nobody-sees"
FILE = "answers.sqlite"


def questions(double: Double) -> int:
    return len(double.searched) + len(double.looked_up)


def rows(folder: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / FILE)) as base:
        return base.execute("SELECT * FROM answers ORDER BY question").fetchall()


def change(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / FILE)) as base, base:
        base.execute(statement, values)


def test_what_was_asked_once_is_not_asked_again(tmp_path: Path) -> None:
    double = Double(articles(2))
    wanted = [article(0).doi, "10.5555/absent"]
    for at in range(3):
        cached = Cached(double, tmp_path)
        assert set(cached.lookup(wanted)) == {article(0).doi}
        assert list(cached.search(article(0).citation)) == list(double.works.values())
        assert cached.counts == ({"asked": 3} if at == 0 else {"stored": 3})
        cached.close()
    assert (double.looked_up, len(double.searched)) == ([wanted], 1)


def test_only_what_is_new_is_asked(tmp_path: Path) -> None:
    double = Double(articles(3))
    cached = Cached(double, tmp_path)
    cached.lookup([article(0).doi])
    found = cached.lookup([article(0).doi, article(1).doi.upper(), "none"])
    assert set(found) == {article(0).doi, article(1).doi}
    assert double.looked_up == [[article(0).doi], [article(1).doi]]
    cached.close()


def test_answers_are_kept_as_sent_with_their_time(tmp_path: Path) -> None:
    odd = article(0).changed(title=["<i>A</i> &amp; \ud800 磁気", ["x"]], odd={"a": [None, 1.5]})
    clock = Held(1_700_000_000.0)
    cached = Cached(Double([odd]), tmp_path, clock=clock)
    cached.lookup([odd.doi])
    (work,) = cached.lookup([odd.doi]).values()
    assert work == odd.work
    ((catalogue, question, asked, count, answer),) = rows(tmp_path)
    assert (catalogue, question) == ("double", f"doi {odd.doi}")
    assert (asked, count) == (1_700_000_000.0, 1)
    kept = json.loads(zlib.decompress(answer).decode("utf-8", "surrogatepass"))
    assert kept == [["crossref", odd.record]]
    cached.close()


@pytest.mark.parametrize("held, days", [(True, 90), (False, 7)])
def test_an_answer_is_believed_for_so_many_days(held: bool, days: int, tmp_path: Path) -> None:
    clock, double = Held(), Double(articles(1) if held else [])
    cached = Cached(double, tmp_path, clock=clock)

    def ask() -> int:
        assert len(cached.lookup([article(0).doi])) == len(cached.search(article(0).citation))
        return questions(double)

    assert ask() == 2
    clock.wait(days * DAY - 1)
    assert ask() == 2
    clock.wait(2)
    assert ask() == 4
    clock.wait(days * DAY - 10)
    assert ask() == 4
    cached.close()


def test_an_answer_from_the_future_is_not_believed(tmp_path: Path) -> None:
    clock, double = Held(), Double(articles(1))
    for days, asked in ((0, 1), (-0.5, 1), (-3, 2)):
        clock.set(1_750_000_000.0 + days * DAY)
        cached = Cached(double, tmp_path, clock=clock)
        cached.lookup([article(0).doi])
        assert questions(double) == asked
        cached.close()


def test_refreshing_asks_again_and_remembers_the_new_answer(tmp_path: Path) -> None:
    old, new = Double([]), Double(articles(1))
    for double, refresh, found in (
        (old, False, 0),
        (old, False, 0),
        (new, True, 1),
        (old, False, 1),
    ):
        cached = Cached(double, tmp_path, refresh=refresh)
        assert len(cached.lookup([article(0).doi])) == found
        assert len(cached.search(article(0).citation)) == found
        cached.close()
    assert (questions(old), questions(new)) == (2, 2)


def test_what_could_not_be_asked_is_not_remembered(tmp_path: Path) -> None:
    mute = Cached(Double(articles(1), mute=("search", "lookup")), tmp_path)
    for ask in (lambda: mute.search(article(0).citation), lambda: mute.lookup([article(0).doi])):
        with pytest.raises(NotChecked):
            ask()
    mute.close()
    assert cache_info(tmp_path).answers == 0


def test_entries_that_ask_the_same_ask_once_for_both(tmp_path: Path) -> None:
    double = Double(articles(1))
    cached = Cached(double, tmp_path)
    again = article(0).citation.model_copy(update={"id": "another", "publisher": "Nobody"})
    cached.search(article(0).citation)
    cached.search(again)
    assert len(double.searched) == 1
    cached.close()


def test_each_catalogue_has_answers_of_its_own(tmp_path: Path) -> None:
    with (
        LocalCrossref([article(0).record]).running() as one,
        LocalCrossref([]).running() as other,
    ):
        for server, found in ((one, 1), (other, 0), (one, 1), (other, 0)):
            crossref = Crossref(base_url=server.url, rate_limiter=RateLimiter(clock=Held()))
            cached = Cached(crossref, tmp_path)
            assert cached.name == crossref.name and cached.complete
            assert len(cached.search(article(0).citation)) == found
            cached.close()
        assert (len(one.seen), len(other.seen)) == (1, 1)


def test_a_catalogue_passes_for_what_it_is(tmp_path: Path) -> None:
    double = Double([])
    double.complete = False
    cached = Cached(double, tmp_path)
    assert (cached.name, cached.complete) == ("double", False)
    cached.close()


@pytest.mark.parametrize(
    "column, value",
    [
        ("answer", b"no zlib at all"),
        ("answer", zlib.compress(b"no JSON")),
        ("answer", zlib.compress(b'{"ab": 1}')),
        ("answer", zlib.compress(b'["ab"]')),
        ("answer", zlib.compress(b"[]")),
        ("answer", zlib.compress(b'[["crossref", "no record"]]')),
        ("answer", zlib.compress(b'[[7, {"DOI": "10.5555/a"}]]')),
        ("answer", zlib.compress(b'[["crossref", {}, {}]]')),
        ("answer", zlib.compress(b"7")),
        ("answer", zlib.compress(b"[" * 100_000)),
        ("answer", zlib.compress(b"\xff\xfe")),
        ("answer", zlib.compress(bytes(70 * 1024 * 1024))),
        ("answer", "text"),
        ("answer", 7),
        ("asked", "yesterday"),
        ("asked", b""),
        ("found", "some"),
        ("found", 5),
    ],
)
def test_a_damaged_answer_is_asked_again(column: str, value: object, tmp_path: Path) -> None:
    double = Double(articles(1))
    cached = Cached(double, tmp_path)
    cached.lookup([article(0).doi])
    change(tmp_path, f"UPDATE answers SET {column} = ?", value)
    for _ in range(2):
        assert cached.lookup([article(0).doi]) == {article(0).doi: article(0).work}
    assert questions(double) == 2
    assert cached.trouble is None
    cached.close()


def _no_database(folder: Path) -> None:
    (folder / FILE).write_bytes(b"no database " * 500)


def _another_version(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as base:
        base.execute("PRAGMA user_version = 99")


def _another_table(folder: Path) -> None:
    change(folder, "CREATE TABLE answers (something TEXT)")


def _a_folder(folder: Path) -> None:
    (folder / FILE).mkdir()


DAMAGE = {"no database": _no_database, "version": _another_version, "folder": _a_folder}


@pytest.mark.parametrize("kind", [*DAMAGE, "table"])
def test_a_damaged_file_is_done_without_and_told(kind: str, tmp_path: Path) -> None:
    {**DAMAGE, "table": _another_table}[kind](tmp_path)
    double = Double(articles(1))
    cached = Cached(double, tmp_path)
    for _ in range(2):
        assert len(cached.lookup([article(0).doi])) == len(cached.search(article(0).citation)) == 1
    assert questions(double) == 4
    assert cached.trouble and "stored" in cached.trouble
    if kind in ("no database", "version"):
        assert cached.trouble.endswith("run radrefs cache clear")
    cached.close()


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_file_is_told_and_cleared_away(kind: str, tmp_path: Path) -> None:
    DAMAGE[kind](tmp_path)
    with pytest.raises(RadrefsError, match=FILE):
        cache_info(tmp_path)
    if kind == "folder":
        with pytest.raises(RadrefsError, match="cannot be removed"):
            clear_cache(tmp_path)
        return
    assert clear_cache(tmp_path) == 0
    cached = Cached(Double(articles(1)), tmp_path)
    cached.lookup([article(0).doi])
    cached.close()
    assert (cached.trouble, cache_info(tmp_path).answers) == (None, 1)


def test_a_folder_that_is_none_is_done_without_and_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    cached = Cached(Double(articles(1)), tmp_path / "file" / "cache")
    assert len(cached.lookup([article(0).doi])) == 1
    assert cached.trouble and "no answer is stored" in cached.trouble
    cached.close()


def test_a_file_damaged_on_the_way_is_done_without_from_there(tmp_path: Path) -> None:
    double = Double(articles(40))
    cached = Cached(double, tmp_path)
    cached.lookup([one.doi for one in articles(40)])
    cached.close()
    size = (tmp_path / FILE).stat().st_size
    with (tmp_path / FILE).open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xaa" * (size - 4096))
    cached = Cached(double, tmp_path)
    for one in articles(40):
        assert cached.lookup([one.doi]) == {one.doi: one.work}
    assert cached.trouble and cached.trouble.startswith("no more answers are stored")
    cached.close()


def test_after_closing_questions_still_have_answers(tmp_path: Path) -> None:
    double = Double(articles(1))
    cached = Cached(double, tmp_path)
    cached.lookup([article(0).doi])
    cached.close()
    cached.close()
    assert len(cached.lookup([article(0).doi])) == 1
    assert questions(double) == 2


WRITE = """
import sys
from pathlib import Path
from radrefs.registries.cache import Cached
from tests.articles import Double, articles
first = int(sys.argv[2])
double = Double(articles(120))
cached = Cached(double, Path(sys.argv[1]))
for one in articles(60, first):
    assert cached.lookup([one.doi]) == {one.doi: one.work}
    cached.search(one.citation)
cached.close()
assert cached.trouble is None, cached.trouble
"""


def test_processes_write_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(tmp_path), str(first)], cwd=ROOT, env=environment
        )
        for first in (0, 30, 60)
    ]
    assert [one.wait(120) for one in running] == [0, 0, 0]
    double = Double([])
    cached = Cached(double, tmp_path)
    assert len(cached.lookup([one.doi for one in articles(120)])) == 120
    assert cached.counts == {"stored": 120}
    cached.close()
    assert cache_info(tmp_path).answers == 240


def test_a_warm_memory_asks_nobody(tmp_path: Path) -> None:
    citations = [one.citation for one in articles(8)]
    citations[0] = citations[0].model_copy(update={"doi": article(0).doi})
    citations[1] = citations[1].model_copy(update={"doi": "10.5555/absent"})
    with LocalCrossref([one.record for one in articles(7)]).running() as server:
        found = []
        for _ in range(2):
            crossref = Crossref(base_url=server.url, rate_limiter=RateLimiter(clock=Held()))
            cached = Cached(crossref, tmp_path)
            found.append(resolve(citations, cached, today="2026-07-01"))
            cached.close()
        assert found[0] == found[1]
        assert crossref.asked == {}
        assert cached.counts == {"stored": 9}
        assert server.count("list") <= 1 + 7


def test_no_token_is_in_any_file_or_word(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with LocalCrossref([one.record for one in articles(3)]).running() as server:
        settings = read_settings(
            environment={
                "RADREFS_CROSSREF_TOKEN": TOKEN,
                "RADREFS_CROSSREF_URL": server.url,
                "RADREFS_CACHE": str(folder),
                "RADREFS_CONFIG": str(tmp_path / "config.toml"),
            }
        )
        door = connect(settings)
        found = resolve([one.citation for one in articles(3)], door.catalogue)
        door.close()
        assert {one.doi for one in found} == {one.doi for one in articles(3)}
        assert TOKEN in str(server.seen[0].headers)
    assert TOKEN not in f"{found!r} {door!r} {settings!r}"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {FILE, "pace.sqlite"}
    assert not any(TOKEN.encode() in path.read_bytes() for path in files)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Run the command with a cache folder of its own, and a token that nobody may see."""
    monkeypatch.setenv("RADREFS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RADREFS_CROSSREF_TOKEN", TOKEN)

    def run(*arguments: object) -> Run:
        done = radrefs(*arguments)
        assert TOKEN not in done.out + done.err
        return done

    return run


def test_the_command_tells_and_clears(command: Callable[..., Run], tmp_path: Path) -> None:
    page = page_of(tmp_path, articles(2))
    with LocalCrossref([one.record for one in articles(2)]).running() as server:
        arguments = ("resolve", page, "--crossref-url", server.url)
        assert "\n2 requests to crossref at " in command(*arguments).err
        assert "0 requests" in command(*arguments, "-o", tmp_path / "found.json").err
        assert len(server.seen) == 2
        assert TOKEN not in (tmp_path / "found.json").read_text("utf-8")
        place, told, *_ = command("cache", "info").out.splitlines()
        assert place.endswith(FILE) and told.startswith("2 answers, ") and "oldest of 20" in told
        assert command("cache", "clear").err == "2 answers removed\n"
    assert command("cache", "info").out == f"{tmp_path / 'cache' / FILE}\nno answer is stored\n"


def test_the_command_says_what_is_damaged_and_goes_on(
    command: Callable[..., Run], tmp_path: Path
) -> None:
    (tmp_path / "cache").mkdir()
    _no_database(tmp_path / "cache")
    (tmp_path / "cache" / "pace.sqlite").mkdir()
    page = page_of(tmp_path, articles(1))
    with LocalCrossref([article(0).record]).running() as server:
        done = command("resolve", page, "--crossref-url", server.url)
    assert done.status == 0 and article(0).doi in done.out
    assert "no answer is stored: file is not a database: run radrefs cache clear" in done.err
    info = command("cache", "info")
    assert info.status == 2 and "run radrefs cache clear" in info.err


def test_records_of_other_agencies_are_remembered_as_theirs(tmp_path: Path) -> None:
    double = Double([])
    double.works["10.5555/data"] = Work("DataCite", {"DOI": "10.5555/data"})
    for _ in range(2):
        cached = Cached(double, tmp_path)
        assert cached.lookup(["10.5555/data"])["10.5555/data"].registry == "DataCite"
        cached.close()
    assert questions(double) == 1
