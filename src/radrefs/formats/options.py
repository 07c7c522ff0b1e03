"""Hold the choices in which users of exports really differ, and apply them.

All but `ascii` and `crlf` are made on the citations, before any format sees them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from radrefs.citekeys import keyed, unique_keys
from radrefs.model import ET_AL, Citation

__all__ = ["DEFAULT", "Options", "chosen", "prepared"]


class Options(NamedTuple):
    """Choose how citations are written.

    `truncated`: a list of authors that is cut short gets the format's "et al." or none.
    `journal`: its full name, or the abbreviation in its place. `keys`: a template such as
    "{family}{year}{title_word}" for citation keys, None to keep them. `abstracts`: write
    them. `ascii`: BibTeX for pdfLaTeX, in ASCII alone. `crlf`: line ends of Windows.
    """

    truncated: Literal["marker", "drop"] = "marker"
    journal: Literal["full", "abbreviated"] = "full"
    keys: str | None = None
    abstracts: bool = True
    ascii: bool = False
    crlf: bool = False


DEFAULT = Options()


def prepared(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[Citation]:
    """Return citations as they shall be written: choices made, keys unique.

    Raises `RadrefsError` for a template of keys that names an unknown part.
    """
    return unique_keys(chosen(citations, options))


def chosen(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[Citation]:
    """Return citations with the choices made, keys as they are unless a template makes them.

    Raises `RadrefsError` for a template of keys that names an unknown part.
    """
    made = (_chosen(citation, options) for citation in citations)
    return keyed(made, options.keys) if options.keys else made


def _chosen(citation: Citation, options: Options) -> Citation:
    changes: dict[str, Any] = {}
    if options.truncated == "drop" and ET_AL in citation.author:
        changes["author"] = tuple(name for name in citation.author if name != ET_AL)
    if options.journal == "abbreviated" and citation.type.startswith("article-"):
        short = citation.container_title_short
        if short and short != citation.container_title:
            changes["container_title"] = short
    if not options.abstracts and citation.abstract:
        changes["abstract"] = None
    return citation.model_copy(update=changes) if changes else citation
