"""What became of each entry: the decision, and a person's decision above it.

A `Resolution` belongs to a citation; a `StoredEntry` is the same as a resolution file has
it, before its text is read again (see `radrefs.resolutions.store`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from radrefs.deprecated import old_attribute
from radrefs.matching import (
    Decision,
    Grade,
    Merged,
    Notice,
    Work,
    merge,
    not_checked,
    notices,
    with_numbers,
)
from radrefs.model import Citation
from radrefs.registries.base import query_of
from radrefs.resolutions.corrections import corrected

__all__ = [
    "NOT_ASKED",
    "Override",
    "Resolution",
    "ResolutionFile",
    "StoredEntry",
    "key_of",
    "key_of_text",
    "not_asked",
    "text_of",
    "today",
]

NOT_ASKED = "not asked yet"
"""The reason of an entry that no catalogue was asked about so far."""
_OWN = frozenset({"id", "source", "problems", "custom"})


@dataclass(frozen=True)
class Override:
    """A person's decision: a DOI accepted, or the one found rejected, when and why.

    `fields` are values that a person corrected, as typed (see `corrections`). If nothing
    but fields was corrected, the decision on the DOI stays as it is.
    """

    kind: Literal["accepted", "rejected", "corrected"]
    doi: str | None
    date: str
    note: str = ""
    work: Work | None = None
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Resolution:
    """What became of one citation: the decision, whose it is, and what follows from it.

    `citation` is the page's own; `catalogue` and `date` (ISO 8601) say which catalogue
    was asked and when; `override` is a person's decision, if there is one.
    """

    citation: Citation
    decision: Decision
    catalogue: str
    date: str
    override: Override | None = None

    word = old_attribute("word", "override")

    @property
    def doi(self) -> str | None:
        """Return the DOI to write: a person's first, then that of the decision."""
        if self._overruled:
            return self._overruled.doi if self._overruled.kind == "accepted" else None
        return self.decision.doi

    @property
    def state(self) -> str:
        """Return the grade, or "accepted" or "rejected" where a person decided."""
        return self._overruled.kind if self._overruled else str(self.decision.grade)

    @property
    def _overruled(self) -> Override | None:
        """Return the override that stands above the decision on the DOI, if one does."""
        return self.override if self.override and self.override.kind != "corrected" else None

    @property
    def work(self) -> Work | None:
        """Return the work whose DOI is written; None if there is none, or it is not known."""
        if self._overruled:
            return self._overruled.work if self._overruled.kind == "accepted" else None
        return self.decision.work

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Return the notices published about the work: retraction, correction, concern."""
        return notices(self.work) if self.work else ()

    @cached_property
    def merged(self) -> Merged:
        """Return the citation completed from the work; the page's own where there is none.

        A DOI that the page prints stays if it could not be looked up; it goes if the work
        of that DOI did not pass, or if a person rejected it. What a person corrected
        stands above both.
        """
        merged = self._with_numbers
        if not self.override or not self.override.fields:
            return merged
        fields = dict(self.override.fields)
        left = tuple(one for one in merged.disagreements if one.field not in fields)
        whose = {name: one for name, one in merged.provenance.items() if name not in fields}
        whose |= {name: "person" for name, text in fields.items() if text}
        return Merged(corrected(merged.citation, fields), whose, left)

    @property
    def _with_numbers(self) -> Merged:
        found = self._completed
        if self._numbered:
            found = with_numbers(found, self.decision.pmid, self.decision.pmcid)
        return found

    @property
    def _numbered(self) -> bool:
        """Say whether PubMed's numbers belong to what is written, after a person's decision."""
        override = self._overruled
        if override and (override.kind == "rejected" or override.doi != self.decision.doi):
            return False
        return bool(self.decision.pmid)

    @property
    def _completed(self) -> Merged:
        if self.work:
            return merge(self.citation, self.work)
        doi = self.doi or (None if self._contradicted else self.citation.doi)
        citation = self.citation
        if doi != citation.doi:
            citation = citation.model_copy(update={"doi": doi})
        fields = (name for name in Citation.model_fields if name not in _OWN)
        whose = {name: "page" for name in fields if getattr(citation, name)}
        if doi and self._overruled:
            whose["doi"] = "person"
        return Merged(citation, whose)

    @property
    def _contradicted(self) -> bool:
        """Say whether the printed DOI is known not to be the article's."""
        if self._overruled:
            return self._overruled.kind == "rejected"
        shown = (self.decision.runner_up, *self.decision.suggestions)
        printed = (self.citation.doi or "").lower()
        return any(one is not None and one.doi == printed for one in shown)

    def stored(self) -> StoredEntry:
        """Return the entry as a resolution file has it."""
        source = self.citation.source
        return StoredEntry(
            number=source.number if source else None,
            heading=source.heading if source else None,
            format=source.format if source else None,
            text=text_of(self.citation),
            decision=self.decision,
            catalogue=self.catalogue,
            date=self.date,
            override=self.override,
        )


@dataclass(frozen=True)
class StoredEntry:
    """An entry of a resolution file before its text is read; `of` makes it a resolution."""

    number: int | None
    heading: str | None
    text: str
    decision: Decision
    catalogue: str
    date: str
    override: Override | None = None
    format: str | None = None

    word = old_attribute("word", "override")

    def of(self, citation: Citation) -> Resolution:
        """Return the resolution of the citation that was read from the text."""
        return Resolution(citation, self.decision, self.catalogue, self.date, self.override)


@dataclass(frozen=True)
class ResolutionFile:
    """A resolution file as read: its entries in order, and the names of its pages."""

    entries: tuple[StoredEntry, ...] = ()
    pages: tuple[str, ...] = ()

    def by_text(self) -> dict[str, StoredEntry]:
        """Return the entries by their text, as `key_of` has it.

        Of entries with the same text, one that a person decided on counts first, then one
        that was checked.
        """

        def weight(entry: StoredEntry) -> tuple[bool, bool]:
            return entry.override is not None, entry.decision.grade is not Grade.NOT_CHECKED

        ordered = sorted(self.entries, key=weight)
        found = {key_of_text(entry.text): entry for entry in ordered}
        found.pop("", None)
        return found

    def overrides_lost(self, citations: Iterable[Citation]) -> tuple[StoredEntry, ...]:
        """Return the entries that a person decided on and that are not among some citations."""
        kept = set(map(key_of, citations))
        known = self.by_text().items()
        return tuple(entry for key, entry in known if entry.override and key not in kept)


def key_of(citation: Citation) -> str:
    """Return what an entry is known by from run to run: its text, blanks made single."""
    return key_of_text(text_of(citation))


def key_of_text(text: str) -> str:
    """Return what an entry of some text is known by: the text, blanks made single."""
    return " ".join(text.split())


def text_of(citation: Citation) -> str:
    """Return the entry as printed; what is searched for where nothing was printed."""
    return citation.source.text if citation.source else query_of(citation)


def not_asked(citation: Citation) -> Resolution:
    """Return the resolution of an entry that no catalogue was asked about so far."""
    return Resolution(citation, not_checked(NOT_ASKED), "", today())


def today() -> str:
    """Return the date to be noted, in UTC (ISO 8601)."""
    return datetime.datetime.now(tz=datetime.UTC).date().isoformat()
