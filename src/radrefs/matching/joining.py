"""Join citations of one article into one: the richest first, the others fill its gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from radrefs.matching.normalize import folded, folded_name
from radrefs.model import ET_AL, Citation, Name

__all__ = ["join_citations", "richest"]

_KEPT = ("id", "source", "problems", "custom")
"""What is not filled from another citation; of `custom` each part is kept."""
_UNITED = {"note": "; ", "keyword": ", "}
"""Fields to which each citation adds its parts, and what separates them."""


def richest(citations: Sequence[Citation]) -> int:
    """Return the place of the citation that says most: a DOI first, then how many fields."""
    if len(citations) == 1:
        return 0
    return max(range(len(citations)), key=lambda at: _richness(citations[at]))


def _richness(citation: Citation) -> tuple[bool, int]:
    return citation.doi is not None, sum(map(bool, citation.__dict__.values()))


def join_citations(citations: Sequence[Citation]) -> Citation:
    """Join citations of one article. The richest gives the fields, the others fill its gaps.

    Where its list of authors, its pages or its title are cut, another may continue them.
    `custom` has the parts of all. One citation alone is returned as it is.
    """
    best = citations[richest(citations)]
    if len(citations) == 1:
        return best
    changes: dict[str, Any] = {}
    given = best.__dict__
    for citation in citations:
        if citation is best:
            continue
        for name, value in citation.__dict__.items():
            known = changes.get(name, given[name])
            if not value or value == known or name in _KEPT or not _may_fill(name, best):
                continue
            if not known or _continues(name, value, known):
                changes[name] = value
            elif name in _UNITED:
                changes[name] = _unite(known, value, _UNITED[name])
    custom: dict[str, Any] = {}
    for citation in (best, *citations):
        custom = {**(citation.custom or {}), **custom}
    changes["custom"] = custom or None
    return best.model_copy(update=changes)


def _may_fill(name: str, best: Citation) -> bool:
    """Say whether another's field may fill a gap: an article number not, beside a page."""
    return not (name == "number" and best.page) and name != "year_suffix"


def _continues(name: str, value: Any, known: Any) -> bool:  # noqa: ANN401 (any field's value)
    """Say whether a value continues the known one: names, a range, a title, a day."""
    match name:
        case "author":
            return _continues_names(value, known)
        case "page":
            return bool("-" not in known and value.startswith(f"{known}-"))
        case "title":
            return folded(value).startswith(f"{folded(known)} ")
        case "issued":
            one, other = (date.date_parts[:1] for date in (value, known))
            return (
                bool(one and other and len(one[0]) > len(other[0]) == 1)
                and one[0][0] == other[0][0]
            )
        case "type":
            return bool(known == "document")
    return False


def _continues_names(value: Sequence[Name], known: Sequence[Name]) -> bool:
    """Say whether a list of names goes on, or has longer given names of the same people."""
    named = [one for one in known if one.literal != ET_AL.literal]
    families = [
        [folded_name(one.family or one.literal or "") for one in many] for many in (value, named)
    ]
    if families[0][: len(named)] != families[1]:
        return False
    if ET_AL in known:
        return ET_AL not in value or len(value) > len(known)
    given = [sum(len(one.given or "") for one in many) for many in (value, named)]
    return len(value) == len(known) and given[0] > given[1]


def _unite(known: str, value: str, between: str) -> str:
    parts = known.split(between)
    return between.join([*parts, *(part for part in value.split(between) if part not in parts)])
