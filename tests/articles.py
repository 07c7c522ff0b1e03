"""Make articles that nobody wrote: an entry as a page prints it, and its record."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from radrefs import Citation, NotChecked, parse_entry
from radrefs.matching.records import Work, normal_doi
from radrefs.registries.local import Works
from radrefs.resolutions.resolution import Resolution

_PEOPLE = "Marchetti Okafor Novotny Lindqvist Abadi Hartmann Sorensen".split()
_WHAT = (
    "Imaging", "Surgery", "Natural history", "Ultrasound", "Long-term follow-up",
)  # fmt: skip
_WHERE = (
    "the facial nerve", "the pituitary gland", "the carotid artery", "the lumbar spine",
    "the temporal bone", "the orbit", "the hip joint",
)  # fmt: skip
_WHOM = ("adults", "children", "athletes", "premature infants")


class Article(NamedTuple):
    """Hold an article: its entry, its DOI and its record."""

    entry: str
    doi: str
    record: dict[str, Any]

    @property
    def citation(self) -> Citation:
        """Give the entry as read."""
        return parse_entry(self.entry)

    @property
    def work(self) -> Work:
        """Give the record as a registry's work."""
        return Work("crossref", self.record)

    def changed(self, **changes: Any) -> Article:
        """Give the article with some keys of its record changed."""
        record = {**self.record, **{name.replace("_", "-"): one for name, one in changes.items()}}
        return self._replace(record=record, doi=str(record["DOI"]))


def article(number: int) -> Article:
    """Make the article of a number; no two are alike in title, volume and page."""
    person, what = _PEOPLE[number % 7], _WHAT[number % 5]
    where, whom = _WHERE[number % 7], _WHOM[number % 4]
    title = f"{what} of {where} in {whom}: series {number + 20}"
    volume, issue, page, year = number + 3, number % 12 + 1, 100 + 10 * number, 1980 + number % 40
    entry = (
        f"{person} AB et al: {title}. Neuroradiology. {volume}({issue}):{page}-{page + 8}, {year}"
    )
    return Article(
        entry,
        f"10.5555/article.{number}",
        {
            "DOI": f"10.5555/article.{number}",
            "type": "journal-article",
            "title": [title],
            "author": [{"family": person, "given": "A. B."}, {"family": "Ionescu", "given": "C."}],
            "container-title": ["Neuroradiology"],
            "volume": str(volume),
            "issue": str(issue),
            "page": f"{page}-{page + 8}",
            "issued": {"date-parts": [[year, 3]]},
            "publisher": "Nobody and Sons",
        },
    )


def articles(count: int, first: int = 0) -> list[Article]:
    """Make some articles."""
    return [article(number) for number in range(first, first + count)]


def works(found: Iterable[Article], complete: bool = True) -> Works:
    """Make a catalogue in memory that holds some articles."""
    return Works([one.work for one in found], "the shelf", complete)


def page_of(folder: Path, entries: Iterable[str | Article], name: str = "page.txt") -> Path:
    """Write a page with a numbered list of entries."""
    texts = [one if isinstance(one, str) else one.entry for one in entries]
    lines = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    path = folder / name
    path.write_text("\n".join(["Selected References", *lines, ""]), encoding="utf-8")
    return path


def works_file(folder: Path, found: Iterable[Article], name: str = "works.jsonl") -> Path:
    """Write a file of works."""
    path = folder / name
    path.write_text("".join(f"{json.dumps(one.record)}\n" for one in found), encoding="utf-8")
    return path


def outcome(resolutions: Iterable[Resolution]) -> list[tuple[str, str | None]]:
    """Give state and DOI of each."""
    return [(one.state, one.doi) for one in resolutions]


class Double:
    """Be a catalogue of one's own making: an object with the four names, and nothing else.

    `mute` are the methods that cannot be asked.
    """

    name = "double"
    complete = True

    def __init__(self, found: Iterable[Article], mute: Sequence[str] = ()) -> None:
        self.works = {normal_doi(one.doi): one.work for one in found}
        self.mute = mute
        self.searched: list[str] = []
        self.looked_up: list[list[str]] = []
        self._lock = threading.Lock()

    def search(self, citation: Citation) -> Sequence[Work]:
        """Give everything there is."""
        with self._lock:
            self.searched.append(citation.source.text if citation.source else citation.id)
        if "search" in self.mute:
            raise NotChecked("the line is dead")
        return list(self.works.values())

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Give what is held."""
        with self._lock:
            self.looked_up.append(list(dois))
        if "lookup" in self.mute:
            raise NotChecked("the line is dead")
        return {doi: self.works[doi] for doi in dois if doi in self.works}
