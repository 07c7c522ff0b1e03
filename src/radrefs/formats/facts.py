"""Tell what BibTeX and RIS both need of a citation beyond its bare fields."""

from __future__ import annotations

import re
from urllib.parse import unquote

from radrefs.model import Citation, Name
from radrefs.text import one_line

__all__ = ["RANGE", "address", "is_month", "name_parts", "notes"]

RANGE = re.compile(
    r"(?<![^\s,])(?:(?P<first>[^\s,–-]+)(?:--?|–)(?P<last>[^\s,–-]+)"
    # "I-12-I-15": the hyphen in the middle is the range's when both ends are of one kind.
    r"|(?P<from>(?P<part>[A-Za-z]+-)\d+)(?:--?|–)(?P<to>(?P=part)\d+))(?![^\s,])"
)
"""Match one page range, however dashed; its ends are `first`, `last` or `from`, `to`."""

_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)


def notes(citation: Citation) -> list[str]:
    """Give the notes, and the status among them: no importer reads it (docs: fields)."""
    found = citation.note.split("; ") if citation.note else []
    if citation.status == "ahead of print":
        if not any("ahead of print" in note for note in found):
            found.append("Epub ahead of print")
    elif citation.status:
        found.append(citation.status)
    return found


def address(citation: Citation) -> str | None:
    """Give the address, unless it says no more than the DOI (docs: fields)."""
    url, doi = citation.url, citation.doi
    if url and doi and unquote(_RESOLVER.sub("", url, count=1)).lower() == doi.lower():
        return None
    return url


def name_parts(name: Name) -> tuple[str, str, str]:
    """Give family, given name and suffix, each on one line and "" if it says nothing.

    A body, or whoever has no family name, is `("", whole name, "")`.
    """
    family = one_line(name.family or "")
    if not family:
        return "", one_line(name.literal or "") or one_line(name.given or ""), ""
    return family, one_line(name.given or ""), one_line(name.suffix or "")


def is_month(parts: tuple[int, ...]) -> bool:
    """Tell whether the parts of a date (year, month, day) name a month."""
    return len(parts) > 1 and 1 <= parts[1] <= 12
