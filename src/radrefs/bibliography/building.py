"""Begin a bibliography, add pages to it, and build the files of each topic from its page.

page.txt (and resolutions.json, works.jsonl)  ─▶  references.bib, references.ris, references.json

The network is asked only to update.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from radrefs.bibliography.config import CONFIG, Config, read_config
from radrefs.bibliography.topics import (
    RESOLUTIONS,
    TopicFiles,
    citations_on,
    page_of,
    read_topic,
)
from radrefs.bibliography.transaction import locked, replace_together
from radrefs.errors import UnreadableInput, UnwritableOutput
from radrefs.formats import dumps
from radrefs.inputs import Page, read_page
from radrefs.matching import Grade
from radrefs.model import Citation
from radrefs.outputs import unwritable
from radrefs.registries.base import Catalogue
from radrefs.resolutions.resolution import Resolution, StoredEntry, key_of
from radrefs.resolutions.store import dump_resolutions

__all__ = ["EXPORTS", "Ask", "Topic", "add_page", "build_topic", "init"]

EXPORTS = ("references.bib", "references.ris", "references.json")
"""The files that are made from a page, unless `radrefs.toml` chooses others."""

Ask = Callable[
    [Sequence[Citation], Catalogue, Mapping[str, StoredEntry] | None, bool], list[Resolution]
]
"""Resolve citations with a catalogue, given the stored entries, and whether to ask again."""


class Topic(NamedTuple):
    """What building one topic gave.

    `citations` are completed from the works found; `changed` are the files whose bytes
    differ from what was there before; `lost` are the entries about which a person decided
    and that are no longer on the page.
    """

    folder: Path
    page: Path
    citations: tuple[Citation, ...]
    changed: tuple[Path, ...]
    resolutions: tuple[Resolution, ...] = ()
    lost: tuple[StoredEntry, ...] = ()

    @property
    def unchecked(self) -> int:
        """Count the entries about which no catalogue was asked."""
        unchecked = sum(one.state == Grade.NOT_CHECKED for one in self.resolutions)
        return unchecked if self.resolutions else len(self.citations)


def build_topic(
    folder: Path,
    check: bool = False,
    update: tuple[Catalogue, Ask] | None = None,
    config: Config | None = None,
    waiting: Callable[[Path], None] | None = None,
) -> Topic:
    """Read a topic's page and write its files; with `check` only find what would change.

    `update` is a catalogue to ask about every entry again, and how. Files whose bytes are
    right already are not touched; of the others all are replaced, or none. `waiting` is
    called if another process builds the folder. Raises `UnreadableInput` and
    `UnwritableOutput`.
    """
    with locked(folder, waiting):
        topic, texts = _build(read_topic(folder), update, config or read_config(folder))
        changed = {name: text for name, text in texts.items() if _differs(folder / name, text)}
        if not check:
            replace_together(folder, changed)
        return topic._replace(changed=tuple(folder / name for name in changed))


def _build(
    topic: TopicFiles, update: tuple[Catalogue, Ask] | None, config: Config
) -> tuple[Topic, dict[str, str]]:
    """Make the files of a topic, by name, and write none."""
    resolutions: list[Resolution] = []
    if update:
        catalogue, ask = update
        resolutions = ask(topic.citations, catalogue, topic.stored.by_text(), True)
    elif topic.has_decisions:
        resolutions = topic.resolve()
    citations = [one.merged.citation for one in resolutions] or topic.citations
    texts = {
        name: dumps(citations, format, config.options) for name, format in config.exports.items()
    }
    if resolutions:
        texts[RESOLUTIONS] = dump_resolutions(resolutions, [topic.path.name])
    lost = topic.stored.overrides_lost(topic.citations)
    built = Topic(topic.folder, topic.path, tuple(citations), (), tuple(resolutions), lost)
    return built, texts


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_bytes() != text.encode("utf-8")


_STARTED = """\
# The choices of this bibliography; everything works without them.
# formats = ["bibtex", "ris", "csl-json"]
# keys = "{family}{year}{title_word}"
# journal = "full"            # or "abbreviated"
# truncated = "marker"        # or "drop"
# abstracts = true
# mailto = "you@example.org"  # sent to Crossref, for its polite pool
# stale_days = 365            # `radrefs check` reports older decisions
"""


def init(folder: Path) -> Path:
    """Begin a bibliography: make the folder, and `radrefs.toml` with every choice in it.

    Returns the file; one that is there stays as it is. Raises `UnwritableOutput`.
    """
    path = folder / CONFIG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            if not path.exists():
                replace_together(folder, {CONFIG: _STARTED})
    except OSError as error:
        raise unwritable(folder, error) from error
    return path


def add_page(
    folder: Path,
    page: Path | str,
    name: str | None = None,
    waiting: Callable[[Path], None] | None = None,
) -> Path:
    """Add a page to a bibliography as a topic of its own; return the topic's folder.

    `name` is the folder's; without it, it is made from the page's name. The same page again
    replaces the one that is there; a page that has no entry in common with it is another, and
    is refused. `waiting` is called if another process works in the topic. Raises
    `UnreadableInput` and `UnwritableOutput`.
    """
    found = read_page(page)
    topic = folder / _folder_name(name or Path(str(page)).stem)
    html = Path(found.name).suffix.lower() in (".html", ".htm")
    try:
        topic.mkdir(parents=True, exist_ok=True)
        with locked(topic, waiting):
            old = page_of(topic)
            if old and (old.suffix == ".txt") == html:
                raise UnwritableOutput(f"{old}: is there already: remove it, or give another name")
            kept = old.name if old else "page.html" if html else "page.txt"
            if old and not _share_an_entry(read_page(old), found):
                raise UnwritableOutput(
                    f"{old}: is there already, and has no entry in common with {found.name}: "
                    "give it another name with --name, or remove that"
                )
            if _differs(topic / kept, found.text):
                replace_together(topic, {kept: found.text})
    except OSError as error:
        raise unwritable(topic, error) from error
    return topic


def _share_an_entry(old: Page, new: Page) -> bool:
    """Say whether two pages have an entry in common, or one of them has none."""
    one, other = (set(map(key_of, citations_on(page))) for page in (old, new))
    return bool(one & other) or not (one and other)


def _folder_name(name: str) -> str:
    """Make a name of a folder: lower case, words joined by hyphens."""
    made = re.sub(r"[\W_]+", "-", name.lower()).strip("-")
    if not made or made == "page":
        raise UnreadableInput(f"{name!r} names no topic: add --name hemifacial-spasm, for example")
    # A file's name has 255 bytes at most, and a letter up to four.
    return made.encode("utf-8")[:150].decode("utf-8", "ignore").strip("-")
