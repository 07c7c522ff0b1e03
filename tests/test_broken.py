"""Draw the caret where the doubt is: kind, span and words of each problem."""

from __future__ import annotations

import pytest

from radrefs import Problem, ProblemKind, parse
from radrefs.inputs import decode, parse_page
from tests.cases import Case, cases

BROKEN = cases("broken")


@pytest.mark.parametrize("case", BROKEN, ids=[case.name for case in BROKEN])
def test_a_doubt_has_its_kind_its_place_and_its_words(case: Case) -> None:
    page = decode(case.path.read_bytes(), case.path.name)
    citations = [c for found in parse_page(page) for c in found.citations]
    (citation,) = [c for c in citations if c.problems]
    (problem,) = citation.problems
    assert citation.source is not None
    assert problem.kind == case.wanted["kind"]
    assert citation.source.text[problem.start : problem.end] == case.wanted["span"]
    assert problem.message == case.wanted["message"]
    shown, caret = problem.draw(citation.source.text).split("\n")
    first = case.wanted["span"][:1]
    assert not first.strip() or shown[caret.index("^")] in (first, " ")


def test_every_kind_of_doubt_has_a_case() -> None:
    kinds = {case.wanted["kind"] for case in BROKEN}
    # tests/test_limits.py, parsing/test_other_styles.py, test_page_problems.py, and formats
    elsewhere = {ProblemKind.TOO_LONG, ProblemKind.ENTRY, ProblemKind.LABELLED}
    of_pages = {ProblemKind.LEFT_OVER, ProblemKind.NO_LIST, ProblemKind.MIXED}
    assert kinds | elsewhere | of_pages == set(ProblemKind)


def test_a_caret_stands_under_what_is_meant_in_long_text() -> None:
    text = "x" * 300 + "HERE" + "y" * 300
    shown, caret = Problem(ProblemKind.NOTE, 300, 304, "odd").draw(text).split("\n")
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "HERE" and len(shown) <= 72


def test_a_page_without_doubt_has_no_problem() -> None:
    assert parse("1. Smith AB: A title. J Neurol. 1(2):3-9, 2018")[0].problems == ()
