"""Ask a catalogue for many citations, with a progress bar, and tell what came of it."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from radrefs.cli.common import LookupOptions, console, count_of, say, visible
from radrefs.matching.grades import DOUBTFUL, OPEN, WRITTEN, Grade, words_of
from radrefs.model import Citation
from radrefs.registries.base import Catalogue, Nobody
from radrefs.registries.connect import Registries, connect
from radrefs.registries.hints import Hints
from radrefs.resolutions.resolution import Resolution, StoredEntry
from radrefs.resolutions.store import read_resolutions
from radrefs.resolving.pipeline import Step, resolve
from radrefs.resolving.planning import KINDS, Plan, plan
from radrefs.settings import CROSSREF, Settings, read_settings, remember_mailto

__all__ = [
    "Asking", "ask", "opened", "resolved", "summary", "tell", "tell_asked", "tell_lost",
    "unsettled",
]  # fmt: skip


@contextmanager
def opened(wanted: LookupOptions) -> Iterator[Registries]:
    """Open the door to the registries; a contact address is asked for once, on a terminal."""
    settings = read_settings(wanted.mailto, wanted.crossref_url, project=wanted.known_mailto)
    if not settings.mailto and not settings.token and settings.crossref_url == CROSSREF:
        settings = _introduce(settings)
    from radrefs import __version__

    door = connect(
        settings,
        cache=not wanted.no_cache,
        refresh=wanted.refresh,
        pubmed=not wanted.no_pubmed,
        agent=f"radrefs/{__version__}",
    )
    try:
        yield door
    finally:
        trouble = door.pubmed.trouble if door.pubmed else None
        door.close()
        if trouble:
            say(f"{trouble}: went on without PubMed")
        if door.cache and door.cache.trouble:
            say(door.cache.trouble)


def _introduce(settings: Settings) -> Settings:
    """Ask kindly for an address, once; where nobody can answer, say what one would bring."""
    if settings.asked:
        return settings
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say("no contact address: one search a second; with --mailto you@example.org three")
        return settings
    say(
        "Crossref answers three times as fast if it knows whom to write to when something\n"
        "goes wrong. It is sent to Crossref and PubMed alone, and kept in your own settings."
    )
    from radrefs.registries.addresses import contact_problem

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
    remembered: Mapping[str, StoredEntry] | None = None,
    update: bool = False,
    each: Callable[[Step], None] | None = None,
    hints: Hints | None = None,
) -> list[Resolution]:
    """Resolve citations; on a terminal under a progress bar. `each` hears of every step."""

    def run(heard: Callable[[Step], None]) -> list[Resolution]:
        return resolve(
            citations, catalogue, stored=remembered, update=update, progress=heard, hints=hints
        )

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


class Asking:
    """Ask at a door: say what will be asked, resolve, and keep what was meant and sent."""

    def __init__(self, door: Registries) -> None:
        self._door = door
        self._plans: list[Plan] = []

    def __call__(
        self,
        citations: Sequence[Citation],
        catalogue: Catalogue,
        remembered: Mapping[str, StoredEntry] | None = None,
        update: bool = False,
        each: Callable[[Step], None] | None = None,
    ) -> list[Resolution]:
        """Say what will be asked, and ask; see `ask`."""
        door = self._door
        planned = plan(
            citations, remembered, update=update, hints=door.hints is not None, rates=door.rates,
            answered=door.has_answer,
        )  # fmt: skip
        self._plans.append(planned)
        if planned.requests:
            say(str(planned))
        return ask(citations, catalogue, remembered, update, each, door.hints)

    def requests(self) -> dict[str, Any]:
        """Give what was meant to be asked and what was, for a program to read."""
        door = self._door
        planned = {kind: sum(one.by_kind()[kind] for one in self._plans) for kind in KINDS}
        planned["seconds"] = math.ceil(sum(one.seconds for one in self._plans))
        sent = {door.crossref.name: dict(sorted(door.asked.items()))}
        if door.pubmed:
            sent[door.pubmed.name] = dict(sorted(door.pubmed.asked.items()))
        remembered = door.cache.counts["stored"] if door.cache else 0
        return {"planned": planned, "sent": sent, "remembered": remembered}


def resolved(
    citations: Sequence[Citation], file: Path | None, wanted: LookupOptions | None
) -> list[Resolution]:
    """Resolve citations from a resolution file and, if `wanted`, from the registries."""
    remembered = read_resolutions(file).by_text() if file else None
    if wanted is None or not citations:
        return ask(citations, Nobody(), remembered)
    with opened(wanted) as door:
        found = Asking(door)(citations, door.catalogue, remembered)
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
            say(f"{_name(one)}: {notice.name}{when}: doi:{notice.doi or one.doi}")
        for told in one.merged.disagreements:
            say(f"{_name(one)}: {told.field}: page {told.page!r}, record {told.record!r}")
        if one.state in DOUBTFUL:
            say(f"{_name(one)}: {words_of(one.decision.grade)}: {one.decision.reason}")
    say(summary(resolutions))


def summary(resolutions: Sequence[Resolution]) -> str:
    """Sum up in one line, or two where something is left to do."""
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


def tell_lost(file: Path, lost: Iterable[StoredEntry]) -> None:
    """Tell of each word in a resolution file whose entry is no longer on the page."""
    for entry in lost:
        assert entry.override is not None
        name = "an entry" if entry.number is None else f"entry {entry.number}"
        what = " ".join(filter(None, (entry.override.kind, entry.override.doi)))
        text = " ".join(entry.text.split())[:80]
        say(f"{file}: {name} has no longer this text, so your word on it ({what}) goes: {text}")


def tell_asked(door: Registries) -> None:
    """Tell how many requests were sent."""
    asked = door.asked
    remembered = door.cache.counts["stored"] if door.cache else 0
    theirs = door.pubmed.asked if door.pubmed else Counter[str]()
    if not asked["requests"] and not theirs["requests"] and not remembered:
        return
    text = f"{count_of(asked['requests'], 'request')} to {door.crossref.name}"
    if door.pubmed:
        text += f", {theirs['requests']} to {door.pubmed.name}"
    if remembered:
        text += f", {count_of(remembered, 'answer')} from memory"
    if faults := asked["faults"] + theirs["faults"]:
        text += f", {faults} asked again after a fault"
    say(text)


def unsettled(resolutions: Sequence[Resolution]) -> bool:
    """Tell whether anything is left that a person should look at."""
    unsettled_states = (*DOUBTFUL, Grade.NOT_CHECKED)
    return any(
        one.state in unsettled_states or any(notice.update for notice in one.notices)
        for one in resolutions
    )
