"""Read the values of CSL-JSON as they are found: numbers for text, markup, odd dates, odd names.

Every function takes any JSON value and none fails; what says nothing is "" or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from math import isfinite
from typing import Any

from radrefs.dates import read_date
from radrefs.formats.facts import read_iso
from radrefs.markup import plain_text
from radrefs.model import ET_AL, Date, Name
from radrefs.names import cut_once, is_et_al, make_name, read_name, with_particle
from radrefs.text import one_line

__all__ = ["is_shallow", "name_of", "read_day", "read_people", "rich", "words"]

# A time of day, and months or days that are zero.
_NO_DAY = re.compile(r"(?<=\d)T\d\d:.*\Z|(?:[-/]00?)+\Z")
_LONGEST_DATE = 100


def words(value: object) -> str:
    """Return a text or number as one line of text, of a list its first; else ""."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, list):
        return next(
            (said for one in value if not isinstance(one, list) and (said := words(one))), ""
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float):
        if not isfinite(value):
            return ""
        value = int(value) if value.is_integer() and abs(value) < 1e15 else value
    return str(value)


def rich(value: object) -> str:
    """Return a text without its markup, super- and subscripts in Unicode."""
    return plain_text(words(value))


def read_people(value: object) -> tuple[Name, ...]:
    """Read a list of names; "et al." and "others" are the mark of a list cut short."""
    if isinstance(value, str):
        value = value.split(";")
    people = value if isinstance(value, list) else [value]
    return cut_once(map(name_of, people))


def name_of(value: object) -> Name | None:
    """Read one name; None for what names nobody. Particles go into the family name."""
    if isinstance(value, dict):
        parts = [value.get(part) for part in _PARTS]
        try:
            return _person(*parts)
        except TypeError:
            return _person(*map(words, parts))
    if not isinstance(value, str):
        return None
    said = words(value)
    return read_name(said) if "," in said or " " in said else _person(literal=said)


_PARTS = (
    "family", "given", "suffix", "literal", "name", "non-dropping-particle", "dropping-particle",
)  # fmt: skip


@lru_cache(maxsize=65536)
def _person(
    family: object = None,
    given: object = None,
    suffix: object = None,
    literal: object = None,
    name: object = None,
    *particles: object,
) -> Name | None:
    """Make a name of its parts as they stand. Raises `TypeError` for a part that is a list."""
    last, first = words(family), words(given)
    for particle in map(words, particles if last else ()):
        last = with_particle(particle, last)
    whole = words(literal) or words(name)
    if last:
        found = make_name(last, first, words(suffix))
        return found.model_copy(update={"literal": whole}) if whole else found
    if not (first or whole):
        return None
    if is_et_al(whole or first):
        return ET_AL
    return Name(given=first or None, suffix=words(suffix) or None, literal=whole or None)


def read_day(value: object) -> tuple[Date | None, str | None]:
    """Read a date and a letter after its year ("2021a"); None for what is none.

    Understood are `date-parts` of numbers or text, `season`, `literal`, `raw`, a bare text
    or year. Words that are no date are kept as the date's `literal`.
    """
    if isinstance(value, dict):
        return _structured(value)
    if isinstance(value, list):
        parts, season = _parts(value)
        return (Date(date_parts=parts, season=season) if parts else None), None
    if not isinstance(value, str):
        year = _number(value)
        return (Date(date_parts=((year,),)) if year else None), None
    return _said(words(value)[:_LONGEST_DATE])


def _structured(value: dict[str, Any]) -> tuple[Date | None, str | None]:
    given = value.get("date-parts")
    if len(value) == 1 and isinstance(given, list) and len(given) == 1:
        with suppress(TypeError):
            return _plain(tuple(given[0])), None
    parts, season = _parts(given)
    season = season or _season(value.get("season"))
    literal = words(value.get("literal"))
    if parts:
        return Date(date_parts=parts, season=season, literal=literal or None), None
    printed = literal or words(value.get("raw")) or words(value.get("date-time"))
    said, letter = (
        _said(printed) if len(printed) <= _LONGEST_DATE else (Date(literal=printed), None)
    )
    if said is None:
        return (Date(season=season) if season else None), None
    return (said.model_copy(update={"season": season}) if season else said), letter


@lru_cache(maxsize=8192)
def _plain(given: tuple[object, ...]) -> Date | None:
    """Make a date of one list of parts, which most dates are."""
    parts, season = _parts([list(given)])
    return Date(date_parts=parts, season=season) if parts else None


@lru_cache(maxsize=8192)
def _said(text: str) -> tuple[Date | None, str | None]:
    """Read a date in words or in ISO 8601; what is none is kept as said."""
    if not text:
        return None, None
    if iso := read_iso(_NO_DAY.sub("", text)):
        return iso, None
    found = read_date(text)
    if found and found.date:
        return found.date, found.letter
    return Date(literal=text), None


def _parts(value: object) -> tuple[tuple[tuple[int, ...], ...], int | None]:
    """Read the parts of one or two dates, and a season that stands in the month's place.

    Citeproc-js counts seasons as months from 13, EDTF from 21.
    """
    if not isinstance(value, list) or not value:
        return (), None
    dates, season = [], None
    for one in (value if isinstance(value[0], list) else [value])[:2]:
        if not isinstance(one, list):
            continue
        numbers = _calendar(one)
        if len(numbers) > 1 and numbers[1] > 12:
            season = (numbers[1] - 12) if numbers[1] < 17 else numbers[1] - 20
            numbers = numbers[:1]
        if numbers:
            dates.append(numbers)
    return tuple(dates), season


def _calendar(value: Sequence[object]) -> tuple[int, ...]:
    """Read year, month and day as far as they are numbers that can be such."""
    if value and isinstance(value[0], str) and not value[0].strip().isdigit():
        iso = read_iso(words(value[0]))
        return iso.date_parts[0] if iso else ()
    numbers: list[int] = []
    for part, most in zip(value, (9999, 24, 31), strict=False):
        number = _number(part)
        if not 1 <= number <= most or (len(numbers) == 1 and 17 <= number <= 20):
            break
        numbers.append(number)
    return tuple(numbers)


def _number(value: object) -> int:
    """Read a whole number below 10,000; 0 for anything else."""
    text = words(value)
    return int(text) if len(text) < 5 and text.isascii() and text.isdigit() else 0


_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}


def _season(value: object) -> int | None:
    number = _number(value)
    number = number - 20 if 21 <= number <= 24 else number - 12 if 13 <= number <= 16 else number
    return number if 1 <= number <= 4 else _SEASONS.get(words(value).lower())


def is_shallow(value: object, most: int = 100) -> bool:
    """Say whether a value is nested no deeper than `most`."""
    level = [value]
    for _ in range(most):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return True
    return False


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
