"""Fold text for comparing: keep what two spellings of one thing have in common.

Letters lose their accents (NFKD) and their capitals; Greek letters and ligatures are
written out; everything that is no letter or digit becomes one blank. Letters of other
scripts stay.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "folded", "folded_name", "is_shouted", "numerals"]

_OTHER = re.compile(r"[\W_]+")
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l",
        "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i",
        "ħ": "h", "ŧ": "t", "'": None, "\u2019": None, "\u02bc": None,
    }
)  # fmt: skip
_GREEK = str.maketrans(
    dict(
        zip(
            "αβγδεζηθικλμνξοπρσςτυφχψω",
            (
                "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron"
                " pi rho sigma sigma tau upsilon phi chi psi omega"
            ).split(),
            strict=True,
        )
    )
)
_APOSTROPHES = str.maketrans("", "", "'")
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ROMANS = (
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
    " xxi xxii xxiii xxiv xxv xxvi xxvii xxviii xxix xxx"
).split()
_VALUES = {word: str(value) for value, word in enumerate(_WORDS)}
_VALUES |= {roman: str(value) for value, roman in enumerate(_ROMANS, 1) if len(roman) > 1}
_SINGLE = {"i": "1", "v": "5", "x": "10"}
_COUNTED = frozenset(
    "part parts type types grade stage phase class group section volume factor chapter"
    " series study report teil partie parte no number".split()
)
_NUMERAL = re.compile(r"\d+|\b(?:" + "|".join([*_VALUES, *_SINGLE]) + r")\b")


def fold(text: str) -> str:
    """Fold one line of text (see the module); "" if it has no letter or digit."""
    if text.isascii():
        text = text.translate(_APOSTROPHES)
    else:
        # Decomposed first: under a letter's accent there may be one of those letters.
        text = unicodedata.normalize("NFKD", text).translate(_LETTERS)
        text = "".join([c for c in text if c < "\u0300" or not unicodedata.combining(c)])
        text = text.lower().translate(_GREEK)
    return _OTHER.sub(" ", text.lower()).strip()


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Fold one line of text, with a cache: the same titles and names come many times."""
    return fold(text)


def folded_name(text: str) -> str:
    """Fold a family name: without blanks, so that "El-Refaee" is "ElRefaee"."""
    return folded(text).replace(" ", "")


@lru_cache(maxsize=65536)
def numerals(title: str) -> tuple[str, ...]:
    """Return the numbers in a folded title, sorted: digits, roman numerals, number words.

    "part II" and "part 2" have the same number. A single i, v or x counts only after a
    word that takes a number ("type I"), because it may be a letter.
    """
    found = []
    for match in _NUMERAL.finditer(title):
        word = match[0]
        if word in _SINGLE:
            before = title[: match.start()].rsplit(None, 1)
            if not before or before[-1] not in _COUNTED:
                continue
            found.append(_SINGLE[word])
        else:
            found.append(_VALUES.get(word) or word.lstrip("0") or "0")
    return tuple(sorted(found))


def is_shouted(text: str) -> bool:
    """Say whether a text is all in capitals (308 of 22,670 titles are)."""
    return len(text) > 8 and text.isupper() and sum(map(str.isalpha, text)) > 6
