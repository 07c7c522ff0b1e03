"""Hold that text is read out of markup by one rule: files, registries, tags of every kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radrefs import loads
from radrefs.markup import (
    SUBSCRIPTS,
    SUPERSCRIPTS,
    as_script,
    clean,
    decode_entities,
    plain_text,
)
from radrefs.matching.records import Work, citation_of

# What stands in a file or record, the text of it, and what registries' texts are compared as.
ROWS = [
    ("<i>In vivo</i> imaging", "In vivo imaging", "In vivo imaging"),
    ('<emph type="ital">JAMA</emph>', "JAMA", "JAMA"),
    ("<jats:title>A</jats:title><jats:p>B<jats:sub>2</jats:sub></jats:p>", "A B₂", "A B2"),
    ("<sup>18</sup>F-FDG", "¹⁸F-FDG", "18F-FDG"),
    ("H<sub>2</sub>O and T<sub>2*</sub>", "H₂O and T2*", "H2O and T2*"),
    ("10<sup>\u22123</sup> mm", "10⁻³ mm", "10\u22123 mm"),
    ("<mml:math display='inline'><mml:mi>x</mml:mi></mml:math> is", "x is", "x is"),
    ("A &amp;lt;i&amp;gt;B&amp;lt;/i&amp;gt;", "A B", "A B"),
    ("Fish &amp;amp; chips &eacute;", "Fish & chips é", "Fish & chips é"),
    ("p &lt; .05 &gt .01", "p < .05 > .01", "p < .05 > .01"),
    ("INFANT&lt;subtitle&gt;Cure&lt;/subtitle&gt;", "INFANT Cure", "INFANT Cure"),
    ("<!--Emphasis removed-->Conflict", "Conflict", "Conflict"),
    # No markup: signs of comparing, addresses, a company, a DOI with angles.
    ("T1<T2 and ADC>mean", "T1<T2 and ADC>mean", "T1<T2 and ADC>mean"),
    ("ADC<median: a cohort", "ADC<median: a cohort", "ADC<median: a cohort"),
    ("Lesions <5 mm or >3 cm", "Lesions <5 mm or >3 cm", "Lesions <5 mm or >3 cm"),
    ("AT&T; R&D &copy=2", "AT&T; R&D &copy=2", "AT&T; R&D &copy=2"),
    ("17:1<v::aid-yea13>3.0.co;2-c",) * 3,
]  # fmt: skip


@pytest.mark.parametrize("markup, text, on_the_line", ROWS)
def test_markup_becomes_text(markup: str, text: str, on_the_line: str) -> None:
    assert plain_text(markup) == text
    assert clean(markup) == on_the_line


@pytest.mark.parametrize("markup, text, on_the_line", [row for row in ROWS if "&" not in row[0]])
def test_every_reader_takes_markup_alike(markup: str, text: str, on_the_line: str) -> None:
    quoted = markup.replace('"', '\\"')
    csl = loads(f'[{{"id": "a", "type": "book", "title": "{quoted}"}}]', "csl-json")[0]
    ris = loads(f"TY  - BOOK\nTI  - {markup}\nER  - \n", "ris")[0]
    nbib = loads(f"PMID- 1\nTI  - {markup}\n", "medline")[0]
    assert (csl.title, ris.title, nbib.title) == (text, text, text)
    record = Work("crossref", {"DOI": "10.5555/a", "title": [markup]})
    assert citation_of(record).title == on_the_line


def test_a_script_is_set_whole_or_not_at_all() -> None:
    assert as_script("18", SUPERSCRIPTS) == "¹⁸"
    assert as_script("2*", SUBSCRIPTS) == "2*"
    assert as_script("", SUPERSCRIPTS) == ""


def test_entities_are_decoded_once_and_unknown_ones_stay() -> None:
    assert decode_entities("&amp;lt; &nosuch; &#x2019;") == "&lt; &nosuch; \u2019"


def test_what_steers_a_terminal_or_hides_is_left_out() -> None:
    assert clean("\x1b[31mRed\x1b[0m \u202etxet\u200b") == "Red txet"
    assert clean(None) == clean(7) == ""
    assert clean("a" * 30, 20) == "a" * 20
    assert clean("a" * 10 + "<jats:italic>b</jats:italic>", 20) == "a" * 10


@given(st.text("<>/&;#xaisupb \n=:!-", max_size=60))
def test_text_without_markup_is_text_again(text: str) -> None:
    once = plain_text(text)
    if "<" not in once and "&" not in once:
        assert plain_text(once) == once
    assert "\n" not in once and once == once.strip()
