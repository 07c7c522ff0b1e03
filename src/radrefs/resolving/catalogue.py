"""Ask for works: a `Catalogue` is anything in which works are searched and looked up.

The network, the memory of past answers, a file of works and a test's double are all
catalogues; `FirstOf` asks several. What fails raises `NotChecked`: an answer that could
not be had is never an answer that there is nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from radrefs.errors import NotChecked, UnreadableInput
from radrefs.model import Citation
from radrefs.resolving.index import Index
from radrefs.resolving.works import Work, normal_doi

__all__ = ["Catalogue", "FirstOf", "Nobody", "Works", "query_of", "read_works"]

ROWS = 20
"""Candidates asked for. The right one is among three in .999 of cases (docs: resolving)."""
_LONGEST_QUERY = 600
_MOST_BYTES = 200 * 1024 * 1024


class Catalogue(Protocol):
    """Search works and look them up; safe to use from several threads.

    `name` says which catalogue it is, as the resolution file has it. `complete` says
    whether "nothing found" means that there is nothing: so for a registry, not for a
    file of works.
    """

    @property
    def name(self) -> str:
        """Name the catalogue."""

    @property
    def complete(self) -> bool:
        """Tell whether finding nothing means that there is nothing."""

    def search(self, citation: Citation) -> Sequence[Work]:
        """Give the works most like a citation, best first. Raises `NotChecked`."""

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Give the work of each DOI (lower case) that is held; those not held are absent.

        An alias gives the work under its prime DOI. Raises `NotChecked`.
        """


def query_of(citation: Citation) -> str:
    """Give the words to search a citation by; two that ask the same ask once.

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


class Works:
    """Be a catalogue of a few thousand works held in memory."""

    def __init__(self, works: Iterable[Work], name: str = "works", complete: bool = False) -> None:
        self.name = name
        self.complete = complete
        self._works = {work.doi: work for work in works if work.doi}
        self._index: Index | None = None

    def search(self, citation: Citation) -> Sequence[Work]:
        """Rank the works by the words of the citation (BM25)."""
        if self._index is None:
            self._index = Index(list(self._works.values()))
        return [work for _, work in self._index.search(query_of(citation), ROWS)]

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Give the works that are held."""
        return {doi: self._works[doi] for doi in map(normal_doi, dois) if doi in self._works}


class Nobody:
    """Be a catalogue that is not asked: what was settled stays, the rest is not checked."""

    name = "nobody"
    complete = False

    def search(self, citation: Citation) -> Sequence[Work]:
        """Say that nobody was asked."""
        raise NotChecked("nobody was asked", closed=True)

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Say that nobody was asked."""
        raise NotChecked("nobody was asked", closed=True)


def read_works(path: Path) -> Works:
    """Read a file of works, one JSON record a line (Crossref's shape).

    Raises `UnreadableInput`, with the line, for what is no such file.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableInput(f"{path}: larger than 200 MB: split the file")
        text = path.read_text("utf-8-sig")
    except OSError as error:
        why = error.strerror or str(error)
        raise UnreadableInput(f"{path}: {why}: check the name") from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{path}: is not UTF-8: give a file of works, JSON lines") from error
    works = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableInput(f"{path}:{number}: is not JSON: one record a line") from error
        if not isinstance(record, dict) or not normal_doi(record.get("DOI")):
            raise UnreadableInput(f"{path}:{number}: is no work: it needs a DOI")
        works.append(Work(path.name, record))
    return Works(works, path.name)


class FirstOf:
    """Ask several catalogues in order: the first that finds something is believed.

    A search goes to the first alone; a look-up asks the next for what is not held.
    """

    def __init__(self, *catalogues: Catalogue) -> None:
        self._catalogues = catalogues

    @property
    def name(self) -> str:
        """Name the catalogue that searches."""
        return self._catalogues[0].name

    @property
    def complete(self) -> bool:
        """Tell whether the catalogue that searches is complete."""
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
