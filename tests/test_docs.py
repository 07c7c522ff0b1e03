"""Run what the docs say: every command, every block of Python, every generated page.

Each block has a folder of its own with `page.txt` and a copy of `bibliography/`, and no
answer remembered; who asks Crossref asks the local one.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.pubmed import LocalPubMed, sample_pubmed
from radrefs.testing.samples import SAMPLE, read_records
from tests import generated
from tests.conftest import ROOT, SEED
from tests.inprocess import command

TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHOWN_URL, SHOWN_PUBMED = "http://127.0.0.1:8765", "http://127.0.0.1:8766/entrez/eutils"
"""Where `make crossref` listens; the tests' own local servers take any free port."""
SPEED = re.compile(r"about \d+ s at \d+/s$", re.MULTILINE)
"""How long it takes at which limit: the tests' server allows more than the reader's."""
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[tuple[str, str]]:
    """Give the blocks of one kind, named by their file and line."""
    found = []
    for path in TEXTS:
        text = path.read_text("utf-8")
        for match in BLOCK.finditer(text):
            if match["kind"] == kind:
                line = text.count("\n", 0, match.start()) + 1
                found.append((f"{path.name}:{line}", match["text"]))
    assert found, f"no {kind} blocks"
    return found


CONSOLE = blocks("console")
PYTHON = blocks("python")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder as the docs suppose it: a page, and the bibliography beside it."""
    shutil.copytree(ROOT / "bibliography", tmp_path / "docs/bibliography")
    shutil.copy(SEED, tmp_path / "docs/page.txt")
    return tmp_path / "docs"


@pytest.fixture(scope="module")
def pubmed() -> Iterator[LocalPubMed]:
    """Run the local PubMed that comes with the local Crossref."""
    with sample_pubmed(read_records(SAMPLE)).running() as server:
        yield server


@pytest.fixture(autouse=True)
def _own_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each block a memory of its own, and the installed `radrefs` on the path."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("RADREFS_CACHE", str(folder.parent / "cache"))


def run(line: str, folder: Path) -> str:
    """Run one command line: `radrefs` alone in this process, all else in a shell."""
    words = shlex.split(line)
    if words[0] == "radrefs" and not set(line) & set("|&;<>()$`*?~\n"):
        done = command(*words[1:], cwd=folder)
        return done.out + done.err
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    ).stdout


@pytest.mark.parametrize("name, text", CONSOLE, ids=[name for name, _ in CONSOLE])
def test_a_console_block_says_what_comes_out(
    name: str,
    text: str,
    folder: Path,
    local: LocalCrossref,
    pubmed: LocalPubMed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listening = {SHOWN_PUBMED: pubmed.url, SHOWN_URL: local.url}
    for variable, value in re.findall(r"^\$ export (\w+)=(\S+)$", text, re.MULTILINE):
        monkeypatch.setenv(variable, listening[value])
    for session in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, wanted = session.partition("\n")
        out = run(line, folder)
        for shown, url in listening.items():
            out = out.replace(url, shown)
        out, wanted = (SPEED.sub("about so long", one) for one in (out, wanted))
        # Standard output and standard error may come in either order.
        assert sorted(map(str.rstrip, out.splitlines())) == sorted(
            map(str.rstrip, wanted.splitlines())
        ), line


@pytest.mark.parametrize("name, text", PYTHON, ids=[name for name, _ in PYTHON])
def test_a_python_block_runs(
    name: str, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    wanted = 1 if "# here with 1" in text else None
    status: object = None
    try:
        exec(compile(text, name, "exec"), {"__name__": "__main__"})
    except SystemExit as done:
        status = done.code
    assert status == wanted


def test_the_story_of_the_package_is_true() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "doctest", str(ROOT / "src/radrefs/__init__.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", sorted(generated.PAGES))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / name).read_text("utf-8")
    assert written == generated.PAGES[name](), "run: python -m tests.generated"


def test_the_shell_commands_in_the_readme_are_targets() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for _, text in blocks("sh"):
        for word in re.findall(r"^make (\w+)", text, re.MULTILINE):
            assert word in targets


def test_every_page_of_the_docs_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text("utf-8")
    for path in (ROOT / "docs").rglob("*.md"):
        name = path.relative_to(ROOT / "docs").as_posix()
        assert f": {name}" in menu, name


def test_the_repository_speaks_of_the_product_alone() -> None:
    files = [*TEXTS, ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / "constraints.txt"]
    files += [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").glob("*.py")]
    words = ("pypi" + ".org", "pythonhosted" + ".org", "/ro" + "ot/", "/ho" + "me/")
    for path in files:
        text = path.read_text("utf-8")
        assert not [word for word in words if word in text], path
