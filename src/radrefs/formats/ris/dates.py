"""Hold the rows of RIS that tell dates.

    date ::= year ["/" [month] ["/" [day] ["/" words]]] | year month day "//" | as in print

`PY` has the year to cite (some write the whole date), `DA` the day (some without its year),
`Y2` the day of access.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from radrefs.dates import read_date
from radrefs.formats.draft import Draft
from radrefs.formats.facts import is_month
from radrefs.formats.table import Row
from radrefs.formats.tagged import first_of, only_read
from radrefs.model import Citation, Date, ProblemKind

__all__ = ["accessed", "day", "year"]

_DATE = re.compile(r"(\d{4})(?:[/-](\d{0,2})(?:[/-](\d{0,2})(?:[/-](.*))?)?)?")
_SOLID = re.compile(r"(\d{4})(\d\d)(\d\d)?/*")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}


def _first_day(citation: Citation) -> tuple[int, ...]:
    """Return year, month and day of the (first) date; () without a year."""
    issued = citation.issued
    parts = issued.date_parts[0] if issued and issued.date_parts else ()
    return parts if parts and parts[0] else ()


def year() -> Row:
    """Map the year, in four digits."""

    def write(citation: Citation) -> Iterable[str]:
        parts = _first_day(citation)
        return (f"{parts[0]:04d}",) if parts else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        text = first_of(values)
        date, status = _when(text)
        if date:
            draft.issued = date
        elif status:
            draft.fill("status", status)
        elif text:
            draft.issued = Date(literal=text)
            draft.doubt(ProblemKind.YEAR, text, "not a year; kept as it stands")
        for value in values if len(values) > 1 else ():
            other, _ = _when(value)
            if value and (other is None or date is None or other.year != date.year):
                draft.left.add("PY")

    return Row("PY", write, read)


@lru_cache(maxsize=16384)
def _when(text: str) -> tuple[Date | None, str | None]:
    """Read a date ("2021/07/01/", "2021/07//Summer", "Jul 2021") or a status ("in press")."""
    if found := _DATE.fullmatch(text) or _SOLID.fullmatch(text):
        year, month, day = (int(found[at] or 0) for at in (1, 2, 3))
        if not year:
            return None, None
        if 1 <= month <= 12:
            parts = (year, month, day) if 1 <= day <= 31 else (year, month)
            return Date(date_parts=(parts,)), None
        other = found[4] if found.re is _DATE else ""
        season = _SEASONS.get((other or "").strip("/ ").lower())
        return Date(date_parts=((year,),), season=season), None
    if read := read_date(text):
        return read.date, read.status
    years = _YEAR.findall(text)
    return (Date(date_parts=((int(years[0]),),)) if len(years) == 1 else None), None


def day() -> Row:
    """Map the date with month and day; a day without year ("JUL 1") belongs to that of `PY`."""

    def write(citation: Citation) -> Iterable[str]:
        parts = _first_day(citation)
        if not is_month(parts):
            return ()
        rest = f"/{parts[2]:02d}" if len(parts) > 2 else ""
        return (f"{parts[0]:04d}/{parts[1]:02d}{rest}",)

    def read(values: Sequence[str], draft: Draft) -> None:
        text = first_of(values)
        issued: Date | None = draft.issued
        date, _ = _when(text)
        if issued is None or not issued.year:
            if date:
                draft.issued = date
            return
        if date is None and (read := read_date(f"{text.title()} {issued.year}")):
            date = read.date
        # The year of `PY` is the one to cite: some write the day of their visit here. Of two
        # days in it this is the issue's, and `Y1` that of the page on the web.
        if date and date.year == issued.year:
            if len(date.date_parts[0]) >= len(issued.date_parts[0]):
                draft.issued = date
        elif text:
            draft.left.add("DA")

    return Row("DA", write, read)


def accessed() -> Row:
    """Read the day of access; it is not written, for `Y2` corrupts the date in bibutils."""

    def read(values: Sequence[str], draft: Draft) -> None:
        date, _ = _when(first_of(values))
        if date:
            draft.accessed = date
        else:
            draft.left.add("Y2")

    return only_read("Y2", read)
