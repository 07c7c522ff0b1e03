"""Resolve citations: ask a catalogue, judge what it answers, remember what became of each.

What is asked, in order: nothing for an entry that a resolution file has settled; one
look-up for fifty DOIs printed on the page; one search for each entry left. Entries that
ask the same ask once. Whatever fails is *not checked*, and the rest goes on.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from radrefs.errors import NotChecked
from radrefs.model import Citation
from radrefs.resolving.catalogue import Catalogue, query_of
from radrefs.resolving.judge import Decision, Grade, decide, not_checked
from radrefs.resolving.resolution import Memory, Resolution, key_of
from radrefs.resolving.works import Work, normal_doi

__all__ = ["Step", "resolve"]

_BATCH = 50
_WORKERS = 10


class Step(NamedTuple):
    """Tell of one more entry that is settled: how many of how many, which, and what became."""

    done: int
    total: int
    at: int
    resolution: Resolution


Progress = Callable[[Step], None]


def resolve(
    citations: Iterable[Citation],
    catalogue: Catalogue,
    *,
    remembered: Mapping[str, Memory] | None = None,
    update: bool = False,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    today: str | None = None,
) -> list[Resolution]:
    """Resolve citations against a catalogue; give one resolution each, in their order.

    `remembered` (see `Remembered.by_text`) are entries settled earlier: they are not
    asked again unless `update` says so, and then what cannot be checked stays as it was.
    A person's word on them stays in any case. `progress` is called, in the calling
    thread, for each entry that is settled. Once `stop` is set nothing more is asked, and
    what is open is *not checked*. `today` (ISO 8601) is the date that is noted.

    Never raises for what a catalogue does; threads are its own and end with it.
    """
    run = _Run(list(citations), catalogue, progress, stop or threading.Event(), today)
    for at, citation in enumerate(run.citations):
        memory = (remembered or {}).get(key_of(citation))
        if memory is None:
            continue
        if memory.decision.grade is Grade.NOT_CHECKED or update:
            run.earlier[at] = memory
        else:
            run.settle(at, memory.of(citation))
    printed = run.look_up()
    run.search(printed)
    return run.results()


class _Run:
    """Hold the state of one run; only `search`'s questions run in other threads."""

    def __init__(
        self,
        citations: list[Citation],
        catalogue: Catalogue,
        progress: Progress | None,
        stop: threading.Event,
        today: str | None,
    ) -> None:
        self.citations = citations
        self.earlier: dict[int, Memory] = {}
        self._catalogue = catalogue
        self._progress = progress
        self._stop = stop
        self._today = today or datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        self._settled: dict[int, Resolution] = {}
        self._unasked: dict[int, str] = {}

    def settle(self, at: int, resolution: Resolution) -> None:
        """Note what became of one entry."""
        self._settled[at] = resolution
        if self._progress:
            total = len(self.citations)
            self._progress(Step(len(self._settled), total, at, resolution))

    def decided(self, at: int, decision: Decision) -> None:
        """Note a decision on one entry; an earlier one stays if nothing new was learnt."""
        earlier = self.earlier.get(at)
        if earlier is not None and decision.grade is Grade.NOT_CHECKED:
            same = earlier.decision.grade is not Grade.NOT_CHECKED
            if same or earlier.decision.reason == decision.reason:
                self.settle(at, earlier.of(self.citations[at]))
                return
        word = earlier.word if earlier else None
        name = self._catalogue.name
        self.settle(at, Resolution(self.citations[at], decision, name, self._today, word))

    def _open(self) -> Iterator[int]:
        return (at for at in range(len(self.citations)) if at not in self._settled)

    def look_up(self) -> dict[int, Work]:
        """Look the printed DOIs up; settle what they name, give the works of the rest."""
        asked = {at: normal_doi(self.citations[at].doi) for at in self._open()}
        asked = {at: doi for at, doi in asked.items() if doi}
        found: dict[str, Work] = {}
        dois = list(dict.fromkeys(asked.values()))
        for start in range(0, len(dois), _BATCH):
            batch = dois[start : start + _BATCH]
            try:
                found |= self._catalogue.lookup(batch) if not self._stop.is_set() else {}
            except NotChecked as failure:
                self._unasked |= {at: str(failure) for at, doi in asked.items() if doi in batch}
        works = {at: found[doi] for at, doi in asked.items() if doi in found}
        for at, work in works.items():
            decision = decide(self.citations[at], [work])
            if decision.work:
                self.decided(at, decision)
        return works

    def search(self, printed: Mapping[int, Work]) -> None:
        """Search what is still open, several at a time; entries that ask the same ask once."""
        groups: dict[str, list[int]] = {}
        for at in self._open():
            groups.setdefault(query_of(self.citations[at]), []).append(at)
        if not groups:
            return
        pool = ThreadPoolExecutor(min(_WORKERS, len(groups)), thread_name_prefix="radrefs")
        try:
            self._gather(pool, list(groups.values()), printed)
        except BaseException:
            # Whoever interrupts does not wait: what is under way ends with its catalogue.
            self._stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()

    def _gather(
        self, pool: ThreadPoolExecutor, groups: list[list[int]], printed: Mapping[int, Work]
    ) -> None:
        """Keep a few questions under way, so that stopping leaves little behind."""
        waiting = iter(groups)
        under_way: dict[Future[Sequence[Work] | str], list[int]] = {}
        while True:
            while len(under_way) < 2 * _WORKERS and (group := next(waiting, None)) is not None:
                under_way[pool.submit(self._ask, self.citations[group[0]])] = group
            if not under_way:
                return
            done, _ = wait(under_way, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                group = under_way.pop(future)
                for at in group:
                    self.decided(at, self._judge(at, future.result(), printed.get(at)))

    def _ask(self, citation: Citation) -> Sequence[Work] | str:
        """Search one citation; the reason in words if it could not be."""
        if self._stop.is_set():
            return "stopped before it was asked"
        try:
            return self._catalogue.search(citation)
        except NotChecked as failure:
            return str(failure)

    def _judge(self, at: int, answer: Sequence[Work] | str, printed: Work | None) -> Decision:
        """Judge an answer. Nothing found is *not found* only where all was asked."""
        works = [] if isinstance(answer, str) else [*answer]
        decision = decide(self.citations[at], [*works, printed] if printed else works)
        if decision.grade is not Grade.NOT_FOUND:
            return decision
        if isinstance(answer, str):
            return not_checked(answer)
        if not self._catalogue.complete:
            return not_checked(f"not among the works of {self._catalogue.name}")._replace(
                runner_up=decision.runner_up
            )
        if at in self._unasked:
            return not_checked(f"the printed DOI could not be looked up: {self._unasked[at]}")
        return decision

    def results(self) -> list[Resolution]:
        """Give the resolutions in the order of the citations."""
        return [self._settled[at] for at in range(len(self.citations))]
