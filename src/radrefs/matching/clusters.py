"""Find which citations are of one article, without comparing every pair.

Two citations are compared if they share a *block*: DOI, PMID, the first 24 letters of the
title, or volume and first page with the year or with the first author. Each pair is a
duplicate, a possible one, or distinct (`radrefs.matching.pairs`); duplicates are joined into
clusters. One DOI is one article. That two DOIs are one article only a person can decide, and
also of which article an entry is that fits two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, pairwise, product
from typing import Any, NamedTuple

from radrefs.matching.pairs import Fingerprint, PairMatch, clearly_distinct, match_pair
from radrefs.model import Citation

__all__ = ["Clusters", "Undecided", "cluster"]

_HEAD = 24
"""So many letters of a title make a block."""
_LARGEST = 40
"""In a larger block ("Editorial") each citation is compared with its neighbours alone."""
_NEIGHBOURS = 7
"""The neighbours in a large block: so many after each."""
_FIRST = 3
"""So many of a cluster are compared with another's where no pair of theirs was compared."""

_Pair = tuple[int, int]
_Reasons = dict[tuple[int, ...], str]
"""Places that may be one article, and why that is not certain."""


class Undecided(NamedTuple):
    """Citations (by place) that may be one article, and why it is not certain."""

    places: tuple[int, ...]
    why: str


class Clusters(NamedTuple):
    """The places of citations that are one article each, and what is not decided.

    `compared` counts the pairs that were compared.
    """

    groups: tuple[tuple[int, ...], ...]
    undecided: tuple[Undecided, ...]
    compared: int


def cluster(citations: Sequence[Citation], aliases: Iterable[Iterable[str]] = ()) -> Clusters:
    """Group citations that are one article; groups and members stay in the given order.

    `aliases` are sets of DOIs known to be of one article each.
    """
    primary = _primary_dois(aliases)
    prints = [Fingerprint(citation) for citation in citations]
    dois = [primary.get(one.doi, one.doi) for one in prints]
    sets = _DisjointSets(len(prints))
    reasons = _join_without_comparing(prints, dois, sets)
    matches = _compare_within_blocks(prints, sets)
    # The certain ones first: an entry that fits two articles then does not divide one of them.
    for certain in (True, False):
        left = _join_duplicates(matches, _Members(prints, dois, sets), sets, certain)
    reasons |= left
    reasons |= _undecided_pairs(matches, _Members(prints, dois, sets), sets, reasons)
    groups: dict[int, list[int]] = {}
    for at in range(len(prints)):
        groups.setdefault(sets.find(at), []).append(at)
    undecided = tuple(Undecided(places, why) for places, why in sorted(reasons.items()))
    return Clusters(tuple(map(tuple, groups.values())), undecided, len(matches))


def _blocks(one: Fingerprint) -> Iterator[tuple[object, ...]]:
    """Yield the blocks that a citation is in, except for its DOI."""
    if one.citation.pmid:
        yield "pmid", one.citation.pmid
    if len(one.title) >= 8:
        yield "title", one.title[:_HEAD]
    if one.volume and one.page:
        if one.year:
            yield "year", one.volume, one.page, one.year
        if one.family:
            yield "family", one.volume, one.page, one.family


class _DisjointSets:
    """Sets of places that can be joined (union-find; a set is named by its smallest place)."""

    def __init__(self, size: int) -> None:
        self._of = list(range(size))

    def find(self, at: int) -> int:
        """Return the name of the set that a place is in."""
        while self._of[at] != at:
            self._of[at] = self._of[self._of[at]]
            at = self._of[at]
        return at

    def join(self, one: int, other: int) -> None:
        """Join the sets of two places."""
        a, b = self.find(one), self.find(other)
        self._of[max(a, b)] = min(a, b)


class _Members:
    """What is in each set at one time: its citations, their DOIs and PMIDs."""

    def __init__(
        self, prints: Sequence[Fingerprint], dois: Sequence[str], sets: _DisjointSets
    ) -> None:
        self._prints, self._sets = prints, sets
        self.dois: dict[int, set[str]] = {}
        self.pmids: dict[int, set[str]] = {}
        for at, one in enumerate(prints):
            if dois[at]:
                self.dois.setdefault(sets.find(at), set()).add(dois[at])
            if one.citation.pmid:
                self.pmids.setdefault(sets.find(at), set()).add(one.citation.pmid)

    @cached_property
    def _by_set(self) -> dict[int, list[Fingerprint]]:
        by_set: dict[int, list[Fingerprint]] = {}
        for at, one in enumerate(self._prints):
            by_set.setdefault(self._sets.find(at), []).append(one)
        return by_set

    def have_two_dois(self, one: int, other: int) -> bool:
        """Say whether two sets have DOIs, and none in common."""
        mine, theirs = self.dois.get(one), self.dois.get(other)
        return bool(mine and theirs and not mine & theirs)

    def share_a_pmid(self, one: int, other: int) -> bool:
        """Say whether two sets have a PMID in common."""
        return bool(self.pmids.get(one, set()) & self.pmids.get(other, set()))

    def contradict(self, one: int, other: int) -> bool:
        """Say whether two sets that share no block contradict, by the first of each."""
        pairs = product(self._by_set[one][:_FIRST], self._by_set[other][:_FIRST])
        return any(match_pair(*pair).contradicts for pair in pairs)


def _primary_dois(aliases: Iterable[Iterable[str]]) -> dict[str, str]:
    """Return for each alias the first DOI of its set; sets that overlap are one set."""
    primary: dict[str, str] = {}
    for dois in aliases:
        names = [doi.lower() for doi in dois]
        known = {primary[name] for name in names if name in primary}
        first = min(known) if known else min(names, default="")
        if len(known) > 1:
            primary = {name: first if old in known else old for name, old in primary.items()}
        primary |= dict.fromkeys(names, first)
    return primary


def _join_without_comparing(
    prints: Sequence[Fingerprint], dois: Sequence[str], sets: _DisjointSets
) -> _Reasons:
    """Join what needs no comparison: one DOI, or without any the same in all that counts.

    Return the citations that have one DOI and cannot be one article.
    """
    alike: dict[object, int] = {}
    holders: dict[str, dict[object, int]] = {}
    for at, one in enumerate(prints):
        if dois[at]:
            # Those of one DOI and title are one; other titles are looked at below.
            first = holders.setdefault(dois[at], {}).setdefault((one.title, one.family), at)
            sets.join(at, first)
        elif key := one.exact_key or one.whole_key:
            sets.join(at, alike.setdefault((key, one.citation.pmid), at))
    reasons: _Reasons = {}
    for variants in holders.values():
        places = [*variants.values()]
        if any(clearly_distinct(prints[a], prints[b]) for a, b in _some_pairs(places)):
            reasons[tuple(places)] = "one DOI, but another title and author"
        else:
            for at in places:
                sets.join(at, places[0])
    return reasons


def _compare_within_blocks(
    prints: Sequence[Fingerprint], sets: _DisjointSets
) -> dict[_Pair, PairMatch]:
    """Compare within blocks what is not joined yet."""
    blocks: dict[object, list[int]] = {}
    seen: dict[tuple[int, tuple[Any, ...]], int] = {}
    for at, one in enumerate(prints):
        # Of one article that is printed the same twice, only the first is compared.
        if seen.setdefault((sets.find(at), one.looks), at) == at:
            for key in _blocks(one):
                blocks.setdefault(key, []).append(at)
    matches: dict[_Pair, PairMatch] = {}
    for block in (block for block in blocks.values() if len(block) > 1):
        for a, b in _pairs(block, prints):
            if (a, b) not in matches and sets.find(a) != sets.find(b):
                matches[a, b] = match_pair(prints[a], prints[b])
    return matches


def _pairs(block: Sequence[int], prints: Sequence[Fingerprint]) -> Iterator[_Pair]:
    """Pair the members of a block; in a large one each with the next few, sorted by title."""
    if len(block) <= _LARGEST:
        yield from combinations(block, 2)
        return
    ordered = sorted(block, key=lambda at: (prints[at].sort_key, at))
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 : at + 1 + _NEIGHBOURS]:
            yield min(one, other), max(one, other)


def _some_pairs(part: Sequence[int]) -> Iterator[_Pair]:
    """Pair all, or in a large part the neighbours: one pair that contradicts is enough."""
    return combinations(part, 2) if len(part) <= _LARGEST else pairwise(part)


def _join_duplicates(
    matches: Mapping[_Pair, PairMatch], members: _Members, sets: _DisjointSets, certain: bool
) -> _Reasons:
    """Join duplicates (all, or only the `certain`); return what stays apart, and why.

    Duplicates do not form chains: an entry that prints no page may fit two articles of one
    volume. So a connected part of the graph is joined only if nothing in it contradicts
    anything else in it.
    """
    graph, contradicting = _graph_of(matches, members, sets, certain)
    reasons: _Reasons = {}
    done: set[int] = set()
    for start in sorted(graph):
        if start in done:
            continue
        part = tuple(sorted(_connected(graph, start)))
        done.update(part)
        if len(set().union(*(members.dois.get(at, ()) for at in part))) > 1:
            reasons[part] = "fits articles with different DOIs"
        elif len(set().union(*(members.pmids.get(at, ()) for at in part))) > 1:
            reasons[part] = "fits articles with different PMIDs"
        elif any(
            (a, b) in contradicting or (b not in graph[a] and members.contradict(a, b))
            for a, b in _some_pairs(part)
        ):
            reasons[part] = "fits several articles"
        else:
            for at in part:
                sets.join(at, start)
    return reasons


def _graph_of(
    matches: Mapping[_Pair, PairMatch], members: _Members, sets: _DisjointSets, certain: bool
) -> tuple[dict[int, set[int]], set[_Pair]]:
    """Return which sets are duplicates of which, both ways, and the pairs that contradict."""
    graph: dict[int, set[int]] = {}
    contradicting: set[_Pair] = set()
    for (one, other), found in matches.items():
        a, b = sorted((sets.find(one), sets.find(other)))
        if a == b:
            continue
        if found.kind != "duplicate":
            if found.contradicts:
                contradicting.add((a, b))
        elif found.certain >= certain and not members.have_two_dois(a, b):
            graph.setdefault(a, set()).add(b)
            graph.setdefault(b, set()).add(a)
    return graph, contradicting


def _connected(graph: Mapping[int, set[int]], start: int) -> set[int]:
    """Return what can be reached from a place in the graph."""
    reached, left = {start}, [start]
    while left:
        for other in graph[left.pop()] - reached:
            reached.add(other)
            left.append(other)
    return reached


def _undecided_pairs(
    matches: Mapping[_Pair, PairMatch],
    members: _Members,
    sets: _DisjointSets,
    known: Mapping[tuple[int, ...], str],
) -> _Reasons:
    """Return the pairs that were not joined and may be one, except for those known."""
    listed: dict[int, set[tuple[int, ...]]] = {}
    for part in known:
        for at in part:
            listed.setdefault(sets.find(at), set()).add(part)
    reasons: _Reasons = {}
    for (one, other), found in matches.items():
        a, b = sorted((sets.find(one), sets.find(other)))
        if a == b or listed.get(a, set()) & listed.get(b, set()):
            continue
        if found.kind != "distinct":
            two = members.have_two_dois(a, b)
            reasons[a, b] = "two DOIs" if two else "alike, but not surely one"
        elif members.share_a_pmid(a, b):
            reasons.setdefault((a, b), "one PMID, but not surely one")
    return reasons
