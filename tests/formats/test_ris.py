"""Hold RIS: what exporters write is read, what importers need is written, edits stay in place."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator

import pytest

from radrefs import ET_AL, Citation, Date, Name, dumps
from radrefs.formats import Block, detect, loads, ris
from radrefs.formats.ris.rows import READERS, ROWS
from radrefs.formats.ris.types import KNOWN, READ_TYPES, TYPES, rows_of
from radrefs.model import ProblemKind
from tests.cases import Case, cases

CASES = cases("ris")


def read(text: str) -> list[Block]:
    return list(ris.blocks(io.StringIO(text, newline="")))


def one(*lines: str, type: str = "JOUR") -> Citation:
    """Read one record of these lines."""
    found = [block.citation for block in read("\n".join((f"TY  - {type}", *lines, "ER  - ", "")))]
    assert len(found) == 1 and found[0] is not None
    return found[0]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_programs_export_is_read(case: Case) -> None:
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
    assert known is not None and known.name == "ris"


def test_every_type_of_csl_is_written_and_stays_when_read_again() -> None:
    for type_, name in TYPES.items():
        citation = Citation(id="a", type=type_, title="T")
        (back,) = loads(dumps([citation], "ris"), "ris")
        assert dumps([back], "ris").startswith(f"TY  - {name}\n")
        (again,) = loads(dumps([back], "ris"), "ris")
        assert again.type == back.type
        # Nothing but a document, or the same, comes of a type that RIS can name.
        if name not in ("GEN", "JOUR", "MPCT", "PCOMM", "ENCYC"):
            assert back.type == type_


@pytest.mark.parametrize("name", sorted(READ_TYPES))
def test_every_type_of_the_specifications_is_read(name: str) -> None:
    citation = one("TI  - T", type=name)
    assert citation.type == READ_TYPES[name] and not citation.problems
    assert one("TI  - T", type=name.lower()).type == citation.type
    (block,) = read(f"TY  - {name}\nTI  - T\nER  - \n")
    assert ris.edited(block, citation.model_copy(update={"title": "S"})).startswith(
        f"TY  - {name}\n"
    )


def test_an_unknown_type_is_a_document_and_said() -> None:
    citation = one("TI  - T", type="HOLO")
    (problem,) = citation.problems
    assert citation.type == "document" and problem.kind == ProblemKind.UNREAD
    assert problem.message == "the type 'HOLO' is not one of RIS; read as a document"


VALUES = {
    "AB": "Text", "AU": "Roe, J.", "CY": "Berlin", "DO": "10.5555/a", "ED": "Roe, J.", "IS": "3",
    "J2": "J Ex", "N1": "A note", "PY": "2021", "T2": "Journal", "TI": "Title", "AN": "7",
    "UR": "https://e.org/", "C2": "PMC1", "C7": "e1", "DA": "2021/07", "EP": "9", "ET": "2nd",
    "ID": "k", "JF": "Journal", "JO": "Journal", "KW": "word", "L1": "https://e.org/", "M1": "4",
    "L2": "https://e.org/", "LA": "en", "M3": "Kind", "PB": "Press", "SN": "1234-5678", "SP": "1",
    "ST": "Title", "VL": "3", "Y2": "2021/07/01",
}  # fmt: skip


@pytest.mark.parametrize("type_", ["JOUR", "BOOK", "EDBOOK", "CONF", "UNPB", "PAT"])
def test_tags_that_mean_the_same_are_read_alike(type_: str) -> None:
    for tag, row in rows_of(type_).items():
        if len(tag) > 2 or row == "DB":
            continue
        assert tag in KNOWN
        if rows_of(type_).get(row) == row:
            first, second = (
                one("VL  - 1", f"{t}  - {VALUES[row]}", type=type_).model_dump() for t in (tag, row)
            )
            assert first == second, (tag, row)


def test_every_row_is_reached_by_a_tag() -> None:
    reached = {*rows_of("JOUR").values(), "TY"}
    assert {row.tag for row in READERS} == reached
    assert len({row.tag for row in READERS}) == len(READERS)
    tags = [row.tag for row in ROWS]
    assert tags.index("T2") < tags.index("J2") and tags.index("SP") < tags.index("EP")
    assert tags[0] == "TY" and tags[-1] == "AU"
    assert max(tags.index("AN"), tags.index("C7")) < tags.index("IS")


@pytest.mark.parametrize(
    "spelled, name",
    [
        ("Hughes, M. A.", Name(family="Hughes", given="M. A.")),
        ("Hughes,MA", Name(family="Hughes", given="M. A.")),
        ("Hughes, M A", Name(family="Hughes", given="M. A.")),
        ("Hughes, M.A.", Name(family="Hughes", given="M. A.")),
        ("Kim, J-P", Name(family="Kim", given="J.-P.")),
        ("Roe, Mark A", Name(family="Roe", given="Mark A.")),
        ("Roe, ANNA", Name(family="Roe", given="ANNA")),
        ("Roe, JO", Name(family="Roe", given="J. O.")),
        ("Smith, John, Jr.", Name(family="Smith", given="John", suffix="Jr.")),
        ("Smith, Jr., John", Name(family="Smith", given="John", suffix="Jr.")),
        ("Hughes MA", Name(family="Hughes", given="M. A.")),
        ("van der Meer A", Name(family="van der Meer", given="A.")),
        ("Chang C.S.", Name(family="Chang", given="C. S.")),
        ("Hughes MA Jr", Name(family="Hughes", given="M. A.", suffix="Jr")),
        ("Hughes", Name(family="Hughes")),
        ("HFS Study Group,", Name(literal="HFS Study Group")),
        ("HFS Study Group", Name(literal="HFS Study Group")),
        ("Working Group B", Name(literal="Working Group B")),
        ("WHO EU", Name(literal="WHO EU")),
        ("NINDS, HFS Group,", Name(literal="NINDS, HFS Group")),
        ("et al.,", ET_AL),
        ("et al", ET_AL),
        ("and others", ET_AL),
        ("王, 明", Name(family="王", given="明")),
    ],
)
def test_names(spelled: str, name: Name) -> None:
    assert one(f"AU  - {spelled}").author == (name,)


def test_a_list_of_names_in_one_value_is_taken_apart() -> None:
    wanted = (Name(family="Roe", given="J."), Name(family="Doe", given="M. A."))
    assert one("AU  - Roe, J.; Doe, M. A.").author == wanted
    assert one("AU  - Roe, J., Doe, M. A.").author == wanted


@pytest.mark.parametrize(
    "lines, parts",
    [
        (["PY  - 2021"], (2021,)),
        (["PY  - 2021///"], (2021,)),
        (["Y1  - 2021/07/01/"], (2021, 7, 1)),
        (["Y1  - 2021/7"], (2021, 7)),
        (["PY  - 20210701//"], (2021, 7, 1)),
        (["PY  - 2021-07-01"], (2021, 7, 1)),
        (["PY  - Jul 2021"], (2021, 7)),
        (["PY  - (2021)"], (2021,)),
        (["PY  - 2021/13/45"], (2021,)),
        (["DA  - 2021/07/01/"], (2021, 7, 1)),
        (["PY  - 2021", "DA  - 2021/07/01/"], (2021, 7, 1)),
        (["PY  - 2021", "DA  - JUL 1"], (2021, 7, 1)),
        (["PY  - 2021", "DA  - 2022/11/02"], (2021,)),
        (["PY  - 0988"], (988,)),
    ],
)
def test_dates(lines: list[str], parts: tuple[int, ...]) -> None:
    assert one(*lines).issued == Date(date_parts=(parts,))


def test_a_season_and_a_status_are_read_for_dates() -> None:
    assert one("Y1  - 2021///Spring").issued == Date(date_parts=((2021,),), season=1)
    assert one("TI  - T", "PY  - in press").status == "in press"
    odd = one("TI  - T", "PY  - soon")
    assert odd.issued == Date(literal="soon") and odd.problems[0].kind == ProblemKind.YEAR


@pytest.mark.parametrize(
    "lines, page, number",
    [
        (["SP  - 291", "EP  - 299"], "291-299", None),
        (["SP  - 291", "EP  - 9"], "291-299", None),
        (["SP  - 291-9"], "291-299", None),
        (["SP  - 291-299", "EP  - 299"], "291-299", None),
        (["SP  - 291", "EP  - 291-299"], "291-299", None),
        (["SP  - 67", "EP  - 67"], "67", None),
        (["SP  - 67", "EP  -"], "67", None),
        (["EP  - 299", "SP  - 291"], "291-299", None),
        (["EP  - 299"], "299", None),
        (["SP  - I-12", "EP  - I-15"], "I-12-I-15", None),
        (["SP  - ONS139", "EP  - 45"], "ONS139-ONS145", None),
        (["SP  - fcab146"], "fcab146", "fcab146"),
        (["C7  - fcab146"], "fcab146", "fcab146"),
        (["SP  - 1", "EP  - 9", "C7  - e77"], "1-9", "e77"),
        (["SP  - 12-15, 20"], "12-15, 20", None),
    ],
)
def test_pages(lines: list[str], page: str, number: str | None) -> None:
    citation = one(*lines)
    assert (citation.page, citation.number) == (page, number)


@pytest.mark.parametrize(
    "lines, full, short",
    [
        (["T2  - Radiology"], "Radiology", None),
        (["JF  - Radiology"], "Radiology", None),
        (["JO  - Radiology"], "Radiology", None),
        (["JA  - J Ex"], "J Ex", "J Ex"),
        (["J2  - J Ex", "T2  - Journal of Examples"], "Journal of Examples", "J Ex"),
        (["JO  - J Ex", "JF  - Journal of Examples"], "Journal of Examples", "J Ex"),
        (["T2  - J Ex", "JF  - Journal of Examples"], "Journal of Examples", "J Ex"),
        (["JO  - Journal of Examples", "JA  - J Ex"], "Journal of Examples", "J Ex"),
        (["T2  - Radiology", "JF  - Radiology", "JO  - Radiology"], "Radiology", None),
    ],
)
def test_journals(lines: list[str], full: str, short: str | None) -> None:
    citation = one(*lines)
    assert (citation.container_title, citation.container_title_short) == (full, short)


@pytest.mark.parametrize(
    "line, field, value",
    [
        ("DO  - 10.5555/a", "doi", "10.5555/a"),
        ("DO  - doi: 10.5555/a", "doi", "10.5555/a"),
        ("DO  - https://doi.org/10.5555/%61", "doi", "10.5555/a"),
        ("DI  - doi:https://dx.doi.org/10.5555/a", "doi", "10.5555/a"),
        ("M3  - doi: 10.5555/a", "doi", "10.5555/a"),
        ("N1  - doi: 10.5555/a", "doi", "10.5555/a"),
        ("UR  - https://doi.org/10.5555/a", "doi", "10.5555/a"),
        ("UR  - https://e.org/a;b?c", "url", "https://e.org/a;b?c"),
        ("UR  - https://e.org/a; https://e.org/b", "url", "https://e.org/a"),
        ("UR  - PM:123", "pmid", "123"),
        ("L2  - https://e.org/a", "url", "https://e.org/a"),
        ("AN  - PMID: 123", "pmid", "123"),
        ("C2  - PMC123", "pmcid", "PMC123"),
        ("SN  - 12345679", "issn", "1234-5679"),
        ("SN  - 1234-567x (Print)", "issn", "1234-567X"),
        ("SN  - 978-3-16-148410-0", "isbn", "978-3-16-148410-0"),
        ("SN  - 316148410X", "isbn", "316148410X"),
        ("VL  - 117 Suppl", "issue", "Suppl"),
        ("VL  - 63 (Suppl 1)", "issue", "Suppl 1"),
        ("M1  - 5", "issue", "5"),
        ("LA  - eng", "language", "en"),
        ("LA  - German", "language", "de"),
        ("LA  - Klingon", "language", "Klingon"),
        ("KW  - a; b;c", "keyword", "a, b, c"),
        ("N2  - Text", "abstract", "Text"),
        ("TI  - A &amp; B &lt;5 &#8211; C", "title", "A & B <5 – C"),
        ("N1  - Epub ahead of print", "status", "ahead of print"),
        ("PP  - Berlin", "publisher_place", "Berlin"),
        ("Y2  - 2024/05/06/", "accessed", Date(date_parts=((2024, 5, 6),))),
    ],
)
def test_single_tags(line: str, field: str, value: object) -> None:
    assert getattr(one("TI  - T", line) if line[:2] != "TI" else one(line), field) == value


@pytest.mark.parametrize(
    "lines",
    [
        ["AN  - 123", "DB  - Embase"],
        ["AN  - WOS:000123"],
        ["C2  - Example Hospital"],
        ["DO  - none"],
        ["UR  - <Go to ISI>://WOS:000123"],
        ["ET  - 2021/06/15"],
        ["AD  - Example Hospital"],
        ["U1  - mine"],
        ["TI  - Another"],
        ["PY  - 2020", "PY  - 2021"],
    ],
)
def test_what_no_field_holds_is_named(lines: list[str]) -> None:
    (block,) = read("\n".join(("TY  - JOUR", "TI  - T", *lines, "ER  - ", "")))
    assert lines[-1][:2] in block.left or lines[0][:2] in block.left
    assert block.citation is not None
    held = {"id", "type", "title", "issued", "source"}
    assert {name for name, value in block.citation if value} <= held


def test_keywords_with_commas_stay_whole() -> None:
    citation = one("KW  - Tomography, X-Ray Computed", "KW  - Humans")
    assert citation.keyword == "Tomography, X-Ray Computed; Humans"
    assert "KW  - Tomography, X-Ray Computed\nKW  - Humans\n" in dumps([citation], "ris")


def test_a_wrapped_value_goes_on_and_its_end_stays_where_a_tag_begins() -> None:
    citation = one(
        "AB  - One", "two", "  three", "T1-weighted images", "CT - a scan", "", "four", "VL  - 3"
    )
    assert citation.abstract == "One two three T1-weighted images CT - a scan four"
    assert citation.volume == "3"


def test_in_press_is_a_type_of_its_own() -> None:
    citation = one("TI  - T", type="INPR")
    assert (citation.type, citation.status) == ("article-journal", "in press")


def test_pieces_are_one_line_a_tag_and_keep_their_final_blank() -> None:
    citation = Citation(id="x", type="article-journal", title="a\nER  - \nTY  - JOUR\x00 b\u2028c")
    assert dumps([citation], "ris") == "TY  - JOUR\nID  - x\nTI  - a ER - TY - JOUR b c\nER  - \n"
    (back,) = loads(dumps([citation], "ris"))
    assert back.title == "a ER - TY - JOUR b c"


def test_reading_is_lazy_and_remembers_no_record() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        for number in itertools.count():
            for line in (f"TY  - JOUR\nID  - k{number}\nTI  - T\nER  - \n\n").splitlines(True):
                taken += 1
                yield line

    found = ris.blocks(endless())
    keys = [b.citation.id for b in itertools.islice(found, 2000) if b.citation]
    assert keys == [f"k{number}" for number in range(1000)]
    assert taken < 5 * 1000 + 2048


def test_records_that_are_well_formed_are_read_as_all_others_are() -> None:
    plain = dumps([one("TI  - T", "AU  - Roe, J.", "IS  - 3", "SP  - 1", "EP  - 9")] * 400, "ris")
    loose = plain.replace("ER  - \n", "ER  -  \n\n")
    fields = [c.model_copy(update={"source": None}) for c in loads(plain, "ris")]
    assert len(fields) == 400
    assert [c.model_copy(update={"source": None}) for c in loads(loose, "ris")] == fields
    assert loads(plain.replace("\n", "\r\n"), "ris")[399].title == "T"
    # One that is not, among them.
    mixed = plain.replace("TI  - T\n", "TI  - T\nof two lines\n", 1)
    assert [c.title for c in loads(mixed, "ris")] == ["T of two lines", *["T"] * 399]


@pytest.mark.parametrize(
    "text",
    [
        "TY  - " + "J" * 1_000_000,
        "TY  - JOUR\nTI  - " + "a" * 5_000_000 + "\nER  - \n",
        "TY  - JOUR\nAB  - a\n" + "goes on\n" * 200_000 + "ER  - \n",
        "TY  - JOUR\n" + "AU  - Roe, J.\n" * 50_000 + "ER  - \n",
        "TY  - JOUR\n" * 20_000,
        "ER  - \n" * 50_000,
        "TY" + "\t" * 200_000 + "JOUR\n",
        " " * 1_000_000,
        "AU  - " + "a, " * 200_000 + "\n",
        "TY  - JOUR\nAU  - " + "A, B.; " * 50_000 + "\nKW  - " + ";" * 200_000 + "\nER  - \n",
        "TY  - JOUR\nTI  - " + "<" * 200_000 + "&amp;" * 100_000 + "\nDO  - " + "doi:" * 10_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_what_is_hostile_is_read_in_a_line(text: str) -> None:
    assert "".join(block.text for block in read(text)) == text


def test_a_text_is_told_by_its_first_record() -> None:
    assert ris.looks("Provider: Example\r\n\r\nTY  - JOUR\r\n")
    assert ris.looks("TY - JOUR") and ris.looks("ty  - book\r") and ris.looks("x\rTY\tGEN\r")
    for other in ("", "Ty - a word of prose and more", "@article{TY  - ,", "PMID- 1\nTI  - T\n"):
        assert not ris.looks(other)
