"""Find the reference lists among the entries of a page.

A list is one if it stands under a heading of references, or if at least half of its
entries look like references. A list that is printed twice is returned once. Lines that
look like references and stand in no list are returned with the list they follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from radrefs.model import Place
from radrefs.parsing.entries import Cut, Entry, Passed, cut_entries
from radrefs.parsing.lines import Line
from radrefs.parsing.signs import is_like_entry, looks_like_reference
from radrefs.text import fold

__all__ = ["FoundLists", "RawList", "find_lists"]


class RawList(NamedTuple):
    """One reference list of a page, not yet read; `order` is its place among the groups."""

    heading: str | None
    entries: tuple[Entry, ...]
    order: int = 0


class FoundLists(NamedTuple):
    """The lists of a page in order, and the lines that look like references outside them."""

    lists: tuple[RawList, ...]
    passed: tuple[Passed, ...]


def find_lists(lines: Iterable[Line]) -> FoundLists:
    """Find the reference lists in a page's lines."""
    groups: dict[int, list[Cut]] = {}
    passed: list[Passed] = []
    for found in cut_entries(lines):
        if isinstance(found, Cut):
            groups.setdefault(found.order, []).append(found)
        else:
            passed.append(found)
    lists = []
    for group in groups.values():
        kept = _kept(group)
        passed += _left_out(group, kept)
        if kept.entries:
            lists.append(kept)
    passed.sort(key=lambda one: one.place)
    return FoundLists(tuple(_join_repeats(lists)), tuple(passed))


def _kept(group: list[Cut]) -> RawList:
    """Keep a group of entries as a list; keep none of them if it is no reference list."""
    heading, numbered, order = group[0].heading, group[0].numbered, group[0].order
    entries = tuple(cut.entry for cut in group)
    likely = [looks_like_reference(entry.text) for entry in entries]
    most = sum(likely) * 2 >= len(group)
    direct = heading is not None and group[0].direct
    if numbered and not (direct or most):
        return RawList(None, (), order)
    good = tuple(
        cut.entry
        for cut, like in zip(group, likely, strict=True)
        if like or (numbered and cut.entry.number is not None) or (direct and most and cut.listed)
    )
    return RawList(heading, good, order)


def _left_out(group: list[Cut], kept: RawList) -> list[Passed]:
    """Return what was not kept of a group and can hardly be anything but a reference."""
    if len(kept.entries) == len(group):
        return []
    places = {entry.places for entry in kept.entries}
    return [
        Passed(cut.entry.text, cut.entry.places[0], cut.order)
        for cut in group
        if cut.entry.places not in places and is_like_entry(cut.entry.text)
    ]


def _key(entry: Entry) -> tuple[int | None, str]:
    return entry.number, fold(entry.text).text


def _join_repeats(lists: list[RawList]) -> list[RawList]:
    """Return each list once: one that repeats another, whole or in part, adds its places."""
    if len(lists) < 2:
        return lists
    kept: list[dict[tuple[int | None, str], Entry]] = []
    shown: list[RawList] = []
    where: dict[tuple[int | None, str], int] = {}
    for found in lists:
        keyed = _keyed(found.entries)
        at = next((where[key] for key in keyed if key in where), None)
        if at is not None and (keyed.keys() <= kept[at].keys() or kept[at].keys() <= keyed.keys()):
            larger, other = (kept[at], keyed) if len(kept[at]) >= len(keyed) else (keyed, kept[at])
            kept[at] = {
                key: entry._replace(places=tuple(sorted(entry.places + _places(other, key))))
                for key, entry in larger.items()
            }
            shown[at] = shown[at]._replace(heading=shown[at].heading or found.heading)
        else:
            at = len(kept)
            kept.append(keyed)
            shown.append(found)
        where.update(dict.fromkeys(keyed, at))
    return [
        one._replace(entries=tuple(entries.values()))
        for one, entries in zip(shown, kept, strict=True)
    ]


def _places(
    entries: dict[tuple[int | None, str], Entry], key: tuple[int | None, str]
) -> tuple[Place, ...]:
    return entries[key].places if key in entries else ()


def _keyed(entries: tuple[Entry, ...]) -> dict[tuple[int | None, str], Entry]:
    """Index entries by number and folded text; the same paper printed again stays two."""
    keyed: dict[tuple[int | None, str], Entry] = {}
    for entry in entries:
        number, text = _key(entry)
        while (number, text) in keyed:
            text += "\x00"
        keyed[number, text] = entry
    return keyed
