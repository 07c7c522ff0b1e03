"""Read every form of the catalogue: one entry in, one CSL-JSON item out."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft7Validator

from radrefs import parse_entry
from radrefs.formats.csljson import item_of
from tests.cases import DATA, Case, cases

FORMS = cases("forms")
SCHEMA = Draft7Validator(json.loads((DATA / "schema/csl-data.json").read_text("utf-8")))


@pytest.mark.parametrize("case", FORMS, ids=[case.name for case in FORMS])
def test_a_form_is_read(case: Case) -> None:
    text = case.path.read_bytes().decode("utf-8").removesuffix("\n")
    citation = parse_entry(text)
    item = json.loads(citation.model_dump_json(exclude_defaults=True))
    item.pop("id")
    assert item == case.wanted["item"]
    assert sorted({problem.kind for problem in citation.problems}) == case.wanted["problems"]
    assert list(SCHEMA.iter_errors([item_of(citation)])) == []


def test_there_is_a_form_for_each_part_of_the_catalogue() -> None:
    groups = {case.name.split("/")[0] for case in FORMS}
    assert groups == {"observed", "near", "expected"}
    assert len(FORMS) >= 180
