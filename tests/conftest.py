"""Keep every test on this machine, with a local Crossref for every command."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.samples import SAMPLE, read_records
from tests.inprocess import Run, process
from tests.inprocess import command as radrefs

__all__ = ["ROOT", "SEED", "Run", "process", "radrefs"]

ROOT = Path(__file__).parents[1]
SEED = ROOT / "bibliography/hemifacial-spasm/page.txt"

# Where CI says so the examples are the same each time; elsewhere each run tries others.
settings.register_profile(
    "radrefs", deadline=None, max_examples=100, derandomize=bool(os.environ.get("CI"))
)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("radrefs")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield


@pytest.fixture(scope="session", autouse=True)
def local() -> Iterator[LocalCrossref]:
    """Run a local Crossref, and let every command of the tests ask it.

    The token has it answer a hundred a second; the limits have tests of their own.
    """
    with (
        tempfile.TemporaryDirectory(prefix="radrefs-") as folder,
        LocalCrossref(read_records(SAMPLE)).running() as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in [name for name in os.environ if name.startswith("RADREFS_")]:
            patch.delenv(name)
        patch.setenv("RADREFS_CROSSREF_URL", server.url)
        patch.setenv("RADREFS_CROSSREF_TOKEN", "a-token-for-tests")
        patch.setenv("RADREFS_CACHE", f"{folder}/cache")
        patch.setenv("RADREFS_CONFIG", f"{folder}/config.toml")
        yield server
