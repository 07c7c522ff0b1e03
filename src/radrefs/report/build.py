"""Make a report of resolutions: what is shown of each entry. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from radrefs.formats import Library
from radrefs.matching.features import FEATURES, Feature, Level
from radrefs.matching.grades import standing_of as standing_of_state
from radrefs.matching.grading import Candidate
from radrefs.matching.records import citation_of
from radrefs.model import ET_AL, Citation, Name
from radrefs.report.coins import context_object
from radrefs.report.files import files_of
from radrefs.report.model import (
    Comparison,
    Entry,
    Field,
    Piece,
    Remark,
    Report,
    Row,
    Standing,
)
from radrefs.resolutions.corrections import CORRECTABLE, typed_of
from radrefs.resolutions.resolution import Resolution, text_of
from radrefs.word_diff import differing

__all__ = ["entry_of", "report_of", "standing_of"]

_LABELS = {
    "author": "Authors", "editor": "Editors", "title": "Title", "container_title": "Journal",
    "container_title_short": "Abbreviated", "issued": "Year", "volume": "Volume",
    "issue": "Issue", "page": "Pages", "number": "Number", "edition": "Edition", "genre": "Genre",
    "publisher": "Publisher", "publisher_place": "Place", "status": "Status", "note": "Note",
    "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "url": "URL", "isbn": "ISBN", "issn": "ISSN",
    "language": "Language", "type": "Type",
}  # fmt: skip
_FIELD_OF = {
    "title": "title", "author": "author", "journal": "container_title", "year": "issued",
    "volume": "volume", "issue": "issue", "page": "page",
}  # fmt: skip
_LEVELS = {Level.AGREES: "agrees", Level.NEAR: "nearly", Level.CONFLICTS: "differs",
           Level.MISSING: "nothing to compare"}  # fmt: skip


def report_of(
    resolutions: Sequence[Resolution], pages: Iterable[str] = (), library: Library | None = None
) -> Report:
    """Make the report of some resolutions; `pages` are the names of what was read.

    `library` is the file of references that was read, if it was one.
    """
    entries = tuple(entry_of(one, at) for at, one in enumerate(resolutions))
    files = files_of([one.merged.citation for one in resolutions], library)
    return Report(tuple(pages), entries, files)


def standing_of(resolution: Resolution) -> Standing:
    """Say how an entry stands: certain, doubtful or open."""
    return standing_of_state(resolution.state)


def entry_of(resolution: Resolution, at: int) -> Entry:
    """Make what is shown of one entry."""
    source, merged = resolution.citation.source, resolution.merged
    citation = merged.citation
    text = text_of(resolution.citation)
    pieces = tuple(source.pieces()) if source and not source.format else (("", text),)
    first = next((name.family or name.literal or "" for name in citation.author), "")
    return Entry(
        at=at,
        number=source.number if source else None,
        heading=source.heading if source else None,
        pieces=pieces,
        standing=standing_of(resolution),
        state=resolution.state,
        reason=resolution.decision.reason,
        doi=citation.doi,
        word=_word(resolution),
        fields=tuple(_fields(citation, merged.provenance)),
        comparisons=tuple(_comparisons(resolution)),
        disagreements=tuple(_disagreement(*one) for one in merged.disagreements),
        notices=tuple(Remark(one.name, one.date, doi=one.doi) for one in resolution.notices),
        problems=tuple(
            Remark(str(one.kind), one.message, (Piece(text[one.start : one.end], True),))
            for one in resolution.citation.problems
        ),
        coins=context_object(citation),
        author=first.casefold(),
        year=citation.year,
        plain=text,
    )


def _word(resolution: Resolution) -> str:
    """Say what a person said, and when."""
    word = resolution.override
    if word is None:
        return ""
    names = {field: name for name, field in CORRECTABLE.items()}
    corrected = ", ".join(names.get(field, field) for field, _ in word.fields)
    said: list[str] = [word.kind] if word.kind != "corrected" else []
    said += [f"{corrected} corrected"] if corrected else []
    return f"{' and '.join(said)} by a person, {word.date}{f': {word.note}' if word.note else ''}"


def _disagreement(field: str, page: str, record: str) -> Remark:
    printed, found = differing(page, record)
    return Remark(_LABELS.get(field, field), "", printed, found)


def _fields(citation: Citation, provenance: dict[str, str]) -> Iterator[Field]:
    """Give the fields that are written, in the order of a reference, then those one may add."""
    typed = set(CORRECTABLE.values())
    for name, label in _LABELS.items():
        value = _value(citation, name)
        if value or name in typed:
            mine = typed_of(citation, name) if name in typed else None
            yield Field(name, label, value, provenance.get(name, ""), mine)


def _value(citation: Citation, field: str) -> str:
    value = getattr(citation, field)
    if not value:
        return ""
    if field in ("author", "editor"):
        return "; ".join(map(_name, value))
    if field == "issued":
        parts = value.date_parts[0] if value.date_parts else ()
        return "-".join(f"{part:02}" for part in parts) or value.literal or ""
    return str(value)


def _name(name: Name) -> str:
    if name.literal is not None:
        return name.literal
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def _comparisons(resolution: Resolution) -> Iterator[Comparison]:
    """Give the works to be seen beside the page: what is written or offered, then one other."""
    decision, citation = resolution.decision, resolution.citation
    if decision.work:
        record = citation_of(decision.work)
        rows = _rows(citation, decision.evidence, record, record.title or "")
        title, grade = record.title or "", str(decision.grade)
        yield Comparison("written", decision.work.doi, title, grade, rows)
    for one in decision.suggestions:
        yield _candidate("suggested", citation, one)
    other = decision.runner_up
    if other and other.doi not in {one.doi for one in decision.suggestions}:
        yield _candidate("other", citation, other)


def _candidate(
    role: Literal["suggested", "other"], citation: Citation, shown: Candidate
) -> Comparison:
    rows = _rows(citation, shown.evidence, None, shown.title)
    return Comparison(role, shown.doi, shown.title, str(shown.grade), rows)


def _rows(
    citation: Citation, evidence: dict[str, Feature], record: Citation | None, title: str
) -> tuple[Row, ...]:
    return tuple(
        _row(name, evidence[name], citation, record, title)
        for name in FEATURES
        if name in evidence and (name in _FIELD_OF or evidence[name].level is not Level.AGREES)
    )


def _row(
    witness: str, finding: Feature, citation: Citation, record: Citation | None, title: str
) -> Row:
    """Lay what is printed beside what was found; where only the finding is kept, that."""
    shown = _LEVELS[finding.level]
    field = _FIELD_OF.get(witness)
    one, slash, other = finding.detail.partition(" / ")
    if field is None:
        printed, found = (one, other) if slash else ("", finding.detail)
    else:
        printed = _printed(citation, field)
        found = title if field == "title" else _recorded(record, field) if record else other
        if witness == "title" and finding.detail:
            shown += f", likeness {finding.detail}"
    if finding.level is Level.AGREES and field != "title":
        return Row(witness, (Piece(printed),), (Piece(found),), str(finding.level), shown)
    left, right = differing(printed, found) if found else ((Piece(printed),), ())
    return Row(witness, left, right, str(finding.level), shown)


def _printed(citation: Citation, field: str) -> str:
    """Give a field as printed; as understood where it was not read from a page."""
    source = citation.source
    texts = source.printed(field) if source else ()
    return ", ".join(texts) if texts else _brief(citation, field)


def _recorded(record: Citation, field: str) -> str:
    return _brief(record, field) or (record.number or "" if field == "page" else "")


def _brief(citation: Citation, field: str) -> str:
    """Give a field's value, of many authors the first three."""
    if field != "author":
        return _value(citation, field)
    named = [name for name in citation.author if name != ET_AL]
    more = ", et al." if len(named) > 3 or len(named) < len(citation.author) else ""
    whole = [one.literal or f"{one.family or ''} {one.given or ''}".strip() for one in named[:3]]
    return ", ".join(whole) + more
