"""Open the door to the registries as the settings say: memory, Crossref, other agencies."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from radrefs.resolving.agencies import Agencies
from radrefs.resolving.cache import Cached
from radrefs.resolving.catalogue import Catalogue, FirstOf
from radrefs.resolving.crossref import Crossref
from radrefs.resolving.pace import Pace
from radrefs.settings import Settings

__all__ = ["Door", "open_door"]


class Door(NamedTuple):
    """Hold a catalogue that is ready to be asked, and who is behind it."""

    catalogue: Catalogue
    crossref: Crossref
    memory: Cached | None

    @property
    def asked(self) -> Counter[str]:
        """Count what was asked of Crossref: searches, batches, singles, requests, faults."""
        return self.crossref.asked

    def close(self) -> None:
        """Stop what waits; close connections and memory."""
        self.crossref.close()
        if self.memory:
            self.memory.close()


def open_door(
    settings: Settings, *, cache: bool = True, refresh: bool = False, agent: str = "radrefs"
) -> Door:
    """Open the door. All processes with the same cache folder keep one pace together.

    Raises `RadrefsError` for settings that cannot be used.
    """
    try:
        pace = Pace(settings.cache if cache else None)
    except OSError:
        # A folder that cannot be written is told by the memory; the pace is then our own.
        pace = Pace()
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
    memory = Cached(catalogue, settings.cache, refresh=refresh) if cache else None
    return Door(memory or catalogue, crossref, memory)
