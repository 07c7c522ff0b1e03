"""Hold that text stays text in every importer, whatever it says."""

from __future__ import annotations

from tests.interop.compare import altered
from tests.interop.conftest import fail_for
from tests.interop.programs import Program
from tests.interop.runs import Runs

Pair = tuple[Program, str]


def test_no_entry_is_added_or_lost(runs: Runs, pair: Pair) -> None:
    keys = [citation.id for citation in runs.citations(*pair, "hostile")]
    by_order = [f"#{at}" for at in range(1, len(keys) + 1)]
    arrived = list(runs.arrived(*pair, "hostile"))
    assert len(arrived) == len(keys)
    assert arrived in (keys, by_order)


def test_hostile_text_arrives_as_text(runs: Runs, pair: Pair) -> None:
    lines = runs.told(*pair, "hostile")
    assert lines
    fail_for(altered(lines))


def test_no_file_is_read_and_none_is_made(runs: Runs, pair: Pair) -> None:
    assert "root:" not in str(runs.arrived(*pair, "hostile"))
    assert not list(runs.elsewhere.iterdir())
