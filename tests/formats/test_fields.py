"""Hold single decisions of the field map (docs: fields), one case each, in the text formats."""

from __future__ import annotations

import json

import pytest

from radrefs import ET_AL, Citation, Date, Name, Source, dumps


def field(citation: Citation, name: str) -> str | None:
    """Give what BibTeX has for a field."""
    for line in dumps([citation], "bibtex").splitlines():
        if line.startswith(f"  {name} = "):
            return line.split(" = ", 1)[1].removesuffix(",")
    return None


def tags(citation: Citation, *wanted: str) -> list[str]:
    """Give the lines of RIS that have one of the tags."""
    return [line for line in dumps([citation], "ris").splitlines() if line[:2] in wanted]


def article(**fields: object) -> Citation:
    return Citation.model_validate({"id": "a", "type": "article-journal", **fields})


@pytest.mark.parametrize(
    "page, number, spelled, lines",
    [
        ("291-299", None, "{291--299}", ["SP  - 291", "EP  - 299"]),
        ("291--299", None, "{291--299}", ["SP  - 291", "EP  - 299"]),
        ("291–299", None, "{291--299}", ["SP  - 291", "EP  - 299"]),
        ("ONS139-ONS145", None, "{ONS139--ONS145}", ["SP  - ONS139", "EP  - ONS145"]),
        ("I-12-I-15", None, "{I-12--I-15}", ["SP  - I-12", "EP  - I-15"]),
        ("67", None, "{67}", ["SP  - 67"]),
        ("fcab146", "fcab146", "{fcab146}", ["SP  - fcab146"]),
        # An article number with a hyphen is no range, and several ranges have no one end.
        ("e00059-15", "e00059-15", "{e00059-15}", ["SP  - e00059-15"]),
        ("12-15, 20", None, "{12--15, 20}", ["SP  - 12-15, 20"]),
        ("1-2-3", None, "{1-2-3}", ["SP  - 1-2-3"]),
    ],
)
def test_pages(page: str, number: str | None, spelled: str, lines: list[str]) -> None:
    citation = article(page=page, number=number)
    assert field(citation, "pages") == spelled
    assert tags(citation, "SP", "EP") == lines


@pytest.mark.parametrize(
    "note, spelled",
    [
        ("discussion 555-556", "{discussion 555--556}"),
        ("quiz 6-7; discussion 8", "{quiz 6--7; discussion 8}"),
        ("discussion ONS145-ONS146", "{discussion ONS145--ONS146}"),
        ("discussion 5--6", "{discussion 5--6}"),
        ("Accessed 2020-01-02", "{Accessed 2020-01-02}"),
        ("Erratum in: 10.1000/12-13", "{Erratum in: 10.1000/12-13}"),
        ("COVID-19", "{COVID-19}"),
    ],
)
def test_notes_have_two_hyphens_in_page_ranges_only(note: str, spelled: str) -> None:
    assert field(article(note=note), "note") == spelled
    assert tags(article(note=note), "N1") == [f"N1  - {note}"]


@pytest.mark.parametrize(
    "names, spelled, lines",
    [
        (
            [Name(family="van der Meer", given="A.")],
            "{van der Meer, A.}",
            ["AU  - van der Meer, A."],
        ),
        (
            [Name(family="Smith", given="John", suffix="Jr.")],
            "{Smith, Jr., John}",
            ["AU  - Smith, John, Jr."],
        ),
        (
            [ET_AL, Name(family="A", given="B.")],
            "{A, B. and others}",
            ["AU  - A, B.", "AU  - et al.,"],
        ),
        (
            [Name(literal="Research and Trials Group"), Name(family="A", given="B.")],
            "{{Research and Trials Group} and A, B.}",
            ["AU  - A, B.", "AU  - Research and Trials Group,"],
        ),
        # BibTeX takes "and" in any case for the end of a name, and "others" for "et al.".
        ([Name(family="Black AND White", given="X.")], "{{Black AND White}, X.}", None),
        ([Name(family="Others")], "{{Others}}", ["AU  - Others"]),
        # Without a given name the first word of a family would become one.
        ([Name(family="El Refaee")], "{{El Refaee}}", ["AU  - El Refaee,"]),
        ([Name(family="Smith", suffix="Jr")], "{{Smith Jr}}", ["AU  - Smith Jr,"]),
        ([Name(family="Hughes")], "{Hughes}", ["AU  - Hughes"]),
        ([Name(), Name(family="A", given="B.")], "{A, B.}", ["AU  - A, B."]),
        ([Name(family=" ", suffix="Jr")], None, []),
        ([Name(family="\x00", given=" ", literal="A Group")], "{{A Group}}", ["AU  - A Group,"]),
    ],
)
def test_names(names: list[Name], spelled: str | None, lines: list[str] | None) -> None:
    citation = article(author=tuple(names))
    assert field(citation, "author") == spelled
    if lines is not None:
        assert tags(citation, "AU") == lines


@pytest.mark.parametrize(
    "title, spelled",
    [
        ("Three-dimensional MR of Gd-DTPA", "{Three-dimensional {MR} of {Gd-DTPA}}"),
        ("(¹⁸F-FDG) uptake", "{({¹⁸F-FDG}) uptake}"),
        ("3T imaging", "{{3T} imaging}"),
        ("Ends in a backslash\\", "{Ends in a backslash\\textbackslash{}}"),
        ("A lone { and } here", "{A lone \\{ and \\} here}"),
        ("Two\nlines\u2028here", "{Two lines here}"),
        ("…?!", "{…?!}"),
    ],
)
def test_titles(title: str, spelled: str) -> None:
    assert field(article(title=title), "title") == spelled


def test_a_word_of_any_length_is_spelled() -> None:
    word = "a" + "!" * 200_000 + "a"
    assert field(article(title=word), "title") == f"{{{word}}}"


def test_identifiers_stay_raw_and_inside_their_braces() -> None:
    citation = article(doi="10.1002/(SICI)1<1::AID_2>3.0#%&", url="https://e.org/}\\{ x_%20&y")
    assert field(citation, "doi") == "{10.1002/(SICI)1<1::AID_2>3.0#%&}"
    assert field(citation, "url") == "{https://e.org/%7D%5C%7B%20x_%20&y}"


@pytest.mark.parametrize("start", ["https://doi.org/", "http://dx.doi.org/", "HTTPS://DOI.ORG/"])
def test_an_address_that_is_only_the_doi_is_left_out(start: str) -> None:
    citation = article(doi="10.1000/Xyz", url=f"{start}10.1000/xyz")
    assert field(citation, "url") is None and tags(citation, "UR") == []
    other = article(doi="10.1000/other", url=f"{start}10.1000/xyz")
    assert field(other, "url") and tags(other, "UR")


@pytest.mark.parametrize(
    "type, named",
    [
        ("article-journal", {"journal", "publisher"}),
        ("article-newspaper", {"entrysubtype", "journal", "publisher"}),
        ("book", {"booktitle", "publisher"}),
        ("chapter", {"booktitle", "publisher"}),
        ("report", {"booktitle", "institution"}),
        ("thesis", {"booktitle", "school"}),
        ("webpage", {"howpublished", "publisher"}),
        ("document", {"howpublished", "publisher"}),
        ("software", {"howpublished", "publisher"}),
    ],
)
def test_no_type_loses_where_it_appeared(type: str, named: set[str]) -> None:
    citation = article(type=type, container_title="Where", publisher="Who")
    text = dumps([citation], "bibtex")
    assert {line.split(" = ")[0].strip() for line in text.splitlines() if " = " in line} == named
    assert len(tags(citation, "T2", "PB")) == 2


def test_a_report_number_is_the_standard_number_in_ris() -> None:
    guideline = article(type="report", number="NG12", issue=None)
    assert tags(guideline, "C7", "SN") == ["SN  - NG12"]
    assert field(guideline, "number") == "{NG12}"


@pytest.mark.parametrize(
    "issue, lines", [("3", ["AN  - 7", "C7  - e1", "IS  - 3"]), (None, []), (" ", [])]
)
def test_accession_and_article_number_need_an_issue(issue: str | None, lines: list[str]) -> None:
    citation = article(pmid="7", page="e1", number="e1", issue=issue)
    assert tags(citation, "AN", "C7", "IS") == lines


@pytest.mark.parametrize(
    "parts, month, lines",
    [
        ((2021,), None, ["PY  - 2021"]),
        ((2021, 7), "jul", ["PY  - 2021", "DA  - 2021/07"]),
        ((2021, 7, 1), "jul", ["PY  - 2021", "DA  - 2021/07/01"]),
        ((2021, 0, 0), None, ["PY  - 2021"]),
        ((2021, 13), None, ["PY  - 2021"]),
        ((988, 5), "may", ["PY  - 0988", "DA  - 0988/05"]),
    ],
)
def test_dates(parts: tuple[int, ...], month: str | None, lines: list[str]) -> None:
    citation = article(issued=Date(date_parts=(parts,)))
    assert field(citation, "month") == month
    assert tags(citation, "PY", "DA") == lines


@pytest.mark.parametrize(
    "status, note, said",
    [
        ("ahead of print", None, ["Epub ahead of print"]),
        ("ahead of print", "Online ahead of print", ["Online ahead of print"]),
        ("in press", "viii", ["viii", "in press"]),
    ],
)
def test_the_status_is_told_in_a_note(status: str, note: str | None, said: list[str]) -> None:
    citation = article(status=status, note=note)
    assert tags(citation, "N1") == [f"N1  - {'; '.join(said)}"]
    assert field(citation, "note") == "{" + "; ".join(said) + "}"


def test_custom_data_and_the_printed_text_stand_together() -> None:
    citation = article(
        custom={"mine": 1, "radrefs": {"checked": True}}, source=Source("Smith AB: …", 3)
    )
    item = json.loads(dumps([citation], "csl-json"))[0]
    assert item["custom"] == {
        "mine": 1,
        "radrefs": {"number": 3, "raw": "Smith AB: …", "checked": True},
    }


def test_house_style_is_one_line_an_entry() -> None:
    citations = [article(title="A\n\u2028title\ud800"), article(title="Another")]
    assert dumps(citations, "house") == "1. A title\n2. Another\n"
