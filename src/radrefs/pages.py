"""Read page ranges and article numbers: expand short ends, never invent one.

    pages   ::= part (", " part)*
    part    ::= place [dash place]
    place   ::= [letters] digits [letters] ["." [letters] digits] | roman

Measured on real lists (docs: performance): `e00054-15` is an article number, no range.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from radrefs.model import ProblemKind

__all__ = ["Pages", "read_pages", "shorten"]

_PLACE = r"[A-Za-z]{0,4}\d{1,9}[A-Za-z]{0,2}(?:\.[A-Za-z]?\d{1,4})?|[ivxlcdm]{1,9}|[IVXLCDM]{1,9}"
_RANGE = re.compile(rf"({_PLACE})\s?(?:[-\u2010-\u2015\u2212]|--)\s?({_PLACE})")
_PARTS = re.compile(r"([A-Za-z.]*?)(\d+)([A-Za-z]*)")
_DOTTED = re.compile(r"([A-Za-z]{0,4}\d+\.[A-Za-z])(\d+)")
_LABEL = re.compile(r"(?:pp?\.\s*|pp?\s+|pages?\s+)(?=\w)", re.IGNORECASE)
# A page: digits, perhaps with one letter after them; S191, ONS139, W123; 1023.e1; roman.
_PAGE = re.compile(
    r"\d{1,4}[A-Za-z]{0,2}|[A-Z]{1,4}-?\d{1,4}[A-Z]?|\d{1,4}\.[A-Za-z]?\d{1,3}"
    r"|[A-Z]{1,3}\d{1,4}\.[a-z]?\d{1,3}|(?:[IVXLC]+-)?\d{1,4}|[ivxlcdm]+|[IVXLCDM]+"
)
_NUMBER = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9][A-Za-z0-9._\u2010-]{1,40}")
# A number that is called one: only the number itself is kept.
_CALLED = re.compile(
    r"(?=Art|ID|[Nn]o)(?:Article|Art\.?)?\s?(?:ID|[Nn]o\.?|[Nn]umber)?:?\s?"
    r"(?P<number>[A-Za-z]{0,4}\d[\w.-]{0,30})"
)
# mBio, Genome Announc and their family: a letter, five digits with a zero first, the year.
_HYPHENATED = re.compile(r"[a-z]0\d{4,}-\d{2}|[A-Za-z]+\.\d{4,}-\d{2}\.\d{4}")
_WIDE = 300


class Pages(NamedTuple):
    """Hold what a page field means: `page` in full, `number` if it is an article number.

    `wrong` tells in words what is odd, None if nothing is; `understood` is False when
    the text has the form of neither pages nor an article number.
    """

    page: str
    number: str | None = None
    wrong: str | None = None
    understood: bool = True
    kind: ProblemKind = ProblemKind.PAGES


@lru_cache(maxsize=8192)
def read_pages(printed: str) -> Pages:
    """Read the text between the colon and the comma of a numeration.

    A page end is expanded only if it has fewer digits than the start and the result is
    not below the start; prefixes and suffixes are carried over ("ONS139-45" gives
    "ONS139-ONS145", "474S-7S" "474S-477S"). All else stays as printed.
    """
    text = _LABEL.sub("", printed.strip(), count=1)
    if _HYPHENATED.fullmatch(text):
        return Pages(text, text)
    if "," in text:
        parts = [read_pages(part) for part in text.split(",")]
        understood = all(part.understood and part.number is None for part in parts)
        wrong = next((part.wrong for part in parts if part.wrong), None)
        return Pages(", ".join(part.page for part in parts).strip(), None, wrong, understood)
    found = _RANGE.fullmatch(text)
    if found and not re.fullmatch(r"[IVXLCDM]+-\d+", text):
        return _range(found[1], found[2])
    if _PAGE.fullmatch(text):
        return Pages(text)
    if _NUMBER.fullmatch(text):
        return Pages(text, text)
    called = _CALLED.fullmatch(text)
    if called:
        return Pages(called["number"], called["number"])
    start = re.match(rf"({_PLACE})(?=\s?[-\u2010-\u2015])", text)
    if start:
        return Pages(text, None, f"the range is broken after {start[1]}; kept as printed")
    return Pages(text, None, "neither pages nor an article number; kept as printed", False)


def _range(first: str, last: str) -> Pages:
    """Expand and check one range."""
    plain = f"{first}-{last}"
    dotted_first, dotted_last = _DOTTED.fullmatch(first), _DOTTED.fullmatch(last)
    if dotted_first and last.isdigit():
        return Pages(f"{first}-{dotted_first[1]}{last}")
    if dotted_first or dotted_last:
        return Pages(plain)
    a, b = _PARTS.fullmatch(first), _PARTS.fullmatch(last)
    if not a or not b:
        return Pages(plain)
    prefix, suffix = b[1] or a[1], b[3]
    if (b[1] and b[1] != a[1]) or (suffix and suffix != a[3]):
        return Pages(plain)
    digits = b[2] if len(b[2]) >= len(a[2]) else a[2][: len(a[2]) - len(b[2])] + b[2]
    if int(digits) < int(a[2]):
        return Pages(plain, None, f"the pages run backwards ({plain}); kept as printed")
    full = f"{first}-{prefix}{digits}{suffix}"
    wide = int(digits) - int(a[2])
    if wide > _WIDE:
        return Pages(full, None, f"a range of {wide} pages is implausible; kept as printed")
    return Pages(full)


def shorten(page: str) -> str:
    """Shorten the end of a range as the house style prints it ("291-299" gives "291-9")."""
    return ", ".join(_shorten(part) for part in page.split(", "))


def _shorten(part: str) -> str:
    first, dash, last = part.partition("-")
    a, b = _PARTS.fullmatch(first), _PARTS.fullmatch(last)
    if not (dash and a and b) or a[1] != b[1] or a[3] != b[3] or len(a[2]) != len(b[2]):
        return part
    same = 0
    while same < len(a[2]) - 1 and a[2][same] == b[2][same]:
        same += 1
    short = f"{first}-{b[2][same:]}{b[3]}"
    return short if read_pages(short).page == part else part
