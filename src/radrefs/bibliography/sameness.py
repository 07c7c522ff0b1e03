"""Find which citations are of one article, without comparing every pair.

Two citations are compared if they share a *block*: DOI, PMID, the first 24 letters of the
title, or volume and first page with the year or with the first author. What decides is the
judge, one citation read as the other's work, both ways (docs: resolving). One DOI is one
article; of two DOIs only a person can say so, and of one that fits two articles which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from radrefs.model import ET_AL, Citation, Name
from radrefs.resolving.evidence import (
    SHORT_TITLE,
    Wanted,
    no_article,
    number_of,
    page_of,
    title_likeness,
    wanted_of,
    weigh,
)  # fmt: skip
from radrefs.resolving.folding import folded, folded_name
from radrefs.resolving.judge import WRITTEN, Grade, grade_of
from radrefs.resolving.works import Work, unmarked

__all__ = ["Groups", "Undecided", "grouped", "work_of"]

_HEAD = 24
_LARGEST = 40
"""In a block of more than these ("Editorial") each is compared with its neighbours alone."""


class Undecided(NamedTuple):
    """Say that some citations (by place) may be one article, and why it is not certain."""

    places: tuple[int, ...]
    why: str


class Groups(NamedTuple):
    """Hold the places of citations that are one article each, and what is not decided."""

    groups: tuple[tuple[int, ...], ...]
    undecided: tuple[Undecided, ...]
    compared: int


_OWN = frozenset({"id", "source", "problems", "custom"})


class _Folded:
    """Hold what of a citation is compared first; the rest is folded if it comes to that."""

    def __init__(self, citation: Citation) -> None:
        self.citation = one = citation
        self.doi = (one.doi or "").lower()
        self.title = folded(unmarked(one.title or ""))
        self.volume, self.page = number_of(one.volume or ""), page_of(one)
        named = (name for name in one.author if name.literal != ET_AL.literal)
        first = next(named, None)
        self.family = folded_name(first.family or first.literal or "") if first else ""
        journal = one.container_title_short or one.container_title
        self.year = one.year
        self.same: tuple[Any, ...] = (
            one.type, self.title, self.family, journal, one.volume, one.issue,
            one.page or one.number, self.year,
        )  # fmt: skip

    @cached_property
    def exact_key(self) -> tuple[Any, ...]:
        """Give what makes the judge say `exact` of two that share it; () if anything is missing."""
        one = self.citation
        first = one.author[0] if one.author else ET_AL
        named = (self.title, first.family, self.same[3], self.volume, self.page, self.year)
        sure = one.type == "article-journal" and all(named) and len(self.title) >= SHORT_TITLE
        return (*named, first.given) if sure and not no_article(self.doi) else ()

    @property
    def whole_key(self) -> tuple[Any, ...]:
        """Give every field, for two that are printed alike; () if that could be chance."""
        if len(self.title) < (8 if self.family else SHORT_TITLE):
            return ()
        fields = self.citation.__dict__
        return tuple(str(fields[name]) for name in fields if name not in _OWN)

    @cached_property
    def wanted(self) -> Wanted:
        """Give the citation as what is looked for."""
        return wanted_of(self.citation)

    @cached_property
    def work(self) -> Work:
        """Give the citation as the record of a work."""
        return work_of(self.citation)


def work_of(citation: Citation) -> Work:
    """Read a citation as the record of a work would say it."""
    people = [_person(name) for name in citation.author]
    names = [citation.container_title, citation.container_title_short]
    number = citation.number if citation.number == citation.page else None
    record: dict[str, Any] = {
        "DOI": citation.doi or "10.0000/unknown",
        "type": citation.type,
        "title": [citation.title] if citation.title else [],
        "author": people,
        "container-title": [name for name in names if name],
        "volume": citation.volume,
        "issue": citation.issue,
        "page": None if number else citation.page,
        "article-number": number or (None if citation.page else citation.number),
        "issued": {"date-parts": [[citation.year]]} if citation.year else None,
    }
    return Work("citation", record)


def _person(name: Name) -> dict[str, str | None]:
    if name.family:
        return {"family": name.family, "given": name.given}
    return {"name": name.literal or name.given}


def _blocks(one: _Folded) -> Iterator[tuple[object, ...]]:
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


def _grade(one: _Folded, other: _Folded) -> Grade:
    like = title_likeness(one.wanted.title, other.work)
    if like.text and not like.near:
        return Grade.NOT_FOUND
    return grade_of(weigh(one.wanted, other.work, like))


_PASSING = (*WRITTEN, Grade.PROBABLE)


def _verdict(one: _Folded, other: _Folded) -> str:
    """Say "same", "maybe" or "other" of two citations."""
    if one.exact_key and one.exact_key == other.exact_key:
        return "same"
    there = _grade(one, other)
    if there not in _PASSING:
        return "other"
    back = _grade(other, one)
    if back not in _PASSING:
        return "other"
    return "same" if there in WRITTEN or back in WRITTEN else "maybe"


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


def grouped(citations: Sequence[Citation], aliases: Iterable[Iterable[str]] = ()) -> Groups:
    """Group citations that are one article; the order inside and among groups is theirs.

    `aliases` are sets of DOIs known to be of one article each.
    """
    prime = _prime(aliases)
    found = [_Folded(citation) for citation in citations]
    dois = [prime.get(one.doi, one.doi) for one in found]
    sets, heads = _Sets(len(found)), _joined_at_once(found, dois)
    for at, head in heads.items():
        sets.join(at, head)
    verdicts = _compared(found, sets)
    doubts = _join_same(verdicts, found, dois, sets)
    listed = {at: part for part in doubts for at in part}
    for (one, other), verdict in verdicts.items():
        pair = tuple(sorted((sets.find(one), sets.find(other))))
        known = pair[0] == pair[1] or listed.get(pair[0], ()) == listed.get(pair[1])
        if verdict != "other" and not known:
            two = dois[one] and dois[other]
            doubts[pair] = "two DOIs" if two else "alike, but not surely one"
    groups: dict[int, list[int]] = {}
    for at in range(len(found)):
        groups.setdefault(sets.find(at), []).append(at)
    undecided = tuple(Undecided(places, why) for places, why in sorted(doubts.items()))
    return Groups(tuple(map(tuple, groups.values())), undecided, len(verdicts))


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


def _joined_at_once(found: Sequence[_Folded], dois: Sequence[str]) -> dict[int, int]:
    """Join what needs no comparison: one DOI, or without any all that the judge weighs."""
    first: dict[object, int] = {}
    joined = {}
    for at, one in enumerate(found):
        key: object = dois[at] or (one.exact_key or one.whole_key, one.citation.pmid)
        if (dois[at] or key != ((), one.citation.pmid)) and (
            head := first.setdefault(key, at)
        ) != at:
            joined[at] = head
    return joined


_Edge = tuple[int, int]


def _compared(found: Sequence[_Folded], sets: _Sets) -> dict[_Edge, str]:
    """Compare within blocks what is not joined yet; give each pair its verdict."""
    blocks: dict[object, list[int]] = {}
    shapes: dict[tuple[int, tuple[Any, ...]], int] = {}
    for at, one in enumerate(found):
        # Of one article that is printed the same twice, one is compared.
        if shapes.setdefault((sets.find(at), one.same), at) == at:
            for key in _blocks(one):
                blocks.setdefault(key, []).append(at)
    verdicts: dict[_Edge, str] = {}
    for block in (block for block in blocks.values() if len(block) > 1):
        for a, b in _pairs(block, found):
            if (a, b) not in verdicts and sets.find(a) != sets.find(b):
                verdicts[a, b] = _verdict(found[a], found[b])
    return verdicts


def _pairs(block: Sequence[int], found: Sequence[_Folded]) -> Iterator[_Edge]:
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
    verdicts: Mapping[_Edge, str], found: Sequence[_Folded], dois: Sequence[str], sets: _Sets
) -> dict[tuple[int, ...], str]:
    """Join what is the same, unless that joined what is not; give what is left, and why.

    "The same" is no chain: what prints no page may fit two articles of one volume. So a
    part of the graph is joined only if all in it fit each other.
    """
    members: dict[int, list[_Folded]] = {}
    for at, one in enumerate(found):
        members.setdefault(sets.find(at), []).append(one)
    graph, apart = _graph(verdicts, dois, sets)
    doubts: dict[tuple[int, ...], str] = {}
    done: set[int] = set()
    for start in sorted(graph):
        if start in done:
            continue
        part = tuple(sorted(_reach(graph, start)))
        done.update(part)
        open_ = [(a, b) for a, b in _some_pairs(part) if b not in graph[a]]
        if len({dois[at] for at in part if dois[at]}) > 1:
            doubts[part] = "fits articles with different DOIs"
        elif len({one.citation.pmid for at in part for one in members[at]} - {None}) > 1:
            doubts[part] = "fits articles with different PMIDs"
        elif any(pair in apart or not _are_same(members, *pair) for pair in open_):
            doubts[part] = "fits several articles"
        else:
            for at in part:
                sets.join(at, start)
    return doubts


def _graph(
    verdicts: Mapping[_Edge, str], dois: Sequence[str], sets: _Sets
) -> tuple[dict[int, set[int]], set[_Edge]]:
    """Give what is the same as what, each way, and the pairs that were found not to be."""
    graph: dict[int, set[int]] = {}
    apart: set[_Edge] = set()
    for (one, other), verdict in verdicts.items():
        a, b = sorted((sets.find(one), sets.find(other)))
        if verdict != "same":
            apart.add((a, b))
        elif not (dois[one] and dois[other]):
            graph.setdefault(a, set()).add(b)
            graph.setdefault(b, set()).add(a)
    return graph, apart


def _are_same(members: Mapping[int, Sequence[_Folded]], one: int, other: int) -> bool:
    """Tell whether two sets that share no block are one article, by the first of each."""
    return _verdict(members[one][0], members[other][0]) == "same"


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
