r"""Read the house style proper in one expression, at full speed.

    entry ::= family " " initials [" et al"] ": " title end journal ". "
              volume ["(" issue ")"] ":" pages ["; " kind " " pages] ", " year

It refuses what it is not sure of (None), and then the tolerant path reads. It must
never read what the tolerant path would read otherwise; a law in the tests says so. So it
refuses every entry in which the self-check finds something: the form itself excludes a
sentence in the author, a journal that is a date and a year in the pages; the title and
the year are looked at.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import Any

from radrefs.citekeys import base_key
from radrefs.dates import latest_year
from radrefs.journals import full_titles
from radrefs.model import ET_AL, Citation, Date, Name, Place, Source
from radrefs.names import is_initials, make_name, spell_initials
from radrefs.pages import read_pages
from radrefs.parsing.numeration import read_notes
from radrefs.parsing.people import can_be_family, is_weak
from radrefs.parsing.self_check import FIRST_YEAR, check_title
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
_DEFAULTS = {name: field.default for name, field in Citation.model_fields.items()}
_set = object.__setattr__


def _citation(values: dict[str, Any], given: set[str]) -> Citation:
    """Make a citation of the values of all its fields, which are known to be valid.

    They are set as `BaseModel.model_construct` does it, which takes ten times as long.
    Validating takes twice as long, and could only find what the expression and the
    functions here have made sure of; the law that both paths agree holds that too.
    """
    made = Citation.__new__(Citation)
    _set(made, "__dict__", values)
    _set(made, "__pydantic_fields_set__", given)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


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
def _date(year: str) -> Date | None:
    """Make a date of a year; None if no article has it."""
    plausible = FIRST_YEAR <= int(year) <= latest_year()
    return Date(date_parts=((int(year),),)) if plausible else None


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
    issued = _date(year)
    if author is None or full is None or issued is None or _dotted(title):
        return None
    if not _is_plain(text) or check_title(title):
        return None
    read = read_pages(pages)
    if read.wrong or not read.understood:
        return None
    family, name = author
    values = _DEFAULTS.copy()
    values["id"] = base_key(family, year, title)
    values["type"] = "article-journal"
    values["author"] = (name, ET_AL) if more else (name,)
    values["issued"] = issued
    values["title"] = title
    values["container_title"] = full
    values["container_title_short"] = journal
    values["volume"] = volume
    values["issue"] = issue
    values["page"] = read.page
    values["number"] = read.number
    values["note"] = read_notes(note) if note else None
    values["source"] = Source(text, number, _NAMES, found.regs, places, heading)
    return _citation(values, _GIVEN[issue is None, read.number is None, note is None])


# The fields that are set, for each of issue, number and note absent or not; never changed.
_GIVEN = {
    absent: {
        "id", "type", "author", "issued", "title", "container_title", "container_title_short",
        "volume", "page", "source",
        *itertools.compress(("issue", "number", "note"), [not one for one in absent]),
    }
    for absent in itertools.product((False, True), repeat=3)
}  # fmt: skip


def _is_plain(text: str) -> bool:
    """Say whether folding would change nothing, and no character is wrongly decoded."""
    if text.isascii():
        return "  " not in text and text.isprintable()
    return is_folded(text) and not find_mojibake(text)


def _dotted(title: str) -> bool:
    """Say whether a title ends in a short sentence, perhaps the journal's ("... J. Histol")."""
    tail = title[-14:-1]
    if "." in tail or "?" in tail or "!" in tail:
        return _SHORT_SENTENCE.search(title[-40:]) is not None
    return " " not in title
