"""Hold the laws of the exports that no citation, however made, can break."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from radrefs import ET_AL, Citation, Name, dump, dumps
from radrefs.citekeys import unique_keys
from radrefs.formats import FORMATS, bibtex, csljson, ris
from radrefs.text import one_line
from tests.cases import DATA
from tests.property.examples import FEW, MANY, SOME
from tests.property.strategies import citation_lists, citations, hostile_text, names

SCHEMA = Draft7Validator(json.loads((DATA / "schema/csl-data.json").read_text("utf-8")))


@FEW
@given(citation_lists, st.sampled_from(sorted(FORMATS)))
def test_every_export_can_be_written_as_utf_8(found: list[Citation], format: str) -> None:
    text = dumps(found, format)
    assert text.encode("utf-8").decode("utf-8") == text
    assert not re.search(r"[\r\x00\x85\u2028\u2029]", text)
    assert text == "" or text.endswith("\n")


@SOME
@given(citation_lists)
def test_ris_is_one_line_a_tag_and_one_record_a_citation(found: list[Citation]) -> None:
    text = dumps(found, "ris")
    lines = text.splitlines()
    assert all(line == "" or re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    starts = [at for at, line in enumerate(lines) if line.startswith("TY  - ")]
    ends = [at for at, line in enumerate(lines) if line == "ER  - "]
    assert len(starts) == len(ends) == len(found)
    assert [at for at, line in enumerate(lines) if line == ""] == [at + 1 for at in ends[:-1]]
    assert all("ER  -" not in line[6:] for line in lines)


@SOME
@given(citations)
def test_ris_keeps_the_order_that_importers_need(citation: Citation) -> None:
    order = [row.tag for row in ris.ROWS]
    tags = [line[:2] for line in dumps([citation], "ris").splitlines()][1:-1]
    assert [order.index(tag) for tag in tags] == sorted(map(order.index, tags))
    assert not {"AN", "C7"} & set(tags) or "IS" in tags
    assert "EP" not in tags or "SP" in tags


@SOME
@given(citation_lists)
def test_bibtex_reads_back_as_the_same_entries(found: list[Citation]) -> None:
    library = parse_string(dumps(found, "bibtex"))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [c.id for c in unique_keys(found)]
    assert len(library.blocks) == len(found)


@given(st.lists(names, min_size=1, max_size=4))
def test_bibtex_has_as_many_persons_as_the_citation(people: list[Name]) -> None:
    citation = Citation(id="a", type="book", author=tuple(people))
    told = [
        name
        for name in people
        if name != ET_AL
        and any(one_line(part or "") for part in (name.family, name.literal, name.given))
    ]
    library = parse_string(
        dumps([citation], "bibtex"), append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    fields = library.entries[0].fields_dict
    persons = fields["author"].value if "author" in fields else []
    assert len(persons) == len(told) + (ET_AL in people)


@MANY
@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(1, 9999)), min_size=1, max_size=3))
def test_a_range_is_written_alike_however_it_is_dashed(ranges: list[tuple[int, int]]) -> None:
    def written(dash: str) -> set[str]:
        page = ", ".join(f"{first}{dash}{last}" for first, last in ranges)
        return {dumps([Citation(id="a", type="book", page=page)], "bibtex")}

    assert written("-") == written("--") == written("–")
    assert "{" + ", ".join(f"{a}--{b}" for a, b in ranges) + "}" in written("-").pop()


@FEW
@given(citation_lists)
def test_csl_json_is_valid_and_the_same_by_lines(found: list[Citation]) -> None:
    text = dumps(found, "csl-json")
    assert list(SCHEMA.iter_errors(json.loads(text))) == []
    assert len(text.splitlines()) == (len(found) + 2 if found else 1)
    lines = dumps(found, "csl-jsonl").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(text)


@SOME
@given(citation_lists)
def test_csl_json_reads_back_equal(found: list[Citation]) -> None:
    added = ("citation-key", "journalAbbreviation", "custom")
    for item, citation in zip(
        json.loads(dumps(found, "csl-json")), unique_keys(found), strict=True
    ):
        if re.search(r"\\ud[89a-f]", repr(citation)):
            continue  # a lone surrogate cannot be written, and pandoc refuses an escaped one
        fields = {key: value for key, value in item.items() if key not in added}
        bare = citation.model_copy(update={"source": None})
        assert Citation.model_validate(fields) == bare


@SOME
@given(citation_lists)
def test_csl_json_carries_what_was_printed(found: list[Citation]) -> None:
    for item, citation in zip(json.loads(dumps(found, "csl-json")), found, strict=True):
        origin: dict[str, Any] = item.get("custom", {}).get("radrefs", {})
        text = citation.source.text if citation.source else None
        assert origin.get("raw") == (text and re.sub("[\ud800-\udfff]", "\ufffd", text))
        assert origin.get("number") == (citation.source.number if citation.source else None)


@FEW
@given(citation_lists)
def test_no_fact_is_written_that_is_not_there(found: list[Citation]) -> None:
    assert not re.search(r"\{\s*\},?$|None", dumps([], "bibtex"), re.MULTILINE)
    for line in dumps(found, "bibtex").splitlines():
        assert not line.endswith("= {},")
    for line in dumps(found, "ris").splitlines():
        assert line in ("", "ER  - ") or line[6:].strip()


@MANY
@given(hostile_text)
def test_titles_keep_their_letters_in_tex(title: str) -> None:
    text = dumps([Citation(id="a", type="book", title=title)], "bibtex")
    kept = "".join(char for char in one_line(title) if char.isalpha())
    spelled = re.sub(r"\\text[a-z]+", "", text.partition("title = ")[2])
    assert "".join(char for char in spelled if char.isalpha()) == kept


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_a_file_holds_what_dumps_gives(format: str, tmp_path: Path) -> None:
    @FEW
    @given(citation_lists)
    def law(found: list[Citation]) -> None:
        path = tmp_path / "refs.any"
        assert dump(iter(found), path, format) == len(found)
        assert path.read_bytes() == dumps(found, format).encode("utf-8")

    law()


@pytest.mark.parametrize("pieces", [bibtex.pieces, ris.pieces, csljson.pieces, csljson.lines])
def test_pieces_come_as_citations_do(pieces: Callable[..., Any]) -> None:
    taken: list[int] = []

    def endless() -> Any:
        while True:
            taken.append(len(taken))
            yield Citation(id=f"a{len(taken)}", type="book", title="A title")

    stream = pieces(endless())
    for wanted in range(1, 6):
        next(stream)
        assert len(taken) == wanted, "a piece was held back, or more was read than written"
