"""Hold that every fact arrives in every importer, but for the exceptions listed."""

from __future__ import annotations

from tests.interop import corpus
from tests.interop.conftest import fail_for
from tests.interop.programs import Program
from tests.interop.runs import Runs

Pair = tuple[Program, str]


def test_every_citation_arrives(runs: Runs, pair: Pair) -> None:
    program, format = pair
    assert len(runs.arrived(program, format, "facts")) == len(
        runs.citations(program, format, "facts")
    )


def test_every_fact_that_the_format_holds_arrives(runs: Runs, pair: Pair) -> None:
    lines = runs.told(*pair, "facts")
    assert lines
    fail_for([str(line) for line in lines if not line.is_right])


def test_every_listed_exception_still_occurs(runs: Runs, pair: Pair) -> None:
    fail_for(runs.stale(*pair))


def test_the_corpus_has_what_is_hard() -> None:
    assert len(corpus.seed()) == 27
    keys = [citation.id for citation in corpus.facts()]
    assert len({key.casefold() for key in keys}) == len(keys)
    assert max(len(citation.author) for citation in corpus.hard()) == 60
