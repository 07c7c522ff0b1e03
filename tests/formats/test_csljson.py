"""Hold the reading of CSL-JSON as programs write it, and changes in place."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from radrefs import ET_AL, Citation, Date, Name, Source, dumps, parse, parse_entry
from radrefs.formats import Block, csljson, loads, read_library, rewrite
from radrefs.matching.records import Work, citation_of
from radrefs.model import Place, ProblemKind
from tests.cases import DATA
from tests.conftest import SEED

FOLDER = DATA / "csl"


def file(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def read(text: str) -> list[Citation]:
    return [block.citation for block in csljson.blocks([text]) if block.citation]


def one(item: dict[str, Any]) -> Citation:
    """Read one item, with a key and type unless it has its own."""
    found = read(json.dumps([{"id": "a", "type": "article-journal", **item}]))
    assert len(found) == 1
    return found[0]


def test_what_zotero_exports_is_read() -> None:
    text = file("zotero.json")
    first, second = read(text)
    assert first.id == "deboer2021imaging", "an id that is an address is no key"
    assert first.author == (
        Name(family="de Boer", given="Anna"),
        Name(family="d'Alembert", given="Jean", suffix="Jr."),
        ET_AL,
    )
    assert first.title == "Uptake of ¹⁸F-FDG and 99mTc in Helicobacter: the HFS trial, <5 mm & more"
    assert (first.pmid, first.pmcid) == ("99999991", "PMC99999991")
    assert first.note == "PMID: 99999991; PMCID: PMC99999991; read twice"
    assert (first.container_title_short, first.issn) == ("Brain Commun", "2632-1297")
    assert first.page == "291-299"
    assert first.abstract == "Background: MRI. Results: 50 % of 3."
    assert first.issued == Date(date_parts=((2021, 7),))
    assert first.accessed == Date(date_parts=((2024, 5, 6),))
    assert second.issued == Date(literal="in press")
    assert second.id == "http://zotero.org/users/local/AbCd1234/items/ASDFGH34"


def test_what_has_no_variable_is_named_and_stays_in_the_file() -> None:
    blocks = [block for block in csljson.blocks([file("zotero.json")]) if block.citation]
    assert [block.left for block in blocks] == [("source", "title-short"), ("title-short",)]
    assert "title-short" not in dumps([block.citation for block in blocks if block.citation], "ris")


def test_a_citation_says_where_in_the_file_it_stands() -> None:
    text = file("zotero.json")
    blocks = [block for block in csljson.blocks([text]) if block.citation]
    assert [block.line for block in blocks] == [2, 44]
    for block in blocks:
        assert block.citation and block.citation.source
        source = block.citation.source
        (place,) = source.places
        assert text[place.start : place.end] == source.text == block.text
        assert (place.line, source.format, source.number) == (block.line, "csl-json", None)


@pytest.mark.parametrize(
    "name, keys",
    [
        ("wrapped.json", ["okafor2020", "okafor2021"]),
        ("crossref.json", ["marchetti2019imaging", "preprintnd"]),
        ("crossref-work.json", ["one2011"]),
        ("lines.jsonl", ["a", "c", "4"]),
        ("oddities.json", "7 raw zeros bare season doe2020no odd last".split()),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_files_of_every_outer_shape_are_read(name: str, keys: list[str], mark: str) -> None:
    text = mark + file(name)
    assert [citation.id for citation in loads(text)] == keys
    assert [citation.id for citation in loads(text, "csl-jsonl")] == keys
    assert rewrite(read_library(text), loads(text)) == text
    assert rewrite(read_library(text, "csl-jsonl"), loads(text, "csl-jsonl")) == text


def test_the_parts_of_a_date_are_read_in_wrappers() -> None:
    first, second = read(file("wrapped.json"))
    assert first.issued == Date(date_parts=((2020, 1, 2), (2020, 3)))
    assert second.issued == Date(date_parts=((2021,),), season=2)


def test_a_record_of_crossref_is_read_as_what_it_means() -> None:
    first, second = read(file("crossref.json"))
    assert first.title == "Imaging of H₂O & more: a study"
    assert (first.type, first.volume, first.page) == ("article-journal", "61", "291-299")
    assert first.author == (
        Name(family="Marchetti", given="Lucia"),
        Name(literal="The HFS Group"),
    )
    assert first.issued == Date(date_parts=((2019, 3),)), "printed goes before online"
    assert (first.container_title, first.issn) == ("Neuroradiology", "0028-3940")
    assert (first.publisher_place, first.abstract) == ("Berlin", "Purpose: to see.")
    assert (second.type, second.page, second.number) == ("article", "e77", "e77")
    assert second.issued is None


# Left to the registry's reader: markup and marks that a reader of files keeps.
UNLIKE = """datacite empty-title full-stop markup mathml no-title retracted retracted-title-only
    script terminal-escape updated-in-place wrong-types""".split()
WORKS = [path for path in sorted((DATA / "works").glob("*.json")) if path.stem not in UNLIKE]


@pytest.mark.parametrize("path", WORKS, ids=[path.stem for path in WORKS])
def test_records_are_read_as_the_reader_of_registries_reads_them(path: Path) -> None:
    record = json.loads(path.read_text("utf-8"))["record"]
    wanted = citation_of(Work("crossref", record))
    (found,) = read(json.dumps({"status": "ok", "message": record}))
    for field in ("type", "title", "volume", "issue", "year"):
        assert getattr(found, field) == getattr(wanted, field), field


@pytest.mark.parametrize(
    "value, date",
    [
        ({"date-parts": [[2021, 7, 1]]}, Date(date_parts=((2021, 7, 1),))),
        ({"date-parts": [["2021", "07", "1"]]}, Date(date_parts=((2021, 7, 1),))),
        ({"date-parts": [2021, 7]}, Date(date_parts=((2021, 7),))),
        ({"date-parts": [[2021, 0, 0]]}, Date(date_parts=((2021,),))),
        ({"date-parts": [[2021, 2.0]]}, Date(date_parts=((2021, 2),))),
        ({"date-parts": [["2021-07-01"]]}, Date(date_parts=((2021, 7, 1),))),
        ({"date-parts": [[2021], [2022]]}, Date(date_parts=((2021,), (2022,)))),
        ({"date-parts": [[2021], [0]]}, Date(date_parts=((2021,),))),
        ({"date-parts": [[2021, 13]]}, Date(date_parts=((2021,),), season=1)),
        ({"date-parts": [[2021, 24]]}, Date(date_parts=((2021,),), season=4)),
        ({"date-parts": [[2021]], "season": "Fall"}, Date(date_parts=((2021,),), season=3)),
        ({"date-parts": [[2021, 44]]}, Date(date_parts=((2021,),))),
        ({"raw": "2021-07"}, Date(date_parts=((2021, 7),))),
        ({"raw": "July 1, 2021"}, Date(date_parts=((2021, 7, 1),))),
        ({"literal": "2021 Nov-Dec"}, Date(date_parts=((2021, 11), (2021, 12)))),
        ({"literal": "forthcoming"}, Date(literal="forthcoming")),
        ({"date-time": "2021-07-01T10:00:00Z"}, Date(date_parts=((2021, 7, 1),))),
        ("2021/2022", Date(date_parts=((2021,), (2022,)))),
        ("2021-07-00", Date(date_parts=((2021, 7),))),
        (2021, Date(date_parts=((2021,),))),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [[]]}, None),
        ({"date-parts": []}, None),
        ({}, None),
        ("", None),
        (True, None),
        ([], None),
    ],
)
def test_dates_of_every_shape(value: object, date: Date | None) -> None:
    assert one({"issued": value}).issued == date


def test_a_letter_after_the_year_is_kept() -> None:
    citation = one({"issued": {"raw": "2021a"}})
    assert (citation.year, citation.year_suffix) == (2021, "a")
    assert one({"issued": {"raw": "2021a"}, "year-suffix": "b"}).year_suffix == "b"


@pytest.mark.parametrize(
    "value, names",
    [
        ([{"family": "Meer", "given": "A.", "non-dropping-particle": "van der"}],
         (Name(family="van der Meer", given="A."),)),
        ([{"family": "Fontaine", "given": "J.", "dropping-particle": "de",
           "non-dropping-particle": "la"}], (Name(family="de la Fontaine", given="J."),)),
        ([{"family": "Hassan", "given": "A.", "non-dropping-particle": "al-"}],
         (Name(family="al-Hassan", given="A."),)),
        ([{"family": "王", "given": "小明", "static-ordering": True}],
         (Name(family="王", given="小明"),)),
        ([{"literal": "et al"}], (ET_AL,)),
        ([{"family": "others"}], (ET_AL,)),
        ([{"family": "Others", "given": "J."}], (Name(family="Others", given="J."),)),
        ([{"family": "Doe", "given": ["J."]}], (Name(family="Doe", given="J."),)),
        ({"family": "Doe"}, (Name(family="Doe"),)),
        ("Doe, J.; HFS Group", (Name(family="Doe", given="J."), Name(literal="HFS Group"))),
        ([{}, {"given": ""}, None, 3, []], ()),
    ],
)  # fmt: skip
def test_names_of_every_shape(value: object, names: tuple[Name, ...]) -> None:
    assert one({"author": value}).author == names


@pytest.mark.parametrize(
    "value, title",
    [
        ("H<sub>2</sub>O and 10<sup>-3</sup>", "H₂O and 10⁻³"),
        ("K<sup>trans</sup> of <sup>99m</sup>Tc", "Ktrans of 99mTc"),
        ("<b>MRI</b> <span style=\"font-variant: small-caps;\">in</span> <sc>us</sc>", "MRI in us"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("A&amp;E, &lt;5 mm, &amp;lt;6 mm", "A&E, <5 mm, <6 mm"),
        ("a <script>alert(1)</script>", "a <script>alert(1)</script>"),
        ("a\nb\u2028c\x00d", "a b c d"),
        ("cafe\u0301", "café"),
        (["First", "Second"], "First"),
        (2021, "2021"),
        ("  ", None),
        ({"a": 1}, None),
    ],
)  # fmt: skip
def test_titles_are_plain_text(value: object, title: str | None) -> None:
    assert one({"title": value}).title == title


@pytest.mark.parametrize(
    "item, field, value",
    [
        ({"volume": 3}, "volume", "3"),
        ({"volume": 3.0}, "volume", "3"),
        ({"volume": 1.5}, "volume", "1.5"),
        ({"volume": True}, "volume", None),
        ({"PMID": 99}, "pmid", "99"),
        ({"PMID": "PMID: 99"}, "pmid", "99"),
        ({"PMCID": 99}, "pmcid", "PMC99"),
        ({"PMCID": "PMCID: PMC99"}, "pmcid", "PMC99"),
        ({"DOI": "https://doi.org/10.5555/a%2Fb"}, "doi", "10.5555/a/b"),
        ({"DOI": "doi: 10.5555/a%2Fb"}, "doi", "10.5555/a%2Fb"),
        ({"DOI": "not yet"}, "doi", "not yet"),
        ({"note": "DOI: 10.5555/x"}, "doi", "10.5555/x"),
        ({"note": "DOI: 10.5555/x", "DOI": "10.5555/y"}, "doi", "10.5555/y"),
        ({"note": "a\r\n\r\nb"}, "note", "a; b"),
        ({"ISSN": ["1234-5678", "2345-6789"]}, "issn", "1234-5678"),
        ({"ISBN": "978-0-00-000000-2 0-00-000000-X"}, "isbn", "978-0-00-000000-2"),
        ({"keyword": ["a", "b"]}, "keyword", "a, b"),
        ({"container-title-short": "A", "journalAbbreviation": "B"}, "container_title_short", "A"),
        ({"journalAbbreviation": "B"}, "container_title_short", "B"),
        ({"shortTitle": "B", "title-short": "C"}, "container_title_short", None),
        ({"page": "ONS139–45"}, "page", "ONS139-ONS145"),
        ({"page": "e405"}, "number", "e405"),
        ({"type": "personal-communication"}, "type", "personal_communication"),
        ({"type": "Book-Chapter"}, "type", "chapter"),
        ({"custom": {"radrefs": {"raw": 1}, "x": 2}}, "custom", {"radrefs": {"raw": 1}, "x": 2}),
        ({"custom": "text"}, "custom", None),
    ],
)
def test_single_variables(item: dict[str, Any], field: str, value: object) -> None:
    assert getattr(one(item), field) == value


def test_what_is_not_understood_is_a_problem_where_it_stands() -> None:
    (block,) = [b for b in csljson.blocks([file("oddities.json")]) if '"odd"' in b.text]
    citation = block.citation
    assert citation and citation.type == "document" and citation.issued is None
    assert block.left == ("x-own", "title-short", "type", "volume", "issued")
    shown = {block.text[p.start : p.end]: p.kind for p in citation.problems}
    assert shown == {
        '"type": "poem"': ProblemKind.UNREAD,
        '"volume": {"a": 1}': ProblemKind.UNREAD,
        '"issued": {"date-parts": [["soon"]]}': ProblemKind.YEAR,
    }
    untyped = read('{"title": "No type"}')[0]
    assert [problem.message for problem in untyped.problems] == [
        "no type is given: read as a document"
    ]


def test_what_cannot_be_read_is_said_with_its_line() -> None:
    broken = read_library(file("lines.jsonl")).broken
    assert [(block.line, block.text.strip()[:9]) for block in broken] == [
        (3, '{"id": "b'),
        (5, "not JSON "),
    ]
    told = [(b.line, b.wrong) for b in read_library(file("oddities.json")).broken]
    assert told == [
        (9, "an item of Zotero's own JSON: export the library as CSL JSON"),
        (10, "no item of CSL-JSON: it has none of its variables"),
        (11, "no item but '\"10.5555/no-item\",\\n '"),
    ]


GOOD = '{"id": "%s", "type": "book", "title": "A \\"},{\\" title"}'


@pytest.mark.parametrize("glue", [",", ",\n ", ",\r\n", ", \r"])
@pytest.mark.parametrize(
    "bad",
    [
        '{"id": "b", "type": "book", "title": tru}',
        '{"id": "b", "type": "book", }',
        '{"id": "b", "type": "book"',
        '{"id": "b", "author": [{"family": "B"}',
        '{"id": "b", "author": {"family": "B"}]}',
        '{"id": "b, "type": "book"}',
        '{"id": "b", "type": "book", "n": %s}' % ("9" * 5000),
        '{"id": "b", "x": %s}' % ("[" * 3000 + "]" * 3000),
        "{'id': 'b', 'type': 'book'}",
        "}",
        '"id": "b"',
        "null",
        '{"id": "b", "title": "\\u12"}',
        '{"id" "b"}',
    ],
)
def test_a_broken_item_never_costs_its_neighbours(bad: str, glue: str) -> None:
    text = "[" + glue.join([GOOD % "a", bad, GOOD % "c", GOOD % "d"]) + "]"
    blocks = list(csljson.blocks([text]))
    assert "".join(block.text for block in blocks) == text
    assert [block.citation.id for block in blocks if block.citation] == ["a", "c", "d"]
    wrong = [block for block in blocks if block.wrong]
    assert wrong and all(block.text in text and block.citation is None for block in wrong)
    lines = 1 if glue == "," else 2
    assert wrong[0].line == lines


def test_a_file_that_is_cut_off_says_so() -> None:
    whole = json.dumps([{"id": "a", "type": "book"}, {"id": "b", "type": "book"}])
    (block,) = read_library(whole[:-1], "csl-json").broken
    assert block.wrong == "the list is not closed: the file may be cut off"
    library = read_library(whole[:-8], "csl-json")
    assert [c.id for c in library.citations] == ["a"] and len(library.broken) == 1


def test_a_page_survives_writing_and_reading() -> None:
    page = parse(SEED.read_text("utf-8"))
    for format in ("csl-json", "csl-jsonl"):
        back = loads(dumps(page, format), format)
        assert [without_source(c) for c in back] == [without_source(c) for c in page]
        for old, new in zip(page, back, strict=True):
            assert old.source and new.source
            assert (new.source.text, new.source.number) == (old.source.text, old.source.number)
            assert new.source.format is None
        assert dumps(back, format) == dumps(page, format)


def without_source(citation: Citation) -> Citation:
    return citation.model_copy(update={"source": None, "problems": ()})


def test_what_was_read_from_a_file_carries_no_text_of_it() -> None:
    citation = one({"title": "A title"})
    assert citation.source and citation.source.format == "csl-json"
    assert "custom" not in dumps([citation], "csl-json")
    numbered = citation.model_copy(
        update={"source": Source("@book{a}", 3, places=(Place(0, 8, 1),), format="bibtex")}
    )
    (item,) = json.loads(dumps([numbered], "csl-json"))
    assert item["custom"] == {"radrefs": {"number": 3}}
    assert one(item).source == one(item).source
    source = one(item).source
    assert source and (source.number, source.format) == (3, "csl-json")


def test_the_extra_of_zotero_is_written_in_lines_again() -> None:
    (first, _) = read(file("zotero.json"))
    (item,) = json.loads(dumps([first], "csl-json"))
    assert item["note"] == "PMID: 99999991\nPMCID: PMC99999991\nread twice"
    page = parse_entry("Doe J: A title. Radiology. 1(2):3; discussion 4, 2020")
    page = page.model_copy(update={"note": "PMID: 1; a note"})
    assert json.loads(dumps([page], "csl-json"))[0]["note"] == "PMID: 1; a note"


def edit(text: str, **changes: Any) -> str:
    """Change fields of the first item of a text, and give the text."""
    library = read_library(text, "csl-json")
    first, *rest = library.citations
    return rewrite(library, [first.model_copy(update=changes), *rest])


@pytest.mark.parametrize(
    "text, changes, wanted",
    [
        ('[{"id":"a","type":"book","volume":3}]', {"doi": "10.5555/x"},
         '[{"id":"a","type":"book","volume":3,"DOI":"10.5555/x"}]'),
        ('[{ "id": "a", "type": "book" }]', {"title": "é"},
         '[{ "id": "a", "type": "book", "title": "é" }]'),
        ('[{"id": "a", "type": "book", "publisher": "\\u00e9"}]', {"title": "é🧠"},
         '[{"id": "a", "type": "book", "publisher": "\\u00e9", "title": "\\u00e9\\ud83e\\udde0"}]'),
        ('[{"id": "a", "title" : "x" , "type": "book"}]', {"title": "y"},
         '[{"id": "a", "title" : "y" , "type": "book"}]'),
        ('[{"id": "a", "title": "x", "type": "book"}]', {"title": None},
         '[{"id": "a", "type": "book"}]'),
        ('[{"title": "x", "id": "a", "type": "book"}]', {"title": None},
         '[{"id": "a", "type": "book"}]'),
        ('[{"id": "a", "type": "book", "title": "x"}]', {"title": None, "volume": "1"},
         '[{"id": "a", "type": "book", "volume": "1"}]'),
        ('[{"id": "a", "type": "book", "title": "w", "title": "x"}]', {"title": "y"},
         '[{"id": "a", "type": "book", "title": "w", "title": "y"}]'),
        ('[{"id": "a", "type": "book", "issued": {"raw": "2020", "circa": true}}]',
         {"issued": Date(date_parts=((2021,),))},
         '[{"id": "a", "type": "book", "issued": {"date-parts": [[2021]]}}]'),
        ('[{"id": "a", "type": "book", "journalAbbreviation": "X"}]',
         {"container_title_short": "Y"},
         '[{"id": "a", "type": "book", "journalAbbreviation": "Y"}]'),
        ('[{"id": "a", "type": "book"}]', {"container_title_short": "Y"},
         '[{"id": "a", "type": "book", "container-title-short": "Y", "journalAbbreviation": "Y"}]'),
        ('[{"id": "http://z/1", "citation-key": "a", "type": "book"}]', {"id": "b"},
         '[{"id": "http://z/1", "citation-key": "b", "type": "book"}]'),
        ('[{"type": "book", "title": "Imaging"}]', {"title": "Outcome"},
         '[{"type": "book", "title": "Outcome", "id": "imagingnd"}]'),
        ('{"id": "a", "type": "book"}\r\n', {"title": "y"},
         '{"id": "a", "type": "book", "title": "y"}\r\n'),
    ],
)  # fmt: skip
def test_a_change_is_made_in_place(text: str, changes: dict[str, Any], wanted: str) -> None:
    assert edit(text, **changes) == wanted


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", [1, 2, 4, "\t"])
def test_a_change_is_laid_out_as_the_file_is(indent: Any, end: str) -> None:
    items: list[dict[str, Any]] = [
        {"id": "a", "type": "book", "author": [{"family": "Doe"}], "x": {"y": []}},
        {"id": "b", "type": "book"},
    ]
    text = json.dumps(items, indent=indent).replace("\n", end)
    items[0]["author"] = [{"family": "Doe"}, {"family": "Roe", "given": "R."}]
    items[0]["issued"] = {"date-parts": [[2021, 7]]}
    wanted = json.dumps(items, indent=indent).replace("\n", end)
    authors = (Name(family="Doe"), Name(family="Roe", given="R."))
    assert edit(text, author=authors, issued=Date(date_parts=((2021, 7),))) == wanted


def test_names_that_stay_keep_what_is_said_of_them() -> None:
    text = file("crossref.json")
    library = read_library(text)
    first, second = library.citations
    more = first.model_copy(update={"author": (Name(family="New", given="N."), *first.author)})
    (item, _) = json.loads(rewrite(library, [more, second]))["message"]["items"]
    assert [list(name) for name in item["author"]] == [
        ["family", "given"],
        ["given", "family", "sequence", "affiliation", "ORCID"],
        ["name", "sequence"],
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another title"},
        {"issued": Date(date_parts=((2020,),))},
        {"issued": None},
        {"container_title": "Radiology", "container_title_short": "Rad"},
        {"page": "1-2", "number": None},
        {"type": "chapter"},
        {"id": "key"},
        {"publisher_place": None, "issn": "1432-1920"},
        {"author": ()},
    ],
)
@pytest.mark.parametrize("name", ["crossref.json", "zotero.json", "oddities.json"])
def test_a_change_is_read_back(name: str, changes: dict[str, Any]) -> None:
    text = file(name)
    changed = edit(text, **changes)
    before, after = read(text), read(changed)
    assert without_source(after[0]) == without_source(before[0].model_copy(update=changes))
    assert [without_source(c) for c in after[1:]] == [without_source(c) for c in before[1:]]


def test_nothing_changed_is_nothing_changed() -> None:
    for path in FOLDER.iterdir():
        text = path.read_text("utf-8")
        for block in csljson.blocks([text]):
            if block.citation:
                assert csljson.edited(block, block.citation.model_copy()) is block.text


def test_lines_are_read_one_by_one() -> None:
    taken: list[int] = []

    def endless() -> Any:
        while True:
            taken.append(len(taken))
            yield f'{{"id": "a{len(taken)}", "type": "book"}}\n'

    stream = csljson.line_blocks(endless())
    for wanted in range(1, 6):
        assert isinstance(next(stream), Block)
        assert len(taken) == wanted


@pytest.mark.parametrize(
    "text, array, lines",
    [
        ('[{"id"', True, False),
        ("[\n  {", True, False),
        ("[]", True, False),
        ('{"items": [', True, False),
        ('{\n "id": 1', True, False),
        ('{"id": 1}', True, False),
        ('{"id": 1}\n{"id": 2}', False, True),
        ('{"id": 1}\r\n\r\n{"id', False, True),
        ("[1] Doe J: A title", False, False),
        ("{\\rtf1", False, False),
        ("@article{a,", False, False),
        ("1. Doe J", False, False),
        ("", False, False),
    ],
)
def test_a_file_is_told_by_its_beginning(text: str, array: bool, lines: bool) -> None:
    assert (csljson.looks(text), csljson.looks_like_lines(text)) == (array, lines)


def test_json_lines_that_are_one_array_are_read_all_the_same() -> None:
    text = '\n[{"id": "a", "type": "book"},\n{"id": "b", "type": "book"}]\n'
    blocks = list(csljson.line_blocks(io.StringIO(text, newline="")))
    assert [(b.line, b.citation.id) for b in blocks if b.citation] == [(2, "a"), (3, "b")]
    assert "".join(block.text for block in blocks) == text
    source = blocks[-2].citation.source if blocks[-2].citation else None
    assert source and text[source.places[0].start :].startswith('{"id": "b"')
