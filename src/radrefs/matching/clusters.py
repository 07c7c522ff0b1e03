"""Find which citations are of one article, without comparing every pair.

Two citations are compared if they share a *block*: DOI, PMID, the first 24 letters of the
title, or volume and first page with the year or with the first author. What decides is the
judge, one citation read as the other's work, both ways (docs: resolving). One DOI is one
article; of two DOIs only a person can say so, and of one that fits two articles which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, pairwise, product
from typing import Any, NamedTuple

from radrefs.matching.pairs import Fingerprint, PairMatch, clearly_distinct, match_pair
from radrefs.model import Citation

__all__ = ["Clusters", "Undecided", "clustered"]

_HEAD = 24
_LARGEST = 40
"""In a block of more than these ("Editorial") each is compared with its neighbours alone."""

_FIRST = 3
"""So many of a set are compared with another's where nothing was compared."""


_Edge = tuple[int, int]


class Undecided(NamedTuple):
    """Say that some citations (by place) may be one article, and why it is not certain."""

    places: tuple[int, ...]
    why: str


class Clusters(NamedTuple):
    """Hold the places of citations that are one article each, and what is not decided."""

    groups: tuple[tuple[int, ...], ...]
    undecided: tuple[Undecided, ...]
    compared: int


def _blocks(one: Fingerprint) -> Iterator[tuple[object, ...]]:
    """Give the blocks a citation is in, but for its DOI."""
    if one.citation.pmid:
        yield "pmid", one.citation.pmid
    if len(one.title) >= 8:
        yield "title", one.title[:_HEAD]
    if one.volume and one.page:
        if one.year:
            yield "year", one.volume, one.page, one.year
        if one.family:
            yield "family", one.volume, one.page, one.family


class _Sets:
    """Join places into sets (union by the smaller place)."""

    def __init__(self, size: int) -> None:
        self._of = list(range(size))

    def find(self, at: int) -> int:
        while self._of[at] != at:
            self._of[at] = self._of[self._of[at]]
            at = self._of[at]
        return at

    def join(self, one: int, other: int) -> None:
        a, b = self.find(one), self.find(other)
        self._of[max(a, b)] = min(a, b)


def clustered(citations: Sequence[Citation], aliases: Iterable[Iterable[str]] = ()) -> Clusters:
    """Group citations that are one article; the order inside and among groups is theirs.

    `aliases` are sets of DOIs known to be of one article each.
    """
    prime = _prime(aliases)
    found = [Fingerprint(citation) for citation in citations]
    dois = [prime.get(one.doi, one.doi) for one in found]
    sets = _Sets(len(found))
    doubts = _join_at_once(found, dois, sets)
    verdicts = _compared(found, sets)
    # What is sure first: what fits two articles then does not part one of them.
    for sure in (True, False):
        left = _join_same(verdicts, _Members(found, dois, sets), sets, sure)
    doubts |= left
    doubts |= _undecided(verdicts, _Members(found, dois, sets), sets, doubts)
    groups: dict[int, list[int]] = {}
    for at in range(len(found)):
        groups.setdefault(sets.find(at), []).append(at)
    undecided = tuple(Undecided(places, why) for places, why in sorted(doubts.items()))
    return Clusters(tuple(map(tuple, groups.values())), undecided, len(verdicts))


class _Members:
    """Hold what is in each set: its citations, their DOIs and PMIDs."""

    def __init__(self, found: Sequence[Fingerprint], dois: Sequence[str], sets: _Sets) -> None:
        self._found, self._sets = found, sets
        self.dois: dict[int, set[str]] = {}
        self.pmids: dict[int, set[str]] = {}
        for at, one in enumerate(found):
            if dois[at]:
                self.dois.setdefault(sets.find(at), set()).add(dois[at])
            if one.citation.pmid:
                self.pmids.setdefault(sets.find(at), set()).add(one.citation.pmid)

    @cached_property
    def _facts(self) -> dict[int, list[Fingerprint]]:
        facts: dict[int, list[Fingerprint]] = {}
        for at, one in enumerate(self._found):
            facts.setdefault(self._sets.find(at), []).append(one)
        return facts

    def have_two_dois(self, one: int, other: int) -> bool:
        """Tell whether two sets have DOIs, and none in common."""
        mine, theirs = self.dois.get(one), self.dois.get(other)
        return bool(mine and theirs and not mine & theirs)

    def contradict(self, one: int, other: int) -> bool:
        """Tell whether two sets that share no block contradict, by the first of each."""
        pairs = product(self._facts[one][:_FIRST], self._facts[other][:_FIRST])
        return any(match_pair(*pair).against for pair in pairs)


def _undecided(
    verdicts: Mapping[_Edge, PairMatch],
    members: _Members,
    sets: _Sets,
    known: Mapping[tuple[int, ...], str],
) -> dict[tuple[int, ...], str]:
    """Give the pairs that were not joined and may be one, but for those known."""
    listed: dict[int, set[tuple[int, ...]]] = {}
    for part in known:
        for at in part:
            listed.setdefault(sets.find(at), set()).add(part)
    doubts: dict[tuple[int, ...], str] = {}
    for (one, other), found in verdicts.items():
        a, b = sorted((sets.find(one), sets.find(other)))
        if a == b or listed.get(a, set()) & listed.get(b, set()):
            continue
        if found.kind != "other":
            two = members.have_two_dois(a, b)
            doubts[a, b] = "two DOIs" if two else "alike, but not surely one"
        elif members.pmids.get(a, set()) & members.pmids.get(b, set()):
            doubts.setdefault((a, b), "one PMID, but not surely one")
    return doubts


def _prime(aliases: Iterable[Iterable[str]]) -> dict[str, str]:
    """Give for each alias the first DOI of its set; sets that overlap are one."""
    prime: dict[str, str] = {}
    for dois in aliases:
        names = [doi.lower() for doi in dois]
        known = {prime[name] for name in names if name in prime}
        first = min(known) if known else min(names, default="")
        prime = (
            {name: first if old in known else old for name, old in prime.items()}
            if (len(known) > 1)
            else prime
        )
        prime |= dict.fromkeys(names, first)
    return prime


def _join_at_once(
    found: Sequence[Fingerprint], dois: Sequence[str], sets: _Sets
) -> dict[tuple[int, ...], str]:
    """Join what needs no comparison: one DOI, or without any all that the judge weighs.

    Gives what has one DOI and cannot be one article.
    """
    alike: dict[object, int] = {}
    holders: dict[str, dict[object, int]] = {}
    for at, one in enumerate(found):
        if dois[at]:
            # Those of one DOI and title are one; of other titles it is seen below.
            first = holders.setdefault(dois[at], {}).setdefault((one.title, one.family), at)
            sets.join(at, first)
        elif key := one.exact_key or one.whole_key:
            sets.join(at, alike.setdefault((key, one.citation.pmid), at))
    doubts: dict[tuple[int, ...], str] = {}
    for variants in holders.values():
        places = [*variants.values()]
        if any(clearly_distinct(found[a], found[b]) for a, b in _some_pairs(places)):
            doubts[tuple(places)] = "one DOI, but another title and author"
        else:
            for at in places:
                sets.join(at, places[0])
    return doubts


def _compared(found: Sequence[Fingerprint], sets: _Sets) -> dict[_Edge, PairMatch]:
    """Compare within blocks what is not joined yet; give each pair its verdict."""
    blocks: dict[object, list[int]] = {}
    shapes: dict[tuple[int, tuple[Any, ...]], int] = {}
    for at, one in enumerate(found):
        # Of one article that is printed the same twice, one is compared.
        if shapes.setdefault((sets.find(at), one.same), at) == at:
            for key in _blocks(one):
                blocks.setdefault(key, []).append(at)
    verdicts: dict[_Edge, PairMatch] = {}
    for block in (block for block in blocks.values() if len(block) > 1):
        for a, b in _pairs(block, found):
            if (a, b) not in verdicts and sets.find(a) != sets.find(b):
                verdicts[a, b] = match_pair(found[a], found[b])
    return verdicts


def _pairs(block: Sequence[int], found: Sequence[Fingerprint]) -> Iterator[_Edge]:
    """Pair the members of a block; in a large one each with the next few, most alike first."""
    if len(block) <= _LARGEST:
        for at, one in enumerate(block):
            for other in block[at + 1 :]:
                yield one, other
        return
    ordered = sorted(block, key=lambda at: (*map(str, found[at].same[1:]), at))
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 : at + 8]:
            yield min(one, other), max(one, other)


def _join_same(
    verdicts: Mapping[_Edge, PairMatch], members: _Members, sets: _Sets, sure: bool
) -> dict[tuple[int, ...], str]:
    """Join what is the same, unless that joined what is not; give what is left, and why.

    "The same" is no chain: what prints no page may fit two articles of one volume. So a
    part of the graph is joined only if nothing in it contradicts anything else in it.
    """
    graph, against = _graph(verdicts, members, sets, sure)
    doubts: dict[tuple[int, ...], str] = {}
    done: set[int] = set()
    for start in sorted(graph):
        if start in done:
            continue
        part = tuple(sorted(_reach(graph, start)))
        done.update(part)
        if len(set().union(*(members.dois.get(at, ()) for at in part))) > 1:
            doubts[part] = "fits articles with different DOIs"
        elif len(set().union(*(members.pmids.get(at, ()) for at in part))) > 1:
            doubts[part] = "fits articles with different PMIDs"
        elif any(
            (a, b) in against or (b not in graph[a] and members.contradict(a, b))
            for a, b in _some_pairs(part)
        ):
            doubts[part] = "fits several articles"
        else:
            for at in part:
                sets.join(at, start)
    return doubts


def _graph(
    verdicts: Mapping[_Edge, PairMatch], members: _Members, sets: _Sets, sure: bool
) -> tuple[dict[int, set[int]], set[_Edge]]:
    """Give what is the same as what, each way, and the pairs that contradict each other."""
    graph: dict[int, set[int]] = {}
    against: set[_Edge] = set()
    for (one, other), found in verdicts.items():
        a, b = sorted((sets.find(one), sets.find(other)))
        if a == b:
            continue
        if found.kind != "same" and found.against:
            against.add((a, b))
        if found.kind == "same" and found.sure >= sure and not members.have_two_dois(a, b):
            graph.setdefault(a, set()).add(b)
            graph.setdefault(b, set()).add(a)
    return graph, against


def _some_pairs(part: Sequence[int]) -> Iterator[_Edge]:
    """Pair all, or in a large part the neighbours: one of these pairs is enough to part it."""
    return combinations(part, 2) if len(part) <= _LARGEST else pairwise(part)


def _reach(graph: dict[int, set[int]], start: int) -> set[int]:
    reached, open_ = {start}, [start]
    while open_:
        for other in graph[open_.pop()] - reached:
            reached.add(other)
            open_.append(other)
    return reached
