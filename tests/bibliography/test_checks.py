"""Check `check`: every kind of finding, its level, and the ways it is shown."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest

from radrefs.bibliography import (
    KINDS,
    Finding,
    annotation,
    build_topic,
    check_items,
    gone_from,
    read_items,
)
from radrefs.matching.grading import Decision, Grade
from radrefs.resolutions.resolution import Resolution
from tests.bibliography.lists import FIRST, SECOND, THIRD, topic
from tests.conftest import ROOT
from tests.inprocess import command

RECORD: dict[str, Any] = {
    "DOI": "10.5555/one", "type": "journal-article", "container-title": ["Neuroradiology"],
    "title": ["Imaging of neurovascular conflict in hemifacial spasm"],
    "author": [{"family": "Marchetti", "given": "Lucia"}, {"family": "Okafor", "given": "C."}],
    "volume": "61", "issue": "3", "page": "291-299", "issued": {"date-parts": [[2019, 3]]},
}  # fmt: skip
PREPRINT = {
    "DOI": "10.5555/pre", "type": "posted-content", "subtype": "preprint",
    "title": RECORD["title"], "author": RECORD["author"], "group-title": "bioRxiv",
    "issued": {"date-parts": [[2019, 3]]}, "page": "291-299", "volume": "61",
    "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/one"}]},
}  # fmt: skip
NOTICE = {"DOI": "10.5555/n", "updated": {"date-parts": [[2021, 2, 1]]}}


def findings(folder: Path, entries: list[str], *records: dict[str, Any]) -> list[Finding]:
    """Build a topic with works of its own, and check it."""
    made = topic(folder, "spasm", entries)
    lines = "".join(f"{json.dumps(record)}\n" for record in records)
    (made / "works.jsonl").write_text(lines, encoding="utf-8")
    build_topic(made)
    return check_items(read_items([folder]), gone_from([folder]))


CASES: dict[str, tuple[list[str], list[dict[str, Any]], list[str]]] = {
    "nothing": ([FIRST], [RECORD], []),
    "retracted": ([FIRST], [RECORD | {"updated-by": [NOTICE | {"type": "retraction"}]}],
                  ["retraction 2021-02-01: doi:10.5555/n"]),
    "concern": ([FIRST], [RECORD | {"updated-by": [NOTICE | {"type": "expression_of_concern"}]}],
                ["expression of concern 2021-02-01: doi:10.5555/n"]),
    "doubtful": ([FIRST], [RECORD | {"page": "305-310"}], ["probable: .*page 291 / 305.*"]),
    "disagreement": ([FIRST], [RECORD | {"page": "291-295"}],
                     ["pages: the page has '291-299', the record '291-295'"]),
    "double": ([FIRST, SECOND.replace("17-25", "17"), SECOND], [RECORD],
               ["the same article as entry 2"]),
    "preprint": ([FIRST.replace("Neuroradiology", "bioRxiv")], [PREPRINT],
                 ["this preprint is published: doi:10.5555/one"]),
    "unchecked": ([SECOND], [RECORD], ["not among the works of works.jsonl"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_a_finding_of_each_kind_is_reported(tmp_path: Path, kind: str) -> None:
    entries, records, messages = CASES[kind]
    found = [one for one in findings(tmp_path, entries, *records) if one.kind == kind]
    assert len(found) == len(messages)
    for one, message in zip(found, messages, strict=True):
        assert re.fullmatch(message, one.message), one.message
        assert one.page == "spasm" and one.line == (one.number or 0) + 1


def test_a_year_that_differs_is_reported(tmp_path: Path) -> None:
    record = RECORD | {"issued": {"date-parts": [[2018]]}}
    (one,) = findings(tmp_path, [FIRST], record)
    assert one.message == "year: the page has '2019', the record '2018'"


def test_a_preprint_is_reported_where_the_article_is_cited_too(tmp_path: Path) -> None:
    preprint = FIRST.replace("Neuroradiology. 61(3):291-9", "bioRxiv. 61:1-20")
    topic(tmp_path, "a", [preprint])
    topic(tmp_path, "b", [FIRST])
    found = [one for one in check_items(read_items([tmp_path])) if one.kind == "preprint"]
    assert [(one.page, one.message) for one in found] == [("a", "this preprint is published: b 1")]


def test_doubles_are_those_of_one_page_alone(tmp_path: Path) -> None:
    topic(tmp_path, "a", [FIRST])
    topic(tmp_path, "b", [FIRST])
    assert {one.kind for one in check_items(read_items([tmp_path]))} == {"unchecked"}


def test_a_decision_grows_old(tmp_path: Path) -> None:
    findings(tmp_path, [FIRST], RECORD)
    items = read_items([tmp_path])
    assert items[0].resolution is not None
    decided = datetime.date.fromisoformat(items[0].resolution.date)
    later = decided + datetime.timedelta(days=31)
    assert check_items(items, stale_days=31, today=later) == []
    (one,) = check_items(items, stale_days=30, today=later)
    assert (one.kind, one.level) == ("stale", "notice")
    assert one.message == f"decided on {decided}: ask again with --update"


def test_how_old_is_stale_stands_in_the_choices(tmp_path: Path) -> None:
    findings(tmp_path, [FIRST], RECORD)
    resolutions = tmp_path / "spasm/resolutions.json"
    text = re.sub(r'"date": ?"[\d-]+', '"date": "2020-01-01', resolutions.read_text("utf-8"))
    resolutions.write_text(text, encoding="utf-8")
    assert "1 stale" in command("check", tmp_path, cwd=tmp_path).err
    (tmp_path / "radrefs.toml").write_text("stale_days = 90000", encoding="utf-8")
    assert "nothing to look at" in command("check", tmp_path, cwd=tmp_path).err
    assert "1 stale" in command("check", tmp_path, "--stale", 30, cwd=tmp_path).err
    # A field that was corrected says nothing about the DOI.
    command("resolve", "--correct", "1:year=2018", cwd=tmp_path / "spasm")
    assert "1 stale" in command("check", tmp_path, "--stale", 30, cwd=tmp_path).err
    command("resolve", "--reject", "1", cwd=tmp_path / "spasm")
    assert "stale" not in command("check", tmp_path, "--stale", 30, cwd=tmp_path).err


@pytest.mark.parametrize("grade", [Grade.NOT_FOUND, Grade.PUBMED_ONLY])
def test_what_was_asked_about_in_vain_is_unresolved(tmp_path: Path, grade: Grade) -> None:
    (item,) = read_items([topic(tmp_path, "spasm", [FIRST])])
    asked = Resolution(item.citation, Decision(grade, "nothing"), "crossref", "2026-01-01")
    today = datetime.date(2026, 1, 2)
    found = check_items([item._replace(resolution=asked)], today=today)
    assert [(one.kind, one.level, one.message) for one in found] == [
        ("unresolved", "notice", "nothing")
    ]


def test_a_page_that_changed_since_is_reported(tmp_path: Path) -> None:
    findings(tmp_path, [FIRST, THIRD], RECORD)
    topic(tmp_path, "spasm", [FIRST.replace("2019", "2018"), THIRD])
    found = check_items(read_items([tmp_path]), gone_from([tmp_path]))
    changed = [one for one in found if one.kind == "changed"]
    assert [(one.number, one.file.name) for one in changed] == [(1, "resolutions.json")]
    assert changed[0].message.startswith("no longer on the page: run `radrefs build`: Marchetti")


def test_a_person_s_decision_ends_a_doubt(tmp_path: Path) -> None:
    findings(tmp_path, [FIRST], RECORD | {"page": "305-310"})
    run = command("check", tmp_path, cwd=tmp_path)
    assert (run.status, run.err) == (1, "1 reference: 1 doubtful\n")
    command("resolve", "--reject", "1", cwd=tmp_path / "spasm")
    run = command("check", tmp_path, cwd=tmp_path)
    assert (run.status, run.err) == (0, "1 reference: nothing to look at\n")


def test_the_gravest_comes_first_and_decides_the_exit_status(tmp_path: Path) -> None:
    retracted = RECORD | {"updated-by": [NOTICE | {"type": "retraction"}]}
    findings(tmp_path, [SECOND, FIRST], retracted)
    run = command("check", tmp_path, "--json", cwd=tmp_path)
    shown = json.loads(run.out)
    assert [(one["kind"], one["level"]) for one in shown] == [
        ("retracted", "error"), ("unchecked", "notice"),
    ]  # fmt: skip
    assert run.status == 1
    run = command("check", tmp_path, "--ignore", "retracted", cwd=tmp_path)
    assert run.status == 0 and "1 unchecked" in run.err
    assert command("check", tmp_path, "--strict", cwd=tmp_path).status == 1
    assert command("check", tmp_path, "--ignore", "nonsense", cwd=tmp_path).status == 2


def test_annotations_name_file_and_line(tmp_path: Path) -> None:
    findings(tmp_path, [SECOND, FIRST], RECORD | {"page": "291-295"})
    run = command("check", "spasm", "--github", cwd=tmp_path)
    assert run.out.splitlines() == [
        "::warning file=spasm/page.txt,line=3,title=disagreement::entry 2: pages: the page has "
        "'291-299', the record '291-295'",
        "::notice file=spasm/page.txt,line=2,title=unchecked::entry 1: not among the works of "
        "works.jsonl",
    ]


def test_annotations_name_files_as_the_workflow_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings(tmp_path / "bib", [FIRST], RECORD | {"page": "291-295"})
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    run = command("check", tmp_path / "bib", "--github", cwd=tmp_path / "bib/spasm")
    assert "::warning file=bib/spasm/page.txt,line=2," in run.out
    assert command("check", "--github", "--json", cwd=tmp_path / "bib").status == 2


def test_no_name_is_read_as_a_workflow_command(tmp_path: Path) -> None:
    topic(tmp_path, "a\n::error file=x::pwned", [FIRST])
    (tmp_path / "radrefs.toml").write_text('"b\\n ::error::pwned" = 1', encoding="utf-8")
    for words in (["build"], ["list", tmp_path / "a\n::error file=x::pwned"]):
        run = command(*words, cwd=tmp_path)
        assert not re.search(r"^\s*::", run.out + run.err, re.MULTILINE)


def test_an_annotation_cannot_be_broken_out_of() -> None:
    one = Finding("double", Path("a,b:c.txt"), 1, "topic", None, "", "50 %\n::error::no")
    assert annotation(one) == (
        "::warning file=a%2Cb%3Ac.txt,line=1,title=double::50 %25%0A::error::no"
    )


def test_the_docs_and_the_hooks_name_what_there_is() -> None:
    docs = (ROOT / "docs/managing.md").read_text("utf-8")
    for kind, level in KINDS.items():
        assert f"| `{kind}` | {level} |" in docs
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    entries = re.findall(r"^ *entry: (.+)$", hooks, re.MULTILINE)
    assert entries == ["radrefs check", "radrefs build --check"]
