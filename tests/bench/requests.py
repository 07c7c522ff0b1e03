"""Count what a list costs: `make bench-requests DATA=folder` (the folder with `matching/`).

The dev queries with and without PubMed in the same process: requests per reference,
decisions, precision. Then the whole pipeline against local servers in a process of
their own: CPU time and memory for 1,000, 3,000 and 10,000 references.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import radrefs
from radrefs import parse_entry
from radrefs.matching.grading import Grade
from radrefs.registries.crossref import Crossref
from radrefs.registries.pubmed import PubMed
from radrefs.resolutions.resolution import Resolution, key_of
from radrefs.resolving.pipeline import resolve
from radrefs.resolving.planning import plan
from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.pubmed import LocalPubMed, by_share
from tests.articles import articles
from tests.bench.matching import _lines, pool

TOKEN, KEY = "a-token-for-tests", "a-key-for-tests"
COUNT, SHARE, SIZES = 1000, 0.85, (1_000, 3_000, 10_000)


def compare(data: Path) -> None:
    """Resolve dev queries with and without PubMed; print what each asked and decided."""
    works, twins, _ = pool(data, 1)
    absent = set(json.loads((data / "absent.json").read_text("utf-8")))
    missing = [one for one in _lines(data / "works.jsonl.gz") if one["DOI"].lower() in absent]
    queries = _lines(data / "queries.jsonl.gz")
    random.Random(5).shuffle(queries)
    records = [work.record for work in works]
    # PubMed holds articles, not the errata and twins that were put beside them.
    ours = {query["doi"] or query["was"] for query in queries}
    articles_ = [one for one in (*records, *missing) if one["DOI"].lower() in ours]
    with (
        LocalCrossref(records).running() as crossref,
        LocalPubMed(articles_, pmid_of=by_share(SHARE)).running() as pubmed,
    ):
        present = [query for query in queries if query["doi"]]
        for name, chosen in (
            ("all of them held by Crossref", present[:COUNT]),
            ("a fifth of them not held by Crossref", queries[:COUNT]),
        ):
            print(f"\n## {COUNT:,} dev queries, {name}; PubMed knows {SHARE:.0%} of the articles\n")
            _both(chosen, twins, crossref.url, pubmed.url)


def _both(
    queries: list[dict[str, Any]], twins: dict[str, set[str]], crossref: str, pubmed: str
) -> None:
    citations = [parse_entry(query["raw"]) for query in queries]
    print(f"planned: {plan(citations)}\n")
    found: dict[str, list[Resolution]] = {}
    print("| | requests | a reference | right | wrong | none | precision |")
    print("|---|---|---|---|---|---|---|")
    for name in ("without PubMed", "with PubMed"):
        client = Crossref(token=TOKEN, base_url=crossref)
        hints = PubMed(key=KEY, base_url=pubmed) if name == "with PubMed" else None
        found[name] = resolve(citations, client, hints=hints)
        asked = client.asked["requests"] + (hints.asked["requests"] if hints else 0)
        right = wrong = 0
        for query, one in zip(queries, found[name], strict=True):
            rights = {query["doi"], *query.get("also_right", ()), *twins.get(query["doi"], ())}
            right += one.doi is not None and one.doi in rights
            wrong += one.doi is not None and one.doi not in rights
        print(
            f"| {name} | {asked} | {asked / len(queries):.3f} | {right} | {wrong} "
            f"| {len(queries) - right - wrong} | {right / max(1, right + wrong):.4f} |"
        )
        print(f"|   {dict(client.asked)} {dict(hints.asked) if hints else ''} | | | | | | |")
    pairs = list(zip(found["without PubMed"], found["with PubMed"], strict=True))
    same = sum((a.doi, a.state) == (b.doi, b.state) for a, b in pairs)
    more = Counter(str(b.state) for a, b in pairs if (a.doi, a.state) != (b.doi, b.state))
    lost = [(a, b) for a, b in pairs if a.doi and a.doi != b.doi]
    numbered = sum(bool(b.decision.pmid) for _, b in pairs)
    print(
        f"\nsame decision {same} of {len(pairs)}, else with PubMed: {dict(more)}; "
        f"DOIs lost or changed: {len(lost)}; PMIDs: {numbered}"
    )
    for a, b in lost:
        print(f"  {a.doi} -> {b.doi} ({b.state}): {key_of(a.citation)}")


def serve() -> None:
    """Serve as many articles as the largest size, until standard input ends."""
    records = [one.record for one in articles(max(SIZES))]
    with (
        LocalCrossref(records).running() as crossref,
        LocalPubMed(records, pmid_of=by_share(SHARE)).running() as pubmed,
    ):
        print(crossref.url, pubmed.url, flush=True)
        sys.stdin.read()


def pipeline(size: int, crossref: str, pubmed: str) -> None:
    """Read a page, resolve it and write it, in this process; print what it took."""
    text = "\n".join(
        ["Selected References", *(f"{n}. {one.entry}" for n, one in enumerate(articles(size), 1))]
    )
    client = Crossref(token=TOKEN, base_url=crossref)
    hints = PubMed(key=KEY, base_url=pubmed)
    wall = time.perf_counter()
    marks = [time.process_time()]
    citations = radrefs.parse(text)
    marks.append(time.process_time())
    found = resolve(citations, client, hints=hints)
    marks.append(time.process_time())
    merged = [one.merged.citation for one in found]
    marks.append(time.process_time())
    radrefs.dumps(merged, "bibtex")
    marks.append(time.process_time())
    states = Counter(one.state for one in found)
    steps = [1000 * (b - a) / size for a, b in pairwise(marks)]
    shown = " | ".join(f"{step:.2f}" for step in steps)
    asked = client.asked["requests"] + hints.asked["requests"]
    print(
        f"| {size:,} | {states[Grade.EXACT]:,} | {asked} "
        f"| {shown} | {sum(steps):.2f} | {_peak()} | {time.perf_counter() - wall:.0f} s |"
    )


def _peak() -> str:
    """Give this process's own peak of memory, where the system tells it."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii") if status.exists() else "")
    return f"{int(found[1]) / 1024:.0f} MB" if found else "not known"


def grow() -> None:
    """Run the pipeline for each size in a process of its own, the servers in another."""
    print("\n## The whole pipeline, CPU milliseconds a reference\n")
    print("| references | exact | requests | read | resolve | merge | write | all | peak | wall |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    command = [sys.executable, "-m", "tests.bench.requests"]
    with subprocess.Popen(
        [*command, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout and server.stdin
        urls = server.stdout.readline().split()
        for size in SIZES:
            subprocess.run([*command, "pipeline", str(size), *urls], check=True)
        server.stdin.close()


def main() -> None:
    """Run all measurements on the data folder given."""
    match sys.argv[1:]:
        case ["serve"]:
            serve()
        case ["pipeline", size, crossref, pubmed]:
            pipeline(int(size), crossref, pubmed)
        case _:
            data = Path(sys.argv[1] if len(sys.argv) > 1 else "") / "matching"
            if not (data / "queries.jsonl.gz").is_file():
                print(f"no data at {data}: make bench-requests DATA=folder", file=sys.stderr)
                raise SystemExit(2)
            compare(data)
            grow()


if __name__ == "__main__":
    main()
