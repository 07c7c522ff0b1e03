"""Label each token of a reference with the field it belongs to: the last reader.

A linear-chain CRF (Lafferty, McCallum and Pereira 2001). It is trained by
`tools/labeller/train.py` on references rendered from records, and decoded here: the
weights are whole numbers, so the same text has the same labels on every machine.

The labels alone are never trusted in silence (docs: labeller).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from operator import add
from typing import NamedTuple

from radrefs.journals import find_journal

__all__ = ["LABELS", "Token", "features", "label", "tokens"]

LABELS = ("author", "title", "journal", "volume", "issue", "page", "year", "date", "other",
          "book", "-")  # fmt: skip
"""The fields; `date` is a month or day, `other` a note or identifier, `-` no field."""
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_MOST_TOKENS = 600
_LONGEST_JOURNAL = 14
_OPEN, _CLOSE = "([{\u201c\u2018", ")]}\u201d\u2019"


class Token(NamedTuple):
    """Hold a word, a number or a mark, and its offsets in the text."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Cut a text into letters, digits and single marks; white space is left out."""
    found = [Token(one[0], *one.span()) for one in _TOKEN.finditer(text)]
    return found[:_MOST_TOKENS]


@lru_cache(maxsize=65536)
def _shape(word: str) -> str:
    """Return the kind of a token: its case and length, or the mark itself."""
    if word.isdigit():
        return "year" if _YEAR.fullmatch(word) else f"9{min(len(word), 6)}"
    if not word[0].isalpha():
        return word
    size = min(len(word), 3) if len(word) < 5 else 5
    if word.isupper():
        return f"A{size}"
    if word.islower():
        return f"a{size}"
    return f"Aa{size}" if word[1:].islower() else f"aA{size}"


@lru_cache(maxsize=65536)
def _word(word: str) -> str:
    return word.lower() if word[0].isalpha() else _shape(word)


def _known_journals(text: str, cut: Sequence[Token]) -> list[str]:
    """Mark the tokens that are in a name of the journal list: "B" its first, "I" the rest.

    A name begins after a mark, a number or a lower-case word, and ends before a mark or a
    number; the longest name wins.
    """
    marks = [""] * len(cut)
    ends = [
        at for at in range(len(cut))
        if at + 1 == len(cut) or not cut[at + 1].text[0].isalpha()
    ]  # fmt: skip
    at = 0
    while at < len(cut):
        word = cut[at].text
        if not word[0].isupper() or (at and not _may_begin(cut[at - 1].text, word)):
            at += 1
            continue
        best = -1
        stop = next((k for k in range(at, len(cut)) if cut[k].text.isdigit()), len(cut))
        for end in (one for one in ends if at <= one < min(stop, at + _LONGEST_JOURNAL)):
            name = text[cut[at].start : cut[end].end]
            if len(name) > 2 and find_journal(name):
                best = end
        if best >= at:
            size = min(best - at + 1, 3)
            marks[at : best + 1] = [f"B{size}", *[f"I{size}"] * (best - at)]
            at = best + 1
        else:
            at += 1
    return marks


def _may_begin(before: str, word: str) -> bool:
    return not before[0].isalpha() or before.islower() or len(word) > 1


def features(text: str, cut: Sequence[Token]) -> list[list[str]]:
    """Return the features of each token, as the model names them."""
    size = len(cut)
    shapes = ["<<", "<", *(_shape(one.text) for one in cut), ">", ">>"]
    words = ["<<", "<", *(_word(one.text) for one in cut), ">", ">>"]
    journals = _known_journals(text, cut)
    found: list[list[str]] = []
    numbers = years = depth = 0
    quoted = False
    for at, one in enumerate(cut):
        here = at + 2
        word, shape = words[here], shapes[here]
        if word in _CLOSE and len(word) == 1:
            depth = 0
        blank = at == 0 or cut[at - 1].end < one.start
        row = [
            f"w={word}", f"s={shape}",
            f"-w={words[here - 1]}", f"-s={shapes[here - 1]}",
            f"+w={words[here + 1]}", f"+s={shapes[here + 1]}",
            f"--s={shapes[here - 2]}", f"++s={shapes[here + 2]}",
            f"-ss={shapes[here - 1]} {shape}",
            f"ss+={shape} {shapes[here + 1]}",
            f"-ss+={shapes[here - 1]} {shape} {shapes[here + 1]}",
            f"s++={shape} {shapes[here + 1]} {shapes[here + 2]}",
            f"--ss={shapes[here - 2]} {shapes[here - 1]} {shape}",
            f"p={at * 12 // size}", f"n={min(numbers, 5)} {min(years, 2)} {shape}",
            f"in={depth}{quoted} {shape}", f"j={journals[at]}", f"b={blank} {shape}",
        ]  # fmt: skip
        if journals[at]:
            row.append(f"j={journals[at]} {shape} {min(numbers, 1)}")
        if at + 1 < size and journals[at + 1] and not journals[at]:
            row.append(f"+j={journals[at + 1]} {shape}")
        if len(word) > 5 and word.isalpha():
            row.append(f"end={word[-3:]}")
        found.append(row)
        if word.isdigit() or shape == "year" or shape[:1] == "9":
            numbers += 1
            years += shape == "year"
        if word in _OPEN and len(word) == 1:
            depth = 1 if word in "([{" else 0
            quoted = quoted or word == "\u201c"
        elif word == "\u201d":
            quoted = False
        elif word == '"':
            quoted = not quoted
    return found


class _Model(NamedTuple):
    weights: dict[str, list[int]]
    steps: list[list[int]]
    """`steps[to][from]`"""


@cache
def _model() -> _Model:
    """Read the model: a line a feature, `name TAB label weight label weight ...`."""
    packed = (files("radrefs") / "data" / "labeller.tsv.gz").read_bytes()
    weights: dict[str, list[int]] = {}
    steps = [[0] * len(LABELS) for _ in LABELS]
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        name, *pairs = line.split("\t")
        row = [0] * len(LABELS)
        for pair in pairs:
            at, _, weight = pair.partition(":")
            row[int(at)] = int(weight)
        if name.startswith("step="):
            for to, weight_ in enumerate(row):
                steps[to][int(name[5:])] = weight_
        else:
            weights[name] = row
    return _Model(weights, steps)


def label(text: str) -> list[tuple[Token, str]]:
    """Label the tokens of one entry (folded text): the best path through the model.

    At most 600 tokens are read. Linear in the length; never fails.
    """
    cut = tokens(text)
    if not cut:
        return []
    model = _model()
    weights, steps = model.weights, model.steps
    nothing = [0] * len(LABELS)
    best = nothing
    back: list[list[int]] = []
    for at, row in enumerate(features(text, cut)):
        own = nothing
        for name in row:
            if (some := weights.get(name)) is not None:
                own = list(map(add, own, some))
        if at == 0:
            best = own
            continue
        scores, came = [], []
        for to, mine in zip(steps, own, strict=True):
            ways = list(map(add, best, to))
            top = max(ways)
            came.append(ways.index(top))
            scores.append(top + mine)
        best = scores
        back.append(came)
    last = best.index(max(best))
    path = [last]
    for came in reversed(back):
        last = came[last]
        path.append(last)
    return [(one, LABELS[at]) for one, at in zip(cut, reversed(path), strict=True)]
