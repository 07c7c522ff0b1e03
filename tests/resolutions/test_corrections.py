"""Correct fields by hand: typed, kept in the file, above page and record."""

from __future__ import annotations

from pathlib import Path

import pytest

from radrefs import ET_AL, Name, RadrefsError, parse_entry
from radrefs.matching.grading import decide
from radrefs.registries.base import Nobody
from radrefs.resolutions.corrections import CORRECTABLE, corrected, field_named, typed, typed_of
from radrefs.resolutions.overrides import accepted, forgotten, rejected, with_correction
from radrefs.resolutions.resolution import Resolution
from radrefs.resolutions.store import read_resolutions, write_resolutions
from radrefs.resolving.pipeline import resolve
from tests.articles import article, articles, page_of
from tests.conftest import radrefs

ONE = article(3)


def resolution() -> Resolution:
    return Resolution(ONE.citation, decide(ONE.citation, [ONE.work]), "crossref", "2026-01-01")


def test_a_correction_stands_above_page_and_record() -> None:
    spoken = with_correction(resolution(), "year", " 2001 ")
    assert (spoken.merged.citation.year, spoken.merged.provenance["issued"]) == (2001, "person")
    assert (spoken.doi, spoken.state) == (ONE.doi, "exact")
    assert forgotten(spoken).merged == resolution().merged


def test_corrections_and_a_decision_on_the_doi_stand_together() -> None:
    spoken = rejected(with_correction(resolution(), "title", "Mine"))
    assert (spoken.state, spoken.doi, spoken.merged.citation.title) == ("rejected", None, "Mine")
    again, told = accepted(spoken, ONE.doi, Nobody())
    assert (again.state, again.merged.citation.title, told) == ("accepted", "Mine", "")


@pytest.mark.parametrize("name", CORRECTABLE)
def test_what_is_shown_for_correcting_can_be_typed_back(name: str) -> None:
    citation = resolution().merged.citation
    field = field_named(name)
    text = typed_of(citation, field)
    assert typed_of(corrected(citation, {field: typed(field, text)}), field) == text


def test_names_are_typed_with_semicolons() -> None:
    typed = "de Souza, M. A.; HFS Group; King, M. L., Jr.; et al."
    entry = corrected(parse_entry("Yan X: A. Brain. 1:2, 2001"), {"author": typed})
    assert entry.author == (
        Name(family="de Souza", given="M. A."), Name(literal="HFS Group"),
        Name(family="King", given="M. L.", suffix="Jr."), ET_AL,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["MMXII", "201", "20123", "２０１２", "-201"])
def test_a_year_is_four_digits(text: str) -> None:
    with pytest.raises(RadrefsError, match="is no year: type four digits"):
        with_correction(resolution(), "year", text)


def test_a_field_nobody_corrects_is_told() -> None:
    with pytest.raises(RadrefsError, match="'doi' cannot be corrected: use one of author, title"):
        field_named("doi")


def test_a_correction_is_kept_in_the_file_and_over_an_update(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    write_resolutions([with_correction(resolution(), "pages", "")], file)
    memory = read_resolutions(file).by_text()
    (again,) = resolve([ONE.citation], Nobody(), stored=memory, update=True)
    assert again.override and again.override.fields == (("page", ""),)
    assert again.merged.citation.page is None


def test_the_command_corrects_explains_and_forgets(tmp_path: Path) -> None:
    page_of(tmp_path, articles(2))
    kept = ("-o", "r.json", "--offline")
    assert radrefs("resolve", "page.txt", *kept, cwd=tmp_path).status == 0
    run = radrefs(
        "resolve", *kept, "--correct", "1:year=1999", "--correct", "1:title=Mine", "--explain", 1,
        cwd=tmp_path,
    )  # fmt: skip
    assert run.status == 0 and "issued corrected to '1999'" in run.out, run.err
    made = radrefs(
        "convert", "page.txt", "-o", "x.bib", "--resolutions", "r.json", "--offline", cwd=tmp_path
    )
    assert made.status == 0 and "title = {Mine}" in (tmp_path / "x.bib").read_text("utf-8")
    run = radrefs("resolve", *kept, "--forget", 1, cwd=tmp_path)
    assert run.status == 0 and "person" not in (tmp_path / "r.json").read_text("utf-8")


@pytest.mark.parametrize(
    "said, words",
    [
        (("--correct", "1=1999"), "use the form 4:year=2012"),
        (("--correct", "1:year=soon"), "is no year"),
        (
            ("--correct", "1:year=1999", "--correct", "1:year=1998"),
            "two decisions on the same thing",
        ),
        (("--correct", "1:year=1999", "--forget", "1"), "two decisions on the same thing"),
    ],
)
def test_a_slip_in_a_correction_is_told(said: tuple[str, ...], words: str, tmp_path: Path) -> None:
    page_of(tmp_path, articles(1))
    run = radrefs("resolve", "page.txt", "-o", "r.json", "--offline", *said, cwd=tmp_path)
    assert run.status == 2 and words in " ".join(run.err.split())
