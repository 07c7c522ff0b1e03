"""Read the date that ends a reference.

date    ::= year ["-" year] [letter] [month ["-" month] [day]] | [month [day ","]] year
          | season year | year season | "(" year ")" | "in press" | ahead
ahead   ::= "ePub" | "[Epub ahead of print]" | "online ahead of print" | "published online"
year    ::= 1500 ... 2099
"""

from __future__ import annotations

import datetime
import re
from functools import cache, lru_cache
from typing import NamedTuple

from radrefs.model import Date

__all__ = ["DATE", "DATE_FIRST", "MONTHS", "When", "latest_year", "read_date", "when"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_SEASON = r"(?:Spring|Summer|Autumn|Fall|Winter)\b"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DASH = r"\s?[-\u2010-\u2015/]\s?"

DATE = (
    rf"(?:\(?(?P<year>{_YEAR})(?:{_DASH}(?P<year2>{_YEAR})(?!\d))?(?P<letter>[a-z](?![a-z\d]))?(?!\d)\)?"
    rf"(?:[ ,]\s?(?:(?P<month>{_MONTH})(?:{_DASH}(?P<month2>{_MONTH}))?"
    r"(?:\s(?P<day>\d{1,2})(?!\d))?"
    rf"|(?P<season>{_SEASON})))?"
    rf"|(?:(?P<month_first>{_MONTH})(?:{_DASH}(?P<month2_first>{_MONTH}))?"
    r"(?:\s(?P<day_first>\d{1,2})(?:\s?[-\u2013]\s?\d{1,2})?(?!\d),?)?"
    rf"|(?P<season_first>{_SEASON})|(?P<day_before>\d{{1,2}})\s(?P<month_after>{_MONTH}))"
    rf",?\s(?P<year_after>{_YEAR})(?!\d)"
    r"|(?P<press>[Ii]n [Pp]ress|[Ff]orthcoming|[Aa]ccepted))"
)
"""Match a date; its groups are read by `read_date`."""

DATE_FIRST = (
    rf"(?:{_YEAR}(?:{_DASH}{_YEAR}(?!\d)|[a-z](?![a-z\d]))?(?!\d)"
    rf"(?:[ ,]\s?(?:{_MONTH}(?:{_DASH}{_MONTH})?(?:\s\d{{1,2}}(?!\d))?|{_SEASON}))?"
    rf"|(?:{_MONTH}(?:{_DASH}{_MONTH})?(?:\s\d{{1,2}}(?!\d),?)?|{_SEASON}|\d{{1,2}}\s{_MONTH})"
    rf",?\s{_YEAR}(?!\d))"
)
"""Match a date that may stand before a volume, without groups: read it with `read_date`."""

_WHOLE = re.compile(DATE)


@cache
def latest_year() -> int:
    """Return the last year that a printed work can have: next year, by the clock.

    Journals print issues ahead of their date. This is the one place where reading looks at
    the clock, once for each process.
    """
    return datetime.datetime.now(tz=datetime.UTC).year + 1


class When(NamedTuple):
    """Hold what a date field says: the date, a year's letter, and "in press"."""

    date: Date | None
    letter: str | None = None
    status: str | None = None


@lru_cache(maxsize=4096)
def read_date(printed: str) -> When | None:
    """Read a whole date ("2021", "2020 Nov-Dec", "Jan 2021", "in press"); None if it is none."""
    found = _WHOLE.fullmatch(printed.strip())
    return when(found) if found else None


def when(found: re.Match[str]) -> When:
    """Read a date from a match of a pattern that holds `DATE`."""
    group = found.groupdict()
    if group["press"]:
        return When(None, None, group["press"].lower())
    year = int(group["year"] or group["year_after"])
    months = [
        _month(group[name])
        for names in (("month", "month_first", "month_after"), ("month2", "month2_first"))
        for name in names
        if group[name]
    ]
    day = group["day"] or group["day_first"] or group["day_before"]
    season = group["season"] or group["season_first"]
    parts: list[tuple[int, ...]] = [(year,)]
    if months:
        parts = [(year, month) for month in months]
        if day and len(months) == 1 and 1 <= int(day) <= 31:
            parts = [(year, months[0], int(day))]
    elif group["year2"]:
        parts.append((int(group["year2"]),))
    number = _SEASONS[season.lower()] if season else None
    return When(Date(date_parts=tuple(parts), season=number), group["letter"])


def _month(printed: str) -> int:
    return MONTHS.index(printed[:3].lower()) + 1
