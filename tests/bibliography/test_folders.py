"""Check beginning, filling and searching a bibliography, and its choices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from radrefs import bibliography
from radrefs.bibliography import (
    Config,
    Item,
    MergedLibrary,
    build_topic,
    find,
    read_config,
    read_items,
    read_query,
    read_topic,
    search,
)
from radrefs.errors import RadrefsError, UnreadableInput
from radrefs.formats import loads
from tests.bibliography.lists import FIRST, SECOND, THIRD, items, topic
from tests.inprocess import command


def test_a_bibliography_is_begun_filled_and_built(tmp_path: Path) -> None:
    topic(tmp_path, "given", [FIRST, SECOND])
    assert command("init", "bibliography", cwd=tmp_path).status == 0
    home = tmp_path / "bibliography"
    assert read_config(home) == Config()
    run = command("add", "given/page.txt", "--name", "Hemifacial Spasm", cwd=tmp_path)
    assert run.status == 0
    made = home / "hemifacial-spasm"
    assert (made / "page.txt").read_bytes() == (tmp_path / "given/page.txt").read_bytes()
    assert (made / "references.bib").exists()
    assert command("build", "--check", cwd=tmp_path).status == 0
    assert command("build", "--check", cwd=home).status == 0
    assert command("build", "--check", cwd=made).status == 0


def test_what_is_begun_already_stays(tmp_path: Path) -> None:
    (tmp_path / "radrefs.toml").write_text('formats = ["ris"]\n', encoding="utf-8")
    assert command("init", cwd=tmp_path).status == 0
    assert (tmp_path / "radrefs.toml").read_text("utf-8") == 'formats = ["ris"]\n'


def test_adding_a_page_again_replaces_it(tmp_path: Path) -> None:
    given = topic(tmp_path, "given", [FIRST]) / "page.txt"
    home = tmp_path / "home"
    for entries in ([FIRST], [FIRST, SECOND]):
        topic(tmp_path, "given", entries)
        assert command("add", given, "--name", "x", "-d", home, cwd=tmp_path).status == 0
    assert len(read_items([home])) == 2
    assert command("add", given, "-d", home, cwd=tmp_path).status == 2
    html = tmp_path / "x.html"
    html.write_text("<p>References</p>", encoding="utf-8")
    run = command("add", html, "-d", home, cwd=tmp_path)
    assert run.status == 2 and "is there already" in run.err


def test_a_name_leads_nowhere_else(tmp_path: Path) -> None:
    given = topic(tmp_path, "given", [FIRST]) / "page.txt"
    command("add", given, "--name", "../../etc/x", "-d", tmp_path / "home", cwd=tmp_path)
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["etc-x"]


@pytest.mark.parametrize("name", ["build", "list", "check", "search", "show", "merge"])
def test_where_no_bibliography_is_it_is_said(tmp_path: Path, name: str) -> None:
    more = {"search": ("x",), "show": ("x",), "merge": ("-o", "all.bib")}.get(name, ())
    run = command(name, *more, cwd=tmp_path)
    assert run.status == 2
    assert "no bibliography here: name its folder, or begin one" in run.err


def test_the_choices_are_kept(tmp_path: Path) -> None:
    (tmp_path / "radrefs.toml").write_text(
        'formats = ["ris", "csl-jsonl"]\nkeys = "{journal}{year}{number}"\n'
        'journal = "abbreviated"\ntruncated = "drop"\n',
        encoding="utf-8",
    )
    made = topic(tmp_path, "one", [FIRST, SECOND])
    build_topic(made)
    assert sorted(path.name for path in made.iterdir()) == [
        "page.txt", "references.jsonl", "references.ris",
    ]  # fmt: skip
    lines = (made / "references.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["n20191", "jn20112"]
    assert "et al" not in json.dumps(json.loads(lines[0])["author"])
    assert "T2  - J Neurol\n" in (made / "references.ris").read_text("utf-8")
    # The keys are those that are listed and shown, and found again.
    assert command("show", "JN20112", cwd=tmp_path).status == 0
    run = command("merge", "-o", "-", "--to", "csl-jsonl", cwd=tmp_path)
    assert [json.loads(line)["id"] for line in run.out.splitlines()] == ["n20191", "jn20112"]


WRONG = [
    ('\nformts = ["ris"]', ":2: formts: there is no such choice: do you mean formats?"),
    ("colour = 1", ":1: colour: there is no such choice: the choices are formats,"),
    ('formats = ["docx"]', ":1: formats: unknown format 'docx': use one of"),
    ('formats = ["ris", "ris"]', ":1: formats: ris would be written to the same file"),
    ("formats = []", ":1: formats: give a list of formats"),
    ('formats = ["biblatex"]', ":1: formats: biblatex has no suffix of its own"),
    ('keys = "{colour}"', ":1: keys: a key has no part {colour}"),
    ('# a\n\njournal = "short"', ':3: journal: say "full" or "abbreviated"'),
    ("abstracts = 1", ":1: abstracts: say true or false"),
    ('mailto = "nobody"', ":1: mailto: give an e-mail address"),
    ("stale_days = 0", ":1: stale_days: give a number of days"),
    ("a b", ": is no TOML:"),
    (f"a = {'[' * 100_000}", ": is no TOML:"),
]


@pytest.mark.parametrize("text, shown", WRONG, ids=range(len(WRONG)))
def test_what_is_no_choice_is_reported_with_its_line(tmp_path: Path, text: str, shown: str) -> None:
    (tmp_path / "radrefs.toml").write_text(text, encoding="utf-8")
    topic(tmp_path, "one", [FIRST])
    run = command("build", cwd=tmp_path)
    assert run.status == 2 and f"radrefs.toml{shown}" in run.err
    with pytest.raises(UnreadableInput):
        read_config(tmp_path / "one")


QUERIES = {
    "møller": [2], "MOLLER": [2], "imaging spasm": [1], "imaging dissection": [],
    "author:okafor": [3], "author:spasm": [], "year:2019": [1, 3], "year:2019 -imaging": [3],
    '"vertebral artery"': [3], '"artery vertebral"': [], "journal:neuroradiology": [1],
    "journal:stroke year:2019": [3], "title:brain-stem": [], "title:brainstem": [2],
    "key:marchetti2019imaging": [1], "topic:one": [1, 2, 3], "title:\"the brainstem\"": [2],
}  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_finds_what_matches_every_word(tmp_path: Path, query: str) -> None:
    found = find(items(tmp_path, one=[FIRST, SECOND, THIRD]), query)
    assert [one.cited[0].number for one in found] == QUERIES[query]


@pytest.mark.parametrize("query", [*QUERIES, "number", "raw", "-møller"])
def test_what_was_built_is_searched_as_what_is_read(tmp_path: Path, query: str) -> None:
    for name, entries in {"one": [FIRST, SECOND, THIRD], "two": [SECOND]}.items():
        build_topic(topic(tmp_path, name, entries))
    topic(tmp_path, "unbuilt", [FIRST])
    wanted = [(one.cited, one.citation.id) for one in find(read_items([tmp_path]), query)]
    assert [(one.cited, one.citation.id) for one in search(tmp_path, query)] == wanted


ODD = [
    "O'Brien K: [18F]FDG uptake of the D'Angelo kind. Radiology. 3(2):1-9, 2011",
    'Kővári Á: Low-grade "gliomas" and CO2. Stroke. 4(1):5-8, 2012',
    "<sup>M&uuml;ller T: <sup>99m</sup>Tc in H<sub>2</sub>O. J Neurol. 5(1):7-9, 2013",
]
ASKED = [
    "obrien", "o'brien", "dangelo", "d'angelo", "18f", "kovari", "low-grade", "lowgrade",
    '"low grade"', "co2", "muller", "tc", "99mtc", "h2o", "gliomas", "-co2", "h2o -muller",
]  # fmt: skip


@pytest.mark.parametrize("laid_out", ["as built", "indented", "escaped", "one line"])
def test_an_export_is_searched_however_it_is_laid_out(tmp_path: Path, laid_out: str) -> None:
    build_topic(topic(tmp_path, "one", ODD))
    export = tmp_path / "one/references.json"
    data = json.loads(export.read_text("utf-8"))
    if laid_out == "indented":
        export.write_text(json.dumps(data, indent=2, ensure_ascii=False), encoding="utf-8")
    elif laid_out == "escaped":
        lines = ",\n".join(json.dumps(one) for one in data)
        export.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    elif laid_out == "one line":
        export.write_text(json.dumps(data), encoding="utf-8")
    citations = loads(export.read_text("utf-8"))
    whole = [Item(one, (), export) for one in citations]
    for query in ASKED:
        found = [one.citation.title for one in search(tmp_path, query)]
        assert found == [one.citation.title for one in find(whole, query)], query
    assert [len(search(tmp_path, query)) for query in ASKED[:3]] == [1, 1, 1]


def test_an_export_that_is_no_longer_built_is_not_searched(tmp_path: Path) -> None:
    made = topic(tmp_path, "one", [FIRST])
    build_topic(made)
    (tmp_path / "radrefs.toml").write_text('formats = ["ris"]', encoding="utf-8")
    topic(tmp_path, "one", [SECOND])
    build_topic(made)
    assert [one.citation.id for one in search(tmp_path, "title")] == ["moller2011title"]
    assert search(tmp_path, "neurovascular") == []


def test_another_page_of_the_same_name_is_refused(tmp_path: Path) -> None:
    for name, entries in {"x": [FIRST], "y": [SECOND], "z": [SECOND, FIRST]}.items():
        topic(tmp_path, name, entries)
    (tmp_path / "bib").mkdir()
    words = ("--name", "spasm", "-d", "bib")
    assert command("add", "x/page.txt", *words, cwd=tmp_path).status == 0
    run = command("add", "y/page.txt", *words, cwd=tmp_path)
    assert run.status == 2 and "no entry in common with y/page.txt" in run.err
    assert "Marchetti" in (tmp_path / "bib/spasm/page.txt").read_text("utf-8")
    assert command("add", "z/page.txt", *words, cwd=tmp_path).status == 0
    assert "Møller" in (tmp_path / "bib/spasm/page.txt").read_text("utf-8")


def test_a_page_without_a_list_is_added_and_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "bib").mkdir()
    (tmp_path / "empty.txt").write_text("nothing", encoding="utf-8")
    run = command("add", "empty.txt", "-d", "bib", cwd=tmp_path)
    assert run.status == 0 and "no reference list was found" in run.err
    wide = command("add", "empty.txt", "-d", "bib", "--name", "界" * 300, cwd=tmp_path)
    assert wide.status == 0


def test_a_search_that_says_nothing_is_refused() -> None:
    for query in ("", "  ", "...", "colour:red"):
        with pytest.raises(RadrefsError):
            read_query(query)
    assert read_query("doi:10.1000/x https://doi.org/10.1000/x").terms[0].field == "doi"
    # A shell takes the quotes away.
    assert read_query(["title:vertebral artery"]) == read_query('title:"vertebral artery"')


def test_the_commands_list_search_and_show(tmp_path: Path) -> None:
    items(tmp_path, one=[FIRST, SECOND], two=[THIRD])
    run = command("list", cwd=tmp_path)
    assert [line.split()[:3] for line in run.out.splitlines()[1:]] == [
        ["one", "1", "marchetti2019imaging"],
        ["one", "2", "moller2011title"],
        ["two", "1", "okafor2019vertebral"],
    ]
    run = command("search", "moller", "--json", cwd=tmp_path)
    assert [one["id"] for one in json.loads(run.out)] == ["moller2011title"]
    assert command("search", "nothing", cwd=tmp_path).status == 1
    by_key = command("show", "moller2011title", cwd=tmp_path)
    assert by_key.out == command("show", "one/2", cwd=tmp_path).out
    assert "reference:           Møller AB et al: A title of an article" in by_key.out
    assert "page:                one/page.txt:3" in by_key.out
    run = command("show", "nobody", cwd=tmp_path)
    assert run.status == 2 and "nobody: no reference has this key or topic/number" in run.err


def test_the_address_in_the_choices_is_sent(tmp_path: Path) -> None:
    from radrefs.settings import read_settings

    environment = {"RADREFS_CONFIG": str(tmp_path / "none")}
    asked = read_settings(None, None, environment, project="a@example.org")
    assert asked.mailto == "a@example.org"
    environment["RADREFS_MAILTO"] = "b@example.org"
    assert read_settings(None, None, environment, "a@example.org").mailto == "b@example.org"


def test_a_topic_is_read_with_what_is_stored_about_it(tmp_path: Path) -> None:
    folder = topic(tmp_path, "spasm", [FIRST, SECOND])
    read = read_topic(folder)
    assert (read.name, read.path) == ("spasm", folder / "page.txt")
    assert [one.source and one.source.text for one in read.citations] == [FIRST, SECOND]
    assert not read.has_decisions and not read.stored.entries
    assert [one.state for one in read.resolve()] == ["not_checked", "not_checked"]
    assert command("resolve", "page.txt", "--offline", "-o", "resolutions.json", cwd=folder)
    read = read_topic(folder)
    assert read.has_decisions and len(read.stored.entries) == 2
    (folder / "page.txt").unlink()
    with pytest.raises(UnreadableInput, match=r"has none of page\.txt, page\.html"):
        read_topic(folder)


def test_the_old_name_of_a_merged_library_warns() -> None:
    with pytest.warns(DeprecationWarning, match="MergedLibrary"):
        assert bibliography.Merged is MergedLibrary
