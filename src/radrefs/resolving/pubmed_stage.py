"""Hold what PubMed proposes in one run: which works, and which numbers it gives them.

    citations -- match --> PMIDs -- summaries --> DOIs -- catalogue.lookup --> works

The catalogue's works are judged. PubMed's own records are only ever witnesses for a
PMID: an article that they name, by the judge's rules, keeps it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from radrefs.errors import NotChecked
from radrefs.matching.grading import Decision, Grade, matching_works
from radrefs.matching.records import Work
from radrefs.model import Citation
from radrefs.registries.base import Catalogue
from radrefs.registries.hints import LINES, PMIDS, Hints, Line, line_of

__all__ = ["LOOK_UP", "WINDOW", "PubMedStage"]

LOOK_UP = 50
"""DOIs in one look-up."""
WINDOW = 1000
"""Entries that go from door to door together: much of it settled early, few requests half full."""
_UNHELD = (Grade.NOT_FOUND,)


class PubMedStage:
    """Ask for hints and look up what they name; without `hints` propose nothing.

    Who fails is not asked again in this run, and what was answered before stays.
    """

    def __init__(
        self,
        citations: Sequence[Citation],
        catalogue: Catalogue,
        hints: Hints | None,
        stop: threading.Event,
    ) -> None:
        self._citations, self._catalogue = citations, catalogue
        self._hints, self._stop = hints, stop
        self.given = hints is not None
        self._pmids: dict[int, tuple[str, ...]] = {}
        self._known: dict[str, Work] = {}
        self._works: dict[str, Work] = {}

    def windows(self, places: Sequence[int]) -> Iterator[list[int]]:
        """Cut the entries that can be asked for into windows, while anybody answers."""
        if self._hints is None:
            return
        able = [at for at in places if line_of(self._citations[at])]
        for start in range(0, len(able), WINDOW):
            if self._hints is None or self._stop.is_set():
                return
            yield able[start : start + WINDOW]

    def ask(self, window: Sequence[int]) -> Iterator[tuple[int, list[Work]]]:
        """Ask for one window of entries; give those for which works were found."""
        self._match(window)
        pmids = [pmid for at in window for pmid in self._pmids.get(at, ())]
        self._summarize([pmid for pmid in dict.fromkeys(pmids) if pmid not in self._known])
        dois = [self._known[pmid].doi for pmid in pmids if pmid in self._known]
        self._look_up([doi for doi in dict.fromkeys(dois) if doi and doi not in self._works])
        for at in window:
            if works := self.works(at):
                yield at, works

    def _match(self, window: Sequence[int]) -> None:
        groups: dict[Line, list[int]] = {}
        for at in window:
            line = line_of(self._citations[at])
            assert line is not None
            groups.setdefault(line, []).append(at)
        alike = list(groups.values())
        for start in range(0, len(alike), LINES):
            batch = alike[start : start + LINES]
            if self._hints is None or self._stop.is_set():
                return
            try:
                found = self._hints.match([self._citations[group[0]] for group in batch])
            except NotChecked:
                self._hints = None
                return
            for place, pmids in found.items():
                self._pmids |= dict.fromkeys(batch[place], pmids)

    def _summarize(self, pmids: Sequence[str]) -> None:
        for start in range(0, len(pmids), PMIDS):
            if self._hints is None or self._stop.is_set():
                return
            try:
                self._known |= self._hints.summaries(pmids[start : start + PMIDS])
            except NotChecked:
                self._hints = None

    def _look_up(self, dois: Sequence[str]) -> None:
        for start in range(0, len(dois), LOOK_UP):
            if self._stop.is_set():
                return
            try:
                self._works |= self._catalogue.lookup(dois[start : start + LOOK_UP])
            except NotChecked:
                # Whoever is searched next says why.
                return

    def _records(self, at: int) -> list[Work]:
        """Give PubMed's own records of what it proposes for an entry."""
        found = (self._known.get(pmid) for pmid in self._pmids.get(at, ()))
        return [work for work in found if work]

    def works(self, at: int) -> list[Work]:
        """Give the catalogue's works that are proposed for an entry."""
        found = (self._works.get(record.doi) for record in self._records(at))
        return [work for work in found if work]

    def numbered(self, at: int, decision: Decision) -> Decision:
        """Add PubMed's numbers to a decision where they are the article's.

        Either PubMed has it under the DOI that is written, or its record is, by the
        judge's rules, the one that the entry names and says no other DOI.
        """
        same = records = self._records(at)
        if decision.work:
            dois = {decision.doi, *decision.aliases}
            same = [one for one in records if (self._works.get(one.doi) or one).doi in dois]
            records = [one for one in records if not one.doi]
        if not same or not decision.work:
            same = matching_works(self._citations[at], records)
        if len(same) != 1:
            return decision
        record = same[0].record
        decision = decision._replace(pmid=str(record["PMID"]), pmcid=record.get("PMCID", ""))
        if decision.grade in _UNHELD:
            grade = Grade.PUBMED_ONLY
            under = f" as {same[0].doi}" if same[0].doi else ""
            reason = f"PubMed has it{under}, {self._catalogue.name} does not; {decision.reason}"
            return decision._replace(grade=grade, reason=reason)
        return decision

    def kept(self, at: int, decision: Decision, earlier: Decision) -> Decision:
        """Keep numbers known earlier for the same DOI where PubMed says nothing now."""
        if decision.pmid or at in self._pmids or decision.doi != earlier.doi or not decision.doi:
            return decision
        return decision._replace(pmid=earlier.pmid, pmcid=earlier.pmcid)

    def unheard(self, at: int, decision: Decision, earlier: Decision) -> bool:
        """Tell whether PubMed, which knew an article, was only not heard this time."""
        was = earlier.grade is Grade.PUBMED_ONLY and decision.grade is Grade.NOT_FOUND
        return was and at not in self._pmids
