"""Hold the laws of the ground floor: folding, pages, dates, names, identifiers."""

from __future__ import annotations

import json
import unicodedata
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from radrefs.dates import MONTHS, read_date
from radrefs.identifiers import find_identifiers, trim
from radrefs.journals import find_journal, full_titles
from radrefs.model import ItemType
from radrefs.names import spell_initials
from radrefs.pages import read_pages, shorten
from radrefs.text import ascii_fold, fold, is_folded
from tests.cases import DATA
from tests.property.examples import MANY
from tests.property.references import hostile


@MANY
@given(hostile)
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text).text
    assert fold(folded).text == folded


@MANY
@given(hostile)
def test_folded_text_needs_no_folding(text: str) -> None:
    folded = fold(text).text
    assert "  " not in folded and folded == folded.strip(" ")
    assert not any(unicodedata.category(char) == "Cc" for char in folded)


@MANY
@given(hostile)
def test_every_folded_character_knows_where_it_was(text: str) -> None:
    folded = fold(text)
    for at, char in enumerate(folded.text):
        start, end = folded.given(at, at + 1)
        assert 0 <= start < end <= len(text)
        if char != " ":
            assert char in unicodedata.normalize("NFC", text[start:end])


@MANY
@given(hostile)
def test_no_visible_letter_is_folded_away(text: str) -> None:
    letters = [c for c in unicodedata.normalize("NFD", text) if c.isalnum()]
    kept = [c for c in unicodedata.normalize("NFD", fold(text).text) if c.isalnum()]
    assert kept == letters


@MANY
@given(st.text())
def test_plain_text_is_told_at_once(text: str) -> None:
    if is_folded(text):
        assert fold(text).starts is None


@MANY
@given(st.text())
def test_ascii_folding_gives_ascii(text: str) -> None:
    assert ascii_fold(text).isascii()


@MANY
@given(st.integers(1, 99999), st.integers(0, 999), st.sampled_from(("", "S", "ONS", "e")))
def test_shortening_and_expanding_pages_is_identity(first: int, more: int, letter: str) -> None:
    full = f"{letter}{first}-{letter}{first + more}"
    assert read_pages(shorten(full)).page == full
    assert read_pages(full).page == full


@MANY
@given(st.from_regex(r"[A-Z]{0,3}\d{1,5}[-\u2013][A-Z]{0,3}\d{1,5}", fullmatch=True))
def test_a_page_end_is_expanded_and_never_invented(printed: str) -> None:
    read = read_pages(printed)
    first, _, last = read.page.partition("-")
    start, _, end = printed.replace("\u2013", "-").partition("-")
    assert first == start
    assert last.endswith(end.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    digits = [int("".join(filter(str.isdigit, part))) for part in (first, last)]
    same_letters = first.rstrip("0123456789") == last.rstrip("0123456789")
    assert digits[0] <= digits[1] or read.wrong or not same_letters


@MANY
@given(hostile)
@example("e00054-15")
@example("1023-1")
def test_pages_of_anything_keep_what_is_printed(printed: str) -> None:
    read = read_pages(printed)
    kept = [char for char in read.page if char.isalnum()]
    assert all(char in kept for char in printed.strip().removeprefix("p ") if char.isdigit())


def test_an_article_number_with_a_hyphen_is_no_range() -> None:
    assert read_pages("e00054-15").number == "e00054-15"


@pytest.mark.parametrize("number, month", list(enumerate(MONTHS, 1)))
def test_each_month_is_its_own_number(number: int, month: str) -> None:
    for printed in (f"2021 {month.title()}", f"{month.title()} 2021", f"{month.title()} 7, 2021"):
        found = read_date(printed)
        assert found is not None and found.date is not None
        assert found.date.date_parts[0][:2] == (2021, number)


@pytest.mark.parametrize(
    "season, number", [("Spring", 1), ("Summer", 2), ("Fall", 3), ("Autumn", 3), ("Winter", 4)]
)
def test_each_season_is_its_own_number(season: str, number: int) -> None:
    found = read_date(f"2008 {season}")
    assert found is not None and found.date is not None
    assert (found.date.year, found.date.season) == (2008, number)


@MANY
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZÉØÅŁ", min_size=1, max_size=5))
def test_initials_are_split_and_closed_again(letters: str) -> None:
    spelled = spell_initials(letters)
    assert spelled.count(".") == len(letters)
    assert spelled.replace(". ", "").replace(".", "") == letters


@pytest.mark.parametrize(
    "printed, given",
    [
        ("MGZ", "M. G. Z."),
        ("J-P", "J.-P."),
        ("J-CJ", "J.-C. J."),
        ("Th", "Th."),
        ("a", "a."),
        ("ÉDC", "É. D. C."),
    ],
)
def test_initials_of_every_form(printed: str, given: str) -> None:
    assert spell_initials(printed) == given


@pytest.mark.parametrize("row", list(full_titles().items())[::97])
def test_journals_are_found_exactly_and_tolerantly(row: tuple[str, str]) -> None:
    abbreviation, title = row
    found = find_journal(abbreviation)
    assert found is not None and found.title == title
    for variant in (abbreviation.upper(), abbreviation.replace(" ", ". ") + "."):
        assert find_journal(variant) is not None


def test_journals_know_each_other_and_unknown_ones_are_unknown() -> None:
    assert find_journal("Brain Commun") == find_journal("Brain communications")
    assert find_journal("Acta Neurochir") == find_journal("Acta Neurochir (Wien)")
    assert find_journal("Journal of Things Nobody Prints") is None


@MANY
@given(st.text(max_size=60))
def test_trimming_an_identifier_only_shortens_it(value: str) -> None:
    assert value.startswith(trim(value))


@MANY
@given(hostile)
def test_identifiers_stand_where_they_are_said_to(text: str) -> None:
    folded = fold(text).text
    for found in find_identifiers(folded):
        assert folded[found.start : found.end].replace("/ ", "/") == found.value
        assert found.label <= found.start


def test_the_types_are_those_of_the_schema() -> None:
    schema = json.loads((DATA / "schema/csl-data.json").read_text("utf-8"))
    assert list(get_args(ItemType)) == schema["items"]["properties"]["type"]["enum"]


def test_the_journals_are_in_composed_letters() -> None:
    names = full_titles()
    assert all(unicodedata.is_normalized("NFC", text) for pair in names.items() for text in pair)
