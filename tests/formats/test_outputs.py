"""Hold that a file is written whole or not at all, and that every failure says what to do."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from radrefs import UnwritableOutput
from radrefs.outputs import replace_file


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def put(path: Path, text: str) -> None:
    with replace_file(path) as stream:
        stream.write(text)


def failure(path: Path) -> str:
    with pytest.raises(UnwritableOutput) as caught:
        put(path, "new\n")
    message = str(caught.value)
    assert message.startswith(f"{path}: cannot be written: ") and "\n" not in message
    return message


def test_a_new_file_is_utf_8_with_line_feeds(tmp_path: Path) -> None:
    put(tmp_path / "a.bib", "é\nβ\n")
    assert (tmp_path / "a.bib").read_bytes() == "é\nβ\n".encode()
    assert leftovers(tmp_path) == ["a.bib"]


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), GeneratorExit()])
def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "a.bib"
    path.write_text("old", "utf-8")
    with pytest.raises(type(error)), replace_file(path) as stream:
        stream.write("half")
        raise error
    assert path.read_text("utf-8") == "old"
    assert leftovers(tmp_path) == ["a.bib"]


def test_text_that_cannot_be_encoded_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("old", "utf-8")
    with pytest.raises(UnicodeEncodeError):
        put(path, "\ud800")
    assert path.read_text("utf-8") == "old"
    assert leftovers(tmp_path) == ["a.bib"]


def test_the_old_file_stands_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("old", "utf-8")
    with replace_file(path) as stream:
        stream.write("new")
        stream.flush()
        assert path.read_text("utf-8") == "old"
    assert path.read_text("utf-8") == "new"


def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("old", "utf-8")
    with (
        pytest.raises(UnwritableOutput, match="the disk is full: nothing was changed"),
        replace_file(path),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # as writing to a stream raises it
    assert path.read_text("utf-8") == "old"
    assert leftovers(tmp_path) == ["a.bib"]


def test_an_error_about_another_file_is_not_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"input\.txt"), replace_file(tmp_path / "a.bib"):
        (tmp_path / "input.txt").read_text("utf-8")
    assert leftovers(tmp_path) == []


# The tests may run as root, whom permissions do not stop: these fail for everybody.
def test_failures_name_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    assert "the folder does not exist: make it first" in failure(tmp_path / "none/a.bib")
    assert "is a file, not a folder" in failure(tmp_path / "file/a.bib")
    assert "this is a folder: name a file in it" in failure(tmp_path)
    assert "this name is too long" in failure(tmp_path / ("a" * 300))
    assert leftovers(tmp_path) == ["file"]


def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("old", "utf-8")
    path.chmod(0o640)
    put(path, "new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_gets_the_usual_permissions(tmp_path: Path) -> None:
    put(tmp_path / "a.bib", "new")
    (tmp_path / "b.bib").write_text("made by open", "utf-8")
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there/a.bib", tmp_path / "link.bib"
    target.write_text("old", "utf-8")
    link.symlink_to(target)
    put(link, "new")
    assert link.is_symlink() and target.read_text("utf-8") == "new"
    assert leftovers(tmp_path / "there") == ["a.bib"]


def test_a_link_to_no_file_yet_makes_the_file(tmp_path: Path) -> None:
    link = tmp_path / "link.bib"
    link.symlink_to(tmp_path / "a.bib")
    put(link, "new")
    assert link.is_symlink() and (tmp_path / "a.bib").read_text("utf-8") == "new"


def test_links_in_a_circle_are_said_and_stay(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.symlink_to(two)
    two.symlink_to(one)
    assert "leads back to itself" in failure(one)
    assert one.is_symlink() and two.is_symlink()


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(path.read_text("utf-8")), daemon=True)
    reader.start()
    put(path, "text\n")
    reader.join(10)
    assert got == ["text\n"] and path.is_fifo()


SCRIPT = """
import sys
from pathlib import Path
from radrefs.outputs import replace_file
print("first", flush=True)
with replace_file(Path(sys.argv[1])) as stream:
    stream.write("text\\n")
print("last", flush=True)
"""


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "link"])
@pytest.mark.parametrize("into", ["pipe", "file"])
def test_standard_output_is_written_in_its_place(name: str, into: str, tmp_path: Path) -> None:
    if name == "link":
        (tmp_path / "link").symlink_to("/dev/stdout")
        name = str(tmp_path / "link")
    if not Path(name).exists():
        pytest.skip(f"this system has no {name}")
    kept = tmp_path / "kept"
    with kept.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, name],
            stdout=file if into == "file" else subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            timeout=60,
            check=True,
        )
    assert (kept.read_bytes() if into == "file" else done.stdout) == b"first\ntext\nlast\n"
