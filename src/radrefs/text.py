"""Fold text for reading, and find the way back to the very characters given.

Folding makes white space single blanks, composes letters (NFC), joins words that a
line break cut, and leaves out characters nobody sees. Every folded character knows
where it came from, so that spans always point into the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Folded", "ascii_fold", "find_mojibake", "fold", "is_folded", "one_line"]

# Soft hyphen, zero-width space, word joiner and its kin, BOM, direction marks: they
# change nothing that is said. Zero-width (non-)joiners spell words and stay.
_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
)
# Lone surrogates are no characters at all: no encoding can write them.
_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
_SPACE = r"\s"
_PIECE = re.compile(
    rf"(?P<hyphen>(?<=\w)[-\u2010](?=[^\S\n\r]*[\n\r]\s*[^\W_])|(?<=\d)[\u2013](?=\s*[\n\r]\s*\d))"
    rf"|(?P<space>[{_SPACE}{_INVISIBLE}{_CONTROL}]*[{_SPACE}][{_SPACE}{_INVISIBLE}{_CONTROL}]*)"
    rf"|(?P<gone>[{_INVISIBLE}{_CONTROL}]+)"
    r"|(?P<plain>[\x21-\x2c\x2e-\x7e]+(?![^\x00-\x7f]))"
    r"|(?P<other>.)",
    re.DOTALL,
)
_BLANKS = re.compile(rf"[{_SPACE}{_INVISIBLE}]+")
_CONTROLS = re.compile(rf"[{_CONTROL}]")
_SOFT_BREAK = re.compile(rf"(?<![{_SPACE}])[{_SPACE}]*\u00ad[{_SPACE}]*[\n\r][{_SPACE}]*")

# UTF-8 read as Windows-1252 or Latin-1: a lead byte C2..F4 shown as a letter, then a
# continuation byte 80..BF shown as a sign (https://www.unicode.org/faq/utf_bom.html).
_MOJIBAKE = re.compile(
    "(?:[\u00c2-\u00f4]|\u00e2\u20ac|\u00f0\u0178)"
    "[\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
    "|\ufffd"
)
_FOLDS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
        "ı": "i", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "’": "'", "‘": "'", "‐": "-", "–": "-",
    }
)  # fmt: skip


class Folded(NamedTuple):
    """Hold folded text and, if it differs from the given one, where each character was.

    `starts[i]`, `ends[i]` are the span in the given text of folded character `i`;
    both are None where nothing changed. `hyphens` are the offsets (folded) of hyphens
    at which a line ended; `controls` the spans (given) of characters left out that
    were not merely invisible.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None
    hyphens: tuple[int, ...] = ()
    controls: tuple[tuple[int, int], ...] = ()

    def given(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the folded text into a span of the given text."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends or (0,))[-1]
            return at, at
        return self.starts[start], self.ends[end - 1]


def is_folded(given: str) -> bool:
    """Say whether folding would change nothing. Fast: most entries are plain.

    `str.isprintable` is False for control and format characters and for every blank
    but the ASCII one, which is just what folding changes.
    """
    if "  " in given or not given.isprintable() or given[:1] == " " or given[-1:] == " ":
        return False
    return given.isascii() or unicodedata.is_normalized("NFC", given)


def fold(given: str, instead: Mapping[int, tuple[int, str]] | None = None) -> Folded:
    """Fold one entry's text (see the module). Never fails; linear in the length.

    `instead` maps the start of a stretch to its end and to what stands for it: nothing, or
    one character.
    """
    if not instead and is_folded(given):
        return Folded(given)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    hyphens: list[int] = []
    known = {m.start(): (m.end(), "") for m in _SOFT_BREAK.finditer(given)} | dict(instead or {})
    at = 0
    for stop in (*sorted(known), len(given)):
        while at < stop:
            piece = _PIECE.match(given, at, stop)
            assert piece is not None  # `other` takes any character
            at = _take(piece, given, (chars, starts, ends, hyphens))
        if at == stop and stop in known:
            at, shown = known[stop]
            chars.extend(shown)
            starts.extend([stop] * len(shown))
            ends.extend([at] * len(shown))
    while chars and chars[-1] == " ":
        del chars[-1], starts[-1], ends[-1]
    controls = tuple(m.span() for m in _CONTROLS.finditer(given))
    return Folded("".join(chars), tuple(starts), tuple(ends), tuple(hyphens), controls)


_Lists = tuple[list[str], list[int], list[int], list[int]]


def _take(piece: re.Match[str], given: str, lists: _Lists) -> int:
    """Add what one piece becomes; give the offset (given) where the next one starts."""
    chars, starts, ends, hyphens = lists
    start, end = piece.span()
    match piece.lastgroup:
        case "hyphen":
            hyphens.append(len(chars))
            shown = piece[0]
            after = _BLANKS.match(given, end)
            chars.append(shown)
            starts.append(start)
            ends.append(end)
            return after.end() if after else end
        case "space":
            if not chars or chars[-1] == " ":
                return end
            shown = " "
        case "gone":
            return end
        case "plain":
            chars.extend(piece[0])
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            return end
        case _:
            end = _cluster_end(given, start)
            shown = unicodedata.normalize("NFC", given[start:end])
    chars.extend(shown)
    starts.extend([start] * len(shown))
    ends.extend([end] * len(shown))
    return end


def _cluster_end(given: str, start: int) -> int:
    """Return the end of the characters that compose with the one at `start`.

    Combining marks always belong to it; Hangul jamo where NFC joins them (UAX 15).
    At most 32 characters, so that hostile stacks of marks stay cheap.
    """
    end = start + 1
    while end < min(len(given), start + 32):
        char = given[end]
        jamo = "\u1161" <= char <= "\u11ff"
        if not (unicodedata.combining(char) or jamo):
            break
        end += 1
    return end


def find_mojibake(text: str) -> tuple[int, int] | None:
    """Return the span of the first characters that look like wrongly decoded UTF-8."""
    if text.isascii():
        return None
    found = _MOJIBAKE.search(text)
    return found.span() if found else None


def ascii_fold(text: str) -> str:
    """Write letters without their marks where ASCII has them (ø is o, ß is ss); drop the rest.

    For keys and comparing, never for showing. Decomposition is Unicode's (NFKD); the
    letters that do not decompose are spelled as library catalogues do.
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLDS))
    return decomposed.encode("ascii", "ignore").decode("ascii")


_UNWRITABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def one_line(text: str) -> str:
    """Put text on one line for a file: blanks single, no control characters, NFC."""
    if is_folded(text):
        return text
    return unicodedata.normalize("NFC", _UNWRITABLE.sub(" ", text).strip())
