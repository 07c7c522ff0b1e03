"""Decide on an entry as a person: accept a DOI, reject it, correct a field, take that back.

A decision holds for all entries of the same text (`on_same_text`), because their text is
what entries are known by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from radrefs.errors import NotChecked, RadrefsError
from radrefs.matching import Work
from radrefs.registries.base import Catalogue
from radrefs.resolutions.corrections import field_named, typed
from radrefs.resolutions.resolution import Override, Resolution, key_of, today

__all__ = ["Decided", "accepted", "forgotten", "on_same_text", "rejected", "with_correction"]


class Decided(NamedTuple):
    """A resolution with a person's decision, and a message about it for the person, or ""."""

    resolution: Resolution
    message: str = ""


def accepted(resolution: Resolution, doi: str, catalogue: Catalogue, note: str = "") -> Decided:
    """Accept a DOI; unless it is the one found it is looked up, so that its record completes.

    `doi` is a normal one. Raises `RadrefsError` for a DOI that no registry holds.
    """
    work, message = resolution.decision.work, ""
    if work is None or work.doi != doi:
        work, message = _looked_up(doi, catalogue)
    kept = work.doi if work else doi
    return Decided(_on_doi(resolution, Override("accepted", kept, today(), note, work)), message)


def rejected(resolution: Resolution, note: str = "") -> Resolution:
    """Decide that no DOI is written for the entry."""
    return _on_doi(resolution, Override("rejected", resolution.decision.doi, today(), note))


def forgotten(resolution: Resolution) -> Resolution:
    """Take every decision of a person on the entry back."""
    return replace(resolution, override=None)


def with_correction(resolution: Resolution, name: str, text: str, note: str = "") -> Resolution:
    """Correct one field, by the name people use. Raises `RadrefsError` for a wrong value."""
    field = field_named(name)
    before = resolution.override or Override("corrected", None, today())
    fields = tuple({**dict(before.fields), field: typed(field, text)}.items())
    now = replace(before, fields=fields, date=today(), note=note or before.note)
    return replace(resolution, override=now)


def on_same_text(
    resolutions: Sequence[Resolution], at: int, override: Override | None
) -> dict[int, Resolution]:
    """Return the entries that a decision on one of them changes, by position.

    These are the one at `at` and all of the same text; None takes decisions back.
    """
    key = key_of(resolutions[at].citation)
    return {
        other: replace(one, override=override)
        for other, one in enumerate(resolutions)
        if other == at or (key and key_of(one.citation) == key)
    }


def _on_doi(resolution: Resolution, override: Override) -> Resolution:
    """Decide on the DOI; the corrections that are there stay."""
    fields = resolution.override.fields if resolution.override else ()
    return replace(resolution, override=replace(override, fields=fields))


def _looked_up(doi: str, catalogue: Catalogue) -> tuple[Work | None, str]:
    """Look an accepted DOI up; a merged one leads to the work under its prime DOI."""
    try:
        work = catalogue.lookup([doi]).get(doi)
    except NotChecked as failure:
        return None, f"doi:{doi} is kept as you say; it could not be looked up: {failure}"
    if work is None and catalogue.complete:
        raise RadrefsError(
            f"doi:{doi} is held by no registry that was asked: look for a slip in it, "
            "or add --offline to keep it as it is"
        )
    if work is None:
        return None, f"doi:{doi} is kept as you say; it is not among the works of {catalogue.name}"
    return work, f"doi:{doi} was merged: doi:{work.doi} is kept" if work.doi != doi else ""
