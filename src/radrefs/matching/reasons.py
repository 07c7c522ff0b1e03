"""Say in one line what speaks for a work and what against it."""

from __future__ import annotations

from collections.abc import Sequence

from radrefs.matching.features import Features
from radrefs.matching.preprints import is_preprint
from radrefs.matching.records import Work, main_title
from radrefs.matching.title import NEAR_TITLE

__all__ = ["name_work", "reason_against", "reason_for"]

_UNNAMED = ("type", "notice", "numerals")
"""Features that are named only where they do not agree."""
_ORDER = "notice type author numerals page volume year journal".split()
_ORDER_OTHER_TITLE = "title notice type numerals author journal volume page year".split()
"""The features that speak against a work, the weightiest first: of the same title, of another."""


def name_work(work: Work) -> str:
    """Name a work briefly: its DOI and the first words of its title."""
    title = main_title(work) or "without a title"
    short = title if len(title) <= 48 else f"{title[:45].rstrip()}..."
    preprint = ", a preprint" if is_preprint(work) else ""
    return f'{work.doi} ("{short}"{preprint})'


def reason_for(features: Features) -> str:
    """Say what speaks for a work, what does not, and what could not be compared."""
    found = features.features_by_name()
    shown = [name for name in found if name not in _UNNAMED]
    agreeing = [name for name in shown if found[name].agrees]
    missing = [name for name in shown if found[name].is_missing and name != "issue"]
    odd = _odd(features, list(found))
    text = f"{_listed(agreeing)} agree" if len(agreeing) > 1 else f"{_listed(agreeing)} agrees"
    text += f"; but {', '.join(odd)}" if odd else ""
    return text + (f"; no {_listed(missing)} to compare" if missing else "")


def reason_against(features: Features) -> str:
    """Say what speaks against a work, at most three things, the weightiest first."""
    same = features.title.agrees or (features.ratio >= NEAR_TITLE and not features.title.is_missing)
    order = _ORDER if same else _ORDER_OTHER_TITLE
    found = features.features_by_name()
    missing = [f"no {name}" for name in order if found[name].is_missing]
    return ", ".join((_odd(features, order) or missing)[:3]) or "less agrees"


def _odd(features: Features, names: Sequence[str]) -> list[str]:
    """Name the features that are near or conflict, with what page and record say."""
    found = features.features_by_name()
    return [
        f"{name} {found[name].detail or found[name].level}" for name in names
        if found[name].is_near or found[name].conflicts
    ]  # fmt: skip


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
