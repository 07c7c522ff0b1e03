"""Run the command: what it gives, and what it says when it cannot.

In a process of its own where that is the point: how it starts, pipes, and encodings.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from radrefs import cli
from radrefs.cli.lookup import connect_with
from radrefs.cli.options import LookupOptions, with_lookup_options
from radrefs.settings import read_settings
from tests.conftest import SEED, process, radrefs

ENTRY = (
    "1. Hughes MA et al: Imaging predictors of surgical treatment. Brain Commun. 3(3):fcab146, 2021"
)
DOUBTFUL = "2. Topol EJ: Do they give similar efficacy. Circulation. 102:2672-2671, 2000"


def page(folder: Path, text: str = ENTRY, name: str = "page.txt") -> Path:
    path = folder / name
    path.write_text(f"Selected References\n{text}\n", encoding="utf-8")
    return path


def test_parse_shows_a_table_and_says_nothing_else() -> None:
    run = process("parse", SEED)
    lines = run.out.splitlines()
    assert (run.status, run.err, len(lines)) == (0, "", 28)
    assert lines[0].split() == ["no.", "authors", "title", "journal", "where", "year"]
    assert lines[19].split()[:4] == ["19", "Takao", "et", "al."]
    assert "63(1 Suppl 1):ONS139-" in lines[19]


def test_parse_json_is_csl_json() -> None:
    run = radrefs("parse", "--json", SEED)
    items = json.loads(run.out)
    assert (run.status, len(items), items[8]["number"]) == (0, 27, "349319")


def test_several_inputs_and_standard_input_follow_each_other(tmp_path: Path) -> None:
    one, two = page(tmp_path), page(tmp_path, DOUBTFUL, "two.txt")
    run = process(
        "convert",
        "--offline",
        one,
        "-",
        two,
        "-o",
        "-",
        "--to",
        "csl-json",
        stdin=SEED.read_bytes(),
    )
    years = [item["issued"]["date-parts"][0][0] for item in json.loads(run.out)]
    assert (len(years), years[0], years[1], years[-1]) == (29, 2021, 2021, 2000)


def test_several_outputs_in_one_run(tmp_path: Path) -> None:
    outputs = [tmp_path / f"refs{suffix}" for suffix in (".bib", ".ris", ".json", ".jsonl", ".txt")]
    options = [part for path in outputs for part in ("-o", path)]
    run = radrefs("convert", "--offline", SEED, *options)
    assert (run.status, run.out) == (0, "")
    assert run.err.splitlines() == [f"{path}: 27 references" for path in outputs]
    assert outputs[0].read_text("utf-8").count("@article{") == 27
    assert outputs[1].read_text("utf-8").count("ER  - \n") == 27
    assert len(json.loads(outputs[2].read_text("utf-8"))) == 27
    assert outputs[4].read_text("utf-8").splitlines()[25].startswith("26. Møller AR: Vascular")


def test_problems_are_told_with_place_and_caret(tmp_path: Path) -> None:
    path = page(tmp_path, f"{ENTRY}\n{DOUBTFUL}")
    run = radrefs("parse", path)
    told = run.err.splitlines()
    assert told[0].startswith(f"{path}:3: entry 2: pages: the pages run backwards")
    assert told[1][told[2].index("^") : told[2].rindex("^") + 1] == "2672-2671"
    assert (run.status, len(told)) == (0, 3)
    assert radrefs("parse", "--strict", path).status == 1
    assert radrefs("parse", "--strict", page(tmp_path)).status == 0


@pytest.mark.parametrize("text", ["", "\n\n", "KEY FACTS\n\n\u2022 Terminology\n", "References\n"])
def test_a_page_without_a_list_is_said_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    run = radrefs("convert", "--offline", path, "-o", tmp_path / "refs.bib")
    assert run.status == 0
    assert run.err.splitlines()[0] == f"{path}: no reference list was found"
    assert (tmp_path / "refs.bib").read_text("utf-8") == ""
    assert radrefs("parse", "--strict", path).status == 1


BINARY = [
    (b"%PDF-1.7\n%\xe2\xe3", "is a PDF, not text: copy the list out of it"),
    (b"\x89PNG\r\n\x1a\n\x00", "is an image, not text"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is an image, not text"),
    (b"PK\x03\x04\x14\x00", "is a ZIP or Office file, not text: save it as plain text"),
    (bytes(range(256)) * 8, "is binary data, not text"),
]


@pytest.mark.parametrize("data, words", BINARY)
def test_what_is_no_text_is_refused_in_one_line(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "given"
    path.write_bytes(data)
    run = radrefs("convert", "--offline", path, "-o", tmp_path / "refs.bib")
    assert run.status == 2
    assert len(run.err.splitlines()) == 1 and f"radrefs: error: {path}: {words}" in run.err
    assert not (tmp_path / "refs.bib").exists()


def test_two_hundred_megabytes_in_one_line_are_refused_early(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as stream:
        for _ in range(200):
            stream.write(b"a" * 1_000_000)
    run = radrefs("parse", path)
    assert (run.status, len(run.err.splitlines())) == (2, 1)
    assert f"{path}: a line of more than 10 MB: this is no page of references" in run.err


def test_nul_bytes_cost_no_entry(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(ENTRY.replace("Imaging", "Ima\x00ging").encode())
    run = radrefs("parse", "--json", path)
    assert json.loads(run.out)[0]["title"] == "Imaging predictors of surgical treatment"
    assert "characters: a control character, left out of the fields" in run.err


def test_missing_files_and_folders_are_said_with_a_remedy(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "none.txt", "no such file: check the name"),
        (tmp_path, "is a folder: name the files in it"),
        (SEED / "below.txt", "a part of this path is a file"),
    ):
        run = radrefs("parse", path)
        assert (run.status, len(run.err.splitlines())) == (2, 1)
        assert f"radrefs: error: {path}: {words}" in run.err


def test_unwritable_targets_are_said_and_nothing_is_left(tmp_path: Path) -> None:
    for target, words in (
        (tmp_path / "no/folder/refs.bib", "the folder does not exist: make it first"),
        (SEED / "refs.bib", "a part of this path is a file"),
        (tmp_path / "folder.bib", "this is a folder"),
    ):
        (tmp_path / "folder.bib").mkdir(exist_ok=True)
        run = radrefs("convert", "--offline", SEED, "-o", target)
        assert run.status == 2
        assert run.err.startswith(f"radrefs: error: {target}: cannot be written: {words}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.bib"]


def test_a_full_disk_leaves_the_old_file() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full to stand for a full disk")
    run = radrefs("convert", "--offline", SEED, "-o", "/dev/full", "--to", "ris")
    assert (run.status, len(run.err.splitlines())) == (2, 1)
    assert "/dev/full: cannot be written: the disk is full" in run.err


def test_a_closed_pipe_ends_the_command_quietly() -> None:
    command = (
        f'"{sys.executable}" -m radrefs convert --offline "{SEED}" -o - --to bibtex | head -n 1'
    )
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout == "@article{hughes2021imaging,\n"
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("convert", "--offline", SEED), "Missing option"),
        (
            ("convert", "--offline", SEED, "-o", "x.docx"),
            "no format has the suffix '.docx': use one of .bib",
        ),
        (("convert", "--offline", SEED, "-o", "-"), "needs a format"),
        (
            ("convert", "--offline", SEED, "-o", "x.bib", "--to", "endnote"),
            "unknown format 'endnote': use one of",
        ),
        (("convert", "--offline", SEED, "-o", "x.bib", "-o", "x.bib"), "is named twice"),
        (("convert", "--offline", SEED, "-o", SEED, "--to", "ris"), "or is an input too"),
        (("parse",), "Missing argument"),
        (("read", SEED), "No such command"),
    ],
)
def test_wrong_usage_is_said_and_writes_nothing(
    tmp_path: Path, arguments: tuple[object, ...], words: str
) -> None:
    run = radrefs(*arguments, cwd=tmp_path)
    assert run.status == 2
    assert words in " ".join(run.err.split()).replace("│ ", "")
    assert list(tmp_path.iterdir()) == []


def test_terminal_escapes_in_a_page_reach_no_terminal(tmp_path: Path) -> None:
    text = "1. Evil A: A title \x1b]0;owned\x07 and \x1b[31mred. J Neurol. 1:2672-2671, 2018"
    run = radrefs("parse", page(tmp_path, text))
    assert "\x1b" not in run.out + run.err and "\x07" not in run.out + run.err
    assert "pages run backwards" in run.err


def test_offline_is_accepted_and_the_version_told(tmp_path: Path) -> None:
    assert radrefs("convert", SEED, "--offline", "-o", tmp_path / "x.ris").status == 0
    assert radrefs("--version").out.startswith("radrefs ")


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    run = process("convert", "--offline", SEED, "-o", "-", "--to", "ris")
    assert "AU  - Møller, A. R." in run.out


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "refs.bib"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    script = (
        "import pathlib, radrefs\n"
        "def broken():\n"
        "    yield radrefs.parse_entry('Smith AB: A title. J Neurol. 1:2, 2018')\n"
        "    raise RuntimeError('half-way')\n"
        f"radrefs.dump(broken(), pathlib.Path({str(target)!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert "half-way" in done.stderr
    assert target.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["refs.bib"]


def test_files_keep_their_permissions_and_links_are_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "refs.ris", tmp_path / "link.ris"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    assert radrefs("convert", "--offline", SEED, "-o", link).status == 0
    assert link.is_symlink() and target.stat().st_mode & 0o777 == 0o640
    assert target.read_text("utf-8").startswith("TY  - JOUR\n")


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        radrefs("convert", "--offline", SEED, "-o", tmp_path / "refs.ris")
    finally:
        os.umask(mask)
    assert (tmp_path / "refs.ris").stat().st_mode & 0o777 == 0o640


def test_a_full_standard_output_is_said() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full to stand for a full disk")
    command = (
        f'"{sys.executable}" -m radrefs convert --offline "{SEED}" -o - --to csl-json > /dev/full'
    )
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "radrefs: error: standard output cannot be written: No space left on device\n"
    )


def option_of(field: str) -> str:
    """Return the name of an option on the command line."""
    return f"--{field.replace('_', '-')}"


LOOKUP = [one.name for one in dataclasses.fields(LookupOptions)]
# What connects to the registries; whoever uses one of these asks them.
CONNECTING = {"connect_with", "connected", "resolve_all"}


def asking_modules() -> set[str]:
    """Return the modules of the command line that ask the registries, lookup itself apart."""
    found = set()
    for path in Path(cli.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "radrefs.cli.lookup":
                found |= {path.stem for one in node.names if one.name in CONNECTING}
    return found


ASKING = sorted(asking_modules())


def test_the_commands_that_ask_are_found() -> None:
    assert ASKING == ["build", "convert", "report", "resolve", "serve"]


@pytest.mark.parametrize("name", ASKING)
def test_every_command_that_asks_has_every_option_of_asking(name: str, tmp_path: Path) -> None:
    assert {*LOOKUP} <= set(inspect.signature(cli.COMMANDS[name]).parameters)
    shown = radrefs(name, "--help", cwd=tmp_path).out.split()
    assert [field for field in LOOKUP if option_of(field) not in shown] == []


@pytest.mark.parametrize("name", sorted({*cli.COMMANDS} - {*ASKING}))
def test_no_other_command_has_an_option_of_asking(name: str) -> None:
    assert not {*LOOKUP} & set(inspect.signature(cli.COMMANDS[name]).parameters)


def test_a_command_gets_the_options_of_asking_as_one_value(tmp_path: Path) -> None:
    got = []

    @with_lookup_options
    def ask(word: str, *, lookup: LookupOptions) -> None:
        got.append((word, lookup))

    app = typer.Typer()
    app.command()(ask)
    given = ["--offline", "--mailto", "me@example.org", "--crossref-url", "http://x"]
    flags = ["--no-cache", "--refresh", "--no-pubmed"]
    assert {option_of(field) for field in LOOKUP} == {*given, *flags} - {
        "me@example.org",
        "http://x",
    }
    app(["one", *given, *flags], standalone_mode=False)
    app(["two"], standalone_mode=False)
    every = LookupOptions(
        offline=True, mailto="me@example.org", crossref_url="http://x", no_cache=True,
        refresh=True, no_pubmed=True,
    )  # fmt: skip
    assert got == [("one", every), ("two", LookupOptions())]


def test_registries_are_connected_as_the_options_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADREFS_CACHE", str(tmp_path))
    monkeypatch.setenv("RADREFS_PUBMED_URL", "http://127.0.0.1:9")
    for options, pubmed, cache in (
        (LookupOptions(), True, True),
        (LookupOptions(no_pubmed=True), False, True),
        (LookupOptions(no_cache=True), True, False),
    ):
        registries = connect_with(read_settings(), options)
        assert (registries.pubmed is not None, registries.cache is not None) == (pubmed, cache)
        registries.close()
