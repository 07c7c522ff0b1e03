"""The words on the screen for states and standings, the same in page, text and local page."""

from __future__ import annotations

from typing import Literal, NamedTuple

from radrefs.matching.grading import WRITTEN, Grade

__all__ = [
    "FEATURES", "NOT_ASKED", "STANDINGS", "STATES", "Standing", "StandingLabel", "standing_of",
]  # fmt: skip

Standing = Literal["certain", "doubtful", "open"]
"""Certain: a DOI is written, or a person decided. Doubtful: something was found that a person
should look at. Open: nothing fits, or nothing was looked up."""

NOT_ASKED = "not asked yet"
"""The reason of an entry that no catalogue was asked about so far."""
STATES = {
    Grade.EXACT: "Exact match",
    Grade.LOCATOR: "Found by its place",
    Grade.STRONG: "Strong match",
    Grade.PROBABLE: "Probable, not written",
    Grade.AMBIGUOUS: "Several fit, none written",
    Grade.PREPRINT_ONLY: "Only a preprint, not written",
    Grade.PUBMED_ONLY: "Only in PubMed, no DOI written",
    Grade.NOT_FOUND: "Not found",
    Grade.NOT_CHECKED: "Not checked",
    "accepted": "Accepted by you",
    "rejected": "Rejected by you",
}
"""The label of every state."""
_DECIDED = ("accepted", "rejected")
_DOUBTFUL = (Grade.PROBABLE, Grade.AMBIGUOUS, Grade.PREPRINT_ONLY)


FEATURES = {
    "title": "Title", "numerals": "Numbers in the title", "author": "Authors",
    "journal": "Journal", "year": "Year", "volume": "Volume", "issue": "Issue", "page": "Pages",
    "type": "Type", "notice": "Notice",
}  # fmt: skip
"""The label of every feature in which page and work are compared."""


class StandingLabel(NamedTuple):
    """How a standing is called on the screen, and what it means."""

    name: str
    means: str


STANDINGS: dict[Standing, StandingLabel] = {
    "certain": StandingLabel("certain", "a DOI is written, or you decided"),
    "doubtful": StandingLabel("doubtful", "something was found: please look at it"),
    "open": StandingLabel("no DOI yet", "nothing fits, or it was not looked up"),
}
"""Every standing, in the order in which it is shown."""


def standing_of(state: str) -> Standing:
    """Say how an entry in this state stands: certain, doubtful or open."""
    if state in WRITTEN or state in _DECIDED:
        return "certain"
    return "doubtful" if state in _DOUBTFUL else "open"
