"""How often each service may be asked, each limit once.

Crossref published its limits on 2025-11-05; they are in force since 2025-12-01
(https://www.crossref.org/blog/announcing-changes-to-rest-api-rate-limits/). NCBI allows
three requests a second, ten with an API key
(https://www.ncbi.nlm.nih.gov/books/NBK25497/).
"""

from __future__ import annotations

from typing import NamedTuple

from radrefs.settings import Settings

__all__ = [
    "POLITE", "PUBLIC", "PUBMED_AT_ONCE", "Pool", "Rates", "pool_of", "pubmed_rate", "rates_of",
]  # fmt: skip


class Pool(NamedTuple):
    """Limits of one of Crossref's pools: requests a second by route, and how many at once."""

    lists: float
    singles: float
    at_once: int


PUBLIC, POLITE, PLUS = Pool(1.0, 5.0, 1), Pool(3.0, 10.0, 3), Pool(150.0, 150.0, 10)
PUBMED_AT_ONCE = 3


class Rates(NamedTuple):
    """Requests a second that the catalogue takes (its lists), and that PubMed takes."""

    catalogue: float = POLITE.lists
    pubmed: float = 3.0


def pool_of(mailto: str | None, token: str | None) -> Pool:
    """Return the pool that Crossref puts a client into."""
    return PLUS if token else POLITE if mailto else PUBLIC


def pubmed_rate(key: str | None) -> float:
    """Return the requests a second that NCBI takes, with or without an API key."""
    return 10.0 if key else 3.0


def rates_of(settings: Settings) -> Rates:
    """Return the rates that follow from the settings."""
    return Rates(pool_of(settings.mailto, settings.token).lists, pubmed_rate(settings.ncbi_key))
