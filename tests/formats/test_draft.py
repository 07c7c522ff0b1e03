"""Hold that a draft has just the fields of a citation, and says where something is wrong."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest

from radrefs import Citation, Name, Problem, Source
from radrefs.formats.draft import Draft, NamesField, TextField
from radrefs.model import ProblemKind


def test_a_draft_has_the_fields_of_a_citation() -> None:
    declared = {field.name for field in fields(Draft)}
    assert Citation.model_fields.keys() - {"source"} <= declared
    assert {*get_args(TextField), *get_args(NamesField)} <= Citation.model_fields.keys()


def test_a_field_that_nobody_declared_cannot_be_set() -> None:
    with pytest.raises(AttributeError):
        setattr(Draft(), "titel", "A")  # noqa: B010  # what mypy refuses to compile


def test_a_field_is_filled_once() -> None:
    draft = Draft()
    draft.fill("title", "A")
    draft.fill("title", "B")
    assert draft.fields() == {"title": "A"}


@pytest.mark.parametrize(
    "text, value, span",
    [("TI  - A\nPY  - MM", "MM", (14, 16)), ("TI  - A\nPY", "1999", (0, 7)), ("", "x", (0, 0))],
)
def test_a_problem_says_where(text: str, value: str, span: tuple[int, int]) -> None:
    draft = Draft(text)
    draft.doubt(ProblemKind.YEAR, value, "not a year")
    assert draft.problems == [Problem(ProblemKind.YEAR, *span, "not a year")]


def test_a_citation_is_made_with_its_key_type_and_problems_in_order() -> None:
    draft = Draft("A B", author=(Name(family="Roe"),), title="Imaging")
    draft.doubt(ProblemKind.NOTE, "B", "second")
    draft.doubt(ProblemKind.NOTE, "A", "first")
    citation = draft.citation(Source("A B"))
    assert (citation.id, citation.type) == ("roendimaging", "document")
    assert [problem.message for problem in citation.problems] == ["first", "second"]
