"""Read and write RIS, as importers read it and as exporters write it.

The table (`rows`) and the lines (`lines`) are our own. rispy 0.10 keeps the first of two
`TI`, cuts `UR` at each ";", takes a tag with one blank for more of the value before, merges or
loses a record without `ER`, aborts the file at a blank line after `TY` (`KeyError`), and has no
place for a record's text, which must stay to the character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from radrefs.formats.draft import Draft
from radrefs.formats.library import Block
from radrefs.formats.options import DEFAULT, Options
from radrefs.formats.ris.lines import (
    Stretch,
    begins,
    finder,
    gather,
    stretches,
    tag_in,
    tags_of,
)
from radrefs.formats.ris.rows import GROUPS, LISTS, READERS, ROWS, SEVERAL, complete
from radrefs.formats.ris.types import TYPES, rows_of
from radrefs.formats.tagged import clean, doubt_encoding, record
from radrefs.formats.tagged.edits import Piece, Shape, edit, lines_of, piece_of
from radrefs.model import Citation, Place, ProblemKind, Source

__all__ = ["ROWS", "TYPES", "blocks", "edited", "looks", "pieces"]

_HEADS = tuple((f"{row.tag}  - ", row.write) for row in ROWS)
_READ = tuple((row.tag, row.read) for row in READERS)


def pieces(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[str]:
    """Return RIS records, one piece each, a blank line between them."""
    gap = ""
    for citation in citations:
        heads, values = [], []
        for head, write in _HEADS:
            for value in write(citation):
                if value:
                    heads.append(head)
                    values.append(value)
        # Values have single blanks, which also breaks `ER  -`, for some a record's end.
        yield f"{gap}{record(heads, values)}\nER  - \n"
        gap = "\n"


def looks(text: str) -> bool:
    """Say whether a text begins as RIS does: a `TY` line stands near its beginning."""
    return begins(text)


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Read lines of RIS into blocks; see `Format`. Memory is that of the longest record."""
    for stretch in stretches(lines):
        if stretch.kind:
            yield _record(stretch)
        else:
            wrong = None if stretch.kind is None else "no TY line opens this record"
            yield Block(stretch.text, stretch.number, None, wrong)


def _record(record: Stretch) -> Block:
    """Read one record."""
    text = record.text
    gathered = record.gathered or gather(record.lines) or {}
    left = [tag for tag in gathered.pop("", ()) if tag != "ER"]
    draft = _draft(text, gathered, record.closed)
    if draft is None:
        return Block(text, record.number, None, "no field of the record could be read")
    if draft.left:
        left = tags_of(record, {*left}, draft.left)
    doubt_encoding(draft)
    places = (Place(record.at, record.at + len(text), record.number),)
    citation = draft.citation(Source(text, places=places, format="ris"))
    return Block(text, record.number, citation, None, tuple(dict.fromkeys(left)) if left else ())


def _draft(text: str, gathered: dict[str, list[str]], closed: bool) -> Draft | None:
    """Read the values of a record by the table; None if they give no field but its type."""
    draft = Draft(text)
    if clean(gathered):
        draft.doubt(ProblemKind.CHARACTERS, "", "a control character, left out of the fields")
    for tag, read in _READ:
        if tag in gathered:
            read(gathered[tag], draft)
    for tag, values in gathered.items():
        if len(values) > 1 and tag not in SEVERAL and len(set(filter(None, values))) > 1:
            draft.left.add(tag)
    if not (draft.first_page or draft.last_page or draft.fields().keys() - {"type"}):
        return None
    complete(draft)
    if gathered["TY"][0].upper() == "INPR":
        draft.fill("status", "in press")
    if not closed:
        draft.doubt(ProblemKind.UNREAD, "", "no ER line ends the record")
    return draft


def edited(block: Block, citation: Citation) -> str:
    """Return a record's text with those lines changed that say something else in `citation`."""
    assert block.citation is not None
    return edit(block.text, block.citation, citation, _SHAPE)


def _cut(text: str) -> list[Piece]:
    """Take a record apart, from each tag to the next."""
    lines = lines_of(text)
    head = finder(lines[0])
    rows = rows_of(lines[0][head(lines[0]) :].strip(" \t\r\n,.;:").upper())
    pieces: list[Piece] = []
    held: list[str] = []

    def put() -> None:
        if held:
            end = head(held[0])
            tag = tag_in(held[0][:end])
            row = "TY" if tag == "TY" else rows.get(tag, "")
            pieces.append(piece_of(row, end, held[:], len(held), len(held)))
            held.clear()

    for line in lines:
        if head(line):
            put()
        held.append(line)
    put()
    return pieces


def _head_like(tag: str, pieces: list[Piece]) -> str:
    """Return a tag's head in the manner of the record's `TY`, in small letters if that is."""
    like = pieces[0].head
    word = like.strip(" \t-")
    return like.replace(word, tag.lower() if word.islower() else tag, 1)


def _read_text(text: str) -> Citation | None:
    return next((b.citation for b in blocks(lines_of(text)) if b.citation is not None), None)


def _lines(tag: str, head: str, value: str) -> list[str]:
    return [head + value]


_SHAPE = Shape(
    ROWS, LISTS, GROUPS, {"AN": "IS", "C7": "IS"}, _cut, _head_like, _lines, _read_text, "", "ID"
)
