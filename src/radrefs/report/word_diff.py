"""Mark the words in which two texts differ."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from radrefs.report.model import Piece

__all__ = ["marked"]

_WORD = re.compile(r"\w+|[^\w\s]|\s+")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_MOST = 600
"""Texts of more words than this are not compared word by word."""


@lru_cache(maxsize=65536)
def _same(word: str) -> str:
    """Give what is the same in two spellings of a word: case, marks, kinds of dash aside."""
    bare = unicodedata.normalize("NFKD", word.casefold().translate(_DASHES))
    return "".join(c for c in bare if not unicodedata.combining(c)) if not word.isspace() else " "


def marked(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Cut two texts into pieces, marked where their words differ; joined they are the texts.

    Case, accents and the kind of dash make no difference, nor does a period at the end.
    """
    mine, theirs = _WORD.findall(one), _WORD.findall(other)
    if len(mine) > _MOST or len(theirs) > _MOST:
        return (Piece(one, one != other),), (Piece(other, one != other),)
    a, b = [*map(_same, mine)], [*map(_same, theirs)]
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for pieces, words, last in (
            (left, mine[i:j], j == len(a)),
            (right, theirs[k:m], m == len(b)),
        ):
            if words:
                text = "".join(words)
                odd = kind != "equal" and bool(text.strip()) and not (last and text == ".")
                pieces.append(Piece(text, odd))
    return _joined(left), _joined(right)


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Join neighbours that are marked alike."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].differs == piece.differs:
            found[-1] = Piece(found[-1].text + piece.text, piece.differs)
        else:
            found.append(piece)
    return tuple(found)
