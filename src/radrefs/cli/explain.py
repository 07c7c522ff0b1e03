"""Explain the decision on an entry: the reason, then each feature that was compared."""

from __future__ import annotations

from radrefs.cli.screen import console, visible
from radrefs.matching import Feature, similarity_label, words_of
from radrefs.resolutions.resolution import Resolution

__all__ = ["print_explanation"]


def print_explanation(resolution: Resolution) -> None:
    """Print the reason in one line, a person's decision, then feature by feature."""
    source = resolution.citation.source
    number = f"{source.number}. " if source and source.number is not None else ""
    doi = f" doi:{resolution.doi}" if resolution.doi else ""
    print(visible(f"{number}{words_of(resolution.state)}{doi}: {resolution.decision.reason}"))
    if resolution.override:
        _print_override(resolution)
    _print_features(resolution)


def _print_override(resolution: Resolution) -> None:
    override = resolution.override
    assert override is not None
    for field, text in override.fields:
        print(visible(f"{field} corrected to {text!r}" if text else f"{field} removed"))
    note = f": {override.note}" if override.note else ""
    print(visible(f"{override.kind} by a person, {override.date}{note}"))


def _print_features(resolution: Resolution) -> None:
    """Print the features of the work that was decided on, and those of the runner-up."""
    from rich.table import Table
    from rich.text import Text

    decision = resolution.decision
    nearest = decision.suggestions[0].doi if decision.suggestions else ""
    shown = [(decision.doi or nearest, decision.evidence)] if decision.evidence else []
    if decision.runner_up:
        shown.append((decision.runner_up.doi, decision.runner_up.evidence))
    if not shown:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for doi, _ in shown:
        table.add_column(visible(doi), overflow="fold")
    for name in shown[0][1]:
        cells = [_cell(name, features.get(name)) for _, features in shown]
        table.add_row(name, *(Text(visible(cell)) for cell in cells))
    console().print(table)


def _cell(name: str, feature: Feature | None) -> str:
    """Return how page and work compare in a feature; of titles, how similar they are."""
    if feature is None:
        return ""
    similar = similarity_label(feature) if name == "title" else ""
    return f"{feature.level}: {similar}" if similar else str(feature)
