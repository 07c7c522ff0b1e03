"""Hold what one tab works on: what was read, what became of it, what a person said.

A session is forgotten with its tab; what was saved stays. Its methods may be called from
several threads, and none of them waits for the network but `resolve` and `accept`.
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
from radrefs.formats import Library
from radrefs.inputs import Page, library_of
from radrefs.matching.grading import Grade
from radrefs.matching.records import normal_doi
from radrefs.model import Citation
from radrefs.registries.base import Catalogue
from radrefs.report.build import entry_of, standing_of
from radrefs.report.files import DOWNLOADS, file_text
from radrefs.report.model import Entry
from radrefs.resolutions import overrides as say
from radrefs.resolutions.resolution import Resolution, key_of, key_of_text, not_asked, text_of
from radrefs.resolutions.store import dump_override, dump_resolutions, read_override
from radrefs.resolving.pipeline import Step, resolve

__all__ = ["Opened", "Session"]

_MOST_UNDO = 500


class Opened(NamedTuple):
    """Hold what a topic's files say: its page, its entries, and the file that is saved to."""

    name: str
    pages: tuple[str, ...]
    resolutions: tuple[Resolution, ...]
    file: Path
    seen: bytes | None
    text: str = ""


class Session:
    """Hold the entries of one tab, and every change that can be undone."""

    def __init__(self, opened: Opened | None = None) -> None:
        self.opened = opened
        self.used = time.monotonic()
        self.version = 0
        self.notes: tuple[str, ...] = ()
        self._lock = threading.RLock()
        self._pages: tuple[str, ...] = opened.pages if opened else ("pasted",)
        self._library: Library | None = None
        self._settled: list[Resolution] = list(opened.resolutions) if opened else []
        self._undo: list[dict[int, Resolution]] = []
        self._stop: threading.Event | None = None

    # What is read.

    def read(self, text: str, name: str = "pasted") -> None:
        """Read a page anew; an entry whose text is still there keeps what became of it."""
        page = Page(name, text, "utf-8")
        library = library_of(page)
        citations = library.citations if library else citations_on(page)
        notes = tuple(f"line {one.line} cannot be read: {one.wrong}" for one in _broken(library))
        with self._lock:
            self._refuse_busy()
            known = {key_of(one.citation): one for one in self._settled}
            self._settled = [_again(citation, known) for citation in citations]
            self._library, self._pages, self._undo = library, (name,), []
            self.notes = notes
            self.version += 1

    @property
    def resolutions(self) -> tuple[Resolution, ...]:
        """Give what became of each entry so far."""
        with self._lock:
            return tuple(self._settled)

    @property
    def undoable(self) -> int:
        """Count the steps that can be undone."""
        return len(self._undo)

    def entries(self, places: Iterable[int]) -> list[Entry]:
        """Give what is shown of some entries."""
        found = self.resolutions
        return [entry_of(found[at], at) for at in places if 0 <= at < len(found)]

    def counts(self) -> dict[str, int]:
        """Count the entries by how they stand, and those with a DOI."""
        found = self.resolutions
        counts = {"total": len(found), "certain": 0, "doubtful": 0, "open": 0, "doi": 0}
        for one in found:
            counts[standing_of(one)] += 1
            counts["doi"] += one.merged.citation.doi is not None
        return counts

    # What is asked.

    def resolve(self, catalogue: Catalogue, heard: Callable[[Step], None]) -> None:
        """Ask about every entry that is not settled; `heard` is told of each, in this thread."""
        with self._lock:
            self._refuse_busy()
            self._stop = threading.Event()
            before = tuple(self._settled)
        remembered = {
            key_of(one.citation): one.stored()
            for one in before
            if one.state != Grade.NOT_CHECKED or one.override
        }

        def settled(step: Step) -> None:
            with self._lock:
                self._settled[step.at] = step.resolution
            heard(step)

        try:
            citations = [one.citation for one in before]
            resolve(citations, catalogue, stored=remembered, progress=settled, stop=self._stop)
        finally:
            with self._lock:
                self._stop = None
                self._undo = []

    def stop(self) -> None:
        """Let a run that is under way end soon; what is settled stays."""
        with self._lock:
            if self._stop:
                self._stop.set()

    def _refuse_busy(self) -> None:
        if self._stop is not None:
            raise RadrefsError("the list is being looked up: wait, or stop it first")

    # What a person says.

    def accept(self, at: int, doi: str, catalogue: Catalogue) -> tuple[list[int], str]:
        """Accept a DOI for an entry; give the places that changed, and what there is to tell."""
        normal = normal_doi(doi)
        if not normal:
            raise RadrefsError(f"{doi[:60]!r} is no DOI: it begins with 10., such as 10.1097/x")
        decided = say.accepted(self._at(at), normal, catalogue)
        return self._said(at, decided.resolution), decided.message

    def reject(self, at: int) -> list[int]:
        """Say that no DOI is to be written; give the places that changed."""
        return self._said(at, say.rejected(self._at(at)))

    def forget(self, at: int) -> list[int]:
        """Take the word on an entry back; give the places that changed."""
        return self._said(at, say.forgotten(self._at(at)))

    def correct(self, at: int, fields: dict[str, str]) -> list[int]:
        """Correct fields of an entry, one step to undo; give the places that changed."""
        resolution = self._at(at)
        for name, text in fields.items():
            resolution = say.with_correction(resolution, name, text)
        return self._said(at, resolution)

    def undo(self) -> list[int]:
        """Undo the last step; give the places that changed."""
        with self._lock:
            if not self._undo:
                raise RadrefsError("there is nothing to undo")
            before = self._undo.pop()
            for at, resolution in before.items():
                self._settled[at] = resolution
            return sorted(before)

    def _at(self, at: int) -> Resolution:
        with self._lock:
            self._refuse_busy()
            if not 0 <= at < len(self._settled):
                raise RadrefsError("this entry is no longer there: the text was changed")
            return self._settled[at]

    def _said(self, at: int, decided: Resolution) -> list[int]:
        """Record a decision on an entry and on all of the same text."""
        with self._lock:
            changed = say.on_same_text(self._settled, at, decided.override)
            self._undo.append({other: self._settled[other] for other in changed})
            del self._undo[:-_MOST_UNDO]
            for other, resolution in changed.items():
                self._settled[other] = resolution
        return list(changed)

    def words(self) -> list[dict[str, Any]]:
        """Give every word of a person, for the tab to keep should the server end."""
        return [
            {"text": text_of(one.citation), "person": dump_override(one.override)}
            for one in self.resolutions
            if one.override
        ]

    def restore(self, words: Sequence[Any]) -> int:
        """Put words on the entries of their text again; give how many found one."""
        said = {
            key_of_text(told["text"]): read_override(told.get("person"))
            for told in words
            if isinstance(told, dict) and isinstance(told.get("text"), str)
        }
        found = 0
        with self._lock:
            for at, one in enumerate(self._settled):
                override = said.get(key_of(one.citation))
                if override and one.override != override:
                    self._settled[at] = replace(one, override=override)
                    found += 1
        return found

    # What is written.

    def file(self, name: str) -> str:
        """Give a file's text, to the byte what the command writes on the same decisions."""
        if name == "resolutions.json":
            return dump_resolutions(self.resolutions, self._pages)
        for one in DOWNLOADS:
            if one.name == name:
                citations = [resolution.merged.citation for resolution in self.resolutions]
                return file_text(citations, one.format, self._library)
        raise RadrefsError("there is no such file")


def _broken(library: Library | None) -> list[Any]:
    return [block for block in library.blocks if block.wrong is not None] if library else []


def _again(citation: Citation, known: dict[str, Resolution]) -> Resolution:
    """Give what became of an entry before, if its text was there."""
    before = known.get(key_of(citation))
    return replace(before, citation=citation) if before else not_asked(citation)
