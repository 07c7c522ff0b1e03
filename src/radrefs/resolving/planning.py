"""Say before a run what it will ask: how many requests of each kind, and how long it takes.

What cannot be known before is estimated: of the entries that PubMed can be asked about,
`SHARE` are found there, the rest is searched by threes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from radrefs.deprecated import old_keywords
from radrefs.matching import Grade, normal_doi
from radrefs.model import Citation
from radrefs.registries.base import LOOK_UP, query_of
from radrefs.registries.hints import LINES, PMIDS, line_of
from radrefs.registries.rate_limit import ROOM
from radrefs.registries.rates import Rates
from radrefs.resolutions.resolution import StoredEntry, key_of
from radrefs.resolving.stages import TOGETHER, WINDOW

__all__ = ["KINDS", "SHARE", "Plan", "plan"]

SHARE = 0.85
"""The share of a medical page's references that PubMed is expected to know."""
KINDS = ("printed", "matches", "summaries", "lookups", "searches")
"""The kinds of requests, in the order in which they are sent."""


@dataclass(frozen=True)
class Plan:
    """What a run will ask: requests of each kind, and about how many seconds they take.

    `printed` are look-ups of printed DOIs; `matches` and `summaries` are sent to PubMed,
    `lookups` to the catalogue for what PubMed proposes; `searches` are expected to be
    left after that. `rate` is the requests a second that the catalogue takes.
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
        """Return the number of all requests."""
        return sum(self.by_kind().values())

    def by_kind(self) -> dict[str, int]:
        """Return the number of requests of each kind, by its name."""
        return {name: getattr(self, name) for name in KINDS}

    def __str__(self) -> str:
        """Return it in one line: "27 references: 1 + 1 + 1 requests, about 4 further searches"."""
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
            f"about {_duration(self.seconds)} at {self.rate:g}/s"
        )


@old_keywords(remembered="stored")
def plan(
    citations: Iterable[Citation],
    stored: Mapping[str, StoredEntry] | None = None,
    *,
    update: bool = False,
    hints: bool = True,
    rates: Rates | None = None,
    answered: Callable[[Citation], bool] = lambda citation: False,
) -> Plan:
    """Plan what `resolve` will ask about some citations. Pure.

    `stored` and `update` are as in `resolve`; `hints` says whether PubMed is asked;
    `answered` says of a citation whether the cache holds an answer about it.
    """
    given = list(citations)
    asked = (one for one in given if not (_is_checked(one, stored or {}, update) or answered(one)))
    return _estimate(len(given), _questions(asked, hints), hints, rates or Rates())


def _is_checked(citation: Citation, stored: Mapping[str, StoredEntry], update: bool) -> bool:
    entry = stored.get(key_of(citation))
    return entry is not None and entry.decision.grade is not Grade.NOT_CHECKED and not update


class _Questions(NamedTuple):
    """How many different DOIs are printed, lines sent to PubMed, and entries only searched."""

    printed: int
    lines: int
    searched: int


def _questions(citations: Iterable[Citation], hints: bool) -> _Questions:
    printed, lines, searched = set(), set(), set()
    for citation in citations:
        line = line_of(citation) if hints else None
        if doi := normal_doi(citation.doi):
            printed.add(doi)
        elif line:
            lines.add(line)
        else:
            searched.add(query_of(citation))
    return _Questions(len(printed), len(lines), len(searched))


def _estimate(references: int, asked: _Questions, hints: bool, rates: Rates) -> Plan:
    matches = _requests(asked.lines, LINES, 1)
    summaries = _requests(asked.lines, PMIDS, SHARE)
    lookups = _requests(asked.lines, LOOK_UP, SHARE)
    searches = asked.searched + round(asked.lines - SHARE * asked.lines)
    searches = math.ceil(searches / TOGETHER) if hints and searches > 1 else searches
    printed = math.ceil(asked.printed / LOOK_UP)
    seconds = (printed + lookups + searches) / rates.catalogue
    seconds += (matches + summaries) / rates.pubmed
    return Plan(
        references=references,
        printed=printed,
        matches=matches,
        summaries=summaries,
        lookups=lookups,
        searches=searches,
        seconds=seconds * ROOM,
        rate=rates.catalogue,
    )


def _requests(entries: int, room: int, share: float) -> int:
    """Count the requests for some entries, which are sent in windows."""
    whole, rest = divmod(entries, WINDOW)
    return whole * math.ceil(WINDOW * share / room) + math.ceil(rest * share / room)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{math.ceil(seconds)} s"
    if seconds < 7200:
        return f"{math.ceil(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
