"""The form of a resolution file: its records, and the words for what is wrong in one."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from radrefs.matching import Grade

__all__ = [
    "VERSION", "CandidateRecord", "EntryRecord", "FileRecord", "OverrideRecord", "mistake_in",
]  # fmt: skip

VERSION = 1


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class CandidateRecord(_Record):
    """A work that was compared: its DOI and title, the grade it had alone, the features."""

    doi: str
    title: str = ""
    grade: Grade = Field(Grade.NOT_FOUND, strict=False)
    evidence: dict[str, str] = {}


class OverrideRecord(_Record):
    """A person's decision."""

    word: Literal["accepted", "rejected", "corrected"]
    doi: str | None = None
    date: str
    note: str = ""
    fields: dict[str, str] = {}
    registry: str = "crossref"
    work: dict[str, Any] | None = None


class EntryRecord(_Record):
    """One entry, with the decision on it."""

    number: int | None = None
    heading: str | None = None
    format: str | None = None
    text: str
    grade: Grade = Field(strict=False)
    doi: str | None = None
    reason: str
    evidence: dict[str, str] = {}
    runner_up: CandidateRecord | None = None
    suggestions: list[CandidateRecord] = []
    aliases: list[str] = []
    pmid: str = Field("", pattern=r"^([1-9][0-9]{0,8})?$")
    pmcid: str = Field("", pattern=r"^(PMC[0-9]{1,9})?$")
    person: OverrideRecord | None = None
    catalogue: str = ""
    date: str = ""
    registry: str = "crossref"
    work: dict[str, Any] | None = None
    # These follow from the work; they are written for people and not read.
    disagreements: Any = None
    notices: Any = None
    provenance: Any = None


class FileRecord(_Record):
    """The whole file."""

    radrefs: Literal[1]
    pages: list[str] = []
    # What was asked in the run is written for people and not read.
    requests: Any = None
    entries: list[EntryRecord]


_SLIPS = {
    "extra_forbidden": "is no field here: look for a slip in its name",
    "missing": "is missing",
}


def mistake_in(error: ValidationError, data: object) -> str:
    """Say the first mistake: the entry by its printed number, the field, what is wrong."""
    first = error.errors(include_url=False, include_context=False)[0]
    loc, wrong = first["loc"], _SLIPS.get(first["type"], first["msg"])
    if not isinstance(data, dict) or "radrefs" not in data:
        return 'is no resolution file: it does not say "radrefs": 1'
    if loc == ("radrefs",):
        return f"was written by another version of radrefs: this one reads version {VERSION}"
    if len(loc) > 1 and loc[0] == "entries" and isinstance(loc[1], int):
        entry = data["entries"][loc[1]]
        number = entry.get("number") if isinstance(entry, dict) else None
        name = f"entry {number}" if isinstance(number, int) else f"record {loc[1] + 1}"
        return ": ".join((name, *map(str, loc[2:]), wrong))
    return ": ".join((*map(str, loc), wrong))
