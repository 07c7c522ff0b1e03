"""Complete a page's citation from a registry's record, and say who gave each field.

The record brings what the page leaves out: all authors with given names, the title in
its own case, full pages, the day, ISSN, publisher, abstract. Where the two disagree, the
page's value stays, because it is what a reader sees, and the disagreement is reported.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from radrefs.matching.features import Features, compare_features, normalize_citation
from radrefs.matching.normalize import folded, folded_name, is_shouted
from radrefs.matching.records import Work, citation_of, containers, dates, notices
from radrefs.matching.title import SAME_TITLE
from radrefs.model import ET_AL, Citation, Date, Name

__all__ = ["Disagreement", "Merged", "merge", "with_numbers"]


class Disagreement(NamedTuple):
    """A field in which page and record differ; the page's value stays.

    Except a DOI: the record's is taken, because its work was graded.
    """

    field: str
    page: str
    record: str

    @property
    def is_in_first_name(self) -> bool:
        """Say whether two lists of family names differ in the first of them."""
        one, other = (folded(side.partition(", ")[0]) for side in (self.page, self.record))
        return one != other


class Merged(NamedTuple):
    """A completed citation.

    `provenance` names for each field who gave it: "page", the registry, or "both".
    """

    citation: Citation
    provenance: dict[str, str]
    disagreements: tuple[Disagreement, ...] = ()


_FIELDS = tuple(
    name for name in Citation.model_fields if name not in ("id", "source", "problems", "custom")
)
_EMPTY: dict[str, Any] = {**dict.fromkeys(_FIELDS), "author": (), "editor": ()}
# Taken from the record without a comparison: the page prints none of them, or less.
_FROM_RECORD = frozenset({"issn", "isbn", "abstract", "language", "publisher", "publisher_place"})
_FROM_PAGE = frozenset({"note", "status", "accessed", "year_suffix", "genre", "edition", "keyword"})


def merge(citation: Citation, work: Work) -> Merged:
    """Complete a citation from the work that was found for it.

    Pure. The citation's `id`, `source` and `problems` stay.
    """
    record, pair = citation_of(work), _Pair(citation, work)
    values: dict[str, Any] = {}
    provenance: dict[str, str] = {}
    disagreements: list[Disagreement] = []
    for field in _FIELDS:
        mine, theirs = getattr(citation, field), getattr(record, field)
        if field == "container_title_short":
            theirs = theirs or record.container_title
        chosen, whose = _RULES.get(field, _plain)(mine, theirs, pair)
        if _is_empty(chosen):
            continue
        values[field] = chosen
        provenance[field] = work.registry if whose == "record" else whose
        differs = whose == "page" or (field == "doi" and bool(mine) and mine.lower() != theirs)
        if differs and not _is_empty(theirs) and field not in _FROM_PAGE | {"url"}:
            disagreements.append(Disagreement(field, _shown(mine), _shown(theirs)))
    notice, note = _notice_note(work), values.get("note") or ""
    if notice and not f"{note}; ".startswith(f"{notice}; "):
        values["note"] = f"{notice}; {note}" if note else notice
        provenance["note"] = "both" if note else work.registry
    values["type"] = citation.type if citation.type != "document" else record.type
    completed = citation.model_copy(update={**_EMPTY, **values})
    return Merged(completed, provenance, tuple(disagreements))


def with_numbers(merged: Merged, pmid: str, pmcid: str) -> Merged:
    """Add PubMed's numbers; a printed one stays, and is a disagreement where it differs."""
    values, provenance = {}, dict(merged.provenance)
    disagreements = list(merged.disagreements)
    for field, number in (("pmid", pmid), ("pmcid", pmcid)):
        printed = getattr(merged.citation, field)
        if not number:
            continue
        if not printed:
            values[field], provenance[field] = number, "pubmed"
        elif printed.upper() == number:
            provenance[field] = "both"
        else:
            disagreements.append(Disagreement(field, printed, number))
    return Merged(merged.citation.model_copy(update=values), provenance, tuple(disagreements))


def _is_empty(value: object) -> bool:
    return value is None or value == () or value == ""


def _shown(value: object) -> str:
    if isinstance(value, Date):
        return "-".join(f"{part:02}" for part in (value.date_parts or ((),))[0])
    if isinstance(value, tuple):
        return ", ".join(name.family or name.literal or "" for name in value)
    return str(value)


class _Pair:
    """A citation and its work; their features are compared once, if a rule needs them."""

    def __init__(self, citation: Citation, work: Work) -> None:
        self.citation, self.work = citation, work

    @cached_property
    def features(self) -> Features:
        """Compare the citation with the work."""
        return compare_features(normalize_citation(self.citation), self.work)


Value = Any
"""The value of one field of a citation: text, names or a date, by the field."""
_Choice = tuple[Value, str]


def _plain(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    """Keep the page's value; the record fills what is missing."""
    if _is_empty(mine):
        return theirs, "record"
    if _is_empty(theirs) or folded(str(mine)) != folded(str(theirs)):
        return mine, "page"
    return mine, "both"


def _people(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    """Take the record's whole list if it begins as the page's does."""
    if not theirs:
        return mine, "page"
    named = [name for name in mine if name != ET_AL]
    if not named:
        return theirs, "record"
    if pair.features.author.conflicts:
        return mine, "page"
    short = len(theirs) < len(named) or (ET_AL in mine and len(theirs) == len(named))
    if short and not all(len(name.given or "") > 3 for name in theirs):
        return mine, "page" if len(theirs) < len(named) else "both"
    if short:
        return (*theirs, *mine[len(theirs) :]), "both"
    return _with_printed_family(theirs, named[0]), "both"


def _with_printed_family(theirs: tuple[Name, ...], first: Name) -> tuple[Name, ...]:
    """Spell the first author's family as printed if the record lost its marks or case."""
    found = theirs[0]
    if not first.family or not found.family or first.family == found.family:
        return theirs
    if folded_name(first.family) != folded_name(found.family):
        return theirs
    richer = found.family.isascii() and not first.family.isascii()
    if richer or found.family.isupper() or found.family.islower():
        return (found.model_copy(update={"family": first.family}), *theirs[1:])
    return theirs


def _title(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    """Take the record's title, in its own case, unless it is all in capitals or shorter."""
    if not mine or not theirs:
        return (mine, "page") if mine else (theirs, "record")
    one, other = folded(mine), folded(theirs)
    ratio = fuzz.ratio(one, other) / 100
    if ratio < SAME_TITLE and not other.startswith(one):
        return (mine, "both") if one.startswith(other) else (mine, "page")
    return (mine if is_shouted(theirs) else theirs), "both"


def _journal(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    """Keep NLM's or the printed name; any name of the record that is the same confirms it."""
    if not mine or not theirs:
        return (mine, "page") if mine else (theirs, "record")
    journal = pair.features.journal
    return mine, "page" if journal.conflicts or journal.is_missing else "both"


def _full_journal(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    """Take the record's full name, which has its own capitals, if it spells the same."""
    chosen, whose = _journal(mine, theirs, pair)
    if whose == "both":
        same = [name for name in containers(pair.work) if folded(name) == folded(mine)]
        return next((name for name in same if not is_shouted(name)), mine), whose
    return chosen, whose


def _issued(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    """Complete the year with month and day of the record's date in that year."""
    if not mine or not mine.year:
        return (mine, "page") if mine else (theirs, "record")
    if len(mine.date_parts) > 1 or len(mine.date_parts[0]) > 1:
        return mine, "both" if theirs and theirs.year == mine.year else "page"
    same = [date for date in dates(pair.work) if date[0] == mine.year]
    if not same:
        return mine, "page"
    return Date(date_parts=(same[0],), literal=None), "both"


def _pages(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    """Keep the page's pages; the record completes a first page alone."""
    if not mine or not theirs:
        return (mine, "page") if mine else (theirs, "record")
    if not pair.features.page.agrees:
        return mine, "page"
    if "-" not in mine and theirs.startswith(f"{mine}-"):
        return theirs, "both"
    other_end = "-" in mine and "-" in theirs and mine.split(",")[0].lower() != theirs.lower()
    return mine, "page" if other_end else "both"


def _number(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    """Keep a printed article number; take the record's only where no page is printed."""
    if mine:
        return mine, "both" if theirs and folded(mine) == folded(theirs) else "page"
    return (None, "page") if pair.citation.page else (theirs, "record")


def _doi(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    """Take the record's DOI: its work was found to be the citation's."""
    return theirs, "both" if mine and mine.lower() == theirs else "record"


def _record_first(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    return (theirs, "record") if theirs else (mine, "page")


def _type(mine: Value, theirs: Value, pair: _Pair) -> _Choice:
    return mine, "both"


_RULES: dict[str, Callable[[Value, Value, _Pair], _Choice]] = {
    "author": _people, "editor": _people, "title": _title, "container_title": _full_journal,
    "container_title_short": _journal, "issued": _issued, "page": _pages, "number": _number,
    "doi": _doi, "type": _type, **dict.fromkeys(_FROM_RECORD, _record_first),
}  # fmt: skip


def _notice_note(work: Work) -> str:
    """Return the note that a work was retracted or is under concern."""
    notes = []
    for notice in notices(work):
        if update := notice.update:
            where = f" (doi:{notice.doi})" if notice.doi else ""
            notes.append(f"{update.label}{f' {notice.date}' if notice.date else ''}{where}")
    return "; ".join(notes)
