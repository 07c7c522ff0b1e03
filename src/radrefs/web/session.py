"""What one tab works on: what was read, what became of it, what a person decided.

A session ends with its tab; what was saved stays. Its methods may be called from several
threads. None of them waits for the network but `resolve` and `accept`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from radrefs.bibliography.topics import citations_on
from radrefs.errors import RadrefsError
from radrefs.formats import Block, Library
from radrefs.inputs import Page, library_of
from radrefs.matching import Grade, normal_doi
from radrefs.model import Citation
from radrefs.registries.base import Catalogue
from radrefs.registries.hints import Hints
from radrefs.report.build import entry_of, standing_of
from radrefs.report.files import DOWNLOADS, file_text
from radrefs.report.model import Entry
from radrefs.resolutions import overrides
from radrefs.resolutions.resolution import Resolution, key_of, key_of_text, not_asked, text_of
from radrefs.resolutions.store import dump_override, dump_resolutions, read_override
from radrefs.resolving.pipeline import Step, resolve
from radrefs.web.page import DECISIONS

__all__ = ["Changed", "OpenedTopic", "Session"]

_MOST_UNDO = 500


class OpenedTopic(NamedTuple):
    """What a topic's files say: its page, its entries, and the file that is saved to.

    `saved` are the bytes of that file when it was opened or last saved, None if it was not
    there: a file that has changed since was written by another program.
    """

    name: str
    pages: tuple[str, ...]
    resolutions: tuple[Resolution, ...]
    file: Path
    saved: bytes | None


class Changed(NamedTuple):
    """The positions of the entries that a decision changed, and a message for the person."""

    positions: list[int]
    message: str = ""


class Session:
    """The entries of one tab, and every change that can be undone."""

    def __init__(self, opened: OpenedTopic | None = None) -> None:
        self.opened = opened
        self.last_used = time.monotonic()
        self.version = 0
        self.notes: tuple[str, ...] = ()
        self._lock = threading.RLock()
        self._pages: tuple[str, ...] = opened.pages if opened else ("pasted",)
        self._library: Library | None = None
        self._resolutions: list[Resolution] = list(opened.resolutions) if opened else []
        self._undo: list[dict[int, Resolution]] = []
        self._stop: threading.Event | None = None

    def read(self, text: str, name: str = "pasted") -> None:
        """Read a page anew; an entry whose text is still there keeps what became of it."""
        page = Page(name, text, "utf-8")
        library = library_of(page)
        citations = library.citations if library else citations_on(page)
        notes = tuple(f"Line {one.line} cannot be read: {one.wrong}" for one in _broken(library))
        with self._lock:
            self._refuse_while_resolving()
            known = {key_of(one.citation): one for one in self._resolutions}
            self._resolutions = [_kept_or_new(citation, known) for citation in citations]
            self._library, self._pages, self._undo = library, (name,), []
            self.notes = notes
            self.version += 1

    @property
    def resolutions(self) -> tuple[Resolution, ...]:
        """Return what became of each entry so far."""
        with self._lock:
            return tuple(self._resolutions)

    @property
    def undoable(self) -> int:
        """Count the steps that can be undone."""
        return len(self._undo)

    def entries(self, positions: Iterable[int]) -> list[Entry]:
        """Return what is shown of some entries; positions that there are not are left out."""
        found = self.resolutions
        return [entry_of(found[at], at) for at in positions if 0 <= at < len(found)]

    def counts(self) -> dict[str, int]:
        """Count the entries by how they stand, and those with a DOI."""
        found = self.resolutions
        counts = {"total": len(found), "certain": 0, "doubtful": 0, "open": 0, "doi": 0}
        for one in found:
            counts[standing_of(one)] += 1
            counts["doi"] += one.merged.citation.doi is not None
        return counts

    def resolve(
        self, catalogue: Catalogue, progress: Callable[[Step], None], hints: Hints | None = None
    ) -> None:
        """Look up every entry that is still open; `progress` is called for each, in this thread."""
        with self._lock:
            self._refuse_while_resolving()
            self._stop = threading.Event()
            before = tuple(self._resolutions)
        stored = {
            key_of(one.citation): one.stored()
            for one in before
            if one.state != Grade.NOT_CHECKED or one.override
        }

        def keep(step: Step) -> None:
            with self._lock:
                self._resolutions[step.at] = step.resolution
            progress(step)

        try:
            resolve(
                [one.citation for one in before], catalogue, hints=hints, stored=stored,
                progress=keep, stop=self._stop,
            )  # fmt: skip
        finally:
            with self._lock:
                self._stop = None
                self._undo = []

    def stop(self) -> None:
        """Let a look-up that is under way end soon; what was found stays."""
        with self._lock:
            if self._stop:
                self._stop.set()

    def _refuse_while_resolving(self) -> None:
        if self._stop is not None:
            raise RadrefsError("the list is being looked up: wait until it is done, or stop it")

    def accept(self, at: int, doi: str, catalogue: Catalogue) -> Changed:
        """Accept a DOI for an entry. Raises `RadrefsError` for one that is none or not held."""
        normal = normal_doi(doi)
        if not normal:
            raise RadrefsError(f"{doi[:60]!r} is no DOI: it begins with 10., such as 10.1097/x")
        decided = overrides.accepted(self._resolution_at(at), normal, catalogue)
        return self._decide(at, decided.resolution, decided.message)

    def reject(self, at: int) -> Changed:
        """Decide that no DOI is written for an entry."""
        return self._decide(at, overrides.rejected(self._resolution_at(at)))

    def withdraw(self, at: int) -> Changed:
        """Take a person's decision on an entry back."""
        return self._decide(at, overrides.forgotten(self._resolution_at(at)))

    def correct(self, at: int, fields: dict[str, str]) -> Changed:
        """Correct fields of an entry, in one step to undo."""
        resolution = self._resolution_at(at)
        for name, text in fields.items():
            resolution = overrides.with_correction(resolution, name, text)
        return self._decide(at, resolution)

    def undo(self) -> Changed:
        """Undo the last step. Raises `RadrefsError` if there is none."""
        with self._lock:
            if not self._undo:
                raise RadrefsError("there is nothing to undo")
            before = self._undo.pop()
            for at, resolution in before.items():
                self._resolutions[at] = resolution
            return Changed(sorted(before), "Undone")

    def _resolution_at(self, at: int) -> Resolution:
        with self._lock:
            self._refuse_while_resolving()
            if not 0 <= at < len(self._resolutions):
                raise RadrefsError(
                    f"entry {at + 1} is no longer there: the text was changed; look for it again"
                )
            return self._resolutions[at]

    def _decide(self, at: int, decided: Resolution, message: str = "") -> Changed:
        """Record a decision on an entry and on all entries of the same text."""
        with self._lock:
            changed = overrides.on_same_text(self._resolutions, at, decided.override)
            self._undo.append({other: self._resolutions[other] for other in changed})
            del self._undo[:-_MOST_UNDO]
            for other, resolution in changed.items():
                self._resolutions[other] = resolution
        return Changed(list(changed), message)

    def decisions(self) -> list[dict[str, Any]]:
        """Return every decision of a person, for the tab to keep if the server ends."""
        return [
            {"text": text_of(one.citation), "person": dump_override(one.override)}
            for one in self.resolutions
            if one.override
        ]

    def restore(self, decisions: Sequence[Any]) -> int:
        """Put decisions on the entries of their text again; count those that found one."""
        given = {
            key_of_text(one["text"]): read_override(one.get("person"))
            for one in decisions
            if isinstance(one, dict) and isinstance(one.get("text"), str)
        }
        found = 0
        with self._lock:
            for at, one in enumerate(self._resolutions):
                override = given.get(key_of(one.citation))
                if override and one.override != override:
                    self._resolutions[at] = replace(one, override=override)
                    found += 1
        return found

    def file(self, name: str) -> str:
        """Return the text of a file, to the byte what the command writes on the same decisions.

        Raises `RadrefsError` for a file that is not among the downloads.
        """
        if name == DECISIONS.name:
            return dump_resolutions(self.resolutions, self._pages)
        for one in DOWNLOADS:
            if one.name == name:
                citations = [resolution.merged.citation for resolution in self.resolutions]
                return file_text(citations, one.format, self._library)
        raise RadrefsError(f"{name[:60]!r} is no file of this page: choose one under Download")


def _broken(library: Library | None) -> list[Block]:
    return [block for block in library.blocks if block.wrong is not None] if library else []


def _kept_or_new(citation: Citation, known: dict[str, Resolution]) -> Resolution:
    """Return what became of an entry before, if its text was there."""
    before = known.get(key_of(citation))
    return replace(before, citation=citation) if before else not_asked(citation)
