"""Read and write the date of MEDLINE (`DP`).

DP    ::= day ["-" day] | year " " season
day   ::= year [" " month [" " number]], in the second what differs from the first
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from radrefs.dates import MONTHS
from radrefs.formats.draft import Draft
from radrefs.formats.facts import read_iso
from radrefs.formats.table import Row
from radrefs.model import Citation, Date, ProblemKind

__all__ = ["issued", "read_date"]

_MONTHS = tuple(month.title() for month in MONTHS)
_SEASONS = ("Spring", "Summer", "Autumn", "Winter")
_DAY = re.compile(r"(?:(\d{4})[ -]?)?(?:([A-Z][a-z]{2})[a-z]*\.?)?(?: ?(\d{1,2}))?")
_SOLID = re.compile(r"(\d{4})(\d\d)(\d\d)?")


def _day_text(parts: tuple[int, ...]) -> str:
    text = f"{parts[0]:04d}"
    if len(parts) > 1 and 1 <= parts[1] <= 12:
        text += f" {_MONTHS[parts[1] - 1]}"
        if len(parts) > 2:
            text += f" {parts[2]}"
    return text


def issued() -> Row:
    """Map the date: "2021 Jul 1", "2021 Jul-Aug", "2020 Dec-2021 Jan", "2021 Spring"."""

    def write(citation: Citation) -> Iterable[str]:
        date = citation.issued
        if date is None or not date.date_parts or not date.year:
            return (date.literal,) if date and date.literal else ()
        first, *more = [parts for parts in date.date_parts if parts]
        text = _day_text(first)
        if date.season and len(first) == 1 and 1 <= date.season <= 4:
            return (f"{text} {_SEASONS[date.season - 1]}",)
        if not more:
            return (text,)
        last = _day_text(more[-1])
        # What the ends share is said once.
        if first[0] == more[-1][0] and len(first) > 1 and len(more[-1]) > 1:
            last = last[5:]
            if first[1] == more[-1][1] and len(first) > 2 and len(more[-1]) > 2:
                last = last.rpartition(" ")[2]
        return (f"{text}-{last}",)

    def read(values: Sequence[str], draft: Draft) -> None:
        text = values[0]
        if date := read_date(text):
            draft.issued = date
        elif text:
            draft.issued = Date(literal=text)
            draft.doubt(ProblemKind.YEAR, text, "not a date; kept as it stands")

    return Row("DP", write, read)


@lru_cache(maxsize=4096)
def read_date(text: str) -> Date | None:
    """Read "2021 Jul 1" and its kin, "20210701", "2021-Jul" (ERIC); None for other words."""
    if found := _SOLID.fullmatch(text):
        return Date(date_parts=(tuple(int(part) for part in found.groups() if part),))
    year, _, season = text.partition(" ")
    name = season.title().replace("Fall", "Autumn")
    if name in _SEASONS and year.isdigit() and len(year) == 4:
        return Date(date_parts=((int(year),),), season=_SEASONS.index(name) + 1)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return read_iso(text)
    if re.fullmatch(r"\d{4}-[A-Z][a-z]+", text):
        text = text.replace("-", " ")  # ERIC
    parts: list[tuple[int, ...]] = []
    for half in text.split("-"):
        found = _DAY.fullmatch(half.strip())
        one = _day_of(found, parts[0] if parts else ()) if found and half.strip() else None
        if one is None or len(parts) == 2:
            return None
        parts.append(one)
    return Date(date_parts=tuple(parts))


def _day_of(found: re.Match[str], before: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return one end of a date; what the second does not say is as in the first."""
    year = int(found[1]) if found[1] else before[0] if before else 0
    if not year or (found[2] and found[2].lower() not in MONTHS):
        return None
    if found[2]:
        month = MONTHS.index(found[2].lower()) + 1
    elif found[1] or len(before) < 2:
        return (year,) if not found[3] and found[1] else None
    else:
        month = before[1]
    day = int(found[3]) if found[3] else 0
    return (year, month, day) if 1 <= day <= 31 else (year, month) if not day else None
