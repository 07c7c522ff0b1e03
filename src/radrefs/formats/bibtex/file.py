"""Cut a .bib file into its blocks and write entries: the one module that knows bibtexparser.

Nothing is understood here but the syntax: entries with their fields, string macros,
comments, preambles, and what is broken. Values are put together from their pieces
(`jan # "~1"`), braces and quotes of the field taken off, all inside as it stands.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

__all__ = ["Entry", "Stretch", "entry_text", "fields_at", "stretches"]

_MACROS = {name: name for name in "jan feb mar apr may jun jul aug sep oct nov dec".split()}
_PIECE = re.compile(r"\s*(?:(#)|([^\s{}\"#,]+))")
_MOST_EXPANDED = 100_000


class Entry(NamedTuple):
    """Hold an entry's type (lower case), key, and fields in order, values put together.

    A field's name is in lower case. `twice` names fields that stand twice; the first counts.
    `unknown` names macros that nobody defines; they stand for themselves.
    """

    type: str
    key: str
    fields: dict[str, str]
    twice: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Stretch(NamedTuple):
    """Hold one stretch of a file: its text, its first line, the entry or what is wrong."""

    text: str
    start: int
    line: int
    entry: Entry | None = None
    wrong: str | None = None
    doubled: bool = False


def stretches(text: str) -> Iterator[Stretch]:
    """Cut a file into stretches; their texts, joined, are the file again."""
    from bibtexparser.model import (
        Block,
        DuplicateBlockKeyBlock,
        DuplicateFieldKeyBlock,
        ParsingFailedBlock,
        String,
    )
    from bibtexparser.model import Entry as Parsed
    from bibtexparser.splitter import Splitter

    # It tells each broken block on the screen; we tell them our own way.
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    macros = dict(_MACROS)
    at, line = 0, 1
    for block in Splitter(text).split().blocks:
        raw = block.raw or ""
        found = text.find(raw, at)
        if not raw or found < 0:
            continue
        if found > at:
            yield Stretch(text[at:found], at, line)
        line += text.count("\n", at, found)
        parsed: Block | None = block
        doubled, wrong = False, None
        if isinstance(parsed, DuplicateBlockKeyBlock):
            parsed, doubled = parsed.ignore_error_block, True
        if isinstance(parsed, DuplicateFieldKeyBlock):
            parsed = parsed.ignore_error_block
        if isinstance(parsed, String):
            macros.setdefault(parsed.key.lower(), _value(parsed.value, macros)[0])
        entry = None
        if isinstance(parsed, Parsed):
            entry = _entry(parsed.entry_type, parsed.key, parsed.fields, macros)
        elif isinstance(parsed, ParsingFailedBlock):
            wrong = _reason(raw)
        yield Stretch(raw, found, line, entry, wrong, doubled)
        line += raw.count("\n")
        at = found + len(raw)
    if at < len(text):
        yield Stretch(text[at:], at, line)


def _reason(raw: str) -> str:
    """Say in words why an entry cannot be read."""
    opened = raw.count("{") - raw.count("\\{") - raw.count("}") + raw.count("\\}")
    if opened > 0:
        return "a brace is opened and never closed"
    if raw.count('"') % 2:
        return "a quotation mark is opened and never closed"
    return "no entry of BibTeX: is a comma, an equals sign or a brace missing?"


def _entry(type_: str, key: str, parsed: Iterable[object], macros: Mapping[str, str]) -> Entry:
    fields: dict[str, str] = {}
    twice: list[str] = []
    unknown: list[str] = []
    for field in parsed:
        name = str(getattr(field, "key", "")).lower()
        value, missing = _value(str(getattr(field, "value", "")), macros)
        unknown += missing
        if name in fields:
            twice.append(name)
        else:
            fields[name] = value
    return Entry(type_.lower(), key, fields, tuple(twice), tuple(unknown))


def _value(raw: str, macros: Mapping[str, str]) -> tuple[str, list[str]]:
    """Put a value together from its pieces; give it with the macros that are not known.

    value ::= piece ("#" piece)*
    piece ::= "{" text "}" | '"' text '"' | number | macro
    """
    raw = raw.strip()
    if raw[:1] == "{" and raw[-1:] == "}" and "#" not in raw:
        return raw[1:-1], []
    if raw[:1] in '{"' and _closing(raw, 0) == len(raw) - 1:
        return raw[1:-1], []
    pieces: list[str] = []
    unknown: list[str] = []
    at = size = 0
    while at < len(raw) and size < _MOST_EXPANDED:
        if raw[at] in '{"':
            end = _closing(raw, at)
            if end < 0:
                pieces.append(raw[at:])
                break
            pieces.append(raw[at + 1 : end])
            at = end + 1
        elif word := _PIECE.match(raw, at):
            at = word.end()
            if name := word[2]:
                known = macros.get(name.lower())
                if known is None and not name.isdigit():
                    unknown.append(name)
                pieces.append(name if known is None else known)
        else:
            at += 1
        size += len(pieces[-1]) if pieces else 0
    return "".join(pieces), unknown


def _closing(raw: str, at: int) -> int:
    """Return the offset of the brace or quotation mark that closes the one at `at`; -1 if none."""
    if "\\" not in raw and raw.find("{", at + 1) < 0 and raw[at] == "{":
        return raw.find("}", at)
    depth, quoted = 0, raw[at] == '"'
    index = at + 1 if quoted else at
    while index < len(raw):
        char = raw[index]
        if char == "\\":
            index += 1
        elif quoted and char == '"' and not depth:
            return index
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if not depth and not quoted:
                return index
        index += 1
    return -1


def fields_at(raw: str) -> dict[str, tuple[int, int, int]]:
    """Find each field of an entry's text: where it begins, its value, and where it ends.

    The three offsets are those of the field's name, of the value, and of the value's end.
    Names in lower case, the first of two that are the same.
    """
    from bibtexparser.model import Entry as Parsed
    from bibtexparser.splitter import Splitter

    found: dict[str, tuple[int, int, int]] = {}
    at = 0
    for block in Splitter(raw).split().blocks:
        parsed = getattr(block, "ignore_error_block", None) or block
        if not isinstance(parsed, Parsed):
            continue
        at = raw.find(",", raw.find(parsed.key, raw.find("@")) + len(parsed.key)) + 1
        for field in parsed.fields:
            name = re.compile(re.escape(field.key) + r"\s*=\s*", re.IGNORECASE).search(raw, at)
            if name is None:
                continue
            end = raw.find(field.value, name.end()) + len(field.value)
            found.setdefault(field.key.lower(), (name.start(), name.end(), end))
            at = end
    return found


def entry_text(type_: str, key: str, fields: Mapping[str, str]) -> str:
    """Write one entry; values are spelled already, with their braces."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry as Parsed
    from bibtexparser.model import Field
    from bibtexparser.writer import BibtexFormat

    layout = BibtexFormat()  # type: ignore[no-untyped-call]  # it has no annotations
    layout.indent = "  "
    layout.trailing_comma = True
    entry = Parsed(type_, key, [Field(name, value) for name, value in fields.items()])
    # The values are spelled: an empty stack keeps the writer from touching them.
    return write_string(Library([entry]), unparse_stack=[], bibtex_format=layout)
