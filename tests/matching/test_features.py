"""Check the single comparisons: rows of what page and record say, and the level."""

from __future__ import annotations

from typing import Any

import pytest

from radrefs.matching.author import author_feature, same_family
from radrefs.matching.journal import compare_journals, journal_feature
from radrefs.matching.kind import not_an_article, notice_feature, type_feature
from radrefs.matching.levels import Feature, Level, differs
from radrefs.matching.normalize import folded
from radrefs.matching.notice_titles import notice_of
from radrefs.matching.place import (
    first_page_of,
    number_feature,
    number_of,
    page_feature,
    same_page,
    year_feature,
)
from radrefs.matching.records import Work
from radrefs.matching.title import (
    numerals_feature,
    similarity_label,
    title_feature,
    title_similarity,
)
from radrefs.model import Citation, Name


def work(**record: Any) -> Work:
    fields = {name.replace("_", "-"): value for name, value in record.items()}
    return Work("crossref", {"DOI": "10.5555/one", **fields})


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("Hughes", "Hughes", True),
        ("El-Refaee", "ElRefaee", True),
        ("van der Berg", "Berg", True),
        ("de la Cruz", "Cruz", True),
        ("Garcia Lopez", "Lopez", True),
        ("Müller", "Muller", True),
        ("Lefaucheur", "Lefaucher", True),
        ("Li", "Lu", False),
        ("Ma", "Mao", False),
        ("Hughes", "Hunter", False),
        ("", "Hughes", False),
    ],
)
def test_family_names_are_compared(one: str, other: str, same: bool) -> None:
    assert same_family(one, other) is same
    assert same_family(other, one) is same


HUGHES, YAN = Name(family="Hughes", given="M. A."), Name(family="Yan", given="X.")
BODY = Name(literal="European Society of Radiology")


@pytest.mark.parametrize(
    "printed, found, feature",
    [
        (HUGHES, [HUGHES, YAN], "agrees"),
        (HUGHES, [Name(family="Hughes", given="Mark")], "agrees"),
        (HUGHES, [Name(family="Hughes")], "agrees"),
        (HUGHES, [Name(family="Hughes", given="Peter")], "near: M. A. Hughes / Peter Hughes"),
        (HUGHES, [YAN, HUGHES], "near: not the first author of the record"),
        (
            Name(family="Xuebin", given="Y."), [Name(family="Yan", given="Xuebin")],
            "near: family and given name swapped",
        ),
        (HUGHES, [YAN], "conflicts: M. A. Hughes / X. Yan"),
        (BODY, [Name(literal="The European Society of Radiology (ESR)")], "agrees"),
        (BODY, [HUGHES], "conflicts: European Society of Radiology / M. A. Hughes"),
        (None, [HUGHES], "missing"),
        (HUGHES, [], "missing"),
    ],
)  # fmt: skip
def test_first_authors_are_compared(printed: Name | None, found: list[Name], feature: str) -> None:
    assert str(author_feature(printed, iter(found))) == feature


@pytest.mark.parametrize(
    "one, other, level",
    [
        ("Neuroradiology", "Neuroradiology", Level.AGREES),
        ("Surg Radiol Anat", "Surgical and Radiologic Anatomy", Level.AGREES),
        ("AJNR Am J Neuroradiol", "AJNR. American journal of neuroradiology", Level.AGREES),
        ("AJNR Am J Neuroradiol", "American Journal of Neuroradiology", Level.NEAR),
        ("JNNP", "Journal of Neurology, Neurosurgery & Psychiatry", Level.AGREES),
        ("J Neurol Neurosurg Psychiatry", "Journal of Neurology, Neurosurgery & Psychiatry",
         Level.AGREES),
        ("Jnl Invented Matters", "Journal of Invented Matters", Level.AGREES),
        ("Invented Matters", "Invented Matters Reports", Level.NEAR),
        ("Radiology", "Stroke", Level.CONFLICTS),
        ("The Of", "And", Level.CONFLICTS),
    ],
)  # fmt: skip
def test_names_of_journals_are_compared(one: str, other: str, level: Level) -> None:
    assert compare_journals(one, other) is level


@pytest.mark.parametrize(
    "printed, found, feature",
    [
        (["Radiology"], ["Stroke", "Radiology"], "agrees"),
        (["Radiology"], ["Stroke"], "conflicts: Radiology / Stroke"),
        (["Radiology"], [*["Stroke"] * 6, "Radiology"], "conflicts: Radiology / Stroke"),
        ([], ["Stroke"], "missing"),
        (["Radiology"], [], "missing"),
    ],
)
def test_the_best_name_of_a_journal_counts(
    printed: list[str], found: list[str], feature: str
) -> None:
    assert str(journal_feature(printed, found)) == feature


@pytest.mark.parametrize(
    "printed, years, feature",
    [
        (2019, {2019}, "agrees"),
        (2019, {2017, 2019}, "agrees"),
        (2019, {2018, 2020}, "near: 2019 / 2018"),
        (2019, {2017}, "conflicts: 2019 / 2017"),
        (None, {2019}, "missing"),
        (2019, set(), "missing"),
    ],
)
def test_years_are_compared(printed: int | None, years: set[int], feature: str) -> None:
    assert str(year_feature(printed, years)) == feature


@pytest.mark.parametrize(
    "text, number",
    [("61", "61"), ("061", "61"), ("Suppl 1", "1"), ("3-4", "3"), ("0", "0"), ("A", "a"), ("", "")],
)
def test_the_number_of_a_volume_is_read(text: str, number: str) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    "printed, found, feature",
    [
        ("61", "61", "agrees"),
        ("61", " 061 ", "agrees"),
        ("3", "3-4", "agrees"),
        ("61", "16", "conflicts: 61 / 16"),
        ("61", None, "missing"),
        ("61", 61, "missing"),
        ("", "61", "missing"),
    ],
)
def test_volumes_and_issues_are_compared(printed: str, found: object, feature: str) -> None:
    assert str(number_feature(printed, found)) == feature


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("291", "291", True),
        ("0291", "291", True),
        ("e17", "17", True),
        ("17a", "17", True),
        ("s12", "12", False),
        ("s12", "s12", True),
        ("e17", "f17", False),
        ("17a", "17b", False),
        ("291", "292", False),
        ("fcab146", "fcab147", False),
        ("", "1", False),
    ],
)
def test_first_pages_are_compared(one: str, other: str, same: bool) -> None:
    assert same_page(one, other) is same
    assert same_page(other, one) is same


@pytest.mark.parametrize(
    "page, number, first",
    [
        ("291-299", None, "291"),
        ("291", None, "291"),
        ("E17-E25", None, "e17"),
        ("12, 14-16", None, "12"),
        ("S1-12", None, "s1"),
        ("abc-def", None, "abc-def"),
        ("e0123456", "e0123456", "e0123456"),
        (None, "FCAB146", "fcab146"),
        (None, None, ""),
    ],
)
def test_the_first_page_of_a_citation_is_read(
    page: str | None, number: str | None, first: str
) -> None:
    citation = Citation(id="one", type="article-journal", page=page, number=number)
    assert first_page_of(citation) == first


@pytest.mark.parametrize(
    "printed, record, feature",
    [
        ("291", {"page": "291-299"}, "agrees"),
        ("291", {"page": "292-299"}, "conflicts: 291 / 292"),
        ("e0123456", {"article_number": "E0123456"}, "agrees"),
        ("e0123456", {"page": "1-7", "article_number": "e0123456"}, "agrees"),
        ("e0123456", {"page": "1-7"}, "missing: e0123456 / 1-7"),
        ("291", {"page": "1-7"}, "conflicts: 291 / 1"),
        ("124356", {"DOI": "10.5555/x.2019.124356"}, "agrees: the end of the DOI"),
        ("124356", {"DOI": "10.5555/jnl124356"}, "agrees: the end of the DOI"),
        ("291", {"DOI": "10.5555/x.291"}, "missing"),
        ("291", {"page": "n/a-n/a"}, "missing"),
        ("291", {}, "missing"),
        ("", {"page": "291"}, "missing"),
    ],
)
def test_the_page_is_compared_with_a_record(
    printed: str, record: dict[str, Any], feature: str
) -> None:
    assert str(page_feature(printed, work(**record))) == feature


TITLE = "Imaging of neurovascular conflict in hemifacial spasm"


@pytest.mark.parametrize(
    "record, feature",
    [
        ({"title": [TITLE]}, "agrees"),
        ({"title": ["Other"], "original_title": [TITLE]}, "agrees"),
        ({"title": [TITLE.upper()]}, "agrees"),
        ({"title": [f"RETRACTED: {TITLE}"]}, "agrees"),
        ({"title": [f"{TITLE}: a review of cases"]}, "agrees"),
        ({"title": [f"{TITLE}: part II"]}, "near: 0.92"),
        ({"title": ["Imaging of neurovascular"], "subtitle": ["conflict in hemifacial spasm"]},
         "agrees"),
        ({"title": [TITLE.replace("hemifacial", "hemifacail")]}, "agrees: 0.98"),
        ({"title": ["A note on imaging of the neurovascular conflict in any hemifacial spasm"
                    " of young and old patients seen"]}, "near: 0.68"),
        ({"title": ["Deep learning for the knee"]}, "conflicts: 0.32"),
    ],
)  # fmt: skip
def test_titles_are_compared(record: dict[str, Any], feature: str) -> None:
    assert str(title_feature(title_similarity(folded(TITLE), work(**record)))) == feature


@pytest.mark.parametrize(
    ("detail", "label"),
    [("0.56", "56 % similar"), ("0.29", "29 % similar"), ("1.00", "100 % similar"), ("", ""),
     ("none / 2", "")],
)  # fmt: skip
def test_a_similarity_is_said_in_words(detail: str, label: str) -> None:
    assert similarity_label(Feature(Level.NEAR, detail)) == label


@pytest.mark.parametrize(
    "printed, title, feature",
    [
        (("2",), "part ii", "agrees"),
        ((), "part ii", "conflicts: none / 2"),
        (("1", "2"), "part i", "conflicts: 1 2 / 1"),
        (("1",), "no number", "conflicts: 1 / none"),
    ],
)
def test_numbers_in_titles_are_compared(printed: tuple[str, ...], title: str, feature: str) -> None:
    assert str(numerals_feature(printed, title)) == feature


PREPRINT = {"type": "posted-content", "subtype": "preprint"}


@pytest.mark.parametrize(
    "printed, journal, record, feature",
    [
        ("article-journal", "Stroke", {"type": "journal-article"}, "agrees"),
        ("article-journal", "Stroke", PREPRINT, "conflicts: a preprint"),
        ("article-journal", "bioRxiv", PREPRINT, "agrees"),
        ("article-journal", "SocArXiv", PREPRINT, "agrees"),
        ("article-journal", "Research Square", PREPRINT, "agrees"),
        ("article-journal", "Stroke", {"type": "posted-content", "subtype": "peer_review"},
         "conflicts: posted-content"),
        ("article-journal", "Stroke", {"type": "proceedings-article"}, "near: proceedings-article"),
        ("article-journal", "Stroke", {"type": "book-chapter"}, "conflicts: book-chapter"),
        ("article-journal", "Stroke", {"type": "dataset"}, "conflicts: dataset"),
        ("book", "", {"type": "monograph"}, "agrees"),
        ("chapter", "", {"type": "journal-article"}, "conflicts: journal-article"),
        ("dataset", "", {"type": "dataset"}, "near: dataset"),
        ("article-journal", "Stroke", {}, "missing"),
        ("article-journal", "Stroke", {"type": 7}, "missing"),
    ],
)  # fmt: skip
def test_types_are_compared(
    printed: str, journal: str, record: dict[str, Any], feature: str
) -> None:
    assert str(type_feature(printed, (journal,) if journal else (), work(**record))) == feature


@pytest.mark.parametrize(
    "doi, what",
    [
        ("10.3410/f.1", "a recommendation (Faculty Opinions)"),
        ("10.1371/journal.pone.0000001.g001", "a part of an article"),
        ("10.5555/x.supp1", "a part of an article"),
        ("10.1055/s-0039-1.abs", "a part of an article"),
        ("10.5555/one", ""),
    ],
)
def test_a_doi_that_is_no_article_s_is_recognised(doi: str, what: str) -> None:
    assert not_an_article(doi) == what


@pytest.mark.parametrize(
    "printed, found, feature",
    [
        (TITLE, TITLE, "agrees"),
        (TITLE, f"Erratum: {TITLE}", "conflicts: an article / correction"),
        (f"Erratum: {TITLE}", f"Erratum: {TITLE}", "agrees"),
        (f"Erratum: {TITLE}", TITLE, "near: correction / an article"),
        (f"Reply: {TITLE}", f"Erratum: {TITLE}", "conflicts: reply / correction"),
    ],
)
def test_notices_are_compared(printed: str, found: str, feature: str) -> None:
    record, title = work(title=[found]), folded(printed)
    similarity = title_similarity(title, record)
    assert str(notice_feature(notice_of(printed), title, record, similarity)) == feature


def test_a_feature_is_read_as_it_was_written() -> None:
    for level in Level:
        for one in (Feature(level), Feature(level, "a: b / c")):
            assert Feature.read(str(one)) == one
    assert differs(Level.NEAR, "x" * 70, 7).detail == f"{'x' * 57}... / 7"
    with pytest.raises(ValueError, match="nearly"):
        Feature.read("nearly")
