"""Say what became of a printed DOI whose work is not the one that the entry names."""

from __future__ import annotations

from typing import NamedTuple

from radrefs.matching.features import Level
from radrefs.matching.grading import Decision, Grade
from radrefs.matching.records import Work

__all__ = ["PrintedDoi", "against_printed"]


class PrintedDoi(NamedTuple):
    """Hold a printed DOI whose work did not pass: its work, and the decision on it alone."""

    doi: str
    work: Work
    alone: Decision


def against_printed(decision: Decision, printed: PrintedDoi) -> Decision:
    """Add that the printed DOI was looked up and is not written, and what speaks against it.

    Its work is then the runner-up, unless it is among the suggestions.
    """
    alone = printed.alone
    shown = next(iter(alone.suggestions), alone.runner_up)
    conflicts = shown and any(one.level is Level.CONFLICTS for one in shown.evidence.values())
    other = alone.grade is Grade.NOT_FOUND and conflicts
    whose = "another article's" if other else "not surely its own"
    said = "" if decision.reason == alone.reason else f"{decision.reason}; "
    against = alone.reason.removeprefix("nearest is ")
    reason = f"{said}the printed DOI {printed.doi} is {whose}: {against}"
    decision = decision._replace(reason=reason)
    listed = printed.doi in {one.doi for one in decision.suggestions}
    if shown is None or listed:
        return decision
    return decision._replace(runner_up=shown._replace(doi=printed.doi))
