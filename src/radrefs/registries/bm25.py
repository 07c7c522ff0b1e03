"""Rank works by the words of a query: Okapi BM25 over a small set of works.

score(d) = sum over words of idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * |d| / mean)),
with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009, doi 10.1561/1500000019). It
ranks the works of a file; the millions of a registry are ranked by the registry.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Sequence

from radrefs.markup import clean
from radrefs.matching import Work, folded
from radrefs.matching.records import containers, dates, people, titles

__all__ = ["Index", "words_of"]

_K1, _B = 1.2, 0.75


def words_of(work: Work) -> list[str]:
    """Return the words under which a work is found: titles, people, journal, numeration."""
    record = work.record
    parts = [text for pair in titles(work) for text in pair]
    parts += [name.family or name.literal or "" for name in people(work)]
    parts += containers(work)
    parts += [clean(record.get(key)) for key in ("volume", "issue", "page", "article-number")]
    parts += [str(date[0]) for date in dates(work)]
    return folded(" ".join(parts)).split()


class Index:
    """The postings of a list of works: which work has which word, and how often."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._postings: dict[str, list[tuple[int, int]]] = {}
        self._lengths: list[int] = []
        for at, work in enumerate(works):
            words = words_of(work)
            self._lengths.append(len(words))
            for word, count in Counter(words).items():
                self._postings.setdefault(word, []).append((at, count))
        self._mean = sum(self._lengths) / max(1, len(works)) or 1.0

    def _weight(self, word: str) -> float:
        seen = len(self._postings[word])
        return math.log(1 + (len(self._works) - seen + 0.5) / (seen + 0.5))

    def search(self, query: str, most: int = 20) -> list[tuple[float, Work]]:
        """Return the best works for a query's words (any of them), best first.

        Rare words go first. A word that a quarter of all works hold only adds to the
        score of works that a rarer word has found, which keeps long queries fast.
        """
        words = {word for word in folded(query).split() if word in self._postings}
        scores: dict[int, float] = {}
        for word in sorted(words, key=lambda word: len(self._postings[word])):
            self._add(word, scores)
        best: Iterable[tuple[int, float]] = heapq.nsmallest(
            most, scores.items(), key=lambda pair: (-pair[1], pair[0])
        )
        return [(score, self._works[at]) for at, score in best]

    def _add(self, word: str, scores: dict[int, float]) -> None:
        postings, weight = self._postings[word], self._weight(word)
        common = len(postings) * 4 > len(self._works) and len(scores) > 100
        for at, count in postings:
            if common and at not in scores:
                continue
            norm = _K1 * (1 - _B + _B * self._lengths[at] / self._mean)
            scores[at] = scores.get(at, 0.0) + weight * count * (_K1 + 1) / (count + norm)
