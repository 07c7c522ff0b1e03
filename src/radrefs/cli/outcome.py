"""Report what became of the entries: what a person should look at, and the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from radrefs.cli.screen import count_of, say, visible
from radrefs.matching import DOUBTFUL, OPEN, WRITTEN, Grade, words_of
from radrefs.resolutions.resolution import Resolution, StoredEntry

__all__ = ["needs_attention", "report_lost", "report_outcome", "summary"]


def report_outcome(resolutions: Sequence[Resolution]) -> None:
    """Report on standard error what a person should look at, and the totals."""
    for one in resolutions:
        name = _name(one)
        for notice in one.notices:
            when = f" {notice.date}" if notice.date else ""
            say(f"{name}: {notice.name}{when}: doi:{notice.doi or one.doi}")
        for other in one.merged.disagreements:
            say(f"{name}: {other.field}: page {other.page!r}, record {other.record!r}")
        if one.state in DOUBTFUL:
            say(f"{name}: {words_of(one.decision.grade)}: {one.decision.reason}")
    say(summary(resolutions))


def _name(resolution: Resolution) -> str:
    source = resolution.citation.source
    if source is not None and source.number is not None:
        return f"entry {source.number}"
    return f"entry {resolution.citation.id}"


def summary(resolutions: Sequence[Resolution]) -> str:
    """Return the totals in one line; in a second one, why entries stayed unchecked."""
    states = Counter(one.state for one in resolutions)
    total = len(resolutions)
    found = sum(one.doi is not None for one in resolutions)
    parts = [f"{states[grade]} {grade}" for grade in (*WRITTEN, "accepted") if states[grade]]
    text = f"{count_of(total, 'reference')}: {found} with a DOI"
    text += f" ({', '.join(parts)})" if parts else ""
    rest = (*DOUBTFUL, "rejected", *OPEN)
    others = [f"{states[state]} {words_of(state)}" for state in rest if states[state]]
    text += "".join(f", {other}" for other in others)
    unchecked = [one for one in resolutions if one.state == Grade.NOT_CHECKED]
    if unchecked:
        reasons = Counter(one.decision.reason.partition("; ")[0] for one in unchecked)
        why = reasons.most_common(1)[0][0]
        text += f"\n{len(unchecked)} stayed unchecked: {why}"
    return visible(text)


def report_lost(file: Path, lost: Iterable[StoredEntry]) -> None:
    """Report each decision of a person whose entry is no longer on the page."""
    for entry in lost:
        assert entry.override is not None
        name = "an entry" if entry.number is None else f"entry {entry.number}"
        what = " ".join(filter(None, (entry.override.kind, entry.override.doi)))
        text = " ".join(entry.text.split())[:80]
        say(
            f"{file}: {name} no longer has this text, so your decision on it ({what}) "
            f"is dropped: {text}"
        )


def needs_attention(resolutions: Sequence[Resolution]) -> bool:
    """Say whether a person should look at any entry."""
    grades = (*DOUBTFUL, Grade.NOT_CHECKED)
    return any(
        one.state in grades or any(notice.update for notice in one.notices) for one in resolutions
    )
