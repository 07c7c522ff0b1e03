"""Gather the items of a bibliography: each citation, where it is cited, what became of it.

An input is a folder (a bibliography or a topic) or a file: a page, or references in any
format that is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from radrefs.bibliography.config import Config, read_config
from radrefs.bibliography.topics import PAGES, RESOLUTIONS, find_topics, page_of
from radrefs.citekeys import keyed, unique_keys
from radrefs.errors import UnreadableInput
from radrefs.gc_pause import gc_paused
from radrefs.inputs import library_of, parse_page, read_page
from radrefs.model import Citation
from radrefs.resolutions.resolution import Resolution, ResolutionFile, StoredEntry, key_of
from radrefs.resolutions.store import read_resolutions

__all__ = [
    "Cited", "Gathered", "Gone", "Item", "Unreadable", "cited_in", "gather", "gone_from",
    "read_items",
]  # fmt: skip


class Cited(NamedTuple):
    """Say who cites an item: a topic or file, under which number (None if it has none)."""

    page: str
    number: int | None = None

    def __str__(self) -> str:
        """Show it as `topic 3`."""
        return self.page if self.number is None else f"{self.page} {self.number}"


class Item(NamedTuple):
    """Hold one citation of a page or file.

    `citation` is completed from the work, if one was found; `file` is the page it stands
    on, `line` where; `resolution` is what became of it, None where nothing is known.
    """

    citation: Citation
    cited: tuple[Cited, ...]
    file: Path
    line: int = 1
    resolution: Resolution | None = None

    @property
    def printed(self) -> Citation:
        """Give the citation as the page has it."""
        return self.resolution.citation if self.resolution else self.citation


class Gone(NamedTuple):
    """Name an entry of a resolution file that is no longer on its page."""

    file: Path
    memory: StoredEntry


class Unreadable(NamedTuple):
    """Name an entry of a file of references that could not be read: where it is, and why."""

    file: Path
    line: int
    text: str
    why: str


class Gathered(NamedTuple):
    """Hold what stands in folders and files: the items, what is gone, what is unreadable."""

    items: list[Item]
    gone: list[Gone]
    unreadable: list[Unreadable]


def gather(inputs: Iterable[Path | str]) -> Gathered:
    """Read folders and files, in order. Raises `UnreadableInput`."""
    found = Gathered([], [], [])
    with gc_paused():
        for path in map(Path, inputs):
            if path.is_dir():
                config = read_config(path)
                for topic in find_topics(path):
                    _gather_topic(topic, config, found)
            else:
                _gather_file(path, found)
    return found


def read_items(inputs: Iterable[Path | str]) -> list[Item]:
    """Read the items of folders and files, in order. Raises `UnreadableInput`."""
    return gather(inputs).items


def gone_from(inputs: Iterable[Path | str]) -> list[Gone]:
    """Give the entries of resolution files whose text no page has any more."""
    return gather(path for path in inputs if Path(path).is_dir()).gone


def _gather_topic(folder: Path, config: Config, found: Gathered) -> None:
    page = page_of(folder)
    if page is None:
        raise UnreadableInput(f"{folder}: holds none of {', '.join(PAGES)}")
    file = folder / RESOLUTIONS
    remembered = read_resolutions(file) if file.is_file() else ResolutionFile()
    by_text = remembered.by_text()
    name = folder.resolve().name
    printed = _printed(page)
    items = [_item(citation, name, page, by_text) for citation in printed]
    # The keys are those of the exports: made by the template, told apart on the page.
    citations = [item.citation for item in items]
    named = unique_keys(keyed(citations, config.keys) if config.keys else citations)
    for item, citation in zip(items, named, strict=True):
        found.items.append(item._replace(citation=citation))
    kept = set(map(key_of, printed)) if by_text else ()
    for key, memory in by_text.items():
        if key not in kept:
            found.gone.append(Gone(file, memory))


def _printed(page: Path) -> list[Citation]:
    return [one for found in parse_page(read_page(page)) for one in found.citations]


def _item(citation: Citation, name: str, page: Path, known: dict[str, StoredEntry]) -> Item:
    source = citation.source
    number = source.number if source else None
    line = source.places[0].line if source and source.places else 1
    memory = known.get(" ".join(source.text.split())) if source else None
    resolution = memory.of(citation) if memory else None
    completed = resolution.merged.citation if resolution else citation
    return Item(completed, (Cited(name, number),), page, line, resolution)


def _gather_file(path: Path, found: Gathered) -> None:
    """Read a page, or a file of references; one that was merged keeps who cites its items."""
    page = read_page(path)
    library = library_of(page)
    if library is None:
        printed = [one for part in parse_page(page) for one in part.citations]
        found.items.extend(_item(citation, path.name, path, {}) for citation in printed)
        return
    for block in library.blocks:
        if block.wrong is not None:
            found.unreadable.append(Unreadable(path, block.line, block.text, block.wrong))
        elif block.citation is not None:
            number = block.citation.source.number if block.citation.source else None
            cited = cited_in(block.citation) or (Cited(path.name, number),)
            found.items.append(Item(block.citation, cited, path, block.line))


def cited_in(citation: Citation) -> tuple[Cited, ...]:
    """Give who cites a citation, as a merged library says in `custom`; () if it does not."""
    own = (citation.custom or {}).get("radrefs")
    told: Any = own.get("cited") if isinstance(own, dict) else None
    found = []
    for one in told if isinstance(told, list) else []:
        if isinstance(one, dict) and isinstance(one.get("page"), str):
            number = one.get("number")
            found.append(Cited(one["page"], number if isinstance(number, int) else None))
    return tuple(found)
