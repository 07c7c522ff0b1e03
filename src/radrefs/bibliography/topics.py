"""Find the topics of a bibliography, and read one: its page, and what is stored about it.

A topic is a folder with a page (`page.txt` or `page.html`). Beside the page it may have
`resolutions.json`, in which the decisions about its entries are stored, and `works.jsonl`,
records that are searched before any catalogue. Everything else in it is made from these.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from radrefs.bibliography.config import CONFIG
from radrefs.bibliography.transaction import finish_interrupted
from radrefs.errors import UnreadableInput
from radrefs.inputs import Page, parse_page, read_page
from radrefs.model import Citation
from radrefs.registries.base import Nobody
from radrefs.registries.local import read_works
from radrefs.resolutions.resolution import Resolution, ResolutionFile
from radrefs.resolutions.store import read_resolutions
from radrefs.resolving.pipeline import resolve

__all__ = [
    "PAGES", "RESOLUTIONS", "WORKS", "TopicFiles", "citations_on", "find_topics", "page_of",
    "read_topic", "the_bibliography",
]  # fmt: skip

PAGES = ("page.txt", "page.html", "page.htm")
"""The names that a topic's page can have; the first that is there counts."""
RESOLUTIONS, WORKS = "resolutions.json", "works.jsonl"
"""The file in which decisions are stored, and the file of works that is searched first."""


class TopicFiles(NamedTuple):
    """A topic as its files have it.

    `citations` are those printed on the page, `stored` is what the resolution file says.
    """

    folder: Path
    path: Path
    page: Page
    citations: tuple[Citation, ...]
    stored: ResolutionFile

    @property
    def name(self) -> str:
        """Return the topic's name, its folder's."""
        return self.folder.resolve().name

    @property
    def resolutions_path(self) -> Path:
        """Return the path of the resolution file, whether it is there or not."""
        return self.folder / RESOLUTIONS

    @property
    def has_decisions(self) -> bool:
        """Say whether the folder has stored entries or works; without, only the page counts."""
        return bool(self.stored.by_text()) or (self.folder / WORKS).is_file()

    def resolve(self) -> list[Resolution]:
        """Resolve the citations as the folder's own files say, without the network."""
        works = self.folder / WORKS
        catalogue = read_works(works) if works.is_file() else Nobody()
        return resolve(self.citations, catalogue, stored=self.stored.by_text())


def find_topics(folder: Path) -> list[Path]:
    """Return the topics in a folder, sorted: itself if it has a page, else its subfolders.

    A build that was interrupted in one of them is finished first. Raises `UnreadableInput` if
    it is no folder or has no page, `UnwritableOutput` if a build cannot be finished.
    """
    if not folder.is_dir():
        what = "is a file: give its folder" if folder.exists() else "no such folder: check the name"
        raise UnreadableInput(f"{folder}: {what}")
    finish_interrupted(folder)
    if page_of(folder):
        return [folder]
    inside = sorted(filter(Path.is_dir, folder.iterdir()))
    for one in inside:
        finish_interrupted(one)
    topics = [one for one in inside if page_of(one)]
    if not topics:
        raise UnreadableInput(f"{folder}: has no page.txt or page.html, nor has a folder in it")
    return topics


def the_bibliography(given: Path | None = None) -> Path:
    """Return the bibliography that is meant: the folder given, `bibliography`, or this folder.

    Raises `UnreadableInput` if there is none.
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
    """Return the path of a topic's page, None if the folder has none."""
    return next((folder / name for name in PAGES if (folder / name).is_file()), None)


def citations_on(page: Page) -> list[Citation]:
    """Return the citations of all lists on a page, in order."""
    return [citation for found in parse_page(page) for citation in found.citations]


def read_topic(folder: Path) -> TopicFiles:
    """Read the page of a topic and its resolution file, if there is one.

    Raises `UnreadableInput`, also if the folder has no page.
    """
    path = page_of(folder)
    if path is None:
        raise UnreadableInput(f"{folder}: has none of {', '.join(PAGES)}")
    page, file = read_page(path), folder / RESOLUTIONS
    stored = read_resolutions(file) if file.is_file() else ResolutionFile()
    return TopicFiles(folder, path, page, tuple(citations_on(page)), stored)
