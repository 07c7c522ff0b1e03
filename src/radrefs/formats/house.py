"""Render a citation in the house style of the reference pages.

    Hughes MA et al: Imaging predictors of .... Brain Commun. 3(3):fcab146, 2021

What was printed is printed again wherever it still means the field's value; so a
citation read in full gives back the very string, and a corrected one the corrected
string in the same style.
"""

from __future__ import annotations

import re

from radrefs.dates import MONTHS, read_date
from radrefs.model import ET_AL, Citation, Date, Name
from radrefs.pages import read_pages, shorten

__all__ = ["render"]

_SEASONS = ("Spring", "Summer", "Fall", "Winter")
_SUPPLEMENT = re.compile(r"Suppl|Pt\b|Part\b|Spec", re.IGNORECASE)


def render(citation: Citation) -> str:
    """Render one citation in the house style, on one line and without its number.

    Articles are rendered completely; of other works author, title, book, edition,
    publisher, pages, date and address, in the order the style prints them.
    """
    title = citation.title or ""
    head = _people(citation)
    text = f"{head}: {title}" if head and title else head or title
    tail = _article(citation) if citation.type == "article-journal" else _work(citation)
    if tail:
        text = f"{text}{' ' if text.endswith(('?', '!')) else '. '}{tail}" if text else tail
    return text


def _printed(citation: Citation, field: str) -> str | None:
    """Return what is printed for a field that was read from one place."""
    printed = citation.source.printed(field) if citation.source else ()
    return printed[0] if len(printed) == 1 else None


def _people(citation: Citation) -> str:
    names = [_name(name) for name in citation.author if name != ET_AL]
    more = citation.et_al
    if more and len(names) == 1:
        return f"{names[0]} et al"
    return ", ".join([*names, "et al"] if more else names)


def _name(name: Name) -> str:
    if name.literal:
        return name.literal
    given = (name.given or "").replace(". ", "").replace(".", "")
    return " ".join(part for part in (name.family, given, name.suffix) if part)


def _journal(citation: Citation) -> str:
    printed = _printed(citation, "container_title")
    if printed and printed in (citation.container_title, citation.container_title_short):
        return printed
    return citation.container_title_short or citation.container_title or ""


def _article(citation: Citation) -> str:
    journal = _journal(citation)
    numbers = _numbers(citation)
    pages = _pages(citation)
    notes = "".join(f"; {note}" for note in _notes(citation))
    where = f"{numbers}:{pages}{notes}" if pages else f"{numbers}{notes}"
    date = _date(citation)
    if citation.status == "ahead of print" and not where:
        where = _printed(citation, "status") or "ePub"
    middle = ", ".join(part for part in (where, date) if part)
    return ". ".join(part for part in (journal, middle) if part)


def _numbers(citation: Citation) -> str:
    """Print volume and issue, the supplement where the source has it."""
    volume, issue = citation.volume or "", citation.issue
    if not issue:
        return volume
    outside = _SUPPLEMENT.match(issue) is not None
    if citation.source:
        marks = [mark for mark in citation.source.marks if mark.field == "issue"]
        if len(marks) == 1:
            outside = citation.source.text[marks[0].start - 1 : marks[0].start] != "("
    return f"{volume} {issue}".strip() if outside else f"{volume}({issue})"


def _pages(citation: Citation) -> str:
    if not citation.page:
        return ""
    printed = _printed(citation, "page")
    if printed and read_pages(printed).page == citation.page:
        return printed
    return shorten(citation.page)


def _notes(citation: Citation) -> list[str]:
    if not citation.note:
        return []
    notes = citation.note.split("; ")
    printed = citation.source.printed("note") if citation.source else ()
    if len(printed) != len(notes):
        return notes
    return [
        old if _kind(old) == _kind(new) else new for old, new in zip(printed, notes, strict=True)
    ]


def _kind(note: str) -> str:
    """Reduce a note to what shortening its pages does not change."""
    return re.sub(r"(\d+)\s?[-\u2013]\s?\w+\Z", r"\1", note)


def _date(citation: Citation) -> str:
    printed = _printed(citation, "issued")
    found = read_date(printed) if printed else None
    if printed and found and found.date == citation.issued:
        return printed
    if citation.issued is None:
        return "in press" if citation.status == "in press" else ""
    return _canonical(citation.issued) + (citation.year_suffix or "")


def _canonical(date: Date) -> str:
    if not date.date_parts:
        return date.literal or ""
    first, last = date.date_parts[0], date.date_parts[-1]
    text = str(first[0])
    if first[0] != last[0]:
        return f"{text}-{last[0]}"
    months = [MONTHS[part[1] - 1].title() for part in date.date_parts if len(part) > 1]
    if months:
        day = f" {first[2]}" if len(first) > 2 else ""
        return f"{text} {'-'.join(months)}{day}"
    return f"{text} {_SEASONS[date.season - 1]}" if date.season else text


def _work(citation: Citation) -> str:
    """Print what follows the title of a book, chapter, thesis or web page."""
    parts = []
    if citation.type == "chapter" and citation.container_title:
        editors = ", ".join(_name(name) for name in citation.editor)
        parts.append(
            f"In: {editors}, ed: {citation.container_title}"
            if editors
            else f"In: {citation.container_title}"
        )
    elif citation.container_title:
        parts.append(citation.container_title)
    if citation.edition:
        parts.append(f"{_ordinal(citation.edition)} ed")
    if citation.publisher:
        place = f"{citation.publisher_place}: " if citation.publisher_place else ""
        parts.append(place + citation.publisher)
    if citation.page:
        parts.append(shorten(citation.page))
    date = _date(citation)
    text = ". ".join(parts)
    text = f"{text}, {date}" if text and date else text or date
    return f"{text}. {citation.url}" if citation.url and text else citation.url or text


def _ordinal(edition: str) -> str:
    if not (edition.isascii() and edition.isdigit() and len(edition) < 9):
        return edition
    number = int(edition)
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{edition}{ending}"
