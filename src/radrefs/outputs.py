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

__all__ = ["is_written_directly", "replace_file", "unwritable"]

_REMEDIES = {
    errno.ENOENT: "the folder does not exist: make it first",
    errno.ENOTDIR: "a part of this path is a file, not a folder",
    errno.EACCES: "no permission to write here: choose another folder",
    errno.EPERM: "no permission to write here: choose another folder",
    errno.EROFS: "this is a read-only file system: choose another folder",
    errno.EISDIR: "this is a folder: name a file in it",
    errno.ELOOP: "this link leads back to itself: name a file",
    errno.ENOSPC: "the disk is full: nothing was changed",
    errno.ENAMETOOLONG: "this name is too long",
}


def unwritable(path: Path, error: OSError) -> UnwritableOutput:
    """Return the error that says why a path cannot be written, and what to do."""
    remedy = _REMEDIES.get(error.errno or 0, error.strerror or str(error))
    return UnwritableOutput(f"{path}: cannot be written: {remedy}")


@contextmanager
def replace_file(path: Path) -> Iterator[TextIO]:
    """Open a text stream (UTF-8, LF) that becomes the file at `path` if nothing fails.

    The text goes to a temporary file beside the target. At the end this file replaces the
    target in one step, with the target's permissions. A link is followed. After any
    exception the old file is as it was. Devices, pipes and open files (`/dev/stdout`) are
    written directly. Raises `UnwritableOutput`; an `OSError` about another file is raised
    unchanged.
    """
    temporary: Path | None = None
    inside = False
    try:
        target = Path(os.path.realpath(path))
        mode, direct = _mode(path), _direct(path)
        if direct is None:
            handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
            temporary = Path(name)
        else:
            handle = direct
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            inside = True
            yield stream
            inside = False
            if temporary:
                stream.flush()
                os.fsync(stream.fileno())
        if temporary:
            temporary.chmod(mode)
            temporary.replace(target)
    except OSError as error:
        # An error of an open stream names no file. One that does is about another file.
        if inside and error.filename is not None:
            raise
        raise unwritable(path, error) from error
    finally:
        if temporary:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def is_written_directly(path: Path) -> bool:
    """Say whether a path is a device, a pipe or an open file, which cannot be replaced."""
    if _descriptor(path) is not None:
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def _mode(path: Path) -> int:
    """Return the permissions of the old file, or those that a new one gets."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _direct(path: Path) -> int | None:
    """Open an open file, a device or a pipe for writing in place; return None for a file.

    The descriptor of an open file is shared, so that text written to it before and after
    stays where it is. Opening `/dev/stdout` again would cut off what is in it.
    """
    number = _descriptor(path)
    if number is not None:
        return os.dup(number)
    with suppress(FileNotFoundError):
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if not stat.S_ISREG(kind):
            return os.open(path, os.O_WRONLY)
    return None


def _descriptor(path: Path) -> int | None:
    """Return the number of the open file of this process that a path names; else None."""
    for _ in range(8):
        folder = os.path.realpath(path.parent)
        if folder in (f"/proc/{os.getpid()}/fd", "/dev/fd") and path.name.isdigit():
            return int(path.name)
        if not path.is_symlink():
            return None
        path = Path(folder, path.readlink())
    return None
