"""Hold changes to records of RIS: the lines of what changed, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from radrefs import ET_AL, Date, Name
from radrefs.formats import read_library, rewrite
from tests.cases import DATA


def changed(text: str, **fields: Any) -> str:
    """Change fields of the one record in a text."""
    library = read_library(text, "ris")
    (citation,) = library.citations
    return rewrite(library, [citation.model_copy(update=fields)])


ZOTERO = (
    "TY  - JOUR\r\nTI  - Old title\r\nAU  - Roe, J.\r\nAU  - Doe,M.\r\nT2  - Radiology\r\n"
    "AB  - Kept\r\n  as it is\r\nDA  - 2021///\r\nPY  - 2021\r\nX9  - odd\r\nVL  - 3\r\n"
    "IS  - 3\r\nSP  - 1\r\nEP  - 9\r\nKW  - one; two\r\nER  - \r\n"
)


@pytest.mark.parametrize(
    "fields, gone, come",
    [
        ({"title": "New title"}, ["TI  - Old title"], ["TI  - New title"]),
        ({"doi": "10.5555/a"}, [], ["DO  - 10.5555/a"]),
        ({"pmid": "7"}, [], ["AN  - 7"]),
        ({"volume": None}, ["VL  - 3"], []),
        ({"abstract": None}, ["AB  - Kept", "  as it is"], []),
        ({"abstract": "New"}, ["AB  - Kept", "  as it is"], ["AB  - New"]),
        ({"page": "67"}, ["SP  - 1", "EP  - 9"], ["SP  - 67"]),
        ({"keyword": "one, 2"}, ["KW  - one; two"], ["KW  - one", "KW  - 2"]),
        ({"container_title_short": "Rad"}, [], ["J2  - Rad"]),
        ({"type": "book"}, ["TY  - JOUR"], ["TY  - BOOK"]),
        ({"issued": Date(date_parts=((2021, 7),))}, ["DA  - 2021///"], ["DA  - 2021/07"]),
        (
            {"author": (Name(family="Roe", given="J."), Name(family="Poe", given="E. A."), ET_AL)},
            ["AU  - Doe,M."],
            ["AU  - Poe, E. A.", "AU  - et al.,"],
        ),
    ],
)  # fmt: skip
def test_an_edit_changes_the_lines_of_its_facts_alone(
    fields: dict[str, Any], gone: list[str], come: list[str]
) -> None:
    before, after = ZOTERO.split("\r\n"), changed(ZOTERO, **fields).split("\r\n")
    assert [line for line in before if line not in after] == gone
    assert [line for line in after if line not in before] == come
    assert [line for line in after if line not in come] == [
        line for line in before if line not in gone
    ]


def test_a_new_line_stands_where_importers_need_it() -> None:
    text = changed(
        ZOTERO, pmid="7", page="e1", number="e1", container_title_short="Rad", doi="10.5555/a"
    )
    tags = [line[:2] for line in text.split("\r\n") if line]
    assert tags.index("AN") < tags.index("IS") and tags.index("C7") < tags.index("IS")
    assert tags.index("T2") < tags.index("J2") and tags[-1] == "ER"
    assert "EP" not in tags


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("TY - BOOK\nTI - a\nER -\n", "TY - BOOK\nTI - a\nPB - New\nER -\n"),
        ("TY\tBOOK\nTI\ta\nER\t\n", "TY\tBOOK\nTI\ta\nPB\tNew\nER\t\n"),
        ("ty  - book\nti  - a\ner  - \n", "ty  - book\nti  - a\npb  - New\ner  - \n"),
        ("  TY  - BOOK\n  TI  - a\n", "  TY  - BOOK\n  TI  - a\n  PB  - New\n"),
        ("TY  - BOOK\nTI  - a", "TY  - BOOK\nTI  - a\nPB  - New"),
        ("TY  - BOOK\rTI  - a\rER  - \r", "TY  - BOOK\rTI  - a\rPB  - New\rER  - \r"),
    ],
)
def test_a_new_line_is_spelled_as_the_record_is(text: str, wanted: str) -> None:
    assert changed(text, publisher="New") == wanted


@pytest.mark.parametrize(
    "lines, fields, wanted",
    [
        # The tag that told the fact is the one that is changed, or goes.
        (["T1  - a"], {"title": "b"}, ["T1  - b"]),
        (["JO  - Old"], {"container_title": "New"}, ["JO  - New"]),
        (["JO  - Old", "T2  - Old"], {"container_title": "Newer"}, ["T2  - Newer"]),
        (["JA  - Old"], {"container_title": "New"}, ["T2  - New", "JA  - Old"]),
        (["JA  - Old"], {"container_title_short": None, "title": "T"}, ["TI  - T", "T2  - Old"]),
        (["Y1  - 2021/07/01/"], {"issued": Date(date_parts=((2020,),))}, ["Y1  - 2020"]),
        (["UR  - https://doi.org/10.1/x"], {"doi": "10.1/y", "url": None}, ["DO  - 10.1/y"]),
        (["L2  - https://e.org/"], {"url": None, "title": "T"}, ["TI  - T"]),
        (["M1  - 4"], {"issue": "5"}, ["M1  - 5"]),
        (["SP  - 1-9", "EP  - 9"], {"page": "20-30"}, ["SP  - 20", "EP  - 30"]),
        (["TI  - a", "TI  - b"], {"title": "c"}, ["TI  - c", "TI  - b"]),
        (["TI  - a", "T1  - b"], {"title": None, "volume": "3"}, ["VL  - 3"]),
    ],
)  # fmt: skip
def test_an_edit_leaves_no_line_that_says_otherwise(
    lines: list[str], fields: dict[str, Any], wanted: list[str]
) -> None:
    text = "\n".join(("TY  - JOUR", *lines, "ER  - ", ""))
    assert changed(text, **fields).split("\n")[1:-2] == wanted


def test_what_was_broken_is_written_back_as_it_was() -> None:
    text = (DATA / "ris/broken.ris").read_bytes().decode("utf-8")
    library = read_library(text)
    assert rewrite(library, library.citations) == text
    new = [c.model_copy(update={"volume": "9"}) for c in library.citations]
    after = rewrite(library, new)
    again = read_library(after)
    assert [block.text for block in again.broken] == [block.text for block in library.broken]
    assert [citation.volume for citation in again.citations] == ["9"] * len(new)


def test_a_type_that_says_in_press_goes_with_it() -> None:
    text = changed("TY  - INPR\nTI  - T\nER  - \n", status=None, issue="3")
    assert text == "TY  - JOUR\nTI  - T\nIS  - 3\nER  - \n"
