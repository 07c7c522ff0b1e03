r"""The marks that stand before an entry: numbers, letters and bullets, as tables.

    marker ::= [lead] label [annotation] entry      "•• 1. ", "[1] ", "↵1. * "
    bullet ::= sign entry                            "• ", "^ a b ", "\bibitem{key} "

A *sure* marker says by itself that an entry may start here. Any other needs a text after
it that opens as a reference does, or a list that it goes on with.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

__all__ = ["BLANK", "Marker", "find_bullet", "find_marker", "next_marker"]

BLANK = "\\s\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00"
"""White space and characters that nobody sees, for a class of a regular expression."""

_N = r"\d{1,7}"
# Style, label, sure. A style is the same for labels that one list may mix ("1." and "1)").
_LABELS = (
    (
        "square",
        rf"[\[［【〔](?:R|Ref\.?|No\.?|\^)?\s?{_N}\s?[\]］】〕](?:[.:)]|\s?[-–](?=\s))?",
        True,
    ),
    ("round", rf"[(（]\s?{_N}\s?[)）][.:]?", True),
    ("angle", rf"<{_N}>|\{{{_N}\}}", True),
    ("dot", rf"{_N}\s?\\?(?:[.．]\)?|[)）、。])(?![\d,;.:-])", True),
    ("word", rf"(?:R|Ref(?:erence|s)?\.?\s?|No\.\s?|№\s?|\#)\s?{_N}\s?[.:)]?(?=[{BLANK}])", True),
    ("circled", r"[\u2460-\u249b\u24f5-\u24fe\u2776-\u2793\u3251-\u325f\u32b1-\u32bf]", True),
    ("colon", rf"{_N}\s?[:：](?=[{BLANK}]|[^\W\d_]|$)", False),
    ("slash", rf"{_N}\s?/(?=[{BLANK}]|[^\W\d_])", False),
    ("dash", rf"{_N}[{BLANK}]?[-–—][{BLANK}]?(?=[^\W\d_])", False),
    ("quoted", rf"{_N}[,;\t](?=\")", True),
    ("bare", rf"{_N}(?=[{BLANK}]+[\w\"\u201c\[]|[{BLANK}]*$)", False),
    ("raised", r"[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,3}", False),
    # One capital alone may be an initial ("I. Smith, B. Jones"): names in full must follow.
    (
        "roman",
        rf"\(?(?:[ivxl]{{1,7}}|[IVXL]{{2,7}})[.)](?=[^\w.])|[IVX][.)](?=[{BLANK}]+[^\W\d_]\S*[{BLANK}]+[A-Z])",
        False,
    ),
    ("letter", r"(?:\([a-z]\)|[a-z][.)]|\([A-Z]\)|[A-Z]\))(?=[^\w.])", False),
    ("glued", rf"{_N}(?=[^\W\d_][^\W\d_])", False),
    # Any other sign or short word with a number: "S1.", "n° 1", "1 |", "6.1."
    (
        "odd",
        r"[^\w\s]{0,3}\s?(?:[^\W\d_]{1,9}[.°º]?\s?)?[^\w\s]{0,2}(?:\d{1,2}\.)?\d{1,4}"
        rf"(?:[^\w\s\"\u201c]{{1,3}}|(?=[{BLANK}]))(?:[{BLANK}][^\w\s\"\u201c(\[]{{1,2}}(?=[{BLANK}]))?",
        False,
    ),
)
_LEAD = "".join((
    rf"[{BLANK}]*(?:(?:[•·‣◦▪●○■□⁃↵↑†‡★☆►▶➢➤✓*>|\"\u201c\\]|\[[ xX]?\]",
    rf"|[-–—+](?=[{BLANK}]))[{BLANK}]*){{0,4}}",
))  # fmt: skip
# Marks of interest, and of links back, between the number and the entry.
_ANNOTATION = (
    rf"(?:[{BLANK}]*(?:\^(?:[{BLANK}]*Jump up(?:[{BLANK}]*to)?:?)?"
    rf"(?:[{BLANK}]+[a-z]{{1,2}}(?=[{BLANK}]))*"
    rf"|[•·●■□†‡★☆⁎↑]+|\*{{1,3}}(?![^*\n]{{1,200}}\*)|\(\*{{1,3}}\)|[-–—](?=[{BLANK}])))*"
)
_MARKER = re.compile(
    rf"(?P<lead>{_LEAD})(?:{'|'.join(f'(?P<{style}>{label})' for style, label, _ in _LABELS)})"
    rf"(?P<more>{_ANNOTATION}[{BLANK}]*)"
)
_SURE = frozenset(style for style, _, sure in _LABELS if sure)
_NUMBER = re.compile(r"\d+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}

# Style, sign, sure. Word writes the signs of its Symbol and Wingdings fonts as letters.
_SIGNS = (
    (
        "tex",
        r"\\bibitem\s?(?:\[[^\]]{0,60}\])?\s?\{[^{}]{0,80}\}|\\item\b(?:\[[^\]]{0,60}\])?",
        True,
    ),
    (
        "bullet",
        r"(?:&(?:bull|middot|\#8226);|[•‣◦▪▫●○■□◆◇⁃⁌∙⦁►▶➢➤➔✓✔✦❖↵↑\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]\s?){1,3}",
        True,
    ),
    ("hyphen", rf"(?:[·*+–—-]|->|→|»|›)(?=[{BLANK}])(?:[{BLANK}]*\[[ xX]?\])?", True),
    ("caret", rf"\^(?:[{BLANK}]+[a-z]{{1,2}}(?=[{BLANK}]))*(?=[{BLANK}])", True),
    ("box", r"\[[ xX]?\]|[☐☑☒]", True),
    ("wingding", rf"[oqvØü§](?=[{BLANK}])", False),
    ("sign", r"[^\w\s\"'\u201c\u2018«(\[<]{1,4}", False),
)
_BULLET = re.compile(
    rf"[{BLANK}]*(?:{'|'.join(f'(?P<{style}>{sign})' for style, sign, _ in _SIGNS)})[{BLANK}]*"
)
_SURE_SIGNS = frozenset(style for style, _, sure in _SIGNS if sure)


class Marker(NamedTuple):
    """A mark before an entry: its style, its number (None for a bullet), where it ends.

    `alone` says that nothing follows on the line; `quoted` that a quotation mark was
    opened before the label, and may be closed after the entry.
    """

    style: str
    number: int | None
    end: int
    sure: bool = True
    alone: bool = False
    quoted: bool = False


def find_marker(text: str, at: int = 0) -> Marker | None:
    """Return the numbered mark at `text[at:]`, None if there is none."""
    found = _MARKER.match(text, at)
    if found is None:
        return None
    style, label = _label(found)
    number = _number(style, label)
    if number is None:
        return None
    end = found.end()
    lead = found["lead"]
    quoted = '"' in lead or "\u201c" in lead or style == "quoted"
    if style == "quoted":
        end += 1
    return Marker(style, number, end, style in _SURE, end >= len(text), quoted)


def _label(found: re.Match[str]) -> tuple[str, str]:
    for style, _, _ in _LABELS:
        if found[style] is not None:
            return style, found[style]
    raise AssertionError("one of the labels has matched")


def find_bullet(text: str) -> Marker | None:
    """Return the bullet that a line begins with, None if there is none."""
    found = _BULLET.match(text)
    if found is None:
        return None
    style = next(name for name, _, _ in _SIGNS if found[name] is not None)
    return Marker(style, None, found.end(), style in _SURE_SIGNS, found.end() >= len(text))


def _number(style: str, label: str) -> int | None:
    """Return the number that a label stands for; None if it stands for none."""
    if style == "circled":
        return _circled(label)
    if style == "raised":
        return int("".join(str(unicodedata.digit(char)) for char in label))
    bare = label.strip("().")
    if style == "roman":
        return _roman(bare.lower())
    if style == "letter":
        return ord(bare.lower()) - ord("a") + 1
    found = _NUMBER.findall(label)
    return int(found[-1]) if found else None


def _circled(sign: str) -> int | None:
    value = unicodedata.numeric(sign, 0)
    return int(value) or None


def _roman(label: str) -> int | None:
    """Read a Roman number up to 89; None if it is not written as one."""
    values = [_ROMAN[char] for char in label]
    total = sum(
        -value if any(value < after for after in values[at + 1 : at + 2]) else value
        for at, value in enumerate(values)
    )
    return total if total > 0 and _as_roman(total) == label else None


def _as_roman(number: int) -> str:
    tens = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx")
    ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return tens[number // 10] + ones[number % 10] if number < 90 else ""


def next_marker(style: str, number: int) -> re.Pattern[str]:
    """Return an expression for the label of a number inside a line, in a list's style."""
    shape = {
        "square": rf"[\[［【]\s?{number}\s?[\]］】]",
        "round": rf"[(（]\s?{number}\s?[)）]",
        "angle": rf"<{number}>|\{{{number}\}}",
        "colon": rf"(?<!\d){number}\s?:(?=\s)",
        "word": rf"(?<!\w)(?:R|Ref\.?\s?|\#)\s?{number}\s?[.:)]?(?=\s)",
        "circled": re.escape(_circled_sign(number)),
    }.get(
        style,
        rf"(?<![\w,(\u2010-\u2014-]){number}\\?[.)](?!\d)|(?<=[.\])]){number}\.(?=[^\W\d_])|(?<=,\s(?:19|20)\d\d){number}[.)](?=\s)",
    )
    return re.compile(shape)


def _circled_sign(number: int) -> str:
    return chr(0x245F + number) if 0 < number < 21 else "\u0000"
