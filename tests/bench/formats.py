"""Measure reading and writing of each format beside the libraries that users know.

    make bench-formats [COUNT=100000]

Citations are made from the seed page and numbered, so no data folder is needed. Each
figure is citations a second of processor time, in the same run; a peer that is not
installed is said so. Peak memory is that of a process of its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from radrefs import Citation, parse
from radrefs.formats import dump, dumps, iter_loads, loads, read_library

SEED = Path(__file__).parents[2] / "bibliography/hemifacial-spasm/page.txt"
FORMATS = ("bibtex", "biblatex", "ris", "medline", "csl-json", "csl-jsonl")
LINES = ("ris", "medline", "csl-jsonl")


def citations(count: int) -> Iterator[Citation]:
    """Make citations of the seed page's, each with a title and key of its own."""
    seeds = parse(SEED.read_text("utf-8"))
    for at in range(count):
        one = seeds[at % len(seeds)]
        yield one.model_copy(update={"id": f"{one.id}{at}", "title": f"{one.title} {at}"})


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _peers(format: str, text: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give what each peer does with the same text: read it, write what it read."""
    if format in ("bibtex", "biblatex"):
        from bibtexparser.entrypoint import parse_string, write_string
        from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts

        yield "bibtexparser read", lambda: parse_string(text)
        more = [SeparateCoAuthors(), SplitNameParts()]
        yield "bibtexparser read, names split", lambda: parse_string(text, append_middleware=more)
        library = parse_string(text)
        yield "bibtexparser write", lambda: write_string(library)
        try:
            from pybtex.database import parse_string as pybtex
        except ImportError:
            print("  pybtex is not installed", file=sys.stderr)
        else:
            yield "pybtex read", lambda: pybtex(text, "bibtex")
    if format == "ris":
        try:
            import rispy
        except ImportError:
            print("  rispy is not installed", file=sys.stderr)
        else:
            yield "rispy read", lambda: rispy.loads(text)
            records = rispy.loads(text)
            yield "rispy write", lambda: rispy.dumps(records)
    if format == "csl-json":
        yield "json read", lambda: json.loads(text)
        items = json.loads(text)
        yield "json write", lambda: json.dumps(items, ensure_ascii=False)


def speeds(count: int) -> None:
    """Print citations a second for each format, ours and the peers'."""
    print(f"| format, {count:,} citations | what | citations/s |\n|---|---|---|")
    made = list(citations(count))
    for format in FORMATS:
        text = dumps(made, format)
        rows: list[tuple[str, Callable[[], object]]] = [
            ("**write**", lambda format=format: dumps(made, format)),  # type: ignore[misc]
            ("**read**", lambda format=format, text=text: loads(text, format)),  # type: ignore[misc]
            ("**read, kept to the character**", lambda format=format, text=text: read_library(text, format)),  # type: ignore[misc]  # noqa: E501
        ]  # fmt: skip
        for what, work in (*rows, *_peers(format, text)):
            print(f"| {format} | {what} | {count / _timed(work):,.0f} |", flush=True)


def _peak(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def memory(count: int) -> None:
    """Print the peak memory of streaming formats of lines, at two lengths."""
    print("\n| streamed | citations | write, MB | read, MB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for format in LINES:
            for number in (count // 10, count):
                path = Path(folder) / f"{format}.{number}"
                told = [
                    _peak(f"from tests.bench.formats import {act}; {act}({format!r}, {number}, {str(path)!r})")  # noqa: E501
                    for act in ("stream_out", "stream_in")
                ]  # fmt: skip
                print(f"| {format} | {number:,} | {told[0]:.0f} | {told[1]:.0f} |", flush=True)


def _own_peak() -> float:
    """Give this process's own peak in MB; `ru_maxrss` would be that of who started it."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii") if status.exists() else "")
    return int(found[1]) / 1024 if found else float("nan")


def stream_out(format: str, count: int, path: str) -> None:
    """Write citations as they are made; print the peak memory in MB."""
    dump(citations(count), path, format)
    print(_own_peak())


def stream_in(format: str, count: int, path: str) -> None:
    """Read citations one by one; print the peak memory in MB."""
    with Path(path).open(encoding="utf-8", newline="") as lines:
        read = _count(iter_loads(lines, format))
    assert read == count
    print(_own_peak())


def _count(found: Iterable[object]) -> int:
    return sum(1 for _ in found)


def main() -> None:
    """Run all measurements for the number of citations given."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    speeds(count)
    memory(count)


if __name__ == "__main__":
    main()
