"""Read what the rules doubt: by the style grammars, and then by the labeller.

    one sure reading of the grammars           taken without a problem
    a reading that the labeller shares         taken without a problem
    the labeller's own fields                  taken with a problem of kind `labelled`

A book or a web page is left to the rules, and so is what the rules read without a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from radrefs.parsing.labeller import label
from radrefs.parsing.name_lists import read_name_list
from radrefs.parsing.people import Person
from radrefs.parsing.style_grammar import Reading, Span, is_title, read_styles

__all__ = ["Styled", "read_other_style"]

_FIELDS = ("title", "journal", "volume", "issue", "page", "year")
# What may follow the pages and is neither an identifier nor a link of the tables.
_TRAILER = re.compile(
    r"\s*(?:\[(?:arXiv|In |Epub|Pub|Cross|Google)[^\]]*\]?.*|arXiv.*|Available.*|Accessed.*"
    r"|Retrieved.*|ISSN.*|Epub .*|Review\.?|doi:?|PMID:?|PubMed.*)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)


# A title does not end in a word that asks for another.
_GOES_ON = re.compile(r"\b(?:of|the|in|and|for|an?|with|to|on|by|from|&)\Z", re.IGNORECASE)


class Styled(NamedTuple):
    """Hold a reading: persons, spans of the fields, who read it, and whether it is sure."""

    people: tuple[Person, ...]
    spans: dict[str, Span]
    reader: Literal["grammar", "labeller"]
    sure: bool

    @property
    def end(self) -> int:
        """Return where the last field ends."""
        return max(end for _, end in self.spans.values())


def read_other_style(masked: str, is_other_type: bool) -> Styled | None:
    """Read one entry (folded, identifiers blanked out by NUL); None where nothing is found."""
    stop = masked.find("\x00")
    end = len(masked) if stop < 0 else stop
    if trailer := _TRAILER.search(masked, 0, end):
        end = trailer.start()
    while end > 0 and masked[end - 1] in " .,;:([":
        end -= 1
    readings = read_styles(masked, end)
    sure = [one for one in readings if one.sure]
    if len(sure) == 1 or (sure and len({one.values(masked) for one in sure}) == 1):
        return Styled(sure[0].people, sure[0].spans, "grammar", True)
    labelled = _labelled(masked[:end], is_other_type)
    if labelled is None:
        return None
    for one in readings:
        if one.strong and _agree(masked, one, labelled):
            return Styled(one.people, one.spans, "grammar", True)
    return labelled


def _labelled(text: str, is_other_type: bool) -> Styled | None:
    """Read the fields from the labels; None for what looks like a book, or like nothing."""
    runs: list[tuple[str, int, int]] = []
    for token, name in label(text):
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1], token.end)
        else:
            runs.append((name, token.start, token.end))
    books = sum(end - start for name, start, end in runs if name == "book")
    if books and (is_other_type or books * 4 > len(text)):
        return None
    spans: dict[str, Span] = {}
    for name, start, end in runs:
        longest = spans.get(name, (0, 0))
        if name in (*_FIELDS, "author") and end - start > longest[1] - longest[0]:
            spans[name] = (start, end)
    whole = {"title", "journal"} <= spans.keys() and ({"volume", "page", "year"} & spans.keys())
    if not whole or (is_other_type and not {"volume", "page"} <= spans.keys()):
        return None
    people = _people(text, spans.pop("author", None))
    spans = _trimmed(text, spans)
    if not {"title", "journal"} <= spans.keys() or text[spans["journal"][0]].islower():
        return None
    if _GOES_ON.search(text[slice(*spans["title"])]):
        return None
    return Styled(people, spans, "labeller", False)


def _people(text: str, span: Span | None) -> tuple[Person, ...]:
    names = read_name_list(text, *span) if span else None
    return names.people if names else ()


def _trimmed(text: str, spans: dict[str, Span]) -> dict[str, Span]:
    """Leave marks at the edges out of the fields, but for what closes a title or a name."""
    found = {}
    for name, (start, end) in spans.items():
        while start < end and text[start] in ' .,;:("\u201c':
            start += 1
        while end > start and text[end - 1] in ' ,;:("\u201d':
            end -= 1
        if name == "title" and text[start:end].endswith(".") and not text[:end].endswith(".."):
            end -= 1
        if start < end:
            found[name] = (start, end)
    if year := found.get("year"):
        found["year"] = (year[0], min(year[1], year[0] + 4))
    return found


def _agree(text: str, reading: Reading, labelled: Styled) -> bool:
    """Say whether grammar and labeller read the same fields and names, and it can be right."""
    if not {"volume", "page", "year"} <= reading.spans.keys():
        return False
    same = all(
        _text(text, reading.spans.get(name)) == _text(text, labelled.spans.get(name))
        for name in _FIELDS
    )
    people = _names(reading.people) == _names(labelled.people)
    return same and people and is_title(text[slice(*reading.spans["title"])])


def _text(text: str, span: Span | None) -> str:
    return text[slice(*span)].strip(" .,") if span else ""


def _names(people: Iterable[Person]) -> list[tuple[str | None, str | None]]:
    return [(one.name.family, one.name.literal) for one in people]
