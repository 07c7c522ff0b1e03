"""Check that each fact of tests/one_home.py stands in one module, and has a test."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import radrefs
from tests.conftest import ROOT
from tests.one_home import FACTS, Fact

SRC = Path(radrefs.__file__).parent


@cache
def code_of(path: Path) -> str:
    """Return the code of a module without its docstrings and comments."""
    tree = ast.parse(path.read_text("utf-8"))
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, owners) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.unparse(tree)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.what)
def test_a_fact_has_one_home_and_a_test(fact: Fact) -> None:
    # The local servers are the registries' side: they know their limits by themselves.
    paths = [path for path in SRC.rglob("*.py") if path.parent.name != "testing"]
    homes = [path for path in sorted(paths) if re.search(fact.sign, code_of(path))]
    assert [path.relative_to(SRC).with_suffix("").as_posix() for path in homes] == [fact.home]
    assert (ROOT / "tests" / fact.test).is_file()
