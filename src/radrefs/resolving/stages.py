"""Find candidates: each stage asks in its own way, and decides nothing.

    printed_dois   the DOIs that entries print: one look-up for fifty
    pubmed         what PubMed proposes: a hundred entries in a request, DOIs by fifty
    group_search   one search for three entries
    single_search  one search for each entry

A stage is given the positions of the entries that are still pending, and yields
`Candidates`. The pipeline decides before it asks for the next, and takes an entry that is
decided out of `pending`: so a stage sees what became of what it yielded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from radrefs.errors import NotChecked
from radrefs.matching.grading import WRITTEN, Grade
from radrefs.matching.records import Work, normal_doi
from radrefs.model import Citation
from radrefs.registries.base import LOOK_UP, Catalogue, in_batches, query_of
from radrefs.registries.hints import LINES, PMIDS, Hints, Line, line_of
from radrefs.resolving.group_search import TOGETHER, GroupTrial, question_for
from radrefs.resolving.threads import Answer, searched

__all__ = ["STAGES", "WINDOW", "Candidates", "Inquiry", "Proposal", "Stage"]

WINDOW = 1000
"""Entries that go to PubMed together: results come early, and few requests are half full."""


@dataclass(frozen=True)
class Inquiry:
    """What is asked in one run, and whom; once `stop` is set nothing more is asked."""

    citations: Sequence[Citation]
    catalogue: Catalogue
    hints: Hints | None
    stop: threading.Event


class Proposal(NamedTuple):
    """An article that PubMed proposes: PubMed's record, and the catalogue's work of its DOI."""

    record: Work
    work: Work | None


class Candidates(NamedTuple):
    """What a stage found for the entry at `at`: works, and why it could not ask, if so.

    `printed` is the printed DOI that was looked up. `proposals` are what PubMed answered
    about the entry, None where it was not asked or gave no answer.
    """

    at: int
    works: Sequence[Work] = ()
    failure: str | None = None
    printed: str = ""
    proposals: tuple[Proposal, ...] | None = None


class Stage(NamedTuple):
    """One way to find candidates, and the grades at which an entry is pending no longer."""

    candidates: Callable[[Inquiry, Collection[int]], Generator[Candidates]]
    enough: Collection[Grade]


def printed_dois(inquiry: Inquiry, pending: Collection[int]) -> Generator[Candidates]:
    """Look up the DOIs that entries print."""
    asked = {at: normal_doi(inquiry.citations[at].doi) for at in pending}
    asked = {at: doi for at, doi in asked.items() if doi}
    answers: dict[str, Answer] = {}
    for batch in in_batches(list(dict.fromkeys(asked.values())), LOOK_UP):
        if inquiry.stop.is_set():
            break
        try:
            found = inquiry.catalogue.lookup(batch)
        except NotChecked as failure:
            answers |= dict.fromkeys(batch, Answer(failure=str(failure)))
        else:
            answers |= {doi: Answer([found[doi]] if doi in found else []) for doi in batch}
    for at, doi in asked.items():
        if answer := answers.get(doi):
            yield Candidates(at, answer.works, answer.failure, printed=doi)


def pubmed(inquiry: Inquiry, pending: Collection[int]) -> Generator[Candidates]:
    """Let PubMed propose articles, and look their DOIs up. A PubMed that fails is left out."""
    if inquiry.hints is None:
        return
    able = [at for at in pending if line_of(inquiry.citations[at])]
    proposals = _Proposals(inquiry, inquiry.hints)
    for window in in_batches(able, WINDOW):
        if proposals.failed or inquiry.stop.is_set():
            return
        for at, found in proposals.ask(window).items():
            works = [one.work for one in found if one.work]
            yield Candidates(at, works, proposals=found)


class _Proposals:
    """Ask PubMed for what it proposes, and the catalogue for the DOIs of that."""

    def __init__(self, inquiry: Inquiry, hints: Hints) -> None:
        self._inquiry, self._hints = inquiry, hints
        self._records: dict[str, Work] = {}
        self._works: dict[str, Work] = {}
        self.failed = False

    def ask(self, window: Sequence[int]) -> dict[int, tuple[Proposal, ...]]:
        """Ask for some entries; return the proposals for each about which PubMed answered."""
        matched = self._match(window)
        pmids = [pmid for at in window for pmid in matched.get(at, ())]
        self._summarize([pmid for pmid in dict.fromkeys(pmids) if pmid not in self._records])
        dois = [self._records[pmid].doi for pmid in pmids if pmid in self._records]
        self._look_up([doi for doi in dict.fromkeys(dois) if doi and doi not in self._works])
        return {at: tuple(self._of(matched[at])) for at in window if at in matched}

    def _of(self, pmids: Sequence[str]) -> Iterator[Proposal]:
        for pmid in pmids:
            if record := self._records.get(pmid):
                yield Proposal(record, self._works.get(record.doi))

    def _match(self, window: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return the PMIDs that are proposed for entries; entries that ask the same ask once."""
        groups: dict[Line, list[int]] = {}
        for at in window:
            line = line_of(self._inquiry.citations[at])
            assert line is not None
            groups.setdefault(line, []).append(at)
        matched: dict[int, tuple[str, ...]] = {}
        for batch in in_batches(list(groups.values()), LINES):
            if self._ends():
                break
            try:
                found = self._hints.match([self._inquiry.citations[group[0]] for group in batch])
            except NotChecked:
                self.failed = True
                break
            for number, pmids in found.items():
                matched |= dict.fromkeys(batch[number], pmids)
        return matched

    def _summarize(self, pmids: Sequence[str]) -> None:
        for batch in in_batches(pmids, PMIDS):
            if self._ends():
                return
            try:
                self._records |= self._hints.summaries(batch)
            except NotChecked:
                self.failed = True

    def _look_up(self, dois: Sequence[str]) -> None:
        for batch in in_batches(dois, LOOK_UP):
            if self._inquiry.stop.is_set():
                return
            try:
                self._works |= self._inquiry.catalogue.lookup(batch)
            except NotChecked:
                # The search that follows fails too, and says why.
                return

    def _ends(self) -> bool:
        return self.failed or self._inquiry.stop.is_set()


def group_search(inquiry: Inquiry, pending: Collection[int]) -> Generator[Candidates]:
    """Search by threes, where PubMed was asked too; entries that print a DOI are left out."""
    if inquiry.hints is None:
        return
    citations, trial = inquiry.citations, GroupTrial()
    groups = [
        group for group in _alike(inquiry, pending)
        if not any(normal_doi(citations[at].doi) for at in group)
    ]  # fmt: skip

    def questions() -> Iterator[tuple[Citation, list[list[int]]]]:
        for some in in_batches(groups, TOGETHER):
            if len(some) < 2 or trial.is_poor:
                return
            yield question_for([citations[group[0]] for group in some]), some

    number = len(groups) // TOGETHER
    for some, answer in searched(questions(), number, inquiry.catalogue, inquiry.stop):
        if answer.failure is not None:
            continue
        for group in some:
            for at in group:
                yield Candidates(at, answer.works)
        trial.count(len(some), sum(group[0] not in pending for group in some))


def single_search(inquiry: Inquiry, pending: Collection[int]) -> Generator[Candidates]:
    """Search each entry that is left; entries that ask the same ask once."""
    groups = _alike(inquiry, pending)
    questions = ((inquiry.citations[group[0]], group) for group in groups)
    for group, answer in searched(questions, len(groups), inquiry.catalogue, inquiry.stop):
        for at in group:
            yield Candidates(at, answer.works, answer.failure)


def _alike(inquiry: Inquiry, pending: Collection[int]) -> list[list[int]]:
    """Group the entries that ask the same."""
    groups: dict[str, list[int]] = {}
    for at in pending:
        groups.setdefault(query_of(inquiry.citations[at]), []).append(at)
    return list(groups.values())


STAGES = (
    Stage(printed_dois, WRITTEN),
    Stage(pubmed, WRITTEN),
    Stage(group_search, (Grade.EXACT,)),
    Stage(single_search, tuple(Grade)),
)
"""The stages in their order: each asks about what those before it left pending."""
