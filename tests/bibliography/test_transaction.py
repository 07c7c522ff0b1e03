"""Check that a folder's files are replaced all or none: killed, full, read-only, by two at once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from radrefs.bibliography import EXPORTS, RESOLUTIONS, WORKS, build_topic, find_topics
from radrefs.bibliography.transaction import JOURNAL, locked, replace_together
from radrefs.errors import UnwritableOutput
from tests.conftest import SEED

FILES = (*EXPORTS, RESOLUTIONS)
Which = Callable[[Iterable[int]], int]
OLD_PAGE = "Selected References\n1. Old AB et al: An older title. J Neurol. 1(2):3-9, 2018\n"
NEW_PAGE = """Selected References
1. Hughes MA et al: Imaging predictors of successful surgical treatment of hemifacial spasm.
   Brain Commun. 3(3):fcab146, 2021
"""


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file but the page and its works."""
    kept = (SEED.name, WORKS)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in kept}


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Give what the folder holds before and after the build that the tests disturb."""
    folder = revised(tmp_path_factory.mktemp("states"))
    old = contents(folder)
    build_topic(folder)
    new = contents(folder)
    assert old.keys() < new.keys() and all(old[name] != new[name] for name in old)
    return old, new


def revised(folder: Path) -> Path:
    """Build a short page, then put a longer one in its place, and works beside it."""
    (folder / SEED.name).write_text(OLD_PAGE, encoding="utf-8")
    build_topic(folder)
    (folder / SEED.name).write_text(NEW_PAGE, encoding="utf-8")
    shutil.copy(SEED.parent / WORKS, folder / WORKS)
    return folder


# Each child builds a copy of the folder, and kills itself before it touches a name the n-th
# time; children are forked, for a new Python for each would take a minute. One build before
# them loads what they need, once for all.
KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from radrefs.bibliography import build_topic
template, copies = sys.argv[1:]
def child(folder, left):
    def heard(event, arguments):
        nonlocal left
        if event in ("os.rename", "os.link", "os.remove") and str(folder) in str(arguments[0]):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(heard)
    build_topic(folder)
    os._exit(0)
build_topic(shutil.copytree(template, Path(copies + "-first")))
for count in range(100):
    folder = Path(copies, str(count))
    shutil.copytree(template, folder)
    process = os.fork() or child(folder, count)
    status = os.waitpid(process, 0)[1]
    if status == 0:
        break
    assert os.WTERMSIG(status) == signal.SIGKILL, status
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows neither fork nor SIGKILL")
def test_a_killed_build_leaves_the_old_folder_or_the_new_one(
    tmp_path: Path, states: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    (tmp_path / "template").mkdir()
    template = revised(tmp_path / "template")
    command = [sys.executable, "-c", KILLED, str(template), str(tmp_path / "copies")]
    subprocess.run(command, check=True, timeout=300)
    seen = []
    for folder in sorted((tmp_path / "copies").iterdir(), key=lambda path: int(path.name)):
        # Whoever reads the folder next finishes what was begun; who holds it also drops
        # what was only written.
        assert find_topics(folder) == [folder]
        shown = {name: data for name, data in contents(folder).items() if name[0] != "."}
        assert shown in states
        with locked(folder):
            pass
        assert contents(folder) == shown
        seen.append(states.index(contents(folder)))
    # The old folder up to some moment, the new one from then on; the last was left alone.
    assert seen == sorted(seen) and set(seen) == {0, 1} and 15 < len(seen) < 100


# The n-th renaming fails, as where a disk breaks; the process is killed some steps later.
FAILING = """
import errno, os, shutil, signal, sys
from pathlib import Path
from radrefs.bibliography.transaction import locked, replace_together
from radrefs.errors import UnwritableOutput
template, copies = sys.argv[1:]
def child(folder, fails, left):
    renamed = 0
    def heard(event, arguments):
        nonlocal renamed, left
        if event in ("os.rename", "os.link", "os.remove") and str(folder) in str(arguments[0]):
            renamed += event == "os.rename"
            if renamed > fails:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            if event == "os.rename" and renamed == fails:
                raise OSError(errno.EIO, "broken", arguments[0], None, arguments[1])
    sys.addaudithook(heard)
    try:
        with locked(folder):
            replace_together(folder, {"a": "new", "b": "new", "c": "new"})
    except UnwritableOutput:
        os._exit(3)
    os._exit(0)
for fails in range(1, 100):
    for left in range(100):
        folder = Path(copies, f"{fails}-{left}")
        shutil.copytree(template, folder)
        process = os.fork() or child(folder, fails, left)
        status = os.waitpid(process, 0)[1]
        if not os.WIFSIGNALED(status):
            break
    if os.waitstatus_to_exitcode(status) == 0:
        break
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows neither fork nor SIGKILL")
def test_what_fails_halfway_is_taken_back_even_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "template").mkdir()
    for name in ("a", "c"):
        (tmp_path / "template" / name).write_text("old", encoding="utf-8")
    command = [sys.executable, "-c", FAILING, str(tmp_path / "template"), str(tmp_path / "copies")]
    subprocess.run(command, check=True, timeout=300)
    old, new = {"a": b"old", "c": b"old"}, {"a": b"new", "b": b"new", "c": b"new"}
    seen = set()
    folders = sorted((tmp_path / "copies").iterdir())
    for folder in folders:
        whole = not any(path.name.startswith(".") for path in folder.iterdir())
        with locked(folder):
            pass
        assert contents(folder) in (old, new), folder
        seen.add((whole, contents(folder) == new))
    # Taken back by the process itself, taken back by the next, finished by the next.
    assert len(folders) > 15 and {(True, False), (False, False), (False, True)} <= seen


LIMITED = """
import resource, sys
from radrefs.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
sys.argv = ["radrefs", "build", sys.argv[1]]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
@pytest.mark.parametrize("which", [min, max])
def test_where_no_more_can_be_written_the_old_files_stay(
    tmp_path: Path, states: tuple[dict[str, bytes], dict[str, bytes]], which: Which
) -> None:
    """A limit on the size of files stands for the full disk: the same call fails."""
    folder = revised(tmp_path)
    # The first file cannot be written, or the last and largest alone.
    most = which(map(len, states[1].values())) - 1
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), str(most)],
        check=False,
        capture_output=True,
        text=True,
        # Whoever measures coverage could write nothing either, and would say so.
        env={key: value for key, value in os.environ.items() if not key.startswith("COV")},
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"radrefs: error: {folder}/re")
    assert ": cannot be written: " in done.stderr and len(done.stderr.splitlines()) == 1
    assert contents(folder) == states[0]


def test_a_full_disk_leaves_the_old_folder(
    tmp_path: Path, states: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    """One file leads to a device that is always full."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full to stand for a full disk")
    folder = revised(tmp_path)
    with pytest.raises(UnwritableOutput, match="the disk is full"):
        _write_with_a_full_one(folder)
    assert contents(folder) == states[0]


def _write_with_a_full_one(folder: Path) -> None:
    texts = dict.fromkeys(FILES, "new")
    link = folder / f".{FILES[-1]}.radrefs-new"
    link.symlink_to("/dev/full")
    replace_together(folder, texts)


READ_ONLY = """
import os, sys
from pathlib import Path
from radrefs.bibliography import build_topic
from radrefs.errors import UnwritableOutput
folder = Path(sys.argv[1])
assert build_topic(folder, check=True).changed
if os.geteuid() == 0:
    os.setuid(65534)  # Who may write everywhere is kept out of no folder.
assert build_topic(folder, check=True).changed
try:
    build_topic(folder)
except UnwritableOutput as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no read-only folders")
def test_a_read_only_folder_stays_and_is_said_so(
    states: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    with tempfile.TemporaryDirectory(prefix="radrefs-") as name:
        folder = revised(Path(name))
        folder.chmod(0o555)
        try:
            command = [sys.executable, "-c", READ_ONLY, str(folder)]
            shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        finally:
            folder.chmod(0o755)
        assert "no permission to write here" in shown
        assert contents(folder) == states[0]


def test_a_file_that_cannot_be_replaced_keeps_all_others(tmp_path: Path) -> None:
    folder = revised(tmp_path)
    (folder / "references.ris").unlink()
    (folder / "references.ris").mkdir()
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    with pytest.raises(UnwritableOutput, match=r"references\.ris: .* this is a folder"):
        build_topic(folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_what_fails_halfway_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old", encoding="utf-8")
    (tmp_path / "c").write_text("old", encoding="utf-8")
    # The old `c` cannot be kept, for something that is not ours stands in its place.
    (tmp_path / ".c.radrefs-old").mkdir()
    with pytest.raises(UnwritableOutput):
        replace_together(tmp_path, {"a": "new", "b": "new", "c": "new"})
    assert (tmp_path / "a").read_text("utf-8") == (tmp_path / "c").read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".c.radrefs-old", "a", "c"]


def test_two_processes_build_the_same_folder(
    tmp_path: Path, states: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    folder = revised(tmp_path)
    command = [sys.executable, "-m", "radrefs", "build", str(folder)]
    running = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    shown = [one.communicate(timeout=120)[1] for one in running]
    assert [one.returncode for one in running] == [0, 0, 0], shown
    assert contents(folder) == states[1]
    # One of them wrote; the others found everything up to date.
    assert sum("references.bib: written" in text for text in shown) == 1


@pytest.mark.parametrize("words", [["build"], ["resolve", "--offline", "page.txt", "-o"]])
def test_a_folder_that_is_held_is_waited_for(tmp_path: Path, words: list[str]) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows tells of it only after ten seconds")
    folder = revised(tmp_path)
    target = "." if words == ["build"] else RESOLUTIONS
    command = [sys.executable, "-u", "-m", "radrefs", *words, target]
    (folder / RESOLUTIONS).unlink(missing_ok=True)
    with locked(folder):
        one = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert one.stderr is not None
        assert b"another process works in it; waiting until it has" in one.stderr.readline()
        assert not (folder / RESOLUTIONS).exists()
    one.communicate(timeout=120)
    assert one.returncode == 0 and (folder / RESOLUTIONS).exists()


def test_who_holds_a_folder_may_build_it(tmp_path: Path) -> None:
    folder = revised(tmp_path)
    with locked(folder), locked(folder / "." / ".." / folder.name):
        assert build_topic(folder).changed
    with locked(folder):
        pass


def test_a_page_whose_adding_was_killed_is_found(tmp_path: Path) -> None:
    topic = tmp_path / "spasm"
    topic.mkdir()
    (topic / ".page.txt.radrefs-new").write_text(NEW_PAGE, encoding="utf-8")
    (topic / JOURNAL).write_text('["page.txt"]', encoding="utf-8")
    assert find_topics(tmp_path) == [topic]
    assert (topic / "page.txt").read_text("utf-8") == NEW_PAGE


def test_a_journal_moves_nothing_out_of_its_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "file").write_text("old", encoding="utf-8")
    (tmp_path / ".file.radrefs-new").write_text("new", encoding="utf-8")
    (inside / JOURNAL).write_text(json.dumps(["../file"]), encoding="utf-8")
    with pytest.raises(UnwritableOutput, match="is no journal: remove it"), locked(inside):
        pass
    assert (tmp_path / "file").read_text("utf-8") == "old"


def test_a_journal_removes_nothing_outside_its_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "precious").write_text("old", encoding="utf-8")
    (inside / "x").symlink_to(tmp_path / "precious")
    (inside / JOURNAL).write_text('{"back": {"x": false}}', encoding="utf-8")
    with locked(inside):
        pass
    assert (tmp_path / "precious").read_text("utf-8") == "old"


@pytest.mark.parametrize(
    "text",
    ['["a\\u0000b"]', '["\\ud800"]', "[" * 100_000, '{"back": {"..": false}}', '[".."]', "3"],
)
def test_what_is_no_journal_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / JOURNAL).write_text(text, encoding="utf-8")
    with pytest.raises(UnwritableOutput, match="is no journal: remove it"), locked(tmp_path):
        pass


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere"
    real.mkdir()
    (real / "b").write_text("old", encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_text("old", encoding="utf-8")
    (folder / "a").chmod(0o600)
    (folder / "b").symlink_to(real / "b")
    with locked(folder):
        replace_together(folder, {"a": "new", "b": "new"})
    assert (folder / "a").stat().st_mode & 0o777 == 0o600
    assert (folder / "b").is_symlink() and (real / "b").read_text("utf-8") == "new"
    assert [path.name for path in real.iterdir()] == ["b"]
