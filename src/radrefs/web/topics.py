"""Open what `radrefs serve` was given, and save it back: folders, pages, resolution files."""

from __future__ import annotations

from pathlib import Path

from radrefs.bibliography import RESOLUTIONS, find_topics, read_topic
from radrefs.bibliography.topics import page_of
from radrefs.bibliography.transaction import locked
from radrefs.errors import RadrefsError, UnreadableInput
from radrefs.inputs import read_again
from radrefs.outputs import replace_file
from radrefs.resolutions.store import read_resolutions
from radrefs.web.session import Opened, Session

__all__ = ["Shelf"]


class Shelf:
    """Hold the topics that can be opened, by name; none if nothing was given."""

    def __init__(self, path: Path | None) -> None:
        """Look what there is; `UnreadableInput` if neither folder of pages nor resolution file."""
        self._file: Path | None = None
        self._folders: dict[str, Path] = {}
        if path is None:
            return
        if path.is_dir() or not path.exists():
            self._folders = {folder.name or str(folder): folder for folder in find_topics(path)}
        elif path.suffix.lower() == ".json":
            read_resolutions(path)
            self._file = path
        else:
            raise UnreadableInput(f"{path}: give a folder with a page in it, or a resolutions.json")

    @property
    def names(self) -> list[str]:
        """Name the topics."""
        return [self._file.name] if self._file else [*self._folders]

    def open(self, name: str) -> Opened:
        """Open a topic as its files say, asking nobody. Raises `UnreadableInput`."""
        if self._file and name == self._file.name:
            return _of_file(self._file)
        folder = self._folders.get(name)
        if folder is None:
            raise RadrefsError("there is no such folder here")
        return _of_folder(folder, name)

    @staticmethod
    def save(session: Session, anyway: bool = False) -> str:
        """Write a session back to its resolution file; say what was written.

        Raises `RadrefsError` if another wrote the file since, unless it is to be so anyway.
        """
        opened = session.opened
        if opened is None:
            raise RadrefsError("no folder is open: take resolutions.json from Download instead")
        text = session.file(RESOLUTIONS)
        with locked(opened.file.parent, _busy):
            if not anyway and _bytes_of(opened.file) != opened.seen:
                raise RadrefsError(f"{opened.file.name} was changed by another since it was opened")
            with replace_file(opened.file) as stream:
                stream.write(text)
        session.opened = opened._replace(seen=text.encode("utf-8"))
        return f"{opened.name}: saved to {opened.file.name}"


def _busy(folder: Path) -> None:
    raise RadrefsError(f"another process works in {folder.name}: save again when it is done")


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _of_file(path: Path) -> Opened:
    seen = path.read_bytes()
    remembered = read_resolutions(path)
    found = tuple(
        one.of(read_again(one.text, one.number, one.heading, one.format))
        for one in remembered.entries
    )
    return Opened(path.name, remembered.pages, found, path, seen)


def _of_folder(folder: Path, name: str) -> Opened:
    """Read a topic as `radrefs build` does."""
    if page_of(folder) is None:
        raise UnreadableInput(f"{folder.name}: its page is gone")
    file = folder / RESOLUTIONS
    seen = _bytes_of(file)
    topic = read_topic(folder)
    return Opened(name, (topic.path.name,), tuple(topic.resolve()), file, seen, topic.page.text)
