"""Know journals by their NLM abbreviation and by their full title.

The table is the National Library of Medicine's (a work of the US government): 38,110
rows of abbreviation, title and whether MEDLINE indexes it, compressed beside this file.
It is read on the first look-up, not on import.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from radrefs.text import ascii_fold

__all__ = ["Journal", "find_journal", "full_titles", "lacks_space"]


class Journal(NamedTuple):
    """Name a journal: its `title` (without its subtitle) and its NLM `abbreviation`."""

    title: str
    abbreviation: str


def _rows() -> Iterator[tuple[str, str, bool]]:
    """Read the table: abbreviation, title, in MEDLINE."""
    packed = (files("radrefs") / "data" / "nlm-journals.tsv.gz").read_bytes()
    # The list spells four thousand of its titles with combining marks.
    text = unicodedata.normalize("NFC", gzip.decompress(packed).decode("utf-8"))
    for line in text.split("\n")[1:]:
        if line:
            abbreviation, title, medline = line.split("\t")
            yield abbreviation, title, medline == "1"


def _main_title(title: str) -> str:
    """Cut the subtitle off, at the first " : " that stands outside parentheses.

    "Word (New York, N.Y. : 1945)" has none.
    """
    at = title.find(" : ")
    while at >= 0 and title.count("(", 0, at) > title.count(")", 0, at):
        at = title.find(" : ", at + 1)
    return title if at < 0 else title[:at]


@cache
def full_titles() -> dict[str, str]:
    """Return the full title for each abbreviation, as the list spells both.

    An abbreviation that two journals share belongs to the one in MEDLINE; if both or
    neither are there, it stands for itself, for guessing would be silent.
    """
    titles: dict[str, str] = {}
    indexed: dict[str, bool] = {}
    for abbreviation, title, medline in _rows():
        main = _main_title(title)
        if abbreviation not in titles or (medline and not indexed[abbreviation]):
            titles[abbreviation], indexed[abbreviation] = main, medline
        elif medline == indexed[abbreviation] and main != titles[abbreviation]:
            titles[abbreviation] = abbreviation
    return titles


_PLACE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_GLUED = re.compile(r"[a-z][A-Z]|(?<![^\W_])[A-Z]{2}[a-z]{3}")
_WORD = re.compile(r"[^\W_]+")


def _key(name: str) -> str:
    """Fold a name for the tolerant look-up: letters and digits only, without "the", "and"."""
    words = _WORD.findall(ascii_fold(name).lower())
    return "".join([word for word in words if word != "the" and word != "and"])


@cache
def _tolerant() -> dict[str, Journal]:
    """Index every abbreviation and title by its key; abbreviations and MEDLINE go first."""
    index: dict[str, Journal] = {}
    rows = sorted(_rows(), key=lambda row: not row[2])
    titles = full_titles()
    for abbreviation, _, _ in rows:
        index.setdefault(_key(abbreviation), Journal(titles[abbreviation], abbreviation))
    for abbreviation, title, _ in rows:
        main = _main_title(title)
        names = {main, _PLACE.sub("", main), _PLACE.sub("", abbreviation)} - {abbreviation}
        for name in names:
            index.setdefault(_key(name), Journal(main, abbreviation))
    index.pop("", None)
    return index


def lacks_space(name: str) -> bool:
    """Say whether a journal's name is known only if a lost blank is forgiven ("JEndod")."""
    if not _GLUED.search(name) or name in full_titles():
        return False
    journal = find_journal(name)
    if journal is None:
        return _GLUED.match(name) is not None and " " not in name
    known = (journal.abbreviation, journal.title)
    return all(name.count(" ") < other.count(" ") for other in known)


@lru_cache(maxsize=8192)
def find_journal(name: str) -> Journal | None:
    """Find a journal by abbreviation or title: exactly, then tolerant of dots, case and place.

    `name` is one line of text. The place in parentheses may be missing or be another
    spelling ("Acta Neurochir" finds "Acta Neurochir (Wien)"). None if it is unknown.
    """
    if (title := full_titles().get(name)) is not None:
        return Journal(title, name)
    if len(name) > 300:
        return None
    index = _tolerant()
    main = _main_title(name)
    return index.get(_key(name)) or index.get(_key(_PLACE.sub("", name))) or index.get(_key(main))
