"""Look at report and page in Chromium; `make browser` runs these tests and asks for all of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Read now: while tests run, none of the variables is set that a user may have set.
DEMANDED = os.environ.get("RADREFS_BROWSER") == "all"
CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium; where that is missing the tests are skipped, unless demanded."""
    if not DEMANDED:
        pytest.skip("tests in a real browser are run by `make browser`")
    missing = [str(path) for path in (CHROMIUM, AXE) if not path.exists()]
    assert not missing, f"demanded, but missing: {missing}"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


class Watched:
    """A page, with the errors on it and the requests that it made."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", self._dialog)

    def _console(self, message: Any) -> None:
        # A refusal in words (409 and the like) is an answer, not a fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def _dialog(self, dialog: Any) -> None:
        if dialog.type != "beforeunload":
            self.errors.append(f"dialog: {dialog.message}")
        dialog.accept()

    def faults(self) -> list[str]:
        """Return what axe-core finds of level serious and above."""
        self.page.wait_for_timeout(250)
        # The page's policy lets nothing foreign run; the tool asks from outside of it.
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("() => axe.run()")
        return [
            f"{one['id']}: {node['html'][:120]} {node['any'] and node['any'][0]['message']}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]


@pytest.fixture
def watch(browser: Browser) -> Iterator[Any]:
    """Return a maker of watched pages; at the end none may have an error."""
    made: list[Watched] = []
    contexts = []

    def make(width: int = 1100, height: int = 900, scheme: Any = "light") -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        contexts.append(context)
        made.append(Watched(context.new_page()))
        return made[-1]

    yield make
    for context in contexts:
        context.close()
    assert [error for one in made for error in one.errors] == []


class Server:
    """Run `radrefs serve` as a user does; `address` and `port` are known after `wait`."""

    def __init__(self, *arguments: object, port: int = 0, **environment: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="radrefs-")
        self._log = Path(self._folder.name) / "stderr"
        command = [sys.executable, "-m", "radrefs", "serve", "--no-browser", "--port", str(port)]
        # A handle of its own: reading through the process's would move where it writes.
        with self._log.open("wb") as stream:
            self._run = subprocess.Popen(
                [*command, *map(str, arguments)], stderr=stream, env={**os.environ, **environment}
            )
        self.address, self.port = "", 0

    def wait(self) -> None:
        """Wait until the address is printed."""
        end = time.monotonic() + 60
        while not (found := re.search(r"open (http://\S+:(\d+)/\S+)\s", self._printed())):
            assert self._run.poll() is None, f"the server ended: {self._printed()}"
            assert time.monotonic() < end, f"no address was printed: {self._printed()}"
            time.sleep(0.05)
        self.address, self.port = found[1], int(found[2])

    def _printed(self) -> str:
        return self._log.read_text("utf-8")

    def kill(self) -> None:
        """End it at once, as a machine does that goes down."""
        self._run.kill()
        self._run.wait()
        self._folder.cleanup()


@pytest.fixture
def serve() -> Iterator[Any]:
    """Return a maker of servers that end with the test."""
    made: list[Server] = []

    def make(*arguments: object, port: int = 0, **environment: str) -> Server:
        made.append(Server(*arguments, port=port, **environment))
        made[-1].wait()
        return made[-1]

    yield make
    for one in made:
        one.kill()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Return the folder of the docs' screenshots."""
    folder = Path(__file__).parents[2] / "docs/images"
    folder.mkdir(exist_ok=True)
    return folder
