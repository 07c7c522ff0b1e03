"""Resolve citations: ask a catalogue, judge what it answers, remember what became of each.

What is asked, in order: nothing for an entry that a resolution file has settled; one
look-up for fifty DOIs printed on the page; PubMed for a hundred entries at a time, whose
DOIs are looked up by fifties, and then one search for three entries left; one search for
each that is still open. Entries that ask the same ask once. Whatever fails is *not
checked*, and the rest goes on.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from radrefs.errors import NotChecked
from radrefs.matching.grading import Decision, Grade, decide, not_checked
from radrefs.matching.records import Work, normal_doi
from radrefs.model import Citation
from radrefs.registries.base import Catalogue, Nobody, query_of
from radrefs.registries.hints import Hints
from radrefs.resolutions.resolution import Resolution, StoredEntry, key_of
from radrefs.resolving.group_search import TOGETHER, GroupSearch, question_for
from radrefs.resolving.printed_doi import PrintedDoi, against_printed
from radrefs.resolving.pubmed_stage import LOOK_UP, PubMedStage

__all__ = ["Step", "resolve"]

_WORKERS = 10


class Step(NamedTuple):
    """Tell of one more entry that is settled: how many of how many, which, and what became."""

    done: int
    total: int
    at: int
    resolution: Resolution


Progress = Callable[[Step], None]
_Question = tuple[Citation, list[list[int]]]
_Heard = Callable[[list[list[int]], Sequence[Work] | str], None]


def resolve(
    citations: Iterable[Citation],
    catalogue: Catalogue,
    *,
    remembered: Mapping[str, StoredEntry] | None = None,
    update: bool = False,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    today: str | None = None,
    hints: Hints | None = None,
) -> list[Resolution]:
    """Resolve citations against a catalogue; give one resolution each, in their order.

    `remembered` (see `ResolutionFile.by_text`) are entries settled earlier: they are not
    asked again unless `update` says so, and then what cannot be checked stays as it was.
    A person's word on them stays in any case. `progress` is called, in the calling
    thread, for each entry that is settled. Once `stop` is set no question is begun, those
    under way are awaited, and what is open is *not checked*. `today` (ISO 8601) is the
    date that is noted. `hints` propose articles in batches, which saves searches: their
    DOIs are looked up in the catalogue and judged as what a search finds is. Without
    hints, and where they fail, each entry is searched.

    A catalogue that says `NotChecked` ends nothing; whatever else it or `progress` raises
    is raised here. Threads are its own and end with it.
    """
    run = _Run(list(citations), catalogue, progress, stop or threading.Event(), today, hints)
    for at, citation in enumerate(run.citations):
        memory = (remembered or {}).get(key_of(citation))
        if memory is None:
            continue
        if memory.decision.grade is Grade.NOT_CHECKED or update:
            run.earlier[at] = memory
        else:
            run.settle(at, memory.of(citation))
    printed = run.look_up()
    run.propose(printed)
    run.search_together(printed)
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
        hints: Hints | None,
    ) -> None:
        self.citations = citations
        self.earlier: dict[int, StoredEntry] = {}
        self._catalogue = catalogue
        self._progress = progress
        self._stop, self._over = stop, threading.Event()
        self._today = today or datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        self._settled: dict[int, Resolution] = {}
        self._unasked: dict[int, str] = {}
        self._unheld: dict[int, str] = {}
        self._proposals = PubMedStage(citations, catalogue, hints, self._stop)

    def settle(self, at: int, resolution: Resolution) -> None:
        """Note what became of one entry."""
        self._settled[at] = resolution
        if self._progress:
            total = len(self.citations)
            self._progress(Step(len(self._settled), total, at, resolution))

    def decided(self, at: int, decision: Decision) -> None:
        """Note a decision on one entry; an earlier one stays if nothing new was learnt."""
        decision = self._proposals.numbered(at, decision)
        earlier = self.earlier.get(at)
        if earlier is not None and self._says_nothing_new(at, earlier, decision):
            self.settle(at, earlier.of(self.citations[at]))
            return
        if earlier is not None:
            decision = self._proposals.kept(at, decision, earlier.decision)
        override = earlier.override if earlier else None
        name = self._catalogue.name
        self.settle(at, Resolution(self.citations[at], decision, name, self._today, override))

    def _says_nothing_new(self, at: int, earlier: StoredEntry, decision: Decision) -> bool:
        """Tell whether a decision takes nobody further than the one before.

        A few works that do not hold an article say nothing new once anybody else was asked.
        """
        if decision.grade is not Grade.NOT_CHECKED:
            return self._proposals.unheard(at, decision, earlier.decision)
        if earlier.decision.grade is not Grade.NOT_CHECKED:
            return True
        if self._catalogue.complete:
            same = earlier.decision.reason == decision.reason
            return same and decision.pmid in ("", earlier.decision.pmid)
        own = earlier.catalogue in ("", Nobody.name, self._catalogue.name)
        before = earlier.decision
        same = (before.grade, before.reason) == (decision.grade, decision.reason)
        return decision.runner_up is None or same or not own

    def _open(self) -> Iterator[int]:
        return (at for at in range(len(self.citations)) if at not in self._settled)

    def look_up(self) -> dict[int, PrintedDoi]:
        """Look the printed DOIs up; settle what they name, give those that did not pass."""
        asked = {at: normal_doi(self.citations[at].doi) for at in self._open()}
        asked = {at: doi for at, doi in asked.items() if doi}
        found: dict[str, Work] = {}
        dois = list(dict.fromkeys(asked.values()))
        for start in range(0, len(dois), LOOK_UP):
            batch = dois[start : start + LOOK_UP]
            if self._stop.is_set():
                break
            theirs = {at: doi for at, doi in asked.items() if doi in batch}
            try:
                found |= self._catalogue.lookup(batch)
            except NotChecked as failure:
                self._unasked |= dict.fromkeys(theirs, str(failure))
            else:
                self._unheld |= {at: doi for at, doi in theirs.items() if doi not in found}
        others = {}
        for at, doi in asked.items():
            if doi not in found:
                continue
            decision = decide(self.citations[at], [found[doi]])
            if decision.work:
                self.decided(at, decision)
            else:
                others[at] = PrintedDoi(doi, found[doi], decision)
        return others

    def propose(self, printed: Mapping[int, PrintedDoi]) -> None:
        """Let PubMed propose articles, some hundreds at a time; settle what they answer."""
        for window in self._proposals.windows(list(self._open())):
            for at, works in self._proposals.ask(window):
                known = printed.get(at)
                decision = decide(self.citations[at], [*works, known.work] if known else works)
                if decision.work:
                    self.decided(at, self._told(at, decision, known))

    def search_together(self, printed: Mapping[int, PrintedDoi]) -> None:
        """Search what is open by threes, and settle what is found so beyond doubt.

        Only where there are hints: without them every entry is searched by itself.
        """
        if not self._proposals.given:
            return
        odd = {*printed, *self._unheld, *self._unasked}
        groups = [g for g in self._alike() if not odd.intersection(g)]
        together = GroupSearch()

        def questions() -> Iterator[_Question]:
            for some in together.groups(range(len(groups))):
                asked = [self.citations[groups[one][0]] for one in some]
                yield question_for(asked), [groups[one] for one in some]

        def heard(asked: list[list[int]], answer: Sequence[Work] | str) -> None:
            found = 0
            if isinstance(answer, str):
                return
            for group in asked:
                for at in group:
                    works = [*self._proposals.works(at), *answer]
                    decision = decide(self.citations[at], works)
                    if decision.grade is Grade.EXACT:
                        self.decided(at, decision)
                        found += at == group[0]
            together.heard(len(asked), found)

        self._ask_all(questions(), heard, len(groups) // TOGETHER)

    def search(self, printed: Mapping[int, PrintedDoi]) -> None:
        """Search what is still open, several at a time; entries that ask the same ask once."""
        groups = self._alike()

        def heard(asked: list[list[int]], answer: Sequence[Work] | str) -> None:
            for at in asked[0]:
                self.decided(at, self._judge(at, answer, printed.get(at)))

        questions = ((self.citations[group[0]], [group]) for group in groups)
        self._ask_all(questions, heard, len(groups))

    def _alike(self) -> list[list[int]]:
        """Gather the open entries that ask the same."""
        groups: dict[str, list[int]] = {}
        for at in self._open():
            groups.setdefault(query_of(self.citations[at]), []).append(at)
        return list(groups.values())

    def _ask_all(self, questions: Iterator[_Question], heard: _Heard, number: int) -> None:
        """Ask questions in threads of their own; `heard` runs in the calling one."""
        if not number:
            return
        pool = ThreadPoolExecutor(min(_WORKERS, number), thread_name_prefix="radrefs")
        try:
            self._gather(pool, questions, heard)
        except BaseException:
            # Whoever interrupts does not wait: what is under way ends with its catalogue.
            self._over.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()

    def _gather(
        self, pool: ThreadPoolExecutor, questions: Iterator[_Question], heard: _Heard
    ) -> None:
        """Keep a few questions under way, so that stopping leaves little behind."""
        under_way: dict[Future[Sequence[Work] | str], list[list[int]]] = {}
        while True:
            while len(under_way) < 2 * _WORKERS and (one := next(questions, None)) is not None:
                under_way[pool.submit(self._ask, one[0])] = one[1]
            if not under_way:
                return
            done, _ = wait(under_way, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                heard(under_way.pop(future), future.result())

    def _ask(self, citation: Citation) -> Sequence[Work] | str:
        """Search one citation; the reason in words if it could not be."""
        if self._stop.is_set() or self._over.is_set():
            return "stopped before it was asked"
        try:
            return self._catalogue.search(citation)
        except NotChecked as failure:
            return str(failure)

    def _judge(self, at: int, answer: Sequence[Work] | str, printed: PrintedDoi | None) -> Decision:
        """Judge an answer, and say so where the printed DOI is not the one to write."""
        works = [*self._proposals.works(at), *([] if isinstance(answer, str) else answer)]
        decision = decide(self.citations[at], [*works, printed.work] if printed else works)
        if decision.grade is Grade.NOT_FOUND:
            decision = self._not_found(at, answer, decision)
        return self._told(at, decision, printed)

    def _told(self, at: int, decision: Decision, printed: PrintedDoi | None) -> Decision:
        """Say what became of a printed DOI that is not the one to write."""
        if at in self._unheld and self._catalogue.complete:
            unheld = f"the printed DOI {self._unheld[at]} is not held by {self._catalogue.name}"
            decision = decision._replace(reason=f"{decision.reason}; {unheld}")
        return against_printed(decision, printed) if printed else decision

    def _not_found(self, at: int, answer: Sequence[Work] | str, decision: Decision) -> Decision:
        """Let nothing found be *not found* only where all was asked."""
        if isinstance(answer, str):
            return not_checked(answer)
        if not self._catalogue.complete:
            reason = f"not among the works of {self._catalogue.name}"
            if decision.runner_up:
                reason += f"; {decision.reason}"
            return not_checked(reason)._replace(runner_up=decision.runner_up)
        if at in self._unasked:
            return not_checked(f"the printed DOI could not be looked up: {self._unasked[at]}")
        return decision

    def results(self) -> list[Resolution]:
        """Give the resolutions in the order of the citations."""
        return [self._settled[at] for at in range(len(self.citations))]
