"""Measure the reader: `python -m tests.bench.parsing DATA [--sizes 1000,10000]`.

Prints accuracy on the data folder, then references per second, peak memory and
start-up. Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from radrefs import iter_parse, parse, parse_entry
from radrefs.journals import find_journal
from tests.bench.accuracy import NAIVE, read_queries, report_near, report_queries, report_seeds

_WORDS = (
    """axial bright coronal dural early focal gyral hilar inner lateral medial nodal oral""".split()
)


def strings(data: Path, count: int) -> Iterator[str]:
    """Make `count` different references of the queries: other words, volumes and pages."""
    queries = [query["raw"] for query in read_queries(data)]
    pick = random.Random(1)
    for at in range(count):
        raw = queries[at % len(queries)]
        head, colon, rest = raw.partition(": ")
        word = pick.choice(_WORDS)
        yield f"{head}{colon}{word.title()} {at:x} {rest[:1].lower()}{rest[1:]}" if colon else raw


def _loop(run: Callable[[str], object], items: Iterator[str]) -> int:
    count = 0
    for item in items:
        run(item)
        count += 1
    return count


def _run(mode: str, data: Path, count: int) -> int:
    """Do one measured piece of work; give how many references it read."""
    made = strings(data, count)
    if mode == "citations":
        return _loop(parse_entry, made)
    if mode == "jsonl":
        return _loop(lambda raw: parse_entry(raw).model_dump_json(exclude_defaults=True), made)
    if mode == "list":
        lines = (f"{n}. {raw}\n" for n, raw in enumerate(made, 1))
        return sum(1 for _ in iter_parse(lines))
    if mode == "page":
        return len(parse("".join(f"{n}. {raw}\n" for n, raw in enumerate(made, 1))))
    if mode == "naive":
        return _loop(NAIVE.fullmatch, made)
    return _loop(len, made)


def measure(mode: str, data: Path, count: int) -> dict[str, float]:
    """Measure one mode in this process: CPU seconds without making the strings, peak memory."""
    parse_entry("Hughes MA et al: Warm up. Brain Commun. 3(3):fcab146, 2021")
    find_journal("Warm up the tolerant look-up")
    start = time.process_time()
    _loop(len, strings(data, count))
    making = time.process_time() - start
    start = time.process_time()
    read = _run(mode, data, count)
    seconds = max(time.process_time() - start - making, 1e-9)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"read": read, "rate": read / seconds, "peak": peak}


def _spawn(arguments: list[str]) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def start_up() -> Iterator[str]:
    """Measure the CPU time of an import beyond Python's own start, the median of seven."""
    probe = "import time; start = time.process_time(); {}; print(time.process_time() - start)"
    entry = "radrefs.parse_entry('Smith AB: A title. Brain Commun. 3(3):1-9, 2021')"
    unknown = entry.replace("Brain Commun", "J Unheard Of")
    for what in (
        "import pydantic",
        "import radrefs",
        "import radrefs.cli",
        f"import radrefs; {entry}",
        f"import radrefs; {unknown}",
    ):
        times = sorted(float(_spawn(["-c", probe.format(what)])) for _ in range(7))
        yield f"start-up: {what}: {times[3]:.3f} s CPU (min {times[0]:.3f}, max {times[-1]:.3f})"


def report_speed(data: Path, sizes: list[int]) -> Iterator[str]:
    """Report speed and memory for each size and mode, each in a fresh process."""
    yield f"{'strings':>10}{'mode':>12}{'refs/s':>12}{'peak MB':>10}"
    for count in sizes:
        modes = ["nothing", "naive", "citations", "jsonl", "list"]
        # A page keeps all its citations: a million take 4 GB.
        for mode in [*modes, "page"] if count <= 100_000 else modes:
            out = _spawn(
                ["-m", "tests.bench.parsing", str(data), "--one", mode, "--sizes", str(count)]
            )
            got = json.loads(out)
            rate = "-" if mode == "nothing" else f"{got['rate']:,.0f}"
            yield f"{count:>10,}{mode:>12}{rate:>12}{got['peak']:>10.0f}"


def main() -> int:
    """Run the benchmark as a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.data is None or not (options.data / "parsing").is_dir():
        print(
            f"no data at {options.data}: give the folder that holds parsing/ and matching/",
            file=sys.stderr,
        )
        return 2
    sizes = [int(size) for size in options.sizes.split(",")]
    if options.one:
        print(json.dumps(measure(options.one, options.data, sizes[0])))
        return 0
    for report in (report_seeds, report_queries, report_near):
        for line in report(options.data):
            print(line)
    for line in start_up():
        print(line)
    for line in report_speed(options.data, sizes):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
