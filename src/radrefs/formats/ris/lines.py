"""Cut RIS into records, and records into tags and values, however they are spelled.

    record ::= TY-line line* ER-line
    line   ::= tag "  -" [" "] value | continuation

Tags with one blank, a tab or none are read where the record's `TY` is written so; a tag in
small letters too. `ER  -` ends a record only at the start of a line, and so does the next
`TY`, for many a file has lost its `ER`. A line without a tag goes on with the value before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from radrefs.formats.ris.types import KNOWN, rows_of

__all__ = ["Stretch", "begins", "finder", "gather", "stretches", "tag_in", "tags_of"]

_MANY = 4096
"""Lines between records come in stretches of at most so many."""

_BITE = 256
"""So many lines are taken at once."""

_START = re.compile(
    r"([ \t\ufeff]{0,15})TY(?:  -(?P<strict>.*)"
    r"|(?:([ \t]{0,8})-([ \t]{0,8})| {0,8}\t[ \t]{0,8})(?P<loose>\w{2,12})[ \t,.;]{0,8})[\r\n]*\Z",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(r"[ \t]*ER[ \t]*-[\s,.;]*\Z", re.IGNORECASE)
_ONE_BLANK = re.compile(r"([A-Z][A-Z0-9]) -(?:\s|\Z)")
# Where text was wrapped, these open a line as words: "CT - a scan", "T1 - weighted".
_WORDS = frozenset({"CT", "T1", "T2", "T3", "ED", "ET", "IS"})
_EDGES = {"TY": "TY", "Ty": "TY", "tY": "TY", "ty": "TY", "ER": "ER", "Er": "ER", "eR": "ER",
          "er": "ER"}  # fmt: skip
_INSIDE = KNOWN - {"TY", "ER"}


Gathered = dict[str, list[str]]


class Stretch(NamedTuple):
    """Hold a record, or lines that are none, with where they begin (offset and line).

    `kind` is True for a record, False for lines of one whose `TY` is lost, None for what
    stands between records. `closed` says that an `ER` ends it, `gathered` is what
    `gather` gives, if that is known already.
    """

    text: str
    lines: list[str]
    at: int
    number: int
    kind: bool | None
    closed: bool = True
    gathered: Gathered | None = None


def begins(text: str) -> bool:
    """Say whether a `TY` line stands near a text's beginning."""
    found = re.search(r"(?:\A|[\r\n])[ \t\ufeff]*TY[ \t]{0,4}[-\t][^\r\n]{0,40}", text, re.I)
    return found is not None and _START.match(found[0].lstrip("\r\n")) is not None


def _edge(line: str, held: list[str], kind: bool | None) -> str | None:
    """Say whether a line begins a record ("TY") or ends one ("ER"), however it is written."""
    if line[2:5] == "  -":
        return _EDGES.get(line[:2])
    word = line[:16].lstrip(" \t\ufeff")[:2].upper()
    if word == "TY" and _START.match(line):
        return "TY"
    # With tabs for hyphens the last line is the tag alone.
    bare = kind and "-" not in held[0] and line.strip() == "ER"
    return "ER" if word == "ER" and (bare or _END.match(line)) else None


class _Cutter:
    """Cut lines one by one, whatever they are."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self.kind: bool | None = None
        self.at, self.number = 0, 1
        self.last = "ER  - \n"
        """The last `ER` line: most likely the next is the same."""

    def feed(self, line: str) -> Iterator[Stretch]:
        """Take one line; give the stretches that end with it or before it."""
        if self.kind and line[:2] in _INSIDE:
            self.held.append(line)
            return
        edge = _edge(line, self.held, self.kind)
        if edge == "TY":
            yield from self.end()
            blank = len(line) - len(line.lstrip(" \t\ufeff"))
            if mark := line.rfind("\ufeff", 0, blank) + 1:
                yield self._stretch(line[:mark], [], None)
            self.held, self.kind = [line[mark:]], True
        elif edge == "ER":
            if self.kind is None:
                yield from self.end()
                self.kind = False
            self.held.append(line)
            yield self._stretch("".join(self.held), self.held, self.kind)
            self.held, self.kind, self.last = [], None, line
        else:
            stray = self.kind is None and line[2:5] == "  -" and line[:2].upper() in KNOWN
            if stray or (self.kind is None and len(self.held) >= _MANY):
                yield from self.end()
                self.kind = False if stray else None
            self.held.append(line)

    def end(self) -> Iterator[Stretch]:
        """Return what is held; blank lines at the end of a record are between records."""
        after = len(self.held)
        while self.kind is not None and not self.held[after - 1].strip():
            after -= 1
        for lines, kind in ((self.held[:after], self.kind), (self.held[after:], None)):
            if lines:
                yield self._stretch("".join(lines), lines, kind, False)
        self.held, self.kind = [], None

    def quick(self, lines: list[str], start: int, end: int) -> Iterator[Stretch]:
        """Return a record that is as it should be, and the blank lines before it; else nothing."""
        first = start
        while lines[first].isspace():
            first += 1
        record = lines[first : end + 1]
        if record[0][:6] == "TY  - " and (gathered := gather(record, True)):
            if first > start:
                yield self._stretch("".join(lines[start:first]), lines[start:first], None)
            yield self._stretch("".join(record), record, True, True, gathered)

    def _stretch(
        self,
        text: str,
        lines: list[str],
        kind: bool | None,
        closed: bool = True,
        gathered: Gathered | None = None,
    ) -> Stretch:
        found = Stretch(text, lines, self.at, self.number, kind, closed, gathered)
        self.at += len(text)
        self.number += len(lines)
        return found


def stretches(lines: Iterable[str]) -> Iterator[Stretch]:
    """Cut lines of RIS into records and what stands between; joined they are the lines again.

    Lines are taken in bites, for records that are as they should be are found fast in them.
    """
    cutter = _Cutter()
    source = iter(lines)
    waiting: list[str] = []
    while bite := list(islice(source, _BITE)):
        waiting += bite
        at = 0
        while at < len(waiting):
            if not cutter.held:
                end = _index(waiting, cutter.last, at)
                if end < 0 and len(bite) == _BITE and len(waiting) - at < _BITE:
                    break
                before = cutter.number
                if end >= 0:
                    yield from cutter.quick(waiting, at, end)
                if cutter.number > before:
                    at = end + 1
                    continue
            yield from cutter.feed(waiting[at])
            at += 1
        waiting = waiting[at:]
    for line in waiting:
        yield from cutter.feed(line)
    yield from cutter.end()


def _index(lines: list[str], line: str, start: int) -> int:
    """Find a line in the next ones; -1 if it is not there."""
    try:
        return lines.index(line, start, start + _BITE)
    except ValueError:
        return -1


def finder(first: str) -> Callable[[str], int]:
    """Return for a record's first line what finds the end of a tag's head in its lines.

    0 says that a line has no tag.
    """
    return _head if first[2:5] == "  -" else _manner(first[:60]) or _head


def _head(line: str) -> int:
    if line[2:5] == "  -":
        tag = line[:2]
        known = tag.isupper() or tag.upper() in KNOWN
        return 5 if known and tag.isascii() and tag.isalnum() and tag[0].isalpha() else 0
    found = _ONE_BLANK.match(line)
    return 4 if found and found[1] in KNOWN and found[1] not in _WORDS else 0


@lru_cache(maxsize=256)
def _manner(first: str) -> Callable[[str], int] | None:
    found = _START.match(first)
    if found is None or (found["loose"] is None and not found[1]):
        return None
    before, after = found[3], found[4]
    if before is not None:
        gap = r"[ \t]{1,8}" if before else r"[ \t]{0,8}"
        sep = gap + (r"-(?:[ \t]|(?=[\r\n]|\Z))" if after else "-")
    else:
        sep = "  -" if found["loose"] is None else r"(?: {0,8}\t|  -)"
    indent = r"[ \t]{0,15}" if found[1] else ""
    pattern = re.compile(rf"{indent}([A-Za-z][A-Za-z0-9]){sep}")

    def head(line: str) -> int:
        tag = pattern.match(line)
        return tag.end() if tag and tag[1].upper() in KNOWN else 0

    return head


def tag_in(head: str) -> str:
    """Return the tag of a line's head, in capitals."""
    return head.strip(" \t-").upper()


def gather(lines: list[str], plain: bool = False) -> Gathered | None:
    """Return the values for each row of the table, `TY` first; under "" the tags that none reads.

    A line without a tag goes on with the value before it; with keywords it is one more
    (EndNote). What goes on with a value that is not read is not read either. `plain` gives
    None for a record with such lines, or others that are not as they should be.
    """
    head = finder(lines[0])
    type_ = lines[0][head(lines[0]) :].strip()
    rows = rows_of(type_.strip(" ,.;:").upper())
    gathered: Gathered = defaultdict(list, TY=[type_])
    row: str | None = None
    for line in lines[1:-1] if plain else lines[1:]:
        if name := rows.get(line[:6]):
            row = name
            gathered[row].append(line[6:].strip())
        elif plain:
            if line[:2] not in _INSIDE or line[2:6] != "  - ":
                return None
            gathered[""].append(line[:2])
        elif end := head(line):
            tag = tag_in(line[:end])
            row = rows.get(tag)
            gathered[row or ""].append(line[end:].strip() if row else tag)
        elif row and (value := line.strip()):
            gathered[row].append(value if row == "KW" else f"\n{value}")
    return gathered


def tags_of(record: Stretch, named: set[str], read_by: set[str]) -> list[str]:
    """Return the tags of a record that are named, or that one of these rows reads, in order."""
    head = finder(record.lines[0])
    rows = rows_of(record.lines[0][head(record.lines[0]) :].strip(" \t\r\n,.;:").upper())
    tags = [tag_in(line[: head(line)]) for line in record.lines[1:]]
    return [tag for tag in tags if tag in named or rows.get(tag) in read_by]
