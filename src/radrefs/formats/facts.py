"""Work out what BibTeX and RIS both need of a citation beyond its bare fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import unquote

from radrefs.formats.draft import Draft
from radrefs.model import Citation, Date
from radrefs.pages import read_pages
from radrefs.text import one_line

__all__ = [
    "RANGE", "address", "is_month", "joined", "keyword_text", "keywords", "notes",
    "read_iso", "read_notes", "read_pages_of",
]  # fmt: skip

RANGE = re.compile(
    r"(?<![^\s,])(?:(?P<first>[^\s,–-]+)(?:--?|–)(?P<last>[^\s,–-]+)"
    # "I-12-I-15": the hyphen in the middle is the range's when both ends are of one kind.
    r"|(?P<from>(?P<part>[A-Za-z]+-)\d+)(?:--?|–)(?P<to>(?P=part)\d+))(?![^\s,])"
)
"""Match one page range, however dashed; its ends are `first`, `last` or `from`, `to`."""

_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)


def notes(citation: Citation) -> list[str]:
    """Return the notes, and the status among them: no importer reads it (docs: fields)."""
    found = citation.note.split("; ") if citation.note else []
    if citation.status == "ahead of print":
        if not any("ahead of print" in note for note in found):
            found.append("Epub ahead of print")
    elif citation.status:
        found.append(citation.status)
    return found


def address(citation: Citation) -> str | None:
    """Return the address, unless it says no more than the DOI (docs: fields)."""
    url, doi = citation.url, citation.doi
    if not url or not doi:
        return url
    bare = unquote(_RESOLVER.sub("", url, count=1))
    return None if bare.strip().lower() == doi.strip().lower() else url


def keywords(citation: Citation) -> list[str]:
    """Return the keywords one by one: cut at "; " where that stands between them, else at ", "."""
    text = citation.keyword or ""
    return text.split("; " if "; " in text else ", ") if text else []


def keyword_text(words: Sequence[str]) -> str:
    """Join keywords to one text; those of MeSH ("Spasm, Hemifacial") are kept whole by "; "."""
    return ("; " if any(", " in word for word in words) else ", ").join(words)


def is_month(parts: tuple[int, ...]) -> bool:
    """Say whether the parts of a date (year, month, day) name a month."""
    return len(parts) > 1 and 1 <= parts[1] <= 12


_PART = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?[~?%]?")
_SEASON = 20
"""EDTF counts the seasons of a year as months 21 (spring) to 24 (winter)."""


def joined(date: Date) -> str:
    """Write a date as ISO 8601, a span with a slash, a season as EDTF does; else its words."""
    if not date.date_parts:
        return one_line(date.literal or "")
    if date.season and len(date.date_parts) == 1 and len(date.date_parts[0]) == 1:
        return f"{date.date_parts[0][0]:04d}-{_SEASON + date.season}"
    return "/".join(_iso(parts) for parts in date.date_parts)


def _iso(parts: tuple[int, ...]) -> str:
    return "-".join([f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])])


@lru_cache(maxsize=4096)
def read_iso(text: str) -> Date | None:
    """Read what `joined` wrote, and its kin ("2021/07", "2020~"); None for other words."""
    found = [_PART.fullmatch(part.strip()) for part in _spans(text)]
    if not found or any(match is None for match in found):
        return None
    parts = [tuple(int(n) for n in match.groups() if n) for match in found if match]
    season = None
    if len(parts) == 1 and len(parts[0]) == 2 and 21 <= parts[0][1] <= 24:
        season, parts = parts[0][1] - _SEASON, [parts[0][:1]]
    if any(not _is_calendar(one) for one in parts):
        return None
    return Date(date_parts=tuple(parts), season=season)


def _spans(text: str) -> list[str]:
    """Cut a span of two dates at its slash; "2021/07/01" is one date."""
    if re.fullmatch(r"\d{4}/\d{1,2}(?:/\d{1,2})?", text.strip()):
        return [text] if not re.fullmatch(r"\d{4}/\d{4}", text.strip()) else text.split("/")
    return text.split("/")[:2] if text.count("/") == 1 else [text]


def _is_calendar(parts: tuple[int, ...]) -> bool:
    return (len(parts) < 2 or 1 <= parts[1] <= 12) and (len(parts) < 3 or 1 <= parts[2] <= 31)


_STATUSES = {"epub ahead of print": "ahead of print", "in press": "in press",
             "forthcoming": "forthcoming", "accepted": "accepted"}  # fmt: skip


def read_notes(values: Sequence[str], draft: Draft) -> None:
    """Read notes back; a status that `notes` wrote among them is the status again."""
    kept = []
    for note in (part for value in values for part in one_line(value).split("; ") if part):
        status = _STATUSES.get(note.lower())
        if status and not draft.status:
            draft.status = status
        else:
            kept.append(note)
    if kept:
        old = draft.note
        draft.note = "; ".join([old, *kept] if old else kept)


def read_pages_of(text: str, draft: Draft, plain: Callable[[str], str] = one_line) -> None:
    """Read pages: ranges in full with one hyphen; an article's number is its `number` too."""
    page = plain(text).replace("\u2013", "-").replace("\u2014", "-").replace("\u2212", "-")
    if not page:
        return
    read = read_pages(page)
    # Only what is the same when read again: odd pages stay as they are.
    settled = read.understood and read_pages(read.page).page == read.page
    draft.fill("page", read.page if settled else page)
    if read.number and draft.type.startswith("article"):
        draft.fill("number", read.number)
