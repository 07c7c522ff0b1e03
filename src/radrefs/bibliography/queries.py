"""Find items: by words that all must match, by key, or by topic and number.

    hughes spasm               both words, anywhere
    author:hughes year:2021    in a field: author, title, journal, year, doi, key, topic, ...
    "vertebral artery"         the words in this order
    -review                    without this word

Case, accents and punctuation make no difference: `moller` finds Møller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from radrefs.bibliography.config import read_config
from radrefs.bibliography.items import Cited, Item, read_items
from radrefs.bibliography.topics import find_topics
from radrefs.errors import RadrefsError
from radrefs.formats import loads
from radrefs.inputs import read_page
from radrefs.matching import fold, folded
from radrefs.model import Citation

__all__ = ["FIELDS", "Query", "find", "items_named", "read_query", "search"]


def _people(item: Item) -> Iterator[str | None]:
    for name in (*item.citation.author, *item.citation.editor):
        yield name.family
        yield name.given
        yield name.literal


def _field(name: str, item: Item) -> Iterator[str | None]:
    yield getattr(item.citation, name)


def _journal(item: Item) -> Iterator[str | None]:
    yield item.citation.container_title
    yield item.citation.container_title_short


def _topic(item: Item) -> Iterator[str | None]:
    yield from (one.page for one in item.cited)


FIELDS: dict[str, Callable[[Item], Iterable[str | None]]] = {
    "author": _people,
    "title": partial(_field, "title"),
    "journal": _journal,
    "year": lambda item: (str(item.citation.year or ""),),
    "volume": partial(_field, "volume"),
    "pages": partial(_field, "page"),
    "publisher": partial(_field, "publisher"),
    "doi": partial(_field, "doi"),
    "pmid": partial(_field, "pmid"),
    "type": partial(_field, "type"),
    "note": partial(_field, "note"),
    "abstract": partial(_field, "abstract"),
    "keyword": partial(_field, "keyword"),
    "key": lambda item: (item.citation.id,),
    "topic": _topic,
}
"""The fields that a search can name, and how each is read."""
_EVERYWHERE = ("author", "title", "journal", "year", "publisher", "doi", "key", "keyword", "note")


class _Term(NamedTuple):
    field: str
    text: str
    without: bool


class Query(NamedTuple):
    """What is searched for: terms that must all match."""

    terms: tuple[_Term, ...]

    def matches(self, item: Item) -> bool:
        """Say whether all terms match an item."""
        texts: dict[str, str] = {}
        for term in self.terms:
            if term.field not in texts:
                names = (term.field,) if term.field else _EVERYWHERE
                parts = [part for name in names for part in FIELDS[name](item) if part]
                texts[term.field] = " ".join(map(folded, parts))
            if (term.text in texts[term.field]) == term.without:
                return False
        return True


_WORD = re.compile(r'(-?)(?:([A-Za-z]+):)?("[^"]*"|\S+)')


def read_query(given: str | Sequence[str]) -> Query:
    """Read what is searched for (see the module). Raises `RadrefsError` for an unknown field.

    Of several strings each is one term: a shell has removed its quotes.
    """
    terms = []
    words = [given] if isinstance(given, str) else [_quoted(one) for one in given]
    for minus, field, text in (found for one in words for found in _WORD.findall(one)):
        name = field.lower()
        if name and name not in FIELDS:
            if re.match(r"//|\d", text):  # An address or a DOI, no field.
                name, text = "", f"{field}:{text}"
            else:
                raise RadrefsError(f"{field}: is no field: use one of {', '.join(FIELDS)}")
        if plain := folded(text.strip('"')):
            terms.append(_Term(name, plain, bool(minus)))
    if not terms:
        raise RadrefsError("nothing to search for: give a word, or a field such as author:hughes")
    return Query(tuple(terms))


def _quoted(word: str) -> str:
    """Put back the quotes that a shell removed: `title:vertebral artery` is one term."""
    if " " not in word or '"' in word:
        return word
    head = re.match(r"-?(?:[A-Za-z]+:)?", word)
    start = head.end() if head else 0
    return f'{word[:start]}"{word[start:]}"'


def find(items: Iterable[Item], query: Query | str) -> list[Item]:
    """Return the items that match, in their order."""
    wanted = read_query(query) if isinstance(query, str) else query
    return [item for item in items if wanted.matches(item)]


EXPORT = "references.json"
"""The export that `search` reads: one item on each line, so that few lines are parsed."""


def search(folder: Path, query: Query | str) -> list[Item]:
    """Find items in a bibliography, as it was built last; a topic not yet built is read.

    Raises `UnreadableInput`.
    """
    wanted = read_query(query) if isinstance(query, str) else query
    found: list[Item] = []
    config = read_config(folder)
    for topic in find_topics(folder):
        export = topic / EXPORT
        built = EXPORT in config.exports and export.is_file()
        found += find(_likely(export, wanted) if built else read_items([topic]), wanted)
    return found


def _likely(export: Path, query: Query) -> Iterator[Item]:
    """Read those items of an export whose line has every word of a query.

    An export that another program has written in another layout is read whole.
    """
    topic = export.parent.resolve().name
    lines = [line.strip(" ,[]\r") for line in read_page(export).text.split("\n")]
    if any(line and not (line[0] == "{" and line[-1] == "}") for line in lines):
        found: Iterable[Citation] = loads(read_page(export).text, "csl-json")
    else:
        terms = [term.text for term in query.terms if not term.without and term.field != "topic"]
        words = " ".join(terms).split()
        found = chain.from_iterable(
            loads(f"[{line}]", "csl-json") for line in lines if line and _may_hold(line, words)
        )
    for citation in found:
        number = citation.source.number if citation.source else None
        yield Item(citation, (Cited(topic, number),), export)


_UNLIKE = re.compile(r"[<&]|\\u")
"""What is read differently from how it is written: markup, entities, escapes."""


def _may_hold(line: str, words: Iterable[str]) -> bool:
    """Say, by its line of JSON, whether an item can have all of some folded words."""
    if _UNLIKE.search(line):
        return True
    # ASCII letters are only lowered. `fold` has no cache, because each line is folded once.
    text = line.lower().replace("'", "") if line.isascii() else fold(line)
    return all(word in text for word in words)


def items_named(items: Sequence[Item], name: str) -> list[Item]:
    """Return the items with a citation key, or the one named `topic/3`."""
    topic, slash, number = name.rpartition("/")
    if slash and number.isdecimal() and len(number) < 10:
        cited = Cited(Path(topic).name, int(number))
        return [item for item in items if cited in item.cited]
    return [item for item in items if item.citation.id.casefold() == name.casefold()]
