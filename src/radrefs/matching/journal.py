"""Compare names of journals: in full, abbreviated word by word (ISO 4), or as an acronym."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from radrefs.journals import find_journal
from radrefs.matching.levels import AGREES, MISSING, Feature, Level, differs
from radrefs.matching.normalize import folded

__all__ = ["compare_journals", "journal_feature"]

_SMALL_WORDS = frozenset(
    "the of and for in on an a de la le les des der die das und et y e del fur".split()
)
_MOST_NAMES = 6
"""So many names of a record's journal are compared."""


def _abbreviates(short: str, long: str) -> bool:
    """Say whether one word abbreviates the other: cut (ISO 4), or with letters left out."""
    if long.startswith(short) or short.startswith(long):
        return True
    if short[0] != long[0] or min(len(short), len(long)) < 3:
        return False
    if len(short) > len(long):
        short, long = long, short
    letters = iter(long)
    return short[-1] == long[-1] and all(char in letters for char in short)


@lru_cache(maxsize=65536)
def compare_journals(one: str, other: str) -> Level:
    """Compare two names of journals; up to three words without a partner are near."""
    if (plain := folded(one)) == (plain_other := folded(other)):
        return Level.AGREES
    known, known_other = find_journal(one), find_journal(other)
    if known and known_other and known.abbreviation == known_other.abbreviation:
        return Level.AGREES
    words = [word for word in plain.split() if word not in _SMALL_WORDS]
    others = [word for word in plain_other.split() if word not in _SMALL_WORDS]
    if not words or not others:
        return Level.CONFLICTS
    for some, more in ((words, others), (others, words)):
        initials = "".join(word[0] for word in more)
        full = "".join(word[0] for word in (plain if more is words else plain_other).split())
        if len(some) == 1 and len(some[0]) > 2 and some[0] in (initials, full):
            return Level.AGREES
        # The acronym may stand before the words that it is made of.
        if len(some) > 2 and len(some[0]) > 2 and "".join(w[0] for w in some[1:]) == some[0]:
            return compare_journals(" ".join(some[1:]), " ".join(more))
    return _compare_words(words, others)


def _compare_words(words: Sequence[str], others: Sequence[str]) -> Level:
    """Pair the words of two names in order, and count those without a partner."""
    at, matched = 0, 0
    for word in words:
        partner = next((k for k in range(at, len(others)) if _abbreviates(word, others[k])), None)
        if partner is not None:
            matched, at = matched + 1, partner + 1
    left = len(words) + len(others) - 2 * matched
    if left == 0:
        return Level.AGREES
    return Level.NEAR if left <= 3 and matched * 2 >= max(len(words), 2) else Level.CONFLICTS


def journal_feature(printed: Sequence[str], found: Sequence[str]) -> Feature:
    """Return the best level that any name of the one has with any name of the other."""
    if not printed or not found:
        return MISSING
    best = Level.CONFLICTS
    for one in printed:
        for other in found[:_MOST_NAMES]:
            level = compare_journals(one, other)
            if level is Level.AGREES:
                return AGREES
            if level is Level.NEAR:
                best = Level.NEAR
    return differs(best, min(printed, key=len), found[0])
