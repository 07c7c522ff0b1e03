"""Open what `radrefs serve` was given, and save it: folders with a page, resolution files."""

from __future__ import annotations

from pathlib import Path

from radrefs.bibliography import RESOLUTIONS, find_topics, read_topic
from radrefs.bibliography.topics import page_of
from radrefs.bibliography.transaction import locked
from radrefs.errors import RadrefsError, UnreadableInput
from radrefs.inputs import read_again
from radrefs.outputs import replace_file
from radrefs.resolutions.store import read_resolutions
from radrefs.web.session import OpenedTopic, Session

__all__ = ["Topics"]


class Topics:
    """The topics that can be opened, by name; none if no folder and no file was given."""

    def __init__(self, path: Path | None) -> None:
        """Find them. Raises `UnreadableInput` for what is no folder of pages or resolution file."""
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
        """Return the names of the topics."""
        return [self._file.name] if self._file else [*self._folders]

    def open(self, name: str) -> OpenedTopic:
        """Open a topic as its files say, without the network.

        Raises `RadrefsError` for a name there is not, `UnreadableInput` for a broken file.
        """
        if self._file and name == self._file.name:
            return _open_file(self._file)
        folder = self._folders.get(name)
        if folder is None:
            raise RadrefsError(f"{name[:60]!r} is no folder here: choose one of the list")
        return _open_folder(folder, name)

    @staticmethod
    def save(session: Session, overwrite: bool = False) -> str:
        """Write a session to its resolution file; return a message that says what was written.

        Raises `RadrefsError` if another program wrote the file since it was opened, unless
        `overwrite` is set.
        """
        opened = session.opened
        if opened is None:
            raise RadrefsError(
                "there is no folder to save to: take resolutions.json from Download instead"
            )
        text = session.file(RESOLUTIONS)
        with locked(opened.file.parent, _refuse_busy):
            if not overwrite and _bytes_of(opened.file) != opened.saved:
                raise RadrefsError(f"{opened.file.name} was changed by another since it was opened")
            with replace_file(opened.file) as stream:
                stream.write(text)
        session.opened = opened._replace(saved=text.encode("utf-8"))
        return f"{opened.name}: saved to {opened.file.name}"


def _refuse_busy(folder: Path) -> None:
    raise RadrefsError(
        f"another radrefs command is working in {folder.name}: save again when it is done"
    )


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _open_file(path: Path) -> OpenedTopic:
    saved = path.read_bytes()
    stored = read_resolutions(path)
    found = tuple(
        one.of(read_again(one.text, one.number, one.heading, one.format)) for one in stored.entries
    )
    return OpenedTopic(path.name, stored.pages, found, path, saved)


def _open_folder(folder: Path, name: str) -> OpenedTopic:
    """Read a topic as `radrefs build` does."""
    if page_of(folder) is None:
        raise UnreadableInput(f"{folder.name}: its page is no longer there")
    file = folder / RESOLUTIONS
    saved = _bytes_of(file)
    topic = read_topic(folder)
    return OpenedTopic(name, (topic.path.name,), tuple(topic.resolve()), file, saved)
