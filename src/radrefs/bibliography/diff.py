"""Compare two versions of a list by citation, not by line.

Entries belong together if they have one text, or one DOI, or are one article by the rules
of matching; then if enough of an edited entry is as before (`radrefs.matching.versions`).
What is left was removed or added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from radrefs.formats.house import render
from radrefs.matching import pair_versions
from radrefs.model import Citation
from radrefs.text import one_line
from radrefs.word_diff import marked

__all__ = ["Change", "Shift", "compare", "marked", "shifts", "words"]

Kind = Literal["same", "renumbered", "edited", "added", "removed"]


class Change(NamedTuple):
    """What became of one citation: the old one (None if added), the new (None if removed).

    An edited one may be renumbered too: see `old_number` and `new_number`.
    """

    kind: Kind
    old: Citation | None
    new: Citation | None
    old_number: int | None = None
    new_number: int | None = None


class Shift(NamedTuple):
    """Entries that follow one another and moved together: first and last number, old and new."""

    old: tuple[int, int]
    new: tuple[int, int]

    def __str__(self) -> str:
        """Write it as `3-27 are now 4-28`."""
        (first, last), (new_first, new_last) = self.old, self.new
        if first == last:
            return f"{first} is now {new_first}"
        return f"{first}-{last} are now {new_first}-{new_last}"


def words(citation: Citation) -> str:
    """Return the text that is compared: as printed, or in the house style."""
    source = citation.source
    if source and source.format is None:
        return one_line(source.text)
    doi = f" doi:{citation.doi}" if citation.doi else ""
    return one_line(render(citation)) + doi


def compare(old: Sequence[Citation], new: Sequence[Citation]) -> list[Change]:
    """Return what became of each citation, in the new order; removed ones where they stood."""
    pairs = _pair(old, new)
    old_of = {b: a for a, b in pairs.items()}
    old_numbers, new_numbers = _numbers(old), _numbers(new)
    changes = []
    removed = [at for at in range(len(old)) if at not in pairs]
    for b, after in enumerate(new):
        a = old_of.get(b)
        if a is None:
            changes.append(Change("added", None, after, None, new_numbers[b]))
            continue
        while removed and removed[0] < a:
            gone = removed.pop(0)
            changes.append(Change("removed", old[gone], None, old_numbers[gone]))
        before, was, now = old[a], old_numbers[a], new_numbers[b]
        edited = words(before) != words(after)
        kind: Kind = "edited" if edited else "renumbered" if was != now else "same"
        changes.append(Change(kind, before, after, was, now))
    return changes + [Change("removed", old[at], None, old_numbers[at]) for at in removed]


def _numbers(citations: Sequence[Citation]) -> list[int]:
    """Return the printed numbers; the place in the list where one has none."""
    found = [one.source.number if one.source else None for one in citations]
    return [at if number is None else number for at, number in enumerate(found, 1)]


def _pair(old: Sequence[Citation], new: Sequence[Citation]) -> dict[int, int]:
    """Pair the places of old and new citations, each at most once: the surest rule first."""
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: dict[int, int] = {}
    rules: tuple[Callable[[Citation], str], ...] = (words, lambda one: (one.doi or "").lower())
    for rule in rules:
        places: dict[str, list[int]] = {}
        for b, after in right.items():
            if key := rule(after):
                places.setdefault(key, []).append(b)
        for a, before in [*left.items()]:
            if found := places.get(rule(before)):
                pairs[a] = found.pop(0)
                del left[a], right[pairs[a]]
    return pairs | pair_versions(left, right)


def shifts(changes: Sequence[Change]) -> list[Shift]:
    """Collect what was only renumbered into runs that moved together."""
    found: list[Shift] = []
    for one in changes:
        if one.kind != "renumbered" or one.old_number is None or one.new_number is None:
            continue
        last = found[-1] if found else None
        follows = (one.old_number - 1, one.new_number - 1)
        if last and (last.old[1], last.new[1]) == follows:
            old, new = (last.old[0], one.old_number), (last.new[0], one.new_number)
            found[-1] = Shift(old, new)
        else:
            found.append(Shift((one.old_number,) * 2, (one.new_number,) * 2))
    return found
