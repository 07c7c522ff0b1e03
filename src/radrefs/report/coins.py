"""Write a citation as a ContextObject in a span (COinS), for browser connectors.

Keys are those of OpenURL 0.1 for journals, books and dissertations (ANSI/NISO Z39.88-2004).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote_plus

from radrefs.model import ET_AL, Citation

__all__ = ["context_object"]

_BOOKS = {"book": "book", "chapter": "bookitem", "report": "report",
          "paper-conference": "proceeding", "collection": "book"}  # fmt: skip


def context_object(citation: Citation) -> str:
    """Return the context object, as it stands in the title of a span of class Z3988."""
    return "&".join(
        f"{key}={quote_plus(text, ':/', errors='replace')}" for key, text in _pairs(citation)
    )


def _pairs(citation: Citation) -> Iterator[tuple[str, str]]:
    kind = "dissertation" if citation.type == "thesis" else (
        "book" if citation.type in _BOOKS else "journal"
    )  # fmt: skip
    yield "ctx_ver", "Z39.88-2004"
    yield "rft_val_fmt", f"info:ofi/fmt:kev:mtx:{kind}"
    if citation.doi:
        yield "rft_id", f"info:doi/{citation.doi}"
    if citation.pmid:
        yield "rft_id", f"info:pmid/{citation.pmid}"
    yield from ((f"rft.{key}", text) for key, text in _values(citation, kind) if text)
    yield from _people(citation)


def _values(citation: Citation, kind: str) -> Iterator[tuple[str, str | None]]:
    if kind == "journal":
        yield "genre", "preprint" if citation.type == "article" else "article"
        yield "atitle", citation.title
        yield "jtitle", citation.container_title
        yield "stitle", citation.container_title_short
        yield "volume", citation.volume
        yield "issue", citation.issue
        yield "issn", citation.issn
    elif kind == "book":
        yield "genre", _BOOKS[citation.type]
        part = citation.type in ("chapter", "paper-conference")
        yield "atitle" if part else "btitle", citation.title
        yield "btitle", citation.container_title if part else None
        yield "edition", citation.edition
        yield "pub", citation.publisher
        yield "place", citation.publisher_place
        yield "isbn", citation.isbn
    else:
        yield "title", citation.title
        yield "inst", citation.publisher
    yield "pages", citation.page
    first, dash, last = (citation.page or "").partition(", ")[0].partition("-")
    yield "spage", first
    yield "epage", last if dash else None
    if citation.issued and citation.issued.date_parts:
        yield "date", "-".join(f"{part:02}" for part in citation.issued.date_parts[0])


def _people(citation: Citation) -> Iterator[tuple[str, str]]:
    named = [name for name in citation.author if name != ET_AL]
    for at, name in enumerate(named):
        if at == 0 and name.family:
            yield "rft.aulast", name.family
            if name.given:
                yield "rft.aufirst", name.given
        whole = name.literal or " ".join(part for part in (name.given, name.family) if part)
        yield "rft.aucorp" if at == 0 and name.literal else "rft.au", whole
