"""Read records as registries send them: the cases in tests/data/works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from radrefs import dumps, parse_entry
from radrefs.errors import UnreadableInput
from radrefs.item_types import TYPES
from radrefs.matching.completion import merge
from radrefs.matching.grading import decide
from radrefs.matching.records import Notice, Work, citation_of, is_doi, normal_doi, notices
from radrefs.registries.local import read_works

FOLDER = Path(__file__).parents[1] / "data/works"
CASES = sorted(FOLDER.glob("*.json"))
assert CASES
ENTRY = "Marchetti L et al: A title. Neuroradiology. 61(3):291-9, 2019"


def record(**changes: Any) -> dict[str, Any]:
    """Give the record of the entry above, with some keys changed."""
    base: dict[str, Any] = {
        "DOI": "10.5555/article",
        "type": "journal-article",
        "title": ["A Title"],
        "author": [{"family": "Marchetti", "given": "Lucia"}, {"family": "Okafor", "given": "C."}],
        "container-title": ["Neuroradiology"],
        "volume": "61",
        "issue": "3",
        "page": "291-299",
        "issued": {"date-parts": [[2019, 3]]},
    }
    return {**base, **{key.replace("_", "-"): value for key, value in changes.items()}}


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_record_is_read_as_it_says(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    work = Work("crossref", case["record"])
    assert json.loads(citation_of(work).model_dump_json(exclude_defaults=True)) == case["item"]
    assert [list(notice) for notice in notices(work)] == case.get("notices", [])


def test_every_type_of_crossref_is_known_to_csl() -> None:
    assert len(TYPES) == 30
    for kind in TYPES:
        citation = citation_of(Work("crossref", record(type=kind)))
        assert citation.type == TYPES[kind]


@pytest.mark.parametrize(
    "text, doi",
    [
        ("10.1002/(SICI)1097-0258<1661::AID-SIM968>3.0.CO;2-2",) * 2,
        ("https://doi.org/10.1093/Brain", "10.1093/brain"),
        ("doi: 10.1093/x", "10.1093/x"),
        ("10.1093/two words", ""),
        ("10.1093/", ""),
        ("11.1093/x", ""),
        ("10.1093/x\x1b[0m", ""),
        ("10.1093/" + "x" * 600, ""),
        (None, ""),
        (7, ""),
    ],
)
def test_a_doi_is_one_or_none(text: object, doi: str) -> None:
    assert normal_doi(text) == doi.lower()
    assert is_doi(doi) == bool(doi)


def test_the_record_completes_the_page() -> None:
    work = Work("crossref", record(ISSN=["0028-3940"], publisher="Springer", abstract="Short."))
    merged = merge(parse_entry(ENTRY), work)
    found = merged.citation
    assert [name.family for name in found.author] == ["Marchetti", "Okafor"]
    assert found.author[0].given == "Lucia"
    assert (found.title, found.page) == ("A Title", "291-299")
    assert found.issued and found.issued.date_parts == ((2019, 3),)
    assert (found.doi, found.issn) == ("10.5555/article", "0028-3940")
    assert merged.disagreements == ()
    assert merged.provenance["author"] == merged.provenance["title"] == "both"
    assert merged.provenance["issn"] == merged.provenance["doi"] == "crossref"
    assert found.source == parse_entry(ENTRY).source


def test_where_they_disagree_the_page_stands_and_it_is_reported() -> None:
    work = Work("crossref", record(volume="16", issue="4", page="219-229"))
    merged = merge(parse_entry(ENTRY), work)
    assert (merged.citation.volume, merged.citation.page) == ("61", "291-299")
    assert {(one.field, one.page, one.record) for one in merged.disagreements} == {
        ("volume", "61", "16"),
        ("issue", "3", "4"),
        ("page", "291-299", "219-229"),
    }
    assert merged.provenance["volume"] == "page"


@pytest.mark.parametrize(
    "changes, field, value",
    [
        ({"title": ["A TITLE IN CAPITALS"]}, "title", "A title in capitals"),
        ({"title": ["A title in capitals: and more"]}, "title", "A title in capitals: and more"),
        ({"title": ["A title"]}, "title", "A title in capitals"),
        ({"title": []}, "title", "A title in capitals"),
        ({"author": []}, "author", ["Marchetti", "et al."]),
        ({"author": [{"family": "Marchetti", "given": "L"}]}, "author", ["Marchetti", "et al."]),
        ({"author": [{"family": "MARCHETTI"}, {"family": "Li"}]}, "author", ["Marchetti", "Li"]),
        ({"author": [{"family": "Novotny"}]}, "author", ["Marchetti", "et al."]),
        ({"container-title": ["NEURORADIOLOGY"]}, "container_title", "Neuroradiology"),
        ({"issued": {"date-parts": [[2018, 12]]}}, "issued", ((2019,),)),
        ({"published-print": {"date-parts": [[2019, 5, 2]]}}, "issued", ((2019, 5, 2),)),
    ],
)  # fmt: skip
def test_each_field_follows_its_rule(changes: dict[str, Any], field: str, value: Any) -> None:
    entry = ENTRY.replace("A title.", "A title in capitals.")
    work = Work("crossref", record(**{"title": ["A title in capitals"], **changes}))
    found = getattr(merge(parse_entry(entry), work).citation, field)
    if field == "author":
        found = [name.family or name.literal for name in found]
    if field == "issued":
        found = found.date_parts
    assert found == value


def test_a_mark_of_an_accent_on_the_page_is_kept() -> None:
    entry = ENTRY.replace("Marchetti", "Kövari")
    work = Work("crossref", record(author=[{"family": "Kovari", "given": "E."}]))
    assert merge(parse_entry(entry), work).citation.author[0].family == "Kövari"


def test_a_first_page_alone_is_completed() -> None:
    entry = ENTRY.replace("291-9", "291")
    assert merge(parse_entry(entry), Work("crossref", record())).citation.page == "291-299"


def test_merging_twice_is_merging_once() -> None:
    work = Work("crossref", record(publisher="Springer", updated_by=[]))
    once = merge(parse_entry(ENTRY), work)
    again = merge(once.citation, work)
    assert again.citation == once.citation
    assert again.disagreements == ()


def test_a_retraction_is_kept_and_shown_in_every_format() -> None:
    notice = {
        "DOI": "10.5555/notice",
        "type": "retraction",
        "updated": {"date-parts": [[2021, 2, 1]]},
    }
    work = Work("crossref", record(title=["RETRACTED: A Title"], updated_by=[notice]))
    citation = parse_entry(ENTRY)
    decision = decide(citation, [work])
    assert decision.work is not None
    assert notices(work) == (Notice("retraction", "10.5555/notice", "2021-02-01", ""),)
    merged = merge(citation, work).citation
    assert merged.title == "A Title"
    for format in ("bibtex", "ris", "csl-json"):
        assert "Retracted 2021-02-01 (doi:10.5555/notice)" in dumps([merged], format)


@pytest.mark.parametrize(
    "text, words",
    [
        ("{", "works.jsonl:1: is not JSON"),
        ('{"DOI": "10.5555/x"}\n[1]', "works.jsonl:2: is no work"),
        ('{"DOI": "nothing"}', "works.jsonl:1: is no work: it needs a DOI"),
        ("[" * 100_000, "works.jsonl:1: is not JSON"),
    ],
)
def test_a_broken_file_of_works_is_reported_with_its_line(
    text: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "works.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput, match=words.replace(":", ".")):
        read_works(path)
    with pytest.raises(UnreadableInput, match="check the name"):
        read_works(tmp_path / "missing.jsonl")


def test_a_file_of_works_is_searched_and_looked_up(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    path.write_text(json.dumps(record()) + "\n\n", encoding="utf-8")
    works = read_works(path)
    assert (works.name, works.complete) == ("works.jsonl", False)
    assert [work.doi for work in works.search(parse_entry(ENTRY))] == ["10.5555/article"]
    assert set(works.lookup(["10.5555/ARTICLE", "10.5555/other"])) == {"10.5555/article"}
