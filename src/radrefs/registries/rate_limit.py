"""Keep to a service's limits: so many requests a second, so many at once.

Requests go out evenly spaced, never in bursts, from the first one on. With a folder the
limits hold for all processes that name it: the time of the next request stands in a
small SQLite file, and each request under way holds a lock that the system itself frees
when its process ends.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from radrefs.deprecated import old_attribute

__all__ = ["ROOM", "Clock", "RateLimiter", "Stopped", "SystemClock"]

ROOM = 1.03
"""The time between two requests, in shares of what is allowed.

Requests of one client arrive early or late by some milliseconds, and a service that
counts four in one second refuses the fourth: three hundredths of a second are the room.
"""
_FAR = 900.0
_FILE = "pace.sqlite"
_TAKEN = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Stopped(Exception):
    """Say to a waiting thread that the run is over."""


class Clock(Protocol):
    """Read the time, and wait: all waiting goes through here, so that tests need not wait."""

    def now(self) -> float:
        """Return the seconds since 1970."""

    def wait(self, seconds: float) -> bool:
        """Wait; return True if the wait was cut short because all shall stop."""

    def stop(self) -> None:
        """Cut every wait short, now and from now on."""


class SystemClock:
    """The machine's own clock."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time()

    def wait(self, seconds: float) -> bool:
        """Wait; return True if the wait was cut short."""
        return self._stopped.wait(max(0.0, seconds))

    def stop(self) -> None:
        """Cut every wait short."""
        self._stopped.set()


class RateLimiter:
    """Let requests go out at the rate that is allowed. Safe for threads.

    With a `folder` it is safe for processes too. A *route* is a kind of request with a
    limit of its own; the number under way is counted over all routes, as the services
    do. Raises `OSError` for a folder that cannot be used. If the folder fails later, the
    limiter goes on by itself.
    """

    turn = old_attribute("turn", "acquire")

    def __init__(self, folder: Path | None = None, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self._folder = folder
        self._intervals: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._at_once = 1
        self._under_way = 0
        self._free = threading.Condition()
        self._lock = threading.Lock()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._prepare(folder / _FILE)

    def allow(self, route: str, per_second: float) -> None:
        """Set how many requests a second may go out on a route."""
        self._intervals[route] = ROOM / per_second

    @property
    def at_once(self) -> int:
        """Return how many requests may be under way together."""
        return self._at_once

    def allow_at_once(self, number: int) -> None:
        """Set how many requests may be under way together."""
        with self._free:
            self._at_once = max(1, number)
            self._free.notify_all()

    def pause(self, route: str, seconds: float) -> None:
        """Send nothing on a route for some seconds, because the service asked for it."""
        with self._lock, self._next_of(route) as known:
            known[0] = max(known[0], self.clock.now() + min(seconds, _FAR / 2))

    @contextmanager
    def acquire(self, route: str, check: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Wait until a request may go out, and hold one of the slots. Raises `Stopped`.

        `check` is called before and after the wait; it raises to end the waiting.
        """
        with self._slot(), self._shared_slot():
            check()
            wait = self._take(route) - self.clock.now()
            if self.clock.wait(wait) if wait > 0 else self.clock.wait(0):
                raise Stopped
            check()
            yield

    def _take(self, route: str) -> float:
        """Reserve the next request on a route; return the time at which it may go out."""
        interval = self._intervals[route]
        with self._lock, self._next_of(route) as known:
            now = self.clock.now()
            start = max(now, known[0])
            known[0] = start + interval
            return start

    @contextmanager
    def _next_of(self, route: str) -> Iterator[list[float]]:
        """Lock the time of a route's next request, to read it and to change it.

        A time far in the future means that the clock was set back; it does not count.
        """
        own = self._next.get(route, 0.0)
        with ExitStack() as stack:
            base = self._begin(stack)
            at = max(own, _next(base, route)) if base else own
            known = [at if at < self.clock.now() + _FAR else 0.0]
            yield known
            self._next[route] = known[0]
            if base:
                with suppress(sqlite3.Error):
                    base.execute("INSERT OR REPLACE INTO routes VALUES (?, ?)", (route, known[0]))
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
        """Make the file of shared times; replace one that is damaged."""
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
    def _slot(self) -> Iterator[None]:
        """Hold one of this process's slots."""
        with self._free:
            while self._under_way >= self._at_once:
                self._free.wait(0.1)
                if self.clock.wait(0):
                    raise Stopped
            self._under_way += 1
        try:
            yield
        finally:
            with self._free:
                self._under_way -= 1
                self._free.notify()

    @contextmanager
    def _shared_slot(self) -> Iterator[None]:
        """Hold one of the slots that all processes share: a lock on one of a few files."""
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
                # A file that cannot be locked at all is not shared: go on without it.
                if error.sqlite_errorcode & 0xFF not in _TAKEN:
                    return _open(":memory:")
        return None


def _open(path: Path | str, timeout: float = 30.0) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)


def _create(path: Path) -> None:
    with closing(_open(path)) as base:
        base.execute("CREATE TABLE IF NOT EXISTS routes (name TEXT PRIMARY KEY, next REAL)")


def _next(base: sqlite3.Connection, route: str) -> float:
    """Read the time of a route's next request; 0 for none, and for what is no time."""
    with suppress(sqlite3.Error):
        row = base.execute("SELECT next FROM routes WHERE name = ?", (route,)).fetchone()
        if row and isinstance(row[0], float):
            return row[0]
    return 0.0
