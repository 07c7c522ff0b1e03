"""Look for readings that contradict themselves, whatever read them.

A list of authors that could not be read stays in the title and looks like a clean
article; a page is taken for a year. Such a reading has marks of its own: names in the
title, a year in the future, a journal that is a date. Each is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from radrefs.dates import latest_year
from radrefs.journals import find_journal, full_titles
from radrefs.model import ET_AL, Date, Mark, Name, ProblemKind
from radrefs.parsing.people import ACRONYMS, NO_FAMILY

__all__ = ["FIRST_YEAR", "Reading", "check_reading", "check_title"]


class Reading(NamedTuple):
    """What was read: the entry's text (folded), its fields, and where they stand in it."""

    text: str
    fields: Mapping[str, Any]
    marks: Sequence[Mark]

    @property
    def is_article(self) -> bool:
        """Say whether it was read as an article of a journal."""
        return bool(self.fields.get("type") == "article-journal")


Found = tuple[ProblemKind, int, int, str]

_NO_NAME = (
    r"(?!(?i:the|this|new|is|are|can|does|do|how|what|why|when|to|for|with|"
    + "|".join(sorted(NO_FAMILY))
    + r")\b)"
)
_CAPITALS = "|".join(sorted(ACRONYMS))
_NAME = rf"[^\W\d_a-z][^\W\d_][\w'\u2019-]*\s(?!(?:{_CAPITALS})\b)[A-Z](?:-?[A-Z]){{0,3}}"
_GIVEN_FIRST = r"(?:[A-Za-z]\.[\s-]?){1,3}[A-Z][a-z\u2019'][\w'\u2019-]*"
# A name as a list has it, at the beginning of a title.
_BEGINS_WITH_NAMES = re.compile(
    rf"[\W\d]{{0,6}}(?:{_NO_NAME}{_NAME}\s?(?:[,;*\u2020\u2021]|\.{{1,2}}\s(?![a-z])"
    rf"|\s(?:and|&)\s[A-Z])"
    rf"|{_GIVEN_FIRST}(?:,|\.\s|\s(?:and|&)\s|:|\s[A-Z]{{1,3}}[,.]\s)"
    rf"|[A-Z][\w'\u2019-]+,\s(?:[A-Z]\.[\s-]?)+(?:,|&|and\b|\()"
    rf"|(?:[A-Z]\.\s?)+(?:,|and\b|&))"
)
# Two such names, or initials before a family name, anywhere in it.
_NAMES_INSIDE = re.compile(
    rf"{_NAME}[,;]\s(?:and\s|&\s)?{_NAME}[,;.]|\A[^.]{{1,60}}?(?:\band|&|,)\s{_GIVEN_FIRST}(?:,|\.\s)"
)
_ENDS_IN_NAME = re.compile(rf"[.?!]\s{_NO_NAME}{_NAME}\Z")
_CAPITAL_WITH_MARK = re.compile(r"[A-Z](?:[,;]\s(?:and\s|&\s)?[^\W\d_]|\.[\s-]?[A-Z])")
_ET_AL = re.compile(r"\bet\.?\s?al\b", re.IGNORECASE)
_YEAR = re.compile(r"\((?:1[89]|20)\d\d[a-z]?(?:,[^()]{1,20})?\)[.,:;]?\s(?=\S)")
_SMALL_BEGINNING = re.compile(r"[a-z]{2,}(?=[\s,.:]|\Z)|[a-z]{3,}-[a-z]{3,}\b")
_DATED_VOLUME = re.compile(r"(?:1[89]|20)\d\d\s?;\s?\d")
_ISSUE = re.compile(
    r"\d\s?\(\d{1,3}\)\s?[:,]\s?\d|\d\s\d{1,3}\(\d{1,3}\)|\([A-Z][a-z]{2,8}\.?\s(?:19|20)\d\d\)"
)
_VOLUME_AND_PAGES = re.compile(r", (?<=\d, )\d{2,5}[-\u2013]\d{2}")
_PAGES = re.compile(r":\s?(?!(?:1[89]|20)\d\d[-\u2013])\d{1,5}[-\u2013]\d{2}")
_DIGIT = re.compile(r"[0-9]")
_DATE = re.compile(
    r"[\d\W]+\Z|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d+\Z"
    r"|(?:.*[^\d])?(?:1[89]|20)\d\d(?!\d)"
)
_ONLY_YEAR = re.compile(r"\(\d{4}\)\Z")
_YEAR_IN_PAGES = re.compile(r"(?:,|;)\s?(?:19[5-9]|20[0-4])\d\Z")
_RANGE = re.compile(r"(\d{4})\s?[-\u2010-\u2015]\s?(\d{4})")
FIRST_YEAR = 1800
"""Hardly any journal was printed before."""


def check_reading(reading: Reading) -> Iterator[Found]:
    """Yield what contradicts itself in a reading, each with its span and words."""
    people = iter((*reading.fields.get("author", ()), *reading.fields.get("editor", ())))
    for field, start, end in reading.marks:
        check = _CHECKS.get(field)
        if check is not None:
            problem = check(reading.text[start:end], reading)
            if problem is not None:
                yield problem[0], start, end, problem[1]
        elif field in ("author", "editor"):
            message = _check_name(next(people, ET_AL))
            if message is not None:
                yield ProblemKind.NAME, start, end, message


def check_title(title: str) -> str | None:
    """Return what contradicts itself in a title, in words; None if nothing does.

    Every entry is checked, so each expression is tried only where a mark that it needs
    stands in the title.
    """
    if len(title) < 3:
        return "this title is one letter: is it an initial of the last author?"
    at = title.find(" ")
    second = title[at + 1 : at + 3]
    namelike = title[at - 1 : at] in ".," or (second[:1].isupper() and not second[1:].islower())
    if namelike and _BEGINS_WITH_NAMES.match(title):
        return _NAMES
    if title[-1:].isupper() and _ENDS_IN_NAME.search(title):
        return _NAMES
    if ("," in title or ". " in title) and (
        _CAPITAL_WITH_MARK.search(title) and _NAMES_INSIDE.search(title)
    ):
        return _NAMES
    if "(" in title and _has_year_of_authors(title):
        return "a year in parentheses stands in this title: are there authors in it?"
    if _has_numbers(title):
        return _NUMBERS
    if " et" in title and _ET_AL.search(title):
        return '"et al" stands in this title: are there authors in it?'
    if title[:1].islower() and _SMALL_BEGINNING.match(title):
        return "this title begins with a small letter: is its beginning missing?"
    return None


_NAMES = "names of authors seem to stand in this title"
_NUMBERS = "numbers of a journal, or an address, seem to stand in this title"


def _has_numbers(title: str) -> bool:
    """Say whether volume, issue or pages, or an address, stand in a title."""
    if ":" in title and (_PAGES.search(title) or "://" in title or "doi:" in title):
        return True
    if "(" in title and _ISSUE.search(title):
        return True
    if ";" in title and _DATED_VOLUME.search(title):
        return True
    return ", " in title and _VOLUME_AND_PAGES.search(title) is not None


def _has_year_of_authors(title: str) -> bool:
    """Say whether a year in parentheses follows what can be names ("IPCC (2013) ...")."""
    found = _YEAR.search(title)
    if found is None:
        return False
    before = title[: found.start()]
    return before.count(" ") < 4 or _INITIAL.search(before) is not None


_INITIAL = re.compile(r"[A-Z]\.|\s[A-Z]{1,3}(?:[,;\s]|\Z)|&")


Problem = tuple[ProblemKind, str] | None


def _check_title(title: str, reading: Reading) -> Problem:
    message = check_title(title)
    alone = message is None and reading.is_article and not reading.fields.get("author")
    if alone and _may_name_authors(title):
        message = "no author was recognised; does the first sentence name them?"
    return (ProblemKind.AUTHOR, message) if message else None


_FIRST_SENTENCE = re.compile(r"(?P<first>[^.?!]{1,200})[.?!][\"'\u201d\u2019]?\s")
_FULL_NAMES = re.compile(r"(?:[A-Z][\w'\u2019-]+\s(?:[A-Z]\.?\s)?[A-Z][\w'\u2019-]+,\s){2}")
_LOWER = frozenset("of and the for in on with de la van von der et a an to".split())


def _may_name_authors(title: str) -> bool:
    """Say whether full names stand there, or a first sentence with capitals as names have."""
    if _FULL_NAMES.match(title):
        return True
    found = _FIRST_SENTENCE.match(title)
    if found is None:
        return False
    words = found["first"].replace(",", " ").split()
    return all(word[:1].isupper() or word in _LOWER for word in words)


_SENTENCE = re.compile(r"(?<!St)(?<!al)[.:]\s|[?!]")


def _check_name(name: Name) -> str | None:
    """Return what is odd about a name, in words."""
    text = name.family or name.literal or ""
    if text.isalpha():
        lone = len(text) == 1 and name.given
        return "this family name has one letter only" if lone else None
    if _SENTENCE.search(text):
        return "a sentence seems to stand in this name"
    if name.family and _of_many_words(text):
        return "a person's name, or a body's?"
    return None


# Words of studies, where a program has made initials of a body's last word.
_STUDY = frozenset(
    """american cancer clinical disease european health imaging international lung medical
    national neuroimaging practice research screening study trial""".split()
)


def _of_many_words(family: str) -> bool:
    """Say whether a family name of three words and more may be a body's: "Lung Screening Trial"."""
    words = family.lower().split()
    return len(words) > 2 and not _STUDY.isdisjoint(words)


def _check_journal(journal: str, reading: Reading) -> Problem:
    if not (reading.is_article and _DIGIT.search(journal)):
        return None
    # "Spine (Phila Pa 1976)" is a name of the list; "Spine (1976)" is not.
    listed = journal in full_titles() or (not _ONLY_YEAR.search(journal) and find_journal(journal))
    dated = _DATE.match(journal) and not listed
    return (ProblemKind.JOURNAL, "this journal looks like a date") if dated else None


def _check_pages(pages: str, _: Reading) -> Problem:
    dated = _YEAR_IN_PAGES.search(pages)
    return (ProblemKind.PAGES, "a year seems to stand in the pages") if dated else None


def _check_publisher(publisher: str, _: Reading) -> Problem:
    dated = re.search(r"\d", publisher)
    message = "numbers stand in the publisher's name: where does the title end?"
    return (ProblemKind.BOUNDARY, message) if dated else None


def _check_year(printed: str, reading: Reading) -> Problem:
    issued: Date | None = reading.fields.get("issued")
    year = issued.year if issued else None
    if year is None:
        return None
    pages = _RANGE.fullmatch(printed) if len(printed) > 8 else None
    if year > latest_year():
        return ProblemKind.YEAR, "this year is in the future"
    if reading.is_article and year < FIRST_YEAR:
        return ProblemKind.YEAR, "hardly any journal was printed in this year"
    if reading.is_article and pages and int(pages[2]) - int(pages[1]) > 1:
        return ProblemKind.YEAR, "these years look like a range of pages"
    return None


_CHECKS: dict[str, Callable[[str, Reading], Problem]] = {
    "title": _check_title,
    "container_title": _check_journal,
    "page": _check_pages,
    "publisher": _check_publisher,
    "issued": _check_year,
}
