"""Check the words of the source against docs/glossary.md: what is retired stands nowhere.

Names, docstrings, comments and messages are looked through, and so are the page's templates
and scripts. Names are taken apart first: `judge_all` and `JudgeAll` hold the word "judge".
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import radrefs
from tests.conftest import ROOT

SRC = Path(radrefs.__file__).parent
FILES = sorted(
    path for path in SRC.rglob("*") if path.suffix in (".py", ".html", ".css", ".js", ".txt")
)
# Where a retired word stays, and why: by file, then by word.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "resolving/__init__.py": {"door": "names of version 0.1 that still work, with a warning"},
}
# A docstring says what a function does with a verb of its own.
OPENINGS = re.compile(r"(?:Give|Tell|Be|Know how to)\b")


def retired() -> list[str]:
    """Read the first column of the table of retired words."""
    text = (ROOT / "docs/glossary.md").read_text("utf-8")
    _, heading, table = text.partition("\n## Retired words\n")
    assert heading, "docs/glossary.md has no table of retired words"
    rows = re.findall(r"^\|([^|]+)\|[^|]+\|$", table.partition("\n## ")[0], re.MULTILINE)
    found = [word.strip() for row in rows[2:] for word in row.split(",")]
    assert len(found) > 10
    return found


RETIRED = retired()


def words_of(text: str) -> str:
    """Take names apart, and put each run of blanks as one."""
    return re.sub(r"[_\s]+", " ", re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", text)).lower()


def found_in(text: str) -> set[str]:
    """Return the retired words that a text holds."""
    plain = words_of(text)
    return {
        word
        for word in RETIRED
        if re.search(rf"(?<![a-z]){re.escape(word.lower())}(?![a-z])", plain)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_no_retired_word_stands_in_the_source(path: Path) -> None:
    allowed = EXCEPTIONS.get(path.relative_to(SRC).as_posix(), {})
    assert found_in(path.read_text("utf-8")) == set(allowed)


def test_a_retired_word_is_found_in_names_and_in_sentences() -> None:
    word = RETIRED[0]
    for text in (f"{word}_all()", f"class All{word.title()}:", f"# A {word}.", f"all_{word}"):
        assert word in found_in(text)
    assert word not in found_in(f"x{word} {word}x")


def test_no_retired_word_is_explained_by_the_glossary() -> None:
    text = (ROOT / "docs/glossary.md").read_text("utf-8").partition("\n## Retired words\n")[0]
    assert found_in(text) == set()


@pytest.mark.parametrize(
    "path", sorted(SRC.rglob("*.py")), ids=lambda path: path.relative_to(SRC).as_posix()
)
def test_docstrings_say_what_is_done(path: Path) -> None:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(path.read_text("utf-8"))
    said = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, owners)]
    assert [text.partition("\n")[0] for text in said if OPENINGS.match(text)] == []
