"""Read a person's decisions from the options of `radrefs resolve`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import typer

from radrefs.cli.screen import say, visible
from radrefs.errors import RadrefsError
from radrefs.matching import normal_doi
from radrefs.model import Citation
from radrefs.registries.base import Catalogue
from radrefs.resolutions import overrides
from radrefs.resolutions.corrections import field_named
from radrefs.resolutions.resolution import Resolution

__all__ = ["PlacedDecision", "RequestedDecision", "decide_on", "find_entry", "place", "requested"]

Kind = Literal["accept", "reject", "correct", "forget"]


@dataclass(frozen=True)
class RequestedDecision:
    """A decision as an option has it; `entry` is the entry's number, key, or place ("#7").

    `doi` is for an accepted DOI, `field` and `text` are for a correction.
    """

    entry: str
    kind: Kind
    doi: str = ""
    field: str = ""
    text: str = ""

    @property
    def subject(self) -> str:
        """Return what it is about: a field, or the DOI."""
        return self.field or "doi"


@dataclass(frozen=True)
class PlacedDecision:
    """A decision and the place of its entry in the list, from 0."""

    at: int
    requested: RequestedDecision


def requested(
    accept: Iterable[str] | None,
    reject: Iterable[str] | None,
    correct: Iterable[str] | None,
    forget: Iterable[str] | None,
) -> list[RequestedDecision]:
    """Return the decisions that the options ask for.

    Raises `typer.BadParameter` for an option in another form, `RadrefsError` for a field
    that cannot be corrected.
    """
    return [
        *map(_accepted, accept or ()),
        *map(_corrected, correct or ()),
        *(RequestedDecision(entry, "reject") for entry in reject or ()),
        *(RequestedDecision(entry, "forget") for entry in forget or ()),
    ]


def _accepted(option: str) -> RequestedDecision:
    entry, _, doi = option.partition("=")
    if not normal_doi(doi):
        raise typer.BadParameter(f"--accept {visible(option)}: use the form 4=10.1097/...")
    return RequestedDecision(entry.strip(), "accept", doi=normal_doi(doi))


def _corrected(option: str) -> RequestedDecision:
    name, equals, text = option.partition("=")
    entry, colon, field = name.rpartition(":")
    if not equals or not colon:
        raise typer.BadParameter(f"--correct {visible(option)}: use the form 4:year=2012")
    return RequestedDecision(entry.strip(), "correct", field=field_named(field.strip()), text=text)


def find_entry(citations: Sequence[Citation], name: str) -> int:
    """Return the place of an entry, from 0: by its number, its key, or "#7" for the seventh.

    Raises `RadrefsError` if there is none, or more than one.
    """
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
            f"entry {name} is printed {len(found)} times: choose one by its place: {places}"
        )
    raise RadrefsError(f"entry {visible(name)}: no entry has this number or key")


def place(
    citations: Sequence[Citation], decisions: Sequence[RequestedDecision]
) -> list[PlacedDecision]:
    """Find the entry of each decision.

    Raises `RadrefsError` for an entry that is not there, and for two decisions on one
    entry that do not go together: two on its DOI or on one field, or any beside a decision
    that is undone.
    """
    placed = [PlacedDecision(find_entry(citations, one.entry), one) for one in decisions]
    for one in placed:
        theirs = [other.requested for other in placed if other.at == one.at]
        subjects = {other.subject for other in theirs}
        undone = any(other.kind == "forget" for other in theirs)
        if len(subjects) < len(theirs) or (undone and len(theirs) > 1):
            entry = visible(one.requested.entry)
            raise RadrefsError(f"entry {entry}: two decisions on the same thing: give only one")
    return placed


def decide_on(
    resolution: Resolution, decision: RequestedDecision, note: str, catalogue: Catalogue
) -> Resolution:
    """Return the resolution with a person's decision. An accepted DOI is looked up."""
    match decision.kind:
        case "accept":
            accepted = overrides.accepted(resolution, decision.doi, catalogue, note)
            if accepted.message:
                say(accepted.message)
            return accepted.resolution
        case "reject":
            return overrides.rejected(resolution, note)
        case "correct":
            return overrides.with_correction(resolution, decision.field, decision.text, note)
        case "forget":
            return overrides.forgotten(resolution)
