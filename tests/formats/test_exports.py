"""Hold the exports: the sample files to the byte, and laws that no citation can break."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

import radrefs
from radrefs import Citation, Date, Name, UnknownFormat, dump, dumps, parse_entry
from radrefs.citekeys import base_key, unique_keys
from radrefs.formats import FORMATS, bibtex, format_for, ris
from radrefs.formats.bibtex.latex import protect
from radrefs.formats.csljson import item_of
from tests.cases import DATA
from tests.conftest import SEED
from tests.property.examples import SOME
from tests.property.references import hostile

GOLD = DATA / "export"
SCHEMA = Draft7Validator(json.loads((DATA / "schema/csl-data.json").read_text("utf-8")))


def gold_items() -> list[dict[str, object]]:
    items: list[dict[str, object]] = json.loads((GOLD / "gold.json").read_text("utf-8"))
    return items


def gold_citations() -> list[Citation]:
    """Read the sample items; their superscript stands in the fields as Unicode."""
    citations = []
    for item in gold_items():
        fields = {k: v for k, v in item.items() if k not in ("citation-key", "journalAbbreviation")}
        fields["title"] = str(fields["title"]).replace("<sup>18</sup>", "¹⁸")
        if item["id"] == "doe2021":
            fields["number"] = item["page"]
        citations.append(Citation.model_validate(fields))
    return citations


@pytest.mark.parametrize("name, format", [("gold.bib", "bibtex"), ("gold.ris", "ris")])
def test_the_samples_are_written_to_the_byte(name: str, format: str) -> None:
    assert dumps(gold_citations(), format) == (GOLD / name).read_bytes().decode("utf-8")


def test_the_sample_items_are_written() -> None:
    for written, item in zip(
        json.loads(dumps(gold_citations(), "csl-json")), gold_items(), strict=True
    ):
        # Markup in titles is written from the next formats on; the number says what the page is.
        item["title"] = str(item["title"]).replace("<sup>18</sup>", "¹⁸")
        written.pop("number", None)
        assert written == item


TEXTS = """title container_title container_title_short volume issue page number edition genre
    publisher publisher_place note doi pmid pmcid url isbn issn abstract keyword""".split()

NASTY = (
    "", " ", "a", "MRI of TGF-β1", "{", "}", "\\", "a\\", "\\input{x}", "@article{x,",
    "x\n@article{y,", "ER  - ", "a\nER  - \nTY  - JOUR", "\u2028", "\x00", "\x1b[31m", "\ud800",
    "=cmd()", "50% & $5 #1_a", "<b>x</b>", "~^", '"quoted"', "a, b; c", "Research and Practice",
    "1-9", "12-15, 20", "e405", "脑", "e\u0301", "https://example.org/a b{}", "10.1000/a{b}c",
    "discussion 1-2; ER  - x", "ahead of print",
)  # fmt: skip
texts = st.one_of(st.none(), st.sampled_from(NASTY))
names = st.one_of(
    st.builds(Name, family=st.sampled_from(NASTY), given=texts, suffix=texts),
    st.builds(Name, literal=hostile),
    st.just(radrefs.ET_AL),
)
dates = st.one_of(
    st.none(),
    st.builds(lambda y: Date(date_parts=((y,),)), st.integers(1500, 2099)),
    st.builds(
        lambda y, m, d: Date(date_parts=((y, m, d),)),
        st.integers(1500, 2099),
        st.integers(1, 12),
        st.integers(1, 28),
    ),
)
wild_citations = st.builds(
    Citation,
    id=st.text(max_size=20),
    type=st.sampled_from(sorted(ris.TYPES)),
    author=st.lists(names, max_size=3).map(tuple),
    editor=st.lists(names, max_size=2).map(tuple),
    issued=dates,
    accessed=dates,
    title=st.one_of(texts, hostile),
    **dict.fromkeys([*TEXTS[1:], "language"], texts),
    status=st.sampled_from((None, "ahead of print", "in press")),
)
wild = st.lists(wild_citations, max_size=3)


@SOME
@given(wild)
def test_every_line_of_ris_is_a_tag_and_records_are_as_many(citations: list[Citation]) -> None:
    text = dumps(citations, "ris")
    lines = text.split("\n")
    assert lines.count("ER  - ") == len(citations)
    for line in lines:
        assert line == "" or re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line)
        assert line.startswith("ER  - ") or not re.search(r"ER {2,}-", line)
    assert sum(line.startswith("TY  - ") for line in lines) == len(citations)
    for record in text.split("ER  - \n")[:-1]:
        tags = [line[:2] for line in record.strip("\n").split("\n")]
        assert tags[0] == "TY"
        assert not {"AN", "C7"} & set(tags[tags.index("IS") :] if "IS" in tags else [])


@SOME
@given(wild)
def test_bibtex_comes_back_entry_by_entry_and_field_by_field(citations: list[Citation]) -> None:
    from bibtexparser.entrypoint import parse_string

    text = dumps(citations, "bibtex")
    library = parse_string(text)
    assert library.failed_blocks == []
    assert len(library.entries) == len(citations)
    assert [entry.key for entry in library.entries] == [c.id for c in unique_keys(citations)]
    for entry, citation in zip(library.entries, citations, strict=True):
        wanted = [row.tag for row in bibtex.ROWS if any(row.write(citation))]
        assert [field.key for field in entry.fields] == wanted


@SOME
@given(wild)
def test_bibtex_has_balanced_braces_in_every_field(citations: list[Citation]) -> None:
    for citation in citations:
        for row in bibtex.ROWS:
            depth = 0
            for char in "".join(row.write(citation)):
                depth += (char == "{") - (char == "}")
                assert depth >= 0
            assert depth == 0


@SOME
@given(wild)
def test_csl_json_is_valid_and_reads_back(citations: list[Citation]) -> None:
    items = json.loads(dumps(citations, "csl-json"))
    assert list(SCHEMA.iter_errors(items)) == []
    assert [json.loads(line) for line in dumps(citations, "csl-jsonl").splitlines()] == items
    for item, citation in zip(items, unique_keys(citations), strict=True):
        if r"\ud800" in repr(citation):
            continue  # a lone surrogate cannot be written as UTF-8 and is not kept
        known = {k: v for k, v in item.items() if k not in ("citation-key", "journalAbbreviation")}
        assert Citation.model_validate(known) == citation


@SOME
@given(wild, st.sampled_from(sorted(FORMATS)))
def test_writing_a_stream_is_writing_at_once(citations: list[Citation], format: str) -> None:
    stream = io.StringIO()
    assert radrefs.write(iter(citations), stream, format) == len(citations)
    assert stream.getvalue() == dumps(citations, format) == dumps(citations, format)


@SOME
@given(wild)
def test_keys_are_unique_plain_and_kept(citations: list[Citation]) -> None:
    once = list(unique_keys(citations))
    keys = [citation.id for citation in once]
    assert len({key.casefold() for key in keys}) == len(keys)
    assert all(re.fullmatch(r"[A-Za-z0-9_:./+-]+", key) for key in keys)
    assert all(a is b for a, b in zip(unique_keys(once), once, strict=True))


def test_keys_count_in_letters() -> None:
    entry = parse_entry("Hughes MA: Imaging of it. Brain Commun. 3(3):1-9, 2021")
    keys = [citation.id for citation in unique_keys([entry] * 29)]
    assert keys[:3] == ["hughes2021imaging", "hughes2021imaginga", "hughes2021imagingb"]
    assert keys[26:] == ["hughes2021imagingz", "hughes2021imagingaa", "hughes2021imagingab"]


@pytest.mark.parametrize(
    "family, year, title, key",
    [
        ("Møller", 1999, "Vascular compression", "moller1999vascular"),
        ("El Refaee", 2013, "Value of it", "elrefaee2013value"),
        ("O’Toole", 2021, "The imaging", "otoole2021imaging"),
        (None, 2018, "Imaging of the orbit", "imaging2018"),
        ("Smith", None, "A title", "smithndtitle"),
        ("王", 2020, "脑", "ref2020"),
        (None, None, None, "refnd"),
        ("American College of Radiology Committee", 2021, "Manual", "american2021manual"),
    ],
)
def test_keys_of_every_form(
    family: str | None, year: int | None, title: str | None, key: str
) -> None:
    assert base_key(family, year, title) == key


@pytest.mark.parametrize(
    "title, spelled",
    [
        ("Gamma Knife surgery", "Gamma {Knife} surgery"),
        ("MRI of the face", "{MRI} of the face"),
        ("TGF-β1 (A_B)?", "{TGF-β1} ({A\\_B})?"),
        ("Loss of 50% & more <5 mm", "Loss of 50\\% \\& more $<$5 mm"),
        ("a } b { c \\ d", "a \\textbraceright{} b \\textbraceleft{} c \\textbackslash{} d"),
        ("x\n@article{evil,", "x @article\\textbraceleft{}evil,"),
        ("about ~5 ^ 3 $ #", "about \\textasciitilde{}5 \\textasciicircum{} 3 \\$ \\#"),
    ],
)
def test_titles_are_spelled_for_tex(title: str, spelled: str) -> None:
    assert protect(title) == spelled


def test_every_type_is_mapped_and_every_row_is_one_field() -> None:
    for table in (bibtex.ROWS, bibtex.BIBLATEX):
        tags = [row.tag for row in table]
        assert len(set(tags)) == len(tags)
    tags = [row.tag for row in ris.ROWS]
    assert len(set(tags)) == len(tags)
    assert tags.index("T2") < tags.index("J2") and tags.index("SP") < tags.index("EP")
    assert tags[-1] == "AU" and max(map(tags.index, ("AN", "C7"))) < tags.index("IS")


FULL = Citation(
    id="full",
    type="article-journal",
    author=(
        Name(family="Smith", given="A. B.", suffix="Jr"),
        Name(literal="ALPHA Study Group"),
        radrefs.ET_AL,
    ),
    editor=(Name(family="Jones", given="C."),),
    issued=Date(date_parts=((2021, 7, 1),)),
    accessed=Date(date_parts=((2022, 5, 6),)),
    status="ahead of print",
    language="de",
).model_copy(update={field: f"{field} 1" for field in TEXTS})


def test_months_are_macros_and_names_are_bodies_or_people() -> None:
    text = dumps([FULL], "bibtex")
    assert "  month = jul,\n" in text
    assert "author = {Smith, Jr, A. B. and {ALPHA Study Group} and others}" in text
    assert "note = {note 1; Epub ahead of print}" in text
    assert dumps([FULL], "ris").split("\n")[-5:-2] == [
        "AU  - Smith, A. B., Jr",
        "AU  - ALPHA Study Group,",
        "AU  - et al.,",
    ]


def test_what_is_absent_is_absent() -> None:
    empty = Citation(id="x", type="article-journal")
    assert dumps([empty], "bibtex") == "@article{x,\n}\n"
    assert dumps([empty], "ris") == "TY  - JOUR\nID  - x\nER  - \n"
    assert item_of(empty) == {"id": "x", "citation-key": "x", "type": "article-journal"}
    assert [dumps([], name) for name in ("bibtex", "ris", "csl-json", "csl-jsonl")] == [
        "",
        "",
        "[]\n",
        "",
    ]


def test_the_seed_in_every_format_is_the_same_list(tmp_path: Path) -> None:
    citations = radrefs.parse(SEED.read_text("utf-8"))
    for known in FORMATS.values():
        if not known.suffixes:
            continue
        path = tmp_path / f"refs{known.suffixes[0]}"
        assert dump(citations, path) == 27
        assert path.read_text("utf-8") == dumps(citations, known.name)
        assert format_for(path) is known


def test_unknown_formats_are_said_with_those_that_are_known() -> None:
    with pytest.raises(
        UnknownFormat, match="unknown format 'word': use one of bibtex, biblatex, ris"
    ):
        dumps([], "word")
    with pytest.raises(UnknownFormat, match=r"refs\.docx: no format has the suffix '\.docx'"):
        format_for("refs.docx")
