"""Keep the topics of a bibliography: make them, and build the files of each from its page.

page.txt (and resolutions.json, works.jsonl)  ─▶  references.bib, references.ris, references.json

`resolutions.json` remembers what became of each entry; `works.jsonl`, if it is there, is
searched for entries that nobody has decided on. The network is asked only to update.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from radrefs.bibliography.config import CONFIG, Config, read_config
from radrefs.bibliography.transaction import locked, replace_together, settle
from radrefs.errors import UnreadableInput, UnwritableOutput
from radrefs.formats import dumps
from radrefs.inputs import Page, parse_page, read_page
from radrefs.matching.grading import Grade
from radrefs.model import Citation
from radrefs.outputs import unwritable
from radrefs.registries.base import Catalogue, Nobody
from radrefs.registries.local import read_works
from radrefs.resolutions.resolution import Resolution, ResolutionFile, StoredEntry, key_of
from radrefs.resolutions.store import dump_resolutions, read_resolutions
from radrefs.resolving.pipeline import resolve

__all__ = [
    "EXPORTS", "PAGES", "RESOLUTIONS", "WORKS", "Ask", "Topic", "add_page", "build_topic",
    "find_topics", "init", "page_of", "the_bibliography",
]  # fmt: skip

PAGES = ("page.txt", "page.html", "page.htm")
"""The names a topic's page can have; the first that is there counts."""
EXPORTS = ("references.bib", "references.ris", "references.json")
"""The files that are made from a page, unless `radrefs.toml` chooses others."""
RESOLUTIONS, WORKS = "resolutions.json", "works.jsonl"
"""The file that remembers decisions, and the file of works that is searched first."""

Ask = Callable[
    [Sequence[Citation], Catalogue, Mapping[str, StoredEntry] | None, bool], list[Resolution]
]
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
    lost: tuple[StoredEntry, ...] = ()

    @property
    def unchecked(self) -> int:
        """Count the entries that nobody was asked about."""
        unchecked = sum(one.state == Grade.NOT_CHECKED for one in self.resolutions)
        return unchecked if self.resolutions else len(self.citations)


def find_topics(folder: Path) -> list[Path]:
    """Find the topics in a folder, sorted: itself if it holds a page, else its subfolders.

    Each is whole: what a killed build left half done is finished first. Raises
    `UnreadableInput` if it is no folder or holds no page, `UnwritableOutput` if a build
    cannot be finished.
    """
    if not folder.is_dir():
        what = "is a file: give its folder" if folder.exists() else "no such folder: check the name"
        raise UnreadableInput(f"{folder}: {what}")
    settle(folder)
    if page_of(folder):
        return [folder]
    inside = sorted(filter(Path.is_dir, folder.iterdir()))
    for one in inside:
        settle(one)
    topics = [one for one in inside if page_of(one)]
    if not topics:
        raise UnreadableInput(f"{folder}: holds no page.txt or page.html, nor does a folder in it")
    return topics


def the_bibliography(given: Path | None = None) -> Path:
    """Give the bibliography that is meant: the folder given, `bibliography`, or this one.

    Raises `UnreadableInput` if none is there.
    """
    if given is not None:
        return given
    here = Path()
    if (here / "bibliography").is_dir() and not (here / CONFIG).is_file():
        return here / "bibliography"
    pages = (page_of(child) for child in here.iterdir() if child.is_dir())
    if (here / CONFIG).is_file() or page_of(here) or any(pages):
        return here
    raise UnreadableInput("no bibliography here: name its folder, or begin one with `radrefs init`")


def page_of(folder: Path) -> Path | None:
    """Give a topic's page, None if the folder holds none."""
    return next((folder / name for name in PAGES if (folder / name).is_file()), None)


def build_topic(
    folder: Path,
    check: bool = False,
    update: tuple[Catalogue, Ask] | None = None,
    config: Config | None = None,
    waiting: Callable[[Path], None] | None = None,
) -> Topic:
    """Read a topic's page and write its files; with `check` only tell what would change.

    `update` asks a catalogue about every entry anew. Files whose bytes are right already
    are not touched; of the others all are replaced, or none. `waiting` is called if
    another process builds the folder. Raises `UnreadableInput` and `UnwritableOutput`.
    """
    with locked(folder, waiting):
        topic, texts = _made(folder, update, config or read_config(folder))
        changed = {name: text for name, text in texts.items() if _differs(folder / name, text)}
        if not check:
            replace_together(folder, changed)
        return topic._replace(changed=tuple(folder / name for name in changed))


def _made(
    folder: Path, update: tuple[Catalogue, Ask] | None, config: Config
) -> tuple[Topic, dict[str, str]]:
    """Make the files of a topic, by name, and write none."""
    page = page_of(folder)
    if page is None:
        raise UnreadableInput(f"{folder}: holds no page.txt or page.html")
    lists = parse_page(read_page(page))
    printed = [citation for found in lists for citation in found.citations]
    memory = folder / RESOLUTIONS
    remembered = read_resolutions(memory) if memory.is_file() else ResolutionFile()
    resolutions = _resolved(folder, printed, remembered.by_text(), update)
    citations = [one.merged.citation for one in resolutions] or printed
    texts = {
        name: dumps(citations, format, config.options) for name, format in config.exports.items()
    }
    if resolutions:
        texts[RESOLUTIONS] = dump_resolutions(resolutions, [page.name])
    lost = remembered.overrides_lost(printed)
    return Topic(folder, page, tuple(citations), (), tuple(resolutions), lost), texts


def _resolved(
    folder: Path,
    citations: list[Citation],
    remembered: Mapping[str, StoredEntry],
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
        return resolve(citations, read_works(works), stored=remembered)
    if remembered:
        return resolve(citations, Nobody(), stored=remembered)
    return []


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
# stale_days = 365            # older decisions are told by `radrefs check`
"""


def init(folder: Path) -> Path:
    """Begin a bibliography: make the folder, and `radrefs.toml` with every choice in it.

    Gives the file; one that is there stays. Raises `UnwritableOutput`.
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
    """Add a page to a bibliography as a topic of its own; give the topic's folder.

    `name` is the folder's, made of the page's name without one. The same page again
    replaces the one that is there; a page that shares no entry with it is another, and is
    refused. `waiting` is called if another process works in the topic. Raises
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
            if old and not _shares_an_entry(read_page(old), found):
                raise UnwritableOutput(
                    f"{old}: is there already, and has no entry in common with {found.name}: "
                    "give it another name with --name, or remove that"
                )
            if _differs(topic / kept, found.text):
                replace_together(topic, {kept: found.text})
    except OSError as error:
        raise unwritable(topic, error) from error
    return topic


def _shares_an_entry(old: Page, new: Page) -> bool:
    """Tell whether two pages have an entry in common, or one of them has none."""
    one, other = (
        {key_of(citation) for found in parse_page(page) for citation in found.citations}
        for page in (old, new)
    )
    return bool(one & other) or not (one and other)


def _folder_name(name: str) -> str:
    """Make a name of a folder: lower case, words joined by hyphens."""
    made = re.sub(r"[\W_]+", "-", name.lower()).strip("-")
    if not made or made == "page":
        raise UnreadableInput(f"{name!r} names no topic: add --name hemifacial-spasm, say")
    # A file's name has 255 bytes at most, and a letter up to four.
    return made.encode("utf-8")[:150].decode("utf-8", "ignore").strip("-")
