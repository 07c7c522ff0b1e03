"""Sit at a terminal: a bar shows how far a run is, and an address is asked for once."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from radrefs.cli.lookup import connected
from radrefs.cli.options import LookupOptions
from radrefs.testing.crossref import LocalCrossref
from tests.articles import articles, page_of


def _read(leader: int) -> bytes:
    """Read what a terminal was sent; nothing once its other end is closed."""
    try:
        return os.read(leader, 65536)
    except OSError:
        return b""


def test_a_bar_shows_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page_of(tmp_path, articles(5))
    monkeypatch.setenv("RADREFS_CACHE", str(tmp_path / "cache"))
    leader, follower = pty.openpty()
    with LocalCrossref([one.record for one in articles(5)]).running() as server:
        monkeypatch.setenv("RADREFS_CROSSREF_URL", server.url)
        with subprocess.Popen(
            [sys.executable, "-m", "radrefs", "resolve", "page.txt"],
            cwd=tmp_path,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
            stdin=follower,
            stdout=subprocess.PIPE,
            stderr=follower,
        ) as run:
            os.close(follower)
            shown = b""
            while piece := _read(leader):
                shown += piece
            out, _ = run.communicate()
    os.close(leader)
    assert run.returncode == 0
    assert b"looking up" in shown and b"/5" in shown
    assert b"looking up" not in out and b"\x1b" not in out
    assert len(out.decode("utf-8").splitlines()) == 6


class Terminal:
    """Be a terminal at which somebody types."""

    def __init__(self) -> None:
        self._leader, self._follower = pty.openpty()

    def close(self) -> None:
        """Close both ends."""
        os.close(self._leader)
        os.close(self._follower)

    def introduced(self, typed: str) -> str:
        """Open the door to the registries, typing something; give what the screen shows."""
        os.write(self._leader, f"{typed}\n".encode())
        with (
            os.fdopen(os.dup(self._follower), "r", encoding="utf-8") as keys,
            os.fdopen(os.dup(self._follower), "w", encoding="utf-8") as screen,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(sys, "stdin", keys)
            patch.setattr(sys, "stderr", screen)
            # Nobody is asked by opening the door: there is no socket yet.
            with connected(WANTED):
                pass
            print("opened", file=screen, flush=True)
        shown = ""
        while "opened" not in shown:
            shown += _read(self._leader).decode("utf-8")
        return shown


WANTED = LookupOptions(no_cache=True)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Sit at a terminal, with settings that name Crossref itself and hold no address."""
    for name in ("RADREFS_CROSSREF_URL", "RADREFS_CROSSREF_TOKEN"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("RADREFS_CONFIG", str(tmp_path / "settings/config.toml"))
    found = Terminal()
    yield found
    found.close()


@pytest.mark.parametrize("typed", ["me@example.org", ""])
def test_an_address_is_asked_for_once(terminal: Terminal, typed: str, tmp_path: Path) -> None:
    assert "Crossref answers 3 times as fast if it has your e-mail" in terminal.introduced(typed)
    assert f'mailto = "{typed}"' in (tmp_path / "settings/config.toml").read_text("utf-8")
    assert "Crossref answers" not in terminal.introduced("")


def test_what_is_no_address_is_said_so_and_not_kept(terminal: Terminal, tmp_path: Path) -> None:
    shown = terminal.introduced("nonsense")
    assert "'nonsense' is no e-mail address: use the form name@example.org; going on" in shown
    assert not (tmp_path / "settings/config.toml").exists()


def test_where_nobody_can_answer_nobody_is_asked(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    with connected(WANTED):
        pass
    assert capsys.readouterr().err == (
        "searches a second: 1 without an e-mail address, 3 with --mailto you@example.org\n"
    )
