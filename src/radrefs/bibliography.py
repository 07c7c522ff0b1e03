"""Build a bibliography: a folder of topics, each a page and the files made from it.

page.txt (and resolutions.json, works.jsonl)  ─▶  references.bib, references.ris, references.json

`resolutions.json` remembers what became of each entry; `works.jsonl`, if it is there, is
searched for entries that nobody has decided on. The network is asked only to update.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from radrefs.errors import UnreadableInput
from radrefs.formats import dumps, format_for
from radrefs.inputs import parse_page, read_page
from radrefs.model import Citation
from radrefs.outputs import replace_file
from radrefs.resolving import (
    Catalogue,
    Grade,
    Memory,
    Nobody,
    Remembered,
    Resolution,
    dump_resolutions,
    read_resolutions,
    read_works,
    resolve,
)

__all__ = ["EXPORTS", "PAGES", "RESOLUTIONS", "WORKS", "Topic", "build_topic", "find_topics"]

PAGES = ("page.txt", "page.html", "page.htm")
"""The names a topic's page can have; the first that is there counts."""
EXPORTS = ("references.bib", "references.ris", "references.json")
"""The files that are made from a page."""
RESOLUTIONS, WORKS = "resolutions.json", "works.jsonl"
"""The file that remembers decisions, and the file of works that is searched first."""

Ask = Callable[[Sequence[Citation], Catalogue, Mapping[str, Memory] | None, bool], list[Resolution]]
"""Resolve citations against a catalogue, given what is remembered, and whether anew."""


class Topic(NamedTuple):
    """Hold what building one topic gave.

    `citations` are completed from the works found; `changed` are the files whose bytes
    differ from what stood there before; `unchecked` counts entries nobody was asked about;
    `lost` are those on which a person spoke and that are no longer on the page.
    """

    folder: Path
    page: Path
    citations: tuple[Citation, ...]
    changed: tuple[Path, ...]
    resolutions: tuple[Resolution, ...] = ()
    lost: tuple[Memory, ...] = ()

    @property
    def unchecked(self) -> int:
        """Count the entries that nobody was asked about."""
        unchecked = sum(one.state == Grade.NOT_CHECKED for one in self.resolutions)
        return unchecked if self.resolutions else len(self.citations)


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


def build_topic(
    folder: Path, check: bool = False, update: tuple[Catalogue, Ask] | None = None
) -> Topic:
    """Read a topic's page and write its files; with `check` only tell what would change.

    `update` asks a catalogue about every entry anew. Files whose bytes are right already
    are not touched. Raises `UnreadableInput` and `UnwritableOutput`.
    """
    page = _page_of(folder)
    if page is None:
        raise UnreadableInput(f"{folder}: holds no page.txt or page.html")
    lists = parse_page(read_page(page))
    printed = [citation for found in lists for citation in found.citations]
    memory = folder / RESOLUTIONS
    remembered = read_resolutions(memory) if memory.is_file() else Remembered()
    resolutions = _resolved(folder, printed, remembered.by_text(), update)
    citations = [one.merged.citation for one in resolutions] or printed
    texts = {name: dumps(citations, format_for(folder / name).name) for name in EXPORTS}
    if resolutions:
        texts[RESOLUTIONS] = dump_resolutions(resolutions, [page.name])
    changed = []
    for name, text in texts.items():
        path = folder / name
        if _bytes_of(path) == text.encode("utf-8"):
            continue
        changed.append(path)
        if not check:
            with replace_file(path) as stream:
                stream.write(text)
    lost = remembered.words_lost(printed)
    return Topic(folder, page, tuple(citations), tuple(changed), tuple(resolutions), lost)


def _resolved(
    folder: Path,
    citations: list[Citation],
    remembered: Mapping[str, Memory],
    update: tuple[Catalogue, Ask] | None,
) -> list[Resolution]:
    """Resolve a page's citations as the folder's own files say, or anew.

    A folder with neither file is not resolved: its exports hold what the page says.
    """
    works = folder / WORKS
    if update:
        catalogue, ask = update
        return ask(citations, catalogue, remembered, True)
    if works.is_file():
        return resolve(citations, read_works(works), remembered=remembered)
    if remembered:
        return resolve(citations, Nobody(), remembered=remembered)
    return []


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
