"""Find the words in which two texts differ, and mark them: in one text, or in each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Piece", "Run", "differing", "marked", "word_diff"]

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_MOST = 3000
"""Two texts of more words than this together are not compared word by word."""
_MOST_IN_REPORTS = 1200
"""The same in `differing`: a report compares thousands of fields at once."""


class Run(NamedTuple):
    """Words that follow one another: the same in both texts, or what stands in each instead."""

    one: str
    other: str
    same: bool


class Piece(NamedTuple):
    """A piece of text, and whether it differs from what it is compared with."""

    text: str
    differs: bool = False


def _as_written(word: str) -> str:
    return word


@lru_cache(maxsize=65536)
def _as_read(word: str) -> str:
    """Fold a word: case, accents and the kind of dash make no difference."""
    if word.isspace():
        return " "
    bare = unicodedata.normalize("NFKD", word.casefold().translate(_DASHES))
    return "".join(char for char in bare if not unicodedata.combining(char))


def word_diff(
    one: str, other: str, fold: Callable[[str], str] = _as_written, most: int = _MOST
) -> Iterator[Run]:
    """Compare two texts word by word, blanks and marks too; each word is folded by `fold`.

    The runs joined are the texts. Texts of more than `most` words together make one run.
    """
    words, others = _WORD.findall(one), _WORD.findall(other)
    if len(words) + len(others) > most:
        yield Run(one, other, one == other)
        return
    steps = SequenceMatcher(None, [*map(fold, words)], [*map(fold, others)], autojunk=False)
    for kind, a, b, c, d in steps.get_opcodes():
        yield Run("".join(words[a:b]), "".join(others[c:d]), kind == "equal")


def marked(
    old: str,
    new: str,
    removed: Callable[[str], str] = lambda text: f"[-{text}-]",
    added: Callable[[str], str] = lambda text: f"{{+{text}+}}",
) -> str:
    """Return the new text with the changed words marked, as `git diff --word-diff` does."""
    parts = []
    for run in word_diff(old, new):
        if run.same:
            parts.append(run.other)
            continue
        parts.append(removed(run.one) if run.one else "")
        parts.append(added(run.other) if run.other else "")
    return "".join(parts)


def differing(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Cut two texts into pieces, marked where their words differ; joined they are the texts.

    Case, accents and the kind of dash make no difference, nor does a period at the end.
    """
    runs = [*word_diff(one, other, _as_read, _MOST_IN_REPORTS)]
    return _pieces(runs, [run.one for run in runs]), _pieces(runs, [run.other for run in runs])


def _pieces(runs: list[Run], texts: list[str]) -> tuple[Piece, ...]:
    """Return the pieces of one side; neighbours that are marked alike are one."""
    left = sum(map(len, texts))
    found: list[Piece] = []
    for run, text in zip(runs, texts, strict=True):
        left -= len(text)
        if not text:
            continue
        only_a_period = text == "." and not left
        differs = not run.same and bool(text.strip()) and not only_a_period
        if found and found[-1].differs == differs:
            found[-1] = Piece(found[-1].text + text, differs)
        else:
            found.append(Piece(text, differs))
    return tuple(found)
