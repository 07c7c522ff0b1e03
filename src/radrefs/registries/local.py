"""Search a file of works: no network, no index on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from radrefs.errors import UnreadableInput
from radrefs.matching import Work, normal_doi
from radrefs.model import Citation
from radrefs.registries.base import ROWS, query_of
from radrefs.registries.bm25 import Index

__all__ = ["Works", "read_works"]

_MOST_BYTES = 200 * 1024 * 1024


class Works:
    """A catalogue of some thousand works, ranked in this process."""

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
        """Return the works that are held."""
        return {doi: self._works[doi] for doi in map(normal_doi, dois) if doi in self._works}


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
