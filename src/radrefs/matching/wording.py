"""Say whether two titles differ only by slips of spelling, small words, or a subtitle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice

from rapidfuzz.distance import OSA

from radrefs.matching.normalize import folded, numerals

__all__ = ["differ_by_slips", "heads_of"]

_SMALL_WORDS = frozenset("a an the of and in on for by at".split())
_MOST_WORDS = 200
"""Titles of more words are not compared word by word."""
_MARK = re.compile("[:.;?!(\u2013\u2014]|\\s-\\s")
_MOST_HEADS = 8


def heads_of(title: str) -> frozenset[str]:
    """Return a title's beginnings, folded: cut at each of the first marks, as before a subtitle."""
    cuts = [mark.start() for mark in islice(_MARK.finditer(title), _MOST_HEADS)]
    return frozenset(folded(title[:at]) for at in cuts if at)


def differ_by_slips(one: str, other: str) -> bool:
    """Say whether two folded titles say the same, apart from slips and small words."""
    words, others = sorted((one.split(), other.split()))
    if max(len(words), len(others)) > _MOST_WORDS:
        return words == others
    steps = SequenceMatcher(None, words, others, autojunk=False).get_opcodes()
    return all(_is_slip(words[a:b], others[c:d]) for step, a, b, c, d in steps if step != "equal")


def _is_slip(some: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether words differ by one letter's slip, or only in blanks and small words.

    A slip is two letters exchanged, or one letter more or less in a word of five, but not
    its first ("atypical"). Another letter makes another word ("ileum", "ilium"), except s
    and z. A number may be written as a word.
    """
    one, other = ("".join(words) for words in (some, others))
    if one == other:
        return True
    bare = [
        [_number_or_word(word) for word in words if word not in _SMALL_WORDS]
        for words in (some, others)
    ]
    if bare[0] == bare[1]:
        return True
    if OSA.distance(one, other, score_cutoff=1) > 1:
        pairs = zip(some, others, strict=False)
        several = len(some) == len(others) > 1
        return several and all(_is_slip([word], [found]) for word, found in pairs)
    if len(one) == len(other):
        return sorted(one) == sorted(other) or one.replace("z", "s") == other.replace("z", "s")
    return one[:1] == other[:1] and min(len(one), len(other)) >= 5


def _number_or_word(word: str) -> tuple[str, ...] | str:
    return numerals(word) or word
