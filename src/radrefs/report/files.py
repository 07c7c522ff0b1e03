"""Write the files that a page offers for download, to the byte what the command writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from radrefs.formats import Library, dumps, rewrite
from radrefs.model import Citation
from radrefs.report.model import File

__all__ = ["DOWNLOADS", "Download", "file_text", "files_of"]


class Download(NamedTuple):
    """A file that is offered: its name, its format, and its label on the page."""

    name: str
    format: str
    label: str


DOWNLOADS = (
    Download("references.bib", "bibtex", "BibTeX"),
    Download("references.ris", "ris", "RIS (Zotero, EndNote)"),
    Download("references.json", "csl-json", "CSL-JSON"),
    Download("references.biblatex.bib", "biblatex", "BibLaTeX"),
    Download("references.jsonl", "csl-jsonl", "CSL-JSON, one a line"),
    Download("references.txt", "house", "Text"),
)
"""The files that are offered, in this order."""


def file_text(citations: Sequence[Citation], format: str, library: Library | None = None) -> str:
    """Return the text of a file; a library in its own format keeps all that was not changed."""
    if library is not None and library.format == format:
        return rewrite(library, citations)
    return dumps(citations, format)


def files_of(citations: Sequence[Citation], library: Library | None = None) -> tuple[File, ...]:
    """Return every file that is offered."""
    return tuple(
        File(one.name, one.label, file_text(citations, one.format, library)) for one in DOWNLOADS
    )
