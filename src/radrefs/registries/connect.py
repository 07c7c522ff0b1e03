"""Put the registries together as the settings say: cache, PubMed, Crossref, agencies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from radrefs.deprecated import old_attribute
from radrefs.model import Citation
from radrefs.registries.agencies import Agencies
from radrefs.registries.base import Catalogue, FirstOf, query_of
from radrefs.registries.cache import Cached
from radrefs.registries.crossref import Crossref
from radrefs.registries.hints import CachedHints, Hints, question_of
from radrefs.registries.pubmed import PubMed
from radrefs.registries.rate_limit import RateLimiter
from radrefs.registries.rates import Rates
from radrefs.settings import Settings

__all__ = ["Registries", "connect"]


@dataclass(frozen=True)
class Registries:
    """A catalogue that is ready to be asked, hints if there are any, and their parts."""

    catalogue: Catalogue
    crossref: Crossref
    cache: Cached | None
    hints: Hints | None = None
    pubmed: PubMed | None = None

    memory = old_attribute("memory", "cache")
    remembers = old_attribute("remembers", "has_answer")

    @property
    def asked(self) -> Counter[str]:
        """Count what was asked of Crossref: searches, batches, singles, requests, faults."""
        return self.crossref.asked

    @property
    def rates(self) -> Rates:
        """Return the requests a second that Crossref's lists and PubMed take."""
        lists = self.crossref.per_second
        return Rates(lists, self.pubmed.per_second) if self.pubmed else Rates(lists)

    def has_answer(self, citation: Citation) -> bool:
        """Say whether an answer about a citation is stored."""
        if self.cache is None:
            return False
        if self.cache.has(self.catalogue.name, f"search {query_of(citation)}"):
            return True
        question = question_of(citation)
        if self.hints is None or question is None:
            return False
        return self.cache.has(self.hints.name, question)

    def close(self) -> None:
        """Stop what waits; close the connections and the cache."""
        self.crossref.close()
        if self.pubmed:
            self.pubmed.close()
        if self.cache:
            self.cache.close()


def connect(
    settings: Settings,
    *,
    cache: bool = True,
    refresh: bool = False,
    pubmed: bool = True,
    agent: str = "radrefs",
) -> Registries:
    """Put the registries together. Processes with the same cache folder share the limits.

    Raises `RadrefsError` for settings that cannot be used.
    """
    for_crossref, for_pubmed = _rate_limiters(settings, cache)
    crossref = Crossref(
        settings.mailto, token=settings.token, base_url=settings.crossref_url,
        rate_limiter=for_crossref, agent=agent,
    )  # fmt: skip
    catalogue: Catalogue = crossref
    if settings.resolver:
        others = Agencies(
            settings.mailto, base_url=settings.crossref_url, resolver=settings.resolver,
            rate_limiter=for_crossref,
        )  # fmt: skip
        catalogue = FirstOf(crossref, others)
    ncbi = None
    if pubmed and settings.pubmed_url:
        ncbi = PubMed(
            settings.mailto, key=settings.ncbi_key, base_url=settings.pubmed_url,
            rate_limiter=for_pubmed, agent=agent,
        )  # fmt: skip
    cached = Cached(catalogue, settings.cache, refresh=refresh) if cache else None
    hints = CachedHints(ncbi, cached) if ncbi and cached else ncbi
    return Registries(cached or catalogue, crossref, cached, hints, ncbi)


def _rate_limiters(settings: Settings, shared: bool) -> tuple[RateLimiter, RateLimiter]:
    """Return a rate limiter for Crossref and one for PubMed: each counts its own requests."""
    try:
        folder = settings.cache if shared else None
        return RateLimiter(folder), RateLimiter(folder / "pubmed" if folder else None)
    except OSError:
        # The cache reports a folder that cannot be written; the limits then hold for us alone.
        return RateLimiter(), RateLimiter()
