"""Compare two versions of a list by citation, not by line.

Entries belong together if they have one DOI, or one text, or the judge holds one for the
other's work; then if the titles are nearly the same, or volume and first page are, or the
first author, the year and much of the title. What is left was removed or added.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from radrefs.formats.house import render
from radrefs.matching.clusters import clustered
from radrefs.matching.features import NEAR_TITLE, OTHER_TITLE, normalized, title_similarity
from radrefs.matching.normalize import folded
from radrefs.matching.pairs import work_of
from radrefs.model import Citation
from radrefs.text import one_line

__all__ = ["Change", "Shift", "compare", "marked", "shifts", "words"]

Kind = Literal["same", "renumbered", "edited", "added", "removed"]


class Change(NamedTuple):
    """Tell what became of one citation: the old one (None if added), the new (None if removed).

    An edited one may be renumbered too: `old_number` and `new_number` tell.
    """

    kind: Kind
    old: Citation | None
    new: Citation | None
    old_number: int | None = None
    new_number: int | None = None


class Shift(NamedTuple):
    """Tell that entries that follow one another moved together: first and last, old and new."""

    old: tuple[int, int]
    new: tuple[int, int]

    def __str__(self) -> str:
        """Show it as `3-27 are now 4-28`."""
        if self.old[0] == self.old[1]:
            return f"{self.old[0]} is now {self.new[0]}"
        return f"{self.old[0]}-{self.old[1]} are now {self.new[0]}-{self.new[1]}"


def words(citation: Citation) -> str:
    """Give what is compared of a citation: its text as printed, or in the house style."""
    source = citation.source
    if source and source.format is None:
        return one_line(source.text)
    doi = f" doi:{citation.doi}" if citation.doi else ""
    return one_line(render(citation)) + doi


def compare(old: Sequence[Citation], new: Sequence[Citation]) -> list[Change]:
    """Give what became of each citation, in the new order; removed ones where they stood."""
    pairs = _paired(old, new)
    of_new = {b: a for a, b in pairs.items()}
    numbers = _numbers(old), _numbers(new)
    changes = []
    left = [at for at in range(len(old)) if at not in pairs]
    for b, after in enumerate(new):
        a = of_new.get(b)
        if a is None:
            changes.append(Change("added", None, after, None, numbers[1][b]))
            continue
        while left and left[0] < a:
            gone = left.pop(0)
            changes.append(Change("removed", old[gone], None, numbers[0][gone]))
        before, was, now = old[a], numbers[0][a], numbers[1][b]
        edited = words(before) != words(after)
        kind: Kind = "edited" if edited else "renumbered" if was != now else "same"
        changes.append(Change(kind, before, after, was, now))
    return changes + [Change("removed", old[at], None, numbers[0][at]) for at in left]


def _numbers(citations: Sequence[Citation]) -> list[int]:
    """Give the printed numbers; the place in the list where one has none."""
    found = [one.source.number if one.source else None for one in citations]
    return [at if number is None else number for at, number in enumerate(found, 1)]


def _paired(old: Sequence[Citation], new: Sequence[Citation]) -> dict[int, int]:
    """Pair old and new citations, each at most once: the surest rule first."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    rules: tuple[Callable[[Citation], object], ...] = (words, lambda one: (one.doi or "").lower())
    for rule in rules:
        places: dict[object, list[int]] = {}
        for b, after in enumerate(new):
            if b not in taken and (key := rule(after)):
                places.setdefault(key, []).append(b)
        for a, before in enumerate(old):
            if a not in pairs and (found := places.get(rule(before))):
                pairs[a] = found.pop(0)
                taken.add(pairs[a])
    _pair_by_judge(old, new, pairs, taken)
    _pair_alike(old, new, pairs, taken)
    return pairs


def _pair_by_judge(
    old: Sequence[Citation], new: Sequence[Citation], pairs: dict[int, int], taken: set[int]
) -> None:
    left = [at for at in range(len(old)) if at not in pairs]
    right = [at for at in range(len(new)) if at not in taken]
    for group in clustered([*(old[at] for at in left), *(new[at] for at in right)]).groups:
        mine = [left[at] for at in group if at < len(left)]
        theirs = [right[at - len(left)] for at in group if at >= len(left)]
        for a, b in zip(mine, theirs, strict=False):
            pairs[a] = b
            taken.add(b)


def _traits(citation: Citation) -> Iterator[tuple[str, ...]]:
    """Give what an edited entry may still have in common with the old one."""
    one = normalized(citation)
    if one.volume and one.page:
        yield "place", one.volume, one.page
    if len(one.title) >= 8:
        yield "head", one.title[:12]
        yield "tail", one.title[-12:]
    if one.first:
        yield "who", folded(one.first.family or one.first.literal or ""), str(one.year or "")


_NEIGHBOURS = 25
"""Of what shares a trait, so many before and after the entry's own place are looked at."""


def _pair_alike(
    old: Sequence[Citation], new: Sequence[Citation], pairs: dict[int, int], taken: set[int]
) -> None:
    """Pair what is left if title, or volume and first page, or author and year are kept.

    The most alike first; of those equally alike the ones that stand nearest.
    """
    sharing: dict[tuple[str, ...], list[int]] = {}
    for b in (at for at in range(len(new)) if at not in taken):
        for trait in _traits(new[b]):
            sharing.setdefault(trait, []).append(b)
    found: dict[tuple[int, int], float] = {}
    for a in (at for at in range(len(old)) if at not in pairs):
        for trait in _traits(old[a]):
            many = sharing.get(trait, ())
            here = bisect(many, a)
            for b in many[max(0, here - _NEIGHBOURS) : here + _NEIGHBOURS]:
                if (like := _alike(old[a], new[b], trait[0])) is not None:
                    found[a, b] = max(found.get((a, b), 0.0), like)
    for a, b in sorted(found, key=lambda pair: (-found[pair], abs(pair[0] - pair[1]), pair)):
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)


def _alike(old: Citation, new: Citation, trait: str) -> float | None:
    """Give how like two entries with a trait in common are; None if not enough to be one."""
    one, other = normalized(old), normalized(new)
    like = title_similarity(one.title, work_of(new)).ratio
    if trait == "place":
        first, second = (
            folded(side.first.family or side.first.literal or "") if side.first else ""
            for side in (one, other)
        )
        return like + 1 if like >= OTHER_TITLE or (first and first == second) else None
    return like if like >= (OTHER_TITLE if trait == "who" else NEAR_TITLE) else None


_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_MOST = 3000


def marked(
    old: str,
    new: str,
    removed: Callable[[str], str] = lambda text: f"[-{text}-]",
    added: Callable[[str], str] = lambda text: f"{{+{text}+}}",
) -> str:
    """Give the new text with the changed words marked, as `git diff --word-diff` does."""
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(one) + len(other) > _MOST:
        return f"{removed(old)}{added(new)}" if old != new else new
    parts = []
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        gone, come = "".join(one[a:b]), "".join(other[c:d])
        if what == "equal":
            parts.append(come)
            continue
        parts.append(removed(gone) if gone else "")
        parts.append(added(come) if come else "")
    return "".join(parts)


def shifts(changes: Sequence[Change]) -> list[Shift]:
    """Gather what was only renumbered into runs that moved together."""
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
