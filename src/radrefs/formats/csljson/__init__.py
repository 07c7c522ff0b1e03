"""Write and read CSL-JSON: an array of items, one a line, valid against `csl-data.json`.

Added in writing are `citation-key`, `journalAbbreviation` (the only short name that Zotero
reads) and, in `custom`, the number and text of a page's entry. Read is what is found in
files: items in wrappers or line by line, numbers for text, markup, Zotero's Extra,
records of Crossref.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from math import isfinite
from typing import Any, NamedTuple

from radrefs.formats.csljson.blocks import DECODER, cut, members
from radrefs.formats.csljson.crossref import OTHERS, as_csl, is_crossref
from radrefs.formats.csljson.edits import SURROGATE, changed
from radrefs.formats.csljson.rows import ROWS, Variable, complete, item_of
from radrefs.formats.csljson.values import name_of
from radrefs.formats.draft import Draft
from radrefs.formats.library import Block
from radrefs.formats.options import DEFAULT, Options
from radrefs.model import Citation, Name, Place, Problem, ProblemKind, Source

__all__ = [
    "ROWS", "Variable", "blocks", "edited", "item_of", "line_blocks", "lines", "looks",
    "looks_like_lines", "pieces",
]  # fmt: skip

# Some readers end lines at these.
_LINE_END = re.compile("[\x85\u2028\u2029]")
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False).encode


def _line(citation: Citation) -> str:
    """Return one item on one line; a lone surrogate becomes U+FFFD, a number that is none null."""
    item = item_of(citation)
    try:
        line = _encode(item)
    except ValueError:
        line = _encode(_finite(item))
    if line.isascii():
        return line
    line = SURROGATE.sub("\ufffd", line)
    return _LINE_END.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def pieces(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[str]:
    """Return a CSL-JSON array, piece by piece."""
    opened = "["
    for citation in citations:
        yield f"{opened}\n {_line(citation)}"
        opened = ","
    yield "\n]\n" if opened == "," else "[]\n"


def lines(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[str]:
    """Return one CSL-JSON item a line, for lists too long to read whole."""
    for citation in citations:
        yield f"{_line(citation)}\n"


_READERS = {row.tag: row.read for row in ROWS}
_TAGS = frozenset(_READERS)
_CROSSREF_TAGS = _TAGS | {name for names in OTHERS.values() for name in names}


class _Place(NamedTuple):
    """Say where in the file an item's text begins, on which line, and of which format it is."""

    start: int
    line: int
    format: str


def _block(text: str, item: dict[str, Any], place: _Place) -> Block:
    """Read an item; what has no variable of CSL is none."""
    crossref = is_crossref(item)
    known = _CROSSREF_TAGS if crossref else _TAGS
    if known.isdisjoint(item):
        message = "no item of CSL-JSON: it has none of its variables"
        return Block(text, place.line, None, message)
    if "itemType" in item and "type" not in item:
        message = "an item of Zotero's own JSON: export the library as CSL JSON"
        return Block(text, place.line, None, message)
    draft = Draft(text)
    left, wrong = [], []
    shape = as_csl(item) if crossref else item
    for tag, value in shape.items():
        read = _READERS.get(tag)
        if read is None:
            if tag not in known:
                left.append(tag)
        elif value is not None and not read(value, draft):
            wrong.append(tag)
    complete(draft)
    if wrong or not draft.type:
        draft.problems += _problems(draft, wrong)
    citation = draft.citation(_source(draft, place))
    return Block(text, place.line, citation, None, (*left, *wrong))


def _source(draft: Draft, place: _Place) -> Source:
    """Say where an item stands; one that was an entry of a page has that entry's text."""
    if draft.printed is not None:
        return Source(draft.printed, draft.number_printed)
    where = Place(place.start, place.start + len(draft.text), place.line)
    return Source(draft.text, draft.number_printed, places=(where,), format=place.format)


def _problems(draft: Draft, wrong: list[str]) -> Iterator[Problem]:
    """Say which values were not understood, and where they stand in the item's text."""
    spans = {member.key: (member.start, member.end) for member in members(draft.text)}
    # Problems of what was an entry of a page stand in that entry's text, at its beginning.
    printed = None if draft.printed is None else (0, min(1, len(draft.printed)))
    for tag in wrong:
        kind = ProblemKind.YEAR if tag in ("issued", "accessed") else ProblemKind.UNREAD
        message = f"this {tag} was not understood"
        if tag == "type":
            message = "CSL has no such type: read as a document"
        yield Problem(kind, *(printed or spans.get(tag, (0, 1))), message)
    if not draft.type and "type" not in wrong:
        message = "no type is given: read as a document"
        yield Problem(ProblemKind.UNREAD, *(printed or (0, 1)), message)


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Read a file of CSL-JSON, of whatever outer shape. Never fails on content."""
    return _blocks("".join(lines), _Place(0, 1, "csl-json"))


def _blocks(text: str, place: _Place) -> Iterator[Block]:
    start, line, _ = place
    for span in cut(text):
        piece = text[span.start : span.end]
        if span.item is not None:
            yield _block(piece, span.item, place._replace(start=start + span.start, line=line))
        else:
            yield Block(piece, line, None, span.wrong)
        line += piece.count("\n")
        if "\r" in piece:
            line += piece.count("\r") - piece.count("\r\n")
            line -= piece.endswith("\r") and text.startswith("\n", span.end)


_BLANK = " \t\r\n"


def line_blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Read JSON lines, one item a line, in constant memory. Never fails on content.

    A file that is no JSON lines but one array or object is read as such.
    """
    place = _Place(0, 1, "csl-jsonl")
    stream, begun = iter(lines), False
    for line in stream:
        text = line.strip("\ufeff" + _BLANK)
        if text and not begun:
            begun = True
            if text[0] == "[" or text[-1] in "[{":
                yield from _blocks("".join(chain([line], stream)), place)
                return
        item = _whole(text) if text else None
        if item is not None:
            yield _block(line, item, place)
        elif text:
            yield from _blocks(line, place)
        else:
            yield Block(line, place.line)
        place = place._replace(start=place.start + len(line), line=place.line + 1)


def _whole(text: str) -> dict[str, Any] | None:
    """Decode a line that is one item and nothing else; None for any other."""
    try:
        item, end = DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(item, dict) or end != len(text) or "items" in item or "message" in item:
        return None
    return item


def edited(block: Block, citation: Citation) -> str:
    """Return an item's text with what differs from the block's citation changed in place.

    Names that stay keep what else is said of them (ORCID, affiliation).
    """
    assert block.citation is not None
    old, text = block.citation, block.text
    differing = [row for row in ROWS if row.write(citation) != row.write(old)]
    if not differing:
        return text
    found = {member.key: member.value for member in members(text)}
    wanted = _wanted(found, differing, old, citation)
    # Where the item says it in a way of its own: name its key too, then say all plainly.
    plain = dict.fromkeys(_CROSSREF_TAGS & found.keys()) | item_of(citation)
    for one in (wanted, {**wanted, "id": citation.id}, plain):
        if _means(new := changed(text, one), citation):
            return new
    return changed(text, wanted)


def _wanted(
    found: dict[str, Any], differing: list[Variable], old: Citation, new: Citation
) -> dict[str, Any]:
    """Return the members to change, None for those to be removed."""
    fields = {row.field for row in differing if row.tag in found}
    wanted: dict[str, Any] = {}
    for row in differing:
        if row.tag == "id" and "citation-key" in found and found.get("id") != old.id:
            continue  # An address (Zotero's), not the key that was read.
        # What stands under another name of the same field need not be said twice.
        if row.tag in found or row.field not in fields:
            value = row.write(new)
            people = row.field in ("author", "editor")
            wanted[row.tag] = _with_old(found.get(row.tag), value) if people else value
        if is_crossref(found):
            wanted |= dict.fromkeys(OTHERS.get(row.tag, ()))
    return wanted


def _with_old(old: object, new: object) -> object:
    """Return a list of names in which those that were there are spelled as they were."""
    if not isinstance(old, list) or not isinstance(new, list):
        return new
    spelled: dict[Name, Any] = {}
    for one in old:
        name = name_of(one)
        if name is not None:
            spelled.setdefault(name, one)
    return [spelled.get(Name.model_validate(one), one) for one in new]


def _means(text: str, citation: Citation) -> bool:
    """Say whether an item's text reads as a citation, but for where it was read."""
    item, _ = DECODER.raw_decode(text, text.index("{"))
    new = _block(text, item, _Place(0, 1, "")).citation
    return new is not None and _bare(new) == _bare(citation)


def _bare(citation: Citation) -> Citation:
    return citation.model_copy(update={"source": None, "problems": ()})


_ARRAY = re.compile(r"\[\s*+(?:\{|\]|\Z)")
_OBJECT = re.compile(r'\{\s*+"[^"\\]{1,200}+"\s*+:')


def looks(text: str) -> bool:
    """Say whether a text begins like CSL-JSON (an array, or one object)."""
    if text.startswith("["):
        return _ARRAY.match(text) is not None
    return _OBJECT.match(text) is not None and not looks_like_lines(text)


def looks_like_lines(text: str) -> bool:
    """Say whether a text begins like JSON lines: an object, and another on the next line."""
    first, _, rest = text.partition("\n")
    return (
        _OBJECT.match(text) is not None
        and first.rstrip(_BLANK).endswith("}")
        and rest.lstrip(_BLANK).startswith("{")
    )
