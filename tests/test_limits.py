"""Read adversarial text: it may be as long and as odd as it likes, reading stays bounded.

No time is measured; a pattern that blows up would not end within the hard limit.
"""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator

import pytest

from radrefs import ProblemKind, iter_parse, parse, parse_entry
from radrefs.parsing.citation import LONGEST

PATTERNS = [
    ":", ":1", "a b ", "A B, ", "Smith A, ", "et al ", ". ", "J. ", "(", "()", "(1", "[", "1-",
    "1, ", "; ", "discussion 1; ", "10.1000/", "10.1000/a ", "http://", "http://a ", "PMID: 1 ",
    " ", "\u00a0", "\n", "\u00ad", "e\u0301", "\u0301", "Ã¼", "In: ", "ed. ", "2nd ed. ",
    "2018, ", ", 2018", "Suppl ", "IVX", "A.", "Guideline ", "The Guideline No ", "Press ", '"',
    "a-\n", "1. ", "1. a\n", "• ", "A B\n", "Ab Cd: ", "Ab C: ", "and ", "<li>", "<ol><li>x",
    "&amp;", "References\n", "1) Abc B: x. J. 1:2, 2018 ", "word ", "Word ", "J Neurol ",
    "Epub ahead of print ", "April 2, ", "[thesis] ", "\x00", "\u202e", "x", "\ud800",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _hard_limit() -> Iterator[None]:
    """End the run with a traceback if reading hangs: minutes, where it takes milliseconds."""
    faulthandler.dump_traceback_later(300, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("pattern", PATTERNS, ids=[repr(pattern) for pattern in PATTERNS])
def test_adversarial_text_is_read(pattern: str) -> None:
    long = (pattern * (60_000 // len(pattern) + 1))[:60_000]
    for text in (long, f"Smith AB et al: {long}. J Neurol. 1(2):3-9, 2018", f"{long}: foo"):
        assert parse_entry(text).source is not None
        parse(text)


def test_a_megabyte_in_one_line_is_read_and_said_to_be_too_long() -> None:
    text = "Smith AB: " + "long title " * 100_000
    citation = parse_entry(text)
    (problem,) = [p for p in citation.problems if p.kind == ProblemKind.TOO_LONG]
    assert f"{LONGEST:,}" in problem.message
    assert citation.source is not None and citation.source.text == text


def test_deeply_nested_lists_are_read() -> None:
    page = "<html><body>" + "<ol><li>" * 20_000 + "</li></ol>" * 20_000 + "</body></html>"
    assert parse(page) == []


def test_a_long_list_is_streamed() -> None:
    lines = (
        f"{n}. Smith AB et al: Title {n:x}. J Neurol. 1(2):3-9, 2018\n" for n in range(1, 20_001)
    )
    assert sum(1 for _ in iter_parse(lines)) == 20_000
