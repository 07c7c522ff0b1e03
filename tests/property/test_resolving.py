"""Check the laws of resolving that no citation and no record, however made, can break."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from radrefs import Citation, parse_entry
from radrefs.matching.completion import merge
from radrefs.matching.grading import WRITTEN, Decision, Grade, decide
from radrefs.matching.normalize import folded
from radrefs.matching.records import Work, citation_of, notices
from radrefs.model import Name
from radrefs.registries.base import Nobody
from radrefs.registries.crossref import SELECT
from radrefs.registries.local import Works
from radrefs.resolutions.resolution import Override, Resolution, key_of
from radrefs.resolutions.store import dump_resolutions, read_resolutions, write_resolutions
from radrefs.resolving.pipeline import resolve
from tests.articles import article
from tests.property.examples import MANY, SOME
from tests.property.references import Made, hostile, house_references
from tests.property.strategies import citations, hostile_text

_KEYS = (
    *SELECT, "language", "journal-issue", "subtype", "institution", "literal", "name", "family",
    "given", "suffix", "non-dropping-particle", "date-parts", "updated", "value", "source", "id",
    "container-title-short", "published-other",
)  # fmt: skip
_VALUES = (
    "journal-article", "posted-content", "preprint", "book-chapter", "retraction", "10.5555/a",
    "10.5555/notice", "et al", "NA", "RETRACTED: A title", "<i>A</i> &amp;lt;b", "\x1b[31mred",
    "12-19", "e0123456", "n/a", "S12-S13", "1-7", "en", "1234-5678", 2019, 12, 31, 0, -1,
)  # fmt: skip
_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.sampled_from(_VALUES),
    hostile_text,
)


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    objects = st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4)
    return st.lists(inner, max_size=3) | objects


json_values: st.SearchStrategy[Any] = st.recursive(_scalars, _nested, max_leaves=10)
"""Any JSON, with the names that records have."""
numbers = st.integers(0, 3)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Make a record: an article's, some of whose fields hold anything, or anything alone."""
    base = draw(
        st.sampled_from(({}, {"DOI": "10.5555/odd"}, *(article(n).record for n in range(4))))
    )
    return {**base, **draw(st.dictionaries(st.sampled_from(_KEYS), json_values, max_size=5))}


works = st.builds(Work, st.sampled_from(("crossref", "DataCite")), records())
entries = st.one_of(hostile, st.builds(lambda number: article(number).entry, numbers))
read = entries.map(parse_entry)
any_citations = st.one_of(read, citations)


@given(works, any_citations)
def test_no_record_whatever_breaks_anything(work: Work, citation: Citation) -> None:
    assert isinstance(citation_of(work), Citation)
    assert all(notice.kind for notice in notices(work))
    merged = merge(citation, work)
    assert set(merged.provenance.values()) <= {"page", "both", work.registry}
    decide(citation, [work, article(1).work])
    shelf = Works([work, article(1).work], "shelf", True)
    (found,) = resolve([citation], shelf)
    assert "\n" not in found.decision.reason
    assert dump_resolutions([found]).encode("utf-8")


@SOME
@given(any_citations, works)
def test_merging_keeps_what_is_the_page_s_own(citation: Citation, work: Work) -> None:
    merged = merge(citation, work).citation
    assert merged.id == citation.id
    assert merged.source is citation.source
    assert merged.problems == citation.problems
    assert merged.custom == citation.custom


@given(read, works)
def test_merging_twice_is_merging_once(citation: Citation, work: Work) -> None:
    once = merge(citation, work).citation
    assert merge(once, work).citation == once


@given(any_citations)
def test_an_empty_catalogue_changes_nothing(citation: Citation) -> None:
    for catalogue in (Works([], "empty", True), Works([], "empty"), Nobody()):
        (found,) = resolve([citation], catalogue)
        assert found.doi is None
        assert found.merged.citation == citation


@SOME
@given(read, st.lists(works, max_size=4, unique_by=lambda work: work.doi), st.data())
def test_the_order_of_the_candidates_means_nothing(
    citation: Citation, found: list[Work], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(found))
    assert decide(citation, shuffled) == decide(citation, found)


@SOME
@given(read, st.lists(works, max_size=4))
def test_what_is_decided_is_among_what_was_given(citation: Citation, found: list[Work]) -> None:
    decision = decide(citation, found)
    dois = {work.doi for work in found}
    assert decision.work is None or decision.work in found
    assert (decision.work is not None) == (decision.grade in WRITTEN)
    assert set(decision.aliases) <= dois
    assert {one.doi for one in decision.suggestions} <= dois
    assert decision.runner_up is None or decision.runner_up.doi in dois


@MANY
@given(numbers, st.sampled_from((None, "", "none", 7, [], "11.5555/x", "10.5555/a b")))
def test_a_record_without_a_doi_is_never_written(number: int, doi: object) -> None:
    one = article(number)
    decision = decide(one.citation, [Work("crossref", {**one.record, "DOI": doi})])
    assert decision == Decision(Grade.NOT_FOUND, "the search found nothing")


def _texts(citation: Citation) -> list[str]:
    """Give every text that a citation holds, however deep."""
    found: list[str] = []
    for name in Citation.model_fields:
        value = getattr(citation, name)
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple):
            people = [one for one in value if isinstance(one, Name)]
            found += [text for one in people for text in one.model_dump().values() if text]
    return found


@given(read, works)
def test_what_a_record_brings_is_clean_text_on_one_line(citation: Citation, work: Work) -> None:
    for text in _texts(citation_of(work)) + _texts(merge(citation, work).citation):
        assert text and text == " ".join(text.split())
        assert unicodedata.is_normalized("NFC", text)
        kinds = {unicodedata.category(char) for char in text if char != " "}
        assert not kinds & {"Cc", "Cs", "Zs", "Zl", "Zp"}
        assert not set(text) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069")


def own_record(citation: Citation) -> dict[str, Any]:
    """Make the record that a registry would hold of exactly this citation."""
    people = [
        {"family": name.family, "given": name.given} for name in citation.author if name.family
    ]
    place = {"article-number": citation.number} if citation.number else {"page": citation.page}
    return {
        "DOI": "10.5555/own",
        "type": "journal-article",
        "title": [citation.title],
        "author": people,
        "container-title": [citation.container_title or citation.container_title_short],
        "volume": citation.volume,
        "issue": citation.issue,
        "issued": {"date-parts": [[citation.year]]},
        **place,
    }


def is_whole(citation: Citation) -> bool:
    """Tell whether a citation holds what is needed to be sure of its article."""
    parts = (
        citation.author,
        citation.container_title,
        citation.volume,
        citation.page,
        citation.year,
    )
    return all(parts) and bool(citation.title) and len(folded(citation.title or "")) >= 25


@given(house_references())
def test_a_citation_s_own_record_is_found_to_be_it(made: Made) -> None:
    citation = parse_entry(made.text)
    assume(is_whole(citation))
    work = Work("crossref", own_record(citation))
    decision = decide(citation, [work, *(article(number).work for number in range(3))])
    assert (decision.grade, decision.work) == (Grade.EXACT, work), decision.reason
    merged = merge(citation, work)
    assert merged.disagreements == ()
    changed = {name for name in Citation.model_fields if _differs(merged.citation, citation, name)}
    assert changed <= {"doi", "url", "type"}


def _differs(one: Citation, other: Citation, field: str) -> bool:
    return bool(getattr(one, field) != getattr(other, field))


@given(house_references(), st.data())
def test_another_digit_in_the_first_page_is_another_place(made: Made, data: st.DataObject) -> None:
    citation = parse_entry(made.text)
    assume(is_whole(citation))
    record = own_record(citation)
    key = "page" if "page" in record else "article-number"
    printed = str(record[key])
    first = printed if key == "article-number" else printed.split("-")[0]
    at = data.draw(st.sampled_from([n for n, char in enumerate(first) if char.isdigit()]))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != printed[at]]))
    record[key] = printed[:at] + digit + printed[at + 1 :]
    decision = decide(citation, [Work("crossref", record)])
    assert decision.grade is not Grade.EXACT, f"{printed} against {record[key]}"


corrections = st.lists(
    st.tuples(st.sampled_from(("title", "volume", "note")), st.sampled_from(("", "12", "A b"))),
    max_size=2, unique_by=lambda pair: pair[0],
).map(tuple)  # fmt: skip
words = st.none() | st.builds(
    Override,
    kind=st.just("accepted"),
    doi=st.just("10.5555/mine"),
    date=hostile_text,
    note=hostile_text,
    work=st.none() | st.just(Work("JaLC", {"DOI": "10.5555/Mine", "title": ["Mine"]})),
    fields=corrections,
) | st.builds(
    Override,
    kind=st.just("rejected"),
    doi=st.none() | st.just("10.5555/theirs"),
    date=hostile_text,
    note=hostile_text,
    work=st.none(),
    fields=corrections,
)  # fmt: skip


@settings(max_examples=40)
@given(
    st.lists(st.tuples(any_citations, st.lists(works, max_size=3), words), max_size=3),
    st.lists(hostile_text, max_size=2),
    hostile_text,
)
def test_a_resolution_file_holds_what_was_put_into_it(
    made: list[tuple[Citation, list[Work], Override | None]], pages: list[str], date: str
) -> None:
    given_ = [
        Resolution(citation, decide(citation, found), "a catalogue", date, word)
        for citation, found, word in made
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "resolutions.json"
        write_resolutions(given_, path, pages)
        text = path.read_text("utf-8")
        remembered = read_resolutions(path)
    assert remembered.pages == tuple(pages)
    pairs = list(zip(remembered.entries, given_, strict=True))
    assert [memory.of(one.citation) for memory, one in pairs] == given_
    assert text == dump_resolutions([memory.of(one.citation) for memory, one in pairs], pages)
    # Entries are found again by their text; one that has none is asked anew.
    for one in given_:
        memory = remembered.by_text().get(key_of(one.citation))
        assert (memory is None) == (not key_of(one.citation))
