"""Search for works and look them up: a `Catalogue` is anything that can do both.

The network, the cache of past answers, a file of works and a test's double are all
catalogues; `FirstOf` asks several. What fails raises `NotChecked`: a question that got
no answer never means that there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from radrefs.errors import NotChecked
from radrefs.matching import Work
from radrefs.model import Citation

__all__ = ["LOOK_UP", "ROWS", "Catalogue", "FirstOf", "Nobody", "in_batches", "query_of"]

T = TypeVar("T")

ROWS = 20
"""Candidates asked for. The right one is among three in .999 of cases (docs: resolving)."""
LOOK_UP = 50
"""DOIs in one look-up."""
_LONGEST_QUERY = 600


class Catalogue(Protocol):
    """Search works and look them up; safe to use from several threads.

    `name` is the catalogue's name, as the resolution file has it. `complete` says
    whether "nothing found" means that there is nothing: True for a registry, False for a
    file of works.
    """

    @property
    def name(self) -> str:
        """Return the catalogue's name."""

    @property
    def complete(self) -> bool:
        """Say whether finding nothing means that there is nothing."""

    def search(self, citation: Citation) -> Sequence[Work]:
        """Return the works most like a citation, best first. Raises `NotChecked`."""

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Return the work of each DOI (lower case) that is held; those not held are absent.

        An alias leads to the work under its prime DOI. Raises `NotChecked`.
        """


def query_of(citation: Citation) -> str:
    """Return the words to search a citation by; citations of one query are asked once.

    The journal stands in full, for abbreviations are not indexed (docs, Crossref).
    Where no title was read, the printed text itself is the query: search must not
    depend on the reading having succeeded.
    """
    raw = citation.source.text if citation.source else ""
    if not citation.title:
        return " ".join(raw.split())[:_LONGEST_QUERY]
    names = [name.family or name.literal or "" for name in citation.author[:3]]
    first_page = (citation.page or "").split("-", 1)[0]
    parts = [
        *[name for name in names if name != "et al."], citation.title,
        citation.container_title or citation.container_title_short, citation.volume,
        citation.issue, first_page, str(citation.year or ""),
    ]  # fmt: skip
    return " ".join(part for part in parts if part)[:_LONGEST_QUERY]


class Nobody:
    """A catalogue that asks nothing: what is stored stays, the rest is not checked."""

    name = "nobody"
    complete = False

    def search(self, citation: Citation) -> Sequence[Work]:
        """Raise `NotChecked`."""
        raise NotChecked("no registry was asked", closed=True)

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Raise `NotChecked`."""
        raise NotChecked("no registry was asked", closed=True)


class FirstOf:
    """Ask several catalogues in order; the first that finds something counts.

    A search goes to the first alone; a look-up asks the next for what is not held.
    """

    def __init__(self, *catalogues: Catalogue) -> None:
        self._catalogues = catalogues

    @property
    def name(self) -> str:
        """Return the name of the catalogue that searches."""
        return self._catalogues[0].name

    @property
    def complete(self) -> bool:
        """Say whether the catalogue that searches is complete."""
        return self._catalogues[0].complete

    def search(self, citation: Citation) -> Sequence[Work]:
        """Search the first catalogue."""
        return self._catalogues[0].search(citation)

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Look up in each in turn what those before do not hold."""
        found: dict[str, Work] = {}
        for catalogue in self._catalogues:
            left = [doi for doi in dois if doi not in found]
            if left:
                found |= catalogue.lookup(left)
        return found


def in_batches(whole: Sequence[T], most: int) -> list[list[T]]:
    """Cut a sequence into lists of at most so many, in order."""
    return [list(whole[start : start + most]) for start in range(0, len(whole), most)]
