"""Compare first authors: a person by family name and initial, a body by its words."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from radrefs.matching.levels import AGREES, MISSING, Feature, Level, differs
from radrefs.matching.normalize import folded, folded_name
from radrefs.matching.title import contains_words
from radrefs.model import Name

__all__ = ["author_feature", "same_family"]

_PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le les el al bin ibn ben ter ten zu zur"
    " vom af av st saint y e".split()
)
_SIMILAR = 88
"""Names that are so similar (in per cent) differ by one slip."""


def same_family(one: str, other: str) -> bool:
    """Say whether two family names are one, apart from particles, hyphens, accents, one slip."""
    if folded_name(one) == folded_name(other):
        return True
    words, others = folded(one).split(), folded(other).split()
    bare = [word for word in words if word not in _PARTICLES] or words
    others_bare = [word for word in others if word not in _PARTICLES] or others
    if bare == others_bare:
        return True
    if bare and others_bare and bare[-1] == others_bare[-1] and len(bare[-1]) >= 4:
        return True
    short = min(len(folded_name(one)), len(folded_name(other))) < 4
    return not short and fuzz.ratio("".join(bare), "".join(others_bare)) >= _SIMILAR


def _same_person(printed: Name, found: Name) -> bool:
    if printed.family and found.family:
        return same_family(printed.family, found.family)
    return _same_body(printed, found)


def _same_body(printed: Name, found: Name) -> bool:
    one, other = folded(_whole(printed)), folded(_whole(found))
    if not one or not other:
        return False
    return fuzz.ratio(one, other) >= _SIMILAR or contains_words(one, other)


def _whole(name: Name) -> str:
    return name.literal or " ".join(part for part in (name.given, name.family) if part)


def _initial(name: Name) -> str:
    return folded(name.given or "")[:1]


def author_feature(printed: Name | None, found: Iterator[Name]) -> Feature:
    """Compare the citation's first author with the record's.

    The same family name with another initial is near; so is a name that stands elsewhere in
    the record's list, and one whose family and given name are exchanged.
    """
    first = next(found, None)
    if printed is None or first is None:
        return MISSING
    if _same_person(printed, first):
        one, other = _initial(printed), _initial(first)
        if one and other and one != other:
            return differs(Level.NEAR, _whole(printed), _whole(first))
        return AGREES
    if any(_same_person(printed, name) for name in found):
        return Feature(Level.NEAR, "not the first author of the record")
    if printed.family and first.given and same_family(printed.family, first.given):
        return Feature(Level.NEAR, "family and given name swapped")
    return differs(Level.CONFLICTS, _whole(printed), _whole(first))
