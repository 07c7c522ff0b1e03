"""Bring what importers give to one spelling, so that only real differences are left.

An arrived item is a dict of CSL variables: names as `(family, given, suffix)` or `(whole,)`,
dates as lists of numbers, all else as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text

__all__ = ["Item", "dashes", "from_csl", "language", "name", "numbers", "tex", "tidy", "unmarked"]

Item = dict[str, Any]

_PERSONS = ("author", "editor")
_DATES = ("issued", "accessed")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_SPAN = re.compile(r'<span class="nocase">(.*?)</span>')
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "english": "en", "eng": "en", "german": "de",
    "ngerman": "de", "ger": "de", "hebrew": "he", "japanese": "ja", "korean": "ko",
    "russian": "ru",
}  # fmt: skip
# Commands that pylatexenc does not know, or knows as another character.
_UNKNOWN = (
    ("\\textasciicircum", "\ue000", "^"),
    ("\\textbraceleft", "\ue001", "{"),
    ("\\textbraceright", "\ue002", "}"),
)
_TEX = LatexNodes2Text(strict_latex_spaces=True, math_mode="text")


def tidy(text: object) -> str:
    """Give text composed, its blanks single and its control characters blanks."""
    return " ".join(_CONTROLS.sub(" ", unicodedata.normalize("NFC", str(text))).split())


def tex(text: str) -> str:
    """Give what TeX prints, for programs that keep the file's text as it is."""
    for command, stand_in, _ in _UNKNOWN:
        text = text.replace(command, stand_in)
    shown: str = _TEX.latex_to_text(text)
    for _, stand_in, char in _UNKNOWN:
        shown = shown.replace(stand_in, char)
    return tidy(shown)


def unmarked(text: str) -> str:
    """Give text without the marks of words whose capitals stay."""
    return tidy(_SPAN.sub(r"\1", text))


def dashes(text: str) -> str:
    """Give every dash between numbers as a hyphen: that is how CSL spells a range."""
    return re.sub(r"(?<=\w)(?:--|\u2013)(?=\w)", "-", text)


def name(family: object = "", given: object = "", suffix: object = "") -> tuple[str, ...]:
    """Give a person as family, given name and suffix; a name of one part as that part."""
    parts = tuple(tidy(part or "") for part in (family, given, suffix))
    return parts if any(parts[1:]) else parts[:1]


def language(text: str) -> str:
    """Give a language's code, however it is named and wherever it is spoken."""
    return _LANGUAGES.get(text.lower(), text.partition("-")[0])


def numbers(parts: Iterable[object]) -> list[int]:
    """Give a date's year, month and day; months by their English names too."""
    found = []
    for part in parts:
        word = str(part).strip().lower()
        if word[:3] in _MONTHS:
            found.append(_MONTHS.index(word[:3]) + 1)
        elif word.isdigit():
            found.append(int(word))
    return found


def from_csl(item: dict[str, Any]) -> Item:
    """Give an item of CSL-JSON in the one spelling."""
    found: Item = {}
    for key, value in item.items():
        if key in _PERSONS:
            found[key] = [_csl_name(person) for person in value]
        elif key in _DATES:
            found[key] = numbers((value.get("date-parts") or [[]])[0])
        elif isinstance(value, str | int):
            found[key] = unmarked(str(value))
    return settled(found)


def _csl_name(person: dict[str, str]) -> tuple[str, ...]:
    """Give a name; a particle that belongs to the family is put back before it."""
    if "literal" in person:
        return name(person["literal"])
    family = " ".join(
        part for part in (person.get("non-dropping-particle"), person.get("family")) if part
    )
    return name(family, person.get("given"), person.get("suffix"))


def settled(item: Item) -> Item:
    """Settle what every adapter spells alike: dashes, languages, the commas of keywords."""
    for key in ("page", "note", "issue"):
        if key in item:
            item[key] = dashes(item[key])
    if "language" in item:
        item["language"] = language(item["language"])
    if "keyword" in item:
        item["keyword"] = re.sub(r",\s*", ", ", item["keyword"])
    return item
