"""Look citations up in the registries, with a progress bar, and say what is asked."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from radrefs.cli.options import LookupOptions
from radrefs.cli.screen import console, count_of, say
from radrefs.model import Citation
from radrefs.registries.base import Catalogue, Nobody
from radrefs.registries.connect import Registries, connect
from radrefs.registries.hints import Hints
from radrefs.registries.rates import POLITE, PUBLIC
from radrefs.resolutions.resolution import Resolution, StoredEntry
from radrefs.resolutions.store import read_resolutions
from radrefs.resolving.pipeline import Step, resolve
from radrefs.resolving.planning import KINDS, Plan, plan
from radrefs.settings import CROSSREF, Settings, read_settings, remember_mailto

__all__ = [
    "Lookup", "connect_with", "connected", "report_requests", "resolve_all",
    "resolve_with_progress",
]  # fmt: skip


@contextmanager
def connected(lookup: LookupOptions, project_mailto: str | None = None) -> Iterator[Registries]:
    """Connect to the registries; on a terminal, ask once for an e-mail address if none is known.

    `project_mailto` is the address in `radrefs.toml`.
    """
    settings = read_settings(lookup.mailto, lookup.crossref_url, project=project_mailto)
    if not settings.mailto and not settings.token and settings.crossref_url == CROSSREF:
        settings = _ask_for_address(settings)
    registries = connect_with(settings, lookup)
    try:
        yield registries
    finally:
        trouble = registries.pubmed.trouble if registries.pubmed else None
        registries.close()
        if trouble:
            say(f"{trouble}: went on without PubMed")
        if registries.cache and registries.cache.trouble:
            say(registries.cache.trouble)


def connect_with(settings: Settings, lookup: LookupOptions) -> Registries:
    """Connect to the registries as settings and options say."""
    from radrefs import __version__

    return connect(
        settings,
        cache=not lookup.no_cache,
        refresh=lookup.refresh,
        pubmed=not lookup.no_pubmed,
        agent=f"radrefs/{__version__}",
    )


def _ask_for_address(settings: Settings) -> Settings:
    """Ask for an e-mail address, once; where nobody can type, say what one is good for."""
    if settings.asked:
        return settings
    without, with_address = PUBLIC.lists, POLITE.lists
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say(
            f"searches a second: {without:g} without an e-mail address, "
            f"{with_address:g} with --mailto you@example.org"
        )
        return settings
    faster = f"{with_address / without:g} times as fast"
    say(
        f"Crossref answers {faster} if it has your e-mail address, to write to you if\n"
        "something goes wrong. The address is sent to Crossref and PubMed only, and stored\n"
        "in your own settings."
    )
    from radrefs.registries.addresses import contact_problem

    mailto: str = typer.prompt(
        "Your e-mail address (Enter for none)", default="", show_default=False, err=True
    )
    problem = contact_problem(mailto) if mailto else None
    if problem:
        say(f"{problem}; going on without an address")
        return settings
    remember_mailto(settings, mailto)
    return settings._replace(mailto=mailto or None)


def resolve_with_progress(
    citations: Sequence[Citation],
    catalogue: Catalogue,
    stored: Mapping[str, StoredEntry] | None = None,
    update: bool = False,
    progress: Callable[[Step], None] | None = None,
    hints: Hints | None = None,
) -> list[Resolution]:
    """Resolve citations; on a terminal with a progress bar. `progress` gets every step."""

    def run(on_step: Callable[[Step], None]) -> list[Resolution]:
        return resolve(
            citations, catalogue, stored=stored, update=update, progress=on_step, hints=hints
        )

    if not sys.stderr.isatty() or len(citations) < 3:
        return run(progress or (lambda step: None))
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

        def on_step(step: Step) -> None:
            bar.update(task, completed=step.done)
            if progress:
                progress(step)

        return run(on_step)


class Lookup:
    """Look citations up in connected registries; say before what is asked, and count it."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries
        self._plans: list[Plan] = []

    def __call__(
        self,
        citations: Sequence[Citation],
        catalogue: Catalogue,
        stored: Mapping[str, StoredEntry] | None = None,
        update: bool = False,
        progress: Callable[[Step], None] | None = None,
    ) -> list[Resolution]:
        """Say what will be asked, and ask; see `resolve_with_progress`."""
        registries = self._registries
        planned = plan(
            citations, stored, update=update, hints=registries.hints is not None,
            rates=registries.rates, answered=registries.has_answer,
        )  # fmt: skip
        self._plans.append(planned)
        if planned.requests:
            say(str(planned))
        return resolve_with_progress(
            citations, catalogue, stored, update, progress, registries.hints
        )

    def requests(self) -> dict[str, Any]:
        """Return what was planned to be asked and what was sent, as `--json` prints it."""
        registries = self._registries
        planned = {kind: sum(one.by_kind()[kind] for one in self._plans) for kind in KINDS}
        planned["seconds"] = math.ceil(sum(one.seconds for one in self._plans))
        sent = {registries.crossref.name: dict(sorted(registries.asked.items()))}
        if registries.pubmed:
            sent[registries.pubmed.name] = dict(sorted(registries.pubmed.asked.items()))
        return {"planned": planned, "sent": sent, "remembered": _from_cache(registries)}


def resolve_all(
    citations: Sequence[Citation], resolutions: Path | None, lookup: LookupOptions
) -> list[Resolution]:
    """Resolve citations from a resolution file and, unless offline, from the registries."""
    stored = read_resolutions(resolutions).by_text() if resolutions else None
    if lookup.offline or not citations:
        return resolve_with_progress(citations, Nobody(), stored)
    with connected(lookup) as registries:
        found = Lookup(registries)(citations, registries.catalogue, stored)
        report_requests(registries)
    return found


def report_requests(registries: Registries) -> None:
    """Say how many requests were sent."""
    crossref, stored = registries.asked, _from_cache(registries)
    pubmed = registries.pubmed.asked if registries.pubmed else Counter[str]()
    if not crossref["requests"] and not pubmed["requests"] and not stored:
        return
    text = f"{count_of(crossref['requests'], 'request')} to {registries.crossref.name}"
    if registries.pubmed:
        text += f", {pubmed['requests']} to {registries.pubmed.name}"
    if stored:
        text += f", {count_of(stored, 'answer')} from the cache"
    if faults := crossref["faults"] + pubmed["faults"]:
        text += f", {faults} sent again after an error"
    say(text)


def _from_cache(registries: Registries) -> int:
    return registries.cache.counts["stored"] if registries.cache else 0
