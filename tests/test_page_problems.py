"""What is doubtful about a page, and not about one of its entries, is reported with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from radrefs import parse_lists
from radrefs.inputs import contents_of, decode
from radrefs.model import ProblemKind
from tests.inprocess import command

LIST = """Selected References
1. Smith AB et al: Imaging of the orbit. Clin Imaging. 50(1):1-9, 2018
2. Jones CD et al: Nerves of the face. J Neurol. 248(1):21-4, 2001
"""
# A numbered list that is none of references, with one line that looks like one.
CHORES = """1. Buy milk
2. Call home
3. Walk the dog
4. Write a letter
5. Adler KM, Brown TT. Venous anatomy of the brain. Radiology. 2019;290(2):451-9.
6. Read a book

"""
RECORD = "@article{a2001, title = {A title}, author = {Brown, T.}, year = 2001}\n"


def kinds(text: str, name: str = "page.txt") -> list[tuple[ProblemKind, int]]:
    found = contents_of(decode(text.encode(), name))
    return [(one.kind, one.place.line) for one in found.problems]


@pytest.mark.parametrize(("text", "expected"), [
    (LIST, []),
    (CHORES + LIST, [(ProblemKind.LEFT_OVER, 5)]),
    (CHORES, [(ProblemKind.NO_LIST, 5)]),
    ("Only prose about the orbit.\n", [(ProblemKind.NO_LIST, 1)]),
    (f"{LIST}\n\n{RECORD}", [(ProblemKind.MIXED, 6)]),
])  # fmt: skip
def test_a_page_has_its_problems(text: str, expected: list[tuple[ProblemKind, int]]) -> None:
    assert kinds(text) == expected


def test_an_empty_page_has_no_list_and_says_nothing() -> None:
    assert parse_lists("") == []


def test_the_command_reports_the_line_that_stands_in_no_entry(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(CHORES + LIST, "utf-8")
    run = command("parse", "page.txt", "--strict", cwd=tmp_path)
    assert run.status == 1
    assert "page.txt:5: this line looks like a reference" in run.err


def test_the_command_reports_a_page_without_a_list(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Only prose about the orbit.\n", "utf-8")
    run = command("parse", "page.txt", "--strict", cwd=tmp_path)
    assert run.status == 1
    assert "page.txt: no reference list was found" in run.err
