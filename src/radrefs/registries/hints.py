"""Propose articles: `Hints` say which article a citation may mean, never which it is.

PubMed gives such hints (`radrefs.registries.pubmed`); `CachedHints` stores them. What is
proposed is looked up in a catalogue and graded by the same rules as all else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from radrefs.deprecated import old_keywords
from radrefs.journals import find_journal
from radrefs.matching import Work
from radrefs.model import ET_AL, Citation
from radrefs.names import short_given
from radrefs.registries.cache import Cached
from radrefs.text import ascii_fold

__all__ = ["LINES", "PMIDS", "REGISTRY", "CachedHints", "Hints", "Line", "line_of", "question_of"]

LINES, PMIDS = 100, 200
"""Citations in one request to ECitMatch, PMIDs in one to esummary."""
REGISTRY = "pubmed"
"""The name under which PubMed's identifiers stand in a citation's provenance."""
_LONGEST = 120


class Line(NamedTuple):
    """What ECitMatch is asked for one citation, in its order; equal lines are asked once."""

    journal: str
    year: str
    volume: str
    page: str
    author: str


class Hints(Protocol):
    """Propose PMIDs for citations, with their records; safe to use from several threads."""

    @property
    def name(self) -> str:
        """Return the name of the service that proposes."""

    def match(self, citations: Sequence[Citation]) -> Mapping[int, tuple[str, ...]]:
        """Return the PMIDs proposed for each citation, by its position. Raises `NotChecked`.

        `()` says that there is none; a citation that was not answered is absent.
        """

    def summaries(self, pmids: Sequence[str]) -> Mapping[str, Work]:
        """Return the record of each PMID, with DOI and PMCID. Raises `NotChecked`."""


def line_of(citation: Citation) -> Line | None:
    """Return what to ask ECitMatch for a citation; None if too little is known of it.

    The journal is spelled as NLM abbreviates it, for one wrong letter finds nothing. One
    that the list does not hold is not asked for: an empty journal would end the answer.
    """
    page = re.split(r"[-,;\s]", citation.page or "", maxsplit=1)[0]
    volume = _field(citation.volume)
    if not (citation.year and volume and page):
        return None
    for name in (citation.container_title_short, citation.container_title):
        journal = find_journal(name) if name else None
        if journal:
            break
    else:
        return None
    line = Line(
        _field(journal.abbreviation), str(citation.year), volume, _field(page), _author(citation)
    )
    sound = line.journal and line.page and max(map(len, line)) <= _LONGEST
    return line if sound else None


def question_of(citation: Citation) -> str | None:
    """Return the words under which the answer about a citation is stored."""
    line = line_of(citation)
    return f"cite {'|'.join(line)}" if line else None


def _field(text: str | None) -> str:
    """Return a field as it can be sent: letters without marks, on one line, without pipes."""
    return " ".join(re.sub(r"[^ -{}~]", " ", ascii_fold(text or "")).split())


def _author(citation: Citation) -> str:
    """Return the first author as PubMed spells it, "hughes ma"; "" for a body or none."""
    first = next(iter(citation.author), None)
    if first is None or first == ET_AL or not first.family:
        return ""
    return _field(f"{first.family} {short_given(first.given or '')}").lower()


class CachedHints:
    """Ask for hints only where no answer is stored; `cache` is that of a catalogue.

    What PubMed knows is stored for 90 days, what it does not know for 7.
    """

    @old_keywords(memory="cache")
    def __init__(self, hints: Hints, cache: Cached) -> None:
        self._hints, self._cache = hints, cache

    @property
    def name(self) -> str:
        """Return the name of the service that proposes."""
        return self._hints.name

    def match(self, citations: Sequence[Citation]) -> Mapping[int, tuple[str, ...]]:
        """Return the stored PMIDs; ask for the rest and store it."""
        found: dict[int, tuple[str, ...]] = {}
        left: dict[int, str] = {}
        for at, citation in enumerate(citations):
            question = question_of(citation)
            if question is None:
                continue
            known = self._cache.get(self.name, question)
            if known is None:
                left[at] = question
            else:
                found[at] = tuple(str(work.record.get("PMID", "")) for work in known)
        if left:
            asked = list(left)
            new = self._hints.match([citations[at] for at in asked])
            answers = {}
            for number, pmids in new.items():
                found[asked[number]] = pmids
                question = left[asked[number]]
                answers[question] = [Work(self.name, {"PMID": pmid}) for pmid in pmids]
            self._cache.put(self.name, answers)
        return found

    def summaries(self, pmids: Sequence[str]) -> Mapping[str, Work]:
        """Return the stored records; ask for the rest and store it."""
        found: dict[str, Work] = {}
        left = []
        for pmid in dict.fromkeys(pmids):
            known = self._cache.get(self.name, f"pmid {pmid}")
            if known is None:
                left.append(pmid)
            elif known:
                found[pmid] = known[0]
        if left:
            new = self._hints.summaries(left)
            self._cache.put(
                self.name,
                {f"pmid {pmid}": [new[pmid]] if pmid in new else [] for pmid in left},
            )
            found |= new
        return found
