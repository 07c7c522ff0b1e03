"""Read the table of known exceptions: what arrives otherwise than it was written, and why."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Known", "known", "refusals", "unable", "warned"]

Row = tuple[str, ...]
LISTS = ("importer", "format", "fact", "keys", "but")
TABLE = Path(__file__).parent / "exceptions.toml"


class Known(NamedTuple):
    """Hold one exception: whose, of which formats and facts, what arrives and the cause.

    `keys` are the citations it holds for, all if empty, and `but` those it does not; `where` is a
    pattern of the texts. What arrives is told as `arrives`, as patterns and what stands in their
    place (`replace`), as a pattern that ends in what becomes a capital (`capital`), or as the fact
    whose text comes instead (`like`).
    """

    importer: tuple[str, ...]
    format: tuple[str, ...]
    fact: tuple[str, ...]
    cause: str
    keys: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    where: str = ""
    arrives: str | tuple[str, ...] | None = None
    replace: tuple[tuple[str, str], ...] = ()
    capital: str = ""
    like: str = ""

    def covers(self, importer: str, format: str, fact: str, key: str) -> bool:
        """Tell whether the exception is about a fact of a citation."""
        return (
            importer in self.importer
            and format in self.format
            and fact in self.fact
            and (not self.keys or key in self.keys)
            and key not in self.but
        )

    def arrived(self, row: Row, others: Mapping[str, Row]) -> Row:
        """Give what arrives of a fact's texts; an empty text is one that is lost.

        `others` are all the citation's facts.
        """
        if self.like:
            return others[self.like]
        if isinstance(self.arrives, tuple):
            return self.arrives
        return tuple(self._text(text) for text in row)

    def _text(self, text: str) -> str:
        if not text or not re.search(self.where, text):
            return text
        if self.arrives is not None:
            return str(self.arrives)
        for pattern, instead in self.replace:
            text = re.sub(pattern, instead, text)
        if self.capital:
            text = re.sub(self.capital, lambda m: m[0][:-1] + m[0][-1].upper(), text)
        return text


def _tuple(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (str(value),)


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def refusals() -> list[dict[str, Any]]:
    """Give the rows of what programs cannot take at all: importer, format, keys and cause."""
    rows = [dict(row) for row in _table().get("unable", [])]
    return [row | {name: _tuple(row[name]) for name in ("importer", "format")} for row in rows]


def unable(importer: str, format: str) -> tuple[str, ...]:
    """Give the keys of citations that a program cannot take in a format at all."""
    return tuple(
        key
        for row in refusals()
        if importer in row["importer"] and format in row["format"]
        for key in row["keys"]
    )


@cache
def known() -> tuple[Known, ...]:
    """Give the table's rows, in its order."""
    return tuple(_known(row) for row in _table()["exception"])


def _known(row: dict[str, Any]) -> Known:
    read: dict[str, Any] = {**row, **{name: _tuple(row.get(name, [])) for name in LISTS}}
    if isinstance(row.get("arrives"), list):
        read["arrives"] = tuple(row["arrives"])
    read["replace"] = tuple((pattern, instead) for pattern, instead in row.get("replace", ()))
    return Known(**read)


def warned() -> list[str]:
    """Give what biber warns of in BibLaTeX files, for want of what the citation does not have."""
    return sorted(f"{row['key']}: {row['says']}" for row in _table().get("warning", []))
