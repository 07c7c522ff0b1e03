"""Read, resolve, decide, undo, take files and save over the page's own protocol."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from radrefs.resolutions.store import read_resolutions
from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.pubmed import LocalPubMed
from tests.articles import articles
from tests.conftest import ROOT, SEED, radrefs
from tests.web.serving import Tab, serving

FILES = ("references.bib", "references.ris", "references.json")


@pytest.fixture(scope="module")
def server() -> Iterator[Tab]:
    with serving() as tab:
        yield tab


@pytest.fixture
def tab(server: Tab) -> Tab:
    server.open()
    return server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a bibliography of one topic."""
    topic = "bibliography/hemifacial-spasm"
    shutil.copytree(ROOT / topic, tmp_path / topic)
    return tmp_path / "bibliography"


def test_a_page_is_read_while_it_is_typed(tab: Tab) -> None:
    assert tab.read("")["counts"]["total"] == 0
    text = SEED.read_text("utf-8")
    assert 0 < tab.read(text[: text.index("14. ")])["counts"]["total"] < 27
    found = tab.read(text)
    assert found["counts"] == {"total": 27, "certain": 0, "doubtful": 0, "open": 27, "doi": 0}
    html = tab.ask("entries", **{"from": 0})["html"]
    assert html.count('<li class="entry') == 27 and "Not looked up yet" in html


def test_resolving_reports_each_step_and_an_estimate(tab: Tab) -> None:
    tab.read(SEED.read_text("utf-8"))
    events = tab.resolve()
    steps = [data for kind, data in events if kind == "step"]
    assert sum(len(step["entries"]) for step in steps) == 27
    assert (steps[-1]["done"], steps[-1]["total"], steps[-1]["left"]) == (27, 27, 0)
    assert all(step["left"] >= 0 for step in steps)
    kind, end = events[-1]
    assert kind == "end" and end["counts"]["certain"] == 15


def decided(tab: Tab) -> None:
    """Decide on the seed page: accept, reject, correct; and undo what was one too many."""
    tab.read(SEED.read_text("utf-8"), "page.txt")
    tab.resolve()
    assert tab.decide(at=0, act="accept", doi="10.1093/braincomms/fcab146").status == 200
    assert tab.decide(at=12, act="reject").status == 200
    assert tab.decide(at=5, act="correct", fields={"year": "2017"}).status == 200
    assert tab.decide(at=6, act="reject").status == 200
    assert tab.ask("undo")["message"] == "Undone"


def test_files_are_to_the_byte_those_of_the_command(tab: Tab, tmp_path: Path) -> None:
    decided(tab)
    shutil.copy(SEED, tmp_path / "page.txt")
    said = (
        "--accept", "1=10.1093/braincomms/fcab146", "--reject", "13", "--correct", "6:year=2017",
    )  # fmt: skip
    run = radrefs("resolve", "page.txt", "-o", "resolutions.json", *said, cwd=tmp_path)
    assert run.status == 0, run.err
    assert tab.file("resolutions.json") == (tmp_path / "resolutions.json").read_bytes()
    for name in FILES:
        run = radrefs(
            "convert", "page.txt", "-o", name, "--resolutions", "resolutions.json", "--offline",
            cwd=tmp_path,
        )  # fmt: skip
        assert run.status == 0, run.err
        assert tab.file(name) == (tmp_path / name).read_bytes(), name


def test_a_decision_stays_while_the_text_goes_on(tab: Tab) -> None:
    decided(tab)
    found = tab.read(SEED.read_text("utf-8").replace("1. Hughes", "1. Hughes X"))
    assert found["counts"]["certain"] >= 14
    assert b"year = {2017}" in tab.file("references.bib")


@pytest.mark.parametrize(
    "asked, words",
    [
        ({"act": "accept", "doi": "nonsense"}, "'nonsense' is no DOI"),
        ({"act": "accept", "doi": "10.5555/nobody"}, "is held by no registry that was asked"),
        ({"act": "correct", "fields": {"year": "MMXII"}}, "'MMXII' is no year"),
        ({"act": "correct", "fields": {"doi": "x"}}, "cannot be corrected: use one of"),
        ({"act": "dance"}, "malformed"),
        ({"act": "reject", "at": 99}, "no longer there"),
    ],
)
def test_what_cannot_be_meant_is_said(tab: Tab, asked: dict[str, object], words: str) -> None:
    tab.read(SEED.read_text("utf-8"))
    answer = tab.decide(**{"at": 0, **asked})
    assert answer.status == 409 and words in answer.text
    assert tab.send("/api/undo").status == 409


def test_a_folder_is_saved_back_to_its_resolutions(folder: Path) -> None:
    file = folder / "hemifacial-spasm/resolutions.json"
    with serving(folder, offline=True) as tab:
        found = tab.open()
        assert (found["topic"], found["counts"]["certain"]) == ("hemifacial-spasm", 15)
        before = file.read_bytes()
        assert tab.decide(at=12, act="reject").status == 200
        assert file.read_bytes() == before
        assert tab.ask("save")["message"] == "hemifacial-spasm: saved to resolutions.json"
    (decided_on,) = [one for one in read_resolutions(file).entries if one.override]
    assert decided_on.number == 13
    assert radrefs("build", folder).status == 0
    assert radrefs("build", folder, "--check").status == 0


def test_what_another_saved_is_not_written_over_unasked(folder: Path) -> None:
    with serving(folder, offline=True) as tab:
        first = tab.open()["session"]
        tab.open()
        tab.decide(at=1, act="reject")
        tab.ask("save")
        tab.session = first
        tab.decide(at=2, act="reject")
        answer = tab.send("/api/save")
        assert answer.status == 409 and "was changed by another" in answer.text
        assert tab.ask("save", overwrite=True)["message"].endswith("saved to resolutions.json")


def test_a_resolution_file_can_be_opened_alone(folder: Path) -> None:
    file = folder / "hemifacial-spasm/resolutions.json"
    with serving(file, offline=True) as tab:
        assert tab.open()["counts"]["total"] == 27
        tab.decide(at=0, act="correct", fields={"title": "Another"})
        tab.ask("save")
        assert b"title = {Another}" in tab.file("references.bib")
    assert '"title": "Another"' in file.read_text("utf-8")


def test_two_tabs_know_nothing_of_each_other(server: Tab) -> None:
    server.open()
    one = server.session
    server.read("Selected References\n1. Yan X: One. Neuroradiology. 1(1):1-2, 2001")
    server.open()
    assert server.ask("entries", **{"from": 0})["html"] == ""
    server.session = one
    assert "Yan X" in server.ask("entries", **{"from": 0})["html"]


def test_what_was_decided_is_brought_to_a_new_server(tab: Tab) -> None:
    decided(tab)
    decisions = tab.ask("undo")["decisions"]
    assert len(decisions) == 2
    with serving() as other:
        found = other.open(text=SEED.read_text("utf-8"), decisions=decisions)
        assert (found["counts"]["total"], found["restored"]) == (27, 2)
        other.resolve()
        assert b"braincomms" in other.file("references.bib")


@pytest.mark.parametrize("decisions", [[{"text": "x", "person": {"word": "dance"}}], "x", [7], {}])
def test_decisions_that_are_none_are_not_taken(tab: Tab, decisions: object) -> None:
    answer = tab.send("/api/open", json.dumps({"text": "", "decisions": decisions}))
    assert answer.status in (200, 409)
    assert answer.status == 409 or answer.data["restored"] == 0


def test_a_closed_tab_is_forgotten(tab: Tab) -> None:
    tab.read("1. a")
    tab.ask("close")
    assert tab.send("/api/beat").status == 410


def test_a_library_is_read_and_written_in_place(tab: Tab) -> None:
    text = "@article{a,\n  title = {A Study},\n  odd = {kept},\n  year = 2001\n}\n"
    assert tab.read(text)["counts"]["total"] == 1
    tab.decide(at=0, act="correct", fields={"year": "2002"})
    written = tab.file("references.bib").decode("utf-8")
    assert "odd = {kept}" in written and "2002" in written


def test_pubmed_is_asked_before_the_entries_are_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [one.record for one in articles(4)]
    with (
        LocalCrossref(records).running() as crossref,
        LocalPubMed(records).running() as pubmed,
    ):
        monkeypatch.setenv("RADREFS_CROSSREF_URL", crossref.url)
        monkeypatch.setenv("RADREFS_PUBMED_URL", pubmed.url)
        monkeypatch.setenv("RADREFS_CACHE", str(tmp_path / "cache"))
        with serving() as tab:
            tab.open()
            tab.read("Selected References\n" + "\n".join(
                f"{at}. {one.entry}" for at, one in enumerate(articles(4), 1)
            ))  # fmt: skip
            kind, end = tab.resolve()[-1]
        assert (kind, end["counts"]["certain"]) == ("end", 4)
        assert len(pubmed.seen) == 2 and len(crossref.seen) == 1


def test_what_keeps_registries_from_being_asked_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADREFS_CROSSREF_TOKEN", "no token")
    with serving() as tab:
        tab.open()
        tab.read(SEED.read_text("utf-8"))
        ((kind, data),) = tab.resolve()
        assert kind == "wrong" and "token" in data["message"]


def test_a_decision_changes_every_entry_of_the_text_on_the_page(tab: Tab) -> None:
    line = "Yan X: A study of the nerve. Surg Radiol Anat. 43(2):291-9, 2021"
    lines = [f"{at}. {line}" for at in range(1, 301)]
    assert tab.read("Selected References\n" + "\n".join(lines))["counts"]["total"] == 300
    answer = tab.decide(at=7, act="reject")
    assert [one["at"] for one in answer.data["entries"]] == [*range(300)]
    assert all("Rejected by you" in one["html"] for one in answer.data["entries"])


def test_offline_nobody_is_asked() -> None:
    with serving(offline=True) as tab:
        assert tab.open()["offline"]
        tab.read(SEED.read_text("utf-8"))
        kind, end = tab.resolve()[-1]
        assert (kind, end["counts"]["open"]) == ("end", 27)


def test_five_megabytes_are_read_and_more_is_refused_in_words(tab: Tab) -> None:
    line = "1. Yan X et al: A study. Surg Radiol Anat. 43(2):291-9, 2021 and what a page says. "
    text = ("Selected References\n" + line * 1000)[: 5 * 1024 * 1024].ljust(5 * 1024 * 1024)
    assert tab.read(text)["counts"]["total"] >= 1
    answer = tab.send("/api/read", text.encode() + b"x")
    assert answer.status == 413 and "larger than 5 MB" in answer.text


def test_five_thousand_references_come_in_pieces(tab: Tab) -> None:
    from tests.articles import article

    text = "Selected References\n" + "\n".join(f"{n + 1}. {article(n).entry}" for n in range(5000))
    assert tab.read(text)["counts"]["total"] == 5000
    assert tab.ask("entries", **{"from": 4900})["html"].count('<li class="entry') == 100
