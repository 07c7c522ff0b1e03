"""Compare where an article stands: year, volume, issue, first page or article number."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from radrefs.markup import clean
from radrefs.matching.levels import AGREES, MISSING, Feature, Level, differs
from radrefs.matching.normalize import folded
from radrefs.matching.records import Work
from radrefs.model import Citation

__all__ = [
    "first_page_of", "number_feature", "number_of", "page_feature", "same_page", "year_feature",
]  # fmt: skip

_FIRST_NUMBER = re.compile(r"\d+")
_PAGE = re.compile(r"(?P<before>[a-z]*)0*(?P<number>\d+)(?P<after>[a-z]?)")


@lru_cache(maxsize=65536)
def number_of(text: str) -> str:
    """Fold a volume or issue: its first number without leading zeros, else its letters."""
    found = _FIRST_NUMBER.search(text)
    return found[0].lstrip("0") or "0" if found else folded(text)


@lru_cache(maxsize=65536)
def _first_page(page: str) -> str:
    """Return the first page (or the whole article number) in lower case."""
    first = page.split(",", 1)[0].strip()
    start, dash, end = first.partition("-")
    if dash and not any(char.isdigit() for char in start) and end:
        return first.lower()
    return start.strip().lower()


def first_page_of(citation: Citation) -> str:
    """Return what finds a citation in its volume: first page, or article number."""
    page = citation.page or citation.number or ""
    return page.lower() if page == citation.number else _first_page(page)


def year_feature(printed: int | None, years: Collection[int]) -> Feature:
    """Compare the year with any of the record's (print, online, issued); one off is near."""
    if printed is None or not years:
        return MISSING
    if printed in years:
        return AGREES
    nearest = min(years, key=lambda year: (abs(year - printed), year))
    level = Level.NEAR if abs(nearest - printed) <= 1 else Level.CONFLICTS
    return differs(level, printed, nearest)


def number_feature(printed: str, found: object) -> Feature:
    """Compare a volume or issue, folded, with the record's value as sent."""
    number = number_of(clean(found, 80))
    if not printed or not number:
        return MISSING
    return AGREES if printed == number else differs(Level.CONFLICTS, printed, number)


def same_page(one: str, other: str) -> bool:
    """Say whether two first pages, in lower case, are one.

    Leading zeros do not count, nor does a letter before only one of them. Except S: page
    S12 of a supplement is not page 12.
    """
    if one == other:
        return True
    a, b = _PAGE.fullmatch(one), _PAGE.fullmatch(other)
    if not a or not b or a["number"] != b["number"]:
        return False
    before = {a["before"], b["before"]}
    if len(before) > 1 and ("" not in before or any("s" in letters for letters in before)):
        return False
    return a["after"] == b["after"] or not (a["after"] and b["after"])


def page_feature(printed: str, work: Work) -> Feature:
    """Compare the first pages; an article number may stand at the end of the DOI alone."""
    pages = clean(work.record.get("page"), 200)
    number = clean(work.record.get("article-number"), 80).lower()
    first = _first_page(pages) if not pages.lower().startswith("n/a") else ""
    if not printed:
        return MISSING
    if any(same_page(printed, one) for one in (first, number, pages.lower()) if one):
        return AGREES
    tail = re.split(r"[/.]", work.doi)[-1]
    numbered = len(printed) >= 5 and not printed.startswith("s")
    if numbered and (tail == printed or (len(printed) > 5 and work.doi.endswith(printed))):
        return Feature(Level.AGREES, "the end of the DOI")
    if not first and not number:
        return MISSING
    # "1-7" counts the pages of an article; it does not contradict its number.
    if first == "1" and numbered and not number:
        return differs(Level.MISSING, printed, pages)
    return differs(Level.CONFLICTS, printed, first or number)
