r"""Read what stands after the numeration: notes, brackets, statements of status.

    trailing ::= { "(" note ")" | "[" note "]" | about another article | sentence "." }

Identifiers and links have been blanked out before (each stands as \x00 characters).
Everything else is kept: as `status`, as `language`, and always as a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from radrefs.dates import DATE, When, when
from radrefs.languages import LANGUAGES
from radrefs.model import ProblemKind

__all__ = ["Trailing", "language_of", "read_trailing"]

_PIECE = re.compile(
    r"\((?P<round>[^()]*(?:\([^()]*\)[^()]*)*)\)|\[(?P<square>[^\[\]]*)\]"
    # What names another article goes on to the end: its periods are no ends.
    r"|(?P<other>(?:[Pp]ublished )?(?:[Ee]rrat(?:um|a)|[Cc]omment|[Rr]etract(?:ion|ed)|[Uu]pdated?"
    r"|[Rr]epublished|[Cc]orrect(?:ed|ion)|[Ss]ummary|[Rr]eprint(?:ed)?|[Ee]xpression of concern)\b"
    r"(?:[^:.;\x00]{0,40}:|[^:.;\x00]{0,30}\b(?:in|on|of|to|from)\s(?=[A-Z]))[^\x00]*)"
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
    r"|accessed\b.*|\d{4}-\d{5}-\d{3}|\d{7,8}"
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
    """What follows a reference: notes and their meaning, with spans (folded)."""

    notes: tuple[str, ...] = ()
    status: str | None = None
    language: str | None = None
    accessed: When | None = None
    published: When | None = None
    spans: tuple[tuple[str, int, int], ...] = ()
    wrong: tuple[tuple[ProblemKind, int, int, str], ...] = ()


def read_trailing(text: str, start: int, end: int) -> Trailing:
    """Read `text[start:end]`; everything but punctuation and blanks ends up in a note."""
    said: dict[str, Any] = {}
    notes: list[str] = []
    spans: list[tuple[str, int, int]] = []
    wrong: list[tuple[ProblemKind, int, int, str]] = []
    for plain, span in _pieces(text, start, end):
        inner = text[span[0] : span[1]]
        dated = _dated(inner)
        if dated:
            field, what, date, offset = dated
            said[what] = date
            spans.append((field, span[0] + offset, span[1]))
        elif _STATUS.fullmatch(inner):
            said["status"] = "ahead of print"
            spans.append(("status", *span))
        else:
            said.update(_meaning(inner))
            notes.append(inner)
            spans.append(("note", *span))
            if plain and not _KNOWN.fullmatch(inner):
                message = "text of no known form follows the reference; kept as a note"
                wrong.append((ProblemKind.NOTE, *span, message))
    return Trailing(tuple(notes), spans=tuple(spans), wrong=tuple(wrong), **said)


# "[updated 2002 May 16; cited 2002 Jul 9]" says two things.
_ARE_DATES = re.compile(r"(?:updated|cited|published|accessed)\s[^;]{4,20};", re.IGNORECASE)
_PARTS = r"[^\x00;]+"


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[bool, tuple[int, int]]]:
    """Cut at brackets, sentences and blanked identifiers: is it plain text, and its span."""
    for found in _PIECE.finditer(text, start, end):
        name = found.lastgroup or "plain"
        for part in re.finditer(
            _PARTS if _ARE_DATES.match(found[name]) else r"[^\x00]+", found[name]
        ):
            inner = part[0].strip(" .,;")
            if any(char.isalnum() for char in inner):
                begin = found.start(name) + part.start() + part[0].index(inner)
                yield name == "plain", (begin, begin + len(inner))


def language_of(printed: str) -> str | None:
    """Return the code of the language that a note names ("in German", "Article in French")."""
    language = _LANGUAGE.fullmatch(printed)
    return _LANGUAGES.get(language["name"].lower()) if language else None


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
    """Return the language or status that a note also means."""
    code = language_of(inner)
    meaning = {"language": code} if code else {}
    if "ahead of print" in inner.lower():
        meaning["status"] = "ahead of print"
    return meaning
