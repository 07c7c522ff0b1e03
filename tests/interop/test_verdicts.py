"""Hold what the strict ones say of the files: the schema of CSL, biber, and TeX."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import radrefs
from tests.cases import DATA
from tests.interop import corpus
from tests.interop.conftest import need
from tests.interop.exceptions import unable, warned
from tests.interop.programs import Program, biber
from tests.interop.runs import CORPORA, PAIRS, Runs

SCHEMA = Draft7Validator(json.loads((DATA / "schema/csl-data.json").read_text("utf-8")))
REFUSALS = [(program, format) for program, format in PAIRS if unable(program.name, format)]


@pytest.mark.parametrize("name", CORPORA)
def test_csl_json_is_valid_against_the_schema(name: str) -> None:
    items = json.loads(radrefs.dumps(CORPORA[name](), "csl-json"))
    assert [error.message for error in SCHEMA.iter_errors(items)] == []


@pytest.mark.skipif(not corpus.can_write("biblatex"), reason="radrefs writes no BibLaTeX yet")
def test_biber_warns_only_of_what_a_citation_does_not_have(runs: Runs) -> None:
    need(biber.PROGRAM.missing(), biber.PROGRAM.name)
    assert biber.warnings(runs.file("facts", "biblatex")) == warned()


@pytest.mark.parametrize(
    "program, format", REFUSALS, ids=[f"{program.name}, {format}" for program, format in REFUSALS]
)
def test_what_a_program_is_listed_to_refuse_it_refuses(
    program: Program, format: str, tmp_path: Path
) -> None:
    need(program.missing(), program.name)
    refuses = program.refuses
    assert refuses is not None
    named = [c for make in CORPORA.values() for c in make() if c.id in unable(program.name, format)]
    assert len(named) == len(unable(program.name, format))
    # The first alone, and all together: a run for each would take minutes.
    for some in (named[:1], named):
        assert refuses(corpus.write(tuple(some), format, tmp_path, f"refused-{len(some)}"))
