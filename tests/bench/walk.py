"""Count the places that one citation visits on its way through `resolve`.

    python tests/bench/walk.py                          this tree
    PYTHONPATH=other/src python tests/bench/walk.py     another one, to compare with

A place is a module of `resolving` or `resolutions`. A visit is counted whenever the program
goes to a place from another one, by a call or by coming back from one; "again" are the
visits to places where it was before. Calls that leave these packages (the registries are
asked, matching decides) are counted apart, each with all that it calls: who follows the
pipeline reads it as one step. Reading an attribute is neither.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import radrefs
from radrefs import Citation
from radrefs.resolving import Work, resolve

__all__ = ["SCENARIOS", "Walk", "walk"]

SRC = Path(radrefs.__file__).parent
ENTRY = (
    "Marchetti L et al: Vascular compression of cranial nerves. Neuroradiology. 61(3):291-9, 2019"
)
RECORD: dict[str, Any] = {
    "DOI": "10.5555/one",
    "type": "journal-article",
    "title": ["Vascular compression of cranial nerves"],
    "author": [{"family": "Marchetti", "given": "Lucia"}],
    "container-title": ["Neuroradiology"],
    "volume": "61",
    "issue": "3",
    "page": "291-299",
    "issued": {"date-parts": [[2019, 3]]},
}
# Where the modules of version 0.1.0 stood that are in other packages now.
_MATCHING = "evidence folding judge merge notices sameness verdicts works".split()
_REGISTRIES = (
    "agencies answers cache catalogue client crossref door hints index pace pubmed".split()
)
MOVED = {
    **{f"resolving/{name}": "matching" for name in _MATCHING},
    **{f"resolving/{name}": "registries" for name in _REGISTRIES},
    "resolving/resolution": "resolutions/resolution",
}


class Shelf:
    """A catalogue that holds one work, or none."""

    name, complete = "shelf", True

    def __init__(self, *works: Work) -> None:
        self._works = works

    def search(self, citation: Citation) -> Sequence[Work]:
        """Return all works."""
        return self._works

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Return the works of some DOIs."""
        return {work.doi: work for work in self._works if work.doi in dois}


class Proposer:
    """Hints that know the one article, or none."""

    name = "pubmed"

    def __init__(self, *pmids: str) -> None:
        self._pmids = pmids

    def match(self, citations: Sequence[Citation]) -> Mapping[int, tuple[str, ...]]:
        """Propose the same for each citation."""
        return dict.fromkeys(range(len(citations)), self._pmids)

    def summaries(self, pmids: Sequence[str]) -> Mapping[str, Work]:
        """Return the record of each PMID."""
        return {pmid: Work("pubmed", {**RECORD, "PMID": pmid}) for pmid in pmids}


def _resolve(entry: str, held: bool, hints: Proposer | None) -> Callable[[], object]:
    citation = radrefs.parse_entry(entry)
    shelf = Shelf(Work("crossref", RECORD)) if held else Shelf()
    return lambda: resolve([citation], shelf, hints=hints)


SCENARIOS: dict[str, Callable[[], object]] = {
    "its printed DOI is right": _resolve(f"{ENTRY}. doi:10.5555/one", True, None),
    "PubMed proposes it": _resolve(ENTRY, True, Proposer("7")),
    "it is searched": _resolve(ENTRY, True, None),
    "PubMed does not know it, it is searched": _resolve(ENTRY, True, Proposer()),
    "nothing is found": _resolve(ENTRY, False, Proposer()),
}


class Walk(NamedTuple):
    """One walk: the places visited, in order; the functions entered there; the calls out."""

    places: tuple[str, ...]
    functions: frozenset[tuple[str, str]]
    calls: Counter[str]

    @property
    def again(self) -> int:
        """Count the visits to places that were visited before."""
        return len(self.places) - len(set(self.places))


def walk(function: Callable[[], object]) -> Walk:
    """Run a function and note where it goes within radrefs, in all threads."""
    steps = _Steps()
    threading.setprofile(steps.note)
    sys.setprofile(steps.note)
    try:
        function()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return Walk(tuple(steps.places), frozenset(steps.functions), steps.calls)


class _Steps:
    """Note each change of place: a stack of the places that calls are in, for each thread."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self.calls: Counter[str] = Counter()
        self.functions: set[tuple[str, str]] = set()
        self._stacks: dict[int, list[str]] = {}

    def note(self, frame: FrameType, event: str, arg: object) -> None:
        """Note one event of the interpreter's profiler."""
        stack = self._stacks.setdefault(threading.get_ident(), [])
        if event == "call":
            stack.append(self._entered(frame, stack[-1] if stack else ""))
        elif event == "return" and stack:
            stack.pop()
        now = stack[-1] if stack else ""
        if "/" in now and now != (self.places or [""])[-1]:
            self.places.append(now)

    def _entered(self, frame: FrameType, caller: str) -> str:
        path = Path(frame.f_code.co_filename)
        if not path.is_relative_to(SRC):
            return caller
        module = path.relative_to(SRC).with_suffix("").as_posix()
        inside = bool(caller) and "/" not in caller
        if inside or module == "deprecated" or _is_attribute(frame):
            return caller
        place = _place_of(module)
        if "/" not in place:
            self.calls[place] += 1
        elif "<" not in frame.f_code.co_name:
            self.functions.add((module, frame.f_code.co_qualname))
        return place


def _is_attribute(frame: FrameType) -> bool:
    kind = type(frame.f_locals.get("self"))
    return isinstance(getattr(kind, frame.f_code.co_name, None), property | cached_property)


def _place_of(module: str) -> str:
    if module in MOVED:
        return MOVED[module]
    package, _, _ = module.partition("/")
    return module if package in ("resolving", "resolutions") else package


def main() -> None:
    """Print the figures of all scenarios."""
    print("| an entry | places | visits | again | functions | calls out |")
    print("|---|---|---|---|---|---|")
    for name, function in SCENARIOS.items():
        # The first time heavy modules are imported.
        function()
        found = walk(function)
        visits = Counter(found.places)
        shown = ", ".join(f"{place} {count}" for place, count in visits.most_common())
        calls = ", ".join(f"{package} {count}" for package, count in found.calls.most_common())
        print(
            f"| {name} | {len(visits)} | {visits.total()} ({shown}) | {found.again} "
            f"| {len(found.functions)} | {found.calls.total()} ({calls}) |"
        )


if __name__ == "__main__":
    main()
