"""Resolve citations: stages find candidates, one place decides and records.

    stored entries                                            -> recorded as they are
    for each stage: for each entry: candidates -> decide -> conclude -> recorded

What is asked, in order: nothing for an entry that is stored and was checked; then
what each stage asks (see `stages`) about the entries that are still pending. Entries that
ask the same ask once. What fails is *not checked*, and the rest goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import NamedTuple

from radrefs.deprecated import old_keywords
from radrefs.matching import Decision, Grade, Work, decide
from radrefs.model import Citation
from radrefs.registries.base import Catalogue
from radrefs.registries.hints import Hints
from radrefs.resolutions.resolution import Resolution, StoredEntry, key_of
from radrefs.resolutions.resolution import today as date_of_today
from radrefs.resolving.outcome import Evidence, PrintedDoi, conclude
from radrefs.resolving.stages import STAGES, Candidates, Inquiry

__all__ = ["Step", "resolve"]


class Step(NamedTuple):
    """One more entry is recorded: how many of how many, which, and what became of it."""

    done: int
    total: int
    at: int
    resolution: Resolution


Progress = Callable[[Step], None]


@old_keywords(remembered="stored")
def resolve(
    citations: Iterable[Citation],
    catalogue: Catalogue,
    *,
    stored: Mapping[str, StoredEntry] | None = None,
    update: bool = False,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    today: str | None = None,
    hints: Hints | None = None,
) -> list[Resolution]:
    """Resolve citations against a catalogue; return one resolution each, in their order.

    `stored` (see `ResolutionFile.by_text`) are entries of an earlier run: those that were
    checked are not asked about again unless `update` is set, and then an entry that
    cannot be checked stays as it was. A person's decision on them stays in any case.
    `progress` is called, in the calling thread, for each entry that is recorded. Once
    `stop` is set nothing more is asked, answers under way are awaited, and what is
    pending is *not checked*. `today` (ISO 8601) is the date that is noted. `hints`
    propose articles in batches, which saves searches: their DOIs are looked up in the
    catalogue and graded as what a search finds is. Without hints, and where they fail,
    each entry is searched.

    A catalogue that raises `NotChecked` ends nothing; whatever else it or `progress`
    raises is raised here. The threads are its own and end with it.
    """
    inquiry = Inquiry(list(citations), catalogue, hints, stop or threading.Event())
    run = _Run(inquiry, progress, today or date_of_today())
    run.take_stored(stored or {}, update)
    for stage in STAGES:
        if not run.pending or (stage.needs_hints and hints is None):
            continue
        # Closed at once if anything is raised here, so that threads end.
        with closing(stage.candidates(inquiry, run.pending)) as found:
            for candidates in found:
                run.consider(candidates, stage.enough)
    return run.results()


class _Run:
    """The state of one run: which entries are pending, and what is known and recorded."""

    def __init__(self, inquiry: Inquiry, progress: Progress | None, today: str) -> None:
        self._citations, self._catalogue = inquiry.citations, inquiry.catalogue
        self._progress, self._today = progress, today
        # A dict keeps the order of the entries.
        self._pending = dict.fromkeys(range(len(inquiry.citations)))
        self._evidence: dict[int, Evidence] = {}
        self._recorded: dict[int, Resolution] = {}

    @property
    def pending(self) -> Collection[int]:
        """Return the positions of the entries that are not recorded yet, as they become fewer."""
        return self._pending.keys()

    def take_stored(self, stored: Mapping[str, StoredEntry], update: bool) -> None:
        """Record the stored entries that are not asked about; keep the others to compare."""
        for at, citation in enumerate(self._citations):
            entry = stored.get(key_of(citation)) if stored else None
            if entry is None:
                continue
            if entry.decision.grade is Grade.NOT_CHECKED or update:
                self._evidence[at] = Evidence(stored=entry)
            else:
                self._record(at, entry.of(citation))

    def consider(self, candidates: Candidates, enough: Collection[Grade]) -> None:
        """Decide on an entry's candidates; record the entry if the grade is enough."""
        at, citation = candidates.at, self._citations[candidates.at]
        before = self._evidence.get(at, Evidence())
        decision = decide(citation, _works(candidates, before))
        evidence = self._evidence[at] = _with(before, candidates, decision)
        if decision.grade in enough:
            found = conclude(citation, decision, evidence, self._catalogue, self._today)
            self._record(at, found)

    def _record(self, at: int, resolution: Resolution) -> None:
        """Record what became of an entry, and report it."""
        del self._pending[at]
        self._recorded[at] = resolution
        if self._progress:
            total = len(self._citations)
            self._progress(Step(len(self._recorded), total, at, resolution))

    def results(self) -> list[Resolution]:
        """Return the resolutions in the order of the citations."""
        return [self._recorded[at] for at in range(len(self._citations))]


def _works(candidates: Candidates, before: Evidence) -> list[Work]:
    """Return the works to decide among: a stage's own, and those that earlier stages brought."""
    proposed = [one.work for one in before.proposals or () if one.work]
    printed = [before.printed.work] if before.printed and before.printed.work else []
    # Of two records of one DOI the last counts.
    return [*proposed, *candidates.works, *printed]


def _with(before: Evidence, candidates: Candidates, decision: Decision) -> Evidence:
    """Return what is known of an entry after a stage; `decision` is that on its works."""
    known = replace(before, failure=candidates.failure)
    if candidates.printed:
        work = next(iter(candidates.works), None)
        printed = PrintedDoi(candidates.printed, work, decision, candidates.failure)
        known = replace(known, printed=printed)
    if candidates.proposals is not None:
        known = replace(known, proposals=candidates.proposals)
    return known
