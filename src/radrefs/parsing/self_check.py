"""Look for readings that contradict themselves, whatever read them.

A list of authors that could not be read stays in the title and looks like a clean
article; a page is taken for a year. Such a reading has marks of its own: names in the
title, a year in the future, a journal that is a date. Each is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from radrefs.dates import latest_year
from radrefs.journals import find_journal
from radrefs.model import Name, ProblemKind
from radrefs.parsing.people import NO_FAMILY

__all__ = ["Reading", "check_reading", "check_title"]


class Reading(NamedTuple):
    """What was read, as far as its parts can contradict each other.

    Texts are as printed, with their spans in the entry (`at`); absent ones are empty.
    """

    title: str
    journal: str
    page: str
    issued: str
    people: tuple[tuple[Name, int, int], ...]
    year: int | None
    at: dict[str, tuple[int, int]]
    article: bool = True


Found = tuple[ProblemKind, int, int, str]

# Capitals that end a title's words as initials end a name: "Cardiac CT.", "Brain MR,".
_ACRONYMS = (
    "CT|MR|MRI|MRA|MRS|US|PET|DTI|DWI|CTA|AI|ICU|USA|UK|HIV|DNA|RNA|TB|MS|ED|EU|II|III|IV|VI|VII"
    "|IX|XI|XII|SSRI|COPD|ALS|PTSD|ADHD|AIDS|BRCA|EGFR|VEGF|EEG|ECG|EMG|MEG|NMR|PSA|TNF|IL|BMI"
)
_NO_NAME = (
    r"(?!(?i:the|this|new|is|are|can|does|do|how|what|why|when|to|for|with|"
    + "|".join(sorted(NO_FAMILY))
    + r")\b)"
)
_NAME = rf"{_NO_NAME}[^\W\d_a-z][^\W\d_][\w'\u2019-]*\s(?!(?:{_ACRONYMS})\b)[A-Z](?:-?[A-Z]){{0,3}}"
_GIVEN_FIRST = r"(?:[A-Za-z]\.[\s-]?){1,3}[A-Z][a-z\u2019'][\w'\u2019-]+"
_LIST_IN_TITLE = re.compile(
    # A name, as a list has it, at the beginning; or two of them anywhere.
    rf"\A[\W\d]{{0,6}}(?:{_NAME}\s?(?:[,;:*\u2020\u2021]|\.{{1,2}}\s|\s(?:and|&)\s[A-Z])"
    rf"|{_GIVEN_FIRST}(?:,|\.\s|\s(?:and|&)\s|:)"
    rf"|[A-Z][\w'\u2019-]+,\s(?:[A-Z]\.[\s-]?)+(?:,|&|and\b|\()"
    rf"|(?:[A-Z]\.\s?)+(?:,|and\b|&))"
    rf"|{_NAME}[,;]\s(?:and\s|&\s)?{_NAME}[,;.]"
    rf"|(?:\band|&|,)\s{_GIVEN_FIRST}(?:,|\.\s)"
)
_ET_AL = re.compile(r"\bet\.?\s?al\b", re.IGNORECASE)
_YEAR_IN_TITLE = re.compile(r"\((?:1[89]|20)\d\d[a-z]?(?:,[^()]{1,20})?\)(?!\Z)")
_SMALL_BEGINNING = re.compile(r"[a-z]{2,}(?=[\s,.:]|\Z)|[a-z]{3,}-[a-z]{3,}\b")
_NUMERATION = re.compile(
    r"(?:(?:1[89]|20)\d\d\s?;\s?\d|\d\s?\(\d{1,3}\)\s?[:,]\s?\d|\d\s\d{1,3}\(\d{1,3}\)|\bvol\.?\s?\d"
    r"|\b(?:pp\.\s?|pp\s|pages\s)\d+|\d:\s?\d{1,5}[-\u2013]\d{2}|\([A-Z][a-z]{2,8}\.?\s(?:19|20)\d\d\)"
    r"|\b(?:Retrieved from|Available (?:at|from)|doi:|https?:|www\.)|Available\W*\Z)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"[\d\W]+|.*(?<!\d)(?:1[89]|20)\d\d(?!\d).*"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:\s\d+)?",
    re.DOTALL,
)
_YEAR_IN_PAGES = re.compile(r"(?:,|;)\s?(?:19[5-9]|20[0-4])\d\Z")
_RANGE = re.compile(r"(\d{4})\s?[-\u2010-\u2015]\s?(\d{4})")
_OLD = 1800


def check_reading(reading: Reading) -> Iterator[Found]:
    """Yield what contradicts itself in a reading, each with its span and words."""
    if reading.title:
        yield from _checked_title(reading)
    yield from _checked_people(reading)
    if (
        reading.article
        and reading.journal
        and _DATE.fullmatch(reading.journal)
        and not find_journal(reading.journal)
    ):
        message = "this journal looks like a date"
        yield ProblemKind.JOURNAL, *reading.at["container_title"], message
    if reading.page and _YEAR_IN_PAGES.search(reading.page):
        yield ProblemKind.PAGES, *reading.at["page"], "a year seems to stand in the pages"
    if reading.year is not None and "issued" in reading.at:
        yield from _checked_year(reading, reading.year)


def check_title(title: str) -> str | None:
    """Return what contradicts itself in a title, in words; None if nothing does."""
    if _LIST_IN_TITLE.search(title):
        return "names of authors seem to stand in this title"
    if _ET_AL.search(title):
        return '"et al" stands in this title: are there authors in it?'
    if _YEAR_IN_TITLE.search(title):
        return "a year in parentheses stands in this title: are there authors in it?"
    if _NUMERATION.search(title):
        return "numbers of a journal seem to stand in this title"
    if _SMALL_BEGINNING.match(title):
        return "this title begins with a small letter: is its beginning missing?"
    return None


def _checked_title(reading: Reading) -> Iterator[Found]:
    message = check_title(reading.title)
    if message:
        yield ProblemKind.AUTHOR, *reading.at["title"], message
    elif reading.article and not reading.people and _may_name_authors(reading.title):
        message = "no author was recognised; does the first sentence name them?"
        yield ProblemKind.AUTHOR, *reading.at["title"], message


_FIRST_SENTENCE = re.compile(r"(?P<first>[^.?!]{2,200})[.?!][\"'\u201d\u2019]?\s")
_LOWER = frozenset("of and the for in on with de la van von der et a an to".split())


def _may_name_authors(title: str) -> bool:
    """Say whether the first of several sentences has capitals as a list of names has them."""
    found = _FIRST_SENTENCE.match(title)
    if found is None:
        return False
    words = found["first"].replace(",", " ").split()
    return all(word[:1].isupper() or word in _LOWER for word in words)


def _checked_people(reading: Reading) -> Iterator[Found]:
    for name, start, end in reading.people:
        text = name.family or name.literal or ""
        if re.search(r"[.:]\s|[?!]", text.replace("et al.", "").replace("St. ", "")):
            yield ProblemKind.NAME, start, end, "a sentence seems to stand in this name"
        elif name.family and name.given and len(text) == 1:
            yield ProblemKind.NAME, start, end, "this family name has one letter only"
        elif name.family and _of_many_words(text):
            yield ProblemKind.NAME, start, end, "a person's name, or a body's?"


# Capital particles of family names of three words.
_PARTICLES = frozenset("De Van La Le El Della Von Dos Del Ben Abu Al Das Da Di St.".split())


def _of_many_words(family: str) -> bool:
    """Say whether a family name has three words and more, and no particle leads them."""
    words = family.split()
    capitals = all(word[:1].isupper() and word[1:2].islower() for word in words)
    return len(words) > 2 and capitals and words[0] not in _PARTICLES


def _checked_year(reading: Reading, year: int) -> Iterator[Found]:
    span = reading.at["issued"]
    pages = _RANGE.fullmatch(reading.issued)
    if year > latest_year():
        yield ProblemKind.YEAR, *span, "this year is in the future"
    elif reading.article and year < _OLD:
        yield ProblemKind.YEAR, *span, "hardly any journal was printed in this year"
    elif reading.article and pages and int(pages[2]) - int(pages[1]) > 1:
        yield ProblemKind.YEAR, *span, "these years look like a range of pages"
