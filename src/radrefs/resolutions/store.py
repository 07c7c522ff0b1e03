"""Write what became of each entry to a file that people read and keep, and read it back.

The *resolution file* is JSON with one record per entry: its text, the decision with
grade, evidence and reason, the DOI, the work as it was sent, which catalogue was asked
and when, and a person's decision, which stands above all.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from radrefs.errors import RadrefsError, UnreadableInput
from radrefs.matching import (
    WRITTEN,
    Candidate,
    Decision,
    Disagreement,
    Feature,
    Notice,
    Work,
    normal_doi,
)
from radrefs.matching.features import FEATURES
from radrefs.outputs import replace_file
from radrefs.resolutions.corrections import field_named, typed
from radrefs.resolutions.resolution import Override, Resolution, ResolutionFile, StoredEntry
from radrefs.resolutions.schema import (
    VERSION,
    CandidateRecord,
    EntryRecord,
    FileRecord,
    OverrideRecord,
    mistake_in,
)

__all__ = [
    "dump_override",
    "dump_resolutions",
    "read_override",
    "read_resolutions",
    "write_resolutions",
]  # fmt: skip

_MOST_BYTES = 500 * 1024 * 1024
_DEEPEST = 40


def _evidence(found: dict[str, Feature]) -> dict[str, str]:
    return {name: str(found[name]) for name in FEATURES if name in found}


def _candidate(shown: Candidate) -> dict[str, Any]:
    return {
        "doi": shown.doi, "title": shown.title, "grade": str(shown.grade),
        "evidence": _evidence(shown.evidence),
    }  # fmt: skip


def _disagreement(one: Disagreement) -> dict[str, str]:
    return {"field": one.field, "page": one.page, "record": one.record}


def _notice(one: Notice) -> dict[str, str]:
    return {"kind": one.kind, "doi": one.doi, "date": one.date, "source": one.source}


def dump_override(override: Override) -> dict[str, Any]:
    """Return a person's decision as it stands in the file."""
    record: dict[str, Any] = {
        "word": override.kind,
        "doi": override.doi,
        "date": override.date,
        "note": override.note,
    }
    if override.fields:
        record["fields"] = dict(override.fields)
    if override.work:
        record |= {"registry": override.work.registry, "work": _shallow(override.work.record)}
    return record


def _shallow(value: object, depth: int = _DEEPEST) -> object:
    """Cut off what is nested deeper than any record is: it could not be written."""
    if not isinstance(value, dict | list) or not value:
        return value
    if not depth:
        return None
    if isinstance(value, list):
        return [_shallow(one, depth - 1) for one in value]
    return {name: _shallow(one, depth - 1) for name, one in value.items()}


def _entry_of(resolution: Resolution) -> dict[str, Any]:
    """Return one entry as it stands in the file; what is empty is left out."""
    entry, decision, merged = resolution.stored(), resolution.decision, resolution.merged
    record: dict[str, Any] = {
        "number": entry.number,
        "heading": entry.heading,
        "format": entry.format,
        "text": entry.text,
        "grade": str(decision.grade),
        "doi": decision.doi,
        "reason": decision.reason,
        "person": dump_override(entry.override) if entry.override else None,
        "evidence": _evidence(decision.evidence),
        "disagreements": [_disagreement(one) for one in merged.disagreements],
        "notices": [_notice(one) for one in resolution.notices],
        "runner_up": _candidate(decision.runner_up) if decision.runner_up else None,
        "suggestions": [_candidate(one) for one in decision.suggestions],
        "aliases": list(decision.aliases),
        "pmid": decision.pmid,
        "pmcid": decision.pmcid,
        "catalogue": entry.catalogue,
        "date": entry.date,
        "provenance": merged.provenance if resolution.work else None,
        "registry": decision.work.registry if decision.work else None,
        "work": _shallow(decision.work.record) if decision.work else None,
    }
    kept = {"number", "text", "grade", "doi", "reason"}
    return {name: value for name, value in record.items() if name in kept or value}


def dump_resolutions(
    resolutions: Iterable[Resolution],
    pages: Iterable[str] = (),
    requests: dict[str, Any] | None = None,
) -> str:
    """Return a resolution file's text: JSON, one value a line, in a fixed order.

    `requests` are those that a run planned, and those that it sent.
    """
    data = {
        "radrefs": VERSION,
        "pages": list(pages),
        **({"requests": requests} if requests else {}),
        "entries": [_entry_of(one) for one in resolutions],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return "\n".join(map(_visible, text.split("\n"))) + "\n"


def _visible(line: str) -> str:
    """Write invisible characters, and those that steer a terminal, as JSON's escapes.

    Half a surrogate pair can stand in a file in no other way.
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

    Raises `UnreadableInput`, naming entry and field, for a file that is none. People edit
    the file too: a slip is reported, and nothing is guessed.
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
        file = FileRecord.model_validate(data)
        entries = tuple(_stored(at, entry) for at, entry in enumerate(file.entries))
    except ValidationError as error:
        raise UnreadableInput(f"{path}: {mistake_in(error, data)}") from error
    except ValueError as error:
        raise UnreadableInput(f"{path}: {error}") from error
    return ResolutionFile(entries, tuple(file.pages))


def _brief(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _stored(at: int, entry: EntryRecord) -> StoredEntry:
    name = f"entry {entry.number}" if entry.number is not None else f"record {at + 1}"
    try:
        decision = _decision(entry)
        override = _override(entry.person) if entry.person else None
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    return StoredEntry(
        number=entry.number,
        heading=entry.heading,
        text=entry.text,
        decision=decision,
        catalogue=entry.catalogue,
        date=entry.date,
        override=override,
        format=entry.format,
    )


def _decision(entry: EntryRecord) -> Decision:
    work = _work_of(entry.doi, entry.registry, entry.work)
    if (work is None) == (entry.grade in WRITTEN):
        raise ValueError(f"grade: {entry.grade} and the DOI do not go together")
    return Decision(
        grade=entry.grade,
        reason=entry.reason,
        work=work,
        evidence=_found(entry.evidence),
        runner_up=_shown(entry.runner_up) if entry.runner_up else None,
        suggestions=tuple(_shown(one) for one in entry.suggestions),
        aliases=tuple(entry.aliases),
        pmid=entry.pmid,
        pmcid=entry.pmcid,
    )


def read_override(data: object) -> Override:
    """Read what `dump_override` returned. Raises `UnreadableInput` for what is none."""
    try:
        return _override(OverrideRecord.model_validate(data))
    except ValueError as error:
        raise UnreadableInput("a stored decision cannot be read: decide again") from error


def _override(person: OverrideRecord) -> Override:
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
            "radrefs resolve --accept"
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


def _shown(one: CandidateRecord) -> Candidate:
    return Candidate(one.doi, one.title, one.grade, _found(one.evidence))
