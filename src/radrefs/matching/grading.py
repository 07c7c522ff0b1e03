"""Judge which work, if any, is the one a citation names: all at once, and abstain in doubt.

No weighted mean: a mean hides a conflict. Conditions hold together or the DOI is not
written. The catalogue's search score decides nothing, nor does the order of the works.

    exact          title, author not in conflict, two of volume, first page, year; page known
    locator        the title differs (translated, cut), all else agrees
    strong         volume or page is missing; author, journal and the rest agree
    probable       not written: the page conflicts, or too little is known
    ambiguous      not written: two works fit equally well
    preprint_only  not written: only the preprint was found
    pubmed_only    not written: PubMed knows the article, the catalogue does not
    not_found      not written: nothing fits
    not_checked    not written: nobody could be asked

The bounds and what they were measured on: docs, resolving.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from radrefs.markup import clean
from radrefs.matching.features import (
    NEAR_TITLE,
    OTHER_TITLE,
    SAME_TITLE,
    Feature,
    Features,
    Level,
    NormalizedCitation,
    compare_features,
    is_preprint,
    normalized,
    title_similarity,
)  # fmt: skip
from radrefs.matching.records import Work, dates, titles
from radrefs.model import Citation

__all__ = [
    "WRITTEN",
    "Candidate",
    "Decision",
    "Grade",
    "decide",
    "grade_of",
    "matching_works",
    "not_checked",
]


class Grade(StrEnum):
    """Name how sure a decision is (see the module)."""

    EXACT = "exact"
    LOCATOR = "locator"
    STRONG = "strong"
    PROBABLE = "probable"
    AMBIGUOUS = "ambiguous"
    PREPRINT_ONLY = "preprint_only"
    PUBMED_ONLY = "pubmed_only"
    NOT_FOUND = "not_found"
    NOT_CHECKED = "not_checked"


WRITTEN = (Grade.EXACT, Grade.LOCATOR, Grade.STRONG)
"""The grades at which a DOI is written."""
_A, _N, _C, _M = Level.AGREES, Level.NEAR, Level.CONFLICTS, Level.MISSING


class _Judged(NamedTuple):
    """Hold a work with its evidence and the grade it would have if it were alone."""

    work: Work
    evidence: Features
    grade: Grade

    def shown(self) -> Candidate:
        """Give what is kept of it."""
        title = next((title for title, _ in titles(self.work)), "")
        return Candidate(self.work.doi, title, self.grade, self.evidence.features_by_name())


class Candidate(NamedTuple):
    """Show a work that was weighed: its DOI and title, the grade it had alone, the evidence."""

    doi: str
    title: str
    grade: Grade
    evidence: dict[str, Feature]


class Decision(NamedTuple):
    """Say what was concluded about one citation, and why, in one line (`reason`).

    `work` is the one whose DOI is written, with its `evidence`; None below the grades
    `WRITTEN`. `runner_up` is the best work that was not taken, `suggestions` are those
    near enough to be offered, best first; `aliases` other DOIs of the very same article.
    `pmid` and `pmcid` are PubMed's numbers of the article, "" where they are not known.
    """

    grade: Grade
    reason: str
    work: Work | None = None
    evidence: dict[str, Feature] = {}  # noqa: RUF012 (never changed)
    runner_up: Candidate | None = None
    suggestions: tuple[Candidate, ...] = ()
    aliases: tuple[str, ...] = ()
    pmid: str = ""
    pmcid: str = ""

    @property
    def doi(self) -> str | None:
        """Give the DOI that is written, None if none is."""
        return self.work.doi if self.work else None


def grade_of(evidence: Features) -> Grade:
    """Grade one work by its evidence alone."""
    e = evidence
    if e.notice.level is _C or e.author.level is _C:
        return Grade.NOT_FOUND
    placed = e.volume.level is _A and e.page.level is _A
    if e.title.level is _M:
        rest = (e.volume, e.page, e.year, e.author, e.journal)
        agreed = all(one.level is _A for one in rest) and e.type.level is not _C
        return Grade.PROBABLE if agreed else Grade.NOT_FOUND
    if e.short and e.author.level is not _A:
        return Grade.NOT_FOUND
    if e.numerals.level is _C and not placed:
        return Grade.NOT_FOUND
    if e.type.level is _C:
        same = e.ratio >= SAME_TITLE and e.author.level in (_A, _M)
        return Grade.PREPRINT_ONLY if same and e.type.detail == "a preprint" else Grade.NOT_FOUND
    if _is_vetoed(e):
        return Grade.NOT_FOUND
    if e.ratio >= NEAR_TITLE:
        return _with_title(e)
    known = e.ratio >= OTHER_TITLE or e.contained
    everything = (e.volume, e.page, e.year, e.author, e.journal)
    if known and all(one.level is _A for one in everything):
        return Grade.LOCATOR
    return Grade.NOT_FOUND


def _is_vetoed(e: Features) -> bool:
    """Tell whether journal, year or volume conflict more than the rest can bear."""
    if e.journal.level is _C and e.agreeing_locators < 3:
        return True
    if e.volume.level is _C and not (e.author.level is _A and e.journal.level is _A):
        return True
    placed = e.volume.level is _A and e.page.level is _A and e.author.level is _A
    return e.year.level is _C and not (placed and e.ratio >= SAME_TITLE)


def _with_title(e: Features) -> Grade:
    """Grade a work whose title is the citation's (at least `NEAR_TITLE`)."""
    known = e.author.level is _A and e.journal.level is _A
    near_year = e.year.level in (_A, _N)
    if e.page.level is _A and e.agreeing_locators >= 2:
        return Grade.EXACT
    if e.page.level is _M and e.volume.level is _A and known and near_year:
        # A page that prints no page of the article leaves its siblings in the volume open.
        sure = e.paged or (
            e.issue.level is _A and e.ratio >= SAME_TITLE and e.agreeing_locators == 2
        )
        return Grade.STRONG if sure and e.issue.level is not _C else Grade.PROBABLE
    if e.page.level is _A and e.volume.level is _M and known and near_year:
        return Grade.STRONG
    if e.ratio < SAME_TITLE:
        return Grade.NOT_FOUND
    if e.volume.level is _A and e.year.level is _A:
        return Grade.PROBABLE
    unplaced = e.volume.level is not _C and e.page.level is not _C
    return Grade.PROBABLE if known and near_year and unplaced else Grade.NOT_FOUND


def _closeness(judged: _Judged) -> tuple[float, int, str]:
    """Order works for showing: by title and by what agrees, then by DOI."""
    e = judged.evidence
    agreed = sum(one.level is _A for one in e.features_by_name().values())
    return (-e.ratio - 0.1 * e.agreeing_locators - 0.02 * agreed, -agreed, judged.work.doi)


def _firmness(judged: _Judged) -> tuple[int, int, int]:
    """Give what must be greater in one and smaller in none to prefer one of two that pass."""
    e = judged.evidence
    return (e.agreeing_locators, int(e.ratio >= SAME_TITLE), int(e.author.level is _A))


def _prevails(one: _Judged, other: _Judged) -> bool:
    a, b = _firmness(one), _firmness(other)
    return a != b and all(x >= y for x, y in zip(a, b, strict=True))


def _page_of(work: Work) -> str:
    page = clean(work.record.get("page") or work.record.get("article-number"), 100)
    return re.split(r"[-,\s]", page.lower(), maxsplit=1)[0]


def _same_article(one: _Judged, other: _Judged) -> bool:
    """Tell whether two works that pass are one article under two DOIs.

    Title, volume, first page and year are the same; a short title does only if both
    name the citation's author.
    """
    a, b = one.work, other.work
    if min(one.evidence.ratio, other.evidence.ratio) < SAME_TITLE:
        return False
    volumes = {clean(work.record.get("volume"), 80) for work in (a, b)}
    pages = {_page_of(work) for work in (a, b)}
    years = {date[0] for date in dates(a)} & {date[0] for date in dates(b)}
    if len(volumes) != 1 or len(pages) != 1 or not years:
        return False
    if one.evidence.short or other.evidence.short:
        return all(judged.evidence.author.level is _A for judged in (one, other))
    return True


def _primacy(judged: _Judged) -> tuple[bool, bool, bool, int, int, str]:
    """Order the DOIs of one article, the one to write first.

    A journal's own before JSTOR's copy (10.2307), before malformed ones; then the more
    cited, for works are cited under the DOI that resolves.
    """
    work, doi = judged.work, judged.work.doi
    cited = work.record.get("is-referenced-by-count")
    count = cited if isinstance(cited, int) else 0
    odd = doi.endswith(".abs") or "//" in doi
    other = judged.evidence.type.level is not _A
    return (odd, other, doi.startswith("10.2307/"), -count, len(doi), doi)


def decide(citation: Citation, works: Iterable[Work]) -> Decision:
    """Decide which of some works a citation names, if any. Pure; the order is nothing."""
    wanted = normalized(citation)
    judged = _judge(wanted, works)
    passing = [one for one in judged if one.grade in WRITTEN]
    if passing:
        return _choose(passing, judged)
    for grade in (Grade.PROBABLE, Grade.PREPRINT_ONLY):
        near = tuple(one for one in judged if one.grade is grade)
        if near:
            other = next((one for one in judged if one is not near[0]), None)
            reason = f"{_why(near[0])}; shown, not written"
            return Decision(
                grade, reason, None, near[0].evidence.features_by_name(),
                other.shown() if other else None,
                tuple(one.shown() for one in near[:3]),
            )  # fmt: skip
    if not judged:
        return Decision(Grade.NOT_FOUND, "the search found nothing")
    reason = f"nearest is {_named(judged[0])}: {_against(judged[0].evidence)}"
    return Decision(Grade.NOT_FOUND, reason, runner_up=judged[0].shown())


def matching_works(citation: Citation, works: Iterable[Work]) -> list[Work]:
    """Give those of some works that a citation names, each judged alone.

    They need no DOI, and none is written for them: so PubMed's records are judged.
    """
    wanted = normalized(citation)
    return [
        work for work in works
        if grade_of(compare_features(wanted, work, title_similarity(wanted.title, work))) in WRITTEN
    ]  # fmt: skip


def _judge(wanted: NormalizedCitation, works: Iterable[Work]) -> list[_Judged]:
    """Weigh works, nearest first; those of quite another title only for showing.

    Most of what a search returns shares but a few words: of such works only so many are
    weighed in full that there is one to show beside the nearest.
    """
    by_doi = {doi: work for work in works if (doi := work.doi)}
    likeness = {doi: title_similarity(wanted.title, work) for doi, work in by_doi.items()}
    near = [doi for doi, like in likeness.items() if like.near]
    rest = sorted(likeness.keys() - set(near), key=lambda doi: (-likeness[doi].ratio, doi))
    weighed = near + rest[: max(0, 2 - len(near)) if wanted.title else None]
    judged = []
    for doi in weighed:
        evidence = compare_features(wanted, by_doi[doi], likeness[doi])
        judged.append(_Judged(by_doi[doi], evidence, grade_of(evidence)))
    return sorted(judged, key=_closeness)


def _choose(passing: list[_Judged], judged: Sequence[_Judged]) -> Decision:
    """Choose among the works that pass: one article, perhaps under several DOIs, or none."""
    first = min(passing, key=lambda one: (WRITTEN.index(one.grade), *_negative(one), one.work.doi))
    same = [one for one in passing if one is first or _same_article(first, one)]
    rivals = [
        one for one in passing
        if one not in same and not all(_prevails(mine, one) for mine in same)
    ]  # fmt: skip
    if rivals:
        both = (first, *rivals)
        names = " and ".join(_named(one) for one in both[:2])
        reason = f"{names} fit equally well; shown, not written"
        return Decision(
            Grade.AMBIGUOUS, reason, None, first.evidence.features_by_name(), rivals[0].shown(),
            tuple(one.shown() for one in both[:5]),
        )  # fmt: skip
    chosen = min(same, key=_primacy)
    aliases = tuple(sorted(one.work.doi for one in same if one is not chosen))
    other = next((one for one in judged if one not in same), None)
    reason = _why(chosen)
    if aliases:
        reason += f"; the same article is {', '.join(aliases)} too"
    if other:
        reason += f"; not {_named(other)}: {_against(other.evidence)}"
    return Decision(
        chosen.grade, reason, chosen.work, chosen.evidence.features_by_name(),
        other.shown() if other else None, (), aliases,
    )  # fmt: skip


def _negative(judged: _Judged) -> tuple[int, ...]:
    return tuple(-value for value in _firmness(judged))


def not_checked(why: str) -> Decision:
    """Say that nobody could be asked, and why."""
    return Decision(Grade.NOT_CHECKED, why)


def _named(judged: _Judged) -> str:
    """Name a work briefly: its DOI and the first words of its title."""
    title = next((title for title, _ in titles(judged.work)), "without a title")
    short = title if len(title) <= 48 else f"{title[:45].rstrip()}..."
    preprint = ", a preprint" if is_preprint(judged.work) else ""
    return f'{judged.work.doi} ("{short}"{preprint})'


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _why(judged: _Judged) -> str:
    """Tell what speaks for a work, and what does not."""
    found = judged.evidence.features_by_name()
    shown = [name for name in found if name not in ("type", "notice", "numerals")]
    agreeing = [name for name in shown if found[name].level is _A]
    odd = [
        f"{name} {found[name].detail or found[name].level}" for name in found
        if found[name].level in (_N, _C)
    ]  # fmt: skip
    missing = [name for name in shown if found[name].level is _M and name != "issue"]
    text = f"{_listed(agreeing)} agree" if len(agreeing) > 1 else f"{_listed(agreeing)} agrees"
    text += f"; but {', '.join(odd)}" if odd else ""
    return text + (f"; no {_listed(missing)} to compare" if missing else "")


def _against(e: Features) -> str:
    """Tell what speaks against a work, the weightiest first."""
    same = e.title.level is _A or (e.ratio >= NEAR_TITLE and e.title.level is not _M)
    order = "notice type author numerals page volume year journal".split()
    if not same:
        order = "title notice type numerals author journal volume page year".split()
    found = e.features_by_name()
    odd = [
        f"{name} {found[name].detail or found[name].level}" for name in order
        if found[name].level in (_C, _N)
    ]  # fmt: skip
    missing = [f"no {name}" for name in order if found[name].level is _M]
    return ", ".join((odd or missing)[:3]) or "less agrees"
