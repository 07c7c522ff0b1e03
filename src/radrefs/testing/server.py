"""Answer HTTP on this machine in threads, with limits and with faults on demand.

A `LocalServer` says how a request is answered; the address, the threads, the counts, the
limits and the faults are the same for every registry.
"""

from __future__ import annotations

import random
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import ClassVar, NamedTuple, Self, TypedDict, Unpack
from urllib.parse import parse_qs

__all__ = ["LocalServer", "Reply", "Request", "Seen", "ServerOptions"]


class Reply(NamedTuple):
    """An answer, sent word for word; status 0 closes the connection without one.

    `pause` is the time in seconds before each byte of the body, `times` how often the body
    is sent; `cut` closes the connection after half of it.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = MappingProxyType({})
    pause: float = 0.0
    times: int = 1
    cut: bool = False


class Request(NamedTuple):
    """A request as it came.

    `target` is path and query as sent, `body` the text of a POST; `headers` are found
    whatever the case of their names.
    """

    method: str
    target: str
    headers: Message
    body: str = ""

    @property
    def path(self) -> str:
        """The part of the address before the question mark."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The parameters as sent: the body of a POST, else what follows the question mark."""
        return self.body if self.method == "POST" else self.target.partition("?")[2]

    @property
    def params(self) -> dict[str, str]:
        """The parameters, decoded; of those that are sent twice the first."""
        found = parse_qs(self.query, keep_blank_values=True)
        return {name: values[0] for name, values in found.items()}


class Seen(NamedTuple):
    """A request that was answered, and the status it got (0: no answer was sent).

    `at` is the time in monotonic seconds, `kind` what the server calls such a request,
    `path` the address with its query as sent; `params` are decoded, of a POST as well.
    """

    at: float
    kind: str
    path: str
    params: Mapping[str, str]
    status: int
    headers: Mapping[str, str]


class ServerOptions(TypedDict, total=False):
    """What can be chosen for every local server.

    `faults` is the share of answers that go wrong (0 to 1), drawn from `kinds`; `first`
    are the faults of the first answers, `always` the fault of all; `replies` are sent word
    for word, before anything else. `enforce` refuses what is over the limits, counted over
    `window` seconds: less than one second leaves room for a machine that stalls. `latency`
    is the time in seconds before each answer, `slow` the time more of a slow one. Port 0
    takes any free port.
    """

    faults: float
    kinds: Sequence[str]
    first: Iterable[str]
    always: str
    replies: Iterable[Reply]
    enforce: bool
    window: float
    latency: float
    slow: float
    port: int


class LocalServer(ABC):
    """A server on this machine; `url` is its address.

    Everything in `ServerOptions` but the port may be changed while it runs. It keeps what
    was asked (`seen`), how often each address was answered with success (`questions`), how
    many connections there were and how many requests were in flight at once. Raises
    `ValueError` for a fault that it does not know.
    """

    failures: ClassVar[Mapping[str, Reply]] = {}
    """Each fault by its name, with the answer that is sent in place of the right one."""
    delays: ClassVar[tuple[str, ...]] = ("slow",)
    """The faults after which the right answer is sent all the same."""

    def __init__(self, **options: Unpack[ServerOptions]) -> None:
        self.faults, self.always = options.get("faults", 0.0), options.get("always", "")
        self.kinds = list(options.get("kinds", (*self.failures, *self.delays)))
        self.first = deque(options.get("first", ()))
        self.replies = deque(options.get("replies", ()))
        self.enforce, self.window = options.get("enforce", False), options.get("window", 1.0)
        self.latency, self.slow = options.get("latency", 0.0), options.get("slow", 0.5)
        for fault in {*self.kinds, *self.first, *filter(None, [self.always])}:
            if fault not in self.failures and fault not in self.delays:
                known = ", ".join((*self.failures, *self.delays))
                raise ValueError(f"{fault!r} is no fault of this server: use one of {known}")
        self.seen: list[Seen] = []
        self.questions: Counter[str] = Counter()
        self.connections = self.most_at_once = 0
        self.lock = threading.Lock()
        self._in_flight = 0
        self._times: dict[str, deque[float]] = {}
        self._random = random.Random(7)
        bound = type("Handler", (_Handler,), {"local": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", options.get("port", 0)), bound)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @abstractmethod
    def kind_of(self, request: Request) -> str:
        """Name the kind of a request, as it stands in `Seen`."""

    @abstractmethod
    def limits(self, request: Request) -> tuple[str, int, int]:
        """Return what a request is counted with, how many a window has, and how many at once."""

    @abstractmethod
    def answer(self, request: Request, fault: str) -> Reply:
        """Answer a request; `fault` is one of `delays` or ""."""

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Serve in a thread while the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def serve(self) -> None:
        """Serve until interrupted."""
        self._server.serve_forever()

    def count(self, kind: str, status: int = 200) -> int:
        """Count the answers to requests of a kind that had a status."""
        return sum(one.kind == kind and one.status == status for one in self.seen)

    def fault(self) -> str:
        """Draw what goes wrong with the next answer, "" if nothing."""
        with self.lock:
            if self.always:
                return self.always
            if self.first:
                return self.first.popleft()
            if self._random.random() >= self.faults:
                return ""
            return self._random.choice(self.kinds)

    def reply_to(self, request: Request, within: bool) -> Reply:
        """Choose the answer: one given word for word, a fault, or the right one."""
        with self.lock:
            if self.replies:
                return self.replies.popleft()
        fault = self.fault() if within else "429"
        if fault in self.failures:
            return self.failures[fault]
        if fault == "slow":
            time.sleep(self.slow)
        return self.answer(request, fault)

    def enter(self, request: Request) -> bool:
        """Count a request in; False if it is over a limit and limits are enforced."""
        name, most, at_once = self.limits(request)
        now = time.monotonic()
        with self.lock:
            self._in_flight += 1
            self.most_at_once = max(self.most_at_once, self._in_flight)
            times = self._times.setdefault(name, deque())
            while times and times[0] <= now - self.window:
                times.popleft()
            times.append(now)
            return not self.enforce or (len(times) <= most and self._in_flight <= at_once)

    def leave(self) -> None:
        """Count a request out."""
        with self.lock:
            self._in_flight -= 1

    def note(self, request: Request, status: int) -> None:
        """Write down that a request was answered."""
        kind, headers = self.kind_of(request), dict(request.headers.items())
        found = Seen(time.monotonic(), kind, request.target, request.params, status, headers)
        with self.lock:
            self.seen.append(found)
            if status == 200:
                self.questions[request.target] += 1


class _Handler(BaseHTTPRequestHandler):
    local: ClassVar[LocalServer]
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing on the screen."""

    def setup(self) -> None:
        """Count the connections."""
        super().setup()
        self.local.connections += 1

    def handle(self) -> None:
        """End without an error when the other side closes the connection."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        self._serve(Request("GET", self.path, self.headers))

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(size).decode("utf-8")
        self._serve(Request("POST", self.path, self.headers, body))

    def _serve(self, request: Request) -> None:
        within = self.local.enter(request)
        inside = True
        try:
            if self.local.latency:
                time.sleep(self.local.latency)
            reply = self.local.reply_to(request, within)
            self.local.note(request, reply.status)
            # Before the answer is sent: then the next request may come.
            inside = False
            self.local.leave()
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            if inside:
                self.local.leave()

    def _send(self, reply: Reply) -> None:
        if not reply.status:
            self._hang_up()
            return
        self.send_response(reply.status)
        size = len(reply.body) * reply.times
        for name, value in {"Content-Length": str(size), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.cut:
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self._hang_up()
            return
        step = 1 if reply.pause else len(reply.body) or 1
        for _ in range(reply.times):
            for at in range(0, len(reply.body), step):
                time.sleep(reply.pause)
                self.wfile.write(reply.body[at : at + step])

    def _hang_up(self) -> None:
        self.connection.close()
        self.close_connection = True
