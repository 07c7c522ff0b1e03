"""Make citation keys: `hughes2021imaging` from family, year and first significant word.

Keys are lower-case ASCII letters and digits, for every importer reads those, and are the
same from run to run. Two citations with one key are kept apart by `unique_keys`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from radrefs.errors import RadrefsError
from radrefs.model import ET_AL, Citation, Date, Name
from radrefs.text import ascii_fold

__all__ = ["base_key", "keyed", "made_key", "significant_word", "unique_keys"]

# Words that say nothing at a title's start, in the languages of medical journals.
_SMALL = frozenset(
    """a an and are as at by can does do for from how in into is its of on or the to what when
    which who why with der die das ein eine zur zum und von im fur für dem den bei mit le la
    les un une des du et el los las una il lo gli i""".split()
)


@lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    """Keep the ASCII letters and digits of a word, lower case."""
    return "".join([char for char in ascii_fold(word).lower() if char.isalnum()])


@lru_cache(maxsize=65536)
def _significant(word: str) -> str:
    """Return a word's plain form, "" if it says nothing at a title's start."""
    return _plain(word) if len(word) > 1 and word.lower() not in _SMALL else ""


def base_key(family: str | None, year: int | str | None, title: str | None) -> str:
    """Make the key of a citation, not yet unique.

    `family` is the first author's family name or a word of a body's name. Without author the
    title's word stands alone before the year; without year there is "nd"; without
    anything ASCII "ref".
    """
    word = (_significant(title.partition(" ")[0]) or significant_word(title)) if title else ""
    name = _plain(family) if family else ""
    if len(name) > 24 and family:
        name = significant_word(family)
    when = year or "nd"
    return f"{name}{when}{word}" if name else f"{word or 'ref'}{when}"


def made_key(author: Sequence[Name], issued: Date | None, title: str | None) -> str:
    """Make the key of a citation that has none, not yet unique; for every reader the same.

    The name is that of the first author, of a body the first word that says something.
    """
    return base_key(_first_family(author), issued.year if issued else None, title)


def _first_family(author: Sequence[Name]) -> str:
    """Return the first author's family name, or a word of a body's name; "" without either."""
    # Comparing names takes long: only one without a family can be "et al.".
    first = next((name for name in author if name.family or name != ET_AL), None)
    if first is None:
        return ""
    return first.family or significant_word(first.literal or first.given or "")


def significant_word(title: str) -> str:
    """Return the first significant word of a title or a body's name, plain; "" if there is none."""
    return next((plain for word in title.split(" ", 8) if (plain := _significant(word))), "")


def keyed(citations: Iterable[Citation], template: str) -> Iterator[Citation]:
    """Return citations with keys made by a template such as "{family}{year}{title_word}".

    Parts are `family` (of the first author, or a word of a body's name), `year` ("nd"),
    `title_word` (the first that says something), `journal` (the first letters of its
    abbreviation) and `number` (as printed). Raises `RadrefsError` for an unknown part.
    """
    parts = _template(template)
    for citation in citations:
        key = "".join(_PARTS[name](citation) if name else text for text, name in parts)
        yield citation.model_copy(update={"id": key or "ref"})


def _template(template: str) -> list[tuple[str, str]]:
    """Cut a template into texts and names of parts, in order."""
    found: list[tuple[str, str]] = []
    for text, name in re.findall(r"([^{}]+)|\{(\w+)\}", template):
        if name and name not in _PARTS:
            known = ", ".join(f"{{{part}}}" for part in _PARTS)
            raise RadrefsError(f"a key has no part {{{name}}}: use {known}")
        found.append((text, name))
    if "".join(text or f"{{{name}}}" for text, name in found) != template or not found:
        raise RadrefsError(f"{template!r} is no template of keys: use one like {{family}}{{year}}")
    return found


def _family(citation: Citation) -> str:
    return _plain(_first_family(citation.author))


def _journal(citation: Citation) -> str:
    short = citation.container_title_short or citation.container_title or ""
    return "".join(word[:1] for word in map(_plain, short.split()))


_PARTS: dict[str, Callable[[Citation], str]] = {
    "family": _family,
    "year": lambda citation: str(citation.year or "nd"),
    "title_word": lambda citation: significant_word(citation.title or ""),
    "journal": _journal,
    "number": lambda citation: str((citation.source and citation.source.number) or ""),
}


def unique_keys(citations: Iterable[Citation]) -> Iterator[Citation]:
    """Return the citations with keys that are unique when case is folded.

    The first keeps its key, the next get `a`, `b`, ..., `z`, `aa` after it. Characters
    that an importer could stumble over are left out (only `A-Za-z0-9_-` stay, and
    `:./+` that keys of others have). Those whose key is fine are given back as they are.
    """
    used: set[str] = set()
    next_of: dict[str, int] = {}
    for citation in citations:
        key = citation.id
        if not (key.isascii() and key.isalnum()):
            key = "".join(c for c in ascii_fold(key) if c.isalnum() or c in "_-:./+") or "ref"
        base = key.lower()
        while key.lower() in used:
            count = next_of.get(base, 0)
            next_of[base] = count + 1
            key = f"{key[: len(base)]}{_letters(count)}"
        used.add(key.lower())
        yield citation if key == citation.id else citation.model_copy(update={"id": key})


def _letters(count: int) -> str:
    """Count in letters: 0 is "a", 25 "z", 26 "aa"."""
    text = ""
    count += 1
    while count:
        count, rest = divmod(count - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
