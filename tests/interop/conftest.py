"""Give the tests the runs, and say which programs a machine lacks."""

from __future__ import annotations

import os

import pytest

from tests.interop.programs import Program
from tests.interop.runs import PAIRS, Runs

# Read before the tests' own settings clear what begins with RADREFS_.
ALL_DEMANDED = os.environ.get("RADREFS_INTEROP") == "all"


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Give one folder and one run of each program for all tests."""
    return Runs(tmp_path_factory.mktemp("interop"))


def need(missing: list[str], name: str) -> None:
    """Skip a test for want of a program, by its name; where all are demanded, fail."""
    if missing and ALL_DEMANDED:
        pytest.fail(f"{name} must run here and needs: {', '.join(missing)}")
    if missing:
        pytest.skip(f"{name} cannot run here; it needs: {', '.join(missing)}")


def fail_for(lines: list[str]) -> None:
    """Fail with these lines, if there are any."""
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


@pytest.fixture(params=PAIRS, ids=[f"{program.name}, {format}" for program, format in PAIRS])
def pair(request: pytest.FixtureRequest) -> tuple[Program, str]:
    """Give each program with each of its formats, or skip it by name."""
    program, format = request.param
    need(program.missing(), program.name)
    return program, format
