"""Say a person's word on an entry: accept a DOI, reject one, correct a field, take it back."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from radrefs.errors import NotChecked, RadrefsError
from radrefs.matching.records import Work
from radrefs.registries.base import Catalogue
from radrefs.resolutions.corrections import field_named, typed
from radrefs.resolutions.resolution import Override, Resolution

__all__ = ["Decided", "accepted", "forgotten", "rejected", "today", "with_correction"]


class Decided(NamedTuple):
    """Hold a resolution with a person's word on it, and what there is to tell about that."""

    resolution: Resolution
    told: str = ""


def today() -> str:
    """Give the date that is noted, ISO 8601."""
    return datetime.datetime.now(tz=datetime.UTC).date().isoformat()


def accepted(resolution: Resolution, doi: str, catalogue: Catalogue, note: str = "") -> Decided:
    """Accept a DOI; unless it is the one found it is looked up, so that its record completes.

    `doi` is a normal one. Raises `RadrefsError` for a DOI that nobody holds.
    """
    work, told = resolution.decision.work, ""
    if work is None or work.doi != doi:
        work, told = _looked_up(doi, catalogue)
    kept = work.doi if work else doi
    return Decided(_said(resolution, Override("accepted", kept, today(), note, work)), told)


def rejected(resolution: Resolution, note: str = "") -> Resolution:
    """Say that no DOI is to be written for the entry."""
    return _said(resolution, Override("rejected", resolution.decision.doi, today(), note))


def forgotten(resolution: Resolution) -> Resolution:
    """Take every word on the entry back."""
    return Resolution(*resolution[:4], None)


def with_correction(resolution: Resolution, name: str, text: str, note: str = "") -> Resolution:
    """Correct one field, named as people do. Raises `RadrefsError` for what cannot be meant."""
    field = field_named(name)
    word = resolution.word or Override("corrected", None, today())
    fields = tuple({**dict(word.fields), field: typed(field, text)}.items())
    word = word._replace(fields=fields, date=today(), note=note or word.note)
    return Resolution(*resolution[:4], word)


def _said(resolution: Resolution, word: Override) -> Resolution:
    """Put a word on the DOI, beside the corrections that are there."""
    fields = resolution.word.fields if resolution.word else ()
    return Resolution(*resolution[:4], word._replace(fields=fields))


def _looked_up(doi: str, catalogue: Catalogue) -> tuple[Work | None, str]:
    """Look an accepted DOI up; a merged one gives the work under its prime DOI."""
    try:
        work = catalogue.lookup([doi]).get(doi)
    except NotChecked as failure:
        return None, f"doi:{doi} is kept as you say; it could not be looked up: {failure}"
    if work is None and catalogue.complete:
        raise RadrefsError(
            f"doi:{doi} is held by nobody we asked: look for a slip in it, "
            "or add --offline to keep it as it is"
        )
    if work is None:
        return None, f"doi:{doi} is kept as you say; it is not among the works of {catalogue.name}"
    return work, f"doi:{doi} was merged: doi:{work.doi} is kept" if work.doi != doi else ""
