"""Read what programs print: an entry's text, and how each style shows a fact.

Each style is told as rows of texts that must stand in the entry; blanks do not count, for they
are the typesetter's.
"""

from __future__ import annotations

import calendar
import html
import re
import unicodedata
from collections.abc import Callable, Iterable

from radrefs import ET_AL, Citation, Name
from tests.interop.facts import wanted
from tests.interop.normal import Item, dashes, tidy

__all__ = ["Rows", "ama", "ama_full", "entry", "letters", "numeric", "says", "stands_in", "unsrt"]

Rows = dict[str, tuple[str, ...]]
ARTICLES = ("article-journal",)
IN_BOOKS = ("chapter", "paper-conference")
BOOKISH = ("book", "chapter", "paper-conference", "report", "thesis")


def entry(markup: str) -> Item:
    """Give an entry's text, without tags."""
    return {"text": html.unescape(re.sub(r"<[^>]+>", "", markup))}


def stands_in(shown: str, text: str) -> bool:
    """Tell whether a text stands in an entry; blanks and the width of signs do not count."""
    return _squeezed(shown) in _squeezed(text)


def letters(text: str) -> str:
    """Give a text's letters and figures alone, in one case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def says(shown: str, text: str) -> bool:
    """Tell whether the letters of a text stand in an entry."""
    return letters(shown) in letters(text)


def _squeezed(text: str) -> str:
    return dashes(unicodedata.normalize("NFKC", tidy(text))).replace(" ", "")


def _initials(given: str) -> str:
    """Give initials without periods; names in scripts without capitals whole."""
    first = [part[0] for part in re.findall(r"[^\W\d_]+", given)]
    return "".join(first) if all(letter.isupper() for letter in first) else given


def _ama_name(name: Name) -> str:
    if not name.family:
        return name.literal or ""
    parts = (name.family, _initials(name.given or ""), (name.suffix or "").rstrip("."))
    return " ".join(filter(None, parts))


def _given_first(name: Name) -> str:
    """Give a name as BibTeX's and biblatex' standard styles print it, its suffix apart."""
    return " ".join(filter(None, (name.given, name.family))) or name.literal or ""


def _people(role: str, names: Iterable[Name], spell: Callable[[Name], str]) -> Rows:
    names = tuple(names)
    rows = {role: tuple(spell(name) for name in names if name != ET_AL)}
    if ET_AL in names:
        rows[f"{role}.et-al"] = ("et al.",)
    return rows


def ama(citation: Citation, format: str) -> Rows:
    """Tell what stands in an entry in the AMA style, which abbreviates journals."""
    return _ama(citation, format, citation.container_title_short)


def ama_full(citation: Citation, format: str) -> Rows:
    """Tell what stands in an entry in the AMA style by typst, which knows no short journals."""
    return _ama(citation, format, None)


def _ama(citation: Citation, format: str, short: str | None) -> Rows:
    held = wanted(citation, format)
    authors = citation.author if len(citation.author) <= 6 else citation.author[:3]
    rows = _people("author", authors, _ama_name) | _people("editor", citation.editor, _ama_name)
    rows |= _of(held, "title", "DOI")
    rows["container-title-short" if short else "container-title"] = (
        short or held.get("container-title", ""),
    )
    rows["issued.year"] = (str(citation.year or ""),)
    if citation.type in ARTICLES:
        rows["volume"] = (f"{citation.year};{citation.volume}" if citation.volume else "",)
        rows["issue"] = (f"({citation.issue})" if citation.issue else "",)
    if citation.type in (*ARTICLES, *IN_BOOKS):
        rows["page"] = (f":{citation.page}" if citation.page else "",)
    if citation.type in BOOKISH:
        rows |= _of(held, "publisher")
    if citation.edition:
        rows["edition"] = (f"{ORDINALS[citation.edition]} ed.",)
    if "DOI" not in held:
        rows |= _of(held, "URL")
    return _told(rows)


ORDINALS = {"2": "2nd", "3": "3rd"}
MONTHS = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()


def unsrt(citation: Citation, format: str) -> Rows:
    """Tell what stands in an entry in BibTeX's own style `unsrt`."""
    held = wanted(citation, format)
    rows = _people("author", citation.author, _given_first)
    rows |= _people("editor", citation.editor, _given_first)
    rows |= _of(held, "title", "container-title", "note")
    rows |= _of(held, "publisher", "publisher-place") if citation.type in BOOKISH else {}
    parts = held.get("issued", [])
    rows["issued.year"] = (str(parts[0]) if parts else "",)
    rows["issued.month"] = (f"{calendar.month_name[parts[1]]} {parts[0]}" if parts[1:] else "",)
    if citation.type in ARTICLES:
        rows["volume"] = (f", {citation.volume}" if citation.volume else "",)
        rows["issue"] = (f"({citation.issue}):{citation.page}" if citation.issue else "",)
    if citation.type in (*ARTICLES, *IN_BOOKS):
        rows |= _of(held, "page")
    if citation.edition:
        rows["edition"] = (f"{citation.edition} edition",)
    return _told(rows)


def numeric(citation: Citation, format: str) -> Rows:
    """Tell what stands in an entry in biblatex' style `numeric`."""
    held = wanted(citation, format)
    rows = unsrt(citation, format) | _of(held, "DOI", "URL", "ISSN", "ISBN", "PMID")
    parts = held.get("issued", [])
    day = f" {parts[2]}," if parts[2:] else ""
    rows["issued.month"] = (f"{MONTHS[parts[1] - 1]}{day} {parts[0]}" if parts[1:] else "",)
    if citation.type in ARTICLES:
        joined = ".".join(filter(None, (citation.volume, citation.issue)))
        rows["issue"] = (joined if citation.issue else "",)
        rows["volume"] = (joined if citation.volume else "",)
    if citation.edition:
        rows["edition"] = (f"{ORDINALS[citation.edition]} ed.",)
    return _told(rows)


def _of(held: Item, *facts: str) -> Rows:
    return {fact: (str(held.get(fact, "")),) for fact in facts}


def _told(rows: Rows) -> Rows:
    return {fact: row for fact, row in rows.items() if any(row)}
