"""Open the door to the registries as the settings say: memory, PubMed, Crossref, agencies."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from radrefs.model import Citation
from radrefs.registries.agencies import Agencies
from radrefs.registries.base import Catalogue, FirstOf, query_of
from radrefs.registries.cache import Cached
from radrefs.registries.crossref import Crossref
from radrefs.registries.hints import CachedHints, Hints, question_of
from radrefs.registries.pubmed import PubMed
from radrefs.registries.rate_limit import RateLimiter, Rates
from radrefs.settings import Settings

__all__ = ["Registries", "connect"]


class Registries(NamedTuple):
    """Hold a catalogue that is ready to be asked, hints if there are, and who is behind."""

    catalogue: Catalogue
    crossref: Crossref
    memory: Cached | None
    hints: Hints | None = None
    pubmed: PubMed | None = None

    @property
    def asked(self) -> Counter[str]:
        """Count what was asked of Crossref: searches, batches, singles, requests, faults."""
        return self.crossref.asked

    @property
    def rates(self) -> Rates:
        """Give the requests a second that Crossref's lists and PubMed take."""
        lists = self.crossref.per_second
        return Rates(lists, self.pubmed.per_second) if self.pubmed else Rates(lists)

    def remembers(self, citation: Citation) -> bool:
        """Tell whether an answer about a citation is remembered."""
        if self.memory is None:
            return False
        if self.memory.knows(self.catalogue.name, f"search {query_of(citation)}"):
            return True
        question = question_of(citation)
        if self.hints is None or question is None:
            return False
        return self.memory.knows(self.hints.name, question)

    def close(self) -> None:
        """Stop what waits; close connections and memory."""
        self.crossref.close()
        if self.pubmed:
            self.pubmed.close()
        if self.memory:
            self.memory.close()


def connect(
    settings: Settings,
    *,
    cache: bool = True,
    refresh: bool = False,
    pubmed: bool = True,
    agent: str = "radrefs",
) -> Registries:
    """Open the door. All processes with the same cache folder keep one pace together.

    Raises `RadrefsError` for settings that cannot be used.
    """
    pace, other = _paces(settings, cache)
    crossref = Crossref(
        settings.mailto, token=settings.token, base_url=settings.crossref_url, pace=pace,
        agent=agent,
    )  # fmt: skip
    catalogue: Catalogue = crossref
    if settings.resolver:
        others = Agencies(
            settings.mailto, base_url=settings.crossref_url, resolver=settings.resolver, pace=pace
        )
        catalogue = FirstOf(crossref, others)
    hinter = None
    if pubmed and settings.pubmed_url:
        hinter = PubMed(
            settings.mailto, key=settings.ncbi_key, base_url=settings.pubmed_url, pace=other,
            agent=agent,
        )  # fmt: skip
    memory = Cached(catalogue, settings.cache, refresh=refresh) if cache else None
    hints = CachedHints(hinter, memory) if hinter and memory else hinter
    return Registries(memory or catalogue, crossref, memory, hints, hinter)


def _paces(settings: Settings, shared: bool) -> tuple[RateLimiter, RateLimiter]:
    """Give a pace for Crossref and one for PubMed: each counts what is in flight for itself."""
    try:
        folder = settings.cache if shared else None
        return RateLimiter(folder), RateLimiter(folder / "pubmed" if folder else None)
    except OSError:
        # A folder that cannot be written is told by the memory; the pace is then our own.
        return RateLimiter(), RateLimiter()
