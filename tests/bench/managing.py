"""Measure merging, searching and checking: `make bench-managing DATA=folder`.

Forty pages are made of the dev queries (`matching/queries.jsonl.gz`): 2,000 entries, of
which 30 % are doubles, each printed as another page would: with a title in small letters,
two letters swapped, a year that is one off, no issue, no last page, or in full.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

from radrefs import parse_entry
from radrefs.bibliography import (
    Cited,
    Item,
    build_topic,
    check_items,
    find,
    find_topics,
    merge_items,
    read_items,
)
from radrefs.formats.house import render
from radrefs.matching import normalize as folding
from radrefs.matching.clusters import cluster
from radrefs.matching.grading import Decision, Grade
from radrefs.matching.pairs import work_of
from radrefs.matching.records import Work
from radrefs.model import Citation
from radrefs.resolutions.resolution import Resolution

PAGES, ENTRIES, OVERLAP = 40, 2000, 0.30
Query = dict[str, Any]


def queries(data: Path) -> list[Query]:
    """Give the dev queries."""
    text = gzip.decompress((data / "queries.jsonl.gz").read_bytes()).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def printed_anew(raw: str, draw: random.Random) -> tuple[str, str]:
    """Print an entry as another page might: one deviation, as real lists have them."""
    kind = draw.choice(("same", "lower", "typo", "year", "noissue", "firstpage"))
    if kind == "noissue":
        return re.sub(r"\((?:[^()]*)\)(?=:[\w-]+, \d{4}$)", "", raw), kind
    if kind == "firstpage":
        return re.sub(r"(:\d+)-\d+(?=, \d{4}$)", r"\1", raw), kind
    if kind == "year":
        year = int(raw[-4:])
        return f"{raw[:-4]}{year + draw.choice((-1, 1))}", kind
    head, colon, rest = raw.partition(": ")
    title, stop, tail = rest.partition(". ")
    if kind == "lower":
        title = title[:1] + title[1:].lower()
    if kind == "typo" and len(title) > 12:
        at = draw.randrange(1, len(title) - 2)
        title = title[:at] + title[at + 1] + title[at] + title[at + 2 :]
    return f"{head}{colon}{title}{stop}{tail}", kind


def pages(found: list[Query], seed: int) -> list[list[tuple[str, str]]]:
    """Make forty pages of (identity, entry): 70 % of the entries first, 30 % doubles."""
    draw = random.Random(seed)
    usable = [one for one in found if re.search(r", \d{4}$", one["raw"])]
    fresh = draw.sample(usable, round(ENTRIES * (1 - OVERLAP)))
    entries = [(one["doi"] or one["was"], one["raw"]) for one in fresh]
    doubles = draw.choices(entries, k=ENTRIES - len(entries))
    entries += [(identity, printed_anew(raw, draw)[0]) for identity, raw in doubles]
    draw.shuffle(entries)
    return [entries[at::PAGES] for at in range(PAGES)]


def write(folder: Path, made: list[list[tuple[str, str]]], start: int = 1) -> None:
    """Write the pages as topics."""
    for number, entries in enumerate(made, start):
        topic = folder / f"topic-{number:02}"
        topic.mkdir(parents=True)
        listed = "\n".join(f"{at}. {raw}" for at, (_, raw) in enumerate(entries, 1))
        (topic / "page.txt").write_text(f"Selected References\n{listed}\n", encoding="utf-8")


def joins(merged: list[Item], truth: dict[tuple[str, int | None], str]) -> tuple[int, int, int]:
    """Count the pairs of doubles that were joined, those there are, and those joined falsely."""
    together: Counter[str] = Counter(truth.values())
    there = sum(count * (count - 1) // 2 for count in together.values())
    right = wrong = 0
    for item in merged:
        for one, other in combinations(item.cited, 2):
            same = truth[tuple(one)] == truth[tuple(other)]  # type: ignore[index]
            right += same
            wrong += not same
            if not same:
                print("  false join:", truth[tuple(one)], truth[tuple(other)])  # type: ignore[index]
    return right, there, wrong


def forty(data: Path, seed: int, dois: bool) -> None:
    """Build forty pages, merge them, add a forty-first, and look at the keys.

    With `dois` every second page prints the DOI of each of its entries.
    """
    found = queries(data)
    made = pages(found, seed)
    truth: dict[tuple[str, int | None], str] = {
        (f"topic-{page:02}", number): identity
        for page, entries in enumerate(made, 1)
        for number, (identity, _) in enumerate(entries, 1)
    }
    if dois:
        made = [
            [(doi, f"{raw}. doi:{doi}" if page % 2 else raw) for doi, raw in entries]
            for page, entries in enumerate(made)
        ]
    with tempfile.TemporaryDirectory(prefix="radrefs-") as name:
        folder = Path(name)
        write(folder, made)
        for topic in find_topics(folder):
            build_topic(topic)
        clean = not any(build_topic(topic, check=True).changed for topic in find_topics(folder))
        items = read_items([folder])
        begun = time.perf_counter()
        merged = merge_items(items)
        took = time.perf_counter() - begun
        right, there, wrong = joins([*merged.items], truth)
        print(
            f"| {seed} | {'half' if dois else 'none'} | {len(items):,} | {right} of {there} "
            f"({100 * right / there:.2f} %) | {wrong} | {len(merged.undecided)} | {took:.2f} s "
            f"| {'clean' if clean else 'NOT CLEAN'} |",
            end=" ",
        )
        before = {cited: one.citation.id for one in merged.items for cited in one.cited}
        more = pages(found, seed + 1000)[:1]
        write(folder, more, PAGES + 1)
        again = merge_items(read_items([folder]), merged.keys)
        after = {cited: one.citation.id for one in again.items for cited in one.cited}
        print(sum(after[cited] != key for cited, key in before.items()), "|")
        _misses(merged.items, truth, items)


def _misses(
    merged: tuple[Item, ...], truth: dict[tuple[str, int | None], str], items: list[Item]
) -> None:
    """Show the doubles that were not joined, for looking into."""
    if "--misses" not in sys.argv:
        return
    groups: dict[str, set[str]] = defaultdict(set)
    for item in merged:
        for cited in item.cited:
            groups[truth[tuple(cited)]].add(item.citation.id)  # type: ignore[index]
    texts = {one.cited[0]: one.citation for one in items}
    for identity, ids in groups.items():
        if len(ids) > 1:
            print("\n  not joined:", identity)
            for cited, citation in texts.items():
                if truth[tuple(cited)] == identity:  # type: ignore[index]
                    print("   ", citation.source and citation.source.text)


def invented(found: list[Query], count: int) -> list[Item]:
    """Make many items: titles of words drawn at random, 30 % doubles, most of them deviating."""
    draw = random.Random(7)
    base = [parse_entry(one["raw"]) for one in found]
    words = sorted({word for one in base for word in (one.title or "").split() if len(word) > 4})
    made: list[Citation] = []
    for at in range(round(count * 0.7)):
        title = " ".join(draw.sample(words, 9))
        volume, page = str(draw.randrange(1, 300)), str(draw.randrange(1, 3000))
        changes = {"title": title, "volume": volume, "page": f"{page}-{int(page) + 8}"}
        made.append(base[at % len(base)].model_copy(update=changes))
    made += [_deviating(one, draw) for one in draw.choices(made, k=count - len(made))]
    draw.shuffle(made)
    return [
        Item(one, (Cited(f"topic-{at // 50}", at % 50 + 1),), Path(f"topic-{at // 50}/page.txt"))
        for at, one in enumerate(made)
    ]


def _deviating(one: Citation, draw: random.Random) -> Citation:
    title, page = one.title or "", one.page or ""
    at = draw.randrange(1, len(title) - 2)
    changes: dict[str, Any] = draw.choice(
        (
            {},
            {"issue": None},
            {"page": page.split("-")[0]},
            {"title": title[:at] + title[at + 1] + title[at] + title[at + 2 :]},
            {"doi": f"10.5555/{draw.randrange(10**9)}"},
        )
    )
    return one.model_copy(update=changes)


def resolved(items: list[Item]) -> list[Item]:
    """Give items with a decision each, and the citation completed, as reading leaves them."""
    found: list[Item] = []
    for item in items:
        work = Work("crossref", work_of(item.citation).record | {"DOI": f"10.5555/{len(found)}"})
        decision = Decision(Grade.EXACT, "all agree", work)
        one = Resolution(item.citation, decision, "crossref", "2026-01-01")
        assert one.merged
        found.append(item._replace(resolution=one))
    return found


def speed(data: Path) -> None:
    """Time merge, search and check of items in memory, and the reading of a folder."""
    found = queries(data)
    print("\n| items | merge | compared | search | check | peak memory |")
    print("|---|---|---|---|---|---|")
    for count in (1_000, 10_000, 100_000):
        # Titles and names folded before are forgotten; the journal list stays loaded.
        folding.folded.cache_clear()
        items = invented(found, count)
        took = {}
        begun = time.process_time()
        merged = merge_items(items)
        took["merge"] = time.process_time() - begun
        # Two doubles of one article with two DOIs are for a person to join.
        assert len(merged.items) >= round(count * 0.7), len(merged.items)
        compared = cluster([item.citation for item in items]).compared
        folding.folded.cache_clear()
        begun = time.process_time()
        find(items, "author:li year:2015 virus")
        took["search"] = time.process_time() - begun
        known = resolved(items)
        folding.folded.cache_clear()
        begun = time.process_time()
        check_items(known)
        took["check"] = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        cells = [f"{took[name]:.2f} s" for name in ("merge", "search", "check")]
        row = (f"{count:,}", cells[0], f"{compared:,} pairs", *cells[1:], f"{peak} MB")
        print(f"| {' | '.join(row)} |")
    commands(items[:10_000])


def commands(items: list[Item]) -> None:
    """Time the commands, each a process of its own, on a folder of 200 topics, all resolved."""
    made = [[("", render(item.citation)) for item in items[at : at + 50]]
            for at in range(0, len(items), 50)]  # fmt: skip
    print(f"\n| command, {len(items):,} entries on {len(made)} pages | CPU |\n|---|---|")
    with tempfile.TemporaryDirectory(prefix="radrefs-") as name:
        folder = Path(name)
        write(folder, made)
        for number, topic in enumerate(find_topics(folder)):
            records = (work_of(item.citation).record for item in items[number * 50 :][:50])
            lines = (json.dumps(one | {"DOI": f"10.5555/{number}.{at}"}) + "\n"
                     for at, one in enumerate(records))  # fmt: skip
            (topic / "works.jsonl").write_text("".join(lines), encoding="utf-8")
        words = ("--version", "build .", "build . --check", "search author:li year:2015 virus",
                 "list .", "check .", "merge . -o all.bib", "merge . -o all.json")  # fmt: skip
        for word in words:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                [sys.executable, "-m", "radrefs", *word.split()],
                cwd=folder, check=False, capture_output=True, timeout=600,
            )  # fmt: skip
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"| `radrefs {word}` | {cpu:.2f} s |")


def main() -> None:
    """Run all measurements on the data folder given."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "") / "matching"
    if not (data / "queries.jsonl.gz").is_file():
        print(f"no development data at {data}: make bench-managing DATA=folder", file=sys.stderr)
        raise SystemExit(2)
    print("| draw | DOIs | entries | doubles joined | false | undecided | merge | build --check "
          "| keys changed |\n|---|---|---|---|---|---|---|---|---|")  # fmt: skip
    for seed in (1, 2, 3):
        for dois in (False, True):
            forty(data, seed, dois)
    speed(data)


if __name__ == "__main__":
    main()
