"""Share what RIS and MEDLINE need: records of tagged lines, cleaned, written, edited in place.

A record is edited in passes. The first changes the lines of the facts that changed; the
record is then read again, and where another line still says something else (a `JO` beside
the `T2`), that group of tags is written anew, at last without the tags that are only read.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import add
from typing import NamedTuple

from radrefs.citekeys import base_key, significant_word
from radrefs.formats.table import Draft, Row, values_of
from radrefs.model import Citation, Problem, ProblemKind
from radrefs.text import find_mojibake, one_line

__all__ = [
    "Piece", "Shape", "clean", "doubt", "edit", "leave", "lines_of", "made_key", "only_read",
    "plain", "problems", "record", "standard_number", "with_supplement",
]  # fmt: skip

_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#[xX][\da-fA-F]{1,6});")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_PRINTABLE = bytes(range(0x20, 0x7F))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# What UTF-8 read as another encoding is in UTF-8: Â to ô, then a sign.
_MOJIBAKE = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")
_LINE_END = re.compile(r"[\r\n]+\Z")
_ISSN = re.compile(r"(?<![\dXx-])(\d{4})[-\u2010-\u2013]?(\d{3}[\dXx])(?![\dXx-])")
_ISBN = re.compile(r"(?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dXx]")
_SUPPLEMENT = re.compile(r"(\S+) \(?((?:\d+ )?Suppl\b.*?)\)?")


def lines_of(text: str) -> list[str]:
    """Cut text into lines with their ends, at LF, CR LF and CR alone."""
    return io.StringIO(text, newline="").readlines()


def _is_clean(probe: str) -> bool:
    """Tell of values joined by blanks, with one at each end, whether each is one clean line."""
    if "  " in probe:
        return False
    if probe.isascii():
        return not probe.encode("ascii").translate(None, _PRINTABLE)
    return probe.isprintable() and unicodedata.is_normalized("NFC", probe)


def clean(gathered: dict[str, list[str]]) -> bool:
    """Clean the values of a record as read; tell whether control characters were among them.

    A value that begins with a line end goes on with the one before. HTML's entities are
    what they stand for: publishers' exports have them, no title does.
    """
    probe = f" {' '.join(chain.from_iterable(gathered.values()))} "
    if _is_clean(probe) and "&" not in probe:
        return False
    for tag, found in gathered.items():
        whole: list[list[str]] = []
        for value in found:
            if value.startswith("\n") and whole:
                whole[-1].append(value)
            else:
                whole.append([value])
        gathered[tag] = [one_line(_ENTITY.sub(_entity, "".join(parts))) for parts in whole]
    return _CONTROL.search(probe) is not None


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if not name.startswith("#"):
        return _ENTITIES[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if code <= 0x10FFFF else found[0]


def record(heads: list[str], values: list[str]) -> str:
    """Join heads ("TI  - ") and values to lines, the values cleaned and none empty."""
    if not _is_clean(f" {' '.join(values)} "):
        pairs = [(head, one_line(value)) for head, value in zip(heads, values, strict=True)]
        return "\n".join([head + value for head, value in pairs if value])
    return "\n".join(map(add, heads, values))


def plain(tag: str, field: str) -> Row:
    """Map a tag to a text field; values are clean when they are read."""

    def write(citation: Citation) -> Iterable[str]:
        value: str | None = getattr(citation, field)
        return (value,) if value else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            if value:
                draft.setdefault(field, value)
                return

    return Row(tag, write, read)


def only_read(tag: str, read: Callable[[Sequence[str], Draft], None]) -> Row:
    """Map a tag that is read and never written."""
    return Row(tag, lambda citation: (), read)


def leave(draft: Draft, tag: str) -> None:
    """Note that a tag's value stands in no field."""
    draft.setdefault("_left", set()).add(tag)


def doubt(draft: Draft, kind: ProblemKind, value: str, message: str) -> None:
    """Note a doubt about a value; where it stands is found when the record is done."""
    draft.setdefault("_doubts", []).append((kind, value, message))


def made_key(draft: Draft) -> str:
    """Make the key of a record that has none."""
    author, issued = draft.get("author"), draft.get("issued")
    first = (author[0].family or significant_word(author[0].literal or "")) if author else None
    return base_key(first, issued.year if issued else None, draft.get("title"))


def problems(text: str, draft: Draft) -> tuple[Problem, ...]:
    """Give the doubts about a record with their spans in its text; its first line if unknown."""
    if "_doubts" not in draft and text.isascii():
        return ()
    found = []
    for kind, value, message in draft.pop("_doubts", ()):
        at = text.find(value) if value else -1
        end = at + len(value) if at >= 0 else len(text.splitlines()[0]) if text else 0
        found.append(Problem(kind, max(at, 0), end, message))
    data = b"" if text.isascii() else text.encode("utf-8", "replace")
    odd = b"\xc3" in data and _MOJIBAKE.search(data)
    if (odd or "\ufffd" in text) and (span := find_mojibake(text)):
        found.append(Problem(ProblemKind.ENCODING, *span, "characters look wrongly decoded"))
    return tuple(sorted(found, key=lambda problem: problem[1:]))


@lru_cache(maxsize=16384)
def standard_number(text: str) -> tuple[str, str]:
    """Tell what a standard number is: `("issn", ...)`, `("isbn", ...)`, `("", text)`."""
    if found := _ISBN.search(text):
        digits = sum(char.isalnum() for char in found[0])
        if digits in (10, 13) or len(found[0]) == len(text):
            return "isbn", found[0]
    if found := _ISSN.search(text):
        return "issn", f"{found[1]}-{found[2].upper()}"
    return "", text


def with_supplement(draft: Draft) -> None:
    """Put a supplement that stands in the volume ("117 Suppl") where it belongs."""
    volume = draft.get("volume", "")
    found = _SUPPLEMENT.fullmatch(volume) if "Suppl" in volume else None
    if found and "issue" not in draft:
        draft["volume"], draft["issue"] = found[1], found[2]


class Piece(NamedTuple):
    """Hold a stretch of a record: a field from its tag to the next one, or what is none.

    `tag` is that of the row which reads it ("" if none does), `head` all before the value.
    """

    tag: str
    head: str
    value: str
    text: str


class Shape(NamedTuple):
    """Say how records of a format are edited.

    `lists` are the tags with one value a line, `groups` those that tell one fact together;
    a line of a tag in `before` stands above the first one of another. `cut` takes a
    record apart, `head` gives a tag's head in the manner of a record, and `read` reads it.
    """

    rows: Sequence[Row]
    lists: frozenset[str]
    groups: Sequence[frozenset[str]]
    before: Mapping[str, str]
    cut: Callable[[str], list[Piece]]
    head: Callable[[str, list[Piece]], str]
    read: Callable[[str], Citation | None]


Values = Mapping[str, list[str]]


def edit(text: str, old: Citation, new: Citation, shape: Shape) -> str:
    """Give a record's text with the lines changed that say something else in `new`."""
    wanted = _clean_values(shape.rows, new)
    changed = _different(_clean_values(shape.rows, old), wanted)
    if not changed:
        return text
    text = _with_values(text, changed, wanted, shape)
    rest = _still_different(text, wanted, shape)
    if not rest:
        return text
    whole = set(rest).union(*(group for group in shape.groups if group & set(rest)))
    text = _with_group(text, whole & {row.tag for row in shape.rows}, wanted, shape)
    if _still_different(text, wanted, shape):
        bare = _with_group(text, whole, wanted, shape)
        if not _still_different(bare, wanted, shape):
            return bare
    return text


def _still_different(text: str, wanted: Values, shape: Shape) -> list[str]:
    again = shape.read(text)
    return _different(_clean_values(shape.rows, again), wanted) if again else []


def _clean_values(rows: Sequence[Row], citation: Citation) -> Values:
    found = values_of(rows, citation)
    return {
        tag: [line for one in values if (line := one_line(one))] for tag, values in found.items()
    }


def _different(before: Values, after: Values) -> list[str]:
    tags = dict.fromkeys((*before, *after))
    return [tag for tag in tags if before.get(tag, []) != after.get(tag, [])]


def _with_values(text: str, tags: Iterable[str], wanted: Values, shape: Shape) -> str:
    """Change the lines of some tags, each where it stands."""
    pieces = shape.cut(text)
    end = _end_of(text)
    for tag in tags:
        values = wanted.get(tag, [])
        if tag in shape.lists or not values:
            _put_list(pieces, tag, values, shape, end)
        else:
            at = next((i for i, p in enumerate(pieces) if p.tag == tag and p.value), None)
            if at is None:
                _put_list(pieces, tag, values, shape, end)
            else:
                pieces[at] = _with_value(pieces[at], values[0])
    return _joined(pieces, end)


def _with_group(text: str, tags: set[str], wanted: Values, shape: Shape) -> str:
    """Write the lines of a group of tags anew; those of its tags that are not written go."""
    pieces = shape.cut(text)
    end = _end_of(text)
    for tag in {piece.tag for piece in pieces} & tags:
        if tag not in wanted:
            pieces = [piece for piece in pieces if piece.tag != tag]
    for row in shape.rows:
        if row.tag in tags:
            _put_list(pieces, row.tag, wanted.get(row.tag, []), shape, end, exact=True)
    return _joined(pieces, end)


def _put_list(
    pieces: list[Piece], tag: str, new: list[str], shape: Shape, end: str, exact: bool = False
) -> None:
    """Make the lines of a tag say `new`; those that do at the beginning and the end stay."""
    at = [i for i, piece in enumerate(pieces) if piece.tag == tag]
    have = [pieces[i].value if exact else _said(pieces[i], shape) for i in at]
    if have == new:
        return
    front = 0
    while front < min(len(have), len(new)) and have[front] == new[front]:
        front += 1
    back = 0
    while back < min(len(have), len(new)) - front and have[-1 - back] == new[-1 - back]:
        back += 1
    old_at = at[front : len(at) - back]
    values = new[front : len(new) - back]
    shared = min(len(old_at), len(values))
    for i, value in zip(old_at[:shared], values, strict=False):
        pieces[i] = _with_value(pieces[i], value)
    if extra := values[shared:]:
        head = shape.head(tag, pieces)
        place = _place(pieces, tag, front + shared, at, shape)
        pieces[place:place] = [Piece(tag, head, one, f"{head}{one}{end}") for one in extra]
    gone = set(old_at[shared:])
    if gone:
        pieces[:] = [piece for i, piece in enumerate(pieces) if i not in gone]


def _said(piece: Piece, shape: Shape) -> str | None:
    """Give what a line says, as it would be written; None if that is not one value."""
    row = next(row for row in shape.rows if row.tag == piece.tag)
    draft: Draft = {"id": "x", "type": "document"}
    gathered = {piece.tag: [piece.value]}
    clean(gathered)
    row.read(gathered[piece.tag], draft)
    fields = {name: value for name, value in draft.items() if not name.startswith("_")}
    said = [one_line(value) for value in row.write(Citation(**fields))]
    return said[0] if len(said) == 1 else None


def _place(pieces: list[Piece], tag: str, done: int, at: list[int], shape: Shape) -> int:
    """Find where a new line of a tag belongs: by those of its tag, else by the table's order."""
    if at:
        return at[done - 1] + 1 if done else at[0]
    if above := shape.before.get(tag):
        for i, piece in enumerate(pieces):
            if piece.tag == above:
                return i
    rank = {row.tag: k for k, row in enumerate(shape.rows)}
    best, place = -1, 0
    for i, piece in enumerate(pieces):
        if best <= (found := rank.get(piece.tag, -2)) < rank[tag]:
            best, place = found, i + 1
    return place


def _with_value(piece: Piece, value: str) -> Piece:
    """Give a field another value; its head, its line end and blank lines after it stay."""
    lines = lines_of(piece.text)
    after = len(lines)
    while after > 1 and not lines[after - 1].strip():
        after -= 1
    found = _LINE_END.search(lines[0])
    head = piece.head if piece.head[-1:] in " \t" else f"{piece.head} "
    text = head + value + (found[0] if found else "") + "".join(lines[after:])
    return Piece(piece.tag, head, value, text)


def _end_of(text: str) -> str:
    found = re.search(r"\r\n|\n|\r", text)
    return found[0] if found else "\n"


def _joined(pieces: list[Piece], end: str) -> str:
    """Join pieces; the last line of a file may have no end, and another after it now."""
    texts = [piece.text for piece in pieces if piece.text]
    whole = [text if text.endswith(("\n", "\r")) else text + end for text in texts[:-1]]
    return "".join([*whole, *texts[-1:]])
