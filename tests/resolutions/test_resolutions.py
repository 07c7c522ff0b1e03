"""Hold the resolution file: people read it, keep it under version control, and edit it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from radrefs import parse_entry
from radrefs.errors import UnreadableInput, UnwritableOutput
from radrefs.matching.grading import Decision, Grade
from radrefs.matching.records import Work
from radrefs.registries.base import Nobody
from radrefs.resolutions.resolution import Override, Resolution, key_of
from radrefs.resolutions.store import dump_resolutions, read_resolutions, write_resolutions
from radrefs.resolving.pipeline import resolve
from tests.articles import Article, article, articles, works

TODAY = "2026-07-01"
RETRACTED = article(6).changed(
    title=["RETRACTED: " + article(6).record["title"][0]],
    updated_by=[{"DOI": "10.5555/notice", "type": "retraction", "source": "retraction-watch"}],
)


def resolved(*found: Article | str, held: list[Article] | None = None) -> list[Resolution]:
    """Resolve entries as they stand on a page, numbered from 1."""
    shelf = works(held if held is not None else [one for one in found if isinstance(one, Article)])
    texts = [one if isinstance(one, str) else one.entry for one in found]
    citations = [
        parse_entry(text, number, heading="References") for number, text in enumerate(texts, 1)
    ]
    return resolve(citations, shelf, today=TODAY)


def every_kind() -> list[Resolution]:
    """Give resolutions with everything that a file can hold."""
    twin = article(3).changed(DOI="10.2307/3", is_referenced_by_count=1)
    held = [*articles(4), twin, RETRACTED, article(7).changed(page="1-2")]
    held += [article(8).changed(type="posted-content", subtype="preprint")]
    found = resolved(
        *articles(3), article(3), RETRACTED, article(7), article(8), article(20), held=held
    )
    (dead,) = resolve([article(9).citation], Nobody(), today=TODAY)
    overrides = (
        Override("accepted", "10.5555/mine", TODAY, "seen", Work("JaLC", {"DOI": "10.5555/Mine"})),
        Override("accepted", "10.5555/unseen", TODAY),
        Override("rejected", found[2].doi, TODAY, "no such thing"),
    )  # fmt: skip
    decided = [
        replace(one, override=override)
        for one, override in zip(found, [*overrides, *[None] * 9], strict=False)
    ]
    return [*decided, dead]


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path, given = tmp_path / "resolutions.json", every_kind()
    states = {
        "accepted",
        "rejected",
        "exact",
        "probable",
        "preprint_only",
        "not_found",
        "not_checked",
    }
    assert {one.state for one in given} == states
    write_resolutions(given, path, ["page.txt"])
    read = read_resolutions(path)
    assert read.pages == ("page.txt",)
    assert [
        memory.of(one.citation) for memory, one in zip(read.entries, given, strict=True)
    ] == given
    assert dump_resolutions(
        [memory.of(one.citation) for memory, one in zip(read.entries, given, strict=True)],
        ["page.txt"],
    ) == path.read_text("utf-8")


def test_entries_are_found_again_by_their_text(tmp_path: Path) -> None:
    path, given = tmp_path / "resolutions.json", every_kind()
    write_resolutions(given, path)
    known = read_resolutions(path).by_text()
    assert {key_of(one.citation): one.decision for one in given} == {
        key: memory.decision for key, memory in known.items()
    }


def test_of_entries_with_one_text_the_decided_and_the_checked_count(tmp_path: Path) -> None:
    (found,) = resolved(article(0))
    (open_,) = resolve([found.citation], Nobody())
    override = Override("rejected", None, TODAY)
    path = tmp_path / "resolutions.json"
    write_resolutions([found, open_], path)
    assert [one.decision.grade for one in read_resolutions(path).by_text().values()] == ["exact"]
    write_resolutions([replace(open_, override=override), found], path)
    assert [one.override for one in read_resolutions(path).by_text().values()] == [override]


def entry_of(resolution: Resolution) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(dump_resolutions([resolution]))["entries"][0]
    return entry


def test_a_person_can_read_it() -> None:
    (found,) = resolved(RETRACTED)
    text = dump_resolutions([found], ["page.txt"])
    lines = text.splitlines()
    assert lines[:5] == ["{", ' "radrefs": 1,', ' "pages": [', '  "page.txt"', " ],"]
    entry = entry_of(found)
    assert list(entry) == [
        "number", "heading", "text", "grade", "doi", "reason", "evidence", "notices",
        "catalogue", "date", "provenance", "registry", "work",
    ]  # fmt: skip
    assert entry["text"] == article(6).entry
    assert (entry["grade"], entry["doi"]) == ("exact", "10.5555/article.6")
    assert entry["evidence"]["title"] == "agrees"
    assert entry["notices"] == [
        {"kind": "retraction", "doi": "10.5555/notice", "date": "", "source": "retraction-watch"}
    ]
    assert (entry["catalogue"], entry["date"]) == ("the shelf", TODAY)
    assert entry["provenance"]["author"] == "both"
    assert entry["provenance"]["publisher"] == "crossref"
    assert entry["work"] == RETRACTED.record


def test_letters_of_all_scripts_stand_as_they_are() -> None:
    (found,) = resolved("Møller Å: Журнал 放射線 of nerves. J Neurol. 1:2, 2018")
    assert "Møller Å: Журнал 放射線" in dump_resolutions([found])


def test_a_page_and_record_that_disagree_are_told_in_the_file() -> None:
    (found,) = resolved(article(0), held=[article(0).changed(issue="77")])
    assert entry_of(found)["disagreements"] == [{"field": "issue", "page": "1", "record": "77"}]


@pytest.mark.parametrize(
    "changes, most", [({"publisher": "Somebody Else"}, 1), ({"issue": "77"}, 12)]
)
def test_one_changed_entry_changes_only_its_own_lines(changes: dict[str, str], most: int) -> None:
    held = [*articles(4), article(4).changed(**changes), *articles(4, 5)]
    before, after = (
        dump_resolutions(resolved(*articles(9), held=shelf)).splitlines()
        for shelf in (articles(9), held)
    )
    start, end = before.index('   "number": 5,'), before.index('   "number": 6,')
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    touched = [range(a, max(b, d - c + a)) for kind, a, b, c, d in blocks if kind != "equal"]
    assert all(start <= lines.start < end for lines in touched)
    assert 1 <= sum(map(len, touched)) <= most


def test_the_same_is_written_the_same() -> None:
    assert dump_resolutions(every_kind()) == dump_resolutions(every_kind())
    assert dump_resolutions(every_kind()).endswith("}\n")


def test_half_a_surrogate_pair_is_kept_and_breaks_no_file(tmp_path: Path) -> None:
    odd = article(0).changed(publisher="Half a \ud83d pair")
    found, path = resolved(odd), tmp_path / "resolutions.json"
    write_resolutions(found, path)
    (memory,) = read_resolutions(path).entries
    assert memory.of(found[0].citation) == found[0]


def nest(depth: int) -> list[Any]:
    nested: list[Any] = []
    for _ in range(depth):
        nested = [nested]
    return nested


def test_a_record_nested_without_end_is_cut_off(tmp_path: Path) -> None:
    deep = article(0).changed(evil=nest(50_000))
    path = tmp_path / "resolutions.json"
    write_resolutions(resolved(deep), path)
    (memory,) = read_resolutions(path).entries
    assert memory.decision.doi == article(0).doi
    assert path.stat().st_size < 20_000


def test_a_file_that_cannot_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match="this is a folder"):
        write_resolutions(resolved(article(0)), tmp_path)
    path = tmp_path / "resolutions.json"
    path.write_text("old", encoding="utf-8")

    def broken() -> Any:
        yield from resolved(article(0))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_resolutions(broken(), path)
    assert path.read_text("utf-8") == "old"


def edited(change: Callable[[dict[str, Any]], object], tmp_path: Path) -> Path:
    """Write a file of two entries, the second of which was edited by hand."""
    data = json.loads(dump_resolutions(resolved(*articles(2))))
    change(data["entries"][1])
    path = tmp_path / "resolutions.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


ACCEPTED = {"word": "accepted", "date": TODAY, "doi": "10.5555/a"}
MISTAKES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a mistyped name": (lambda e: e.update(persn={}), "entry 2: persn: is no field here"),
    "a name in the word": (
        lambda e: e.update(person={"word": "rejected", "date": TODAY, "nte": ""}),
        "entry 2: person: nte: is no field here",
    ),
    "a grade nobody gives": (lambda e: e.update(grade="exakt"), "entry 2: grade: Input should be"),
    "a number as text": (lambda e: e.update(text=7), "entry 2: text: Input should be a valid"),
    "no text": (lambda e: e.pop("text"), "entry 2: text: is missing"),
    "no number": (lambda e: e.pop("number") and e.pop("text"), "record 2: text: is missing"),
    "a number that is none": (lambda e: e.update(number="two"), "record 2: number: Input should"),
    "a level nobody knows": (
        lambda e: e["evidence"].update(title="agres"),
        "entry 2: evidence: title: 'agres' is not a valid Level",
    ),
    "another DOI": (
        lambda e: e.update(doi="10.5555/slip"),
        "entry 2: doi: 10.5555/slip is not that of its work, 10.5555/article.1: to overrule",
    ),
    "a script as DOI": (
        lambda e: e.update(doi="javascript:alert(1)"),
        "entry 2: doi: 'javascript:alert(1)' is no DOI",
    ),
    "digits of another script": (
        lambda e: e.update(doi="10.\u0661\u0660\u0660\u0660/x"),
        "entry 2: doi: '10.\u0661\u0660\u0660\u0660/x' is no DOI",
    ),
    "a script as a person's DOI": (
        lambda e: e.update(person={"word": "accepted", "date": TODAY, "doi": "<script>"}),
        "entry 2: person: doi: '<script>' is no DOI",
    ),
    "an acceptance of nothing": (
        lambda e: e.update(person={"word": "accepted", "date": TODAY}),
        "entry 2: person: doi: None is no DOI",
    ),
    "a word nobody says": (
        lambda e: e.update(person={"word": "perhaps", "date": TODAY}),
        "entry 2: person: word: Input should be 'accepted', 'rejected' or 'corrected'",
    ),
    "another's work in the word": (
        lambda e: e.update(person={**ACCEPTED, "work": {"DOI": "10.5555/b"}}),
        "entry 2: person: doi: 10.5555/a is not that of its work, 10.5555/b",
    ),
    "a DOI at a grade that writes none": (
        lambda e: e.update(grade="probable"),
        "entry 2: grade: probable and the DOI do not go together",
    ),
    "no DOI at a grade that writes one": (
        lambda e: e.update(doi=None),
        "entry 2: grade: exact and the DOI do not go together",
    ),
    "a work that is none": (lambda e: e.update(work=[]), "entry 2: work: Input should be a valid"),
    "a suggestion that is none": (
        lambda e: e.update(suggestions=[{"title": "x"}]),
        "entry 2: suggestions: 0: doi: is missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_slip_is_told_with_entry_and_field(name: str, tmp_path: Path) -> None:
    change, words = MISTAKES[name]
    path = edited(change, tmp_path)
    with pytest.raises(UnreadableInput) as told:
        read_resolutions(path)
    assert str(told.value).startswith(f"{path}: {words}")
    assert "\n" not in str(told.value)


HOSTILE = {
    "nothing": (b"", "is no resolution file: Expecting value"),
    "text": (b"Selected References", "is no resolution file: Expecting value"),
    "a list": (b"[]", 'is no resolution file: it does not say "radrefs": 1'),
    "another file": (b'{"title": "x"}', 'is no resolution file: it does not say "radrefs": 1'),
    "of the future": (b'{"radrefs": 2, "entries": []}', "was written by another version"),
    "without entries": (b'{"radrefs": 1}', "entries: is missing"),
    "entries that are none": (b'{"radrefs": 1, "entries": [1]}', "record 1: Input should be"),
    "more than entries": (b'{"radrefs": 1, "entries": [], "x": 1}', "x: is no field here"),
    "pages that are none": (b'{"radrefs": 1, "entries": [], "pages": [1]}', "pages: 0: Input"),
    "deep": (b"[" * 200_000, "is no resolution file: it is nested too deep"),
    "a number of 10,000 digits": (b"9" * 10_000, "is no resolution file: Exceeds the limit"),
    "Latin-1": (b'{"radrefs": "\xe9"}', "is no resolution file: it is not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_resolution_file_is_refused_in_words(name: str, tmp_path: Path) -> None:
    data, words = HOSTILE[name]
    path = tmp_path / "resolutions.json"
    path.write_bytes(data)
    with pytest.raises(UnreadableInput) as told:
        read_resolutions(path)
    assert str(told.value).startswith(f"{path}: {words}")


def test_a_file_that_is_not_there_or_too_large_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "resolutions.json"
    with pytest.raises(UnreadableInput, match="check the name"):
        read_resolutions(path)
    with path.open("wb") as stream:
        stream.truncate(501 * 1024 * 1024)
    with pytest.raises(UnreadableInput, match="larger than 500 MB"):
        read_resolutions(path)


def test_a_person_s_decision_may_be_written_by_hand(tmp_path: Path) -> None:
    said = {"word": "accepted", "doi": "https://doi.org/10.5555/MINE", "date": TODAY}
    path = edited(lambda entry: entry.update(person=said), tmp_path)
    first, second = read_resolutions(path).entries
    assert first.override is None
    assert second.override == Override("accepted", "10.5555/mine", TODAY)


def test_an_entry_written_by_hand_needs_no_more_than_this(tmp_path: Path) -> None:
    entry = {"text": article(0).entry, "grade": "not_checked", "reason": "new"}
    path = tmp_path / "resolutions.json"
    path.write_text(json.dumps({"radrefs": 1, "entries": [entry]}), encoding="utf-8")
    (memory,) = read_resolutions(path).entries
    assert memory.decision == Decision(Grade.NOT_CHECKED, "new")


def test_a_file_that_an_editor_marked_is_read(tmp_path: Path) -> None:
    path = tmp_path / "resolutions.json"
    text = dump_resolutions(resolved(article(0))).replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    (memory,) = read_resolutions(path).entries
    assert memory.decision.doi == article(0).doi


@pytest.mark.parametrize(
    "override, doi, whose",
    [
        (Override("accepted", "10.5555/mine", TODAY), "10.5555/mine", "person"),
        (Override("rejected", None, TODAY), None, None),
        (None, "10.5555/printed", "page"),
    ],
)
def test_the_citation_follows_a_person_s_decision(
    override: Override | None, doi: str | None, whose: str | None
) -> None:
    citation = parse_entry(f"{article(0).entry}. doi:10.5555/printed")
    (open_,) = resolve([citation], Nobody(), today=TODAY)
    merged = replace(open_, override=override).merged
    assert merged.citation.doi == doi
    assert merged.provenance.get("doi") == whose
    assert merged.provenance["title"] == "page"


def test_an_accepted_work_completes_the_citation_and_shows_its_notices() -> None:
    (found,) = resolved(article(6), held=[])
    override = Override("accepted", RETRACTED.doi, TODAY, "", RETRACTED.work)
    decided = replace(found, override=override)
    assert (decided.state, decided.doi) == ("accepted", RETRACTED.doi)
    assert [notice.kind for notice in decided.notices] == ["retraction"]
    assert decided.merged.citation.note == "Retracted (doi:10.5555/notice)"
    assert decided.merged.citation.author[1].family == "Ionescu"
