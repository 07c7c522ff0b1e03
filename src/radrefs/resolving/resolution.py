"""Hold what became of each entry: the decision, and a person's word above it.

A `Resolution` belongs to a citation; a `Memory` is the same as a resolution file has it,
before its text is read again (see `radrefs.resolving.resolution_file`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal, NamedTuple

from radrefs.model import Citation
from radrefs.resolving.catalogue import query_of
from radrefs.resolving.judge import Decision, Grade
from radrefs.resolving.merge import Merged, merge, with_numbers
from radrefs.resolving.works import Notice, Work, notices

__all__ = ["Memory", "Remembered", "Resolution", "Word", "key_of", "text_of"]


class Word(NamedTuple):
    """Keep what a person said: a DOI accepted, or the one found rejected, when and why."""

    kind: Literal["accepted", "rejected"]
    doi: str | None
    date: str
    note: str = ""
    work: Work | None = None


class _Resolution(NamedTuple):
    citation: Citation
    decision: Decision
    catalogue: str
    date: str
    word: Word | None = None


class Resolution(_Resolution):
    """Say what became of one citation: the decision, whose it is, and what follows.

    `citation` is the page's own; `catalogue` and `date` (ISO 8601) tell who was asked
    and when; `word` is a person's, if one spoke.
    """

    @property
    def doi(self) -> str | None:
        """Give the DOI to write: a person's word first, then the decision."""
        if self.word:
            return self.word.doi if self.word.kind == "accepted" else None
        return self.decision.doi

    @property
    def state(self) -> str:
        """Give the grade, or "accepted" or "rejected" where a person spoke."""
        return self.word.kind if self.word else str(self.decision.grade)

    @property
    def work(self) -> Work | None:
        """Give the work whose DOI is written; None if there is none, or it is not known."""
        if self.word:
            return self.word.work if self.word.kind == "accepted" else None
        return self.decision.work

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Give the notices published about the work: retraction, correction, concern."""
        return notices(self.work) if self.work else ()

    @cached_property
    def merged(self) -> Merged:
        """Give the citation completed from the work; the page's own where there is none.

        A DOI that the page prints stays if nobody could look it up; it goes if the work
        of that DOI did not pass, or if a person rejected it.
        """
        found = self._merged
        if self._numbered:
            found = with_numbers(found, self.decision.pmid, self.decision.pmcid)
        return found

    @property
    def _numbered(self) -> bool:
        """Tell whether PubMed's numbers belong to what is written, after a person's word."""
        if self.word and (self.word.kind == "rejected" or self.word.doi != self.decision.doi):
            return False
        return bool(self.decision.pmid)

    @property
    def _merged(self) -> Merged:
        if self.work:
            return merge(self.citation, self.work)
        doi = self.doi or (None if self._contradicted else self.citation.doi)
        citation = self.citation
        if doi != citation.doi:
            citation = citation.model_copy(update={"doi": doi})
        fields = (name for name in Citation.model_fields if name not in _OWN)
        told = {name: "page" for name in fields if getattr(citation, name)}
        if doi and self.word:
            told["doi"] = "person"
        return Merged(citation, told)

    @property
    def _contradicted(self) -> bool:
        if self.word:
            return self.word.kind == "rejected"
        shown = (self.decision.runner_up, *self.decision.suggestions)
        printed = (self.citation.doi or "").lower()
        return any(one is not None and one.doi == printed for one in shown)


_OWN = frozenset({"id", "source", "problems", "custom"})


def key_of(citation: Citation) -> str:
    """Give what an entry is known by from run to run: its text, blanks made single."""
    return " ".join(text_of(citation).split())


def text_of(citation: Citation) -> str:
    """Give the entry as printed; what is searched for where nothing was printed."""
    return citation.source.text if citation.source else query_of(citation)


class Memory(NamedTuple):
    """Hold an entry of a resolution file before its text is read: `of` makes it whole."""

    number: int | None
    heading: str | None
    text: str
    decision: Decision
    catalogue: str
    date: str
    word: Word | None = None
    format: str | None = None

    def of(self, citation: Citation) -> Resolution:
        """Give the resolution of the citation that was read from the text."""
        return Resolution(citation, self.decision, self.catalogue, self.date, self.word)


class Remembered(NamedTuple):
    """Hold a resolution file as read: its entries in order, and its pages' names."""

    entries: tuple[Memory, ...] = ()
    pages: tuple[str, ...] = ()

    def by_text(self) -> dict[str, Memory]:
        """Give the entries by their text, blanks made single, as `key_of` has it.

        Of entries with the same text that counts on which a person spoke, then that which
        was checked.
        """

        def weight(entry: Memory) -> tuple[bool, bool]:
            return entry.word is not None, entry.decision.grade is not Grade.NOT_CHECKED

        ordered = sorted(self.entries, key=weight)
        found = {" ".join(entry.text.split()): entry for entry in ordered}
        found.pop("", None)
        return found

    def words_lost(self, citations: Iterable[Citation]) -> tuple[Memory, ...]:
        """Give the entries on which a person spoke that are not among some citations."""
        kept = set(map(key_of, citations))
        known = self.by_text().items()
        return tuple(entry for key, entry in known if entry.word and key not in kept)
