"""Replace several files of a folder as one: all of them, or none.

    1. lock the folder          two processes never write it at once
    2. write `.NAME.radrefs-new` for each file, to the disk
    3. write `.radrefs-journal`, the list of names: from here on the new files count
    4. put each into its place; remove the journal

What fails or is killed before 3 leaves the old files. After 3, the next process that locks or
reads the folder finishes step 4. If step 4 fails, the journal is reversed (`{"back": ...}`) and
the old files take their places again, in the same way. The lock is the system's and ends with
its process; a file system without locks on folders (NFS) does not keep processes apart.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from radrefs.errors import UnwritableOutput
from radrefs.outputs import is_written_directly, unwritable

__all__ = ["JOURNAL", "finish_interrupted", "locked", "replace_together"]

JOURNAL = ".radrefs-journal"
"""The file that lists what is being put into place."""

_NEW, _OLD = ".radrefs-new", ".radrefs-old"


class _Mine(threading.local):
    """The folders that this thread has locked."""

    def __init__(self) -> None:
        self.folders: set[str] = set()


_mine = _Mine()


@contextmanager
def locked(folder: Path, waiting: Callable[[Path], None] | None = None) -> Iterator[None]:
    """Lock a folder for one process of radrefs; finish what a killed one began.

    A thread that has the lock may take it once more. `waiting` is called once if another
    process has it, and may raise instead of waiting. Raises `UnwritableOutput` if what was
    begun cannot be finished.
    """
    name = os.path.realpath(folder)
    if name in _mine.folders:
        yield
        return
    handle = _acquire(folder, waiting)
    _mine.folders.add(name)
    try:
        _recover(folder)
        yield
    finally:
        _mine.folders.discard(name)
        if handle is not None:
            os.close(handle)


if sys.platform == "win32":  # pragma: no cover

    def _acquire(folder: Path, waiting: Callable[[Path], None] | None) -> int | None:
        """Lock a file in the folder: Windows has no locks on folders."""
        import msvcrt

        try:
            handle = os.open(folder / ".radrefs-lock", os.O_RDWR | os.O_CREAT)
        except OSError:
            return None
        try:
            while not _locks(handle, msvcrt.LK_LOCK):
                if waiting:
                    waiting(folder)
                    waiting = None
        except BaseException as error:
            os.close(handle)
            if isinstance(error, OSError):
                return None
            raise
        return handle

    def _locks(handle: int, how: int) -> bool:
        """Try for ten seconds; return False if another process has the lock."""
        import msvcrt

        try:
            msvcrt.locking(handle, how, 1)
        except OSError as error:
            if error.errno in (errno.EDEADLK, errno.EACCES):
                return False
            raise
        return True

else:

    def _acquire(folder: Path, waiting: Callable[[Path], None] | None) -> int | None:
        """Lock the folder itself; return None where the file system has no locks."""
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
        except BaseException as error:
            if handle is not None:
                os.close(handle)
            if isinstance(error, OSError):
                return None
            raise
        return handle


def finish_interrupted(folder: Path) -> None:
    """Finish what a killed process was putting into place, if it was; wait for a live one.

    Do this before several files of a folder are read. Raises `UnwritableOutput` if it cannot
    be finished.
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
    existed = {path.name: path.exists() for path in targets}
    try:
        for path, text in zip(targets, texts.values(), strict=True):
            _write_new(path, text)
        _write_journal(folder, [*texts])
    except BaseException:
        _clean_up(folder, targets)
        raise
    try:
        _put(targets)
    except OSError as error:
        with suppress(UnwritableOutput):
            _write_journal(folder, {"back": existed})
        _restore(folder, existed)
        raise unwritable(Path(error.filename2 or folder), error) from error
    _clean_up(folder, targets)


def _write_journal(folder: Path, said: object) -> None:
    _write_new(folder / JOURNAL, json.dumps(said))
    try:
        _beside(folder / JOURNAL, _NEW).replace(folder / JOURNAL)
    except OSError as error:
        raise unwritable(folder / JOURNAL, error) from error


def _beside(path: Path, ending: str) -> Path:
    """Return a temporary file beside the file that a path leads to."""
    real = Path(os.path.realpath(path))
    return real.with_name(f".{real.name}{ending}")


def _write_new(path: Path, text: str) -> None:
    """Write a file's new contents beside it, and flush them to the disk."""
    new = _beside(path, _NEW)
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if is_written_directly(path):
            raise OSError(errno.EINVAL, "this is a device or a pipe, which nothing can replace")
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


def _is_a_name(name: str) -> bool:
    """Say whether a text can be the name of a file in a folder."""
    try:
        os.fsencode(name)
    except ValueError:
        return False
    return "\0" not in name and Path(name).name == name != ".."


def _restore(folder: Path, existed: Mapping[str, bool]) -> None:
    """Restore the old contents of files; remove those that were not there.

    Nothing outside the folder is removed, whatever a journal says: no link is followed.
    """
    for name, was_there in existed.items():
        path, old = folder / name, _beside(folder / name, _OLD)
        with suppress(OSError):
            if was_there and old.exists():
                old.replace(os.path.realpath(path))
            elif not was_there and not path.is_symlink():
                path.unlink(missing_ok=True)
    _clean_up(folder, [folder / name for name in existed])


def _clean_up(folder: Path, targets: Iterable[Path]) -> None:
    """Remove the journal first, then the temporary files beside the others."""
    with suppress(OSError):
        (folder / JOURNAL).unlink(missing_ok=True)
    for path in (*targets, folder / JOURNAL):
        for ending in (_NEW, _OLD):
            with suppress(OSError):
                _beside(path, ending).unlink(missing_ok=True)


def _left_over(folder: Path) -> list[Path]:
    """Return the files beside which a killed process left something."""
    names = (path.name for ending in (_NEW, _OLD) for path in folder.glob(f".*{ending}"))
    return [folder / name[1 : -len(_NEW)] for name in names]


def _recover(folder: Path) -> None:
    """Finish what a killed process began to put into place; remove what it only wrote."""
    journal = folder / JOURNAL
    try:
        names = json.loads(journal.read_text("utf-8"))
    except FileNotFoundError:
        _clean_up(folder, _left_over(folder))
        return
    except (OSError, ValueError, RecursionError) as error:
        raise unwritable(journal, OSError(0, "is no journal: remove it")) from error
    back = names.get("back") if isinstance(names, dict) else None
    named = back if isinstance(back, dict) else names
    plain = isinstance(named, (list, dict)) and all(
        isinstance(name, str) and _is_a_name(name) for name in named
    )
    if not plain:
        raise unwritable(journal, OSError(0, "is no journal: remove it"))
    if isinstance(back, dict):
        _restore(folder, {name: was_there is True for name, was_there in back.items()})
        return
    targets = [folder / name for name in named]
    try:
        _put(targets)
    except OSError as error:
        raise unwritable(folder, error) from error
    _clean_up(folder, targets)
