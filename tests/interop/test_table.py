"""Hold that the page in the docs is what a run gives."""

from __future__ import annotations

from tests.interop.conftest import need
from tests.interop.runs import Runs
from tests.interop.table import PAGE, lacking, page


def test_the_page_is_what_a_run_gives(runs: Runs) -> None:
    need(lacking(), "The page of all programs")
    assert PAGE.read_text("utf-8") == page(runs), "run: python -m tests.interop.table"
