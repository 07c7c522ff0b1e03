"""Make a report of resolutions: what is shown of each entry. Pure: no file, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from radrefs.formats import Library
from radrefs.gc_pause import gc_paused
from radrefs.matching import Candidate, Feature, Level, Standing, citation_of, similarity_label
from radrefs.matching import standing_of as standing_of_state
from radrefs.matching.features import FEATURES
from radrefs.model import ET_AL, Citation, Name, Source
from radrefs.report.coins import context_object
from radrefs.report.files import files_of
from radrefs.report.model import Comparison, Entry, Field, Part, Remark, Report, Row
from radrefs.resolutions.corrections import CORRECTABLE, typed_of
from radrefs.resolutions.resolution import Override, Resolution, text_of
from radrefs.word_diff import Piece, differing

__all__ = ["entry_of", "report_of", "standing_of"]

_FIELD_LABELS = {
    "author": "Authors", "editor": "Editors", "title": "Title", "container_title": "Journal",
    "container_title_short": "Abbreviated", "issued": "Year", "volume": "Volume",
    "issue": "Issue", "page": "Pages", "number": "Number", "edition": "Edition", "genre": "Genre",
    "publisher": "Publisher", "publisher_place": "Place", "status": "Status", "note": "Note",
    "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "url": "URL", "isbn": "ISBN", "issn": "ISSN",
    "language": "Language", "type": "Type",
}  # fmt: skip
"""The fields that are shown, in the order of a reference, and how they are called."""
_FIELD_OF = {
    "title": "title", "author": "author", "journal": "container_title", "year": "issued",
    "volume": "volume", "issue": "issue", "page": "page",
}  # fmt: skip
"""The field of a citation that each feature compares."""
_LEVEL_LABELS = {
    Level.AGREES: "agrees", Level.NEAR: "nearly", Level.CONFLICTS: "differs",
    Level.MISSING: "nothing to compare",
}  # fmt: skip
_SOURCE_LABELS = {"both": "page and record", "person": "you"}
_MOST_AUTHORS = 3


def report_of(
    resolutions: Sequence[Resolution], pages: Iterable[str] = (), library: Library | None = None
) -> Report:
    """Return the report of some resolutions; `pages` are the names of what was read.

    `library` is the file of references that was read, if it was one: it keeps all that was
    not changed when it is written again.
    """
    with gc_paused():
        entries = tuple(entry_of(one, at) for at, one in enumerate(resolutions))
        files = files_of([one.merged.citation for one in resolutions], library)
    return Report(tuple(pages), entries, files)


def standing_of(resolution: Resolution) -> Standing:
    """Say how an entry stands: certain, doubtful or open."""
    return standing_of_state(resolution.state)


def entry_of(resolution: Resolution, at: int) -> Entry:
    """Return what is shown of one entry; `at` is its position in the report, from 0."""
    source, merged = resolution.citation.source, resolution.merged
    citation, text = merged.citation, text_of(resolution.citation)
    parts = tuple(_parts(source, text))
    first = next((name.family or name.literal or "" for name in citation.author), "")
    return Entry(
        at=at,
        number=source.number if source else None,
        printed=parts,
        standing=standing_of(resolution),
        state=resolution.state,
        reason=resolution.decision.reason,
        doi=citation.doi,
        override=_override(resolution.override),
        fields=tuple(_fields(citation, merged.provenance)),
        comparisons=tuple(_comparisons(resolution, _printed(resolution.citation, parts))),
        disagreements=tuple(
            _disagreement(one.field, one.page, one.record) for one in merged.disagreements
        ),
        notices=tuple(Remark(one.name, one.date, doi=one.doi) for one in resolution.notices),
        problems=tuple(
            Remark(str(one.kind), one.message, (Piece(text[one.start : one.end], True),))
            for one in resolution.citation.problems
        ),
        coins=context_object(citation),
        reader=_READERS[source.reader] if source else "",
        author=first.casefold(),
        year=citation.year,
        plain=text,
    )


# Who read an entry whose style the rules do not know (docs: labeller).
_READERS = {
    "rules": "",
    "grammar": "a grammar of another style",
    "labeller": "comparison with other references: check each field",
}


def _parts(source: Source | None, text: str) -> Iterator[Part]:
    """Cut an entry into its fields and what stands between; an entry of a file is one part."""
    if source is None or source.format:
        yield Part("", text)
        return
    for field, piece in source.pieces():
        yield Part(field, piece)


def _override(override: Override | None) -> str:
    """Say in words what a person decided, and when."""
    if override is None:
        return ""
    names = {field: name for name, field in CORRECTABLE.items()}
    corrected = ", ".join(names.get(field, field) for field, _ in override.fields)
    acts: list[str] = [override.kind] if override.kind != "corrected" else []
    acts += [f"{corrected} corrected"] if corrected else []
    note = f": {override.note}" if override.note else ""
    return f"{' and '.join(acts)} by a person, {override.date}{note}"


def _disagreement(field: str, page: str, record: str) -> Remark:
    printed, found = differing(page, record)
    return Remark(_FIELD_LABELS.get(field, field), "", printed, found)


def _fields(citation: Citation, provenance: dict[str, str]) -> Iterator[Field]:
    """Return the fields that have a value, and those that a person may fill in."""
    correctable = set(CORRECTABLE.values())
    for name, label in _FIELD_LABELS.items():
        value = _value(citation, name)
        if value or name in correctable:
            typed = typed_of(citation, name) if name in correctable else None
            source = provenance.get(name, "")
            yield Field(name, label, value, _SOURCE_LABELS.get(source, source), typed)


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


def _printed(citation: Citation, parts: Iterable[Part]) -> dict[str, str]:
    """Return the fields that are compared, as printed; as understood if none is printed."""
    texts: dict[str, list[str]] = {}
    for part in parts:
        texts.setdefault(part.field, []).append(part.text)
    return {
        field: ", ".join(texts[field]) if field in texts else _brief(citation, field)
        for field in _FIELD_OF.values()
    }


def _comparisons(resolution: Resolution, printed: dict[str, str]) -> Iterator[Comparison]:
    """Return the works that are shown beside the page: written or suggested, then one other."""
    decision = resolution.decision
    if decision.work:
        record = citation_of(decision.work)
        found = {field: _recorded(record, field) for field in _FIELD_OF.values()}
        rows = _rows(printed, decision.evidence, found)
        yield Comparison("written", decision.work.doi, rows)
    for one in decision.suggestions:
        yield _candidate("suggested", printed, one)
    other = decision.runner_up
    if other and other.doi not in {one.doi for one in decision.suggestions}:
        yield _candidate("other", printed, other)


def _candidate(
    role: Literal["suggested", "other"], printed: dict[str, str], shown: Candidate
) -> Comparison:
    """Show a work of which only the title and the features are kept."""
    return Comparison(role, shown.doi, _rows(printed, shown.evidence, {"title": shown.title}))


def _rows(
    printed: dict[str, str], evidence: dict[str, Feature], found: dict[str, str]
) -> tuple[Row, ...]:
    """Return a row for each feature that is a field, or that does not simply agree."""
    return tuple(
        _row(name, evidence[name], printed, found)
        for name in FEATURES
        if name in evidence and (name in _FIELD_OF or evidence[name].level is not Level.AGREES)
    )


def _row(name: str, feature: Feature, printed: dict[str, str], found: dict[str, str]) -> Row:
    """Lay what is printed beside what was found.

    Where a value was not kept, the feature's detail says it: `page / record`.
    """
    field = _FIELD_OF.get(name)
    page_detail, slash, record_detail = feature.detail.partition(" / ")
    if field is None:
        left, right = (page_detail, record_detail) if slash else ("", feature.detail)
    else:
        left, right = printed[field], found.get(field, record_detail)
    level, label = str(feature.level), _level_label(name, feature)
    if not right or (feature.level is Level.AGREES and name != "title"):
        return Row(name, (Piece(left),), (Piece(right),), level, label)
    left_pieces, right_pieces = differing(left, right)
    return Row(name, left_pieces, right_pieces, level, label)


def _level_label(name: str, feature: Feature) -> str:
    """Say in words how page and record compare; of a title how similar they are."""
    label = _LEVEL_LABELS[feature.level]
    similar = similarity_label(feature) if name == "title" else ""
    return f"{label}, {similar}" if similar else label


def _recorded(record: Citation, field: str) -> str:
    return _brief(record, field) or (record.number or "" if field == "page" else "")


def _brief(citation: Citation, field: str) -> str:
    """Return a field's value; of many authors the first three."""
    if field != "author":
        return _value(citation, field)
    named = [name for name in citation.author if name != ET_AL]
    cut = len(named) > _MOST_AUTHORS or len(named) < len(citation.author)
    shown = [
        one.literal or f"{one.family or ''} {one.given or ''}".strip()
        for one in named[:_MOST_AUTHORS]
    ]
    return ", ".join(shown) + (", et al." if cut else "")
