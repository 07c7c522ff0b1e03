"""Measure the judge: `make bench-matching DATA=folder` (the folder with `matching/` in it).

Precision and recall on references whose record is there, false DOIs where it is not,
beside the rules of others in the same run; seeds, hand-labelled pairs, requests, speed.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from radrefs import parse, parse_entry
from radrefs.matching.grading import decide
from radrefs.matching.records import Work
from radrefs.model import Citation, Date, Name, Source
from radrefs.registries.base import query_of
from radrefs.registries.bm25 import Index
from radrefs.registries.crossref import Crossref
from radrefs.resolving.pipeline import resolve
from radrefs.testing.crossref import LocalCrossref
from tests.bench.lookalikes import lookalikes
from tests.bench.rivals import RULES

ROWS = 20


class Asked(NamedTuple):
    """Hold a reference, the DOIs that are right for it (none if absent), and its candidates."""

    query: dict[str, Any]
    citation: Citation
    right: frozenset[str]
    found: list[tuple[float, Work]]


def _lines(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.decode("utf-8").split("\n") if line]


def pool(data: Path, seed: int) -> tuple[list[Work], dict[str, set[str]], Counter[str]]:
    """Gather the works, the look-alikes of every article asked for, and the twins' DOIs."""
    records = {record["DOI"].lower(): record for record in _lines(data / "works.jsonl.gz")}
    absent = set(json.loads((data / "absent.json").read_text("utf-8")))
    kept = [record for doi, record in records.items() if doi not in absent]
    kept += _lines(data / "seed-works.jsonl") + _lines(data / "decoys.jsonl")
    twins: dict[str, set[str]] = {}
    kinds: Counter[str] = Counter()
    queries = _lines(data / "queries.jsonl.gz")
    for serial, query in enumerate(queries):
        doi = query["doi"] or query["was"]
        for kind, record in lookalikes(records[doi], serial, seed):
            if kind == "JSTOR twin":
                if query["doi"] is None:
                    continue
                twins.setdefault(doi, set()).add(record["DOI"])
            kinds[kind] += 1
            kept.append(record)
    return [Work("crossref", record) for record in kept], twins, kinds


def ask(data: Path, index: Index, twins: dict[str, set[str]]) -> list[Asked]:
    """Search every dev query once; all rules judge the same candidates."""
    asked = []
    for query in _lines(data / "queries.jsonl.gz"):
        doi = query["doi"]
        right = {doi, *query.get("also_right", ()), *twins.get(doi, ())} if doi else set()
        citation = parse_entry(query["raw"])
        asked.append(
            Asked(query, citation, frozenset(right), index.search(query_of(citation), ROWS))
        )
    return asked


def _ours(citation: Citation, found: list[tuple[float, Work]]) -> str | None:
    return decide(citation, [work for _, work in found]).doi


def measure(asked: list[Asked]) -> None:
    """Print the table of rules, then what ours did wrong, missed, and by noise."""
    present = [one for one in asked if one.right]
    absent = [one for one in asked if not one.right]
    print(f"\n| rule | right | wrong | none | precision | recall | false DOIs of {len(absent)} |")
    print("|---|---|---|---|---|---|---|")
    answers: dict[int, str | None] = {}
    for name, rule in (("**radrefs**", _ours), *RULES.items()):
        given = [rule(one.citation, one.found) for one in present]
        right = sum(doi in one.right for doi, one in zip(given, present, strict=True))
        none = given.count(None)
        wrong = len(given) - right - none
        false = sum(rule(one.citation, one.found) is not None for one in absent)
        precision = right / max(1, right + wrong)
        print(
            f"| {name} | {right} | {wrong} | {none} | {precision:.4f} | {right / len(present):.4f} "
            f"| {false} ({100 * false / len(absent):.2f} %) |"
        )
        if rule is _ours:
            answers = {id(one): doi for one, doi in zip(present, given, strict=True)}
    _misses(present, absent, answers)


def _misses(present: list[Asked], absent: list[Asked], answers: dict[int, str | None]) -> None:
    noise: dict[str, Counter[str]] = {}
    for one in present:
        doi = answers[id(one)]
        what = "right" if doi in one.right else "none" if doi is None else "wrong"
        noise.setdefault(one.query["noise"], Counter())[what] += 1
        if what != "right":
            decision = decide(one.citation, [work for _, work in one.found])
            print(f"\n{what} ({one.query['noise']}): {one.query['raw']}")
            print(f"  wanted {sorted(one.right)}; {decision.grade}: {decision.reason}")
    for one in absent:
        decision = decide(one.citation, [work for _, work in one.found])
        if decision.doi:
            print(f"\nfalse: {one.query['raw']}\n  {decision.grade}: {decision.reason}")
    print("\nby noise:", {kind: dict(counts) for kind, counts in sorted(noise.items())})


def seeds(data: Path, index: Index) -> None:
    """Resolve the seed page with every decoy in the pool."""
    right = wrong = 0
    truth = json.loads((data / "seed-truth.json").read_text("utf-8"))
    for seed in truth:
        citation = parse(seed["raw"])[0]
        found = index.search(query_of(citation), ROWS)
        doi = decide(citation, [work for _, work in found]).doi
        right += doi is not None and doi == (seed["doi"] or "").lower()
        wrong += doi is not None and doi != (seed["doi"] or "").lower()
    confirmed = sum(seed["doi"] is not None for seed in truth)
    print(f"\nseed page, decoys in the pool: {right} of {confirmed} confirmed DOIs, {wrong} wrong")


def _as_citation(record: dict[str, Any]) -> Citation:
    """Read one side of a labelled pair as if a page had printed it."""
    names = []
    for author in filter(None, record["authors"][:5]):
        given, _, family = author.rpartition(" ")
        names.append(Name(family=family or author, given=given or None))
    year, pages = record["year"], record["pages"]
    title = " ".join(str(record["title"] or "").split())
    return Citation(
        id="pair", type="article-journal", author=tuple(names), title=title or None,
        container_title=record["container"], volume=record["volume"], issue=record["issue"],
        page=pages, issued=Date(date_parts=((year,),)) if year else None,
        source=Source(title),
    )  # fmt: skip


def _as_work(record: dict[str, Any]) -> Work:
    """Read the other side as Crossref would send it."""
    names = []
    for author in filter(None, record["authors"]):
        given, _, family = author.rpartition(" ")
        names.append({"family": family or author, "given": given})
    doi = record["doi"] or f"10.5555/pair.{record['ident']}"
    kinds = {"article-journal": "journal-article", "chapter": "book-chapter",
             "paper-conference": "proceedings-article", "article": "posted-content"}  # fmt: skip
    return Work("crossref", {
        "DOI": doi, "title": [record["title"]], "subtitle": [record["subtitle"]], "author": names,
        "container-title": [record["container"]], "volume": record["volume"],
        "issue": record["issue"], "page": record["pages"],
        "issued": {"date-parts": [[record["year"]]]},
        "type": kinds.get(record["type"], record["type"] or "journal-article"),
    })  # fmt: skip


def pairs(data: Path) -> None:
    """Judge the hand-labelled pairs, both ways; a DIFFERENT pair accepted is an error."""
    accepted: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for pair in _lines(data / "fuzzycat-pairs.jsonl.gz"):
        total[pair["status"]] += 1
        sides = ((pair["a"], pair["b"]), (pair["b"], pair["a"]))
        decisions = [decide(_as_citation(one), [_as_work(other)]) for one, other in sides]
        taken = [decision for decision in decisions if decision.doi]
        accepted[pair["status"]] += bool(taken)
        if taken and pair["status"] == "DIFFERENT":
            print(f"  accepted: {pair['a']['doi']} as {pair['b']['doi']}: {taken[0].reason}")
    shown = {status or "unlabelled": f"{accepted[status]} of {total[status]}" for status in total}
    print("labelled pairs accepted:", shown)


def requests(data: Path) -> None:
    """Resolve 100 references against a local server that enforces 3 a second."""
    records = {record["DOI"].lower(): record for record in _lines(data / "works.jsonl.gz")}
    queries = [q for q in _lines(data / "queries.jsonl.gz") if q["doi"]][:100]
    citations = [parse_entry(query["raw"]) for query in queries]
    local = LocalCrossref(list(records.values())[:4000], enforce=True, latency=0.15)
    with local.running():
        crossref = Crossref("bench@example.org", base_url=local.url)
        begun = time.perf_counter()
        resolve(citations, crossref)
        took = time.perf_counter() - begun
    refused = local.count("list", 429) + local.count("single", 429)
    print(
        f"\n100 references at 3/s, latency 150 ms, a simulated server: {took:.1f} s "
        f"(limit 1.05 x 100/3 = 35.0), {crossref.asked['requests']} list requests, "
        f"{refused} refused (429), at most {local.most_at_once} at once"
    )


def speed(asked: list[Asked]) -> None:
    """Time the judge alone: parsed citation and 20 records in, decision out."""
    full = [one for one in asked if len(one.found) == ROWS]
    begun = time.process_time()
    for one in full:
        decide(one.citation, [work for _, work in one.found])
    took = time.process_time() - begun
    print(f"\njudge: {len(full) / took:,.0f} references/s with {ROWS} candidates, one core")


def main() -> None:
    """Run all measurements on the data folder given."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "") / "matching"
    if not (data / "queries.jsonl.gz").is_file():
        print(f"no development data at {data}: make bench-matching DATA=folder", file=sys.stderr)
        raise SystemExit(2)
    for seed in (1, 2):
        works, twins, kinds = pool(data, seed)
        print(f"\n## draw {seed}: {len(works):,} works, look-alikes: {dict(kinds)}")
        index = Index(works)
        asked = ask(data, index, twins)
        measure(asked)
        seeds(data, index)
        speed(asked)
    pairs(data)
    requests(data)


if __name__ == "__main__":
    main()
