"""Store answers: `Cached` is a catalogue in front of another, with a cache on disk.

One SQLite file in the user's cache folder, in WAL mode, shared by processes; JSON as it
was sent (compressed), with the time. What was found stays 90 days, what was not found 7.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from radrefs.deprecated import old_attribute
from radrefs.errors import RadrefsError
from radrefs.matching import Work, normal_doi
from radrefs.model import Citation
from radrefs.registries.base import Catalogue, query_of
from radrefs.registries.rate_limit import Clock, SystemClock

__all__ = ["CacheInfo", "Cached", "cache_info", "clear_cache"]

_DAY = 86_400.0
_FOUND, _EMPTY = 90 * _DAY, 7 * _DAY
_FILE = "answers.sqlite"
_VERSION = 1
_MOST_BYTES = 64 * 1024 * 1024
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
  catalogue TEXT NOT NULL, question TEXT NOT NULL, asked REAL NOT NULL,
  found INTEGER NOT NULL, answer BLOB NOT NULL, PRIMARY KEY (catalogue, question)
) WITHOUT ROWID
"""


class CacheInfo(NamedTuple):
    """What a cache holds: its file, answers, bytes on disk, the oldest answer's time."""

    path: Path
    answers: int
    size: int
    oldest: float | None


class Cached:
    """Ask a catalogue only what it was not asked before.

    `folder` holds the cache. With `refresh` everything is asked again, and the answers
    are stored. If the cache cannot be read or written, the run goes on without it, and
    `trouble` says why. `counts` has the questions whose answer was `stored`, and those
    that were `asked`.
    """

    recall = old_attribute("recall", "get")
    remember = old_attribute("remember", "put")
    knows = old_attribute("knows", "has")

    def __init__(
        self,
        catalogue: Catalogue,
        folder: Path,
        *,
        refresh: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._refresh = refresh
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self.trouble: str | None = None
        self.counts: Counter[str] = Counter()
        self._base: sqlite3.Connection | None = None
        try:
            self._base = _open(folder)
        except (OSError, sqlite3.Error) as error:
            self.trouble = f"{folder}: no answer is stored: {_why(error)}"

    @property
    def name(self) -> str:
        """Return the name of the catalogue that is asked."""
        return self._catalogue.name

    @property
    def complete(self) -> bool:
        """Say whether the catalogue that is asked is complete."""
        return self._catalogue.complete

    def search(self, citation: Citation) -> Sequence[Work]:
        """Return the stored works; or search, and store what is found."""
        question = f"search {query_of(citation)}"
        known = self.get(self.name, question)
        if known is not None:
            return known
        found = self._catalogue.search(citation)
        self.put(self.name, {question: found})
        return found

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Return the stored works; look the rest up and store it, also what is not held."""
        wanted = [doi for doi in map(normal_doi, dois) if doi]
        found: dict[str, Work] = {}
        left = []
        for doi in wanted:
            known = self.get(self.name, f"doi {doi}")
            if known is None:
                left.append(doi)
            elif known:
                found[doi] = known[0]
        if left:
            new = self._catalogue.lookup(left)
            answers = {f"doi {doi}": [new[doi]] if doi in new else [] for doi in left}
            self.put(self.name, answers)
            found |= new
        return found

    def close(self) -> None:
        """Close the cache."""
        with self._lock:
            if self._base is not None:
                self._base.close()
                self._base = None

    def get(self, name: str, question: str) -> list[Work] | None:
        """Return what a service answered to a question; None if that is not stored."""
        works = None
        with self._lock:
            row = None if self._refresh else self._read(name, question)
            if row and self._is_fresh(row):
                works = _unpacked(row)
            self.counts["stored" if works is not None else "asked"] += 1
        return works

    def has(self, name: str, question: str) -> bool:
        """Say whether a service's answer is stored; counts nothing."""
        with self._lock:
            row = None if self._refresh else self._read(name, question)
            return row is not None and self._is_fresh(row)

    def _is_fresh(self, row: _Row) -> bool:
        return 0 <= self._clock.now() - row.asked + _DAY < row.fresh + _DAY

    def _read(self, name: str, question: str) -> _Row | None:
        if self._base is None:
            return None
        try:
            row = self._base.execute(
                "SELECT asked, found, answer FROM answers WHERE catalogue = ? AND question = ?",
                (name, question),
            ).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        match row:
            case (float(asked), int(found), bytes(answer)):
                return _Row(asked, found, answer)
        return None

    def put(self, name: str, answers: Mapping[str, Sequence[Work]]) -> None:
        """Store what a service answered to some questions."""
        now = self._clock.now()
        rows = [
            (name, question, now, len(works), _packed(works)) for question, works in answers.items()
        ]
        with self._lock:
            if self._base is None:
                return
            try:
                with self._base:
                    self._base.executemany(
                        "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", rows
                    )
            except sqlite3.Error as error:
                self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        """Go on without the cache: what failed once would fail each time."""
        self.trouble = f"no more answers are stored: {_why(error)}"
        if self._base is not None:
            self._base.close()
            self._base = None


class _Row(NamedTuple):
    asked: float
    found: int
    answer: bytes

    @property
    def fresh(self) -> float:
        """Return the seconds for which the answer counts."""
        return _FOUND if self.found else _EMPTY


def _why(error: Exception) -> str:
    """Return an error's text; for a damaged file also what to do."""
    damaged = type(error) is sqlite3.DatabaseError
    return f"{error}: run radrefs cache clear" if damaged else str(error)


def _packed(works: Sequence[Work]) -> bytes:
    text = json.dumps([[work.registry, work.record] for work in works], ensure_ascii=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def _unpacked(row: _Row) -> list[Work] | None:
    """Read an answer back; None if it is damaged, and asked again then."""
    try:
        raw = zlib.decompressobj().decompress(row.answer, _MOST_BYTES)
        works = [Work(*pair) for pair in json.loads(raw.decode("utf-8", "surrogatepass"))]
    except (zlib.error, ValueError, TypeError, RecursionError):
        return None
    sound = all(isinstance(one.registry, str) and isinstance(one.record, dict) for one in works)
    return works if sound and len(works) == row.found else None


def _open(folder: Path) -> sqlite3.Connection:
    """Open the cache for several threads and processes; make it if there is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    base = sqlite3.connect(folder / _FILE, timeout=30, check_same_thread=False)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError("it was made by another version")
        with base:
            base.execute(_SCHEMA)
            base.execute(f"PRAGMA user_version = {_VERSION}")
    except sqlite3.Error:
        base.close()
        raise
    return base


def cache_info(folder: Path) -> CacheInfo:
    """Count what the cache in a folder holds. Raises `RadrefsError` if it is damaged."""
    path = folder / _FILE
    if not path.exists():
        return CacheInfo(path, 0, 0, None)
    try:
        with closing(_open(folder)) as base:
            count, oldest = base.execute("SELECT count(*), min(asked) FROM answers").fetchone()
    except sqlite3.Error as error:
        raise RadrefsError(f"{path}: {_why(error)}") from error
    files = (folder / f"{_FILE}{end}" for end in ("", "-wal", "-shm"))
    return CacheInfo(path, count, sum(one.stat().st_size for one in files if one.exists()), oldest)


def clear_cache(folder: Path) -> int:
    """Remove the cache in a folder; return how many answers it held.

    Only the cache's own files are removed. Raises `RadrefsError` if one cannot be.
    """
    try:
        count = cache_info(folder).answers
    except RadrefsError:
        count = 0
    for end in ("-wal", "-shm", ""):
        try:
            (folder / f"{_FILE}{end}").unlink(missing_ok=True)
        except OSError as error:
            why = error.strerror or str(error)
            raise RadrefsError(f"{folder / _FILE}: cannot be removed: {why}") from error
    return count
