"""Hold the rows of RIS that may name the work's DOI or address: many exporters' ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from urllib.parse import unquote

from radrefs.formats.draft import Draft
from radrefs.formats.facts import address, notes, read_notes
from radrefs.formats.table import Row
from radrefs.formats.tagged import only_read, plain
from radrefs.model import Citation, ProblemKind

__all__ = ["doi", "genre", "link", "noted", "url"]

_DOI = re.compile(r"(?:doi:?\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)*(10\.\S+)", re.IGNORECASE)
_RESOLVER = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
_SEVERAL = re.compile(r";\s*(?=https?://)")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)", re.IGNORECASE)
# Addresses inside a program: of Papers, of EndNote.
_PAPERS = re.compile(r"(?:papers\d?|internal-pdf)://(?:publication/doi/(10\.\S+))?")
_MARKUP = re.compile(r"<[^<>]*>")


def doi() -> Row:
    """Map the DOI, bare; others write it as an address or with a label."""

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            if value.startswith("10.") and " " not in value:
                draft.doi = value
                return
            if found := _DOI.fullmatch(value):
                draft.doi = unquote(found[1]) if _RESOLVER.match(value) else found[1]
                return
        draft.left.add("DO")

    return Row("DO", plain("DO", "doi").write, read)


def url() -> Row:
    """Map the address; of several the first. `PM:1` is a PMID in Reference Manager."""

    def write(citation: Citation) -> Iterable[str]:
        value = address(citation)
        return (value,) if value else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in chain.from_iterable(map(_SEVERAL.split, values)):
            if value.startswith("PM:") and value[3:].isdigit():
                draft.fill("pmid", value[3:])
            elif found := _PAPERS.match(value):
                if found[1]:
                    draft.fill("doi", found[1])
            elif not _URL.match(value) or draft.url not in (None, value):
                draft.left.add("UR")
            else:
                draft.url = value
                if _RESOLVER.match(value) and (found := _DOI.fullmatch(value)):
                    draft.fill("doi", unquote(found[1]))
                elif " " in value:
                    draft.doubt(ProblemKind.URL, value, "a blank stands in the address")

    return Row("UR", write, read)


def link(tag: str) -> Row:
    """Read a link to the text for the address where there is none."""

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            if not draft.url and value.startswith(("http://", "https://")):
                draft.url = value
            elif value:
                draft.left.add(tag)

    return only_read(tag, read)


def genre() -> Row:
    """Map the kind of work; some publishers write the DOI here."""

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            if found := _DOI.fullmatch(value):
                draft.fill("doi", found[1])
            elif value:
                draft.fill("genre", value)

    return Row("M3", plain("M3", "genre").write, read)


def noted() -> Row:
    """Map notes, and the status among them, on one line: citation-js loses all of several.

    Zotero's have HTML, and some are but the DOI.
    """

    def write(citation: Citation) -> Iterable[str]:
        return ("; ".join(notes(citation)),)

    def read(values: Sequence[str], draft: Draft) -> None:
        remarks = []
        for value in values:
            if value.startswith(("<p>", "<div")) and value.endswith(("</p>", "</div>")):
                value = " ".join(_MARKUP.sub(" ", value).split())
            found = _DOI.fullmatch(value) if value.lower().startswith("doi") else None
            if found:
                draft.fill("doi", found[1])
            if not found or (draft.doi or "").lower() != found[1].lower():
                remarks.append(value)
        read_notes(remarks, draft)

    return Row("N1", write, read)
