"""Compare two citations: one article, perhaps one, or not, and whether they contradict.

The judge decides, one citation read as the other's work, both ways (docs: resolving). Two
pages need more than a page and a record: abstracts stand many on a page and differ in a
word or a number ("in men", "part II"), so what is the same but for its wording is only
perhaps the same, unless the wording differs by slips.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice
from typing import Any, Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from radrefs.matching.features import (
    NEAR_TITLE,
    SHORT_TITLE,
    Features,
    Level,
    NormalizedCitation,
    compare_features,
    first_page_of,
    no_article,
    normalized,
    number_of,
    title_similarity,
)  # fmt: skip
from radrefs.matching.grading import WRITTEN, Grade, grade_of
from radrefs.matching.normalize import folded, folded_name, numerals
from radrefs.matching.notices import notice_of
from radrefs.matching.records import Work, unmarked
from radrefs.model import ET_AL, Citation, Name

__all__ = ["Fingerprint", "PairMatch", "clearly_distinct", "match_pair", "work_of"]


class PairMatch(NamedTuple):
    """Say whether two citations are one article.

    `sure` tells that they are in title and place; `against` that they contradict each
    other in something, rather than that there is too little to compare.
    """

    kind: Literal["same", "maybe", "other"]
    sure: bool = False
    against: bool = False


_OWN = frozenset({"id", "source", "problems", "custom"})


_MARK = re.compile("[:.;?!(\u2013\u2014]|\\s-\\s")
_MOST_LETTERS = 20_000
"""So much of a title is compared, as of a record's."""


class Fingerprint:
    """Hold what of a citation is compared first; the rest is folded if it comes to that."""

    def __init__(self, citation: Citation) -> None:
        self.citation = one = citation
        self.doi = (one.doi or "").lower()
        self.title = folded(unmarked((one.title or "")[:_MOST_LETTERS]))
        self.volume, self.page = number_of(one.volume or ""), first_page_of(one)
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

    @cached_property
    def place_key(self) -> tuple[Any, ...]:
        """Give where and by whom it was published; () if anything of that is missing."""
        key = (self.family, self.same[3], self.volume, self.page, self.year)
        return key if all(key) else ()

    @property
    def whole_key(self) -> tuple[Any, ...]:
        """Give every field, for two that are printed alike; () if that could be chance."""
        if len(self.title) < (8 if self.family else SHORT_TITLE):
            return ()
        fields = self.citation.__dict__
        return tuple(str(fields[name]) for name in fields if name not in _OWN)

    @cached_property
    def heads(self) -> frozenset[str]:
        """Give the title as it is where it is cut at a mark: without its subtitle."""
        title = unmarked((self.citation.title or "")[:_MOST_LETTERS])
        cuts = [mark.start() for mark in islice(_MARK.finditer(title), 8)]
        return frozenset(folded(title[:at]) for at in cuts if at)

    @cached_property
    def wanted(self) -> NormalizedCitation:
        """Give the citation as what is looked for."""
        return normalized(self.citation)

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


_PASSING = (*WRITTEN, Grade.PROBABLE)
_SAME = PairMatch("same", sure=True)
_OTHER = PairMatch("other", against=True)


def match_pair(one: Fingerprint, other: Fingerprint) -> PairMatch:
    """Compare two citations."""
    if one.exact_key and (one.exact_key == other.exact_key or _differ_by_slips(one, other)):
        return _SAME
    there = _weighed(one, other)
    back = _weighed(other, one) if there else None
    if there is None or back is None:
        # A translated title, or another text by the same author on the same page.
        placed = one.place_key and one.place_key == other.place_key
        return (
            PairMatch("maybe", against=True) if placed and not (one.doi and other.doi) else _OTHER
        )
    both = (there, back)
    grades = [grade_of(evidence) for evidence in both]
    against = any(_contradicts(evidence) for evidence in both)
    if any(grade not in _PASSING for grade in grades):
        return PairMatch("other", against=against)
    reworded = not _same_words(one, other)
    unsure = reworded or any(
        Level.CONFLICTS in (evidence.numerals.level, evidence.journal.level) for evidence in both
    )
    if unsure or not any(grade in WRITTEN for grade in grades):
        return PairMatch("maybe", against=against or reworded)
    return PairMatch("same", grades == [Grade.EXACT, Grade.EXACT], against)


def _differ_by_slips(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether two stand in one place and differ by slips: the judge says `exact`, too."""
    if not (other.exact_key and one.place_key == other.place_key):
        return False
    if fuzz.ratio(one.title, other.title) < 100 * NEAR_TITLE:
        return False
    notices = {notice_of(unmarked(side.citation.title or "")) for side in (one, other)}
    same = len(notices) == 1 and numerals(one.title) == numerals(other.title)
    return same and _same_words(one, other)


def clearly_distinct(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether two citations share neither title nor first author, and both have both."""
    if one.title == other.title or one.family == other.family:
        return False
    if not (one.title and other.title and one.family and other.family):
        return False
    return not any(
        title_similarity(page.wanted.title, record.work).near
        for page, record in ((one, other), (other, one))
    )


def _weighed(one: Fingerprint, other: Fingerprint) -> Features | None:
    """Weigh one citation against the other as its work; None if the titles are unlike."""
    like = title_similarity(one.wanted.title, other.work)
    if like.text and not like.near:
        return None
    return compare_features(one.wanted, other.work, like)


def _contradicts(evidence: Features) -> bool:
    """Tell whether anything is said otherwise that places or names an article."""
    witnesses = (evidence.author, evidence.journal, evidence.volume, evidence.page,
                 evidence.year, evidence.numerals, evidence.notice)  # fmt: skip
    return any(one.level is Level.CONFLICTS for one in witnesses)


_SMALL = frozenset("a an the of and in on for by at".split())
_MOST_WORDS = 200


def _same_words(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether two titles say the same: but for slips, small words, or a subtitle cut."""
    if not (one.title and other.title) or one.title in other.heads or other.title in one.heads:
        return True
    words, others = sorted((one.title.split(), other.title.split()))
    if max(len(words), len(others)) > _MOST_WORDS:
        return words == others
    steps = SequenceMatcher(None, words, others, autojunk=False).get_opcodes()
    return all(_is_slip(words[a:b], others[c:d]) for step, a, b, c, d in steps if step != "equal")


def _is_slip(some: list[str], others: list[str]) -> bool:
    """Tell whether words differ by one letter's slip, or only in blanks and small words.

    A slip is two letters swapped, or one letter more or less in a word of five, but not
    its first ("atypical"). Another letter is another word ("ileum", "ilium"), but for s
    and z; a number may be written as a word.
    """
    one, other = ("".join(words) for words in (some, others))
    if one == other:
        return True
    bare = [[_counted(word) for word in words if word not in _SMALL] for words in (some, others)]
    if bare[0] == bare[1]:
        return True
    if OSA.distance(one, other, score_cutoff=1) > 1:
        pairs = zip(some, others, strict=False)
        several = len(some) == len(others) > 1
        return several and all(_is_slip([word], [found]) for word, found in pairs)
    if len(one) == len(other):
        return sorted(one) == sorted(other) or one.replace("z", "s") == other.replace("z", "s")
    return one[:1] == other[:1] and min(len(one), len(other)) >= 5


def _counted(word: str) -> tuple[str, ...] | str:
    return numerals(word) or word
