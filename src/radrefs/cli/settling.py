"""Settle entries: resolve them, write the file on the way, and put a person's words on them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from radrefs.cli.common import say, visible
from radrefs.errors import RadrefsError
from radrefs.model import Citation

if TYPE_CHECKING:
    from radrefs.registries.base import Catalogue
    from radrefs.resolutions.resolution import Resolution, ResolutionFile
    from radrefs.resolving.pipeline import Step

__all__ = ["Run", "find", "words_wanted"]


def words_wanted(
    accept: list[str] | None,
    reject: list[str] | None,
    forget: list[str] | None,
    correct: list[str] | None,
) -> list[tuple[str, str, str]]:
    """Give what a person says, as (entry, what, DOI or FIELD=TEXT)."""
    from radrefs.matching.records import normal_doi
    from radrefs.resolutions.corrections import field_named

    found = []
    for one in accept or []:
        number, equals, doi = one.partition("=")
        if not equals or not normal_doi(doi):
            raise typer.BadParameter(f"--accept {visible(one)}: use the form 4=10.1097/...")
        found.append((number.strip(), "accepted", normal_doi(doi)))
    for one in correct or []:
        named, equals, text = one.partition("=")
        number, colon, field = named.rpartition(":")
        if not equals or not colon:
            raise typer.BadParameter(f"--correct {visible(one)}: use the form 4:year=2012")
        found.append((number.strip(), "corrected", f"{field_named(field.strip())}={text}"))
    found += [(one, "rejected", "") for one in reject or []]
    return found + [(one, "", "") for one in forget or []]


def find(citations: Sequence[Citation], name: str) -> int:
    """Find an entry by its number, its citation key, or its place: "#7" is the seventh."""
    if name.startswith("#") and name[1:].isdecimal() and 0 < int(name[1:]) <= len(citations):
        return int(name[1:]) - 1
    found = [
        at
        for at, one in enumerate(citations)
        if one.source and (str(one.source.number) == name or (one.source.format and one.id == name))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        places = ", ".join(f"#{at + 1}" for at in found)
        raise RadrefsError(
            f"entry {name} is printed {len(found)} times: say which, by place: {places}"
        )
    raise RadrefsError(f"entry {visible(name)}: there is none of that number or key")


class Run:
    """Resolve entries, write the file on the way, and add a person's words."""

    def __init__(
        self,
        citations: list[Citation],
        pages: tuple[str, ...],
        remembered: ResolutionFile,
        file: Path | None,
        update: bool,
    ) -> None:
        from radrefs.resolutions.resolution import key_of

        self._citations, self._pages, self._file = citations, pages, file
        self._remembered, self._update = remembered.by_text(), update
        self._keys = [key_of(citation) for citation in citations]
        self._lost = remembered.overrides_lost(citations)
        self._settled: dict[int, Resolution] = {}
        self._written = time.monotonic()
        self._cost = 0.0

    def ask(
        self,
        ask: Callable[..., list[Resolution]],
        catalogue: Catalogue,
        words: list[tuple[str, str, str]],
        note: str,
        holder: Catalogue | None = None,
    ) -> list[Resolution]:
        """Resolve all entries. An interrupted run leaves a file that the next goes on with.

        `holder` is where an accepted DOI is looked up, the catalogue itself by default.
        """
        from radrefs.cli.asking import tell_lost

        named = self._named(words)
        if self._file:
            tell_lost(self._file, self._lost)
        # A file that cannot be written is better told before anything is asked than after.
        self._write()
        try:
            found = ask(self._citations, catalogue, self._remembered, self._update, self._heard)
            self._settled = dict(enumerate(found))
            for at, kind, doi in named:
                self._say(at, kind, doi, note, holder or catalogue)
        except KeyboardInterrupt:
            if self._file:
                done = len(self._settled)
                say(f"{self._file}: {done} of {len(self._citations)} settled; run again to go on")
            raise
        finally:
            self._write()
        return [self._settled[at] for at in range(len(self._citations))]

    def _named(self, words: list[tuple[str, str, str]]) -> list[tuple[int, str, str]]:
        """Find the entries that a person speaks of, each once."""
        named = [(find(self._citations, number), kind, doi) for number, kind, doi in words]
        for (at, *_), (number, *_) in zip(named, words, strict=True):
            theirs = [one for one in named if one[0] == at]
            # A DOI and several fields may be spoken of together, each once.
            about = [text.partition("=")[0] if kind == "corrected" else "doi"
                     for _, kind, text in theirs]  # fmt: skip
            alone = any(not kind for _, kind, _ in theirs)
            if len(set(about)) < len(about) or (alone and len(theirs) > 1):
                raise RadrefsError(f"entry {visible(number)}: say one thing about it, not two")
        return named

    def _say(self, at: int, kind: str, doi: str, note: str, catalogue: Catalogue) -> None:
        """Record a person's decision on an entry and on all of the same text."""
        from radrefs.resolutions.overrides import on_same_text

        decided = _decided(self._settled[at], kind, doi, note, catalogue)
        entries = [self._settled[other] for other in range(len(self._citations))]
        self._settled |= on_same_text(entries, at, decided.override)

    def _heard(self, step: Step) -> None:
        """Write the file now and then: at most a twentieth of the time goes into it."""
        self._settled[step.at] = step.resolution
        if time.monotonic() - self._written > max(2.0, 20 * self._cost):
            self._write()

    def _write(self) -> None:
        if self._file is None:
            return
        from radrefs.resolutions.resolution import not_asked
        from radrefs.resolutions.store import write_resolutions

        begun = time.monotonic()
        entries = []
        for at, citation in enumerate(self._citations):
            memory = self._remembered.get(self._keys[at])
            if at in self._settled:
                entries.append(self._settled[at])
            elif memory:
                entries.append(memory.of(citation))
            else:
                entries.append(not_asked(citation))
        write_resolutions(entries, self._file, self._pages)
        self._written = time.monotonic()
        self._cost = self._written - begun


def _decided(
    resolution: Resolution, kind: str, doi: str, note: str, catalogue: Catalogue
) -> Resolution:
    """Decide on an entry as a person; "" takes that back. An accepted DOI is looked up."""
    from radrefs.resolutions import overrides

    if kind == "accepted":
        decided = overrides.accepted(resolution, doi, catalogue, note)
        if decided.message:
            say(decided.message)
        return decided.resolution
    if kind == "rejected":
        return overrides.rejected(resolution, note)
    if kind == "corrected":
        name, _, text = doi.partition("=")
        return overrides.with_correction(resolution, name, text, note)
    return overrides.forgotten(resolution)
