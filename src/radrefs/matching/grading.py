"""Grade works and decide which, if any, is the one that a citation names.

Nothing is added up or averaged, because a mean hides a conflict. Conditions hold together,
or the DOI is not written. The catalogue's search score decides nothing, nor does the order
of the works. What each grade means: `radrefs.matching.grades`; the bounds and what they were
measured on: docs, resolving.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from radrefs.markup import clean
from radrefs.matching.features import (
    Features,
    NormalizedCitation,
    compare_features,
    normalize_citation,
)
from radrefs.matching.grades import DOUBTFUL, OPEN, WRITTEN, Grade
from radrefs.matching.kind import A_PREPRINT
from radrefs.matching.levels import Feature
from radrefs.matching.reasons import name_work, reason_against, reason_for
from radrefs.matching.records import Work, main_title, years
from radrefs.matching.title import NEAR_TITLE, SAME_TITLE, title_similarity
from radrefs.model import Citation

__all__ = [
    "DOUBTFUL", "OPEN", "WRITTEN", "Candidate", "Decision", "Grade", "decide", "grade_of",
    "matching_works", "not_checked",
]  # fmt: skip


class Candidate(NamedTuple):
    """A work that was compared: its DOI and title, its grade, and the features (`evidence`).

    The grade is the one it would have if it were the only work.
    """

    doi: str
    title: str
    grade: Grade
    evidence: dict[str, Feature]


class Decision(NamedTuple):
    """What was decided about one citation, and why, in one line (`reason`).

    `work` is the one whose DOI is written, `evidence` its features by name; None below the
    grades `WRITTEN`. `runner_up` is the best work that was not taken, `suggestions` are those
    near enough to be offered, best first; `aliases` are other DOIs of the same article.
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
        """Return the DOI that is written, None if none is."""
        return self.work.doi if self.work else None


class _GradedWork(NamedTuple):
    """A work with its features, and the grade it would have if it were the only one."""

    work: Work
    features: Features
    grade: Grade

    @property
    def doi(self) -> str:
        return self.work.doi

    @property
    def candidate(self) -> Candidate:
        """Return what a decision keeps of it."""
        evidence = self.features.features_by_name()
        return Candidate(self.doi, main_title(self.work), self.grade, evidence)


def grade_of(f: Features) -> Grade:
    """Grade one work by its features alone."""
    if f.notice.conflicts or f.author.conflicts:
        return Grade.NOT_FOUND
    if f.title.is_missing:
        return Grade.PROBABLE if _all_else_agrees(f) and not f.type.conflicts else Grade.NOT_FOUND
    if f.short and not f.author.agrees:
        return Grade.NOT_FOUND
    if f.numerals.conflicts and not (f.volume.agrees and f.page.agrees):
        return Grade.NOT_FOUND
    if f.type.conflicts:
        same = f.ratio >= SAME_TITLE and (f.author.agrees or f.author.is_missing)
        return Grade.PREPRINT_ONLY if same and f.type.detail == A_PREPRINT else Grade.NOT_FOUND
    if _is_vetoed(f):
        return Grade.NOT_FOUND
    if f.ratio >= NEAR_TITLE:
        return _grade_with_title(f)
    return Grade.LOCATOR if f.similarity.is_near and _all_else_agrees(f) else Grade.NOT_FOUND


def _all_else_agrees(f: Features) -> bool:
    """Say whether everything but the title agrees that finds an article."""
    return all(one.agrees for one in (f.volume, f.page, f.year, f.author, f.journal))


def _is_vetoed(f: Features) -> bool:
    """Say whether journal, volume or year conflict, and the rest does not make up for it."""
    if f.journal.conflicts and f.agreeing_locators < 3:
        return True
    if f.volume.conflicts and not (f.author.agrees and f.journal.agrees):
        return True
    placed = f.volume.agrees and f.page.agrees and f.author.agrees
    return f.year.conflicts and not (placed and f.ratio >= SAME_TITLE)


def _grade_with_title(f: Features) -> Grade:
    """Grade a work whose title is the citation's (at least `NEAR_TITLE`)."""
    known = f.author.agrees and f.journal.agrees and (f.year.agrees or f.year.is_near)
    if f.page.agrees and f.agreeing_locators >= 2:
        return Grade.EXACT
    if f.page.is_missing and f.volume.agrees and known:
        # If the citation prints no page, it may as well be a neighbour in the same volume.
        same_issue = f.issue.agrees and f.ratio >= SAME_TITLE and f.agreeing_locators == 2
        sure = (f.paged or same_issue) and not f.issue.conflicts
        return Grade.STRONG if sure else Grade.PROBABLE
    if f.page.agrees and f.volume.is_missing and known:
        return Grade.STRONG
    if f.ratio < SAME_TITLE:
        return Grade.NOT_FOUND
    if f.volume.agrees and f.year.agrees:
        return Grade.PROBABLE
    unplaced = not f.volume.conflicts and not f.page.conflicts
    return Grade.PROBABLE if known and unplaced else Grade.NOT_FOUND


def decide(citation: Citation, works: Iterable[Work]) -> Decision:
    """Decide which of some works a citation names, if any.

    Pure; the order of the works has no effect.
    """
    graded = _grade_works(normalize_citation(citation), works)
    passing = [one for one in graded if one.grade in WRITTEN]
    if passing:
        return _choose(passing, graded)
    for grade in (Grade.PROBABLE, Grade.PREPRINT_ONLY):
        near = [one for one in graded if one.grade is grade]
        if near:
            best = near[0]
            other = next((one for one in graded if one is not best), None)
            return Decision(
                grade,
                f"{reason_for(best.features)}; shown, not written",
                evidence=best.features.features_by_name(),
                runner_up=other.candidate if other else None,
                suggestions=tuple(one.candidate for one in near[:3]),
            )
    if not graded:
        return Decision(Grade.NOT_FOUND, "the search found nothing")
    nearest = graded[0]
    reason = f"nearest is {name_work(nearest.work)}: {reason_against(nearest.features)}"
    return Decision(Grade.NOT_FOUND, reason, runner_up=nearest.candidate)


def matching_works(citation: Citation, works: Iterable[Work]) -> list[Work]:
    """Return those of some works that a citation names, each graded alone.

    They need no DOI, and none is written for them: this is for PubMed's records.
    """
    normalized = normalize_citation(citation)
    return [work for work in works if grade_of(compare_features(normalized, work)) in WRITTEN]


def not_checked(why: str) -> Decision:
    """Return the decision that no catalogue could be asked, and why."""
    return Decision(Grade.NOT_CHECKED, why)


def _grade_works(citation: NormalizedCitation, works: Iterable[Work]) -> list[_GradedWork]:
    """Grade works, nearest first; those of quite another title are graded only to be shown.

    Most works that a search returns share only a few words with the citation. Of such, only
    as many are compared in full as are needed to show one beside the nearest.
    """
    by_doi = {doi: work for work in works if (doi := work.doi)}
    similar = {doi: title_similarity(citation.title, work) for doi, work in by_doi.items()}
    near = [doi for doi, one in similar.items() if one.is_near]
    rest = sorted(similar.keys() - set(near), key=lambda doi: (-similar[doi].ratio, doi))
    compared = near + rest[: max(0, 2 - len(near)) if citation.title else None]
    graded = []
    for doi in compared:
        features = compare_features(citation, by_doi[doi], similar[doi])
        graded.append(_GradedWork(by_doi[doi], features, grade_of(features)))
    return sorted(graded, key=_nearest_first)


def _nearest_first(one: _GradedWork) -> tuple[float, int, str]:
    """Return the key that sorts works for showing: by title, by what agrees, by DOI."""
    f = one.features
    agreed = sum(feature.agrees for feature in f.features_by_name().values())
    return (-f.ratio - 0.1 * f.agreeing_locators - 0.02 * agreed, -agreed, one.doi)


def _choose(passing: Sequence[_GradedWork], graded: Sequence[_GradedWork]) -> Decision:
    """Choose among the works that pass: one article, perhaps under several DOIs, or none."""
    first = min(passing, key=_surest_first)
    same = [one for one in passing if one is first or _are_one_article(first, one)]
    rivals = [
        one for one in passing
        if one not in same and not all(_is_surer(mine, one) for mine in same)
    ]  # fmt: skip
    if rivals:
        both = (first, *rivals)
        names = " and ".join(name_work(one.work) for one in both[:2])
        return Decision(
            Grade.AMBIGUOUS,
            f"{names} fit equally well; shown, not written",
            evidence=first.features.features_by_name(),
            runner_up=rivals[0].candidate,
            suggestions=tuple(one.candidate for one in both[:5]),
        )
    chosen = min(same, key=_primary_first)
    aliases = tuple(sorted(one.doi for one in same if one is not chosen))
    other = next((one for one in graded if one not in same), None)
    reason = reason_for(chosen.features)
    if aliases:
        reason += f"; the same article is {', '.join(aliases)} too"
    if other:
        reason += f"; not {name_work(other.work)}: {reason_against(other.features)}"
    return Decision(
        chosen.grade,
        reason,
        work=chosen.work,
        evidence=chosen.features.features_by_name(),
        runner_up=other.candidate if other else None,
        aliases=aliases,
    )


def _sureness(one: _GradedWork) -> tuple[int, int, int]:
    """Return what decides between two works that pass: locators, title, author."""
    f = one.features
    return (f.agreeing_locators, int(f.ratio >= SAME_TITLE), int(f.author.agrees))


def _surest_first(one: _GradedWork) -> tuple[int, tuple[int, ...], str]:
    return WRITTEN.index(one.grade), tuple(-value for value in _sureness(one)), one.doi


def _is_surer(one: _GradedWork, other: _GradedWork) -> bool:
    """Say whether one work is ahead of another in something, and behind in nothing."""
    a, b = _sureness(one), _sureness(other)
    return a != b and all(x >= y for x, y in zip(a, b, strict=True))


def _are_one_article(one: _GradedWork, other: _GradedWork) -> bool:
    """Say whether two works that pass are one article under two DOIs.

    Title, volume, first page and year are the same. For a short title this is enough only
    if both name the citation's author.
    """
    a, b = one.work, other.work
    if min(one.features.ratio, other.features.ratio) < SAME_TITLE:
        return False
    volumes = {clean(work.record.get("volume"), 80) for work in (a, b)}
    pages = {_page_of(work) for work in (a, b)}
    if len(volumes) != 1 or len(pages) != 1 or not years(a) & years(b):
        return False
    if one.features.short or other.features.short:
        return one.features.author.agrees and other.features.author.agrees
    return True


def _page_of(work: Work) -> str:
    page = clean(work.record.get("page") or work.record.get("article-number"), 100)
    return re.split(r"[-,\s]", page.lower(), maxsplit=1)[0]


def _primary_first(one: _GradedWork) -> tuple[bool, bool, bool, int, int, str]:
    """Return the key that sorts the DOIs of one article, the one to write first.

    The journal's own comes before JSTOR's copy (10.2307) and before malformed ones; then the
    more cited, because works are cited under the DOI that resolves.
    """
    doi = one.doi
    cited = one.work.record.get("is-referenced-by-count")
    count = cited if isinstance(cited, int) else 0
    malformed = doi.endswith(".abs") or "//" in doi
    another_type = not one.features.type.agrees
    return (malformed, another_type, doi.startswith("10.2307/"), -count, len(doi), doi)
