"""Replace several files of a folder as one: all of them, or none.

    1. lock the folder          two processes never write it at once
    2. write `.NAME.radrefs-new` for each file, to the disk
    3. write `.radrefs-journal`, the list of names: from here on the new files count
    4. put each into its place; remove the journal

What fails or is killed before 3 leaves the old files; after 3, whoever locks or reads the
folder next finishes step 4. The lock is the system's and ends with its process, so nothing stale
is left behind.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from radrefs.outputs import unwritable

__all__ = ["JOURNAL", "locked", "replace_together", "settle"]

JOURNAL = ".radrefs-journal"
"""The file that lists what is being put into place."""

_NEW, _OLD = ".radrefs-new", ".radrefs-old"


@contextmanager
def locked(folder: Path, waiting: Callable[[Path], None] | None = None) -> Iterator[None]:
    """Hold a folder alone among all processes of radrefs; finish what a killed one began.

    `waiting` is called once if another holds it. Raises `UnwritableOutput` if what was
    begun cannot be finished.
    """
    handle = _acquire(folder, waiting)
    try:
        _recover(folder)
        yield
    finally:
        if handle is not None:
            os.close(handle)


if sys.platform == "win32":  # pragma: no cover

    def _acquire(folder: Path, waiting: Callable[[Path], None] | None) -> int | None:
        """Lock a file in the folder: Windows knows no locks on folders."""
        import msvcrt

        try:
            handle = os.open(folder / ".radrefs-lock", os.O_RDWR | os.O_CREAT)
        except OSError:
            return None
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
            except OSError:
                if waiting:
                    waiting(folder)
                    waiting = None
            else:
                return handle

else:

    def _acquire(folder: Path, waiting: Callable[[Path], None] | None) -> int | None:
        """Lock the folder itself; None where the file system knows no locks."""
        import fcntl

        handle = None
        try:
            handle = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if waiting:
                    waiting(folder)
                fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            if handle is not None:
                os.close(handle)
            return None
        return handle


def settle(folder: Path) -> None:
    """Finish what a killed process was putting into place, if it was; wait for a live one.

    Who reads several files of a folder does this first. Raises `UnwritableOutput` if it
    cannot be finished.
    """
    if (folder / JOURNAL).exists():
        with locked(folder):
            pass


def replace_together(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files (by name) into a folder that is locked: all of them, or none.

    Raises `UnwritableOutput`; then every file is as it was.
    """
    if not texts:
        return
    targets = [folder / name for name in texts]
    try:
        for path, text in zip(targets, texts.values(), strict=True):
            _write_new(path, text)
        _write_new(folder / JOURNAL, json.dumps([*texts]))
        _beside(folder / JOURNAL, _NEW).replace(folder / JOURNAL)
    except BaseException:
        _forget(folder, [*targets, folder / JOURNAL])
        raise
    try:
        _put(targets)
    except OSError as error:
        for path in targets:
            _take_back(path)
        _forget(folder, targets)
        raise unwritable(Path(error.filename2 or folder), error) from error
    _forget(folder, targets)


def _beside(path: Path, ending: str) -> Path:
    """Name a temporary file beside the file that a path leads to."""
    real = Path(os.path.realpath(path))
    return real.with_name(f".{real.name}{ending}")


def _write_new(path: Path, text: str) -> None:
    """Write a file's new contents beside it, down to the disk."""
    new = _beside(path, _NEW)
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        with new.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise unwritable(path, error) from error
    with suppress(OSError):
        new.chmod(path.stat().st_mode & 0o7777)


def _put(targets: Iterable[Path]) -> None:
    """Put the new files into their places; the old ones are kept beside them."""
    for path in targets:
        real, old = Path(os.path.realpath(path)), _beside(path, _OLD)
        old.unlink(missing_ok=True)
        if real.exists():
            try:
                old.hardlink_to(real)
            except OSError:
                shutil.copy2(real, old)
    for path in targets:
        new = _beside(path, _NEW)
        if new.exists():
            new.replace(os.path.realpath(path))


def _take_back(path: Path) -> None:
    """Give a file its old contents back; remove it if there was none."""
    new, old = _beside(path, _NEW), _beside(path, _OLD)
    with suppress(OSError):
        if old.exists():
            old.replace(os.path.realpath(path))
        elif not new.exists():
            path.unlink(missing_ok=True)


def _forget(folder: Path, targets: Iterable[Path]) -> None:
    """Remove the journal first, then what stands beside the files."""
    with suppress(OSError):
        (folder / JOURNAL).unlink(missing_ok=True)
    for path in targets:
        for ending in (_NEW, _OLD):
            with suppress(OSError):
                _beside(path, ending).unlink(missing_ok=True)


def _left_over(folder: Path) -> list[Path]:
    """Give the files beside which a killed process left something."""
    names = (path.name for ending in (_NEW, _OLD) for path in folder.glob(f".*{ending}"))
    return [folder / name[1 : -len(_NEW)] for name in names]


def _recover(folder: Path) -> None:
    """Finish what a killed process began to put into place; drop what it only wrote."""
    journal = folder / JOURNAL
    try:
        names = json.loads(journal.read_text("utf-8"))
    except FileNotFoundError:
        _forget(folder, _left_over(folder))
        return
    except (OSError, ValueError) as error:
        raise unwritable(journal, OSError(0, "is no journal: remove it")) from error
    plain = isinstance(names, list) and all(
        isinstance(name, str) and Path(name).name == name and not name.startswith(".")
        for name in names
    )
    if not plain:
        raise unwritable(journal, OSError(0, "is no journal: remove it"))
    targets = [folder / name for name in names]
    try:
        _put(targets)
    except OSError as error:
        raise unwritable(folder, error) from error
    _forget(folder, targets)
