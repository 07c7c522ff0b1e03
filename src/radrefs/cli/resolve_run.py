"""Resolve the entries of a resolution file, and write the file while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from radrefs.cli.decisions import RequestedDecision, decide_on, place
from radrefs.cli.outcome import report_lost
from radrefs.cli.screen import say
from radrefs.model import Citation
from radrefs.registries.base import Catalogue
from radrefs.resolutions.overrides import on_same_text
from radrefs.resolutions.resolution import (
    Resolution,
    ResolutionFile,
    StoredEntry,
    key_of,
    not_asked,
)
from radrefs.resolutions.store import write_resolutions
from radrefs.resolving.pipeline import Step

__all__ = ["ResolveRun", "Resolver"]


class Resolver(Protocol):
    """Resolve citations against a catalogue (see `radrefs.cli.lookup`)."""

    def __call__(
        self,
        citations: Sequence[Citation],
        catalogue: Catalogue,
        stored: Mapping[str, StoredEntry] | None,
        update: bool,
        progress: Callable[[Step], None] | None,
        /,
    ) -> list[Resolution]:
        """Return one resolution for each citation, in order."""


class ResolveRun:
    """Resolve entries, write their file from time to time, and add a person's decisions."""

    def __init__(
        self,
        citations: Sequence[Citation],
        pages: Sequence[str],
        stored: ResolutionFile,
        file: Path | None,
        update: bool,
    ) -> None:
        self._citations, self._pages, self._file = citations, pages, file
        self._stored, self._update = stored.by_text(), update
        self._keys = [key_of(citation) for citation in citations]
        self._lost = stored.overrides_lost(citations)
        self._found: dict[int, Resolution] = {}
        self._written = time.monotonic()
        self._cost = 0.0

    def resolve(
        self,
        resolver: Resolver,
        catalogue: Catalogue,
        decisions: Sequence[RequestedDecision],
        note: str,
        holder: Catalogue | None = None,
    ) -> list[Resolution]:
        """Resolve all entries. The next run goes on with the file of an interrupted one.

        `holder` is where an accepted DOI is looked up, the catalogue itself by default.
        """
        placed = place(self._citations, decisions)
        if self._file:
            report_lost(self._file, self._lost)
        # Before anything is asked: a file that cannot be written is better reported now.
        self._write()
        try:
            found = resolver(self._citations, catalogue, self._stored, self._update, self._on_step)
            self._found = dict(enumerate(found))
            for one in placed:
                self._decide(one.at, one.requested, note, holder or catalogue)
        except KeyboardInterrupt:
            if self._file:
                done = f"{len(self._found)} of {len(self._citations)} entries are done"
                say(f"{self._file}: {done}; run again to go on")
            raise
        finally:
            self._write()
        return [self._found[at] for at in range(len(self._citations))]

    def _decide(
        self, at: int, decision: RequestedDecision, note: str, catalogue: Catalogue
    ) -> None:
        """Record a decision on an entry, and on all of the same text."""
        decided = decide_on(self._found[at], decision, note, catalogue)
        entries = [self._found[other] for other in range(len(self._citations))]
        self._found |= on_same_text(entries, at, decided.override)

    def _on_step(self, step: Step) -> None:
        """Write the file from time to time: at most a twentieth of the time goes into it."""
        self._found[step.at] = step.resolution
        if time.monotonic() - self._written > max(2.0, 20 * self._cost):
            self._write()

    def _write(self) -> None:
        if self._file is None:
            return
        begun = time.monotonic()
        entries = [self._so_far(at) for at in range(len(self._citations))]
        write_resolutions(entries, self._file, self._pages)
        self._written = time.monotonic()
        self._cost = self._written - begun

    def _so_far(self, at: int) -> Resolution:
        """Return what became of an entry in this run, else in the file, else nothing yet."""
        citation = self._citations[at]
        if at in self._found:
            return self._found[at]
        if stored := self._stored.get(self._keys[at]):
            return stored.of(citation)
        return not_asked(citation)
