"""Give the command files of references, as a user does: convert them, add DOIs, lose nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from radrefs import loads
from tests.conftest import SEED, radrefs

WORKS = SEED.parent / "works.jsonl"
BIB = """\
% My library, do not touch.
@string{ns = {Neurosurgery}}

@article{mine:1,
  author   = {Kakizawa, Y. and others},
  title    = {Anatomical study of the trigeminal and facial cranial nerves with the aid of 3.0-tesla magnetic resonance imaging},
  journal  = {J Neurosurg},
  year     = 2008,
  volume   = {108},
  number   = {3},
  pages    = {483--490},
  mygroups = {a, b},
}

@article{broken, title = {never closed
@article{other, author={Nobody, N.}, title={Nothing that anybody holds}, journal=ns, year=1999, volume={1}, pages={1--2}}
"""  # noqa: E501  (a file from life has such lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "library.bib").write_text(BIB, encoding="utf-8")
    return tmp_path


def test_a_library_gets_its_dois_and_nothing_else_changes(folder: Path) -> None:
    run = radrefs("resolve", "library.bib", "--works", WORKS, "--into", "new.bib", cwd=folder)
    assert run.status == 0
    assert "new.bib: 2 references, 1 changed" in run.err
    assert "library.bib:15: cannot be read: a brace is opened and never closed" in run.err
    wanted = BIB.replace(
        "  mygroups = {a, b},\n",
        "  mygroups = {a, b},\n  doi      = {10.3171/jns/2008/108/3/0483},\n",
    )
    assert (folder / "new.bib").read_text("utf-8") == wanted
    again = radrefs("resolve", "new.bib", "--works", WORKS, "--into", "new.bib", cwd=folder)
    assert "new.bib: 2 references, 0 changed" in again.err
    assert (folder / "new.bib").read_text("utf-8") == wanted


def test_the_resolution_file_of_a_library_is_gone_on_with(folder: Path) -> None:
    options = ("resolve", "library.bib", "--works", WORKS, "-o", "resolutions.json")
    assert radrefs(*options, cwd=folder).status == 0
    entries = json.loads((folder / "resolutions.json").read_text("utf-8"))["entries"]
    assert [one["format"] for one in entries] == ["bibtex", "bibtex"]
    assert entries[0]["doi"] == "10.3171/jns/2008/108/3/0483"
    spoken = radrefs(
        "resolve", "--accept", "other=10.5555/mine", "--offline", "--note", "seen", cwd=folder
    )
    assert spoken.status == 0, spoken.err
    run = radrefs(*options, "--into", "new.bib", cwd=folder)
    assert run.status == 0
    assert [one.doi for one in loads((folder / "new.bib").read_text("utf-8"))] == [
        "10.3171/jns/2008/108/3/0483",
        "10.5555/mine",
    ]
    explained = radrefs("resolve", "--explain", "mine:1", cwd=folder)
    assert explained.out.startswith("exact doi:10.3171/jns/2008/108/3/0483: ")


def test_a_library_is_converted_and_what_is_left_behind_is_told(folder: Path) -> None:
    run = radrefs("convert", "library.bib", "-o", "library.ris", "--offline", cwd=folder)
    assert run.status == 0
    assert "library.ris: 2 references" in run.err
    assert "fields that stay in the file they were read from: mygroups (1)" in run.err
    found = loads((folder / "library.ris").read_text("utf-8"), "ris")
    assert [one.id for one in found] == ["mine:1", "other"]
    assert [one.container_title for one in found] == ["J Neurosurg", "Neurosurgery"]
    strict = radrefs("convert", "library.bib", "-o", "x.ris", "--offline", "--strict", cwd=folder)
    assert strict.status == 1


def test_a_library_in_its_own_format_is_the_same_to_the_character(folder: Path) -> None:
    run = radrefs("convert", "library.bib", "-o", "same.bib", "--offline", cwd=folder)
    assert "same.bib: 2 references, 0 changed" in run.err
    assert (folder / "same.bib").read_bytes() == (folder / "library.bib").read_bytes()
    keys = radrefs(
        "convert", "library.bib", "-o", "keys.bib", "--offline", "--keys", "{family}{year}",
        cwd=folder,
    )  # fmt: skip
    assert keys.status == 0
    wanted = BIB.replace("mine:1", "kakizawa2008").replace("{other,", "{nobody1999,")
    assert (folder / "keys.bib").read_text("utf-8") == wanted


def test_the_format_is_told_from_the_content(tmp_path: Path) -> None:
    ris = "TY  - JOUR\nID  - a\nTI  - A title\nAU  - Doe, J.\nER  - \n"
    for name, text, count in (("a.txt", ris, 1), ("b.txt", BIB, 2)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        run = radrefs("convert", name, "-o", f"{name}.json", "--offline", cwd=tmp_path)
        assert f"{name}.json: {count} reference" in run.err, run.err
    piped = radrefs("convert", "-", "--to", "bibtex", "-o", "-", "--offline", stdin=ris.encode())
    assert piped.out.startswith("@article{a,")


@pytest.mark.parametrize(
    "options, words",
    [
        (("--truncated", "drop"), "author   = {Kakizawa, Y.},"),
        (("--to", "biblatex"), "journaltitle = {J Neurosurg}"),
        (("--ascii",), "author = {Kakizawa, Y. and others}"),
        (("--keys", "{nonsense}"), "a key has no part {nonsense}: use {family}, {year}"),
        (("--to", "nothing"), "unknown format 'nothing': use one of bibtex, biblatex, ris"),
        (("--style", "ama"), "--style is for text: name a .txt file with -o"),
    ],
)
def test_choices_and_slips(options: tuple[str, ...], words: str, folder: Path) -> None:
    run = radrefs("convert", "library.bib", "-o", "-.bib", "--offline", *options, cwd=folder)
    written = (folder / "-.bib").read_text("utf-8") if (folder / "-.bib").exists() else ""
    assert words in written + run.err
    assert (run.status == 0) == bool(written)


def test_a_text_in_a_csl_style(folder: Path) -> None:
    style = ("--style", "ama", "--offline")
    run = radrefs("convert", "library.bib", "-o", "refs.txt", *style, cwd=folder)
    assert run.status == 0, run.err
    first = (folder / "refs.txt").read_text("utf-8").splitlines()[0]
    assert first.startswith("1. Kakizawa Y, et al. Anatomical study")
    assert "2008;108(3):483-490" in first.replace("–", "-")


def test_mixed_encodings_lose_nothing_and_are_told(tmp_path: Path) -> None:
    utf = "@article{a, author = {Kövári, E.}, title = {One}}\n".encode()
    latin = "@article{b, author = {Müller, K.}, title = {Two}}\n".encode("windows-1252")
    (tmp_path / "mixed.bib").write_bytes(utf + latin)
    run = radrefs("convert", "mixed.bib", "-o", "out.json", "--offline", cwd=tmp_path)
    items = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [item["author"][0]["family"] for item in items] == ["Kövári", "Müller"]
    assert "it was read as utf-8 and windows-1252" in run.err


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("resolve", "page.txt", "--into", "x.bib", "--offline"), "--into needs one file of"),
        (("resolve", "library.bib", "-o", "x.bib", "--offline"), "did you mean --into x.bib?"),
        (("convert", "empty.bib", "-o", "x.ris", "--offline"), "empty.bib: no reference was"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said(arguments: tuple[str, ...], words: str, folder: Path) -> None:
    (folder / "page.txt").write_bytes(SEED.read_bytes())
    (folder / "empty.bib").write_text("nothing", encoding="utf-8")
    run = radrefs(*arguments, cwd=folder)
    assert words in " ".join(run.err.replace("│", " ").split())
