"""Ask a catalogue for many citations, with a progress bar, and tell what came of it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from radrefs.cli.common import Wanted, console, count_of, say, visible
from radrefs.model import Citation
from radrefs.resolving import (
    WRITTEN,
    Grade,
    Memory,
    Nobody,
    Resolution,
    Step,
    read_resolutions,
    resolve,
)
from radrefs.resolving.catalogue import Catalogue
from radrefs.resolving.door import Door, open_door
from radrefs.settings import CROSSREF, Settings, read_settings, remember_mailto

__all__ = ["ask", "opened", "resolved", "summary", "tell", "tell_asked", "tell_lost", "unsettled"]

_DOUBTFUL = (Grade.PROBABLE, Grade.AMBIGUOUS, Grade.PREPRINT_ONLY)
_SERIOUS = ("retraction", "withdrawal", "removal", "expression_of_concern", "expression of concern")


@contextmanager
def opened(wanted: Wanted) -> Iterator[Door]:
    """Open the door to the registries; a contact address is asked for once, on a terminal."""
    settings = read_settings(wanted.mailto, wanted.crossref_url)
    if not settings.mailto and not settings.token and settings.crossref_url == CROSSREF:
        settings = _introduce(settings)
    from radrefs import __version__

    door = open_door(
        settings,
        cache=not wanted.no_cache,
        refresh=wanted.refresh,
        agent=f"radrefs/{__version__}",
    )
    try:
        yield door
    finally:
        door.close()
        if door.memory and door.memory.trouble:
            say(door.memory.trouble)


def _introduce(settings: Settings) -> Settings:
    """Ask kindly for an address, once; where nobody can answer, say what one would bring."""
    if settings.asked:
        return settings
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say("no contact address: one search a second; with --mailto you@example.org three")
        return settings
    say(
        "Crossref answers three times as fast if it knows whom to write to when something\n"
        "goes wrong. The address is sent to Crossref alone and kept in your own settings."
    )
    from radrefs.resolving.crossref import contact_problem

    mailto: str = typer.prompt(
        "Your e-mail address (Enter for none)", default="", show_default=False, err=True
    )
    problem = contact_problem(mailto) if mailto else None
    if problem:
        say(f"{problem}; going on without")
        return settings
    remember_mailto(settings, mailto)
    return settings._replace(mailto=mailto or None)


def ask(
    citations: Sequence[Citation],
    catalogue: Catalogue,
    remembered: Mapping[str, Memory] | None = None,
    update: bool = False,
    each: Callable[[Step], None] | None = None,
) -> list[Resolution]:
    """Resolve citations; on a terminal under a progress bar. `each` hears of every step."""

    def run(heard: Callable[[Step], None]) -> list[Resolution]:
        return resolve(citations, catalogue, remembered=remembered, update=update, progress=heard)

    if not sys.stderr.isatty() or len(citations) < 3:
        return run(each or (lambda step: None))
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("looking up"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(citations))

        def heard(step: Step) -> None:
            bar.update(task, completed=step.done)
            if each:
                each(step)

        return run(heard)


def resolved(
    citations: Sequence[Citation], file: Path | None, wanted: Wanted | None
) -> list[Resolution]:
    """Resolve citations from a resolution file and, if `wanted`, from the registries."""
    remembered = read_resolutions(file).by_text() if file else None
    if wanted is None or not citations:
        return ask(citations, Nobody(), remembered)
    with opened(wanted) as door:
        found = ask(citations, door.catalogue, remembered)
        tell_asked(door)
    return found


def _name(resolution: Resolution) -> str:
    source = resolution.citation.source
    if source is not None and source.number is not None:
        return f"entry {source.number}"
    return f"entry {resolution.citation.id}"


def tell(resolutions: Sequence[Resolution]) -> None:
    """Tell on standard error what a person should look at, and how it stands in all."""
    for one in resolutions:
        for notice in one.notices:
            when = f" {notice.date}" if notice.date else ""
            say(f"{_name(one)}: {notice.kind.replace('_', ' ')}{when}: doi:{notice.doi or one.doi}")
        for told in one.merged.disagreements:
            say(f"{_name(one)}: {told.field}: page {told.page!r}, record {told.record!r}")
        if one.state in _DOUBTFUL:
            say(f"{_name(one)}: {one.decision.grade}: {one.decision.reason}")
    say(summary(resolutions))


def summary(resolutions: Sequence[Resolution]) -> str:
    """Sum up in one line, or two where something is left to do."""
    states = Counter(one.state for one in resolutions)
    total = len(resolutions)
    found = sum(one.doi is not None for one in resolutions)
    parts = [f"{states[grade]} {grade}" for grade in (*WRITTEN, "accepted") if states[grade]]
    text = f"{count_of(total, 'reference')}: {found} with a DOI"
    text += f" ({', '.join(parts)})" if parts else ""
    rest = (*_DOUBTFUL, "rejected", Grade.NOT_FOUND, Grade.NOT_CHECKED)
    others = [f"{states[state]} {str(state).replace('_', ' ')}" for state in rest if states[state]]
    text += "".join(f", {other}" for other in others)
    unchecked = [one for one in resolutions if one.state == Grade.NOT_CHECKED]
    if unchecked:
        reasons = Counter(one.decision.reason.partition("; ")[0] for one in unchecked)
        why = reasons.most_common(1)[0][0]
        text += f"\n{len(unchecked)} stayed unchecked: {why}"
    return visible(text)


def tell_lost(file: Path, lost: Iterable[Memory]) -> None:
    """Tell of each word in a resolution file whose entry is no longer on the page."""
    for entry in lost:
        assert entry.word is not None
        name = "an entry" if entry.number is None else f"entry {entry.number}"
        what = " ".join(filter(None, (entry.word.kind, entry.word.doi)))
        text = " ".join(entry.text.split())[:80]
        say(f"{file}: {name} has no longer this text, so your word on it ({what}) goes: {text}")


def tell_asked(door: Door) -> None:
    """Tell how many requests were sent."""
    asked = door.asked
    remembered = door.memory.counts["remembered"] if door.memory else 0
    if not asked["requests"] and not remembered:
        return
    text = f"{count_of(asked['requests'], 'request')} to {door.crossref.name}"
    if remembered:
        text += f", {count_of(remembered, 'answer')} from memory"
    if asked["faults"]:
        text += f", {asked['faults']} asked again after a fault"
    say(text)


def unsettled(resolutions: Sequence[Resolution]) -> bool:
    """Tell whether anything is left that a person should look at."""
    open_grades = (*_DOUBTFUL, Grade.NOT_CHECKED)
    return any(
        one.state in open_grades or any(notice.kind in _SERIOUS for notice in one.notices)
        for one in resolutions
    )
