"""Build a bibliography: a folder of topics, each a page and the files made from it.

bibliography/hemifacial-spasm/page.txt  ─▶  references.bib, references.ris, references.json
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from radrefs.errors import UnreadableInput
from radrefs.formats import dumps, format_for
from radrefs.inputs import parse_page, read_page
from radrefs.model import Citation
from radrefs.outputs import replace_file

__all__ = ["EXPORTS", "PAGES", "Topic", "build_topic", "find_topics"]

PAGES = ("page.txt", "page.html", "page.htm")
"""The names a topic's page can have; the first that is there counts."""
EXPORTS = ("references.bib", "references.ris", "references.json")
"""The files that are made from a page."""


class Topic(NamedTuple):
    """Hold what building one topic gave.

    `changed` are the exports whose bytes differ from what stood there before.
    """

    folder: Path
    page: Path
    citations: tuple[Citation, ...]
    changed: tuple[Path, ...]


def find_topics(folder: Path) -> list[Path]:
    """Find the topics in a folder, sorted: itself if it holds a page, else its subfolders.

    Raises `UnreadableInput` if it is no folder or holds no page.
    """
    if not folder.is_dir():
        what = "is a file: give its folder" if folder.exists() else "no such folder: check the name"
        raise UnreadableInput(f"{folder}: {what}")
    if _page_of(folder):
        return [folder]
    topics = sorted(child for child in folder.iterdir() if child.is_dir() and _page_of(child))
    if not topics:
        raise UnreadableInput(f"{folder}: holds no page.txt or page.html, nor does a folder in it")
    return topics


def _page_of(folder: Path) -> Path | None:
    return next((folder / name for name in PAGES if (folder / name).is_file()), None)


def build_topic(folder: Path, check: bool = False) -> Topic:
    """Read a topic's page and write its exports; with `check` only tell what would change.

    Files whose bytes are right already are not touched. Raises `UnreadableInput` and
    `UnwritableOutput`.
    """
    page = _page_of(folder)
    if page is None:
        raise UnreadableInput(f"{folder}: holds no page.txt or page.html")
    lists = parse_page(read_page(page))
    citations = tuple(citation for found in lists for citation in found.citations)
    changed = []
    for name in EXPORTS:
        path = folder / name
        text = dumps(citations, format_for(path).name)
        if _bytes_of(path) == text.encode("utf-8"):
            continue
        changed.append(path)
        if not check:
            with replace_file(path) as stream:
                stream.write(text)
    return Topic(folder, page, citations, tuple(changed))


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
