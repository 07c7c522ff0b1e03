"""Compare two citations: are they one article, possibly one, or two, and do they contradict?

Each citation is graded as the record of the other, by the same rules as a registry's record
(docs: resolving). Two pages need more than a page and a record do. Many abstracts stand on
one page, and their titles differ in a word or a number ("in men", "part II"). So citations
that are the same except for their wording are only possibly one, unless the wording differs
by slips.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal, NamedTuple

from rapidfuzz import fuzz

from radrefs.matching.features import (
    Features,
    NormalizedCitation,
    compare_features,
    normalize_citation,
    normalized_title,
)
from radrefs.matching.grades import WRITTEN, Grade
from radrefs.matching.grading import grade_of
from radrefs.matching.kind import not_an_article
from radrefs.matching.normalize import folded, folded_name, numerals
from radrefs.matching.notice_titles import notice_of
from radrefs.matching.place import first_page_of, number_of
from radrefs.matching.records import Work
from radrefs.matching.title import NEAR_TITLE, SHORT_TITLE, title_similarity
from radrefs.matching.wording import differ_by_slips, heads_of
from radrefs.model import ET_AL, Citation, Name

__all__ = ["Fingerprint", "PairMatch", "clearly_distinct", "first_family", "match_pair", "work_of"]


class PairMatch(NamedTuple):
    """Whether two citations are one article.

    `certain` says that title and place are the same; `contradicts` that they contradict each
    other in something, and not only that there is too little to compare.
    """

    kind: Literal["duplicate", "possible", "distinct"]
    certain: bool = False
    contradicts: bool = False


_NOT_COMPARED = frozenset({"id", "source", "problems", "custom"})
"""Fields in which copies of one citation may differ."""


def first_family(citation: Citation) -> str:
    """Return the family name (or body) of the first author, folded; "" if there is none."""
    named = (name for name in citation.author if name.literal != ET_AL.literal)
    first = next(named, None)
    return folded_name(first.family or first.literal or "") if first else ""


class Fingerprint:
    """The parts of a citation that are compared first; the rest is folded when it is needed."""

    def __init__(self, citation: Citation) -> None:
        self.citation = citation
        self.doi = (citation.doi or "").lower()
        self.title = folded(normalized_title(citation))
        self.family = first_family(citation)
        self.journal = citation.container_title_short or citation.container_title
        self.volume, self.page = number_of(citation.volume or ""), first_page_of(citation)
        self.year = citation.year
        self._printed: tuple[Any, ...] = (
            self.title, self.family, self.journal, citation.volume, citation.issue,
            citation.page or citation.number, self.year,
        )  # fmt: skip

    @property
    def looks(self) -> tuple[Any, ...]:
        """Return everything that is compared, as printed: two that share it match alike."""
        return self.citation.type, self._printed

    @property
    def sort_key(self) -> tuple[str, ...]:
        """Return what puts like citations next to each other: title, author, journal, place."""
        return tuple(map(str, self._printed))

    @cached_property
    def exact_key(self) -> tuple[Any, ...]:
        """Return what makes two that share it `exact`; () if anything of that is missing."""
        one = self.citation
        first = one.author[0] if one.author else ET_AL
        named = (self.title, first.family, self.journal, self.volume, self.page, self.year)
        sure = one.type == "article-journal" and all(named) and len(self.title) >= SHORT_TITLE
        return (*named, first.given) if sure and not not_an_article(self.doi) else ()

    @cached_property
    def place_key(self) -> tuple[Any, ...]:
        """Return where and by whom it was published; () if anything of that is missing."""
        key = (self.family, self.journal, self.volume, self.page, self.year)
        return key if all(key) else ()

    @property
    def whole_key(self) -> tuple[Any, ...]:
        """Return every field, for two that are printed alike; () if that could be chance."""
        if len(self.title) < (8 if self.family else SHORT_TITLE):
            return ()
        fields = self.citation.__dict__
        return tuple(str(fields[name]) for name in fields if name not in _NOT_COMPARED)

    @cached_property
    def heads(self) -> frozenset[str]:
        """Return the title's beginnings, each cut at a mark: the title without its subtitle."""
        return heads_of(normalized_title(self.citation))

    @cached_property
    def normalized(self) -> NormalizedCitation:
        """Return the citation folded for comparing."""
        return normalize_citation(self.citation)

    @cached_property
    def work(self) -> Work:
        """Return the citation as the record of a work."""
        return work_of(self.citation)


def work_of(citation: Citation) -> Work:
    """Return a citation as a registry's record would have it."""
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


def match_pair(one: Fingerprint, other: Fingerprint) -> PairMatch:
    """Compare two citations."""
    if one.exact_key and (one.exact_key == other.exact_key or _is_misprint(one, other)):
        return PairMatch("duplicate", certain=True)
    there = _compare(one, other)
    back = _compare(other, one) if there else None
    if there is None or back is None:
        # A translated title, or another text by the same author on the same page.
        placed = bool(one.place_key) and one.place_key == other.place_key
        possible = placed and not (one.doi and other.doi)
        return PairMatch("possible" if possible else "distinct", contradicts=True)
    both = (there, back)
    grades = [grade_of(features) for features in both]
    contradicts = any(_conflicts(features) for features in both)
    if any(grade not in _PASSING for grade in grades):
        return PairMatch("distinct", contradicts=contradicts)
    reworded = not _have_same_wording(one, other)
    unsure = reworded or any(f.numerals.conflicts or f.journal.conflicts for f in both)
    if unsure or not any(grade in WRITTEN for grade in grades):
        return PairMatch("possible", contradicts=contradicts or reworded)
    certain = all(grade is Grade.EXACT for grade in grades)
    return PairMatch("duplicate", certain=certain, contradicts=contradicts)


def _is_misprint(one: Fingerprint, other: Fingerprint) -> bool:
    """Say whether two stand in one place and differ by slips: they would be `exact`, too."""
    if not (other.exact_key and one.place_key == other.place_key):
        return False
    if fuzz.ratio(one.title, other.title) < 100 * NEAR_TITLE:
        return False
    kinds = {notice_of(normalized_title(side.citation)) for side in (one, other)}
    same = len(kinds) == 1 and numerals(one.title) == numerals(other.title)
    return same and _have_same_wording(one, other)


def clearly_distinct(one: Fingerprint, other: Fingerprint) -> bool:
    """Say whether two citations share neither title nor first author, and both have both."""
    if one.title == other.title or one.family == other.family:
        return False
    if not (one.title and other.title and one.family and other.family):
        return False
    return not any(
        title_similarity(page.normalized.title, record.work).is_near
        for page, record in ((one, other), (other, one))
    )


def _compare(one: Fingerprint, other: Fingerprint) -> Features | None:
    """Compare one citation with the other as its record; None if the titles are unlike."""
    similarity = title_similarity(one.normalized.title, other.work)
    if similarity.text and not similarity.is_near:
        return None
    return compare_features(one.normalized, other.work, similarity)


def _conflicts(f: Features) -> bool:
    """Say whether anything conflicts that identifies an article."""
    named = (f.author, f.journal, f.volume, f.page, f.year, f.numerals, f.notice)
    return any(one.conflicts for one in named)


def _have_same_wording(one: Fingerprint, other: Fingerprint) -> bool:
    """Say whether two titles say the same, apart from slips, small words, or a subtitle."""
    if not (one.title and other.title) or one.title in other.heads or other.title in one.heads:
        return True
    return differ_by_slips(one.title, other.title)
