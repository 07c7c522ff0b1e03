"""Check merging: doubles are joined, doubts are listed, keys stay, each item has its pages."""

from __future__ import annotations

import json
import os
import sys
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radrefs.bibliography import (
    Cited,
    Item,
    MergedLibrary,
    cited_in,
    merge_items,
    read_items,
    read_keys,
)
from radrefs.errors import UnreadableInput
from radrefs.formats import loads
from radrefs.matching.clusters import cluster
from radrefs.matching.features import compare_features, normalize_citation
from radrefs.matching.grading import WRITTEN, Grade, grade_of
from radrefs.matching.pairs import work_of
from radrefs.model import Citation
from radrefs.parsing import parse_entry
from tests.bibliography.lists import FIRST, SECOND, THIRD, items, topic
from tests.inprocess import command
from tests.property.references import Made, house_references

DOI = " doi:10.5555/one"

SAME = {
    "to the letter": FIRST,
    "with a DOI": f"{FIRST}.{DOI}",
    "in capitals": FIRST.replace("neurovascular conflict", "Neurovascular Conflict"),
    "two letters swapped at the start": FIRST.replace("Imaging", "Imgaing"),
    "a year that is one off": FIRST.replace("2019", "2020"),
    "swapped letters": FIRST.replace("hemifacial", "hemifacail"),
    "no issue": FIRST.replace("61(3)", "61"),
    "no last page": FIRST.replace("291-9", "291"),
    "a journal in full": FIRST.replace("Neuroradiology.", "Neuroradiology (Berlin)."),
}
OTHER = {
    "another article": SECOND,
    "a second part": FIRST.replace("spasm.", "spasm: part 2.").replace("291-9", "300-9"),
    "a reply to it": FIRST.replace("Imaging of", "Reply: Imaging of").replace("291-9", "400"),
    "another first author": FIRST.replace("Marchetti L", "Okafor C"),
    "the same words elsewhere": FIRST.replace("61(3):291-9, 2019", "12(1):5-8, 1999"),
    "its neighbour on the page": "Okafor C: A letter of quite another matter. "
    "Neuroradiology. 61(3):291, 2019",
}


@pytest.mark.parametrize("other", SAME.values(), ids=list(SAME))
def test_one_article_is_joined(tmp_path: Path, other: str) -> None:
    merged = merge_items(items(tmp_path, one=[FIRST, THIRD], two=[SECOND, other]))
    assert merged.joined == 1 and merged.undecided == ()
    (joined,) = [one for one in merged.items if len(one.cited) > 1]
    assert [tuple(one) for one in joined.cited] == [("one", 1), ("two", 2)]


@pytest.mark.parametrize("other", OTHER.values(), ids=list(OTHER))
def test_two_articles_are_not_joined(tmp_path: Path, other: str) -> None:
    merged = merge_items(items(tmp_path, one=[FIRST], two=[other]))
    assert merged.joined == 0


def grades_of(one: Citation, other: Citation) -> list[Grade]:
    """Grade each as the record of the other, with all features compared."""
    pairs = ((one, other), (other, one))
    return [
        grade_of(compare_features(normalize_citation(page), work_of(record)))
        for page, record in pairs
    ]


@given(made=house_references(), other=house_references(), data=st.data())
def test_what_is_joined_has_a_grade_that_is_written(
    made: Made, other: Made, data: st.DataObject
) -> None:
    # Two articles that share all facts but one or two; of each, less may be printed.
    facts = ("author", "title", "container_title", "volume", "page", "issued")
    differ = data.draw(st.sets(st.sampled_from(facts), max_size=2))
    one, two = parse_entry(made.text), parse_entry(other.text)
    two = two.model_copy(update={name: getattr(one, name) for name in {*facts} - differ})
    if "container_title" not in differ:
        two = two.model_copy(update={"container_title_short": one.container_title_short})
    changes: list[dict[str, str | None]] = [
        {}, {"issue": None}, {"number": None}, {"doi": "10.5/a"},
    ]  # fmt: skip
    left_out = data.draw(st.sampled_from(changes))
    two = two.model_copy(update=left_out)
    joined = len(cluster([one, two]).groups) == 1
    identical = all(getattr(one, name) == getattr(two, name) for name in type(one).model_fields
                    if name not in ("id", "source", "problems"))  # fmt: skip
    written = any(grade in WRITTEN for grade in grades_of(one, two))
    assert written or identical or not joined


@pytest.mark.parametrize("where", ["ePub, 2019", "61(3):305-9, 2019"])
def test_what_is_not_certain_is_listed_and_not_joined(tmp_path: Path, where: str) -> None:
    other = FIRST.replace("61(3):291-9, 2019", where)
    merged = merge_items(items(tmp_path, one=[FIRST], two=[other]))
    assert merged.joined == 0
    ((several, why),) = merged.undecided
    assert [str(one.cited[0]) for one in several] == ["one 1", "two 1"]
    assert why == "alike, but not surely one"
    run = command("merge", tmp_path, "-o", "all.bib", "--strict", cwd=tmp_path)
    assert run.status == 1
    assert run.err.splitlines()[0] == (
        "perhaps one article, not joined (alike, but not surely one):"
    )


def test_two_dois_are_for_a_person_to_join(tmp_path: Path) -> None:
    pages = items(tmp_path, one=[f"{FIRST}.{DOI}"], two=[f"{FIRST}. doi:10.5555/two"])
    merged = merge_items(pages)
    assert merged.joined == 0
    assert [why for _, why in merged.undecided] == ["two DOIs"]


def test_an_entry_that_fits_two_dois_joins_neither(tmp_path: Path) -> None:
    pages = items(tmp_path, a=[f"{FIRST}.{DOI}"], b=[FIRST], c=[f"{FIRST}. doi:10.5555/two"])
    merged = merge_items(pages)
    assert merged.joined == 0 and len(merged.items) == 3
    assert "fits articles with different DOIs" in [why for _, why in merged.undecided]


def test_an_entry_that_fits_two_articles_joins_neither(tmp_path: Path) -> None:
    # Without a page it fits both; the two, a page apart, are not certainly one.
    pages = items(tmp_path, a=[FIRST], b=[FIRST.replace(":291-9", "")],
                  c=[FIRST.replace(":291-9", ":305-9")])  # fmt: skip
    for order in (pages, pages[::-1], [pages[1], pages[0], pages[2]]):
        merged = merge_items(order)
        assert merged.joined == 0
        ((several, why),) = merged.undecided
        assert len(several) == 3 and why == "fits several articles"
    assert merge_items(pages[:2]).joined == 1


SHORT = "Smith J: Editorial comment. Radiology. 290(1):1, 2019"


@pytest.mark.parametrize(
    "one, other",
    [
        (SHORT, SHORT.replace("Smith J", "Smith K")),
        (f"{SHORT}. PMID: 111", f"{SHORT}. PMID: 222"),
        (f"{FIRST}. PMID: 111", f"{FIRST}. PMID: 222"),
        ("Smith J: Handbook of neurology. Elsevier, 2019",
         "Smith K: Handbook of neurology. Elsevier, 2019"),
        ("Smith J: Handbook of neurology. Elsevier, 2019",
         "Smith J: Handbook of neurology. Thieme, 2019"),
        ("Editorial. Radiology. 2019", "Editorial. Radiology. 2019"),
    ],
)  # fmt: skip
def test_what_is_nearly_alike_is_not_joined_ungraded(one: str, other: str) -> None:
    citations = [parse_entry(text) for text in (one, other)]
    if all(grade in WRITTEN for grade in grades_of(*citations)):
        assert citations[0].pmid
    assert len(cluster(citations).groups) == 2


def test_a_book_printed_twice_is_one() -> None:
    text = "Osborn AG: Diagnostic imaging: brain. 3rd ed. Elsevier, 2016"
    assert len(cluster([parse_entry(text), parse_entry(text)]).groups) == 1


ABSTRACT = "Tanaka H et al: {}. J Neurol. 259(Suppl 1):S45, 2012"
REWORDED = {
    "years": ("Whole-body MRI in relapsing disease: results after 1 year",
              "Whole-body MRI in relapsing disease: results after 3 years"),
    "parts": ("Imaging of the ageing brain: part I", "Imaging of the ageing brain: part II"),
    "phases": ("Ocrelizumab in a phase 2 trial", "Ocrelizumab in a phase 3 trial"),
    "who": ("Bone density of the hip in older men", "Bone density of the hip in older women"),
    "a prefix": ("Hyperthyroidism and the risk of stroke", "Hypothyroidism and the risk of stroke"),
    "a negation": ("MRI of typical meningioma in adults", "MRI of atypical meningioma in adults"),
    "a letter in": ("Vitamin K deficiency in newborns", "Vitamin deficiency in newborns"),
    "a letter": ("Imaging of the ileum after trauma", "Imaging of the ilium after trauma"),
    "a half": ("Dissection of the carotid artery", "Dissection of the carotid artery in women"),
    "a translation": ("Die Bildgebung der Lunge bei Erwachsenen", "Imaging of the adult lung"),
}  # fmt: skip
SPELLED = {
    "of two Englishes": ("Imaging of tumours in haemorrhage", "Imaging of tumors in hemorrhage"),
    "a number": ("The three dimensional anatomy of veins", "The 3-dimensional anatomy of veins"),
    "a small word": ("The imaging of the brain in children", "Imaging of brain in the children"),
    "two slips": ("Viscosity betewen moving interfaces", "Ivscosity between moving interfaces"),
    "a blank": ("Imaging of the neuro vascular conflict", "Imaging of the neurovascular conflict"),
    "its end cut": ("Imaging of facial pain: a review of cases", "Imaging of facial pain"),
}


@pytest.mark.parametrize("doi", ["", ". doi:10.5555/one"], ids=["no DOI", "one DOI"])
@pytest.mark.parametrize("titles", REWORDED.values(), ids=list(REWORDED))
def test_another_word_on_the_same_page_is_listed(titles: tuple[str, str], doi: str) -> None:
    one, other = (ABSTRACT.format(title) for title in titles)
    found = cluster([parse_entry(one + doi), parse_entry(other)])
    assert found.groups == ((0,), (1,))
    assert [doubt.places for doubt in found.undecided] == [(0, 1)]


@pytest.mark.parametrize("titles", SPELLED.values(), ids=list(SPELLED))
def test_another_spelling_is_the_same(titles: tuple[str, str]) -> None:
    found = cluster([parse_entry(ABSTRACT.format(title)) for title in titles])
    assert found.groups == ((0, 1),)


def test_the_same_words_in_another_journal_are_listed() -> None:
    one, other = (f"Lee K: Stroke after dissection in the young. {journal}. 40(2):A333, 2009"
                  for journal in ("Stroke", "Circulation"))  # fmt: skip
    assert cluster([parse_entry(one), parse_entry(other)]).groups == ((0,), (1,))


def test_a_vague_entry_parts_nothing(tmp_path: Path) -> None:
    slip, vague = FIRST.replace("Imaging", "Imgaing"), FIRST.replace(":291-9", "")
    elsewhere, full = FIRST.replace("291-9", "305-9"), FIRST.replace("spasm.", "spasm: a review.")
    for many, groups in (
        ([FIRST, slip, vague], {(0, 1, 2)}),
        ([full, FIRST, full.replace(":291-9", "")], {(0, 1, 2)}),
        ([FIRST, slip, vague, elsewhere], {(0, 1), (2,), (3,)}),
    ):
        assert set(cluster(list(map(parse_entry, many))).groups) == groups


def test_one_doi_of_two_quite_different_works_is_listed() -> None:
    pasted = [parse_entry(f"{text}.{DOI}") for text in (FIRST, THIRD)]
    found = cluster(pasted)
    assert found.groups == ((0,), (1,))
    assert [why for _, why in found.undecided] == ["one DOI, but another title and author"]


VAGUE, ELSEWHERE = FIRST.replace(":291-9", ""), FIRST.replace("291-9", "305-9")
ONE_DOI, TWO_DOI = ". doi:10.5555/one", ". doi:10.5555/two"


@pytest.mark.parametrize(
    "texts",
    [
        # One without a DOI meets the first; the third has another.
        [FIRST, FIRST + ONE_DOI, VAGUE + TWO_DOI],
        # The third has the first's DOI, and no page to contradict the second.
        [FIRST + ONE_DOI, ELSEWHERE, VAGUE + ONE_DOI],
        # One DOI was pasted to two articles, one of which stands there twice.
        [FIRST + ONE_DOI, THIRD + ONE_DOI, THIRD + ONE_DOI],
    ],
)
def test_what_contradicts_is_apart_in_any_order(texts: list[str]) -> None:
    seen = set()
    for order in permutations(range(3)):
        found = cluster([parse_entry(texts[at]) for at in order])
        seen.add(frozenset(frozenset(order[at] for at in group) for group in found.groups))
        assert found.undecided
    assert len(seen) == 1 and len(*seen) > 1


def test_one_pmid_is_listed_where_it_does_not_join() -> None:
    found = cluster([parse_entry(f"{text}. PMID: 7") for text in (FIRST, THIRD)])
    assert found.groups == ((0,), (1,))
    assert [why for _, why in found.undecided] == ["one PMID, but not surely one"]


def test_aliases_are_one_doi() -> None:
    citations = [parse_entry(f"{FIRST}. doi:10.5555/{name}") for name in ("one", "two", "three")]
    found = cluster(citations, [("10.5555/one", "10.5555/TWO"), ("10.5555/three", "10.5555/two")])
    assert found.groups == ((0, 1, 2),)


def test_the_richest_comes_first_and_the_others_fill_its_gaps(tmp_path: Path) -> None:
    short = FIRST.replace("61(3)", "61").replace("291-9", "291")
    merged = merge_items(items(tmp_path, one=[f"{short}.{DOI}"], two=[FIRST]))
    (one,) = merged.citations
    assert (one.doi, one.issue) == ("10.5555/one", "3")
    assert one.custom == {
        "radrefs": {"cited": [{"page": "one", "number": 1}, {"page": "two", "number": 1}]}
    }


def test_keys_stay_when_pages_come_go_and_change(tmp_path: Path) -> None:
    # Two articles whose key is the same: the one that came first keeps it.
    twin = FIRST.replace("Imaging of neurovascular conflict in", "Imaging after surgery for")
    twin = twin.replace("291-9", "512-20")
    first = merge_items(items(tmp_path, b=[FIRST, twin, SECOND]))
    keys = {one.cited[0].number: one.citation.id for one in first.items}
    assert keys[1] != keys[2] and keys[2] == f"{keys[1]}a"
    # A page that sorts before it, with the twin first; and one loses an article.
    topic(tmp_path, "a", [THIRD, twin, f"{FIRST}.{DOI}"])
    topic(tmp_path, "b", [SECOND, twin])
    again = merge_items(read_items([tmp_path]), first.keys)
    now = {one.citation.title: one.citation.id for one in again.items}
    before = {one.citation.title: one.citation.id for one in first.items}
    assert before.items() <= now.items()
    # What is gone keeps its key to itself, and has it again when it comes back.
    topic(tmp_path, "a", [THIRD])
    topic(tmp_path, "b", [SECOND])
    third = merge_items(read_items([tmp_path]), again.keys)
    topic(tmp_path, "b", [SECOND, f"Marchetti L: A letter.{DOI}"])
    fourth = merge_items(read_items([tmp_path]), third.keys)
    assert keys[1] in [one.citation.id for one in fourth.items]


def test_a_key_goes_with_the_doi_before_it_goes_with_the_words(tmp_path: Path) -> None:
    one, two = f"{FIRST}. doi:10.5555/one", f"{FIRST}. doi:10.5555/two"
    first = merge_items(items(tmp_path / "x", a=[one, two]))
    second = merge_items(items(tmp_path / "y", a=[two, one]), first.keys)
    assert {item.citation.doi: item.citation.id for item in first.items} == {
        item.citation.doi: item.citation.id for item in second.items
    }


@pytest.mark.parametrize("title", ["Reply", "Imaging of neurovascular conflict in spasm"])
def test_keys_do_not_swap_with_the_order(tmp_path: Path, title: str) -> None:
    entries = [
        f"@article{{{key}, author={{Smith, J.}}, title={{{title}}}, year=2010, journal={{{name}}}}}"
        for key, name in (("smith2010", "Radiology"), ("smith2010", "Stroke"))
    ]
    runs: list[MergedLibrary] = []
    for order in (entries, entries[::-1]):
        (tmp_path / "a.bib").write_text("\n".join(order), encoding="utf-8")
        known = runs[-1].keys if runs else None
        runs.append(merge_items(read_items([tmp_path / "a.bib"]), known))
    first, again = (
        {one.citation.container_title: one.citation.id for one in run.items} for run in runs
    )
    assert first == again and len(first) == 2


BOOK = "Smith J: Handbook of neurology. {}, 2019"
MEN = ABSTRACT.format("Bone density of the hip in older men") + ". PMID: 111"
CLOSE = {
    "publishers": (BOOK.format("Elsevier"), BOOK.format("Thieme")),
    "editions": (BOOK.format("2nd ed. Elsevier"), BOOK.format("3rd ed. Elsevier")),
    "one PMID": (MEN, MEN.replace("men.", "women.")),
    "one DOI": (FIRST + ONE_DOI, THIRD + ONE_DOI),
}


@pytest.mark.parametrize("texts", CLOSE.values(), ids=list(CLOSE))
def test_keys_do_not_swap_between_what_is_close(tmp_path: Path, texts: tuple[str, str]) -> None:
    one, other = items(tmp_path, a=list(texts))
    first = merge_items([one, other])
    again = merge_items([other, one], first.keys)
    keys = [
        {item.cited[0].number: item.citation.id for item in run.items} for run in (first, again)
    ]
    assert keys[0] == keys[1] and len({*keys[0].values()}) == 2


def test_a_key_goes_with_no_other_edition(tmp_path: Path) -> None:
    one, other = items(tmp_path, a=list(CLOSE["publishers"]))
    first = merge_items([one])
    assert {item.citation.id for item in merge_items([other], first.keys).items}.isdisjoint(
        first.keys
    )
    gained = one._replace(citation=one.citation.model_copy(update={"doi": "10.5555/one"}))
    assert [item.citation.id for item in merge_items([gained], first.keys).items] == [*first.keys]


def test_what_was_joined_is_known_when_it_is_merged_again(tmp_path: Path) -> None:
    slip = FIRST.replace("hemifacial", "hemifacail").replace(", 2019", "")
    merged = merge_items(items(tmp_path, a=[slip], b=[FIRST]))
    again = merge_items(merged.items, merged.keys)
    assert [one.citation.id for one in again.items] == [one.citation.id for one in merged.items]


def test_a_key_is_not_given_to_an_article_with_another_doi(tmp_path: Path) -> None:
    one, other = (f"Smith J: Corrigendum. Radiology. 2015. doi:10.5555/{name}" for name in "ab")
    first = merge_items(items(tmp_path / "x", a=[one]))
    again = merge_items(items(tmp_path / "y", a=[other]), first.keys)
    assert {one.citation.id for one in again.items}.isdisjoint(first.keys)
    assert first.keys.items() <= again.keys.items()


def test_what_is_joined_and_parts_again_has_its_keys_again(tmp_path: Path) -> None:
    vague, full = FIRST.replace("61(3):291-9, ", ""), f"{FIRST}. doi:10.5555/one"
    apart = merge_items(items(tmp_path / "x", a=[vague], b=[full]))
    bridge = f"{vague}. doi:10.5555/one"
    joined = merge_items(items(tmp_path / "y", a=[bridge], b=[full]), apart.keys)
    again = merge_items(items(tmp_path / "z", a=[vague], b=[full]), joined.keys)
    keys = [{one.cited[0].page: one.citation.id for one in run.items} for run in (apart, again)]
    assert keys[0] == keys[1] and len(keys[0]) == 2 and len(joined.items) == 1


def test_of_a_double_nothing_that_only_one_says_is_lost(tmp_path: Path) -> None:
    one = """@article{a, title={Imaging of the pancreas in adults}, author={Lee, S. and others},
 journal={Radiology}, volume={39}, pages={310}, year={2010}, doi={10.5555/one}, note={one},
 keywords={pancreas}}"""
    other = """@article{b, title={Imaging of the pancreas in adults}, volume={39}, year={2010},
 author={Lee, S. and Park, K. and Kim, J.}, journal={Radiology}, pages={310--327},
 note={see figure 3}, keywords={MRI}}"""
    (tmp_path / "a.bib").write_text(one, encoding="utf-8")
    (tmp_path / "b.bib").write_text(other, encoding="utf-8")
    for order in (("a.bib", "b.bib"), ("b.bib", "a.bib")):
        (found,) = merge_items(read_items([tmp_path / name for name in order])).citations
        assert [name.family for name in found.author] == ["Lee", "Park", "Kim"]
        assert (found.page, found.doi) == ("310-327", "10.5555/one")
        assert found.note == "one; see figure 3" and found.keyword == "pancreas, MRI"


def test_of_a_double_the_finer_value_counts(tmp_path: Path) -> None:
    said = {"type": "article-journal", "title": "Imaging of the pancreas: a review of cases",
            "author": [{"family": "Lee", "given": "Samuel"}], "volume": "39", "page": "310-327",
            "container-title": "Radiology", "issued": {"date-parts": [[2010, 5, 3]]},
            "id": "a", "custom": {"shelf": "B3"}}  # fmt: skip
    less = {**said, "title": "Imaging of the pancreas",
            "author": [{"family": "Lee", "given": "S."}],
            "issued": {"date-parts": [[2010]]}, "DOI": "10.5555/one", "custom": {"mine": 1},
            "abstract": "Text.", "publisher": "RSNA", "ISSN": "0033-8419"}  # fmt: skip
    for name, one in (("a", said), ("b", less)):
        (tmp_path / f"{name}.json").write_text(json.dumps([one]), encoding="utf-8")
    for order in (("a.json", "b.json"), ("b.json", "a.json")):
        (found,) = merge_items(read_items([tmp_path / name for name in order])).citations
        assert (found.title, found.author[0].given) == (said["title"], "Samuel")
        assert found.issued is not None and found.issued.date_parts == ((2010, 5, 3),)
        assert (
            found.custom is not None and {"shelf": "B3", "mine": 1}.items() <= found.custom.items()
        )


def test_who_cites_is_noted_once(tmp_path: Path) -> None:
    items(tmp_path / "pages", one=[FIRST])
    command("merge", "pages", "-o", "a.bib", "--note", cwd=tmp_path)
    command("merge", "a.bib", "pages", "-o", "b.bib", "--note", cwd=tmp_path)
    (found,) = loads((tmp_path / "b.bib").read_text("utf-8"))
    assert found.note == "Cited by a.bib, one 1"


def test_what_cannot_be_read_is_reported(tmp_path: Path) -> None:
    broken = """@article{ok, title={First good article}, year={2010}}
@article{b, title={No brace, year={2011}
"""
    (tmp_path / "b.bib").write_text(broken, encoding="utf-8")
    (tmp_path / "c.bib").write_text(broken.split("\n")[0], encoding="utf-8")
    run = command("merge", "b.bib", "-o", "o.bib", cwd=tmp_path)
    assert run.status == 0 and "b.bib:2: cannot be read: " in run.err
    assert command("merge", "b.bib", "-o", "o.bib", "--strict", cwd=tmp_path).status == 1
    assert "b.bib:2: cannot be read: " in command("diff", "c.bib", "b.bib", cwd=tmp_path).err
    checked = command("check", "b.bib", cwd=tmp_path)
    assert checked.status == 1 and "1 unreadable" in checked.err


def test_nothing_does_not_replace_a_library(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "lib.bib").write_text("@misc{a, title={A}}", encoding="utf-8")
    run = command("merge", "empty.txt", "-o", "lib.bib", cwd=tmp_path)
    assert run.status == 2 and "no reference was found to merge" in run.err
    assert (tmp_path / "lib.bib").read_text("utf-8") == "@misc{a, title={A}}"


@pytest.mark.parametrize(
    "words", [["--keys-file", "all.bib"], ["-o", "all.keys.json"], ["--keys-file", "-"]]
)
def test_the_keys_have_a_file_of_their_own(tmp_path: Path, words: list[str]) -> None:
    items(tmp_path / "pages", one=[FIRST])
    run = command("merge", "pages", "-o", "all.bib", *words, cwd=tmp_path)
    assert run.status == 2 and "the keys need a file of their own" in run.err
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_merging_twice_is_merging_once(tmp_path: Path) -> None:
    pages = items(tmp_path, one=[FIRST, SECOND], two=[SECOND, THIRD])
    once = merge_items(pages)
    assert merge_items(once.items, once.keys).citations == once.citations
    assert merge_items(pages, once.keys) == once


def test_the_command_writes_every_format_and_the_keys(tmp_path: Path) -> None:
    items(tmp_path / "pages", one=[FIRST, SECOND], two=[SECOND, THIRD])
    outputs = ("-o", "all.bib", "-o", "all.ris", "-o", "all.json", "--note")
    run = command("merge", "pages", *outputs, cwd=tmp_path)
    assert (run.status, run.err.splitlines()[0]) == (0, "all.bib: 3 references, 1 double joined")
    for name in ("all.bib", "all.ris"):
        text = (tmp_path / name).read_text("utf-8")
        assert len(loads(text)) == 3 and "Cited by one 2, two 1" in text
    read = loads((tmp_path / "all.json").read_text("utf-8"))
    assert [len(cited_in(one)) for one in read] == [1, 2, 1]
    assert list(read_keys(tmp_path / "all.keys.json")) == [one.id for one in read]
    before = {path.name: path.read_bytes() for path in tmp_path.glob("all.*")}
    assert command("merge", "pages", *outputs, cwd=tmp_path).status == 0
    assert {path.name: path.read_bytes() for path in tmp_path.glob("all.*")} == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with names")
def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    items(tmp_path / "pages", one=[FIRST])
    os.mkfifo(tmp_path / "pipe.bib")
    reader = os.open(tmp_path / "pipe.bib", os.O_RDONLY | os.O_NONBLOCK)
    run = command("merge", "pages", "-o", "pipe.bib", cwd=tmp_path)
    shown = os.read(reader, 65536).decode("utf-8")
    os.close(reader)
    assert run.status == 0 and shown.startswith("@article{marchetti2019imaging,")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages", "pipe.bib"]
    assert (tmp_path / "pipe.bib").is_fifo()


def test_files_of_every_format_meet_pages(tmp_path: Path) -> None:
    items(tmp_path / "pages", one=[FIRST])
    for name in ("a.bib", "b.ris", "c.json"):
        command("convert", "--offline", "pages/one/page.txt", "-o", name, cwd=tmp_path)
    run = command("merge", "pages", "a.bib", "b.ris", "c.json", "-o", "-", "--to", "csl-json",
                  cwd=tmp_path)  # fmt: skip
    (item,) = json.loads(run.out)
    pages = [one["page"] for one in item["custom"]["radrefs"]["cited"]]
    assert pages == ["one", "a.bib", "b.ris", "c.json"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"radrefs": 1, "keys": {"a": ["\\ud800"]}}',
        '{"radrefs": 2}',
        '{"radrefs": 1, "keys": {"a": 1}}',
    ],
)
def test_a_broken_record_of_keys_is_said_and_not_overwritten(tmp_path: Path, text: str) -> None:
    items(tmp_path / "pages", one=[FIRST])
    (tmp_path / "all.keys.json").write_text(text, encoding="utf-8")
    run = command("merge", "pages", "-o", "all.bib", cwd=tmp_path)
    assert run.status == 2 and "is no file of keys: remove it to begin a new one" in run.err
    assert not (tmp_path / "all.bib").exists()
    with pytest.raises(UnreadableInput):
        read_keys(tmp_path / "all.keys.json")


VARIANTS = [
    *SAME.values(), *OTHER.values(),
    *(ABSTRACT.format(title) for pair in (REWORDED | SPELLED).values() for title in pair),
    SECOND, THIRD, SHORT, f"{SECOND}. PMID: 111", f"{SECOND}. PMID: 222",
    FIRST + TWO_DOI, VAGUE, ELSEWHERE, VAGUE + ONE_DOI, VAGUE + TWO_DOI, THIRD + ONE_DOI, MEN,
    MEN.replace("men.", "women."), *(text for pair in CLOSE.values() for text in pair),
]  # fmt: skip


@given(
    chosen=st.lists(st.sampled_from(range(len(VARIANTS))), min_size=2, max_size=8, unique=True),
    data=st.data(),
)
def test_the_order_of_pages_is_nothing(chosen: list[int], data: st.DataObject) -> None:
    order = data.draw(st.permutations(chosen))
    items = {
        at: Item(parse_entry(VARIANTS[at]), (Cited("topic", at),), Path("page.txt"))
        for at in chosen
    }
    first = merge_items([items[at] for at in chosen])
    again = merge_items([items[at] for at in order], first.keys)

    def keys(merged: MergedLibrary) -> dict[int | None, str]:
        return {cited.number: one.citation.id for one in merged.items for cited in one.cited}

    assert keys(first) == keys(again)
    assert keys(merge_items(first.items, first.keys)) == keys(first)
    # Who has the keys loses none when an article is taken out and comes back.
    less = merge_items([items[at] for at in order[1:]], again.keys)
    assert keys(merge_items([items[at] for at in chosen], less.keys)) == keys(first)


def test_a_thousand_editorials_are_not_compared_pair_by_pair() -> None:
    text = "Name{} A: Editorial comment on imaging. Radiology. {}(1):{}, 2001"
    citations = [parse_entry(text.format(at, at % 90, at)) for at in range(1000)]
    found = cluster(citations)
    assert len(found.groups) == 1000 and found.compared < 10_000
