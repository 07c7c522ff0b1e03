"""Run the commands beside a local PubMed: what they say, ask, and export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.pubmed import LocalPubMed
from tests.articles import articles, page_of
from tests.conftest import Run
from tests.inprocess import command
from tests.test_resolve import entries

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def crossref(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalCrossref]:
    """Run a local Crossref of eight articles, with a memory that is empty."""
    with LocalCrossref([one.record for one in articles(8)]).running() as found:
        monkeypatch.setenv("RADREFS_CROSSREF_URL", found.url)
        monkeypatch.setenv("RADREFS_CACHE", str(tmp_path / "cache"))
        yield found


@pytest.fixture
def ncbi(crossref: LocalCrossref, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalPubMed]:
    """Run a local PubMed of the articles 1 to 9."""
    records = [one.record for one in articles(9, first=1)]
    with LocalPubMed(records).running() as found:
        monkeypatch.setenv("RADREFS_PUBMED_URL", found.url)
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a page of eleven entries: two are not held, one nobody knows."""
    made = tmp_path / "work"
    made.mkdir()
    page_of(made, articles(11))
    return made


def resolve(folder: Path, *arguments: object) -> Run:
    return command("resolve", "page.txt", "-o", "resolutions.json", *arguments, cwd=folder)


def test_a_run_says_what_it_will_ask_and_what_it_asked(
    crossref: LocalCrossref, ncbi: LocalPubMed, folder: Path
) -> None:
    run = resolve(folder)
    lines = run.err.splitlines()
    assert (
        lines[0] == "11 references: 1 + 1 + 1 requests, about 1 further search, about 1 s at 150/s"
    )
    sent = len(crossref.seen)
    assert lines[1] == f"{sent} requests to crossref at {crossref.url}, 2 to pubmed at {ncbi.url}"
    assert lines[-1] == "11 references: 8 with a DOI (8 exact), 2 pubmed only, 1 not found"
    assert [one["grade"] for one in entries(folder)] == [
        *["exact"] * 8, *["pubmed_only"] * 2, "not_found",
    ]  # fmt: skip
    assert [bool(one.get("pmid")) for one in entries(folder)] == [False, *[True] * 9, False]

    # All is remembered: the next run, with the file gone, asks nobody and plans nothing.
    first = (folder / "resolutions.json").read_bytes()
    (folder / "resolutions.json").unlink()
    run = resolve(folder)
    assert run.err.startswith(f"0 requests to crossref at {crossref.url}, 0 to pubmed at ")
    assert (len(crossref.seen), len(ncbi.seen)) == (sent, 2)
    assert (folder / "resolutions.json").read_bytes() == first


def test_a_program_reads_what_was_planned_and_sent(
    crossref: LocalCrossref, ncbi: LocalPubMed, folder: Path
) -> None:
    run = resolve(folder, "--json")
    told = json.loads(run.out)["requests"]
    assert told["planned"] == {
        "printed": 0, "matches": 1, "summaries": 1, "lookups": 1, "searches": 1, "seconds": 1,
    }  # fmt: skip
    assert told["sent"][f"pubmed at {ncbi.url}"] == {"matches": 1, "requests": 2, "summaries": 1}
    assert told["sent"][f"crossref at {crossref.url}"]["requests"] == len(crossref.seen)
    assert "requests" not in json.loads((folder / "resolutions.json").read_text("utf-8"))
    # What was printed can be gone on with like any resolution file.
    (folder / "printed.json").write_text(run.out, encoding="utf-8")
    again = command("resolve", "-o", "printed.json", "--offline", cwd=folder)
    assert again.err.endswith("8 with a DOI (8 exact), 2 pubmed only, 1 not found\n")


@pytest.mark.parametrize("how", ["resolve", "convert", "build", "report"])
def test_no_pubmed_leaves_pubmed_out(
    how: str, crossref: LocalCrossref, ncbi: LocalPubMed, folder: Path
) -> None:
    arguments = {
        "resolve": ("resolve", "page.txt"),
        "convert": ("convert", "page.txt", "-o", "refs.json"),
        "build": ("build", ".", "--update"),
        "report": ("report", "page.txt", "-o", "report.html"),
    }[how]
    run = command(*arguments, "--no-pubmed", cwd=folder)
    assert run.err.startswith("11 references: 11 searches, about 1 s at 150/s\n11 requests to ")
    assert ncbi.seen == []
    run = command(*arguments, "--no-cache", cwd=folder)
    assert run.err.startswith("11 references: 1 + 1 + 1 requests, about 1 further search")
    assert len(ncbi.seen) == 2


def test_the_exports_carry_the_numbers(
    crossref: LocalCrossref, ncbi: LocalPubMed, folder: Path
) -> None:
    outputs = ("-o", "refs.json", "-o", "refs.bib", "-o", "refs.ris")
    assert command("convert", "page.txt", *outputs, cwd=folder).status == 0
    pmids = list(ncbi.works)
    items = json.loads((folder / "refs.json").read_text("utf-8"))
    assert [item.get("PMID") for item in items] == [None, *pmids, None]
    assert "DOI" not in items[8] and items[7]["DOI"] == articles(8)[7].doi
    bib, ris = ((folder / f"refs.{kind}").read_text("utf-8") for kind in ("bib", "ris"))
    assert bib.count("pmid = {") == ris.count("AN  - ") == 9


@pytest.mark.parametrize("kind", ["503", "nonsense", "page", "down"])
def test_where_ncbi_does_not_answer_that_is_said_once_and_nothing_is_lost(
    kind: str, crossref: LocalCrossref, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = resolve(folder, "--no-cache").out
    local = LocalPubMed([one.record for one in articles(10)], always="" if kind == "down" else kind)
    monkeypatch.setenv("RADREFS_PUBMED_URL", local.url)
    with local.running():
        if kind != "down":
            run = resolve(folder, "--no-cache", "--update")
    if kind == "down":
        run = resolve(folder, "--no-cache", "--update")
    assert (run.status, run.out) == (0, calm)
    said = [line for line in run.err.splitlines() if "went on without PubMed" in line]
    assert len(said) == 1 and said[0].startswith(f"pubmed at {local.url} ")
    assert run.err.splitlines()[-1].startswith("11 references: 8 with a DOI (8 exact), 3 not found")


def test_the_key_is_sent_and_never_told(
    crossref: LocalCrossref, ncbi: LocalPubMed, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADREFS_NCBI_KEY", KEY)
    run = resolve(folder, "--json")
    assert {one.params["api_key"] for one in ncbi.seen} == {KEY}
    assert KEY not in run.out + run.err
    for path in (*folder.iterdir(), *(folder.parent / "cache").rglob("*")):
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path
    monkeypatch.setenv("RADREFS_NCBI_KEY", "two words")
    run = resolve(folder)
    assert run.status == 2
    assert run.err == (
        "radrefs: error: the NCBI API key holds blanks or odd characters: copy it anew\n"
    )
