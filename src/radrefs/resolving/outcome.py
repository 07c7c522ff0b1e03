"""Conclude what became of an entry: the printed DOI, PubMed's numbers, what was stored.

All functions are pure; `conclude` calls the others in their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from radrefs.matching import Decision, Grade, Level, Work, matching_works, not_checked
from radrefs.model import Citation
from radrefs.registries.base import Catalogue, Nobody
from radrefs.resolutions.resolution import Resolution, StoredEntry
from radrefs.resolving.stages import Proposal

__all__ = ["Evidence", "PrintedDoi", "conclude"]


class PrintedDoi(NamedTuple):
    """A printed DOI that was looked up: its work, if held, and the decision on it alone.

    `failure` says why it could not be looked up, None if it could.
    """

    doi: str
    work: Work | None
    alone: Decision
    failure: str | None


@dataclass(frozen=True)
class Evidence:
    """What the stages brought about one entry beside the works that were decided on.

    `failure` says why the catalogue could not be searched; `proposals` are None where
    PubMed was not asked or gave no answer; `stored` is the entry as it was stored before.
    """

    printed: PrintedDoi | None = None
    proposals: tuple[Proposal, ...] | None = None
    failure: str | None = None
    stored: StoredEntry | None = None


def conclude(
    citation: Citation, decision: Decision, evidence: Evidence, catalogue: Catalogue, today: str
) -> Resolution:
    """Return what became of an entry; a stored entry stays where nothing new was learnt."""
    if decision.grade is Grade.NOT_FOUND:
        decision = _not_found(decision, evidence, catalogue)
    if evidence.printed:
        decision = _with_printed(decision, evidence.printed, catalogue)
    decision = _with_numbers(citation, decision, evidence.proposals or (), catalogue)
    stored = evidence.stored
    if stored is None:
        return Resolution(citation, decision, catalogue.name, today)
    unanswered = evidence.proposals is None
    if _says_nothing_new(decision, stored, unanswered, catalogue):
        return stored.of(citation)
    decision = _with_stored_numbers(decision, stored.decision, unanswered)
    return Resolution(citation, decision, catalogue.name, today, stored.override)


def _not_found(decision: Decision, evidence: Evidence, catalogue: Catalogue) -> Decision:
    """Say *not found* only where everything was asked, else *not checked*."""
    if evidence.failure is not None:
        return not_checked(evidence.failure)
    if not catalogue.complete:
        reason = f"not among the works of {catalogue.name}"
        if decision.runner_up:
            reason += f"; {decision.reason}"
        return not_checked(reason)._replace(runner_up=decision.runner_up)
    printed = evidence.printed
    if printed and printed.failure is not None:
        return not_checked(f"the printed DOI could not be looked up: {printed.failure}")
    return decision


def _with_printed(decision: Decision, printed: PrintedDoi, catalogue: Catalogue) -> Decision:
    """Add what became of the printed DOI if it is not written, and what speaks against it.

    Its work is then the runner-up, unless it is among the suggestions.
    """
    if printed.work is None:
        if printed.failure is not None or not catalogue.complete:
            return decision
        unheld = f"the printed DOI {printed.doi} is not held by {catalogue.name}"
        return decision._replace(reason=f"{decision.reason}; {unheld}")
    alone = printed.alone
    if alone.work:
        return decision
    shown = next(iter(alone.suggestions), alone.runner_up)
    conflicts = shown and any(one.level is Level.CONFLICTS for one in shown.evidence.values())
    other = alone.grade is Grade.NOT_FOUND and conflicts
    whose = "another article's" if other else "not surely its own"
    before = "" if decision.reason == alone.reason else f"{decision.reason}; "
    against = alone.reason.removeprefix("nearest is ")
    reason = f"{before}the printed DOI {printed.doi} is {whose}: {against}"
    decision = decision._replace(reason=reason)
    listed = printed.doi in {one.doi for one in decision.suggestions}
    if shown is None or listed:
        return decision
    return decision._replace(runner_up=shown._replace(doi=printed.doi))


def _with_numbers(
    citation: Citation, decision: Decision, proposals: tuple[Proposal, ...], catalogue: Catalogue
) -> Decision:
    """Add PubMed's numbers where they are the article's.

    Either PubMed has the article under the DOI that is written, or its record says no
    other DOI and is, by the rules of grading, the one that the entry names.
    """
    same = records = [one.record for one in proposals]
    if decision.work:
        dois = {decision.doi, *decision.aliases}
        same = [one.record for one in proposals if (one.work or one.record).doi in dois]
        records = [one for one in records if not one.doi]
    if records and (not same or not decision.work):
        same = matching_works(citation, records)
    if len(same) != 1:
        return decision
    record = same[0].record
    decision = decision._replace(pmid=str(record["PMID"]), pmcid=record.get("PMCID", ""))
    if decision.grade is Grade.NOT_FOUND:
        under = f" as {same[0].doi}" if same[0].doi else ""
        reason = f"PubMed has it{under}, {catalogue.name} does not; {decision.reason}"
        return decision._replace(grade=Grade.PUBMED_ONLY, reason=reason)
    return decision


def _says_nothing_new(
    decision: Decision, stored: StoredEntry, unanswered: bool, catalogue: Catalogue
) -> bool:
    """Say whether a decision adds nothing to the stored one.

    A file of works that does not hold an article says nothing new once any other
    catalogue was asked.
    """
    before = stored.decision
    if decision.grade is not Grade.NOT_CHECKED:
        # PubMed knew the article; it only gave no answer this time.
        known_to_pubmed = before.grade is Grade.PUBMED_ONLY
        return known_to_pubmed and decision.grade is Grade.NOT_FOUND and unanswered
    if before.grade is not Grade.NOT_CHECKED:
        return True
    if catalogue.complete:
        same = before.reason == decision.reason
        return same and decision.pmid in ("", before.pmid)
    own = stored.catalogue in ("", Nobody.name, catalogue.name)
    return decision.runner_up is None or before.reason == decision.reason or not own


def _with_stored_numbers(decision: Decision, before: Decision, unanswered: bool) -> Decision:
    """Keep the numbers stored for the same DOI where PubMed gave no answer this time."""
    if decision.pmid or not unanswered or not decision.doi or decision.doi != before.doi:
        return decision
    return decision._replace(pmid=before.pmid, pmcid=before.pmcid)
