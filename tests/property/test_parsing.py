"""Hold the laws of reading, on made references and on hostile text."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from radrefs import Citation, iter_parse, parse, parse_entry, parse_lists, render
from radrefs.parsing.citation import read_tolerantly
from radrefs.parsing.draft import find_unread
from radrefs.parsing.fast_path import read_house
from radrefs.parsing.html import is_html
from tests.conftest import SEED
from tests.property.examples import MANY
from tests.property.references import Made, hostile, house_references

SCHEMA = json.loads((Path(__file__).parents[1] / "data/schema/csl-data.json").read_text("utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)


def given_letters(citation: Citation) -> list[tuple[str | None, str]]:
    """Give family names with their initials closed up."""
    return [
        (name.family, (name.given or "").replace(". ", "").replace(".", ""))
        for name in citation.author
        if name.literal is None
    ]


@given(house_references())
def test_every_field_of_the_house_style_is_read(made: Made) -> None:
    citation = parse_entry(made.text)
    wanted = dict(made.fields)
    assert given_letters(citation) == wanted.pop("people")
    assert {name: getattr(citation, name) for name in wanted} == wanted
    assert citation.problems == ()


@given(house_references())
def test_a_citation_read_in_full_renders_to_the_very_string(made: Made) -> None:
    assert render(parse_entry(made.text)) == made.text


@given(house_references())
def test_the_fast_path_reads_what_the_tolerant_path_reads(made: Made) -> None:
    fast = read_house(made.text, 7, (), "References")
    assume(fast is not None)
    assert fast is not None and fast.source is not None
    slow = read_tolerantly(made.text, 7, (), "References")
    assert slow.source is not None
    assert fast.source.marks == slow.source.marks
    assert fast == slow.model_copy(update={"source": fast.source})


@MANY
@given(hostile)
def test_the_fast_path_agrees_on_any_text(text: str) -> None:
    fast = read_house(text, None, (), None)
    if fast is not None and fast.source is not None:
        slow = read_tolerantly(text)
        assert slow.source is not None
        assert fast.source.marks == slow.source.marks
        assert fast == slow.model_copy(update={"source": fast.source})


@MANY
@given(hostile)
def test_no_character_of_an_entry_is_lost(text: str) -> None:
    citation = parse_entry(text, 4)
    source = citation.source
    assert source is not None
    assert (source.text, source.number) == (text, 4)
    assert "".join(piece for _, piece in source.pieces()) == text
    at = 0
    for mark in source.marks:
        assert at <= mark.start < mark.end <= len(text)
        at = mark.end


@MANY
@given(hostile)
def test_what_stands_in_no_field_is_told(text: str) -> None:
    citation = parse_entry(text)
    assert citation.source is not None
    told = [(problem.start, problem.end) for problem in citation.problems]
    for start, end in find_unread(text, citation.source.marks):
        assert any(a <= start and end <= b for a, b in told), (text[start:end], citation.problems)


@MANY
@given(hostile)
def test_problems_lie_within_the_entry_and_draw_their_caret(text: str) -> None:
    for problem in parse_entry(text).problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        shown, caret = problem.draw(text).split("\n")
        assert shown.isprintable() or not shown
        assert caret.lstrip().startswith("^") and caret.endswith(problem.message)


@MANY
@given(hostile)
def test_every_dump_is_an_item_of_csl_json(text: str) -> None:
    for citation in [parse_entry(text), *parse(text)]:
        item = json.loads(citation.model_dump_json(exclude_defaults=True))
        assert list(VALIDATOR.iter_errors([item])) == []
        assert Citation.model_validate(item) == citation.model_copy(
            update={"source": None, "problems": ()}
        )


@MANY
@given(hostile)
def test_fields_are_clean_text(text: str) -> None:
    citation = parse_entry(text)
    for value in citation.model_dump(exclude={"source", "problems"}).values():
        if isinstance(value, str) and value:
            assert value == value.strip()
            assert "\n" not in value and "\x00" not in value and "\x1b" not in value
            assert unicodedata.is_normalized("NFC", value)


@MANY
@given(hostile)
def test_reading_twice_is_reading_once(text: str) -> None:
    assert parse(text) == parse(text)
    again = parse_entry(text)
    assert parse_entry(text) == again


@given(
    st.lists(house_references(), min_size=1, max_size=6),
    st.sampled_from(("\n", "\r\n", "\r", "\n\n", "\n   \t")),
)
def test_a_page_gives_its_entries_in_order_wherever_they_stand(made: list[Made], end: str) -> None:
    lines = [f"{n}. {one.text}" for n, one in enumerate(made, 1)]
    page = end.join(
        [
            "Hemifacial Spasm",
            "KEY FACTS",
            "Selected References",
            *lines,
            "Related Anatomy",
            "Loading...",
        ]
    )
    citations = parse(page)
    assert [c.source.text for c in citations if c.source] == [one.text for one in made]
    assert [c.source.number for c in citations if c.source] == list(range(1, len(made) + 1))
    for citation in citations:
        assert citation.source is not None
        for place in citation.source.places:
            assert page[place.start : place.end] == citation.source.text


@given(st.lists(house_references(), min_size=1, max_size=5))
def test_a_list_printed_twice_is_read_once(made: list[Made]) -> None:
    text = "Selected References\n" + "\n".join(f"{n}. {one.text}" for n, one in enumerate(made, 1))
    once = parse(text)
    twice = parse(f"{text}\nReferences\nTables\n\n\nKEY FACTS\n{text}")
    assert [c.model_copy(update={"source": None}) for c in once] == [
        c.model_copy(update={"source": None}) for c in twice
    ]
    assert all(c.source is not None and len(c.source.places) == 2 for c in twice)


@given(st.lists(house_references(), min_size=1, max_size=6))
def test_streaming_reads_what_the_page_reads(made: list[Made]) -> None:
    lines = [f"{n}. {one.text}\n" for n, one in enumerate(made, 1)]
    assert list(iter_parse(lines)) == parse("".join(lines))


@given(house_references(), st.integers(20, 60))
def test_a_wrapped_entry_is_the_entry(made: Made, width: int) -> None:
    words, lines = made.text.split(" "), [""]
    for word in words:
        # A line that starts like a number is a case of its own (tests/data/pages).
        if (
            len(lines[-1]) + len(word) > width
            and not word[0].isdigit()
            and lines[-1][-1:].isalpha()
        ):
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    page = "Selected References\n1. " + "\n   ".join(lines)
    (citation,) = parse(page)
    plain = parse_entry(made.text)
    assert citation.model_copy(update={"source": None}) == plain.model_copy(update={"source": None})


@MANY
@given(hostile)
def test_a_page_of_anything_gives_lists_without_raising(text: str) -> None:
    for found in parse_lists(text):
        assert found.citations
    list(iter_parse(text.splitlines(keepends=True)))


SEED_TEXT = SEED.read_text("utf-8")


@st.composite
def damaged_pages(draw: st.DrawFn) -> str:
    """Cut a piece out of the seed page and damage it in a few places."""
    start = draw(st.integers(0, len(SEED_TEXT) - 1))
    text = SEED_TEXT[start : start + draw(st.integers(1, 4000))]
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(hostile) + text[at + draw(st.integers(0, 40)) :]
    return text


@MANY
@given(damaged_pages())
def test_a_damaged_page_is_read_and_loses_nothing(text: str) -> None:
    for citation in parse(text):
        assert citation.source is not None
        assert "".join(piece for _, piece in citation.source.pieces()) == citation.source.text
        for place in citation.source.places:
            # The text of an HTML entry is decoded: it stands nowhere as it is.
            # Running heads and numbers of pages inside an entry are no part of its text.
            there = iter(text[place.start : place.end].splitlines())
            lines = citation.source.text.splitlines()
            assert is_html(text) or all(any(line in one for one in there) for line in lines)
