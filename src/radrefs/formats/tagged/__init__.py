"""Share what RIS and MEDLINE need of their tagged lines: clean values, rows, doubts, keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from operator import add
from typing import Literal

from radrefs.formats.draft import Draft, TextField
from radrefs.formats.table import Row
from radrefs.markup import decode_entities, plain_text
from radrefs.model import Citation, Problem, ProblemKind
from radrefs.text import find_mojibake, one_line

__all__ = [
    "clean", "doubt", "first_of", "leave", "marked", "only_read", "plain", "problems",
    "record", "standard_number", "with_supplement",
]  # fmt: skip

_PRINTABLE = bytes(range(0x20, 0x7F))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# What UTF-8 read as another encoding is in UTF-8: Â to ô, then a sign.
_MOJIBAKE = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")
_ISSN = re.compile(r"(?<![\dXx-])(\d{4})[-\u2010-\u2013]?(\d{3}[\dXx])(?![\dXx-])")
_ISBN = re.compile(r"(?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dXx]")
_SUPPLEMENT = re.compile(r"(\S+) \(?((?:\d+ )?Suppl\b.*?)\)?")


def _is_clean(probe: str) -> bool:
    """Say whether each of some values (joined by blanks, one at each end) is one clean line."""
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
        gathered[tag] = [one_line(decode_entities("".join(parts))) for parts in whole]
    return _CONTROL.search(probe) is not None


def record(heads: list[str], values: list[str]) -> str:
    """Join heads ("TI  - ") and values to lines, the values cleaned and none empty."""
    if not _is_clean(f" {' '.join(values)} "):
        pairs = [(head, one_line(value)) for head, value in zip(heads, values, strict=True)]
        return "\n".join([head + value for head, value in pairs if value])
    return "\n".join(map(add, heads, values))


def plain(tag: str, field: TextField) -> Row:
    """Map a tag to a text field; values are clean when they are read."""

    def write(citation: Citation) -> Iterable[str]:
        value: str | None = getattr(citation, field)
        return (value,) if value else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            if value:
                draft.fill(field, value)
                return

    return Row(tag, write, read)


def marked(tag: str, field: TextField) -> Row:
    """Map a tag to a text in which exporters leave markup ("<sup>18</sup>F")."""
    row = plain(tag, field)

    def read(values: Sequence[str], draft: Draft) -> None:
        row.read([plain_text(value) if "<" in value else value for value in values], draft)

    return Row(tag, row.write, read)


def only_read(tag: str, read: Callable[[Sequence[str], Draft], None]) -> Row:
    """Map a tag that is read and never written."""
    return Row(tag, lambda citation: (), read)


def first_of(values: Sequence[str]) -> str:
    """Return the first value that says something; "" if none does."""
    return values[0] or next((value for value in values if value), "")


def doubt_encoding(draft: Draft) -> None:
    """Note characters of a record that look wrongly decoded."""
    text = draft.text
    if text.isascii():
        return
    data = text.encode("utf-8", "replace")
    odd = b"\xc3" in data and _MOJIBAKE.search(data)
    if (odd or "\ufffd" in text) and (span := find_mojibake(text)):
        message = "characters look wrongly decoded"
        draft.problems.append(Problem(ProblemKind.ENCODING, *span, message))


@lru_cache(maxsize=16384)
def standard_number(text: str) -> tuple[Literal["issn", "isbn", ""], str]:
    """Say what a standard number is: `("issn", ...)`, `("isbn", ...)`, `("", text)`."""
    if found := _ISBN.search(text):
        digits = sum(char.isalnum() for char in found[0])
        if digits in (10, 13) or len(found[0]) == len(text):
            return "isbn", found[0]
    if found := _ISSN.search(text):
        return "issn", f"{found[1]}-{found[2].upper()}"
    return "", text


def with_supplement(draft: Draft) -> None:
    """Put a supplement that stands in the volume ("117 Suppl") where it belongs."""
    volume = draft.volume or ""
    found = _SUPPLEMENT.fullmatch(volume) if "Suppl" in volume else None
    if found and not draft.issue:
        draft.volume, draft.issue = found[1], found[2]
