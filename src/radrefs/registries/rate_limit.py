"""Keep to a service's limits: so many requests a second, so many at once.

Requests go out evenly, one turn after another, never in bursts, from the first one on.
With a folder the turns are shared by all processes that name it: the time of the next
turn stands in a small SQLite file, and each request in flight holds a lock that the
system itself frees when its process dies.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol

__all__ = ["Clock", "Limit", "RateLimiter", "Rates", "Stopped", "Wall"]

# Answers of one client arrive early or late by some milliseconds; a service that counts
# four in one second refuses the fourth. Three in a hundred of a second is the room left.
_ROOM = 1.03
_FAR = 900.0
_FILE = "pace.sqlite"
_TAKEN = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Stopped(Exception):
    """Tell a waiting thread that the run is over."""


class Clock(Protocol):
    """Tell the time, and wait: the one door to time, so that tests can hold it."""

    def now(self) -> float:
        """Give the seconds since 1970."""

    def wait(self, seconds: float) -> bool:
        """Wait; True if the wait was cut short because all shall stop."""

    def stop(self) -> None:
        """Cut every wait short, now and from now on."""


class Wall:
    """Be the machine's own clock."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> float:
        """Give the seconds since 1970."""
        return time.time()

    def wait(self, seconds: float) -> bool:
        """Wait; True if cut short."""
        return self._stopped.wait(max(0.0, seconds))

    def stop(self) -> None:
        """Cut every wait short."""
        self._stopped.set()


class Limit(NamedTuple):
    """Say how many requests a second a door takes."""

    per_second: float

    @property
    def interval(self) -> float:
        """Give the seconds between two requests, with a little room."""
        return _ROOM / self.per_second


class Rates(NamedTuple):
    """Say how many requests a second the catalogue takes, and PubMed."""

    catalogue: float = 3.0
    pubmed: float = 3.0


class RateLimiter:
    """Give turns to requests. Safe for threads and, with a `folder`, for processes.

    A *door* is a kind of request with a limit of its own; the number in flight is
    counted over all doors, as the services do. Raises `OSError` for a folder that cannot
    be used; one that fails later is done without.
    """

    def __init__(self, folder: Path | None = None, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or Wall()
        self._folder = folder
        self._limits: dict[str, Limit] = {}
        self._next: dict[str, float] = {}
        self._at_once = 1
        self._flying = 0
        self._free = threading.Condition()
        self._lock = threading.Lock()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._prepare(folder / _FILE)

    def allow(self, door: str, per_second: float) -> None:
        """Set how many requests a second may go through a door."""
        self._limits[door] = Limit(per_second)

    @property
    def at_once(self) -> int:
        """Give how many requests may be in flight together."""
        return self._at_once

    def allow_at_once(self, number: int) -> None:
        """Set how many requests may be in flight together."""
        with self._free:
            self._at_once = max(1, number)
            self._free.notify_all()

    def pause(self, door: str, seconds: float) -> None:
        """Let nobody through a door for some seconds: the service asked for it."""
        with self._lock, self._next_of(door) as known:
            known[0] = max(known[0], self.clock.now() + min(seconds, _FAR / 2))

    @contextmanager
    def turn(self, door: str, check: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Wait for one's turn, and hold a place in flight. Raises `Stopped`.

        `check` is called before and after the wait: it raises if nobody shall wait any more.
        """
        with self._place(), self._shared_place():
            check()
            wait = self._take(door) - self.clock.now()
            if self.clock.wait(wait) if wait > 0 else self.clock.wait(0):
                raise Stopped
            check()
            yield

    def _take(self, door: str) -> float:
        """Take the next turn at a door; give the time at which it starts."""
        interval = self._limits[door].interval
        with self._lock, self._next_of(door) as known:
            now = self.clock.now()
            start = max(now, known[0])
            known[0] = start + interval
            return start

    @contextmanager
    def _next_of(self, door: str) -> Iterator[list[float]]:
        """Hold the time of a door's next turn, to read and to change.

        A time far in the future is a clock that was set back, and is forgotten.
        """
        own = self._next.get(door, 0.0)
        with ExitStack() as stack:
            base = self._begin(stack)
            at = max(own, _next(base, door)) if base else own
            known = [at if at < self.clock.now() + _FAR else 0.0]
            yield known
            self._next[door] = known[0]
            if base:
                with suppress(sqlite3.Error):
                    base.execute("INSERT OR REPLACE INTO doors VALUES (?, ?)", (door, known[0]))
                    base.execute("COMMIT")

    def _begin(self, stack: ExitStack) -> sqlite3.Connection | None:
        """Lock the shared times; None if they are not shared, or cannot be."""
        if self._folder is None:
            return None
        try:
            base = stack.enter_context(closing(_open(self._folder / _FILE)))
            base.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            return None
        return base

    def _prepare(self, path: Path) -> None:
        """Make the file of shared times; one that is damaged is made anew."""
        try:
            try:
                _create(path)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                path.unlink()
                _create(path)
        except sqlite3.Error as error:
            raise OSError(f"{path}: {error}") from error

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Hold one of this process's places in flight."""
        with self._free:
            while self._flying >= self._at_once:
                self._free.wait(0.1)
                if self.clock.wait(0):
                    raise Stopped
            self._flying += 1
        try:
            yield
        finally:
            with self._free:
                self._flying -= 1
                self._free.notify()

    @contextmanager
    def _shared_place(self) -> Iterator[None]:
        """Hold one of the places that all processes share: a lock on one of a few files."""
        if self._folder is None:
            yield
            return
        held = self._lock_one()
        while held is None:
            if self.clock.wait(0.02):
                raise Stopped
            held = self._lock_one()
        with closing(held):
            yield

    def _lock_one(self) -> sqlite3.Connection | None:
        assert self._folder is not None
        for number in range(min(self._at_once, 16)):
            path = self._folder / f"flight-{number}.sqlite"
            try:
                base = _open(path, timeout=0)
            except sqlite3.Error:
                return _open(":memory:")
            try:
                base.execute("BEGIN EXCLUSIVE")
                return base
            except sqlite3.Error as error:
                base.close()
                # What cannot be locked at all is not shared; its own places are left.
                if error.sqlite_errorcode & 0xFF not in _TAKEN:
                    return _open(":memory:")
        return None


def _open(path: Path | str, timeout: float = 30.0) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)


def _create(path: Path) -> None:
    with closing(_open(path)) as base:
        base.execute("CREATE TABLE IF NOT EXISTS doors (name TEXT PRIMARY KEY, next REAL)")


def _next(base: sqlite3.Connection, door: str) -> float:
    """Read the time of a door's next turn; 0 for none, and for what is no time."""
    with suppress(sqlite3.Error):
        row = base.execute("SELECT next FROM doors WHERE name = ?", (door,)).fetchone()
        if row and isinstance(row[0], float):
            return row[0]
    return 0.0
