r"""Read the house style proper in one expression, at full speed.

    entry ::= family " " initials [" et al"] ": " title end journal ". "
              volume ["(" issue ")"] ":" pages ["; " kind " " pages] ", " year

It refuses what it is not sure of (None), and then the tolerant path reads. It must
never read what the tolerant path would read otherwise; a law in the tests says so.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from radrefs.citekeys import base_key
from radrefs.journals import full_titles
from radrefs.model import ET_AL, Citation, Date, Name, Place, Source
from radrefs.names import is_initials, make_name, spell_initials
from radrefs.pages import read_pages
from radrefs.parsing.numeration import read_notes
from radrefs.parsing.people import can_be_family, is_weak
from radrefs.text import find_mojibake, is_folded

__all__ = ["read_house"]

_HOUSE = re.compile(
    r"([^\W\d_][\w'\u2019-]*(?: [^\W\d_][\w'\u2019-]*){0,2} "
    r"[^\W\d_a-z\u00df-\u00f6\u00f8-\u00ff]{1,4})(?: (et al))?: "
    r"([^\s.?!,;:].*[^\s.,;:])(?:\. |(?<=[?!]) )"
    r"([^.?!:;]+)\. (\d{1,4}(?:-\d{1,4})?)(?:\((\w[\w /-]{0,24})\))?:"
    r"([A-Za-z0-9][A-Za-z0-9.-]{0,40})"
    r"(?:; ((?:discussion|quiz|author reply|reply) [A-Z]{0,3}\d{1,5}(?:-[A-Z]{0,3}\d{1,5})?))?"
    r", ((?:1[5-9]|20)\d\d)",
)
_NAMES = (
    "author", "author", "title", "container_title", "volume", "issue", "page", "note", "issued",
)  # fmt: skip
_SHORT_SENTENCE = re.compile(r"(?:\A|[.?!\u2026][\"'\u201d\u2019\u00bb)\]]{0,2}\s)[\w.&-]{1,12}\Z")
_validate = Citation.__pydantic_validator__.validate_python


@lru_cache(maxsize=65536)
def _author(printed: str) -> tuple[str, Name] | None:
    """Read `family initials`; None if it is not plainly a person."""
    words = printed.split(" ")
    initials = words.pop()
    if not is_initials(initials) or (len(words) > 1 and initials in {"II", "III", "IV"}):
        return None
    if (
        not can_be_family(words)
        or is_weak(words, initials)
        or any(is_initials(word) for word in words[1:])
    ):
        return None
    name = make_name(" ".join(words), spell_initials(initials))
    return name.family or "", name


@lru_cache(maxsize=1024)
def _date(year: str) -> Date:
    return Date(date_parts=((int(year),),))


def read_house(
    text: str, number: int | None, places: tuple[Place, ...], heading: str | None
) -> Citation | None:
    """Read an entry that is in the house style to the letter; None if it is not."""
    found = _HOUSE.fullmatch(text)
    if found is None:
        return None
    printed, more, title, journal, volume, issue, pages, note, year = found.groups()
    author = _author(printed)
    full = full_titles().get(journal)
    if author is None or full is None or _dotted(title) or not is_folded(text):
        return None
    if not text.isascii() and find_mojibake(text):
        return None
    read = read_pages(pages)
    if read.wrong or not read.understood:
        return None
    family, name = author
    fields: dict[str, Any] = {
        "id": base_key(family, year, title),
        "type": "article-journal",
        "author": (name, ET_AL) if more else (name,),
        "issued": _date(year),
        "title": title,
        "container-title": full,
        "container-title-short": journal,
        "volume": volume,
        "page": read.page,
        "source": Source(text, number, _NAMES, found.regs, places, heading),
    }
    if issue:
        fields["issue"] = issue
    if read.number:
        fields["number"] = read.number
    if note:
        fields["note"] = read_notes(note)
    citation: Citation = _validate(fields, by_name=False)
    return citation


def _dotted(title: str) -> bool:
    """Tell whether a title ends in a short sentence, perhaps the journal's ("... J. Histol")."""
    tail = title[-14:-1]
    if "." in tail or "?" in tail or "!" in tail:
        return _SHORT_SENTENCE.search(title[-40:]) is not None
    return " " not in title
