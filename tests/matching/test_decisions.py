"""Decide the cases in tests/data/decisions: an entry, the works found, what must come out."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from radrefs import parse_entry
from radrefs.matching.features import FEATURES, Feature, Level
from radrefs.matching.grading import WRITTEN, decide
from radrefs.matching.records import Work

FOLDER = Path(__file__).parents[1] / "data/decisions"
CASES = sorted(FOLDER.glob("*.json"))
assert CASES


def case(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_case_is_decided_as_it_says(path: Path) -> None:
    wanted = case(path)
    works = [Work("crossref", record) for record in wanted["works"]]
    decision = decide(parse_entry(wanted["entry"]), works)
    assert (decision.grade, decision.doi) == (wanted["grade"], wanted.get("doi")), decision.reason
    assert list(decision.aliases) == wanted.get("aliases", [])
    for words in wanted.get("says", ()):
        assert words in decision.reason
    assert "\n" not in decision.reason
    assert (decision.work is not None) == (decision.grade in WRITTEN)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_the_order_of_the_works_means_nothing(path: Path) -> None:
    wanted = case(path)
    citation = parse_entry(wanted["entry"])
    works = [Work("crossref", record) for record in wanted["works"]]
    decisions = [decide(citation, order) for order in permutations(works[:4])]
    assert all(one == decisions[0] for one in decisions)


def test_every_decision_on_works_carries_its_features() -> None:
    for path in CASES:
        wanted = case(path)
        works = [Work("crossref", record) for record in wanted["works"]]
        decision = decide(parse_entry(wanted["entry"]), works)
        shown = decision.evidence or (decision.runner_up.evidence if decision.runner_up else {})
        assert tuple(shown) == (FEATURES if works else ()), path.stem
        for finding in shown.values():
            assert Feature.read(str(finding)) == finding


def test_every_grade_and_every_level_is_met() -> None:
    grades, levels = set(), set()
    for path in CASES:
        wanted = case(path)
        decision = decide(
            parse_entry(wanted["entry"]), [Work("crossref", one) for one in wanted["works"]]
        )
        grades.add(str(decision.grade))
        levels |= {finding.level for finding in decision.evidence.values()}
    assert grades == {
        "exact", "locator", "strong", "probable", "ambiguous", "preprint_only", "not_found",
    }  # fmt: skip
    assert levels == set(Level)
