"""Say before a run what it will ask: how many requests at which door, and how long it takes.

What cannot be known before is estimated: of the entries that can be asked at PubMed,
`SHARE` are found there, the rest is searched by threes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from radrefs.matching.grading import Grade
from radrefs.matching.records import normal_doi
from radrefs.model import Citation
from radrefs.registries.base import query_of
from radrefs.registries.hints import LINES, PMIDS, line_of
from radrefs.registries.rates import Rates
from radrefs.resolutions.resolution import StoredEntry, key_of
from radrefs.resolving.group_search import TOGETHER
from radrefs.resolving.pubmed_stage import LOOK_UP, WINDOW

__all__ = ["SHARE", "Plan", "plan"]

SHARE = 0.85
"""The share of a medical page's references that PubMed is expected to know."""
_ROOM = 1.03


class Plan(NamedTuple):
    """Hold what a run will ask: requests at each door, and about how many seconds it takes.

    `printed` are look-ups of printed DOIs; `matches`, `summaries` and `lookups` the way
    by PubMed; `searches` what is expected to be left for single searches.
    """

    references: int
    printed: int
    matches: int
    summaries: int
    lookups: int
    searches: int
    seconds: float
    rate: float

    @property
    def requests(self) -> int:
        """Give the number of requests at all doors."""
        return sum(self[1:6])

    def __str__(self) -> str:
        """Say it in one line: "27 references: 1 + 1 + 1 requests, about 4 further searches"."""
        parts = []
        if self.printed:
            parts.append(_count(self.printed, "look-up") + " of printed DOIs")
        if self.matches:
            parts.append(f"{self.matches} + {self.summaries} + {self.lookups} requests")
        if self.searches:
            about, further = ("about ", "further ") if self.matches else ("", "")
            plural = "search" if self.searches == 1 else "searches"
            parts.append(f"{about}{self.searches} {further}{plural}")
        if not parts:
            return f"{_count(self.references, 'reference')}: nothing to ask"
        return (
            f"{_count(self.references, 'reference')}: {', '.join(parts)}, "
            f"about {_spoken(self.seconds)} at {self.rate:g}/s"
        )


def plan(
    citations: Iterable[Citation],
    remembered: Mapping[str, StoredEntry] | None = None,
    *,
    update: bool = False,
    hints: bool = True,
    rates: Rates | None = None,
    answered: Callable[[Citation], bool] = lambda citation: False,
) -> Plan:
    """Plan what `resolve` will ask for some citations. Pure.

    `remembered` and `update` are as in `resolve`; `hints` says whether PubMed is asked;
    `answered` tells of a citation about which the memory of answers knows.
    """
    rates = rates or Rates()
    given = list(citations)
    searched, lines, printed, total = set(), set(), set(), len(given)
    for citation in given:
        memory = (remembered or {}).get(key_of(citation))
        settled = memory and memory.decision.grade is not Grade.NOT_CHECKED and not update
        if settled or answered(citation):
            continue
        line = line_of(citation) if hints else None
        if doi := normal_doi(citation.doi):
            printed.add(doi)
        elif line:
            lines.add(line)
        else:
            searched.add(query_of(citation))
    known = SHARE * len(lines)
    matches = _requests(len(lines), LINES, 1)
    summaries = _requests(len(lines), PMIDS, SHARE)
    lookups = _requests(len(lines), LOOK_UP, SHARE)
    searches = len(searched) + round(len(lines) - known)
    searches = math.ceil(searches / TOGETHER) if hints and searches > 1 else searches
    dois = math.ceil(len(printed) / LOOK_UP)
    seconds = (dois + lookups + searches) / rates.catalogue + (matches + summaries) / rates.pubmed
    return Plan(
        total, dois, matches, summaries, lookups, searches, seconds * _ROOM, rates.catalogue
    )


def _requests(entries: int, room: int, share: float) -> int:
    """Count the requests of some entries, which go from door to door in windows."""
    whole, rest = divmod(entries, WINDOW)
    return whole * math.ceil(WINDOW * share / room) + math.ceil(rest * share / room)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _spoken(seconds: float) -> str:
    if seconds < 120:
        return f"{math.ceil(seconds)} s"
    if seconds < 7200:
        return f"{math.ceil(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
