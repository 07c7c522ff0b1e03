"""Read and write MEDLINE, the format of PubMed's .nbib files.

    record ::= PMID-line line* blank-line
    line   ::= tag, padded to four characters, "- " value | six blanks continuation

It is the one format that carries PMID and PMCID into Zotero, so it is written for Zotero:

- Every record begins with `PMID- `, and where there is no PMID nothing follows it, for a
  number that is not there must not be made up. Zotero knows the format by this line near the
  beginning of the file and writes "undefined" before a `PMC` that has none; bibutils knows a
  record by it, and ignores one without.
- A body is an author in full with a comma (`FAU - HFS Study Group,`), which is EndNote's rule:
  Zotero and bibutils do not know `CN`, the tag for it, which is read. (JabRef 3.8 has a field
  for `CN`, and takes a body for a person where it is the only author.)
- The DOI stands in `AID`, which all read, and the title of a book in `BTI` too, for Zotero reads
  no other. Lines are not wrapped. `accessed`, report numbers and keys have no tag.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from radrefs.formats.draft import Draft
from radrefs.formats.library import Block
from radrefs.formats.medline.names import name_lines, short, spelled
from radrefs.formats.medline.rows import (
    GROUPS,
    HEADS,
    LISTS,
    READERS,
    ROWS,
    SEVERAL,
    complete,
    row_of,
)
from radrefs.formats.options import DEFAULT, Options
from radrefs.formats.tagged import clean, doubt_encoding, record
from radrefs.formats.tagged.edits import Piece, Shape, edit, lines_of, piece_of
from radrefs.model import Citation, Place, ProblemKind, Source

__all__ = ["ROWS", "blocks", "edited", "looks", "pieces"]

_NAMES = {"FAU": "AU", "FED": "ED"}
_WRITE = tuple((row.tag, f"{row.tag:<4}- ", row.write) for row in ROWS)
_READ = tuple((row.tag, row.read) for row in READERS)
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,3}-(?: |(?=[\r\n]|\Z))")
_WITH = frozenset({"AD", "AUID", "IRAD"})
"""Tags that tell more of the author before them."""
_MANY = 4096


def pieces(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[str]:
    """Return MEDLINE records, one piece each, a blank line between them."""
    gap = ""
    for citation in citations:
        heads: list[str] = []
        values: list[str] = []
        for tag, head, write in _WRITE:
            if tag in _NAMES:
                for name in citation.author if tag == "FAU" else citation.editor:
                    if full := spelled(name):
                        heads += (head, _head(_NAMES[tag]))
                        values += (full, short(name))
                continue
            for value in write(citation):
                if value:
                    heads.append(head)
                    values.append(value)
        text = record(heads, values)
        start = "" if text.startswith("PMID- ") else "PMID- \n" if text else "PMID- "
        yield f"{gap}{start}{text}\n"
        gap = "\n"


def _head(tag: str) -> str:
    return f"{tag:<4}- "


def looks(text: str) -> bool:
    """Say whether a text begins as MEDLINE does: by its `PMID`, or another tag of its own."""
    return re.search(r"(?:\A|[\r\n])(?:PMID|FAU|OWN|STAT) {0,2}-(?: |[\r\n]|\Z)", text) is not None


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Read lines of MEDLINE into blocks; see `Format`. Memory is that of the longest record."""
    held: list[str] = []
    inside = False
    at, number = 0, 1
    for line in lines:
        if inside and not line.isspace() and (line[:4] != "PMID" or not _begins(line)):
            held.append(line)
            continue
        mark = len(line) - len(line.lstrip("\ufeff")) if at == 0 and not held else 0
        begins = _TAG.match(line, mark) is not None
        if not (inside or begins) and len(held) < _MANY:
            held.append(line)
            continue
        for part in (held, [line[:mark]]):
            if text := "".join(part):
                yield _record(text, part, at, number) if inside else Block(text, number)
                at += len(text)
                number += len(part) if part is held else 0
        held, inside = [line[mark:]], begins
    if held:
        text = "".join(held)
        yield _record(text, held, at, number) if inside else Block(text, number)


def _begins(line: str) -> bool:
    found = _TAG.match(line)
    return found is not None and found[1] == "PMID"


def _gather(lines: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the values for each row of the table, and the tags that no row reads."""
    gathered: dict[str, list[str]] = defaultdict(list)
    left: list[str] = []
    row: str | None = None
    for line in lines:
        if name := HEADS.get(line[:6]):
            row = name
            gathered[row].append(line[6:].strip())
            continue
        found = _TAG.match(line) if line[:1] != " " else None
        if found:
            value = line[found.end() :].strip()
            row = row_of(found[1], value)
            if row is None:
                left.append(found[1])
            else:
                gathered[row].append(f"{value}," if found[1] == "CN" else value)
        elif row and (value := line.strip()):
            gathered[row].append(f"\n{value}")
    return gathered, left


def _record(text: str, lines: list[str], at: int, number: int) -> Block:
    """Read one record."""
    gathered, left = _gather(lines)
    draft = Draft(text)
    if clean(gathered):
        draft.doubt(ProblemKind.CHARACTERS, "", "a control character, left out of the fields")
    if "PT" not in gathered:
        draft.type = "document"
    for tag, read in _READ:
        if tag in gathered:
            read(gathered[tag], draft)
    for tag, values in gathered.items():
        if len(values) > 1 and tag not in SEVERAL and len(set(filter(None, values))) > 1:
            draft.left.add(tag)
    if not gathered:
        return Block(text, number, None, "no field of the record could be read")
    complete(draft)
    if draft.left:
        tags = [found[1] for line in lines if (found := _TAG.match(line))]
        left = [tag for tag in tags if tag in left or row_of(tag, "") in draft.left]
    doubt_encoding(draft)
    places = (Place(at, at + len(text), number),)
    citation = draft.citation(Source(text, places=places, format="medline"))
    return Block(text, number, citation, None, tuple(dict.fromkeys(left)))


def edited(block: Block, citation: Citation) -> str:
    """Return a record's text with those lines changed that say something else in `citation`."""
    assert block.citation is not None
    return edit(block.text, block.citation, citation, _SHAPE)


def _cut(text: str) -> list[Piece]:
    """Take a record apart, from each tag to the next; an author is one piece with all his lines."""
    found: list[Piece] = []
    held: list[str] = []
    tags: list[str] = []

    def put() -> None:
        if held:
            head = _TAG.match(held[0])
            row = row_of(tags[0], held[0][head.end() :].strip()) if head else ""
            row = {"AU": "FAU", "ED": "FED"}.get(row or "", row or "")
            own = next((i for i, tag in enumerate(tags) if tag in _WITH), len(held))
            end = len(_head("CN")) if head is None else head.end()
            said = next((i for i, tag in enumerate(tags) if i and tag), len(held))
            piece = piece_of(row, end if tags else 0, held[:], said, own)
            if tags and tags[0] == "CN":
                piece = piece._replace(value=f"{piece.value},")
            found.append(piece)
            held.clear()
            tags.clear()

    for line in lines_of(text):
        head = _TAG.match(line) if line[:1] != " " else None
        tag = head[1] if head else ""
        if head and not _goes_on(tags, tag):
            put()
        held.append(line)
        tags.append(tag)
    put()
    return found


def _goes_on(tags: list[str], tag: str) -> bool:
    """Say whether a line tells more of the author whose piece is under way."""
    if not tags or tags[0] not in ("FAU", "AU", "FED", "ED", "CN"):
        return False
    return tag in _WITH or (_NAMES.get(tags[0]) == tag and tag not in tags)


def _lines(tag: str, head: str, value: str) -> list[str]:
    """Return the lines of a value; of a name both."""
    if tag in _NAMES:
        return [_head(one) + name for one, name in name_lines(tag, _NAMES[tag], value)]
    return [head + value]


def _read_text(text: str) -> Citation | None:
    return next((b.citation for b in blocks(lines_of(text)) if b.citation is not None), None)


_SHAPE = Shape(
    ROWS, LISTS, GROUPS, {}, _cut, lambda tag, pieces: _head(tag), _lines, _read_text, "PMID"
)
