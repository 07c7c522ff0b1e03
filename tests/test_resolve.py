"""Run `radrefs resolve` as a user does: what it finds, keeps, explains and refuses."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from radrefs.testing.crossref import LocalCrossref
from tests.articles import Article, article, articles, page_of, works_file
from tests.conftest import SEED, Run, radrefs
from tests.inprocess import command

HELD = [*articles(6), article(10)]
NOTICE = {"DOI": "10.5555/notice", "type": "retraction", "updated": {"date-parts": [[2020]]}}
RETRACTED = article(7).changed(updated_by=[NOTICE])
ESCAPING = article(8).changed(
    title=["\x1b[31m" + article(8).record["title"][0]],
    author=[{"family": "\x1b]0;owned\x07Novak", "given": "\x9b31mX"}],
    publisher="\x1b[2J",
)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalCrossref]:
    """Run a local Crossref of our own articles, with a memory that is empty."""
    records = [one.record for one in (*HELD, RETRACTED, ESCAPING)]
    with LocalCrossref(records, aliases={"10.5555/old": article(10).doi}).running() as found:
        monkeypatch.setenv("RADREFS_CROSSREF_URL", found.url)
        monkeypatch.setenv("RADREFS_CACHE", str(tmp_path / "cache"))
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a page in it, apart from the memory."""
    made = tmp_path / "work"
    made.mkdir()
    page_of(made, [*articles(4), article(20)])
    return made


def entries(folder: Path) -> list[dict[str, Any]]:
    """Read the resolution file of a folder."""
    read = json.loads((folder / "resolutions.json").read_text("utf-8"))
    found: list[dict[str, Any]] = read["entries"]
    return found


def resolve(folder: Path, *arguments: object, page: bool = True) -> Run:
    """Resolve the folder's page, going on with its resolution file."""
    inputs = ["page.txt", "-o", "resolutions.json"] if page else []
    return command("resolve", *inputs, *arguments, cwd=folder)


def test_a_page_is_asked_once_and_then_remembered(server: LocalCrossref, folder: Path) -> None:
    run = radrefs("resolve", "page.txt", "-o", "resolutions.json", cwd=folder)
    lines = run.out.splitlines()
    assert (run.status, len(lines)) == (0, 6)
    assert lines[0].split() == ["no.", "grade", "DOI", "why"]
    assert lines[2].split()[:3] == ["2", "exact", article(1).doi]
    assert lines[5].split()[:4] == ["5", "not", "found", "nearest"]
    assert run.err.splitlines() == [
        "5 references: 5 searches, about 1 s at 150/s",
        f"5 requests to crossref at {server.url}",
        "5 references: 4 with a DOI (4 exact), 1 not found",
    ]
    assert [one["doi"] for one in entries(folder)] == [*(one.doi for one in articles(4)), None]

    first = (folder / "resolutions.json").read_bytes()
    again = radrefs("resolve", "page.txt", "-o", "resolutions.json", cwd=folder)
    assert (again.status, again.out) == (0, run.out)
    assert (folder / "resolutions.json").read_bytes() == first
    assert len(server.seen) == server.count("list") == 5

    # With the file gone the memory answers; to be asked anew it has to be said so.
    (folder / "resolutions.json").unlink()
    run = resolve(folder)
    assert run.err.startswith(f"0 requests to crossref at {server.url}, 5 answers from the cache\n")
    assert (folder / "resolutions.json").read_bytes() == first
    resolve(folder, "--update", "--refresh")
    assert len(server.seen) == 10
    assert (folder / "resolutions.json").read_bytes() == first


def test_an_edited_entry_alone_is_asked_anew(server: LocalCrossref, folder: Path) -> None:
    resolve(folder)
    before = entries(folder)
    page_of(folder, [article(0), article(1), article(5), article(3), article(20)])
    assert resolve(folder, "--no-cache").status == 0
    after = entries(folder)
    assert len(server.seen) == 6
    assert [at for at, entry in enumerate(after) if entry != before[at]] == [2]
    assert after[2]["doi"] == article(5).doi


def test_the_seed_page_costs_one_search_a_reference(
    local: LocalCrossref, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADREFS_CACHE", str(tmp_path / "cache"))
    before = len(local.seen)
    run = radrefs("resolve", SEED, "--json")
    found = json.loads(run.out)["entries"]
    assert len(local.seen) - before == len(found) == 27
    held = {work.doi for work in local.works}
    assert {entry["doi"] for entry in found} == {*held, None}
    assert sum(entry["doi"] is not None for entry in found) == len(held) == 15
    again = json.loads(radrefs("resolve", SEED, "--json").out)
    assert (again["entries"], len(local.seen) - before) == (found, 27)
    sent = {"searches": 27, "requests": 27}
    wanted = json.loads(run.out)["requests"]
    assert (wanted["planned"]["searches"], wanted["sent"], wanted["remembered"]) == (
        27,
        {f"crossref at {local.url}": sent},
        0,
    )
    assert (again["requests"]["planned"]["searches"], again["requests"]["remembered"]) == (0, 27)


COMPANION = {
    "DOI": "10.5555/companion",
    "type": "journal-article",
    "title": ["Vascular compression of cranial nerves: I. History of the operation"],
    "author": [{"family": "Møller", "given": "Aage R."}],
    "container-title": ["Neurological Research"],
    "volume": "20",
    "issue": "8",
    "page": "727-731",
    "issued": {"date-parts": [[1998]]},
}


def test_explain_says_why_not_the_companion_paper(tmp_path: Path) -> None:
    works = works_file(tmp_path, [Article("", "", COMPANION), article(1)])
    run = radrefs("resolve", SEED, "--works", works, "--explain", "26")
    first, *table = run.out.splitlines()
    assert (run.status, run.err) == (0, "")
    assert first.startswith(
        "26. not checked: not among the works of works.jsonl; nearest is 10.5555/companion "
        '("Vascular compression of cranial nerves: I. Hi..."): '
    )
    assert "numerals 2 / none, volume 21 / 20" in first
    assert table[0].strip() == "10.5555/companion"
    shown = {line.split()[0]: " ".join(line.split()[1:]) for line in table[1:]}
    assert shown["numerals"] == "conflicts: 2 / none"
    assert shown["volume"] == "conflicts: 21 / 20"
    assert re.fullmatch(r"(near|agrees): \d\d % similar", shown["title"])
    assert shown["page"] == "conflicts: 439 / 727"
    assert (shown["author"], shown["journal"]) == ("agrees", "agrees")
    assert not list(tmp_path.glob("*.json"))


def test_a_person_s_word_stands_above_the_machine_s(server: LocalCrossref, folder: Path) -> None:
    resolve(folder)
    machine = entries(folder)
    seen = len(server.seen)
    said = ("--accept", f"5={article(5).doi.upper()}", "--reject", "#1", "--note", "I looked it up")
    run = resolve(folder, *said, page=False)
    assert run.status == 0
    assert run.err.splitlines()[-1] == (
        "5 references: 4 with a DOI (3 exact, 1 accepted), 1 rejected"
    )
    # Only the accepted DOI was looked up; what disagrees with the page is told.
    assert len(server.seen) == seen + 1
    assert "entry 5: volume: page '23', record '8'" in run.err
    rejected, *_, accepted = (entry["person"] for entry in entries(folder) if "person" in entry)
    assert (rejected["word"], rejected["doi"]) == ("rejected", article(0).doi)
    assert (accepted["word"], accepted["doi"]) == ("accepted", article(5).doi)
    assert accepted["work"]["title"] == article(5).record["title"]
    for word in (rejected, accepted):
        assert word["note"] == "I looked it up"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", word["date"])

    before = entries(folder)
    resolve(folder, "--update", "--refresh")
    assert entries(folder) == before

    run = resolve(folder, "--explain", "1", "--explain", "5", page=False)
    lines = run.out.splitlines()
    assert lines[0].startswith("1. rejected: title, author, journal")
    assert lines[1].startswith("rejected by a person, 20") and lines[1].endswith("I looked it up")
    assert lines[2].split()[0] == article(0).doi
    assert any(line.startswith(f"5. accepted doi:{article(5).doi}: nearest is") for line in lines)
    assert entries(folder) == before

    assert resolve(folder, "--forget", "1", "--forget", "5", page=False).status == 0
    assert entries(folder) == machine


def test_the_words_count_in_what_is_exported(server: LocalCrossref, folder: Path) -> None:
    resolve(folder, "--accept", f"5={article(5).doi}", "--reject", "2")
    seen = len(server.seen)
    options = ("--offline", "--resolutions", "resolutions.json", "-o", "refs.json")
    run = command("convert", "page.txt", *options, cwd=folder)
    assert (run.status, len(server.seen)) == (0, seen)
    found = [item.get("DOI") for item in json.loads((folder / "refs.json").read_text("utf-8"))]
    assert found == [article(0).doi, None, article(2).doi, article(3).doi, article(5).doi]


def test_an_accepted_doi_is_looked_up(server: LocalCrossref, folder: Path) -> None:
    resolve(folder)
    before = (folder / "resolutions.json").read_bytes()
    run = resolve(folder, "--accept", "5=10.5555/slip", page=False)
    assert run.status == 2
    assert run.err.splitlines()[-1] == (
        "radrefs: error: doi:10.5555/slip is held by no registry that was asked: "
        "look for a slip in it, or add --offline to keep it as it is"
    )
    assert (folder / "resolutions.json").read_bytes() == before

    run = resolve(folder, "--accept", "5=10.5555/slip", "--offline", page=False)
    assert run.status == 0
    assert "doi:10.5555/slip is kept as you say; it could not be looked up: no registry" in run.err
    assert entries(folder)[4]["person"]["doi"] == "10.5555/slip"

    # A merged DOI is kept as what it was merged into, and the file can be read again.
    run = resolve(folder, "--accept", "5=https://doi.org/10.5555/OLD", page=False)
    assert f"doi:10.5555/old was merged: doi:{article(10).doi} is kept" in run.err
    assert entries(folder)[4]["person"]["doi"] == article(10).doi
    assert resolve(folder, "--explain", "5", page=False).status == 0


def test_a_slip_in_one_word_loses_no_answer(server: LocalCrossref, folder: Path) -> None:
    assert resolve(folder, "--no-cache", "--accept", "5=10.5555/slip").status == 2
    assert [entry["grade"] for entry in entries(folder)] == [*["exact"] * 4, "not_found"]


def test_a_number_that_is_printed_twice_is_told_with_the_places(
    server: LocalCrossref, folder: Path
) -> None:
    text = (
        f"Selected References\n1. {article(0).entry}\n2. {article(1).entry}\n\n"
        f"Further Reading\n1. {article(2).entry}\n"
    )
    (folder / "page.txt").write_text(text, encoding="utf-8")
    run = resolve(folder, "--reject", "1")
    assert run.status == 2
    assert run.err.splitlines() == [
        "radrefs: error: entry 1 is printed 2 times: choose one by its place: #1, #3"
    ]
    assert resolve(folder, "--reject", "#3").status == 0
    assert ["person" in entry for entry in entries(folder)] == [False, False, True]


def test_a_word_on_an_entry_is_one_on_all_of_the_same_text(
    server: LocalCrossref, folder: Path
) -> None:
    page_of(folder, articles(2), "other.txt")
    both = ("resolve", "page.txt", "other.txt", "-o", "resolutions.json")
    assert command(*both, "--reject", "#1", cwd=folder).status == 0
    first = entries(folder)
    assert [at for at, entry in enumerate(first) if "person" in entry] == [0, 5]
    assert command(*both, cwd=folder).status == 0
    assert entries(folder) == first


def test_a_word_whose_entry_is_gone_is_not_dropped_in_silence(
    server: LocalCrossref, folder: Path
) -> None:
    resolve(folder, "--reject", "2")
    page_of(folder, [article(0), article(5)])
    run = resolve(folder)
    assert (
        "resolutions.json: entry 2 no longer has this text, so your decision on it "
        f"(rejected {article(1).doi}) is dropped: Okafor AB et al: Surgery"
    ) in run.err


def test_looking_at_a_file_changes_nothing_in_it(server: LocalCrossref, folder: Path) -> None:
    resolve(folder, "--offline")
    before = (folder / "resolutions.json").read_bytes()
    for arguments in (("--explain", "2"), ("--reject", "1"), ("--forget", "1")):
        assert resolve(folder, *arguments, page=False).status == 0
    assert (folder / "resolutions.json").read_bytes() == before
    assert {entry["reason"] for entry in entries(folder)} == {"no registry was asked"}
    assert server.seen == []


def test_without_a_page_the_entries_of_the_file_are_asked(
    server: LocalCrossref, folder: Path
) -> None:
    resolve(folder, "--offline")
    assert resolve(folder, page=False).status == 0
    assert [entry["grade"] for entry in entries(folder)] == [*["exact"] * 4, "not_found"]


def test_what_a_person_should_see_is_told_and_strict_tells_it_in_the_status(
    server: LocalCrossref, folder: Path
) -> None:
    page_of(folder, [article(0)])
    assert resolve(folder, "--strict").status == 0
    page_of(folder, [article(0), article(7)])
    run = resolve(folder, "--strict")
    assert run.status == 1
    assert "entry 2: retraction 2020: doi:10.5555/notice" in run.err
    page_of(folder, [article(0).entry.replace("100-108", "108-100")])
    run = resolve(folder, "--strict")
    assert run.status == 1
    assert "the pages run backwards" in run.err


def test_nothing_that_a_registry_sends_steers_the_terminal(
    server: LocalCrossref, folder: Path
) -> None:
    page_of(folder, [article(8)])
    run = resolve(folder, "--explain", "1")
    assert f'nearest is {article(8).doi} ("Ultrasound of the pituitary' in run.out
    assert "author A. B. Okafor / " in run.out and "Novak" in run.out
    table = resolve(folder)
    assert not set("\x1b\x07") & set(run.out + run.err + table.out + table.err)
    assert "\x1b" not in (folder / "resolutions.json").read_text("utf-8")


def test_what_cannot_be_read_or_written_is_said_before_anybody_is_asked(
    server: LocalCrossref, folder: Path
) -> None:
    page, broken = folder / "page.txt", folder / "broken.json"
    broken.write_text('{"radrefs": 1, "entries": [{"number": 3}]}', encoding="utf-8")
    for arguments, words in (
        (("none.txt",), "none.txt: no such file: check the name"),
        ((folder,), f"{folder}: is a folder: name the files in it"),
        (("-o", folder / "none.json"), "none.json: no such file: name a page, or a resolution"),
        ((page, "-o", folder), f"{folder}: Is a directory: check the name"),
        ((page, "-o", folder / "no/r.json"), "no/r.json: cannot be written: the folder does not"),
        ((page, "-o", page), f"{page}: is no resolution file"),
        ((page, "-o", page / "r.json"), "r.json: cannot be written: a part of this path is a"),
        ((page, "-o", broken), f"{broken}: entry 3: text: is missing"),
        ((page, "--works", folder / "no.jsonl"), "no.jsonl: No such file or directory: check"),
        ((page, "--works", page), f"{page}:1: is not JSON: one record a line"),
        ((page, "--crossref-url", "gopher://x"), "'gopher://x' is no address of a Crossref"),
        ((page, "--mailto", "me"), "'me' is no e-mail address: use the form name@example.org"),
    ):
        run = command("resolve", *arguments, cwd=folder)
        assert (run.status, len(run.err.splitlines())) == (2, 1), run.err
        assert run.err.startswith("radrefs: error: ") and words in run.err
    assert server.seen == []
    assert sorted(path.name for path in folder.iterdir()) == ["broken.json", "page.txt"]


def test_wrong_words_are_said_before_anybody_is_asked(server: LocalCrossref, folder: Path) -> None:
    page, kept = folder / "page.txt", ("-o", folder / "resolutions.json")
    for arguments, words in (
        (("--accept", "4", *kept), "--accept 4: use the form 4=10.1097/..."),
        (("--accept", "4=", *kept), "--accept 4=: use the form"),
        (("--accept", "4=javascript:alert(1)", *kept), "use the form 4=10.1097/..."),
        (("--accept", "4=10.5555/a b", *kept), "use the form 4=10.1097/..."),
        (("--accept", "44=10.5555/x", *kept), "entry 44: no entry has this number"),
        (("--reject", "#6", *kept), "entry #6: no entry has this number"),
        (("--reject", "#0", *kept), "entry #0: no entry has this number"),
        (("--explain", "four"), "entry four: no entry has this number"),
        (("--reject", "4", "--forget", "#4", *kept), "entry 4: two decisions on the same thing"),
        (("--reject", "4"), "your decision is kept in a file: name it with -o"),
        (("--note", "hm", *kept), "--note needs a decision: --accept"),
        (("-o", "-"), "-o - is not possible: the next run reads this file again; use --json"),
    ):
        run = command("resolve", page, *arguments, cwd=folder)
        assert run.status == 2
        assert words in run.err
    assert server.seen == []
    assert [path.name for path in folder.iterdir()] == ["page.txt"]


@pytest.mark.parametrize("superuser", [False, True])
def test_a_folder_that_may_not_be_written_is_said_so(
    server: LocalCrossref, folder: Path, superuser: bool
) -> None:
    if superuser != (os.geteuid() == 0):
        pytest.skip("the superuser may write into every folder but the system's own")
    if superuser and not Path("/sys/kernel").is_dir():
        pytest.skip("this system has no /sys to stand for a folder that nobody may write into")
    shut = Path("/sys/kernel") if superuser else folder / "shut"
    if not superuser:
        shut.mkdir(mode=0o500)
    run = command("resolve", "page.txt", "-o", shut / "r.json", cwd=folder)
    assert run.status == 2
    assert run.err.startswith(
        f"radrefs: error: {shut / 'r.json'}: cannot be written: no permission to write here"
    )
    assert server.seen == []


def test_a_page_without_a_list_is_said_so(server: LocalCrossref, folder: Path) -> None:
    (folder / "page.txt").write_text("KEY FACTS\n", encoding="utf-8")
    run = command("resolve", "page.txt", "--strict", cwd=folder)
    assert run.status == 1
    assert run.err.startswith("page.txt: no reference list was found\n")
    assert run.err.endswith("0 references: 0 with a DOI\n")


def test_the_memory_can_be_looked_at_and_cleared(server: LocalCrossref, folder: Path) -> None:
    def told(what: str) -> tuple[int, str]:
        run = command("cache", what, cwd=folder)
        return run.status, run.out + run.err

    path = folder.parent / "cache/answers.sqlite"
    assert told("info") == (0, f"{path}\nno answer is stored\n")
    assert told("clear") == (0, "0 answers removed\n")
    page_of(folder, [article(0)])
    resolve(folder)
    status, said = told("info")
    assert status == 0
    assert re.search(r"\n1 answer, \d+\.\d MB, the oldest of 20\d\d-\d\d-\d\d\n", said)
    assert told("clear") == (0, "1 answer removed\n")
    assert told("info") == (0, f"{path}\nno answer is stored\n")


def test_a_damaged_memory_is_done_without_and_can_be_cleared(
    server: LocalCrossref, folder: Path
) -> None:
    path = folder.parent / "cache/answers.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"no database at all " * 100)
    run = command("cache", "info", cwd=folder)
    assert run.status == 2
    assert run.err.startswith(f"radrefs: error: {path}: ")
    assert "run radrefs cache clear" in run.err
    run = resolve(folder)
    assert run.status == 0
    assert "4 with a DOI" in run.err and "no answer is stored" in run.err
    assert command("cache", "clear", cwd=folder).status == 0
    assert not path.exists()
