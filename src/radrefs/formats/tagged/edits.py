"""Edit records of tagged lines in place: RIS and MEDLINE.

A record is edited in passes. The first changes the lines of the facts that changed; the
record is then read again, and where another line still says something else (a `JO` beside
the `T2`), that group of tags is written anew, at last without the tags that are only read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from radrefs.formats.draft import Draft
from radrefs.formats.table import Row, values_of
from radrefs.formats.tagged import clean
from radrefs.model import Citation
from radrefs.text import one_line

__all__ = ["Piece", "Shape", "edit", "lines_of", "piece_of"]

_LINE_END = re.compile(r"[\r\n]+\Z")


def lines_of(text: str) -> list[str]:
    """Cut text into lines with their ends, at LF, CR LF and CR alone."""
    return io.StringIO(text, newline="").readlines()


class Piece(NamedTuple):
    """Hold a stretch of a record: a field from its tag to the next one, or what is none.

    `tag` is that of the row which reads it ("" if none does), `head` all before the value,
    `rest` what stays after it when the value changes, its line end first.
    """

    tag: str
    head: str
    value: str
    text: str
    rest: str = ""


def piece_of(tag: str, end: int, lines: list[str], said: int, own: int) -> Piece:
    """Make a piece of lines: the head of the first ends at `end`, the first `said` are the value.

    The first `own` go when the value does; blank lines after them do not.
    """
    while own > 1 and not lines[own - 1].strip():
        own -= 1
    found = _LINE_END.search(lines[0])
    rest = (found[0] if found else "") + "".join(lines[own:])
    end = len(lines[0]) - len(lines[0][end:].lstrip(" \t"))
    value = " ".join([lines[0][end:].strip(), *(line.strip() for line in lines[1:said])]).strip()
    return Piece(tag, lines[0][:end], value, "".join(lines), rest)


class Shape(NamedTuple):
    """Say how records of a format are edited.

    `lists` are the tags with one value a line, `groups` those that tell one fact together;
    a line of a tag in `before` stands above the first one of another. `cut` takes a
    record apart, `head` gives a tag's head in the manner of a record, `lines` the lines
    (without ends) that say a value, and `read` reads a record. `kept` is the tag whose line
    stays when its value goes, `key` that of the citation's key.
    """

    rows: Sequence[Row]
    lists: frozenset[str]
    groups: Sequence[frozenset[str]]
    before: Mapping[str, str]
    cut: Callable[[str], list[Piece]]
    head: Callable[[str, list[Piece]], str]
    lines: Callable[[str, str, str], list[str]]
    read: Callable[[str], Citation | None]
    kept: str = ""
    key: str = ""


Values = Mapping[str, list[str]]


def edit(text: str, old: Citation, new: Citation, shape: Shape) -> str:
    """Return a record's text with the lines changed that say something else in `new`."""
    wanted, before = _clean_values(shape.rows, new), _clean_values(shape.rows, old)
    changed = _different(before, wanted)
    if not changed:
        return text
    text = _with_values(text, changed, before, wanted, shape)
    if shape.key not in changed:
        # A key that was made, for there is none in the file, is not put there.
        wanted = {tag: values for tag, values in wanted.items() if tag != shape.key}
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
    found = _different(_clean_values(shape.rows, again), wanted) if again else []
    return [tag for tag in found if tag != shape.key or tag in wanted]


def _clean_values(rows: Sequence[Row], citation: Citation) -> Values:
    found = values_of(rows, citation)
    return {
        tag: [line for one in values if (line := one_line(one))] for tag, values in found.items()
    }


def _different(before: Values, after: Values) -> list[str]:
    tags = dict.fromkeys((*before, *after))
    return [tag for tag in tags if before.get(tag, []) != after.get(tag, [])]


def _with_values(
    text: str, tags: Iterable[str], before: Values, wanted: Values, shape: Shape
) -> str:
    """Change the lines of some tags, each where it stands."""
    pieces = shape.cut(text)
    end = _end_of(text)
    for tag in tags:
        values = wanted.get(tag, [])
        if tag == shape.kept and not values:
            values = [""]
        if tag in shape.lists or not values:
            _put_list(pieces, tag, values, shape, end)
        else:
            found = _lines_of(pieces, tag, before.get(tag, []), shape)
            if not found:
                _put_list(pieces, tag, values, shape, end)
            for at in found:
                pieces[at] = _with_value(pieces[at], values[0], shape, end)
    return _joined(pieces, end, text)


def _lines_of(pieces: list[Piece], tag: str, old: list[str], shape: Shape) -> list[int]:
    """Find the lines that tell a tag's fact: its own, or those only read ("JO" for "T2")."""
    own = [i for i, piece in enumerate(pieces) if piece.tag == tag]
    if same := [i for i in own if [_said(pieces[i], shape)] == old]:
        return same
    if own := [i for i in own if pieces[i].value or tag == shape.kept]:
        return own[:1]
    akin = {one for group in shape.groups if tag in group for one in group}
    akin -= {row.tag for row in shape.rows}
    return [i for i, one in enumerate(pieces) if one.tag in akin and [one_line(one.value)] == old]


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
    return _joined(pieces, end, text)


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
        pieces[i] = _with_value(pieces[i], value, shape, end)
    if extra := values[shared:]:
        head = shape.head(tag, pieces)
        place = _place(pieces, tag, front + shared, at, shape)
        new_lines = [shape.lines(tag, head, one) for one in extra]
        pieces[place:place] = [
            Piece(tag, head, one, "".join(line + end for line in lines))
            for one, lines in zip(extra, new_lines, strict=True)
        ]
    gone = set(old_at[shared:])
    if gone:
        pieces[:] = [piece for i, piece in enumerate(pieces) if i not in gone]


def _said(piece: Piece, shape: Shape) -> str | None:
    """Return what a line says, as it would be written; None if that is not one value."""
    row = next(row for row in shape.rows if row.tag == piece.tag)
    draft = Draft(id="x", type="document")
    gathered = {piece.tag: [piece.value]}
    clean(gathered)
    row.read(gathered[piece.tag], draft)
    said = [one_line(value) for value in row.write(Citation(**draft.fields()))]
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


def _with_value(piece: Piece, value: str, shape: Shape, end: str) -> Piece:
    """Return a field another value; its head, its line end and what follows it stay."""
    head = f"{piece.head} " if piece.head[2:] == "  -" else piece.head
    text = end.join(shape.lines(piece.tag, head, value)) + piece.rest
    return piece._replace(value=value, text=text)


def _end_of(text: str) -> str:
    found = re.search(r"\r\n|\n|\r", text)
    return found[0] if found else "\n"


def _joined(pieces: list[Piece], end: str, before: str) -> str:
    """Join pieces; the last line of a file may have no end, before and after."""
    texts = [piece.text for piece in pieces if piece.text]
    whole = "".join([text if text.endswith(("\n", "\r")) else text + end for text in texts])
    return whole if before.endswith(("\n", "\r")) else whole.removesuffix(end)
