"""Check `diff`: what changed in a list, by citation, with the words marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from radrefs.bibliography import compare, shifts
from radrefs.parsing import parse
from tests.bibliography.lists import FIRST, SECOND, THIRD, topic
from tests.inprocess import command

EDITS = {
    "pages": FIRST.replace("291-9", "291-5"),
    "volume and pages": FIRST.replace("61(3):291-9", "62(4):17-20"),
    "year": FIRST.replace("2019", "2020"),
    "a word of the title": FIRST.replace("conflict", "compression"),
    "much of the title": FIRST.replace("spasm.", "spasm: a study of forty patients at 3 T."),
    "the first author": FIRST.replace("Marchetti L", "Marcetti LM"),
    "a DOI that is new": f"{FIRST}. doi:10.5555/one",
}


def page(*entries: str, start: int = 1) -> str:
    listed = "\n".join(f"{number}. {text}" for number, text in enumerate(entries, start))
    return f"Selected References\n{listed}\n"


def kinds(old: str, new: str) -> list[str]:
    return [one.kind for one in compare(parse(old), parse(new))]


@pytest.mark.parametrize("edited", EDITS.values(), ids=list(EDITS))
def test_an_edit_is_reported_as_one(edited: str) -> None:
    old, new = page(FIRST, SECOND), page(SECOND, edited)
    changes = {one.kind: one for one in compare(parse(old), parse(new))}
    assert changes.keys() == {"renumbered", "edited"}
    assert changes["edited"][3:] == (1, 2)


def test_added_and_removed_are_reported_in_their_places() -> None:
    assert kinds(page(FIRST, SECOND), page(THIRD, FIRST)) == ["added", "renumbered", "removed"]
    assert kinds(page(FIRST, SECOND, THIRD), page(FIRST, THIRD)) == [
        "same", "removed", "renumbered",
    ]  # fmt: skip
    assert kinds(page(FIRST), page(SECOND)) == ["added", "removed"]


def test_line_breaks_and_blanks_are_no_change() -> None:
    broken = page(FIRST).replace("conflict in ", "conflict in\n   ")
    assert kinds(page(FIRST), broken) == ["same"]


def test_a_long_list_of_like_titles_is_paired_throughout() -> None:
    text = "Lee K: Magnetic resonance imaging of the {} and {}. Radiology. {}"
    parts = [(f"organ{at:03}", f"vessel{(at * 7) % 120:03}") for at in range(120)]
    old = page(*(text.format(*names, 1990) for names in parts))
    new = page(*(text.format(*names, f"{at + 1}(2):5-9, 1992") for at, names in enumerate(parts)))
    assert kinds(old, new) == ["edited"] * 120


def test_another_article_at_the_same_numbers_is_no_edit() -> None:
    old = page("Jones K: Cardiac amyloidosis. Stroke. 10(1):1-5, 2010")
    new = page("Zhou P: Deep learning for knee cartilage. Lancet. 10(3):1-9, 2021")
    assert kinds(old, new) == ["added", "removed"]


def test_the_most_alike_is_paired_first() -> None:
    part = "Lee K: Imaging of the ageing brain in health: part {}. Radiology. {}, 2010"
    old = page(part.format("one", "10(1):1-9"), part.format("two", "10(2):20-9"))
    new = page(part.format("two", "11(5):300-9").replace("ageing", "aging"))
    changes = compare(parse(old), parse(new))
    assert [(one.kind, one.old_number) for one in changes] == [("removed", 1), ("edited", 2)]


def test_an_article_cited_twice_is_paired_once() -> None:
    assert kinds(page(FIRST, FIRST), page(FIRST)) in (["same", "removed"], ["same"])
    assert kinds(page(FIRST, SECOND), page(SECOND, FIRST)) == ["renumbered", "renumbered"]


def test_what_moved_together_is_one_run() -> None:
    old = [f"Name{at} A: Title number {at} of many. Radiology. {at}:{at}, 2001" for at in range(9)]
    changes = compare(parse(page(*old)), parse(page(SECOND, *old[:4], *old[5:])))
    assert [str(run) for run in shifts(changes)] == ["1-4 are now 2-5"]
    changes = compare(parse(page(*old)), parse(page(*old, start=3)))
    assert [str(run) for run in shifts(changes)] == ["1-9 are now 3-11"]


def test_the_command_tells_and_exits_like_diff(tmp_path: Path) -> None:
    topic(tmp_path, "old", [FIRST, SECOND])
    topic(tmp_path, "new", [THIRD, EDITS["pages"], SECOND])
    pages = ("old/page.txt", "new/page.txt")
    run = command("diff", *pages, cwd=tmp_path)
    assert run.status == 1
    assert run.out.splitlines() == [
        f"added 1. {{+{THIRD}+}}",
        f"edited 1 -> 2. {FIRST.replace('291-9', '291-[-9-]{+5+}')}",
        "renumbered 2 is now 3",
    ]
    assert run.err == "1 added, 1 edited, 1 renumbered\n"
    shown = json.loads(command("diff", *pages, "--json", cwd=tmp_path).out)
    assert [(one["kind"], one["old"] and one["old"]["number"]) for one in shown] == [
        ("added", None), ("edited", 1), ("renumbered", 2),
    ]  # fmt: skip
    run = command("diff", pages[0], pages[0], cwd=tmp_path)
    assert (run.status, run.out, run.err) == (0, "", "no citation changed\n")
    assert command("diff", "old", "new", cwd=tmp_path).status == 2


def test_a_page_and_its_export_are_compared_by_citation(tmp_path: Path) -> None:
    topic(tmp_path, "old", [FIRST, SECOND])
    command("convert", "--offline", "old/page.txt", "-o", "refs.ris", cwd=tmp_path)
    run = command("diff", "refs.ris", "refs.ris", cwd=tmp_path)
    assert run.status == 0
    run = command("diff", "old/page.txt", "refs.ris", cwd=tmp_path)
    assert "added" not in run.err and "removed" not in run.err
