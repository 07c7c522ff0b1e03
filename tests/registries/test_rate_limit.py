"""Keep to the limits: turn by turn by a clock in the hand, and against a server that counts."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from radrefs.errors import NotChecked
from radrefs.registries.crossref import LISTS, SINGLES, Crossref
from radrefs.registries.rate_limit import ROOM, Clock, RateLimiter, Stopped
from radrefs.testing.crossref import LocalCrossref
from tests.articles import articles
from tests.conftest import ROOT
from tests.registries.clock import Held

LONG = 60.0  # seconds that only a machine at a standstill needs


def limiter_of(
    clock: Clock, folder: Path | None = None, per_second: float = 3.0, at_once: int = 3
) -> RateLimiter:
    limiter = RateLimiter(folder, clock)
    limiter.allow(LISTS, per_second)
    limiter.allow(SINGLES, 10.0)
    limiter.allow_at_once(at_once)
    return limiter


def starts(limiter: RateLimiter, count: int, route: str = LISTS) -> list[float]:
    """Give the times at which turns were given."""
    found = []
    for _ in range(count):
        with limiter.acquire(route):
            found.append(limiter.clock.now())
    return found


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


@pytest.mark.parametrize("per_second", [1.0, 3.0, 10.0, 150.0])
def test_turns_are_evenly_spaced_from_the_first_on(per_second: float) -> None:
    times = starts(limiter_of(Held(), per_second=per_second), 12)
    assert gaps(times) == pytest.approx([1.03 / per_second] * 11, abs=1e-5)
    assert ROOM == 1.03


def test_the_first_turn_waits_for_nothing() -> None:
    clock = Held()
    starts(limiter_of(clock), 1)
    assert clock.waits == []


def test_a_rest_is_not_made_up_for_by_a_burst() -> None:
    limiter = limiter_of(Held())
    starts(limiter, 2)
    limiter.clock.wait(100.0)
    assert gaps(starts(limiter, 3)) == pytest.approx([1.03 / 3] * 2, abs=1e-5)


def test_each_route_has_turns_of_its_own() -> None:
    limiter = limiter_of(Held(), per_second=0.1)
    before = starts(limiter, 1)[0]
    assert starts(limiter, 5, SINGLES)[-1] - before < 1.0


@pytest.mark.parametrize("per_second", [0.5, 50.0])
def test_a_limit_that_changes_is_followed(per_second: float) -> None:
    limiter = limiter_of(Held())
    starts(limiter, 2)
    limiter.allow(LISTS, per_second)
    times = starts(limiter, 4)
    assert gaps(times) == pytest.approx([1.03 / per_second] * 3, abs=1e-5)


@pytest.mark.parametrize("shared", [False, True])
def test_a_pause_holds_everybody_back(shared: bool, tmp_path: Path) -> None:
    clock = Held()
    limiter = limiter_of(clock, tmp_path if shared else None)
    other = limiter_of(clock, tmp_path) if shared else limiter
    before = clock.now()
    limiter.pause(LISTS, 20.0)
    assert starts(other, 1)[0] == pytest.approx(before + 20.0, abs=1e-5)
    limiter.pause(LISTS, 1.0)
    limiter.pause(SINGLES, 1e9)
    assert starts(other, 1, SINGLES)[0] < clock.now() + 1000.0


def test_those_who_share_a_folder_take_turns(tmp_path: Path) -> None:
    clock = Held()
    limiters = [limiter_of(clock, tmp_path) for _ in range(3)]
    times = [starts(limiters[at % 3], 1)[0] for at in range(9)]
    assert gaps(times) == pytest.approx([1.03 / 3] * 8, abs=1e-5)


@pytest.mark.parametrize("shared", [False, True])
def test_a_clock_that_is_set_back_stops_nobody(shared: bool, tmp_path: Path) -> None:
    clock = Held()
    limiter = limiter_of(clock, tmp_path if shared else None)
    starts(limiter, 3)
    clock.set(clock.now() - 86_400.0)
    back = clock.now()
    assert starts(limiter, 1) == [back]


@pytest.mark.parametrize("shared", [False, True])
def test_so_many_are_in_flight_and_no_more(shared: bool, tmp_path: Path) -> None:
    limiter = limiter_of(Held(), tmp_path if shared else None, per_second=150.0)
    together, inside, most = threading.Barrier(3), [0], [0]
    lock = threading.Lock()

    def fly(_: int) -> None:
        with limiter.acquire(LISTS):
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            # Nobody gets past here but three at a time.
            together.wait(LONG)
            with lock:
                inside[0] -= 1

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(fly, range(9)))
    assert most == [3]


def _enter(limiter: RateLimiter, done: threading.Event) -> threading.Thread:
    def fly() -> None:
        with limiter.acquire(LISTS):
            done.set()

    thread = threading.Thread(target=fly, daemon=True)
    thread.start()
    return thread


def test_a_limit_that_rises_lets_the_waiting_in() -> None:
    limiter, done = limiter_of(Held(), at_once=1), threading.Event()
    with limiter.acquire(LISTS):
        thread = _enter(limiter, done)
        assert not done.wait(0.05)
        limiter.allow_at_once(2)
        assert done.wait(LONG)
    thread.join(LONG)
    limiter.allow_at_once(0)
    assert limiter.at_once == 1


def _own_slot(limiter: RateLimiter, folder: Path) -> None:
    with limiter.acquire(LISTS):
        limiter.clock.stop()
        with limiter.acquire(LISTS):
            raise AssertionError("there was no slot")


def _shared_slot(limiter: RateLimiter, folder: Path) -> None:
    other = limiter_of(limiter.clock, folder, at_once=1)
    with other.acquire(LISTS):
        limiter.clock.stop()
        with limiter.acquire(LISTS):
            raise AssertionError("there was no slot")


def _a_turn(limiter: RateLimiter, folder: Path) -> None:
    limiter.clock.stop()
    with limiter.acquire(LISTS):
        raise AssertionError("all should stop")


@pytest.mark.parametrize("wait", [_own_slot, _shared_slot, _a_turn])
def test_whoever_waits_is_stopped(
    wait: Callable[[RateLimiter, Path], None], tmp_path: Path
) -> None:
    with pytest.raises(Stopped):
        wait(limiter_of(Held(), tmp_path, at_once=1), tmp_path)


HOLD = """
import sys, time
from pathlib import Path
from radrefs.registries.rate_limit import RateLimiter
limiter = RateLimiter(Path(sys.argv[1]))
limiter.allow("crossref list", 3.0)
with limiter.acquire("crossref list"):
    print("in flight", flush=True)
    time.sleep(600)
"""


def test_a_killed_process_frees_its_slot(tmp_path: Path) -> None:
    done = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"in flight\n"
            thread = _enter(limiter_of(Held(), tmp_path, at_once=1), done)
            assert not done.wait(0.2)
        finally:
            holder.kill()
    assert done.wait(LONG)
    thread.join(LONG)


@pytest.mark.parametrize("name", ["pace.sqlite", "flight-0.sqlite"])
@pytest.mark.parametrize("damage", [b"no database " * 400, b""])
def test_a_damaged_file_stops_nobody(name: str, damage: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(damage)
    clock = Held()
    one, other = (limiter_of(clock, tmp_path, at_once=1) for _ in range(2))
    assert gaps(starts(one, 1) + starts(other, 2)) == pytest.approx([1.03 / 3] * 2, abs=1e-5)


def test_a_slot_that_cannot_be_locked_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "flight-0.sqlite").mkdir()
    assert len(starts(limiter_of(Held(), tmp_path, at_once=1), 3)) == 3


@pytest.mark.parametrize("spoil", [Path.write_text, lambda path, _: path.unlink()])
def test_a_file_lost_on_the_way_leaves_a_limit_of_ones_own(
    spoil: Callable[[Path, str], object], tmp_path: Path
) -> None:
    limiter = limiter_of(Held(), tmp_path)
    times = starts(limiter, 2)
    spoil(tmp_path / "pace.sqlite", "no database")
    assert gaps(times + starts(limiter, 3)) == pytest.approx([1.03 / 3] * 4, abs=1e-5)


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "odd" / "pace.sqlite").mkdir(parents=True)
    for folder in (tmp_path / "file", tmp_path / "odd"):
        with pytest.raises(OSError, match=folder.name):
            RateLimiter(folder)


def _counting(window: float = 0.6) -> LocalCrossref:
    # Three in six tenths of a second are over the limit too; the rest is for stalls.
    records = [one.record for one in articles(8)]
    return LocalCrossref(records, enforce=True, window=window, latency=0.05)


def test_a_server_that_counts_refuses_nothing() -> None:
    with _counting().running() as server:
        crossref = Crossref("reader@example.org", base_url=server.url)
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(crossref.search, [one.citation for one in articles(8)]))
        crossref.close()
        assert all(found)
        assert (server.count("list"), server.count("list", 429)) == (8, 0)
        assert server.most_at_once <= 3


def test_the_same_server_refuses_who_keeps_no_limit() -> None:
    with _counting(window=10 * LONG).running() as server:
        limiter = RateLimiter(clock=Held())
        crossref = Crossref(
            "reader@example.org", base_url=server.url, rate_limiter=limiter, attempts=1
        )
        for one in articles(3):
            assert crossref.search(one.citation)
        with pytest.raises(NotChecked, match="429"):
            crossref.search(articles(4)[3].citation)


ASK = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from radrefs.registries.crossref import Crossref
from radrefs.registries.rate_limit import RateLimiter
from tests.articles import articles
url, folder, first = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
crossref = Crossref("reader@example.org", base_url=url, rate_limiter=RateLimiter(folder))
with ThreadPoolExecutor(4) as pool:
    found = list(pool.map(crossref.search, [one.citation for one in articles(4, first)]))
assert all(found)
"""


def test_two_processes_that_share_a_folder_stay_under_the_limit_together(tmp_path: Path) -> None:
    with _counting().running() as server:
        running = [
            subprocess.Popen(
                [sys.executable, "-c", ASK, server.url, str(tmp_path), str(first)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            )
            for first in (0, 4)
        ]
        assert [one.wait(2 * LONG) for one in running] == [0, 0]
        assert (server.count("list"), server.count("list", 429)) == (8, 0)
        assert server.most_at_once <= 3
