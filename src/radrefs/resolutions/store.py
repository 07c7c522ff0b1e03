"""Write what became of each entry to a file that people read and keep, and read it back.

The *resolution file* is JSON with one record per entry: its text, the decision with
grade, evidence and reason, the DOI, the work as it was sent, which catalogue said so and
when, and what a person said about it. A person's word stands above the machine's.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from radrefs.errors import RadrefsError, UnreadableInput
from radrefs.matching.features import FEATURES, Feature
from radrefs.matching.grading import WRITTEN, Candidate, Decision, Grade
from radrefs.matching.records import Work, normal_doi
from radrefs.outputs import replace_file
from radrefs.resolutions.corrections import field_named, typed
from radrefs.resolutions.resolution import (
    Override,
    Resolution,
    ResolutionFile,
    StoredEntry,
    text_of,
)

__all__ = [
    "dump_override",
    "dump_resolutions",
    "read_override",
    "read_resolutions",
    "write_resolutions",
]  # fmt: skip

_VERSION = 1
_MOST_BYTES = 500 * 1024 * 1024
_DEEPEST = 40


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Candidate(_Told):
    doi: str
    title: str = ""
    grade: Grade = Field(Grade.NOT_FOUND, strict=False)
    evidence: dict[str, str] = {}


class _Override(_Told):
    word: Literal["accepted", "rejected", "corrected"]
    doi: str | None = None
    date: str
    note: str = ""
    fields: dict[str, str] = {}
    registry: str = "crossref"
    work: dict[str, Any] | None = None


class _Entry(_Told):
    number: int | None = None
    heading: str | None = None
    format: str | None = None
    text: str
    grade: Grade = Field(strict=False)
    doi: str | None = None
    reason: str
    evidence: dict[str, str] = {}
    runner_up: _Candidate | None = None
    suggestions: list[_Candidate] = []
    aliases: list[str] = []
    pmid: str = Field("", pattern=r"^([1-9][0-9]{0,8})?$")
    pmcid: str = Field("", pattern=r"^(PMC[0-9]{1,9})?$")
    person: _Override | None = None
    catalogue: str = ""
    date: str = ""
    registry: str = "crossref"
    work: dict[str, Any] | None = None
    # These follow from the work and are only shown.
    disagreements: Any = None
    notices: Any = None
    provenance: Any = None


class _File(_Told):
    radrefs: Literal[1]
    pages: list[str] = []
    # What was asked on the way is only shown.
    requests: Any = None
    entries: list[_Entry]


def _evidence(found: dict[str, Feature]) -> dict[str, str]:
    return {name: str(found[name]) for name in FEATURES if name in found}


def _candidate(shown: Candidate) -> dict[str, Any]:
    return {
        "doi": shown.doi, "title": shown.title, "grade": str(shown.grade),
        "evidence": _evidence(shown.evidence),
    }  # fmt: skip


def dump_override(word: Override) -> dict[str, Any]:
    """Give a person's word as it stands in the file."""
    told: dict[str, Any] = {
        "word": word.kind,
        "doi": word.doi,
        "date": word.date,
        "note": word.note,
    }
    if word.fields:
        told["fields"] = dict(word.fields)
    if word.work:
        told |= {"registry": word.work.registry, "work": _shallow(word.work.record)}
    return told


def _shallow(value: object, depth: int = _DEEPEST) -> object:
    """Cut off what is nested deeper than any record is; a hostile one could not be written."""
    if not isinstance(value, dict | list) or not value:
        return value
    if not depth:
        return None
    if isinstance(value, list):
        return [_shallow(one, depth - 1) for one in value]
    return {name: _shallow(one, depth - 1) for name, one in value.items()}


def _entry_of(resolution: Resolution) -> dict[str, Any]:
    """Give one entry as it stands in the file; what says nothing is left out."""
    source, decision = resolution.citation.source, resolution.decision
    merged = resolution.merged
    told: dict[str, Any] = {
        "number": source.number if source else None,
        "heading": source.heading if source else None,
        "format": source.format if source else None,
        "text": text_of(resolution.citation),
        "grade": str(decision.grade),
        "doi": decision.doi,
        "reason": decision.reason,
        "person": dump_override(resolution.word) if resolution.word else None,
        "evidence": _evidence(decision.evidence),
        "disagreements": [one._asdict() for one in merged.disagreements],
        "notices": [one._asdict() for one in resolution.notices],
        "runner_up": _candidate(decision.runner_up) if decision.runner_up else None,
        "suggestions": [_candidate(one) for one in decision.suggestions],
        "aliases": list(decision.aliases),
        "pmid": decision.pmid,
        "pmcid": decision.pmcid,
        "catalogue": resolution.catalogue,
        "date": resolution.date,
        "provenance": merged.provenance if resolution.work else None,
        "registry": decision.work.registry if decision.work else None,
        "work": _shallow(decision.work.record) if decision.work else None,
    }
    kept = {"number", "text", "grade", "doi", "reason"}
    return {name: value for name, value in told.items() if name in kept or value}


def dump_resolutions(
    resolutions: Iterable[Resolution],
    pages: Iterable[str] = (),
    requests: dict[str, Any] | None = None,
) -> str:
    """Write a resolution file's text: JSON, one value a line, in a fixed order.

    `requests` tells what a run meant to ask and what it did ask.
    """
    told = {
        "radrefs": _VERSION,
        "pages": list(pages),
        **({"requests": requests} if requests else {}),
        "entries": [_entry_of(one) for one in resolutions],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return "\n".join(map(_seen, text.split("\n"))) + "\n"


def _seen(line: str) -> str:
    """Write what nobody sees, and what would steer a terminal, as the escapes JSON knows.

    Half a surrogate pair, too, can stand in a file only so.
    """
    if line.isprintable():
        return line
    return "".join(
        one if one.isprintable() or unicodedata.category(one) == "Zs" else json.dumps(one)[1:-1]
        for one in line
    )


def write_resolutions(
    resolutions: Iterable[Resolution], path: Path, pages: Iterable[str] = ()
) -> None:
    """Write a resolution file, whole or not at all. Raises `UnwritableOutput`."""
    text = dump_resolutions(resolutions, pages)
    with replace_file(path) as stream:
        stream.write(text)


def read_resolutions(path: Path) -> ResolutionFile:
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
        raise UnreadableInput(f"{path}: {_mistake(error, data)}") from error
    except ValueError as error:
        raise UnreadableInput(f"{path}: {error}") from error
    return ResolutionFile(entries, tuple(file.pages))


def _brief(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


_SLIPS = {
    "extra_forbidden": "is no field here: look for a slip in its name",
    "missing": "is missing",
}


def _mistake(error: ValidationError, data: object) -> str:
    """Say the first mistake: the entry by its printed number, the field, what is wrong."""
    first = error.errors(include_url=False, include_context=False)[0]
    loc, wrong = first["loc"], _SLIPS.get(first["type"], first["msg"])
    if not isinstance(data, dict) or "radrefs" not in data:
        return 'is no resolution file: it does not say "radrefs": 1'
    if loc == ("radrefs",):
        return f"was written by another version of radrefs: this one reads version {_VERSION}"
    if len(loc) > 1 and loc[0] == "entries" and isinstance(loc[1], int):
        entry = data["entries"][loc[1]]
        number = entry.get("number") if isinstance(entry, dict) else None
        name = f"entry {number}" if isinstance(number, int) else f"record {loc[1] + 1}"
        return ": ".join((name, *map(str, loc[2:]), wrong))
    return ": ".join((*map(str, loc), wrong))


def _remembered(at: int, entry: _Entry) -> StoredEntry:
    name = f"entry {entry.number}" if entry.number is not None else f"record {at + 1}"
    try:
        decision, word = _decision(entry), _word(entry.person) if entry.person else None
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    return StoredEntry(
        entry.number, entry.heading, entry.text, decision, entry.catalogue, entry.date, word,
        entry.format,
    )  # fmt: skip


def _decision(entry: _Entry) -> Decision:
    work = _work_of(entry.doi, entry.registry, entry.work)
    if (work is None) == (entry.grade in WRITTEN):
        raise ValueError(f"grade: {entry.grade} and the DOI do not go together")
    return Decision(
        entry.grade, entry.reason, work, _found(entry.evidence),
        _shown(entry.runner_up) if entry.runner_up else None,
        tuple(_shown(one) for one in entry.suggestions), tuple(entry.aliases), entry.pmid,
        entry.pmcid,
    )  # fmt: skip


def read_override(data: object) -> Override:
    """Read what `dump_word` gave. Raises `UnreadableInput` for what is none."""
    try:
        return _word(_Override.model_validate(data))
    except ValueError as error:
        raise UnreadableInput("what was decided cannot be read: decide again") from error


def _word(person: _Override) -> Override:
    doi = normal_doi(person.doi) or None
    if (person.doi is not None or person.word == "accepted") and not doi:
        raise ValueError(f"person: doi: {person.doi!r} is no DOI")
    try:
        work = _work_of(doi, person.registry, person.work) if person.work else None
    except ValueError as error:
        raise ValueError(f"person: {error}") from error
    fields = tuple(_correction(*one) for one in person.fields.items())
    return Override(person.word, doi, person.date, person.note, work, fields)


def _correction(name: str, text: str) -> tuple[str, str]:
    try:
        field = field_named(name)
        return field, typed(field, text)
    except RadrefsError as error:
        raise ValueError(f"person: fields: {error}") from error


def _work_of(doi: str | None, registry: str, record: dict[str, Any] | None) -> Work | None:
    if doi is None:
        return None
    if not normal_doi(doi):
        raise ValueError(f"doi: {doi!r} is no DOI")
    work = Work(registry, record or {"DOI": doi})
    if work.doi != normal_doi(doi):
        raise ValueError(
            f"doi: {doi} is not that of its work, {work.doi}: to overrule a decision use "
            f"radrefs resolve --accept"
        )
    return work


def _found(evidence: dict[str, str]) -> dict[str, Feature]:
    found = {}
    for name, text in evidence.items():
        try:
            found[name] = Feature.read(text)
        except ValueError as error:
            raise ValueError(f"evidence: {name}: {error}") from error
    return {name: found[name] for name in FEATURES if name in found}


def _shown(one: _Candidate) -> Candidate:
    return Candidate(one.doi, one.title, one.grade, _found(one.evidence))
