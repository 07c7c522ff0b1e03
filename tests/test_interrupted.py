"""Break runs off: killed, interrupted, without a network. The next run goes on."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from radrefs.registries.cache import cache_info
from radrefs.testing.crossref import LocalCrossref
from tests.articles import articles, page_of

COUNT = 12
RESOLVE = ("resolve", "page.txt", "-o", "resolutions.json")


class Holding(LocalCrossref):
    """Answer a few requests; hold the others until the block ends, then drop them."""

    def __init__(self, *works: Any) -> None:
        super().__init__(*works)
        self._left: int | None = None
        self._gate = threading.Condition()
        self.held = 0

    @contextmanager
    def answering(self, few: int) -> Iterator[None]:
        """Answer only so many requests in the block."""
        self._left = few
        try:
            yield
        finally:
            with self._gate:
                self._left = None
                self._gate.notify_all()

    def fault(self) -> str:
        """Let a request through, or hold it."""
        with self._gate:
            if self._left is None:
                return ""
            self._left -= 1
            if self._left >= 0:
                return ""
            self.held += 1
            while self._left is not None:
                self._gate.wait()
        raise BrokenPipeError


@pytest.fixture
def server() -> Iterator[Holding]:
    with Holding([one.record for one in articles(COUNT - 2)]).running() as found:
        assert isinstance(found, Holding)
        yield found


@pytest.fixture
def nowhere() -> Iterator[str]:
    """Give an address at which nobody answers: the port is taken, and not listened on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


class Place:
    """Hold a folder with a page, a memory of its own, and the way to start a run in it."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir()
        page_of(folder, articles(COUNT))
        self.folder, self.memory = folder, folder / "memory"
        names = {"RADREFS_CROSSREF_URL": url, "RADREFS_CACHE": str(self.memory)}
        self._environment = {**os.environ, **names}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a run."""
        return subprocess.Popen(
            [sys.executable, "-m", "radrefs", *arguments],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_heed_ctrl_c,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run to the end; give the status and what was said."""
        (found,) = self.runs(arguments)
        return found

    def runs(self, *commands: tuple[str, ...]) -> list[tuple[int, str]]:
        """Run several at once, each to its end."""
        processes = [self.start(*arguments) for arguments in commands]
        said = [process.communicate(timeout=120)[1] for process in processes]
        assert "Traceback" not in "".join(said), said
        return [(one.returncode, err) for one, err in zip(processes, said, strict=True)]

    def moved(self, url: str) -> Place:
        """Give the same place with another server."""
        self._environment["RADREFS_CROSSREF_URL"] = url
        return self

    def file(self) -> dict[str, Any]:
        """Read the resolution file, without dates."""
        found: dict[str, Any] = json.loads((self.folder / "resolutions.json").read_text("utf-8"))
        for entry in found["entries"]:
            del entry["date"]
        return found

    def answered(self) -> int:
        """Count the answers in the memory."""
        return cache_info(self.memory).answers


def _heed_ctrl_c() -> None:
    """Take Ctrl-C again: what a shell starts in the background ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(what: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait until something is so; a run that ended before never gets there."""
    while not what():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


def test_killed_and_started_again_it_ends_as_if_undisturbed(
    server: Holding, tmp_path: Path
) -> None:
    place = Place(tmp_path / "killed", server.url)
    with server.answering(5), place.start(*RESOLVE) as process:
        wait_for(lambda: place.answered() == 5 and server.held, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    # The file was begun, and is whole.
    assert len(place.file()["entries"]) == COUNT

    status, err = place.run(*RESOLVE)
    assert status == 0, err
    assert f"{COUNT} references: {COUNT - 2} with a DOI" in err
    assert len(server.questions) == COUNT
    assert set(server.questions.values()) == {1}

    undisturbed = Place(tmp_path / "undisturbed", server.url)
    assert undisturbed.run(*RESOLVE)[0] == 0
    assert place.file() == undisturbed.file()


def test_interrupted_it_says_how_far_it_came_and_goes_on_from_there(
    server: Holding, tmp_path: Path
) -> None:
    place = Place(tmp_path / "interrupted", server.url)
    # Without a memory: what was learnt stands in the file alone.
    with server.answering(5), place.start(*RESOLVE, "--no-cache") as process:
        wait_for(lambda: server.held == 7, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    said = err.splitlines()
    settled = sum(entry["grade"] != "not_checked" for entry in place.file()["entries"])
    assert (
        said[-2] == f"resolutions.json: {settled} of {COUNT} entries are done; run again to go on"
    )
    assert said[-1] == "radrefs: interrupted"
    assert (out, "Traceback" in err) == ("", False)

    status, err = place.run(*RESOLVE, "--no-cache")
    assert status == 0, err
    assert f"{COUNT - settled} requests to" in err

    undisturbed = Place(tmp_path / "undisturbed", server.url)
    assert undisturbed.run(*RESOLVE)[0] == 0
    assert place.file() == undisturbed.file()


def test_without_a_network_nothing_is_checked_and_all_is_written(
    nowhere: str, server: Holding, tmp_path: Path
) -> None:
    place = Place(tmp_path / "offline", nowhere)
    convert = ("convert", "page.txt", "-o")
    found = place.runs(
        RESOLVE,
        ("resolve", "page.txt", "--strict"),
        (*convert, "refs.bib"),
        (*convert, "strict.bib", "--strict"),
        (*convert, "offline.bib", "--offline"),
    )
    assert [status for status, _ in found] == [0, 1, 0, 1, 0]
    why = f"crossref at {nowhere} cannot be reached (no connection)"
    unchecked = [f"{COUNT} references: 0 with a DOI, {COUNT} not checked"]
    unchecked += [f"{COUNT} stayed unchecked: {why}"]
    assert found[0][1].splitlines()[-2:] == unchecked
    assert found[2][1].splitlines()[-4:] == [
        *unchecked,
        "for these the files hold what the page says; run the same command again to finish",
        f"refs.bib: {COUNT} references",
    ]
    # The page alone, as with --offline, and under --strict as well.
    texts = {name: (place.folder / name).read_bytes() for name in ("refs.bib", "strict.bib")}
    assert set(texts.values()) == {(place.folder / "offline.bib").read_bytes()}
    entries = place.file()["entries"]
    assert {entry["grade"] for entry in entries} == {"not_checked"}
    assert {entry["reason"] for entry in entries} == {why}

    # With the network back, the same commands finish.
    statuses = [
        status for status, _ in place.moved(server.url).runs(RESOLVE, (*convert, "refs.bib"))
    ]
    assert statuses == [0, 0]
    dois = [entry["doi"] for entry in place.file()["entries"]]
    assert dois == [*(one.doi for one in articles(COUNT - 2)), None, None]
    assert (place.folder / "refs.bib").read_text("utf-8").count("10.5555/article.") == 10


def test_an_update_without_a_network_loses_nothing(
    nowhere: str, server: Holding, tmp_path: Path
) -> None:
    place = Place(tmp_path / "lost", server.url)
    assert place.run(*RESOLVE)[0] == 0
    before = place.file()
    status, err = place.moved(nowhere).run(*RESOLVE, "--update", "--refresh")
    assert status == 0
    assert f"{COUNT - 2} with a DOI" in err
    assert place.file() == before
