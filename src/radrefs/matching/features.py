"""Compare a citation with a work, feature by feature: small witnesses, no sum.

Each witness looks at one feature and says whether page and record *agree*, are *near*,
*conflict*, or whether one of them has nothing to say (*missing*). What follows from
their words is decided elsewhere (`radrefs.matching.grading`). The bounds are those
measured on 4,000 references against 42,000 records (docs: resolving).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from radrefs.journals import find_journal
from radrefs.markup import clean
from radrefs.matching.normalize import folded, folded_name, numerals
from radrefs.matching.notices import notice_of
from radrefs.matching.records import Work, containers, dates, people, titles, unmarked
from radrefs.model import ET_AL, Citation, Name

__all__ = [
    "FEATURES",
    "NEAR_TITLE",
    "OTHER_TITLE",
    "SAME_TITLE",
    "SHORT_TITLE",
    "Feature",
    "Features",
    "Level",
    "NormalizedCitation",
    "TitleSimilarity",
    "compare_features",
    "first_page_of",
    "is_preprint",
    "no_article",
    "normalized",
    "number_of",
    "title_similarity",
]  # fmt: skip

SAME_TITLE, NEAR_TITLE, OTHER_TITLE = 0.97, 0.90, 0.60
SHORT_TITLE = 25
"""Folded characters below which a title alone names nobody's article."""


class Level(StrEnum):
    """Say how page and record stand to each other in one feature."""

    AGREES = "agrees"
    NEAR = "near"
    CONFLICTS = "conflicts"
    MISSING = "missing"


class Feature(NamedTuple):
    """Hold what one witness says: the level, and in a few words why."""

    level: Level
    detail: str = ""

    def __str__(self) -> str:
        """Write `level` or `level: detail`, as the resolution file has it."""
        return f"{self.level}: {self.detail}" if self.detail else str(self.level)

    @classmethod
    def read(cls, text: str) -> Feature:
        """Read what `str` wrote. Raises `ValueError` for an unknown level."""
        level, _, detail = text.partition(": ")
        return cls(Level(level), detail)


AGREES, MISSING = Feature(Level.AGREES), Feature(Level.MISSING)


def _differ(level: Level, page: object, record: object) -> Feature:
    """Say that page and record differ: `page / record`, each at most 60 characters."""
    one, other = (
        text if len(text) <= 60 else f"{text[:57]}..." for text in (str(page), str(record))
    )
    return Feature(level, f"{one} / {other}")


class NormalizedCitation(NamedTuple):
    """Hold a citation folded once, for comparing with many works."""

    title: str
    numerals: tuple[str, ...]
    notice: str
    first: Name | None
    journals: tuple[str, ...]
    year: int | None
    volume: str
    issue: str
    page: str
    doi: str
    type: str


class Features(NamedTuple):
    """Hold every witness's finding on one work, and the title's likeness, 0 to 1.

    `contained` tells that nine tenths of the shorter title's words are in the longer;
    `short` that the shorter title has fewer folded characters than `SHORT_TITLE`;
    `paged` that the citation prints a page.
    """

    ratio: float
    contained: bool
    short: bool
    paged: bool
    title: Feature
    numerals: Feature
    author: Feature
    journal: Feature
    year: Feature
    volume: Feature
    issue: Feature
    page: Feature
    type: Feature
    notice: Feature

    def features_by_name(self) -> dict[str, Feature]:
        """Give the findings by the name of their witness, in a fixed order."""
        return {name: getattr(self, name) for name in FEATURES}

    @property
    def agreeing_locators(self) -> int:
        """Count what places an article: volume, first page and exact year that agree."""
        return sum(one.level is Level.AGREES for one in (self.volume, self.page, self.year))


FEATURES = Features._fields[4:]
"""The names of the witnesses, in the order in which they are told."""

_FIRST_NUMBER = re.compile(r"\d+")
_PAGE = re.compile(r"([a-z]*)0*(\d+)([a-z]?)")
# Preprint servers as journals' names; a reference to one names the preprint itself.
_SERVERS = re.compile(
    r"\b(?:biorxiv|medrxiv|arxiv|chemrxiv|psyarxiv|research square|ssrn|preprints?|osf)\b"
)
_COMPONENT = re.compile(r"\.(?:supp\d*|[sgtfmv]\d{3}|abs)$")


def is_preprint(work: Work) -> bool:
    """Tell whether a record is a preprint (`posted-content` that is no review)."""
    return work.record.get("type") == "posted-content" and work.record.get("subtype") in (
        "preprint", None, "other",
    )  # fmt: skip


@lru_cache(maxsize=65536)
@lru_cache(maxsize=65536)
def number_of(text: str) -> str:
    """Fold a volume or issue: its first number without leading zeros, else its letters."""
    found = _FIRST_NUMBER.search(text)
    return found[0].lstrip("0") or "0" if found else folded(text)


@lru_cache(maxsize=65536)
def _first_page(page: str) -> str:
    """Give the first page (or the whole article number) in lower case."""
    first = page.split(",", 1)[0].strip()
    start, dash, end = first.partition("-")
    if dash and not any(char.isdigit() for char in start) and end:
        return first.lower()
    return start.strip().lower()


def first_page_of(citation: Citation) -> str:
    """Give what a citation's place in its volume is compared by: first page, or number."""
    page = citation.page or citation.number or ""
    return page.lower() if page == citation.number else _first_page(page)


def normalized(citation: Citation) -> NormalizedCitation:
    """Fold a citation for comparing."""
    named = citation.author
    first = named[0] if named and named[0] != ET_AL else None
    printed = unmarked((citation.title or "")[:20_000])
    title = folded(printed)
    names = {citation.container_title, citation.container_title_short} - {None, ""}
    return NormalizedCitation(
        title=title,
        numerals=numerals(title),
        notice=notice_of(printed),
        first=first,
        journals=tuple(sorted(name for name in names if name)),
        year=citation.year,
        volume=number_of(citation.volume or ""),
        issue=number_of(citation.issue or ""),
        page=first_page_of(citation),
        doi=(citation.doi or "").lower(),
        type=citation.type,
    )


class TitleSimilarity(NamedTuple):
    """Hold how like a work's title is: the best ratio, with which of its `titles`, folded."""

    ratio: float
    text: str
    contained: bool
    titles: tuple[str, ...] = ()

    @property
    def near(self) -> bool:
        """Tell whether it can be the same article's at all."""
        return self.ratio >= OTHER_TITLE or self.contained


_PART = re.compile(r"(?:(?:part|teil|partie|parte|section|chapter|no) )?(?:[ivx]{1,5}|\d{1,2})\b")


def title_similarity(wanted: str, work: Work) -> TitleSimilarity:
    """Compare with title, title and subtitle, and title without what follows its colon."""
    best, best_text = 0.0, ""
    found = titles(work)
    for title, subtitle in found:
        spelled = [title, f"{title} {subtitle}"] if subtitle else [title]
        head, colon, tail = title.partition(": ")
        # What follows a colon may be left out by a page, but not "Part II".
        cut = colon and not _PART.match(folded(tail))
        for text in (*spelled, head) if cut else spelled:
            candidate = folded(text)
            ratio = fuzz.ratio(wanted, candidate, score_cutoff=best * 100) / 100
            if ratio > best:
                best, best_text = ratio, candidate
    contained = bool(best_text) and best < SAME_TITLE and _contained(wanted, best_text)
    return TitleSimilarity(best, best_text, contained, tuple(title for title, _ in found))


def _contained(one: str, other: str) -> bool:
    """Tell whether nine tenths of the shorter title's words stand in the longer."""
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


def _title_finding(ratio: float, contained: bool, known: bool) -> Feature:
    if not known:
        return MISSING
    detail = f"{int(ratio * 100) / 100:.2f}"
    if ratio >= SAME_TITLE:
        return AGREES if ratio == 1 else Feature(Level.AGREES, detail)
    if ratio >= NEAR_TITLE or contained:
        return Feature(Level.NEAR, detail)
    return Feature(Level.CONFLICTS if ratio < OTHER_TITLE else Level.NEAR, detail)


def _numerals_finding(wanted: tuple[str, ...], title: str) -> Feature:
    found = numerals(title)
    if found == wanted:
        return AGREES
    return _differ(Level.CONFLICTS, " ".join(wanted) or "none", " ".join(found) or "none")


_PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le les el al bin ibn ben ter ten zu zur"
    " vom af av st saint y e".split()
)


def _same_family(one: str, other: str) -> bool:
    """Tell whether two family names are one: particles, hyphens, accents, one slip."""
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
    return not short and fuzz.ratio("".join(bare), "".join(others_bare)) >= 88


def _same_person(wanted: Name, found: Name) -> bool:
    if wanted.family and found.family:
        return _same_family(wanted.family, found.family)
    return _same_body(wanted, found)


def _same_body(wanted: Name, found: Name) -> bool:
    one, other = folded(_whole(wanted)), folded(_whole(found))
    return bool(one and other) and (fuzz.ratio(one, other) >= 88 or _contained(one, other))


def _whole(name: Name) -> str:
    return name.literal or " ".join(part for part in (name.given, name.family) if part)


def _initial(name: Name) -> str:
    return folded(name.given or "")[:1]


def _author_finding(wanted: Name | None, found: Iterator[Name]) -> Feature:
    """Compare the first authors; the same name elsewhere in the list is *near*."""
    first = next(found, None)
    if wanted is None or first is None:
        return MISSING
    if _same_person(wanted, first):
        one, other = _initial(wanted), _initial(first)
        if one and other and one != other:
            return _differ(Level.NEAR, _whole(wanted), _whole(first))
        return AGREES
    if any(_same_person(wanted, name) for name in found):
        return Feature(Level.NEAR, "not the first author of the record")
    if wanted.family and first.given and _same_family(wanted.family, first.given):
        return Feature(Level.NEAR, "family and given name swapped")
    return _differ(Level.CONFLICTS, _whole(wanted), _whole(first))


_SMALL = frozenset(
    "the of and for in on an a de la le les des der die das und et y e del fur".split()
)


def _matches(short: str, long: str) -> bool:
    """Tell whether one word abbreviates the other (ISO 4: cut, or letters left out)."""
    if long.startswith(short) or short.startswith(long):
        return True
    if short[0] != long[0] or min(len(short), len(long)) < 3:
        return False
    if len(short) > len(long):
        short, long = long, short
    letters = iter(long)
    return short[-1] == long[-1] and all(char in letters for char in short)


@lru_cache(maxsize=65536)
def _same_journal(one: str, other: str) -> Level:
    """Compare two names of journals, abbreviated or not."""
    if (plain := folded(one)) == (plain_other := folded(other)):
        return Level.AGREES
    known, known_other = find_journal(one), find_journal(other)
    if known and known_other and known.abbreviation == known_other.abbreviation:
        return Level.AGREES
    words = [word for word in plain.split() if word not in _SMALL]
    others = [word for word in plain_other.split() if word not in _SMALL]
    if not words or not others:
        return Level.CONFLICTS
    for some, more in ((words, others), (others, words)):
        initials = "".join(word[0] for word in more)
        full = "".join(word[0] for word in (plain if more is words else plain_other).split())
        if len(some) == 1 and len(some[0]) > 2 and some[0] in (initials, full):
            return Level.AGREES
        if len(some) > 2 and len(some[0]) > 2 and "".join(w[0] for w in some[1:]) == some[0]:
            return _same_journal(" ".join(some[1:]), " ".join(more))
    return _aligned(words, others)


def _aligned(words: list[str], others: list[str]) -> Level:
    """Align two lists of words in order; count those without a partner."""
    at, matched = 0, 0
    for word in words:
        partner = next((k for k in range(at, len(others)) if _matches(word, others[k])), None)
        if partner is not None:
            matched, at = matched + 1, partner + 1
    left = len(words) + len(others) - 2 * matched
    if left == 0:
        return Level.AGREES
    return Level.NEAR if left <= 3 and matched * 2 >= max(len(words), 2) else Level.CONFLICTS


def _journal_finding(wanted: tuple[str, ...], found: list[str]) -> Feature:
    """Give the best that any name of the one makes with any name of the other."""
    if not wanted or not found:
        return MISSING
    best = Level.CONFLICTS
    for one in wanted:
        for other in found[:6]:
            level = _same_journal(one, other)
            if level is Level.AGREES:
                return AGREES
            if level is Level.NEAR:
                best = Level.NEAR
    return _differ(best, min(wanted, key=len), found[0])


def _year_finding(wanted: int | None, years: set[int]) -> Feature:
    if wanted is None or not years:
        return MISSING
    if wanted in years:
        return AGREES
    nearest = min(years, key=lambda year: (abs(year - wanted), year))
    level = Level.NEAR if abs(nearest - wanted) <= 1 else Level.CONFLICTS
    return _differ(level, wanted, nearest)


def _number_finding(wanted: str, found: object) -> Feature:
    number = number_of(clean(found, 80))
    if not wanted or not number:
        return MISSING
    return AGREES if wanted == number else _differ(Level.CONFLICTS, wanted, number)


def _same_page(one: str, other: str) -> bool:
    """Compare two first pages: no leading zeros, a letter before one of them is nothing.

    Except S: page S12 of a supplement is not page 12.
    """
    if one == other:
        return True
    a, b = _PAGE.fullmatch(one), _PAGE.fullmatch(other)
    if not a or not b or a[2] != b[2]:
        return False
    letters = {a[1], b[1]}
    if a[1] != b[1] and ("" not in letters or any("s" in prefix for prefix in letters)):
        return False
    return a[3] == b[3] or not (a[3] and b[3])


def _page_finding(wanted: str, work: Work) -> Feature:
    """Compare the first pages; an article number may stand in the DOI's tail only."""
    pages = clean(work.record.get("page"), 200)
    number = clean(work.record.get("article-number"), 80).lower()
    first = _first_page(pages) if not pages.lower().startswith("n/a") else ""
    if not wanted:
        return MISSING
    if any(_same_page(wanted, one) for one in (first, number, pages.lower()) if one):
        return AGREES
    tail = re.split(r"[/.]", work.doi)[-1]
    numbered = len(wanted) >= 5 and not wanted.startswith("s")
    if numbered and (tail == wanted or (len(wanted) > 5 and work.doi.endswith(wanted))):
        return Feature(Level.AGREES, "the end of the DOI")
    if not first and not number:
        return MISSING
    # "1-7" counts the pages of an article; it says nothing against its number.
    if first == "1" and numbered and not number:
        return _differ(Level.MISSING, wanted, pages)
    return _differ(Level.CONFLICTS, wanted, first or number)


_ARTICLES = frozenset({"journal-article", "article-journal"})
_NEAR_ARTICLES = frozenset({
    "proceedings-article", "other", "paper-conference", "article-magazine", "report",
    "reference-entry", "document", "article",
})  # fmt: skip
_BOOKS = frozenset(
    "book edited-book monograph reference-book book-chapter book-part book-section"
    " reference-entry chapter report dissertation thesis other document".split()
)


def _type_finding(wanted: NormalizedCitation, work: Work) -> Feature:
    """Compare the kinds of thing: an article is no preprint, review, data set or chapter."""
    kind = clean(work.record.get("type"), 60)
    if not kind:
        return MISSING
    if wanted.type in ("article-journal", "document", "article-newspaper", "webpage"):
        if kind in _ARTICLES:
            return AGREES
        if is_preprint(work):
            server = any(_SERVERS.search(folded(name)) for name in wanted.journals)
            return AGREES if server else Feature(Level.CONFLICTS, "a preprint")
        return Feature(Level.NEAR if kind in _NEAR_ARTICLES else Level.CONFLICTS, kind)
    if wanted.type in ("book", "chapter", "report", "thesis", "paper-conference"):
        return AGREES if kind in _BOOKS else Feature(Level.CONFLICTS, kind)
    return Feature(Level.NEAR, kind)


def no_article(doi: str) -> str:
    """Say what a DOI names that is no article itself; "" for all others."""
    if doi.startswith("10.3410/"):
        return "a recommendation (Faculty Opinions)"
    return "a part of an article" if _COMPONENT.search(doi) else ""


def _notice_finding(wanted: NormalizedCitation, work: Work, best: TitleSimilarity) -> Feature:
    """Guard against notices about an article: errata, comments, replies, reviews.

    Titles of as many words that are nearly one text differ by a slip, not by a notice.
    """
    if other := no_article(work.doi):
        return Feature(Level.CONFLICTS, other)
    kinds = {notice_of(title) for title in best.titles}
    same = best.ratio >= SAME_TITLE and len(best.text.split()) == len(wanted.title.split())
    if same or wanted.notice in kinds or not kinds:
        return AGREES
    found = next(iter(sorted(kind for kind in kinds if kind)), "")
    if found:
        return Feature(Level.CONFLICTS, f"{wanted.notice or 'an article'} / {found}")
    return Feature(Level.NEAR, f"{wanted.notice} / an article")


def compare_features(
    wanted: NormalizedCitation, work: Work, best: TitleSimilarity | None = None
) -> Features:
    """Let every witness compare a citation with one work.

    `best` is the title's likeness if it is known already.
    """
    best = best or title_similarity(wanted.title, work)
    known = bool(wanted.title and best.text)
    return Features(
        ratio=best.ratio,
        contained=best.contained,
        short=min(len(wanted.title), len(best.text)) < SHORT_TITLE,
        paged=bool(wanted.page),
        title=_title_finding(best.ratio, best.contained, known),
        numerals=_numerals_finding(wanted.numerals, best.text) if known else MISSING,
        author=_author_finding(wanted.first, people(work)),
        journal=_journal_finding(wanted.journals, containers(work)),
        year=_year_finding(wanted.year, {date[0] for date in dates(work)}),
        volume=_number_finding(wanted.volume, work.record.get("volume")),
        issue=_number_finding(wanted.issue, work.record.get("issue")),
        page=_page_finding(wanted.page, work),
        type=_type_finding(wanted, work),
        notice=_notice_finding(wanted, work, best),
    )
