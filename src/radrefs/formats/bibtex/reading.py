"""Read the entries of a .bib file of either dialect by the tables of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from radrefs.formats.bibtex.file import Entry, Stretch, stretches
from radrefs.formats.bibtex.rows import BIBLATEX, ROWS, state
from radrefs.formats.bibtex.types import (
    ALIASES,
    MEANT,
    READ_TYPES,
)  # fmt: skip
from radrefs.formats.draft import Draft
from radrefs.formats.library import Block
from radrefs.model import Place, Problem, ProblemKind, Source
from radrefs.text import one_line

__all__ = ["blocks"]

_BY_TAG = {row.tag: row for row in (state(), *ROWS, *BIBLATEX)}
_RANK = {
    tag: at
    for at, tag in enumerate(dict.fromkeys((*(r.tag for r in (*BIBLATEX, *ROWS)), "pubstate")))
}
# What parents give to entries that name them by `crossref` (BibLaTeX's manual, appendix B).
_INHERITED = {"title": "booktitle", "subtitle": "booksubtitle"}
_JOURNALS = frozenset(name for name, tag in ALIASES.items() if tag in ("journal", "journaltitle"))
_NOT_INHERITED = frozenset("crossref xref ids author pages abstract keywords doi url note".split())
_SILENT = frozenset("crossref subtitle booksubtitle".split())


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Read a .bib file of either dialect into blocks; see `Format`."""
    text = "".join(lines)
    found = list(stretches(text))
    entries = {
        one.entry.key.lower(): one.entry
        for one in reversed(found)
        if one.entry is not None and not one.doubled
    }
    for stretch in found:
        if stretch.entry is None:
            yield Block(stretch.text, stretch.line, None, stretch.wrong)
        else:
            yield _block(stretch, stretch.entry, entries)


def _block(stretch: Stretch, entry: Entry, entries: Mapping[str, Entry]) -> Block:
    fields = _with_parent(entry, entries)
    draft = Draft(stretch.text, one_line(entry.key), _type_of(entry, fields))
    gathered: dict[str, list[str]] = {}
    left = []
    for name, value in fields.items():
        tag = ALIASES.get(name, name)
        if tag not in _BY_TAG and name in MEANT:
            tag = MEANT[name]
        if tag in _BY_TAG:
            gathered.setdefault(tag, []).append(value)
        elif name not in _SILENT:
            left.append(name)
    _join_subtitles(fields, gathered)
    for tag in sorted(gathered, key=_RANK.__getitem__):
        _BY_TAG[tag].read(gathered[tag], draft)
    end = stretch.start + len(stretch.text)
    draft.problems += _problems(stretch, entry)
    places = (Place(stretch.start, end, stretch.line),)
    citation = draft.citation(Source(stretch.text, places=places, format="bibtex"))
    return Block(stretch.text, stretch.line, citation, None, tuple(left))


def _with_parent(entry: Entry, entries: Mapping[str, Entry]) -> dict[str, str]:
    parent = entries.get(entry.fields.get("crossref", "").strip().lower())
    if parent is None or parent.key == entry.key:
        return entry.fields
    fields = dict(entry.fields)
    for name, value in parent.fields.items():
        # An article has its journal; the proceedings' title is not another name of it.
        held = name == "title" and entry.fields.keys() & _JOURNALS
        if name not in _NOT_INHERITED and not held:
            fields.setdefault(_INHERITED.get(name, name), value)
    return fields


def _type_of(entry: Entry, fields: Mapping[str, str]) -> str:
    found = READ_TYPES.get(entry.type, "document")
    if entry.type in ("misc", "online") and {"preprint", "prepublished"} & {
        fields.get("type", "").strip().lower(),
        fields.get("pubstate", "").strip().lower(),
    }:
        return "article"
    if entry.type == "misc" and "howpublished" not in fields and "url" in fields:
        return "webpage"
    return found


def _join_subtitles(fields: Mapping[str, str], gathered: dict[str, list[str]]) -> None:
    for name, tag in (("subtitle", "title"), ("booksubtitle", "booktitle")):
        if fields.get(name, "").strip() and tag in gathered:
            head = gathered[tag][0]
            mark = "" if head.rstrip()[-1:] in "?!:" else ":"
            gathered[tag][0] = f"{head}{mark} {fields[name]}"


def _problems(stretch: Stretch, entry: Entry) -> Iterator[Problem]:
    def problem(word: str, message: str) -> Problem:
        at = stretch.text.lower().find(word.lower())
        at = max(at, 0)
        return Problem(ProblemKind.ENTRY, at, at + len(word), message)

    if stretch.doubled:
        yield problem(entry.key, f"the key {entry.key} stands twice in the file")
    for name in entry.twice:
        yield problem(name, f"the field {name} stands twice; the first was read")
    for name in entry.unknown:
        yield problem(name, f"no @string defines {name}; its name stands for it")
