"""Read the items of a bibliography: each citation, where it is cited, what became of it.

An input is a folder (a bibliography or a topic) or a file: a page, or references in any
format that is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from radrefs.bibliography.config import Config, read_config
from radrefs.bibliography.topics import TopicFiles, citations_on, find_topics, read_topic
from radrefs.citekeys import keyed, unique_keys
from radrefs.gc_pause import gc_paused
from radrefs.inputs import library_of, read_page
from radrefs.model import Citation
from radrefs.resolutions.resolution import Resolution, StoredEntry, key_of

__all__ = [
    "Cited", "Gathered", "Gone", "Item", "Unreadable", "cited_in", "gather", "gone_from",
    "read_items",
]  # fmt: skip


class Cited(NamedTuple):
    """Who cites an item: a topic or file, and under which number (None if it has none)."""

    page: str
    number: int | None = None

    def __str__(self) -> str:
        """Write it as `topic 3`."""
        return self.page if self.number is None else f"{self.page} {self.number}"


class Item(NamedTuple):
    """One citation of a page or file.

    `citation` is completed from the work, if one was found; `file` is the page it stands
    on, `line` where; `resolution` is what became of it, None where nothing is stored.
    """

    citation: Citation
    cited: tuple[Cited, ...]
    file: Path
    line: int = 1
    resolution: Resolution | None = None

    @property
    def printed(self) -> Citation:
        """Return the citation as the page has it."""
        return self.resolution.citation if self.resolution else self.citation


class Gone(NamedTuple):
    """An entry of a resolution file that is no longer on its page."""

    file: Path
    entry: StoredEntry


class Unreadable(NamedTuple):
    """An entry of a file of references that could not be read: where it is, and why."""

    file: Path
    line: int
    text: str
    why: str


class Gathered(NamedTuple):
    """What stands in folders and files: the items, what is gone, what cannot be read."""

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
                for folder in find_topics(path):
                    _add_topic(read_topic(folder), config, found)
            else:
                _add_file(path, found)
    return found


def read_items(inputs: Iterable[Path | str]) -> list[Item]:
    """Read the items of folders and files, in order. Raises `UnreadableInput`."""
    return gather(inputs).items


def gone_from(inputs: Iterable[Path | str]) -> list[Gone]:
    """Return the entries of resolution files whose text is no longer on their page."""
    return gather(path for path in inputs if Path(path).is_dir()).gone


def _add_topic(topic: TopicFiles, config: Config, found: Gathered) -> None:
    stored, name = topic.stored.by_text(), topic.name
    items = [_item(citation, name, topic.path, stored) for citation in topic.citations]
    # The keys are those of the exports: made by the template, different on one page.
    citations = [item.citation for item in items]
    named = unique_keys(keyed(citations, config.keys) if config.keys else citations)
    for item, citation in zip(items, named, strict=True):
        found.items.append(item._replace(citation=citation))
    kept = set(map(key_of, topic.citations)) if stored else ()
    gone = (entry for key, entry in stored.items() if key not in kept)
    found.gone.extend(Gone(topic.resolutions_path, entry) for entry in gone)


def _item(citation: Citation, name: str, file: Path, stored: Mapping[str, StoredEntry]) -> Item:
    source = citation.source
    line = source.places[0].line if source and source.places else 1
    entry = stored.get(key_of(citation)) if stored else None
    resolution = entry.of(citation) if entry else None
    completed = resolution.merged.citation if resolution else citation
    cited = Cited(name, source.number if source else None)
    return Item(completed, (cited,), file, line, resolution)


def _add_file(path: Path, found: Gathered) -> None:
    """Read a page, or a file of references; a merged library says itself who cites its items."""
    page = read_page(path)
    library = library_of(page)
    if library is None:
        found.items.extend(_item(one, path.name, path, {}) for one in citations_on(page))
        return
    for block in library.blocks:
        if block.wrong is not None:
            found.unreadable.append(Unreadable(path, block.line, block.text, block.wrong))
        elif block.citation is not None:
            number = block.citation.source.number if block.citation.source else None
            cited = cited_in(block.citation) or (Cited(path.name, number),)
            found.items.append(Item(block.citation, cited, path, block.line))


def cited_in(citation: Citation) -> tuple[Cited, ...]:
    """Return who cites a citation, as a merged library says in `custom`; () if it does not."""
    own = (citation.custom or {}).get("radrefs")
    listed: Any = own.get("cited") if isinstance(own, dict) else None
    found = []
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict) and isinstance(one.get("page"), str):
            number = one.get("number")
            found.append(Cited(one["page"], number if isinstance(number, int) else None))
    return tuple(found)
