"""Write files whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from radrefs.errors import UnwritableOutput

__all__ = ["replace_file"]

_REMEDIES = {
    errno.ENOENT: "the folder does not exist: make it first",
    errno.ENOTDIR: "a part of this path is a file, not a folder",
    errno.EACCES: "no permission to write here: choose another folder",
    errno.EPERM: "no permission to write here: choose another folder",
    errno.EROFS: "this is a read-only file system: choose another folder",
    errno.EISDIR: "this is a folder: name a file in it",
    errno.ENOSPC: "the disk is full: nothing was changed",
    errno.ENAMETOOLONG: "this name is too long",
}


def _unwritable(path: Path, error: OSError) -> UnwritableOutput:
    remedy = _REMEDIES.get(error.errno or 0, error.strerror or str(error))
    return UnwritableOutput(f"{path}: cannot be written: {remedy}")


@contextmanager
def replace_file(path: Path) -> Iterator[TextIO]:
    """Open a text stream (UTF-8, LF) that becomes the file at `path` when all went well.

    The text goes to a temporary file beside the target, which then takes its place in
    one step and keeps its permissions. A link is followed. On any exception the old
    file stays as it was. Devices and pipes are written directly.
    Raises `UnwritableOutput`.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8", newline="\n") as stream:
                yield stream
            return
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """Give the permissions of the old file, or those a new one would get."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
