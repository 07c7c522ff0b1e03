"""Simulate a textbook: how many requests and how long, singly and by batches.

    python -m tests.bench.textbook

The pace is the library's own, the clock is simulated, the limits are those published,
an answer takes 150 ms, and one in a hundred is a fault. The numbers asked for at each
door follow from the sizes of the batches and from the share that PubMed knows.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from typing import NamedTuple

from radrefs.registries.base import LOOK_UP
from radrefs.registries.hints import LINES, PMIDS
from radrefs.registries.rate_limit import RateLimiter
from radrefs.resolving.planning import SHARE
from radrefs.resolving.stages import TOGETHER
from tests.registries.clock import Held

REFERENCES = 100_000
LATENCY, FAULTS, PATIENCE = 0.15, 0.01, 1.0
NCBI = 3.0


class Cost(NamedTuple):
    """Hold what a way costs: requests at NCBI and at Crossref, and seconds."""

    ncbi: int
    crossref: int
    seconds: float

    @property
    def requests(self) -> int:
        """Give all requests."""
        return self.ncbi + self.crossref


def simulate(ncbi: Iterable[int], lookups: int, searches: int, lists: float, seed: int) -> Cost:
    """Send that many requests: batches one after the other, searches several at a time."""
    clock, drawn = Held(), random.Random(seed)
    limiter = RateLimiter(clock=clock)
    limiter.allow("ncbi", NCBI)
    limiter.allow("lists", lists)
    begun, sent = clock.now(), {"ncbi": 0, "lists": 0}

    def send(door: str, number: int, alone: bool) -> None:
        left, due = number, 0.0
        while left:
            with limiter.acquire(door):
                sent[door] += 1
                if alone:
                    clock.wait(LATENCY)
                due = clock.now() + (0 if alone else LATENCY)
            failed = drawn.random() < FAULTS
            left -= not failed
            # Whoever searches beside it goes on while one waits to ask again.
            if failed and alone:
                clock.wait(PATIENCE * drawn.uniform(0.75, 1.25))
        clock.wait(max(0.0, due - clock.now()))

    for number in ncbi:
        send("ncbi", number, alone=True)
    send("lists", lookups, alone=True)
    send("lists", searches, alone=False)
    return Cost(sent["ncbi"], sent["lists"], clock.now() - begun)


def ways(references: int, lists: float) -> dict[str, Cost]:
    """Simulate each way of asking for a list of references."""
    known = round(SHARE * references)
    batches = [math.ceil(references / LINES), math.ceil(known / PMIDS)]
    lookups, left = math.ceil(known / LOOK_UP), references - known
    return {
        "one search for each": simulate([], 0, references, lists, 1),
        "PubMed, then single searches": simulate(batches, lookups, left, lists, 2),
        "PubMed, then searches by threes": simulate(
            batches, lookups, math.ceil(left / TOGETHER), lists, 3
        ),
    }


def table() -> str:
    """Give the table of the docs."""
    rows = [
        "| way | limit | to NCBI | to Crossref | a reference | time | faster |",
        "|---|---|---|---|---|---|---|",
    ]
    for pool, lists in (("with an address", 3.0), ("without", 1.0)):
        found = ways(REFERENCES, lists)
        slowest = found["one search for each"].seconds
        for name, cost in found.items():
            rows.append(
                f"| {name} | {lists:g}/s, {pool} | {cost.ncbi:,} | {cost.crossref:,} "
                f"| {cost.requests / REFERENCES:.3f} | {cost.seconds / 3600:.1f} h "
                f"| {slowest / cost.seconds:.1f} x |"
            )
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
