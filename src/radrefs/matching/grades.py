"""Name how sure a decision is, and how an entry stands after it; with the words for each.

    exact          title, author not in conflict, two of volume, first page, year; page known
    locator        the title differs (translated, cut), everything else agrees
    strong         volume or page is missing; author, journal and the rest agree
    probable       not written: the page conflicts, or too little is known
    ambiguous      not written: two works fit equally well
    preprint_only  not written: only the preprint was found
    pubmed_only    not written: PubMed has the article, the catalogue has not
    not_found      not written: nothing fits
    not_checked    not written: no catalogue was asked, or not every one answered

The *state* of an entry is its grade, or what a person decided: "accepted", "rejected".
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

__all__ = [
    "DOUBTFUL", "OPEN", "STATES", "WRITTEN", "Grade", "Standing", "label_of", "standing_of",
    "words_of",
]  # fmt: skip


class Grade(StrEnum):
    """How sure a decision is (see the module)."""

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
DOUBTFUL = (Grade.PROBABLE, Grade.AMBIGUOUS, Grade.PREPRINT_ONLY)
"""The grades at which a work was found, but a person has to look at it."""
OPEN = (Grade.PUBMED_ONLY, Grade.NOT_FOUND, Grade.NOT_CHECKED)
"""The grades at which no work was found whose DOI could be written."""

Standing = Literal["certain", "doubtful", "open"]
"""Certain: a DOI is written, or a person decided. Doubtful: a work was found that a person
should look at. Open: nothing fits, or nothing was asked."""

_LABELS = {
    Grade.EXACT: "Exact match",
    Grade.LOCATOR: "Found by its place",
    Grade.STRONG: "Strong match",
    Grade.PROBABLE: "Probable, not written",
    Grade.AMBIGUOUS: "Several fit, none written",
    Grade.PREPRINT_ONLY: "Only a preprint, not written",
    Grade.PUBMED_ONLY: "Only in PubMed, no DOI written",
    Grade.NOT_FOUND: "Not found",
    Grade.NOT_CHECKED: "Not checked",
}
_DECIDED = {"accepted": "Accepted by you", "rejected": "Rejected by you"}
STATES: dict[str, str] = {**{str(grade): label for grade, label in _LABELS.items()}, **_DECIDED}
"""The label of every state, for reports and pages."""


def label_of(state: str) -> str:
    """Return the label of a state, for reports and pages. Raises `KeyError` for no state."""
    return STATES[state]


def words_of(state: str) -> str:
    """Return a state in small words, for tables and counts: "not found"."""
    return state.replace("_", " ")


def standing_of(state: str) -> Standing:
    """Say how an entry in this state stands: certain, doubtful or open."""
    if state in WRITTEN or state in _DECIDED:
        return "certain"
    return "doubtful" if state in DOUBTFUL else "open"
