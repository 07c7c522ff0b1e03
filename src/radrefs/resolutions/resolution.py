"""Hold what became of each entry: the decision, and a person's word above it.

A `Resolution` belongs to a citation; a `StoredEntry` is the same as a resolution file has it,
before its text is read again (see `radrefs.resolutions.store`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal, NamedTuple

from radrefs.matching.completion import Merged, merge, with_numbers
from radrefs.matching.grading import Decision, Grade
from radrefs.matching.records import Notice, Work, notices
from radrefs.model import Citation
from radrefs.registries.base import query_of
from radrefs.resolutions.corrections import corrected

__all__ = ["Override", "Resolution", "ResolutionFile", "StoredEntry", "key_of", "text_of"]


class Override(NamedTuple):
    """Keep what a person said: a DOI accepted, or the one found rejected, when and why.

    `fields` are values that a person corrected, as typed (see `corrections`); who only
    corrected leaves the decision on the DOI as it is.
    """

    kind: Literal["accepted", "rejected", "corrected"]
    doi: str | None
    date: str
    note: str = ""
    work: Work | None = None
    fields: tuple[tuple[str, str], ...] = ()


class _Resolution(NamedTuple):
    citation: Citation
    decision: Decision
    catalogue: str
    date: str
    word: Override | None = None


class Resolution(_Resolution):
    """Say what became of one citation: the decision, whose it is, and what follows.

    `citation` is the page's own; `catalogue` and `date` (ISO 8601) tell who was asked
    and when; `word` is a person's, if one spoke.
    """

    @property
    def doi(self) -> str | None:
        """Give the DOI to write: a person's word first, then the decision."""
        if self._overruled:
            return self._overruled.doi if self._overruled.kind == "accepted" else None
        return self.decision.doi

    @property
    def state(self) -> str:
        """Give the grade, or "accepted" or "rejected" where a person spoke."""
        return self._overruled.kind if self._overruled else str(self.decision.grade)

    @property
    def _overruled(self) -> Override | None:
        """Give the word that stands above the decision on the DOI, if one does."""
        return self.word if self.word and self.word.kind != "corrected" else None

    @property
    def work(self) -> Work | None:
        """Give the work whose DOI is written; None if there is none, or it is not known."""
        if self._overruled:
            return self._overruled.work if self._overruled.kind == "accepted" else None
        return self.decision.work

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Give the notices published about the work: retraction, correction, concern."""
        return notices(self.work) if self.work else ()

    @cached_property
    def merged(self) -> Merged:
        """Give the citation completed from the work; the page's own where there is none.

        A DOI that the page prints stays if nobody could look it up; it goes if the work
        of that DOI did not pass, or if a person rejected it. What a person corrected
        stands above both.
        """
        merged = self._with_numbers
        if not self.word or not self.word.fields:
            return merged
        fields = dict(self.word.fields)
        told = tuple(one for one in merged.disagreements if one.field not in fields)
        whose = {name: one for name, one in merged.provenance.items() if name not in fields}
        whose |= {name: "person" for name, text in fields.items() if text}
        return Merged(corrected(merged.citation, fields), whose, told)

    @property
    def _with_numbers(self) -> Merged:
        found = self._merged
        if self._numbered:
            found = with_numbers(found, self.decision.pmid, self.decision.pmcid)
        return found

    @property
    def _numbered(self) -> bool:
        """Tell whether PubMed's numbers belong to what is written, after a person's word."""
        spoken = self._overruled
        if spoken and (spoken.kind == "rejected" or spoken.doi != self.decision.doi):
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
        if doi and self._overruled:
            told["doi"] = "person"
        return Merged(citation, told)

    @property
    def _contradicted(self) -> bool:
        if self._overruled:
            return self._overruled.kind == "rejected"
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


class StoredEntry(NamedTuple):
    """Hold an entry of a resolution file before its text is read: `of` makes it whole."""

    number: int | None
    heading: str | None
    text: str
    decision: Decision
    catalogue: str
    date: str
    word: Override | None = None
    format: str | None = None

    def of(self, citation: Citation) -> Resolution:
        """Give the resolution of the citation that was read from the text."""
        return Resolution(citation, self.decision, self.catalogue, self.date, self.word)


class ResolutionFile(NamedTuple):
    """Hold a resolution file as read: its entries in order, and its pages' names."""

    entries: tuple[StoredEntry, ...] = ()
    pages: tuple[str, ...] = ()

    def by_text(self) -> dict[str, StoredEntry]:
        """Give the entries by their text, blanks made single, as `key_of` has it.

        Of entries with the same text that counts on which a person spoke, then that which
        was checked.
        """

        def weight(entry: StoredEntry) -> tuple[bool, bool]:
            return entry.word is not None, entry.decision.grade is not Grade.NOT_CHECKED

        ordered = sorted(self.entries, key=weight)
        found = {" ".join(entry.text.split()): entry for entry in ordered}
        found.pop("", None)
        return found

    def overrides_lost(self, citations: Iterable[Citation]) -> tuple[StoredEntry, ...]:
        """Give the entries on which a person spoke that are not among some citations."""
        kept = set(map(key_of, citations))
        known = self.by_text().items()
        return tuple(entry for key, entry in known if entry.word and key not in kept)
