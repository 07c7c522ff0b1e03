"""Pair the citations of two versions of a list that are the same entry, edited.

First what is one article by its features; then what has nearly the same title, or volume
and first page, or first author, year and much of the title. The most similar come first.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from radrefs.matching.clusters import cluster
from radrefs.matching.features import NormalizedCitation, normalize_citation
from radrefs.matching.normalize import folded
from radrefs.matching.pairs import work_of
from radrefs.matching.title import NEAR_TITLE, OTHER_TITLE, title_similarity
from radrefs.model import Citation

__all__ = ["pair_versions"]

_NEIGHBOURS = 25
"""Of entries that share a trait, so many before and after the entry's own place are compared."""

_Pairs = dict[int, int]


def pair_versions(old: Mapping[int, Citation], new: Mapping[int, Citation]) -> _Pairs:
    """Pair citations, given by their places in the old and the new list, each at most once.

    Returns the places in the new list by those in the old one.
    """
    pairs = _pair_same_articles(old, new)
    left = {at: one for at, one in old.items() if at not in pairs}
    taken = set(pairs.values())
    right = {at: one for at, one in new.items() if at not in taken}
    return pairs | _pair_alike(left, right)


def _pair_same_articles(old: Mapping[int, Citation], new: Mapping[int, Citation]) -> _Pairs:
    left, right = [*old], [*new]
    pairs: _Pairs = {}
    for group in cluster([*old.values(), *new.values()]).groups:
        mine = [left[at] for at in group if at < len(left)]
        theirs = [right[at - len(left)] for at in group if at >= len(left)]
        pairs.update(zip(mine, theirs, strict=False))
    return pairs


def _pair_alike(old: Mapping[int, Citation], new: Mapping[int, Citation]) -> _Pairs:
    """Pair what keeps its title, or volume and first page, or author and year.

    The most similar first; of those equally similar the ones that stand nearest.
    """
    sharing: dict[_Trait, list[int]] = {}
    for b, citation in new.items():
        for trait in _traits(normalize_citation(citation)):
            sharing.setdefault(trait, []).append(b)
    similar: dict[tuple[int, int], float] = {}
    for a, citation in old.items():
        for trait in _traits(normalize_citation(citation)):
            for b in _nearest(sharing.get(trait, ()), a):
                if (one := _similarity(citation, new[b], trait.kind)) is not None:
                    similar[a, b] = max(similar.get((a, b), 0.0), one)
    pairs: _Pairs = {}
    taken: set[int] = set()
    for a, b in sorted(similar, key=lambda pair: (-similar[pair], abs(pair[0] - pair[1]), pair)):
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)
    return pairs


def _nearest(places: Sequence[int], place: int) -> Sequence[int]:
    """Return the places (sorted) next to a place, before and after."""
    here = bisect(places, place)
    return places[max(0, here - _NEIGHBOURS) : here + _NEIGHBOURS]


class _Trait(NamedTuple):
    kind: str
    value: str
    more: str = ""


def _traits(one: NormalizedCitation) -> Iterator[_Trait]:
    """Yield what an edited entry may still have in common with the old one."""
    if one.volume and one.page:
        yield _Trait("place", one.volume, one.page)
    if len(one.title) >= 8:
        yield _Trait("head", one.title[:12])
        yield _Trait("tail", one.title[-12:])
    if one.first_author:
        yield _Trait("author", _family(one), str(one.year or ""))


def _family(one: NormalizedCitation) -> str:
    first = one.first_author
    return folded(first.family or first.literal or "") if first else ""


def _similarity(old: Citation, new: Citation, kind: str) -> float | None:
    """Return how similar two entries with a trait of a kind in common are; None if not enough."""
    one, other = normalize_citation(old), normalize_citation(new)
    ratio = title_similarity(one.title, work_of(new)).ratio
    if kind == "place":
        same_author = bool(_family(one)) and _family(one) == _family(other)
        return ratio + 1 if ratio >= OTHER_TITLE or same_author else None
    return ratio if ratio >= (OTHER_TITLE if kind == "author" else NEAR_TITLE) else None
