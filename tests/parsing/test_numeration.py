"""Read dates, volumes, issues and pages, wherever they stand: a table for each kind."""

from __future__ import annotations

import pytest

from radrefs import Citation, parse_entry

HEAD = "Smith AB, Jones CD. Imaging of the orbit. "


def numbers(citation: Citation) -> tuple[object, ...]:
    """Return the date (as written in CSL, season last), volume, issue and pages."""
    issued = citation.issued
    dates = "/".join("-".join(map(str, part)) for part in issued.date_parts) if issued else None
    if issued and issued.season:
        dates = f"{dates} season {issued.season}"
    return dates, citation.volume, citation.issue, citation.page


def read(tail: str) -> tuple[Citation, list[str]]:
    citation = parse_entry(HEAD + tail)
    return citation, [str(problem.kind) for problem in citation.problems]


DATES = [
    ("Radiology. 2010;255(1):1-9.", "2010"),
    ("Radiology 2010;255(1):1-9.", "2010"),
    ("Radiology 2010; 255(1): 1 - 9.", "2010"),
    ("Radiology 2010;255(1):1\u20139", "2010"),
    ("Radiology, 2010;255(1):1-9.", "2010"),
    ("Radiology (2010) 255(1):1-9.", "2010"),
    ("Radiology (2010); 255(1):1-9.", "2010"),
    ("Radiology. (2010) 255(1): 1-9.", "2010"),
    ("(2010) Radiology. 255 (1): 1-9.", "2010"),
    ("Radiology. 2010 Jan;255(1):1-9.", "2010-1"),
    ("Radiology. 2010 Jan 5;255(1):1-9.", "2010-1-5"),
    ("Radiology. 2010 Jan-Feb;255(1):1-9.", "2010-1/2010-2"),
    ("Radiology. 2010 Jan/Feb;255(1):1-9.", "2010-1/2010-2"),
    ("Radiology. 2010 Summer;255(1):1-9.", "2010 season 2"),
    ("Radiology. Jan 2010;255(1):1-9.", "2010-1"),
    ("Radiology. January 2010;255(1):1-9.", "2010-1"),
    ("Radiology. Jan-Feb 2010;255(1):1-9.", "2010-1/2010-2"),
    ("Radiology. January 5, 2010;255(1):1-9.", "2010-1-5"),
    ("Radiology. 5 January 2010;255(1):1-9.", "2010-1-5"),
    ("Radiology. Summer 2010;255(1):1-9.", "2010 season 2"),
    ("Radiology. 2010 Jan. 255(1):1-9. [Medline].", "2010-1"),
    ("Radiology. January 2010. 255(1):1-9. [Medline].", "2010-1"),
    ("Radiology, 2010. 255(1): p. 1-9.", "2010"),
    ("Radiology. 2010, 255 (1): 1-9.", "2010"),
    ("Radiology 2010; 255 (1) 1-9", "2010"),
    ("Radiology 2010; 255(1), pages 1-9.", "2010"),
    ("Radiology. 2010, 255(1), pp. 1-9.", "2010"),
    ("Radiology. 2010;255(1), p 1-9.", "2010"),
    ("Radiology. 2010;Vol. 255(1):1-9.", "2010"),
    ("Radiology. 2010;vol 255 no. (1):1-9.", "2010"),
    ("Radiology. 255(1):1-9, 2010", "2010"),
    ("Radiology. 255(1):1-9, Jan 2010", "2010-1"),
    ("Radiology 255(1):1-9 (2010)", "2010"),
]


@pytest.mark.parametrize("tail, date", DATES)
def test_a_date_is_read_before_and_after_the_journal(tail: str, date: str) -> None:
    citation, kinds = read(tail)
    assert (citation.title, citation.container_title) == ("Imaging of the orbit", "Radiology")
    assert numbers(citation) == (date, "255", "1", "1-9")
    assert kinds == [] and citation.note is None


FORMS = [
    ("J Foo Bar. 2014;11.2:27.", ("2014", "11", "2", "27")),
    ("Science. 2014;343.6178: 1436-1437.", ("2014", "343", "6178", "1436-1437")),
    ("Adv Eng Educ. 2012;3.2.", ("2012", "3", "2", None)),
    ("Sci Data. 2014;1.", ("2014", "1", None, None)),
    ("Insights Imaging. 2020;11(1).", ("2020", "11", "1", None)),
    ("PLoS One. 2013; 8. doi: 10.5555/x1", ("2013", "8", None, None)),
    ("Mol Syst Biol. 2006;2(1). PMID: 12345678", ("2006", "2", "1", None)),
    ("Sci Rep. 2019;9: Article ID 15054.", ("2019", "9", None, "15054")),
    ("Sci Rep. 2019;9:Article 15054.", ("2019", "9", None, "15054")),
    ("Sci Rep. 2019;9(1):15054.", ("2019", "9", "1", "15054")),
    ("PLoS One. 2020;11(1):e0123456.", ("2020", "11", "1", "e0123456")),
    ("Cochrane Database Syst Rev. 2005;(1):CD001497.", ("2005", None, "1", "CD001497")),
    ("Radiol Clin North Am. 2008; (22):3168-3170.", ("2008", None, "22", "3168-3170")),
    ("J Am Coll Radiol 2019;16(11S):S364-77.", ("2019", "16", "11S", "S364-S377")),
    ("Neurosurgery 2010;66:ONS139-45.", ("2010", "66", None, "ONS139-ONS145")),
    ("AJR Am J Roentgenol 2010;195(1):W12\u2013W19.", ("2010", "195", "1", "W12-W19")),
    ("Am J Cardiol 2010;66:143D-150D.", ("2010", "66", None, "143D-150D")),
    ("Int Dent J 2017;67 Suppl 2:7-13.", ("2017", "67", "Suppl 2", "7-13")),
    ("J Intern Med 1996; 240(suppl 738): 3-60.", ("1996", "240", "suppl 738", "3-60")),
    ("Neuroimage. 2000;11(6 Pt 1):805-21.", ("2000", "11", "6 Pt 1", "805-821")),
    ("J Anat. 1994;185(Pt 1):135-42.", ("1994", "185", "Pt 1", "135-142")),
    ("Appl Biochem Biotechnol 2000; 84-86: 447-453.", ("2000", "84-86", None, "447-453")),
    ("Radiology 1999; 210:123.", ("1999", "210", None, "123")),
    ("Am J Obstet Gynecol. 2009;200(6):645.e1-5.", ("2009", "200", "6", "645.e1-645.e5")),
    ("Radiology. 2023 Jan 10:221234.", ("2023-1-10", None, None, "221234")),
    ("Radiology. 2023 Jan 10. doi: 10.5555/x1.", ("2023-1-10", None, None, None)),
    ("Radiology. 2023 Jan 10. doi: 10.5555/x1. Online ahead of print.",
     ("2023-1-10", None, None, None)),
    ("Radiology. 2023 Jan. [Epub ahead of print]", ("2023-1", None, None, None)),
]  # fmt: skip


@pytest.mark.parametrize("tail, wanted", FORMS)
def test_numbers_of_every_form_are_read(tail: str, wanted: tuple[object, ...]) -> None:
    citation, kinds = read(tail)
    assert citation.title == "Imaging of the orbit"
    assert numbers(citation) == wanted
    assert citation.type == "article-journal"
    assert [kind for kind in kinds if kind != "journal"] == []


AHEAD = ["Epub ahead of print.", "[Epub ahead of print]", "Online ahead of print."]


@pytest.mark.parametrize("words", AHEAD)
def test_what_is_ahead_of_print_says_so(words: str) -> None:
    citation, kinds = read(
        f"Radiology. 2023 Jan 10:221234. doi: 10.5555/x1. {words} PMID: 12345678."
    )
    assert (citation.status, citation.number, kinds) == ("ahead of print", "221234", [])
    assert (citation.doi, citation.pmid) == ("10.5555/x1", "12345678")


PAGES_NOT_YEARS = [
    ("Radiology 13: 1713-1720.", "13", "1713-1720"),
    ("Radiology 62: 1924\u20131938. doi: 10.5555/x1", "62", "1924-1938"),
    ("Radiology 62: 2016\u20132025.", "62", "2016-2025"),
    ("Radiology (2001) 337: 1648-1653.", "337", "1648-1653"),
]


@pytest.mark.parametrize("tail, volume, page", PAGES_NOT_YEARS)
def test_pages_are_no_years(tail: str, volume: str, page: str) -> None:
    citation, kinds = read(tail)
    assert (citation.volume, citation.page) == (volume, page)
    assert (citation.year is None) == (kinds == ["year"])
    assert citation.year in (None, 2001)


@pytest.mark.parametrize("tail", ["Radiology, 255(1), 1937-1940.", "Radiology. 255(1), 2016-2025."])
def test_a_range_that_may_be_years_is_reported(tail: str) -> None:
    _, kinds = read(tail)
    assert kinds


OTHERS = [
    ("Erratum in: Radiology. 2010 Feb;254(2):650.", "Erratum in: Radiology. 2010 Feb;254(2):650"),
    ("Erratum in Radiology 2010;254(2):650.", "Erratum in Radiology 2010;254(2):650"),
    ("Comment in: Radiology. 2011;3:4-5.", "Comment in: Radiology. 2011;3:4-5"),
    ("Comment on: Radiology. 2009;3:4-5. doi: 10.5555/other.",
     "Comment on: Radiology. 2009;3:4-5. doi: 10.5555/other"),
    ("Erratum in: Radiology. 2010;254(2):650. Comment in: Radiology. 2011;3:4-5.",
     "Erratum in: Radiology. 2010;254(2):650. Comment in: Radiology. 2011;3:4-5"),
    ("[Erratum in: Radiology 2010;254(2):650]", "Erratum in: Radiology 2010;254(2):650"),
    ("Published erratum in: Radiology 2010;254(2):650",
     "Published erratum in: Radiology 2010;254(2):650"),
    ("Retraction in: Radiology 2010;254(2):650", "Retraction in: Radiology 2010;254(2):650"),
    ("Retracted in: Radiology 2010;254(2):650", "Retracted in: Radiology 2010;254(2):650"),
    ("Corrected and republished from: Radiology 2009;1(2):3-4.",
     "Corrected and republished from: Radiology 2009;1(2):3-4"),
    ("Update in: Radiology. 2012;1(2):3-4.", "Update in: Radiology. 2012;1(2):3-4"),
]  # fmt: skip


@pytest.mark.parametrize("words, note", OTHERS)
def test_another_article_keeps_its_numbers(words: str, note: str) -> None:
    citation, kinds = read(f"Radiology. 2010;255(1):1-9. doi: 10.5555/x1. {words} PMID: 12345678")
    assert numbers(citation) == ("2010", "255", "1", "1-9")
    assert (citation.doi, citation.pmid) == ("10.5555/x1", "12345678")
    assert (citation.note, kinds) == (note, [])


def test_a_correction_in_the_title_is_a_note() -> None:
    text = (
        "Smith AB. Imaging of the orbit [published correction appears in Radiology. "
        "2010;303(2):100]. Radiology. 2010;255(1):1-9."
    )
    citation = parse_entry(text)
    assert citation.title == "Imaging of the orbit"
    assert citation.note == "published correction appears in Radiology. 2010;303(2):100"
    assert numbers(citation) == ("2010", "255", "1", "1-9") and citation.problems == ()


@pytest.mark.parametrize("added", ["(in German)", "[in German]", "[Article in German]"])
def test_a_language_in_the_title_is_the_language(added: str) -> None:
    citation = parse_entry(f"Smith AB. Orbits imaged {added}. Radiologe. 1998;47:838-843.")
    assert (citation.title, citation.language) == ("Orbits imaged", "de")
    assert citation.problems == ()
