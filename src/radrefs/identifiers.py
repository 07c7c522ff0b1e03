"""Find identifiers and addresses that are printed in a reference.

    doi   ::= ["doi" [":"] | "https://doi.org/"] "10." digits "/" [" "] characters
    pmid  ::= ("PMID" | "PubMed PMID" | "PubMed" ":") [":"] digits | an address of PubMed
    pmcid ::= ["PMCID" [":"] | "PMC free article:"] "PMC" digits | an address of PMC
    url   ::= ("http" | "https" | "ftp") "://" characters | "www." characters

A DOI may hold any printable character (ISO 26324); the final punctuation of the
sentence is no part of it, nor a closing bracket that was not opened in it, nor the word
of a link that is glued to it ("...095091PubMed"). An address that only leads to a record
of PubMed or to an article of PMC is that record's number.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Found", "find_identifiers", "trim"]


class Found(NamedTuple):
    """One identifier (`field`: doi, pmid, pmcid, url, isbn) and where it stands.

    `start`, `end` is the span of the value; `label` where its label begins. `value` is the
    text of the span; a blank after the slash of a DOI is left out of it.
    """

    field: str
    value: str
    start: int
    end: int
    label: int


_NCBI = r"(?:https?://)?(?:www\.)?"
_END = r"/?(?=[\s>)\].,;\x00]|\Z)"
# One quantifier after each fixed start: linear on any input.
_ANY = re.compile(
    r"(?P<doi_label>(?:https?://)?(?:dx\.|www\.)?doi\.org/"
    r"|\bdoi:?\s?(?:https?://(?:dx\.)?doi\.org/)?)?"
    r"(?P<doi>\b10\.\d{4,9}(?:\.\d{1,9}){0,3}/(?:\s(?=\S{0,40}\d))?[^\s\"<>]{1,400}[^\s\"]{0,100})"
    rf"|(?P<pmid_link>\b{_NCBI}(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/"
    rf"|europepmc\.org/(?:abstract|article)/med/)(?:\?term=)?)(?P<pmid_linked>\d{{1,9}}){_END}"
    rf"|(?P<pmcid_link>\b{_NCBI}(?:ncbi\.nlm\.nih\.gov/pmc/articles/"
    rf"|pmc\.ncbi\.nlm\.nih\.gov/articles/|europepmc\.org/articles?/(?:PMC/)?)"
    rf")(?P<pmcid_linked>PMC\d{{3,9}}){_END}"
    r"|(?P<pmid_label>\b(?:(?:PubMed\s?)?PMID\s?:?|PubMed(?:\sID)?\s?:(?=\s?\d{4})|PubMed(?:\sID)?(?=\s\d{6}))\s?)"
    r"(?P<pmid>\d{1,9})\b"
    r"|(?P<pmcid_label>\b(?:(?:PubMed\s?Central\s?)?PMCID|(?:Free\s)?PMC(?:\sfree)?\sarticle"
    r"|PubMed\s?Central)\s?:?\s?)?\b(?:PMC(?=PMC))?(?P<pmcid>PMC\d{3,9})\b"
    r"|(?P<isbn_label>\bISBN(?:-1[03])?:?\s?)(?P<isbn>[\dX][\dX \u2010-]{8,16}[\dX])\b"
    r"|(?P<url_label>\b(?:Available (?:at|from|online)|URL):?\s)?"
    r"(?P<url>\b(?:https?|ftp)://[^\s\"<>]{1,2000}|\bwww\.[^\s\"<>]{3,2000})",
    re.IGNORECASE,
)
_HINTS = ("10.", "PMID", "PMC", "PUBMED", "://", "WWW.", "NLM.NIH", "ISBN")
_HINT = re.compile(r"10\.\d{4}|PM(?:ID|C)|PubMed|://|www\.|nlm\.nih|ISBN", re.IGNORECASE)
# No label before the place of the first hint is longer.
_LABEL = 60
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
# Words of links and labels that a page prints without a blank after a DOI.
_GLUED = re.compile(
    r"\.?(?:PubMed|Cross[Rr]ef|Google|Medline|MEDLINE|PMC?ID|Web\Z|Full\Z|Abstract\Z)"
)


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
    shouted = text.upper()
    if not any(hint in shouted for hint in _HINTS):
        return []
    hint = _HINT.search(text)
    if hint is None:
        return []
    found = []
    for match in _ANY.finditer(text, max(0, hint.start() - _LABEL)):
        group = match.lastgroup or ""
        field = group.removesuffix("_linked")
        value = trim(match[group])
        if field == "doi" and (glued := _GLUED.search(value, 8)):
            value = trim(value[: glued.start()])
        start = match.start(group)
        end = start + len(value)
        if value:
            found.append(Found(field, value.replace("/ ", "/"), start, end, match.start()))
    return found
