"""Hold that every reader makes the same name of the same words, and that writers keep it.

The rows are `tests/data/names.tsv`: a name as reference lists and indexes print it
("Hughes MA"), as files have it ("Hughes, M. A."), and what both mean.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radrefs import ET_AL, Citation, Name, dumps, loads, parse
from radrefs.matching.records import Work, citation_of
from radrefs.names import cut_once, given_name, indexed_name, make_name, read_name
from radrefs.registries.pubmed import work_of
from radrefs.resolutions.corrections import corrected, typed_of
from tests.cases import DATA

FORMATS = ("bibtex", "biblatex", "ris", "medline", "csl-json", "csl-jsonl")
MARKS = ("et al.", "et al", "Et Al.", "and others", "others")


class Case(NamedTuple):
    """Hold one row: two spellings, what they mean, and readers that must read it otherwise."""

    printed: str
    filed: str
    name: Name
    not_by: tuple[str, ...]


def _cases() -> list[Case]:
    text = (DATA / "names.tsv").read_text("utf-8")
    found = []
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        parts = {part: row[part] or None for part in ("family", "given", "suffix", "literal")}
        not_by = tuple(row["not by"].split(", ")) if row["not by"] else ()
        assert bool(not_by) == bool(row["why not"]), "a reader is excepted for a reason"
        found.append(Case(row["printed"] or "", row["filed"] or "", Name(**parts), not_by))
    return found


CASES = _cases()


def _first(citation: Citation) -> Name:
    assert len(citation.author) == 1, citation.author
    return citation.author[0]


def _page(text: str) -> Name:
    (citation,) = parse(f"1. {text}: Imaging of the nerve. Neurosurgery. 1:2-3, 2001")
    return _first(citation)


def _bib(text: str) -> Name:
    return _first(loads(f"@article{{a,\n  author = {{{text}}}\n}}\n", "bibtex")[0])


def _ris(text: str) -> Name:
    return _first(loads(f"TY  - JOUR\nAU  - {text}\nER  - \n", "ris")[0])


def _nbib(tag: str) -> Callable[[str], Name]:
    return lambda text: _first(loads(f"PMID- 1\n{tag:<4}- {text}\nTI  - A\n", "medline")[0])


def _parts(text: str) -> dict[str, str]:
    return dict(zip(("family", "given", "suffix"), text.split(", "), strict=False))


def _csl(text: str) -> Name:
    item = {"id": "a", "type": "article-journal", "author": [_parts(text)]}
    return _first(loads(json.dumps([item]), "csl-json")[0])


def _csl_text(text: str) -> Name:
    item = {"id": "a", "type": "article-journal", "author": [text]}
    return _first(loads(json.dumps([item]), "csl-json")[0])


def _crossref(text: str) -> Name:
    record = {"DOI": "10.5555/a", "title": ["A"], "author": [_parts(text)]}
    return _first(citation_of(Work("crossref", record)))


def _pubmed(text: str) -> Name:
    item = {"uid": "1", "authors": [{"name": text, "authtype": "Author"}], "title": "A"}
    work = work_of("1", item)
    assert work is not None
    return _first(citation_of(work))


def _correction(text: str) -> Name:
    return _first(corrected(Citation(id="a", type="book"), {"author": text}))


READERS: dict[str, dict[str, Callable[[str], Name]]] = {
    "printed": {
        "page": _page, "ris": _ris, "nbib": _nbib("AU"), "csl text": _csl_text,
        "pubmed": _pubmed, "correction": _correction,
    },
    "filed": {
        "bib": _bib, "ris": _ris, "nbib": _nbib("FAU"), "csl": _csl, "csl text": _csl_text,
        "crossref": _crossref, "correction": _correction,
    },
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.printed or case.filed)
def test_every_reader_makes_the_same_name(case: Case) -> None:
    for form, readers in READERS.items():
        text = getattr(case, form)
        if text:
            found = {who: read(text) for who, read in readers.items()}
            others = {who: name for who, name in found.items() if who in case.not_by}
            assert found == dict.fromkeys(found, case.name) | others
            assert case.name not in others.values(), "an exception that is none"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.printed or case.filed)
@pytest.mark.parametrize("format", FORMATS)
def test_every_format_keeps_the_name(case: Case, format: str) -> None:
    citation = Citation(id="a", type="article-journal", author=(case.name,), title="A")
    (back,) = loads(dumps([citation], format), format)
    assert back.author == (case.name,)
    (again,) = loads(dumps([back], format), format)
    assert again.author == back.author
    assert _correction(typed_of(citation, "author")) == case.name


@pytest.mark.parametrize("mark", MARKS)
def test_every_reader_knows_that_a_list_goes_on(mark: str) -> None:
    bib = loads(f"@article{{a,\n  author = {{Hughes, MA and {mark}}}\n}}\n", "bibtex")[0]
    ris = loads(f"TY  - JOUR\nAU  - Hughes, MA\nAU  - {mark}\nER  - \n", "ris")[0]
    nbib = loads(f"PMID- 1\nFAU - Hughes, MA\nFAU - {mark}\nTI  - A\n", "medline")[0]
    short = loads(f"PMID- 1\nAU  - Hughes MA\nAU  - {mark}\nTI  - A\n", "medline")[0]
    people = [{"family": "Hughes", "given": "MA"}, {"literal": mark}]
    items = json.dumps([{"id": "a", "type": "book", "author": people}])
    csl = loads(items, "csl-json")[0]
    typed = corrected(Citation(id="a", type="book"), {"author": f"Hughes, MA; {mark}"})
    record = {"DOI": "10.5555/a", "author": [people[0], {"family": mark}]}
    crossref = citation_of(Work("crossref", record))
    for one in (bib, ris, nbib, short, csl, typed, crossref):
        assert one.author == (Name(family="Hughes", given="M. A."), ET_AL)


def test_a_list_that_goes_on_twice_goes_on_once() -> None:
    one = Name(family="Hughes")
    assert cut_once([one, ET_AL, None, ET_AL]) == (one, ET_AL)
    ris = "TY  - JOUR\nAU  - Hughes, MA\nAU  - et al.\nAU  - et al.\nER  - \n"
    assert len(loads(ris, "ris")[0].author) == 2


@given(st.text("ABCLUISÉabcé.- ‐'明", max_size=12))
def test_spelling_a_given_name_again_changes_nothing(text: str) -> None:
    once = given_name(" ".join(text.split()))
    assert given_name(once) == once


@given(
    st.text("ABCaé.- 'Jr", min_size=1, max_size=8).filter(lambda text: text == text.strip()),
    st.text("ABCaé.- 'Jr", max_size=8).map(str.strip),
    st.sampled_from(("", "Jr", "Sr.", "III", "x")),
)
def test_a_name_made_of_its_own_parts_is_the_same(family: str, given: str, suffix: str) -> None:
    name = make_name(family, given, suffix)
    if name.family:
        assert make_name(name.family, name.given or "", name.suffix or "") == name


@given(st.text("ABab, .-;éJr", max_size=20).map(lambda text: " ".join(text.split())))
def test_no_text_is_lost_in_a_name(text: str) -> None:
    name = read_name(text)
    kept = name.model_dump(exclude_none=True).values() if name else ()
    letters = sorted(char for char in text if char.isalpha())
    assert name == ET_AL or sorted(c for part in kept for c in part if c.isalpha()) == letters
    if text:
        whole = indexed_name(text).model_dump(exclude_none=True).values()
        found = sorted(char for part in whole for char in part if char.isalpha())
        assert name == ET_AL or found == letters
