"""Hold the bibliography folder: rebuilding it changes no byte."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

from radrefs.bibliography import EXPORTS, RESOLUTIONS, WORKS, build_topic, find_topics
from radrefs.errors import UnreadableInput
from radrefs.registries.local import read_works
from radrefs.resolutions.store import read_resolutions
from radrefs.testing.crossref import LocalCrossref
from tests.conftest import ROOT, SEED, radrefs
from tests.inprocess import command

BIBLIOGRAPHY = ROOT / "bibliography"


def test_rebuilding_the_bibliography_changes_no_byte() -> None:
    topics = find_topics(BIBLIOGRAPHY)
    assert topics
    for folder in topics:
        assert build_topic(folder, check=True).changed == ()
    assert radrefs("build", BIBLIOGRAPHY, "--check").status == 0


def test_the_first_topic_has_its_27_references_once_each() -> None:
    items = json.loads((SEED.parent / "references.json").read_text("utf-8"))
    assert [item["custom"]["radrefs"]["number"] for item in items] == list(range(1, 28))
    assert len({item["id"].casefold() for item in items}) == 27


def test_check_tells_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    topic = tmp_path / "topic"
    topic.mkdir()
    shutil.copy(SEED, topic / "page.txt")
    run = radrefs("build", tmp_path, "--check")
    assert run.status == 1
    assert run.err.splitlines() == [f"{topic / name}: would change" for name in EXPORTS]
    assert [path.name for path in topic.iterdir()] == ["page.txt"]


def test_build_writes_what_differs_and_nothing_else(tmp_path: Path) -> None:
    shutil.copy(SEED, tmp_path / "page.txt")
    assert len(build_topic(tmp_path).changed) == 3
    stamps = {name: (tmp_path / name).stat().st_mtime_ns for name in EXPORTS}
    (tmp_path / "references.ris").write_text("edited", encoding="utf-8")
    assert [path.name for path in build_topic(tmp_path).changed] == ["references.ris"]
    assert (tmp_path / "references.bib").stat().st_mtime_ns == stamps["references.bib"]
    shutil.copy(SEED.parent / WORKS, tmp_path / WORKS)
    assert len(build_topic(tmp_path).changed) == 4
    for name in EXPORTS:
        assert (tmp_path / name).read_bytes() == (SEED.parent / name).read_bytes()


def test_an_html_page_builds_as_well(tmp_path: Path) -> None:
    entry = "<li>Smith AB et al: <i>A title</i>. J&nbsp;Neurol. 1(2):3&ndash;9, 2018</li>"
    html = f"<html><body><h2>References</h2><ol>{entry}</ol></body></html>"
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    (citation,) = build_topic(tmp_path).citations
    assert (citation.title, citation.page) == ("A title", "3-9")


@pytest.mark.parametrize("name", ["none", "file.txt", "empty"])
def test_a_folder_without_topics_is_said_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UnreadableInput, match=name):
        find_topics(tmp_path / name)
    assert radrefs("build", tmp_path / name).status == 2


@pytest.fixture
def topic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the first topic with its page alone, and a memory that is empty."""
    monkeypatch.setenv("RADREFS_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "topic"
    folder.mkdir()
    shutil.copy(SEED, folder / "page.txt")
    return folder


def dois(folder: Path) -> list[str]:
    """Give the DOIs in a topic's exports."""
    items = json.loads((folder / "references.json").read_text("utf-8"))
    return [item["DOI"] for item in items if "DOI" in item]


def test_without_a_network_the_topic_s_own_works_give_its_dois(
    topic: Path, local: LocalCrossref
) -> None:
    seen = len(local.seen)
    shutil.copy(SEED.parent / WORKS, topic / WORKS)
    run = radrefs("build", topic)
    assert run.status == 0
    assert run.out.splitlines()[1].split() == "topic 27 0 15 12 written".split()
    works = read_works(topic / WORKS)
    assert len(dois(topic)) == len(works.lookup(dois(topic))) == 15
    for name in EXPORTS:
        assert (topic / name).read_bytes() == (SEED.parent / name).read_bytes()
    # What was decided stands in the file; the works are not needed for it any more.
    (topic / WORKS).unlink()
    again = radrefs("build", topic, "--check")
    assert (again.status, again.err) == (0, "")
    assert again.out.splitlines()[1].split()[1:] == "27 0 15 12 up to date".split()
    assert len(local.seen) == seen


def test_an_update_asks_about_every_entry_and_a_check_is_clean_after_it(
    topic: Path, local: LocalCrossref
) -> None:
    seen = len(local.seen)
    run = command("build", topic, "--update", "--strict", cwd=topic)
    assert (run.status, len(local.seen) - seen) == (0, 27)
    assert "27 references: 15 with a DOI (15 exact), 12 not found" in run.err.splitlines()
    assert run.out.splitlines()[1].split() == "topic 27 0 15 0 written".split()
    assert len(dois(topic)) == 15
    states = [str(one.decision.grade) for one in read_resolutions(topic / RESOLUTIONS).entries]
    assert (states.count("exact"), states.count("not_found")) == (15, 12)
    run = command("build", topic, "--check", cwd=topic)
    assert (run.status, run.err) == (0, "")
    # With works of its own that hold none of the rest, nothing changes either.
    shutil.copy(SEED.parent / WORKS, topic / WORKS)
    assert build_topic(topic, check=True).changed == ()
    assert len(local.seen) - seen == 27


def test_a_person_s_word_outlives_building_and_updating(topic: Path, local: LocalCrossref) -> None:
    shutil.copy(SEED.parent / WORKS, topic / WORKS)
    build_topic(topic)
    word = ("--reject", "3", "--accept", "4=10.5555/mine", "--note", "seen in print", "--offline")
    assert command("resolve", *word, cwd=topic).status == 0
    build_topic(topic)
    expected = {"10.5555/mine"} | set(dois(SEED.parent)) - {"10.1097/iio.0000000000000212"}
    assert set(dois(topic)) == expected
    assert command("build", topic, "--update", cwd=topic).status == 0
    assert set(dois(topic)) == expected
    third, fourth = read_resolutions(topic / RESOLUTIONS).entries[2:4]
    assert third.override and fourth.override
    assert third.override.kind == "rejected" and fourth.override.kind == "accepted"
    assert third.override.doi == "10.1097/iio.0000000000000212"
    assert fourth.override.doi == "10.5555/mine"
    assert third.override.note == fourth.override.note == "seen in print"
    assert build_topic(topic, check=True).changed == ()

    # An edited entry is another one: that the word on the old one goes is told.
    page = (topic / "page.txt").read_text("utf-8").replace("Ghali MGZ", "Ghali MG")
    (topic / "page.txt").write_text(page, encoding="utf-8")
    run = command("build", topic, cwd=topic)
    assert (
        f"{topic / RESOLUTIONS}: entry 4 no longer has this text, so your decision on it "
        "(accepted 10.5555/mine) is dropped: Ghali MGZ et al: "
    ) in run.err


def test_an_update_without_a_network_keeps_what_was_known(
    topic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(SEED.parent / WORKS, topic / WORKS)
    build_topic(topic)
    before = {name: (topic / name).read_bytes() for name in EXPORTS}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        run = command("build", topic, "--update", "--crossref-url", url, cwd=topic)
    assert run.status == 0
    assert {name: (topic / name).read_bytes() for name in EXPORTS} == before
    kept = read_resolutions(topic / RESOLUTIONS).entries
    assert sum(one.decision.doi is not None for one in kept) == 15
    assert "cannot be reached" in kept[1].decision.reason
    assert f"12 stayed unchecked: crossref at {url} cannot be reached" in run.err
    assert build_topic(topic, check=True).changed == ()


def test_a_broken_resolution_file_stops_the_build_before_it_writes(topic: Path) -> None:
    (topic / RESOLUTIONS).write_text('{"radrefs": 1, "entries": [{"number": 7}]}', encoding="utf-8")
    run = command("build", topic, cwd=topic)
    assert run.status == 2
    assert run.err == f"radrefs: error: {topic / RESOLUTIONS}: entry 7: text: is missing\n"
    assert sorted(path.name for path in topic.iterdir()) == ["page.txt", RESOLUTIONS]


@pytest.mark.parametrize("other", ["--check", "--offline"])
def test_an_update_goes_with_neither_check_nor_offline(topic: Path, other: str) -> None:
    run = command("build", topic, "--update", other, cwd=topic)
    assert run.status == 2
    assert "--update uses the network and writes" in run.err
