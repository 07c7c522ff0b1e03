"""Hold the bibliography folder: rebuilding it changes no byte."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from radrefs.bibliography import EXPORTS, WORKS, build_topic, find_topics
from radrefs.errors import UnreadableInput
from tests.conftest import ROOT, SEED, radrefs

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
