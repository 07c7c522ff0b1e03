"""Hold MEDLINE: PubMed's own files and their kin are read, Zotero reads what is written."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from radrefs import ET_AL, Citation, Date, Name, dumps
from radrefs.formats import Block, detect, loads, medline, read_library, rewrite
from radrefs.formats.medline.rows import TYPES
from radrefs.languages import MEDLINE, read_language
from radrefs.model import ProblemKind
from tests.cases import Case, cases
from tests.property.held import ARTICLE, CHAPTER

CASES = cases("medline")


def read(text: str) -> list[Block]:
    return list(medline.blocks(io.StringIO(text, newline="")))


def one(*lines: str) -> Citation:
    """Read one record of these lines."""
    found = [block.citation for block in read("\n".join(("PMID- 1", *lines, "")))]
    assert len(found) == 1 and found[0] is not None
    return found[0]


def changed(text: str, **fields: Any) -> str:
    """Change fields of the one record in a text."""
    library = read_library(text, "medline")
    (citation,) = library.citations
    return rewrite(library, [citation.model_copy(update=fields)])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_libraries_export_is_read(case: Case) -> None:
    text = case.path.read_bytes().decode("utf-8")
    found = read(text)
    assert "".join(block.text for block in found) == text
    records = [
        {
            "item": block.citation.model_dump(mode="json", exclude_defaults=True),
            "left": list(block.left),
            "problems": [
                [problem.kind, block.text[problem.start : problem.end]]
                for problem in block.citation.problems
            ],
        }
        for block in found
        if block.citation
    ]
    assert records == case.wanted["records"]
    assert [[b.line, b.wrong] for b in found if b.wrong] == case.wanted["broken"]
    known = detect(text)
    assert known is not None and known.name == "medline"


def test_an_article_is_written_as_zotero_reads_it() -> None:
    assert dumps([ARTICLE], "medline") == (
        "PMID- 99999991\n"
        "IS  - 2632-1297\n"
        "VI  - 3\n"
        "IP  - 1 Suppl 1\n"
        "DP  - 2021 Jul 1\n"
        "TI  - MRI, TGF-β1 and ¹⁸F-FDG: lesions <5 mm & 50% loss (A_B)?\n"
        "PG  - fcab999\n"
        "LID - https://example.org/a_b?x=1&y=%20z\n"
        "AB  - Background: MRI & CT. Results: 50% of 3.\n"
        "FAU - van der Meer, A. B. Jr.\n"
        "AU  - van der Meer AB Jr\n"
        "FAU - HFS Study Group,\n"
        "AU  - HFS Study Group\n"
        "FAU - et al.,\n"
        "AU  - et al.\n"
        "FED - Roe, Jane\n"
        "ED  - Roe J\n"
        "LA  - eng\n"
        "PT  - Journal Article\n"
        "PT  - Editorial\n"
        "EN  - 2nd\n"
        "PB  - Example Press\n"
        "PL  - Berlin\n"
        "TA  - Brain Commun\n"
        "JT  - Brain Communications\n"
        "OT  - Spasm, Hemifacial\n"
        "OT  - MRI\n"
        "GN  - discussion 67\n"
        "GN  - Epub ahead of print\n"
        "PMC - PMC9999991\n"
        "AID - 10.5555/fcab_999 [doi]\n"
        "PST - aheadofprint\n"
    )


def test_a_book_has_its_title_twice_and_a_chapter_that_of_the_book() -> None:
    book = dumps([ARTICLE.model_copy(update={"type": "book", "container_title": None})], "medline")
    assert f"TI  - {ARTICLE.title}\nBTI - {ARTICLE.title}\n" in book and "PT  - Book\n" in book
    chapter = dumps([CHAPTER], "medline")
    assert "BTI - Brain Communications\n" in chapter and "JT  - " not in chapter


def test_every_record_begins_with_a_number_and_none_is_made_up() -> None:
    without = ARTICLE.model_copy(update={"pmid": None})
    nothing = Citation(id="x", type="document")
    text = dumps([without, ARTICLE, nothing], "medline")
    records = text.split("\n\n")
    assert [record.split("\n")[0] for record in records] == ["PMID- ", "PMID- 99999991", "PMID- "]
    assert [citation.pmid for citation in loads(text)] == [None, "99999991", None]
    assert text.endswith("PMID- \n")


def test_every_type_that_has_a_name_stays_when_read_again() -> None:
    for type_ in TYPES:
        for container in (None, "Container"):
            citation = Citation(id="a", type=type_, title="T", container_title=container)
            (back,) = loads(dumps([citation], "medline"), "medline")
            assert back.type == ("article-journal" if type_ == "review" else type_)


def test_a_record_without_a_type_is_an_article_if_it_names_a_journal() -> None:
    assert one("TI  - T", "TA  - J Ex").type == "article-journal"
    assert one("TI  - T", "PT  - Letter", "JT  - J").genre == "Letter"
    assert one("TI  - T", "BTI - Book").type == "chapter"
    assert one("TI  - T").type == "document"


@pytest.mark.parametrize("two, three", sorted(MEDLINE.items()))
def test_languages_have_the_codes_of_the_library(two: str, three: str) -> None:
    citation = Citation(id="a", type="article-journal", language=two)
    assert f"LA  - {three}\n" in dumps([citation], "medline")
    assert read_language(three) == two and read_language(three.upper()) == two


@pytest.mark.parametrize(
    "lines, names",
    [
        (["FAU - Hughes, M A", "AU  - Hughes MA"], [Name(family="Hughes", given="M. A.")]),
        (["FAU - Roe, Mark A"], [Name(family="Roe", given="Mark A.")]),
        (["FAU - Roe, M A III"], [Name(family="Roe", given="M. A.", suffix="III")]),
        (["FAU - Roe, Mark 3rd"], [Name(family="Roe", given="Mark", suffix="3rd")]),
        (["FAU - Sukarno"], [Name(family="Sukarno")]),
        (["AU  - Wong Kee Song LM"], [Name(family="Wong Kee Song", given="L. M.")]),
        (["AU  - Smith JA Jr"], [Name(family="Smith", given="J. A.", suffix="Jr")]),
        (["AU  - Roe, Jane"], [Name(family="Roe", given="Jane")]),
        (["AU  - Roe J", "AU  - et al."], [Name(family="Roe", given="J."), ET_AL]),
        (["FAU - Roe, Jane", "FAU - et al"], [Name(family="Roe", given="Jane"), ET_AL]),
        (["CN  - WHO", "AU  - Roe J"], [Name(literal="WHO")]),
        (
            ["CN  - HFS, Group", "FAU - Roe, J", "AU  - Roe J"],
            [Name(literal="HFS, Group"), Name(family="Roe", given="J.")],
        ),
        (["FAU - HFS Study Group,"], [Name(literal="HFS Study Group")]),
    ],
)
def test_names(lines: list[str], names: list[Name]) -> None:
    assert list(one(*lines).author) == names


@pytest.mark.parametrize(
    "spelled, date",
    [
        ("2021", Date(date_parts=((2021,),))),
        ("2021 Jul", Date(date_parts=((2021, 7),))),
        ("2021 Jul 1", Date(date_parts=((2021, 7, 1),))),
        ("2021 Jul-Aug", Date(date_parts=((2021, 7), (2021, 8)))),
        ("2021 Jul 1-15", Date(date_parts=((2021, 7, 1), (2021, 7, 15)))),
        ("2021 Jul 28-Aug 3", Date(date_parts=((2021, 7, 28), (2021, 8, 3)))),
        ("2020 Dec-2021 Jan", Date(date_parts=((2020, 12), (2021, 1)))),
        ("2020-2021", Date(date_parts=((2020,), (2021,)))),
        ("2021 Spring", Date(date_parts=((2021,),), season=1)),
        ("0988 May", Date(date_parts=((988, 5),))),
    ],
)
def test_dates_are_read_and_written(spelled: str, date: Date) -> None:
    assert one(f"DP  - {spelled}").issued == date
    citation = Citation(id="a", type="article-journal", issued=date)
    assert f"DP  - {spelled}\n" in dumps([citation], "medline")


@pytest.mark.parametrize("spelled", ["2021 Fall", "2021-Oct", "2021-10-03", "20211003"])
def test_dates_of_others_are_read(spelled: str) -> None:
    assert one(f"DP  - {spelled}").year == 2021


def test_words_for_a_date_are_kept_and_said() -> None:
    citation = one("TI  - T", "DP  - some day")
    assert citation.issued == Date(literal="some day")
    assert [problem.kind for problem in citation.problems] == [ProblemKind.YEAR]
    assert one("TI  - T", "DEP - 20210703").issued == Date(date_parts=((2021, 7, 3),))


@pytest.mark.parametrize(
    "line, field, value",
    [
        ("IS  - 1234-5678 (Electronic)", "issn", "1234-5678"),
        ("ISSN- ISSN-1234-5678", "issn", "1234-5678"),
        ("IS  - 9783161484100", "isbn", "9783161484100"),
        ("PG  - 291-9", "page", "291-299"),
        ("PG  - 67; discussion 68-9", "note", "discussion 68-69"),
        ("PG  - e405", "number", "e405"),
        ("VI  - 117 Suppl", "issue", "Suppl"),
        ("LID - 10.5555/a [doi]", "doi", "10.5555/a"),
        ("AID - 10.5555/a [doi]", "doi", "10.5555/a"),
        ("LID - https://example.org/", "url", "https://example.org/"),
        ("PMC - PMC1", "pmcid", "PMC1"),
        ("PMC - 1", "pmcid", "PMC1"),
        ("MH  - Spasm/*diagnosis", "keyword", "Spasm/diagnosis"),
        ("OAB - Text", "abstract", "Text"),
        ("PST - aheadofprint", "status", "ahead of print"),
        ("PT  - Retracted Publication", "note", "Retracted"),
        ("TA  - J Ex", "container_title", "J Ex"),
    ],
)
def test_single_tags(line: str, field: str, value: str) -> None:
    assert getattr(one("TI  - T", "PT  - Journal Article", line), field) == value


def test_pubmed_ends_every_title_with_a_period_and_others_do_not() -> None:
    assert one("TI  - A title.").title == "A title."
    assert one("OWN - NLM", "TI  - A title.").title == "A title"
    assert one("OWN - NLM", "TI  - A title...").title == "A title..."
    assert one("STAT- MEDLINE", "TI  - A title?").title == "A title?"


def test_a_retraction_is_said_in_both_ways() -> None:
    retracted = ARTICLE.model_copy(update={"note": "Retracted 2022 (doi:10.5555/r)"})
    text = dumps([retracted], "medline")
    assert "PT  - Retracted Publication\n" in text
    assert "GN  - Retracted 2022 (doi:10.5555/r)\n" in text
    assert loads(text)[0].note == retracted.note


PUBMED = next(case.path for case in CASES if case.name == "pubmed").read_bytes().decode("utf-8")
FIRST = PUBMED.partition("\n\n")[0] + "\n"


@pytest.mark.parametrize(
    "fields, gone, come",
    [
        ({"volume": "64"}, ["VI  - 63"], ["VI  - 64"]),
        ({"pmid": None}, ["PMID- 99999991"], ["PMID- "]),
        (
            {"doi": "10.5555/b"},
            ["LID - 10.5555/neu.1 [doi]", "AID - 10.5555/neu.1 [doi]"],
            ["LID - 10.5555/b [doi]", "AID - 10.5555/b [doi]"],
        ),
        ({"container_title": "New"}, ["JT  - Neurosurgery examples"], ["JT  - New"]),
        ({"publisher": "New"}, [], ["PB  - New"]),
        ({"pmcid": None}, ["PMC - PMC9999991"], []),
        ({"issued": Date(date_parts=((2008, 8),))}, ["DP  - 2008 Jul 1"], ["DP  - 2008 Aug"]),
    ],
)
def test_an_edit_changes_the_lines_of_its_facts_alone(
    fields: dict[str, Any], gone: list[str], come: list[str]
) -> None:
    before, after = FIRST.split("\n"), changed(FIRST, **fields).split("\n")
    assert [line for line in after if line not in come] == [
        line for line in before if line not in gone
    ]
    assert [line for line in after if line not in before] == come


def test_an_author_is_changed_with_all_his_lines_and_others_keep_theirs() -> None:
    (citation,) = read_library(FIRST).citations
    new = Name(family="Poe", given="Edgar A.")
    after = changed(FIRST, author=(citation.author[0], new, *citation.author[2:]))
    assert "AU  - Takao T\nAD  - Department of Examples, Example University.\n" in after
    assert "FAU - Poe, Edgar A.\nAU  - Poe EA\nAUID- ORCID" in after
    assert "van der Meer" not in after
    assert "CN  - HFS Study Group\n" in after
    fewer = changed(FIRST, author=(citation.author[0],))
    assert fewer.count("FAU - ") == fewer.count("AU  - ") == 1 and "CN  - " not in fewer
    more = changed(FIRST, author=(*citation.author, new))
    assert "CN  - HFS Study Group\nFAU - Poe, Edgar A.\nAU  - Poe EA\nLA  - eng\n" in more


def test_what_was_not_asked_for_stays_in_the_whole_file() -> None:
    library = read_library(PUBMED)
    assert rewrite(library, library.citations) == PUBMED
    first, second = library.citations
    after = rewrite(library, [first, second.model_copy(update={"page": "e1", "number": "e1"})])
    assert after.startswith(FIRST) and after.count("\n") == PUBMED.count("\n") + 1


def test_a_value_cannot_begin_a_record() -> None:
    citation = Citation(id="x", type="article-journal", title="a\n\nPMID- 1\nTI  - b\x00\u2028c")
    text = dumps([citation], "medline")
    assert text == "PMID- \nTI  - a PMID- 1 TI - b c\nPT  - Journal Article\n"
    (back,) = loads(text)
    assert back.title == "a PMID- 1 TI - b c" and back.pmid is None


def test_reading_is_lazy() -> None:
    def endless() -> Iterator[str]:
        for number in itertools.count():
            yield from (f"PMID- {number}\n", "TI  - T\n", "\n")

    found = medline.blocks(endless())
    numbers = [b.citation.pmid for b in itertools.islice(found, 200) if b.citation]
    assert numbers == [str(number) for number in range(100)]


@pytest.mark.parametrize(
    "text",
    [
        "TI  - " + "a" * 5_000_000,
        "AB  - a\n" + "      goes on\n" * 200_000,
        "PMID- \n" * 50_000,
        "FAU - Roe, J\nAU  - Roe J\n" * 20_000,
        "\n" * 500_000,
        "DP  - " + "2021-" * 100_000 + "\nPG  - " + "1;" * 100_000 + "\nIS  - " + "1" * 500_000,
        "no tag\n" * 200_000,
    ],
    ids=range(7),
)
def test_what_is_hostile_is_read_in_a_line(text: str) -> None:
    assert "".join(block.text for block in read(text)) == text


def test_a_text_is_told_by_its_tags() -> None:
    assert medline.looks("PMID- 1\n") and medline.looks("<pre>\r\nPMID- 1\r\n")
    assert medline.looks("OWN - ERIC\nTI  - T\n")
    for other in ("", "TY  - JOUR\nAN  - 1\n", "@article{a,}", "PMID: 123", "Smith J. Title."):
        assert not medline.looks(other)
