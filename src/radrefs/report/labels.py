"""The words on the screen that are not of one entry: of standings and features."""

from __future__ import annotations

from typing import NamedTuple

from radrefs.matching import Standing

__all__ = ["FEATURES", "STANDINGS", "StandingLabel"]

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
