"""Read what the rules doubt: style grammars, and the labeller after them."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radrefs import Citation, dumps, loads, parse_entry
from radrefs.model import ProblemKind
from radrefs.parsing.labeller import LABELS, label, tokens
from radrefs.parsing.name_lists import read_name_list
from radrefs.parsing.style_grammar import TAILS, read_styles

TITLE = "Vascular compression of the facial nerve at the root exit zone"
HEADS = {
    "Family AB": "Hughes MA, Branstetter BF, Taylor CT",
    "Family A. B.": "Hughes M. A., Branstetter B. F., and Taylor C. T.",
    "Family, A. B.": "Hughes, M. A., Branstetter, B. F., & Taylor, C. T.",
    "Family, AB": "Hughes, MA; Branstetter, BF; Taylor, CT",
    "A. B. Family": "M. A. Hughes, B. F. Branstetter, and C. T. Taylor",
}
# Between names and title, where the year may stand, and what follows the title.
YEARS = {" (2021) ": ". ", " (2021). ": ". ", ", 2021. ": ". ", ". ": ". ", ": ": ". ", ", ": ", "}
JOURNALS = ("Brain Commun", "AJNR Am J Neuroradiol", "Journal of neurosurgery")
LATE = ("43(2):291-299, 2021", "2021;43(2):291-299", "(2021) 43:291-299",
        "vol. 43, no. 2, pp. 291-299, 2021", "43, 291-299 (2021)")  # fmt: skip
EARLY = ("43(2):291-299", "43, 291-299", "43(2), 291-299", "vol. 43, no. 2, pp. 291-299")
FACTS = ("43", "291-299", 2021)


def cases() -> list[tuple[str, str]]:
    found = []
    for (form, names), (mark, end), journal in product(HEADS.items(), YEARS.items(), JOURNALS):
        for tail in EARLY if "2021" in mark else LATE:
            head = names.rstrip(".") if mark.startswith(".") else names
            found.append((form, f"{head}{mark}{TITLE}{end}{journal} {tail}"))
    return found


def families(citation: Citation) -> list[str | None]:
    return [name.family for name in citation.author]


@pytest.mark.parametrize("form", HEADS)
def test_a_style_is_read_rightly_or_reported(form: str) -> None:
    some = [text for name, text in cases() if name == form]
    silent = []
    right = 0
    for text in some:
        one = parse_entry(text)
        facts = (one.volume, one.page, one.year) == FACTS
        whole = (
            facts and one.title == TITLE and families(one) == ["Hughes", "Branstetter", "Taylor"]
        )
        right += whole
        if not whole and not one.problems:
            silent.append((text, one))
    assert silent == []
    assert right >= len(some) * 0.75


@pytest.mark.parametrize("text", [
    "Hughes MA et al: Imaging predictors of spasm. Brain Commun. 3(3):291-9, 2021",
    "Hughes MA, Taylor CT. Imaging predictors of spasm. Brain Commun. 2021;3(3):291-9.",
])  # fmt: skip
def test_what_the_rules_read_stays_theirs(text: str) -> None:
    one = parse_entry(text)
    assert one.problems == ()
    assert one.source and one.source.reader == "rules"


def test_who_read_an_entry_is_said_in_its_source_and_in_json() -> None:
    text = f"M. A. Hughes and C. T. Taylor, {TITLE}, J. Neurosurg. 43, 291-299 (2021)"
    one = parse_entry(text)
    assert one.source and one.source.reader == "grammar"
    assert '"reader":"grammar"' in dumps([one], "csl-json").replace(" ", "")
    assert loads(dumps([one], "csl-json"), "csl-json")[0].title == TITLE


def test_the_labeller_never_reads_in_silence() -> None:
    text = f"M A Hughes and C T Taylor {TITLE} Unheard of Annals 43 291-299 2021"
    one = parse_entry(text)
    assert one.problems
    assert {problem.kind for problem in one.problems} & {ProblemKind.LABELLED, *ProblemKind}


@pytest.mark.parametrize("text", [
    "World Health Organization. Global report on imaging. Geneva: WHO Press; 2016.",
    "Osborn AG. Diagnostic neuroradiology. 2nd ed. St. Louis: Mosby; 1994.",
])  # fmt: skip
def test_books_are_left_to_the_rules(text: str) -> None:
    one = parse_entry(text)
    assert one.source and one.source.reader == "rules"
    assert all(name.family != "Organization" for name in one.author)


@given(st.text(max_size=300))
def test_labels_cover_the_tokens_of_any_text(text: str) -> None:
    found = label(text)
    assert [token for token, _ in found] == tokens(text)
    assert {name for _, name in found} <= set(LABELS)


@given(st.text(alphabet="ABCé. ,;:()12-abc&\u201c\u201d", max_size=120))
def test_grammars_never_fail_and_spans_are_of_the_text(text: str) -> None:
    for reading in read_styles(text, len(text)):
        for start, end in reading.spans.values():
            assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize("piece", [
    "A", "A. ", "Smith AB, ", "Aa-", "\u00c9", "\u00c9\u00c9-", "1(1):", "(2010) ", "\u201c",
    ". A", "de ", "O'", "Jan ", "et al ",
])  # fmt: skip
def test_no_text_makes_the_readers_slow(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    start = time.process_time()
    read_styles(text, len(text))
    label(text)
    assert time.process_time() - start < 5


def test_the_tails_are_each_met_by_an_example() -> None:
    assert len({name for name, _ in TAILS}) == len(TAILS)


@pytest.mark.parametrize(("text", "expected"), [
    ("Hughes MA, van der Berg E", ["Hughes", "van der Berg"]),
    ("Bray N. L., Pimentel H., and Pachter L.", ["Bray", "Pimentel", "Pachter"]),
    ("Leal, Jo\u00e3o, and Ana Costa", ["Leal", "Costa"]),
    ("MIOSSEC, P. & KOLLS, J. K.", ["Miossec", "Kolls"]),
    ("M. Gyulassy and X.-N. Wang", ["Gyulassy", "Wang"]),
    ("Durfee III, C. G., Murnane, M. M.", ["Durfee", "Murnane"]),
])  # fmt: skip
def test_a_list_of_names_has_one_form(text: str, expected: list[str]) -> None:
    found = read_name_list(text, 0, len(text))
    assert found
    assert [one.name.family for one in found.people] == expected
