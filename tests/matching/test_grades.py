"""Check that every grade has its words, and that table, report and page use them."""

from __future__ import annotations

from pathlib import Path

import pytest

import radrefs
from radrefs.matching import (
    DOUBTFUL,
    OPEN,
    STATES,
    WRITTEN,
    Decision,
    Grade,
    label_of,
    standing_of,
    words_of,
)
from radrefs.report import report_of, text_of
from radrefs.report.page import entries_html
from radrefs.resolutions.resolution import Resolution
from radrefs.resolutions.store import write_resolutions
from tests.articles import article
from tests.conftest import ROOT
from tests.inprocess import command


def resolution(grade: Grade) -> Resolution:
    one = article(1)
    work = one.work if grade in WRITTEN else None
    return Resolution(one.citation, Decision(grade, "because", work), "c", "2026-01-01")


def test_every_grade_is_written_doubtful_or_open() -> None:
    assert sorted((*WRITTEN, *DOUBTFUL, *OPEN)) == sorted(Grade)
    assert {standing_of(grade) for grade in WRITTEN} == {"certain"}
    assert {standing_of(grade) for grade in DOUBTFUL} == {"doubtful"}
    assert {standing_of(grade) for grade in OPEN} == {"open"}
    assert standing_of("accepted") == standing_of("rejected") == "certain"


def test_every_state_has_a_label_of_its_own() -> None:
    assert set(STATES) == {*Grade, "accepted", "rejected"}
    assert len(set(STATES.values())) == len(STATES)
    assert not any("_" in label for label in STATES.values())
    with pytest.raises(KeyError):
        label_of("maybe")


@pytest.mark.parametrize("grade", Grade)
def test_the_label_stands_in_report_and_page(grade: Grade) -> None:
    report = report_of([resolution(grade)])
    assert label_of(grade) in text_of(report)
    assert label_of(grade) in entries_html(report.entries)
    assert label_of(grade) in entries_html(report.entries, actions=True)


@pytest.mark.parametrize("grade", Grade)
def test_the_words_stand_in_the_table(tmp_path: Path, grade: Grade) -> None:
    write_resolutions([resolution(grade)], tmp_path / "resolutions.json")
    run = command("resolve", "--offline", cwd=tmp_path)
    assert f" {words_of(grade)} " in run.out.splitlines()[1]
    assert f"1 {words_of(grade)}" in run.err
    run = command("resolve", "--offline", "--explain", "#1", cwd=tmp_path)
    assert words_of(grade) in run.out.splitlines()[0]


def test_no_other_module_lists_the_grades() -> None:
    src = Path(radrefs.__file__).parent
    for path in src.rglob("*.py"):
        text = path.read_text("utf-8")
        named = [
            one for one in ("PROBABLE", "AMBIGUOUS", "PREPRINT_ONLY") if f"Grade.{one}" in text
        ]
        home = path.relative_to(src).as_posix()
        assert len(named) < 2 or home in ("matching/grades.py", "matching/grading.py"), home


def test_the_docs_name_every_grade() -> None:
    docs = (ROOT / "docs/resolving.md").read_text("utf-8")
    assert all(f"| `{grade}` | " in docs for grade in Grade)
