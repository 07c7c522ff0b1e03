"""Decide as others do, in short: rules to compare ours with, in the same run.

Re-implemented from their published sources and papers (docs: resolving); the candidates
are ours (BM25) and not their engines', so this compares rules, not services.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz import fuzz

from radrefs.matching.normalize import folded
from radrefs.matching.records import Work, containers, dates, people, titles
from radrefs.model import Citation

Scored = Sequence[tuple[float, Work]]
Rule = Callable[[Citation, Scored], str | None]


def _number(text: object) -> str:
    found = re.search(r"\d+", str(text or ""))
    return found[0] if found else ""


def _ratio(one: str, other: str) -> float:
    return fuzz.ratio(one, other) / 100 if one and other else 0.0


def _title(citation: Citation, work: Work) -> float:
    """Compare with the first title alone, as SBMV does (or title and subtitle)."""
    wanted = folded(citation.title or "")
    found = titles(work)[:1]
    spelled = [folded(t) for pair in found for t in (pair[0], f"{pair[0]} {pair[1]}")]
    return max((_ratio(wanted, one) for one in spelled), default=0.0)


def _author(citation: Citation, work: Work) -> float:
    first = citation.author[0] if citation.author else None
    found = [*people(work)]
    if first is None or not found:
        return 0.0
    one, other = first.family or first.literal or "", found[0].family or found[0].literal or ""
    return fuzz.partial_ratio(folded(one), folded(other)) / 100


def _journal(citation: Citation, work: Work) -> float:
    names = [citation.container_title or "", citation.container_title_short or ""]
    return max((_ratio(folded(a), folded(b)) for a in names for b in containers(work)), default=0.0)


def top_hit(citation: Citation, works: Scored) -> str | None:
    """Take the first row."""
    return works[0][1].doi if works else None


def sbmv(threshold: float) -> Rule:
    """Search, then validate: Crossref's matcher for structured references.

    Generalised Jaccard over volume, year (one off counts half), first page, title,
    container, first author; at least one text above .7 and three supports.
    """

    def rule(citation: Citation, works: Scored) -> str | None:
        best = max(((_sbmv(citation, work), work.doi) for _, work in works), default=(0.0, ""))
        return best[1] if best[0] >= threshold else None

    return rule


def _sbmv(citation: Citation, work: Work) -> float:
    record = work.record
    wanted: dict[str, float] = {}
    found: dict[str, float] = {}

    def compare(name: str, given: object, value: float) -> None:
        if given:
            wanted[name], found[name] = 1.0, value

    compare("volume", citation.volume, _number(citation.volume) == _number(record.get("volume")))
    issued = next((d[0] for d in dates(work)), 0)
    gap = abs((citation.year or 0) - issued)
    compare("year", citation.year, 1.0 if gap == 0 else 0.5 if gap == 1 else 0.0)
    compare("page", citation.page, _number(citation.page) == _number(record.get("page")))
    compare("title", citation.title, _title(citation, work))
    compare("container", citation.container_title, _journal(citation, work))
    compare("author", citation.author, _author(citation, work))
    texts = [found.get(name, 0.0) for name in ("title", "container", "author")]
    supports = sum(found.get(n, 0) > 0.7 for n in ("title", "author", "volume", "year", "page"))
    if record.get("type") == "journal-issue" or max(texts) <= 0.7 or supports < 3:
        return 0.0
    return sum(min(wanted[n], found[n]) for n in wanted) / sum(wanted.values())


def glutton(citation: Citation, works: Scored) -> str | None:
    """Take the best mean of title, first author, search score, journal and year, from .7 on."""
    rows = works[:4]
    if not rows or not citation.author:
        return None
    top = rows[0][0] or 1.0
    best: tuple[float, Any] = (0.0, None)
    for score, work in rows:
        year = citation.year in {date[0] for date in dates(work)}
        parts = (_title(citation, work), _author(citation, work), score / top,
                 _journal(citation, work), float(year))  # fmt: skip
        best = max(best, (sum(parts) / len(parts), work.doi))
    return best[1] if best[0] >= 0.7 else None


RULES: dict[str, Rule] = {
    "top hit": top_hit, "SBMV .76": sbmv(0.76), "SBMV .85": sbmv(0.85),
    "biblio-glutton, mean .7": glutton,
}  # fmt: skip
