r"""Read what stands after the numeration: notes, brackets, statements of status.

    trailing ::= { "(" note ")" | "[" note "]" | sentence "." }

Identifiers have been taken out before (each stands as \x00 characters). Whatever is
said is kept: as `status`, as `language`, and always as a note.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from radrefs.dates import DATE, When, when
from radrefs.languages import LANGUAGES
from radrefs.model import ProblemKind

__all__ = ["Trailing", "read_trailing"]

_PIECE = re.compile(
    r"\((?P<round>[^()]*(?:\([^()]*\)[^()]*)*)\)|\[(?P<square>[^\[\]]*)\]"
    # What names another article goes on to the end: its periods are no ends.
    r"|(?P<other>(?:[Ee]rrat(?:um|a)|[Cc]omment|[Rr]etraction|[Uu]pdate|[Rr]epublished)\b[^:\x00]{0,40}:[^\x00]*)"
    r"|(?P<plain>[^.\s\x00\[(](?:[^.\x00\[(]|\.(?=\S)|\((?!\)))*)"
)
_STATUS = re.compile(
    r"e-?pub(?: ahead of print)?|(?:online )?ahead of print|online first", re.IGNORECASE
)
_LANGUAGE = re.compile(r"(?:(?:article|text) )?in (?P<name>[A-Z][a-z]+)(?:[;,] .*)?", re.IGNORECASE)
_KNOWN = re.compile(
    r"(?:suppl\b.*|abstr(?:act)?\b.*|retract(?:ed|ion)\b.*|erratum\b.*|errata\b.*|corrected\b.*"
    r"|corrigendum\b.*"
    r"|comment(?:ary)?\b.*|letters?\b.*|editorial\b.*|review\b.*|author(?:s|'s|s')?\b.*"
    r"|published erratum\b.*"
    r"|correction\b.*|expression of concern\b.*|discussion\b.*|quiz\b.*|in [A-Z][a-z]+\b.*"
    r"|article in\b.*"
    r"|update in\b.*|epub\b.*|published online\b.*|online\b.*|no abstract\b.*|free full text"
    r"|series \w+"
    r"|published correction\b.*|reply\b.*|see\b.*|presented at\b.*|poster\b.*|case report\w*"
    r"|practice guideline"
    r"|guidelines?|preprint|translated\b.*|republished\b.*|reprint\b.*|cited\b.*|a version\b.*"
    r"|accessed\b.*"
    r"|published\b.*|updated\b.*|available\b.*)",
    re.IGNORECASE,
)
_LANGUAGES = {name: code for code, name in LANGUAGES.items()}
_ACCESSED = re.compile(
    rf"(?:last )?(?:accessed|retrieved|cited|viewed)(?: on)?:?\s(?P<accessed>{DATE})", re.IGNORECASE
)
_PUBLISHED = re.compile(
    rf"(?:first )?(?:published|posted|issued|updated|last updated"
    rf"|revised|reviewed)(?: online)?:?\s(?P<published>{DATE})",
    re.IGNORECASE,
)


class Trailing(NamedTuple):
    """Hold what follows a reference: notes and their meaning, with spans (folded)."""

    notes: tuple[str, ...] = ()
    status: str | None = None
    language: str | None = None
    accessed: When | None = None
    published: When | None = None
    spans: tuple[tuple[str, int, int], ...] = ()
    wrong: tuple[tuple[ProblemKind, int, int, str], ...] = ()


def read_trailing(text: str, start: int, end: int) -> Trailing:
    """Read `text[start:end]`; everything but punctuation ends up in a note."""
    said: dict[str, Any] = {}
    notes: list[str] = []
    spans: list[tuple[str, int, int]] = []
    wrong: list[tuple[ProblemKind, int, int, str]] = []
    for found in _PIECE.finditer(text, start, end):
        name = found.lastgroup or "plain"
        inner = found[name].strip(" .,;")
        if not any(char.isalnum() for char in inner):
            continue
        begin = found.start(name) + found[name].index(inner)
        span = (begin, begin + len(inner))
        dated = _dated(inner)
        if dated:
            field, what, date, offset = dated
            said[what] = date
            spans.append((field, begin + offset, span[1]))
        elif _STATUS.fullmatch(inner):
            said["status"] = "ahead of print"
            spans.append(("status", *span))
        else:
            said.update(_meaning(inner))
            notes.append(inner)
            spans.append(("note", *span))
            if not (name != "plain" or _KNOWN.fullmatch(inner)):
                message = "text of no known form follows the reference; kept as a note"
                wrong.append((ProblemKind.NOTE, *span, message))
    return Trailing(tuple(notes), spans=tuple(spans), wrong=tuple(wrong), **said)


def _dated(inner: str) -> tuple[str, str, When, int] | None:
    """Read "Accessed March 3, 2021" or "Published 2018": field, meaning, date, its offset."""
    for field, what, pattern in (
        ("accessed", "accessed", _ACCESSED),
        ("issued", "published", _PUBLISHED),
    ):
        found = pattern.fullmatch(inner)
        if found:
            return field, what, when(found), found.start(what)
    return None


def _meaning(inner: str) -> dict[str, str]:
    """Give the language or status that a note also means."""
    meaning = {}
    language = _LANGUAGE.fullmatch(inner)
    code = _LANGUAGES.get(language["name"].lower()) if language else None
    if code:
        meaning["language"] = code
    if "ahead of print" in inner.lower():
        meaning["status"] = "ahead of print"
    return meaning
