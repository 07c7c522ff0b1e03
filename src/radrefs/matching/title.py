"""Compare titles: how similar they are, and whether they have the same numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz import fuzz

from radrefs.matching.levels import AGREES, Feature, Level, differs
from radrefs.matching.normalize import folded, numerals
from radrefs.matching.records import Work, titles

__all__ = [
    "NEAR_TITLE", "OTHER_TITLE", "SAME_TITLE", "SHORT_TITLE", "TitleSimilarity", "contains_words",
    "numerals_feature", "similarity_label", "title_feature", "title_similarity",
]  # fmt: skip

SAME_TITLE, NEAR_TITLE, OTHER_TITLE = 0.97, 0.90, 0.60
"""Ratios from which a title is the same, or near; below the last it is another title."""
SHORT_TITLE = 25
"""Folded characters below which a title alone does not identify an article."""

_RATIO = re.compile(r"[01]\.\d{1,4}")
_PART = re.compile(r"(?:(?:part|teil|partie|parte|section|chapter|no) )?(?:[ivx]{1,5}|\d{1,2})\b")


class TitleSimilarity(NamedTuple):
    """How similar the titles of a work are to a citation's.

    `ratio` (0 to 1) is the best, `text` the folded title that has it. `contained` says that
    nine tenths of the shorter title's words are in the longer. `titles` are the work's.
    """

    ratio: float
    text: str
    contained: bool
    titles: tuple[str, ...] = ()

    @property
    def is_near(self) -> bool:
        """Say whether it can be the same article's title at all."""
        return self.ratio >= OTHER_TITLE or self.contained


def title_similarity(printed: str, work: Work) -> TitleSimilarity:
    """Compare a folded title with a work's: title, title and subtitle, title up to its colon."""
    best, best_text = 0.0, ""
    found = titles(work)
    for title, subtitle in found:
        spelled = [title, f"{title} {subtitle}"] if subtitle else [title]
        head, colon, tail = title.partition(": ")
        # A page may leave out what follows a colon, but not "Part II".
        cut = colon and not _PART.match(folded(tail))
        for text in (*spelled, head) if cut else spelled:
            candidate = folded(text)
            ratio = fuzz.ratio(printed, candidate, score_cutoff=best * 100) / 100
            if ratio > best:
                best, best_text = ratio, candidate
    contained = bool(best_text) and best < SAME_TITLE and contains_words(printed, best_text)
    return TitleSimilarity(best, best_text, contained, tuple(title for title, _ in found))


def contains_words(one: str, other: str) -> bool:
    """Say whether nine tenths of the words of the shorter folded text are in the longer.

    A text of fewer than three words is contained in none.
    """
    shorter, longer = one.split(), other.split()
    if len(shorter) > len(longer):
        shorter, longer = longer, shorter
    if len(shorter) < 3:
        return False
    there, left = set(longer), len(shorter) // 10
    for word in shorter:
        if word not in there:
            left -= 1
            if left < 0:
                return False
    return True


def title_feature(similarity: TitleSimilarity) -> Feature:
    """Return the level of a title's similarity; the detail is the ratio, cut to two places."""
    detail = f"{int(similarity.ratio * 100) / 100:.2f}"
    if similarity.ratio >= SAME_TITLE:
        return AGREES if similarity.ratio == 1 else Feature(Level.AGREES, detail)
    if similarity.ratio >= NEAR_TITLE or similarity.contained:
        return Feature(Level.NEAR, detail)
    return Feature(Level.CONFLICTS if similarity.ratio < OTHER_TITLE else Level.NEAR, detail)


def similarity_label(feature: Feature) -> str:
    """Return how similar two titles are, in words: "56 % similar"; "" if it is not known."""
    if not _RATIO.fullmatch(feature.detail):
        return ""
    return f"{round(100 * float(feature.detail))} % similar"


def numerals_feature(printed: tuple[str, ...], title: str) -> Feature:
    """Compare the numbers in the citation's title with those of a record's, folded."""
    found = numerals(title)
    if found == printed:
        return AGREES
    return differs(Level.CONFLICTS, " ".join(printed) or "none", " ".join(found) or "none")
