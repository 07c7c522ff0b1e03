"""Run the page's server in a thread, and speak to it as a browser and as an attacker would."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from radrefs.registries.connect import connect
from radrefs.settings import read_settings
from radrefs.web.app import Served
from radrefs.web.serving import Listening, listen
from radrefs.web.topics import Topics


class Answer(NamedTuple):
    """An answer: its status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8")

    @property
    def data(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


class Tab:
    """A tab that has the address."""

    def __init__(self, listening: Listening) -> None:
        parts = urlsplit(listening.address)
        self.port = parts.port or 0
        self.token = parts.fragment.removeprefix("token=")
        self.session = ""

    def send(
        self, path: str, body: bytes | str = b"", method: str = "POST", **headers: str
    ) -> Answer:
        """Send one request; `Host_` and the like stand for headers to be as given."""
        given = {
            "Host": f"127.0.0.1:{self.port}", "X-Radrefs-Token": self.token,
            "X-Radrefs-Session": self.session,
        }  # fmt: skip
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {k: v for k, v in given.items() if v})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def ask(self, name: str, **data: Any) -> Any:
        """Ask and return the JSON; the answer must be 200."""
        answer = self.send(f"/api/{name}", json.dumps(data))
        assert answer.status == 200, answer.text
        return answer.data

    def open(self, **data: Any) -> Any:
        """Open a session."""
        found = self.ask("open", **data)
        self.session = found["session"]
        return found

    def read(self, text: str, name: str = "pasted") -> Any:
        """Paste a text."""
        answer = self.send(f"/api/read?name={name}", text.encode("utf-8"))
        assert answer.status == 200, answer.text
        return answer.data

    def resolve(self) -> list[tuple[str, Any]]:
        """Resolve; return the events."""
        answer = self.send("/api/resolve")
        assert answer.status == 200, answer.text
        events = [one.split("\n") for one in answer.text.split("\n\n") if one]
        return [(kind[7:], json.loads(data[6:])) for kind, data in events]

    def decide(self, **data: Any) -> Answer:
        """Decide on an entry."""
        return self.send("/api/decide", json.dumps(data))

    def file(self, name: str) -> bytes:
        """Download a file."""
        answer = self.send("/api/file", json.dumps({"name": name}))
        assert answer.status == 200, answer.text
        return answer.body


@contextmanager
def serving(path: Path | None = None, offline: bool = False) -> Iterator[Tab]:
    """Serve in a thread while the block runs."""
    served = Served(Topics(path), None if offline else lambda: connect(read_settings()), 150.0)
    listening = listen(served)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    tab = Tab(listening)
    for _ in range(200):
        try:
            tab.send("/", method="GET")
            break
        except OSError:
            time.sleep(0.02)
    try:
        yield tab
    finally:
        listening.stop()
        thread.join(10)
        assert not thread.is_alive()
