"""Check how text is folded for comparing: rows of what is given and what comes out."""

from __future__ import annotations

import pytest

from radrefs.matching.normalize import fold, folded, folded_name, is_shouted, numerals


@pytest.mark.parametrize(
    "text, plain",
    [
        ("Ångström–Øster’s ß", "angstrom osters ss"),
        ("TNF-α / IL‑1β", "tnf alpha il 1beta"),
        ("Œdème cérébral", "oedeme cerebral"),
        ("Ǿrsted", "orsted"),
        ("Ｆｕｌｌ width", "full width"),
        ("Журнал", "журнал"),
        ("don't", "dont"),
        ("a_b--c", "a b c"),
        ("  ... ", ""),
        ("", ""),
    ],
)
def test_text_is_folded(text: str, plain: str) -> None:
    assert fold(text) == folded(text) == plain
    assert fold(plain) == plain


@pytest.mark.parametrize(
    "name, plain",
    [
        ("El-Refaee", "elrefaee"),
        ("ElRefaee", "elrefaee"),
        ("van der Berg", "vanderberg"),
        ("O’Brien", "obrien"),
        ("Müller", "muller"),
    ],
)
def test_a_family_name_is_folded_without_blanks(name: str, plain: str) -> None:
    assert folded_name(name) == plain


@pytest.mark.parametrize(
    "title, numbers",
    [
        ("part II", ("2",)),
        ("Part 2", ("2",)),
        ("type I error in two groups", ("1", "2")),
        ("Type 1 error in 2 groups", ("1", "2")),
        ("Phase III", ("3",)),
        ("phase three", ("3",)),
        ("007 cases", ("7",)),
        ("the year 0", ("0",)),
        ("Chiari malformation type I", ("1",)),
        ("Vitamin K and I", ()),
        ("i.v. contrast", ()),
        ("xxxi", ()),
        ("1.5 T and 3 T", ("1", "3", "5")),
        ("no numbers", ()),
    ],
)
def test_the_numbers_of_a_title_are_read(title: str, numbers: tuple[str, ...]) -> None:
    assert numerals(folded(title)) == numbers


@pytest.mark.parametrize(
    "text, shouted",
    [
        ("IMAGING OF THE SPINE", True),
        ("Imaging of the spine", False),
        ("MRI", False),
        ("MRI 1234567", False),
        ("", False),
    ],
)
def test_a_text_in_capitals_is_recognised(text: str, shouted: bool) -> None:
    assert is_shouted(text) is shouted
