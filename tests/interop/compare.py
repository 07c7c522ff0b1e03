"""Hold what arrived against what was written, with the known exceptions in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from radrefs import Citation
from tests.interop.exceptions import Known, known
from tests.interop.facts import FACTS, facts_of, wanted
from tests.interop.normal import Item
from tests.interop.programs.base import Program
from tests.interop.programs.printed import letters, stands_in

# A type that a format cannot tell arrives as what is nearest; that invents nothing.
NAMED = {fact.name for fact in FACTS} - {"type"}

__all__ = ["Remark", "altered", "stale", "told"]


class Remark(NamedTuple):
    """Tell of one fact of one citation what was written, what must arrive and what came.

    `by` are the exceptions that make the difference.
    """

    key: str
    fact: str
    written: tuple[str, ...]
    due: tuple[str, ...]
    came: tuple[str, ...]
    by: tuple[Known, ...]

    @property
    def is_right(self) -> bool:
        """Tell whether just what is due has come."""
        return self.due == self.came

    @property
    def is_exact(self) -> bool:
        """Tell whether the fact came as it was written."""
        return self.written == self.came

    def __str__(self) -> str:
        note = " (as the table of exceptions has it)" if self.due != self.written else ""
        return f"{self.key}, {self.fact}: wanted {_row(self.due)}{note}, came {_row(self.came)}"


def _row(row: tuple[str, ...]) -> str:
    return " | ".join(row) if any(row) else "nothing"


def told(
    program: Program,
    format: str,
    citations: tuple[Citation, ...],
    arrived: dict[str, Item],
    stands: Callable[[str, str], bool] = stands_in,
) -> list[Remark]:
    """Compare every fact that a format can hold (or the program prints).

    `stands` tells whether a text stands in an entry that is printed.
    """
    found = []
    for at, citation in enumerate(citations, 1):
        item = arrived.get(citation.id) or arrived.get(f"#{at}") or {}
        facts = list(_facts(program, format, citation, item))
        others = {fact: written for fact, written, _ in facts}
        for fact, written, came in facts:
            due, by = _due((program.name, format, fact, citation.id), written, others)
            if program.shown:
                came = _printed(written, due, item.get("text", ""), stands)
            found.append(Remark(citation.id, fact, written, due, came, by))
    return found


def _facts(
    program: Program, format: str, citation: Citation, item: Item
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    if program.shown:
        for fact, row in program.shown(citation, format).items():
            yield fact, row, ()
        return
    model = wanted(citation, format)
    came = facts_of(item, model)
    for fact, row in facts_of(model).items():
        yield fact, row, came.pop(fact, ("",) * len(row))
    for fact, row in came.items():
        if fact.partition(".")[0] in NAMED:
            yield fact, ("",) * len(row), row


def _due(
    place: tuple[str, str, str, str], row: tuple[str, ...], others: dict[str, tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[Known, ...]]:
    """Give what must arrive, and by which exceptions."""
    by = []
    for exception in known():
        if exception.covers(*place):
            changed = exception.arrived(row, others)
            if changed != row:
                by.append(exception)
            row = changed
    return row, tuple(by)


def _printed(
    written: tuple[str, ...],
    due: tuple[str, ...],
    text: str,
    stands: Callable[[str, str], bool],
) -> tuple[str, ...]:
    """Give of each text what of it is printed: itself, or what stands there instead."""
    came = []
    for whole, instead in zip(written, due, strict=True):
        mended = whole != instead and not stands(whole, instead) and stands(whole, text)
        came.append(whole if mended else instead if stands(instead, text) else "")
    return tuple(came)


def altered(found: list[Remark]) -> list[str]:
    """Name the facts whose letters and figures are not just those that are due.

    Signs do not count here, nor does which name of a list a word ended up in: this is about text
    that must not become anything else, not about how it looks.
    """
    facts: dict[tuple[str, str], list[Remark]] = {}
    for line in found:
        if not line.fact.endswith(".count"):
            facts.setdefault((line.key, line.fact.partition(".")[0]), []).append(line)
    return [
        "; ".join(str(line) for line in lines)
        for lines in facts.values()
        if _letters(*(line.due for line in lines)) != _letters(*(line.came for line in lines))
    ]


def _letters(*rows: tuple[str, ...]) -> list[str]:
    return sorted(letters("".join(map("".join, rows))))


def stale(importer: str, format: str, found: list[Remark]) -> list[str]:
    """Name the exceptions, fact by fact and key by key, that make no difference any more."""
    hit = {(exception, line.fact, line.key) for line in found for exception in line.by}
    gone = []
    for exception in known():
        if importer not in exception.importer or format not in exception.format:
            continue
        facts = {fact for by, fact, _ in hit if by == exception}
        keys = {key for by, _, key in hit if by == exception}
        gone += [f"{fact}: {exception.cause}" for fact in exception.fact if fact not in facts]
        gone += [f"{key}: {exception.cause}" for key in exception.keys if key not in keys]
    return gone
