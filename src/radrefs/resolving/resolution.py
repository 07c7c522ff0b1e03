"""Hold what became of each entry, and write it to a file that people read and keep.

The *resolution file* is JSON with one record per entry: its text, the decision with
grade, evidence and reason, the DOI, the work as it was sent, which catalogue said so and
when, and what a person said about it. A person's word stands above the machine's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from radrefs.errors import UnreadableInput
from radrefs.model import Citation
from radrefs.outputs import replace_file
from radrefs.resolving.evidence import WITNESSES, Finding
from radrefs.resolving.judge import WRITTEN, Candidate, Decision, Grade
from radrefs.resolving.merge import Merged, merge
from radrefs.resolving.works import Notice, Work, is_doi, notices

__all__ = [
    "Memory", "Remembered", "Resolution", "Word", "dump_resolutions", "key_of",
    "read_resolutions", "write_resolutions",
]  # fmt: skip

_VERSION = 1
_MOST_BYTES = 500 * 1024 * 1024


class Word(NamedTuple):
    """Keep what a person said: a DOI accepted, or the one found rejected, when and why."""

    kind: Literal["accepted", "rejected"]
    doi: str | None
    date: str
    note: str = ""
    work: Work | None = None


class _Resolution(NamedTuple):
    citation: Citation
    decision: Decision
    catalogue: str
    date: str
    word: Word | None = None


class Resolution(_Resolution):
    """Say what became of one citation: the decision, whose it is, and what follows.

    `citation` is the page's own; `catalogue` and `date` (ISO 8601) tell who was asked
    and when; `word` is a person's, if one spoke.
    """

    @property
    def doi(self) -> str | None:
        """Give the DOI to write: a person's word first, then the decision."""
        if self.word:
            return self.word.doi if self.word.kind == "accepted" else None
        return self.decision.doi

    @property
    def state(self) -> str:
        """Give the grade, or "accepted" or "rejected" where a person spoke."""
        return self.word.kind if self.word else str(self.decision.grade)

    @property
    def work(self) -> Work | None:
        """Give the work whose DOI is written; None if there is none, or it is not known."""
        if self.word:
            return self.word.work if self.word.kind == "accepted" else None
        return self.decision.work

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Give the notices published about the work: retraction, correction, concern."""
        return notices(self.work) if self.work else ()

    @cached_property
    def merged(self) -> Merged:
        """Give the citation completed from the work; the page's own where there is none.

        A DOI that the page prints stays if nobody could look it up; it goes if the work
        of that DOI is another article, or if a person rejected it.
        """
        if self.work:
            return merge(self.citation, self.work)
        doi = self.doi or (None if self._contradicted else self.citation.doi)
        citation = self.citation
        if doi != citation.doi:
            citation = citation.model_copy(update={"doi": doi})
        fields = (name for name in Citation.model_fields if name not in _OWN)
        told = {name: "page" for name in fields if getattr(citation, name)}
        if doi and self.word:
            told["doi"] = "person"
        return Merged(citation, told)

    @property
    def _contradicted(self) -> bool:
        if self.word:
            return self.word.kind == "rejected"
        shown = (self.decision.runner_up, *self.decision.suggestions)
        printed = (self.citation.doi or "").lower()
        return any(one is not None and one.doi == printed for one in shown)


_OWN = frozenset({"id", "source", "problems", "custom"})


def key_of(citation: Citation) -> str:
    """Give what an entry is known by from run to run: its text, blanks made single."""
    return " ".join(citation.source.text.split()) if citation.source else citation.id


class Memory(NamedTuple):
    """Hold an entry of a resolution file before its text is read: `of` makes it whole."""

    number: int | None
    heading: str | None
    text: str
    decision: Decision
    catalogue: str
    date: str
    word: Word | None = None

    def of(self, citation: Citation) -> Resolution:
        """Give the resolution of the citation that was read from the text."""
        return Resolution(citation, self.decision, self.catalogue, self.date, self.word)


class Remembered(NamedTuple):
    """Hold a resolution file as read: its entries in order, and its pages' names."""

    entries: tuple[Memory, ...] = ()
    pages: tuple[str, ...] = ()

    def by_text(self) -> dict[str, Memory]:
        """Give the entries by their text, blanks made single, as `key_of` has it."""
        return {" ".join(entry.text.split()): entry for entry in self.entries}


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class _Candidate(_Loose):
    doi: str
    title: str = ""
    grade: Grade = Field(Grade.NOT_FOUND, strict=False)
    evidence: dict[str, str] = {}


class _Word(_Loose):
    word: Literal["accepted", "rejected"]
    doi: str | None = None
    date: str
    note: str = ""
    registry: str = "crossref"
    work: dict[str, Any] | None = None


class _Entry(_Loose):
    number: int | None = None
    heading: str | None = None
    text: str
    grade: Grade = Field(strict=False)
    doi: str | None = None
    reason: str
    evidence: dict[str, str] = {}
    runner_up: _Candidate | None = None
    suggestions: list[_Candidate] = []
    aliases: list[str] = []
    person: _Word | None = None
    catalogue: str
    date: str
    registry: str = "crossref"
    work: dict[str, Any] | None = None


class _File(_Loose):
    radrefs: Literal[1]
    pages: list[str] = []
    entries: list[_Entry]


def _evidence(found: dict[str, Finding]) -> dict[str, str]:
    return {name: str(found[name]) for name in WITNESSES if name in found}


def _candidate(shown: Candidate) -> dict[str, Any]:
    return {
        "doi": shown.doi, "title": shown.title, "grade": str(shown.grade),
        "evidence": _evidence(shown.evidence),
    }  # fmt: skip


def _person(word: Word) -> dict[str, Any]:
    told: dict[str, Any] = {
        "word": word.kind,
        "doi": word.doi,
        "date": word.date,
        "note": word.note,
    }
    if word.work:
        told |= {"registry": word.work.registry, "work": word.work.record}
    return told


def entry_of(resolution: Resolution) -> dict[str, Any]:
    """Give one entry as it stands in the file; what says nothing is left out."""
    source, decision = resolution.citation.source, resolution.decision
    merged = resolution.merged
    told: dict[str, Any] = {
        "number": source.number if source else None,
        "heading": source.heading if source else None,
        "text": source.text if source else "",
        "grade": str(decision.grade),
        "doi": decision.doi,
        "reason": decision.reason,
        "person": _person(resolution.word) if resolution.word else None,
        "evidence": _evidence(decision.evidence),
        "disagreements": [one._asdict() for one in merged.disagreements],
        "notices": [one._asdict() for one in resolution.notices],
        "runner_up": _candidate(decision.runner_up) if decision.runner_up else None,
        "suggestions": [_candidate(one) for one in decision.suggestions],
        "aliases": list(decision.aliases),
        "catalogue": resolution.catalogue,
        "date": resolution.date,
        "provenance": merged.provenance if resolution.work else None,
        "registry": decision.work.registry if decision.work else None,
        "work": decision.work.record if decision.work else None,
    }
    kept = {"number", "text", "grade", "doi", "reason"}
    return {name: value for name, value in told.items() if name in kept or value}


def dump_resolutions(resolutions: Iterable[Resolution], pages: Iterable[str] = ()) -> str:
    """Write a resolution file's text: JSON, one value a line, in a fixed order."""
    told = {
        "radrefs": _VERSION,
        "pages": list(pages),
        "entries": [entry_of(one) for one in resolutions],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    # Half a surrogate pair can stand in no file.
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def write_resolutions(
    resolutions: Iterable[Resolution], path: Path, pages: Iterable[str] = ()
) -> None:
    """Write a resolution file, whole or not at all. Raises `UnwritableOutput`."""
    text = dump_resolutions(resolutions, pages)
    with replace_file(path) as stream:
        stream.write(text)


def read_resolutions(path: Path) -> Remembered:
    """Read a resolution file.

    Raises `UnreadableInput`, naming entry and field, for a file that is none; the file
    is a person's too, so what was mistyped is told and nothing is guessed.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableInput(f"{path}: larger than 500 MB: is it a resolution file?")
        data = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}: check the name") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{path}: is no resolution file: {_brief(error)}") from error
    try:
        file = _File.model_validate(data)
        entries = tuple(_remembered(at, entry) for at, entry in enumerate(file.entries))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = _where(first["loc"], data)
        raise UnreadableInput(f"{path}: {where}: {first['msg']}") from error
    except ValueError as error:
        raise UnreadableInput(f"{path}: {error}") from error
    return Remembered(entries, tuple(file.pages))


def _brief(error: Exception) -> str:
    return str(error) if isinstance(error, json.JSONDecodeError) else type(error).__name__


def _where(loc: tuple[int | str, ...], data: object) -> str:
    """Name the place of a mistake: the entry by its printed number, and the field."""
    if len(loc) > 1 and loc[0] == "entries" and isinstance(loc[1], int) and isinstance(data, dict):
        entry = data["entries"][loc[1]]
        number = entry.get("number") if isinstance(entry, dict) else None
        name = f"entry {number}" if number is not None else f"record {loc[1] + 1}"
        return ": ".join((name, *map(str, loc[2:])))
    return ": ".join(map(str, loc)) or "the file"


def _remembered(at: int, entry: _Entry) -> Memory:
    name = f"entry {entry.number}" if entry.number is not None else f"record {at + 1}"
    work = _work_of(name, entry.doi, entry.registry, entry.work)
    if (work is None) == (entry.grade in WRITTEN):
        raise ValueError(f"{name}: grade {entry.grade} and its DOI do not go together")
    try:
        decision = Decision(
            entry.grade, entry.reason, work, _found(entry.evidence),
            _shown(entry.runner_up) if entry.runner_up else None,
            tuple(_shown(one) for one in entry.suggestions), tuple(entry.aliases),
        )  # fmt: skip
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    word = None
    if person := entry.person:
        its = _work_of(name, person.doi, person.registry, person.work) if person.work else None
        if person.word == "accepted" and not is_doi(person.doi or ""):
            raise ValueError(f"{name}: person: {person.doi!r} is no DOI")
        word = Word(person.word, person.doi, person.date, person.note, its)
    return Memory(
        entry.number, entry.heading, entry.text, decision, entry.catalogue, entry.date, word
    )  # fmt: skip


def _work_of(
    name: str, doi: str | None, registry: str, record: dict[str, Any] | None
) -> Work | None:
    if doi is None:
        return None
    if not is_doi(doi):
        raise ValueError(f"{name}: {doi!r} is no DOI")
    work = Work(registry, record or {"DOI": doi})
    if work.doi != doi.lower():
        raise ValueError(
            f"{name}: doi {doi} is not that of its work, {work.doi}: to overrule a decision use "
            f"radrefs resolve --accept {name.rpartition(' ')[2]}={doi}"
        )
    return work


def _found(evidence: dict[str, str]) -> dict[str, Finding]:
    return {name: Finding.read(text) for name, text in evidence.items() if name in WITNESSES}


def _shown(one: _Candidate) -> Candidate:
    return Candidate(one.doi, one.title, one.grade, _found(one.evidence))
