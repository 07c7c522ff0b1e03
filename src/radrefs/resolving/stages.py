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
from radrefs.matching import WRITTEN, Grade, Work, normal_doi
from radrefs.model import Citation, Source
from radrefs.registries.base import LOOK_UP, Catalogue, in_batches, query_of
from radrefs.registries.hints import LINES, PMIDS, Hints, Line, line_of
from radrefs.registries.threads import Answer, searched

__all__ = [
    "STAGES", "TOGETHER", "WINDOW", "Candidates", "Inquiry", "Proposal", "Stage", "question_for",
]  # fmt: skip

WINDOW = 1000
"""Entries that go to PubMed together: results come early, and few requests are half full."""
TOGETHER = 3
"""Entries in one question: of 941 found singly three found all, four lost one."""
_ROOM = 600
_TRIAL = 12


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
    """One way to find candidates, and the grades at which an entry is pending no longer.

    A stage that `needs_hints` is left out where there are none.
    """

    candidates: Callable[[Inquiry, Collection[int]], Generator[Candidates]]
    enough: Collection[Grade]
    needs_hints: bool = False


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
        # A stopped run leaves some that were not looked up.
        if doi in answers:
            answer = answers[doi]
            yield Candidates(at, answer.works, answer.failure, printed=doi)


def pubmed(inquiry: Inquiry, pending: Collection[int]) -> Generator[Candidates]:
    """Let PubMed propose articles, and look their DOIs up. A PubMed that fails is left out."""
    assert inquiry.hints is not None
    lines = [(at, line) for at in pending if (line := line_of(inquiry.citations[at]))]
    proposals = _Proposals(inquiry, inquiry.hints)
    for window in in_batches(lines, WINDOW):
        if proposals.ends:
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
        self._failed = False

    @property
    def ends(self) -> bool:
        """Say whether PubMed is asked no more: it failed, or the run was stopped."""
        return self._failed or self._inquiry.stop.is_set()

    def ask(self, window: Sequence[tuple[int, Line]]) -> dict[int, tuple[Proposal, ...]]:
        """Ask about some entries; return the proposals for each that PubMed answered about."""
        matched = self._match(window)
        pmids = [pmid for at, _ in window for pmid in matched.get(at, ())]
        self._summarize([pmid for pmid in dict.fromkeys(pmids) if pmid not in self._records])
        dois = [self._records[pmid].doi for pmid in pmids if pmid in self._records]
        self._look_up([doi for doi in dict.fromkeys(dois) if doi and doi not in self._works])
        return {at: self._proposals(matched[at]) for at, _ in window if at in matched}

    def _proposals(self, pmids: Sequence[str]) -> tuple[Proposal, ...]:
        records = [self._records[pmid] for pmid in pmids if pmid in self._records]
        return tuple(Proposal(record, self._works.get(record.doi)) for record in records)

    def _match(self, window: Sequence[tuple[int, Line]]) -> dict[int, tuple[str, ...]]:
        """Return the PMIDs that are proposed for entries; equal lines are sent once."""
        groups: dict[Line, list[int]] = {}
        for at, line in window:
            groups.setdefault(line, []).append(at)
        matched: dict[int, tuple[str, ...]] = {}
        for batch in in_batches(list(groups.values()), LINES):
            if self.ends:
                break
            try:
                found = self._hints.match([self._inquiry.citations[group[0]] for group in batch])
            except NotChecked:
                self._failed = True
                break
            for number, pmids in found.items():
                matched |= dict.fromkeys(batch[number], pmids)
        return matched

    def _summarize(self, pmids: Sequence[str]) -> None:
        for batch in in_batches(pmids, PMIDS):
            if self.ends:
                return
            try:
                self._records |= self._hints.summaries(batch)
            except NotChecked:
                self._failed = True

    def _look_up(self, dois: Sequence[str]) -> None:
        for batch in in_batches(dois, LOOK_UP):
            if self._inquiry.stop.is_set():
                return
            try:
                self._works |= self._inquiry.catalogue.lookup(batch)
            except NotChecked:
                # The search that follows fails too, and says why.
                return


def group_search(inquiry: Inquiry, pending: Collection[int]) -> Generator[Candidates]:
    """Search by threes; entries that print a DOI are left out.

    If too little is found so, after a trial, single searches cost less.
    """
    citations, tried, found = inquiry.citations, 0, 0
    groups = [
        group for group in _alike(inquiry, pending)
        if not any(normal_doi(citations[at].doi) for at in group)
    ]  # fmt: skip

    def questions() -> Iterator[tuple[Citation, list[list[int]]]]:
        for some in in_batches(groups, TOGETHER):
            if len(some) < 2 or (tried >= _TRIAL and found * TOGETHER < tried):
                return
            yield question_for([citations[group[0]] for group in some]), some

    number = len(groups) // TOGETHER
    for some, answer in searched(questions(), number, inquiry.catalogue, inquiry.stop):
        if answer.failure is not None:
            continue
        for group in some:
            for at in group:
                yield Candidates(at, answer.works)
        tried += len(some)
        found += sum(group[0] not in pending for group in some)


def question_for(citations: Sequence[Citation]) -> Citation:
    """Make the citation by which several are searched: author, title and numbers of each."""
    room = _ROOM // len(citations) - 1
    text = " ".join(_words(citation, room) for citation in citations)
    return Citation(id="together", type="document", source=Source(text))


def _words(citation: Citation, room: int) -> str:
    first = next((one.family or one.literal or "" for one in citation.author), "")
    page = (citation.page or "").split("-", 1)[0]
    parts = (first, citation.title, citation.volume, page, str(citation.year or ""))
    text = " ".join(filter(None, parts))
    return text if len(text) <= room else text[:room].rpartition(" ")[0]


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
    Stage(pubmed, WRITTEN, needs_hints=True),
    Stage(group_search, (Grade.EXACT,), needs_hints=True),
    Stage(single_search, tuple(Grade)),
)
"""The stages in their order: each asks about what those before it left pending.

Groups are searched only where PubMed was asked too: without it every entry is searched by
itself.
"""
