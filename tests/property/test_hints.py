"""What PubMed is sent and what it sends, whatever stands on the page or in the answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from hypothesis import example, given
from hypothesis import strategies as st

from radrefs import Citation
from radrefs.matching.records import citation_of
from radrefs.registries.hints import line_of, question_of
from radrefs.registries.pubmed import read_lines, work_of
from radrefs.resolving.planning import plan
from radrefs.resolving.stages import question_for
from tests.property.examples import MANY, SOME
from tests.property.strategies import citations

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
ITEMS = st.dictionaries(
    st.sampled_from("uid pubdate epubdate articleids authors title volume pages pubtype".split()),
    JSON
    | st.lists(st.fixed_dictionaries({"idtype": st.sampled_from(["doi", "pmc"]), "value": JSON})),
)
RESULTS = st.sampled_from(["123", "NOT_FOUND", "AMBIGUOUS 1,2", "AMBIGUOUS (9 citations)", ""])


@given(citations, st.sampled_from(["Radiology", "Brain Commun"]))
def test_a_line_is_six_fields_on_one_line(citation: Citation, journal: str) -> None:
    for one in (citation, citation.model_copy(update={"container_title_short": journal})):
        line = line_of(one)
        assert (line is None) == (question_of(one) is None)
        if line is not None:
            assert all(line[:4])
            assert not set("|\r\n") & set("".join(line))
            assert quote_plus("".join(line)).isascii()


@MANY
@given(st.text() | st.lists(st.tuples(st.text(max_size=9), RESULTS)).map(str))
def test_no_answer_makes_reading_fail_and_nothing_is_read_that_was_not_asked(text: str) -> None:
    found = read_lines(text, {"ref0": 0, "ref1": 1})
    assert set(found) <= {"ref0", "ref1"}
    assert all(pmid.isdigit() for pmids in found.values() for pmid in pmids)


@MANY
@given(st.lists(st.text(alphabet="abc 12.()", max_size=8), max_size=7), RESULTS)
def test_however_many_fields_are_dropped_the_key_is_found(fields: list[str], result: str) -> None:
    found = read_lines("|".join([*fields, "ref7", result]), {"ref7": 7})
    assert found == ({"ref7": read_lines(f"ref7|{result}", {"ref7": 7})["ref7"]} if result else {})


@SOME
@given(ITEMS | JSON)
@example({"authors": [{"name": "et al"}], "pubdate": "2999 Xyz 77"})
def test_no_summary_makes_reading_fail(item: object) -> None:
    work = work_of("1", item)
    assert work is None or citation_of(work).id


@SOME
@given(st.lists(citations, min_size=1, max_size=3))
def test_a_question_for_several_has_room_for_all(several: list[Citation]) -> None:
    asked = question_for(several)
    assert asked.source is not None and len(asked.source.text) <= 600


@SOME
@given(st.lists(citations, max_size=6), st.booleans())
def test_any_list_can_be_planned(several: list[Citation], hints: bool) -> None:
    planned = plan(several, hints=hints)
    assert planned.requests <= 3 + len(several)
    assert str(planned).startswith(f"{len(several)} reference")
