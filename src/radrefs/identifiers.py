"""Find identifiers and addresses that are printed in a reference.

    doi   ::= ["doi" [":"] | "https://doi.org/"] "10." digits "/" characters
    pmid  ::= ("PMID" | "PubMed PMID") [":"] digits
    pmcid ::= ["PMCID" [":"]] "PMC" digits
    url   ::= ("http" | "https" | "ftp") "://" characters | "www." characters

A DOI may hold any printable character (ISO 26324); the final punctuation of the
sentence is no part of it, nor a closing bracket that was not opened in it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Found", "find_identifiers", "trim"]


class Found(NamedTuple):
    """Say which identifier (`field`: doi, pmid, pmcid, url, isbn) stands where.

    `start`, `end` is the span of the value; `label` where its label begins.
    """

    field: str
    value: str
    start: int
    end: int
    label: int


# One quantifier after each fixed start: linear on any input.
_ANY = re.compile(
    r"(?P<doi_label>(?:https?://)?(?:dx\.|www\.)?doi\.org/"
    r"|\bdoi:?\s?(?:https?://(?:dx\.)?doi\.org/)?)?"
    r"(?P<doi>\b10\.\d{4,9}(?:\.\d{1,9}){0,3}/[^\s\"<>]{1,400}[^\s\"]{0,100})"
    r"|(?P<pmid_label>\b(?:PubMed\s)?PMID:?\s?)(?P<pmid>\d{1,9})\b"
    r"|(?P<pmcid_label>\bPMCID:?\s?)?\b(?P<pmcid>PMC\d{3,9})\b"
    r"|(?P<isbn_label>\bISBN(?:-1[03])?:?\s?)(?P<isbn>[\dX][\dX \u2010-]{8,16}[\dX])\b"
    r"|(?P<url_label>\b(?:Available (?:at|from|online)|URL):?\s)?"
    r"(?P<url>\b(?:https?|ftp)://[^\s\"<>]{1,2000}|\bwww\.[^\s\"<>]{3,2000})",
    re.IGNORECASE,
)
_HINT = re.compile(r"10\.\d{4}|PM(?:ID|C)|://|www\.|ISBN", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


def trim(value: str) -> str:
    """Cut the sentence's punctuation off the end of an identifier or address."""
    end = len(value)
    opened = {mark: value.count(mark) for mark in "([{<"}
    closed = {mark: value.count(mark) for mark in ")]}>"}
    while end:
        last = value[end - 1]
        if last in ".,;:'\u2019\u201d*":
            end -= 1
        elif last in _PAIRS and closed[last] > opened[_PAIRS[last]]:
            closed[last] -= 1
            end -= 1
        else:
            break
    return value[:end]


def find_identifiers(text: str) -> list[Found]:
    """Find all identifiers in a folded text, in order; of two that overlap the first."""
    if not _HINT.search(text):
        return []
    found = []
    for match in _ANY.finditer(text):
        field = match.lastgroup or ""
        value = trim(match[field])
        start = match.start(field)
        if value:
            found.append(Found(field, value, start, start + len(value), match.start()))
    return found
