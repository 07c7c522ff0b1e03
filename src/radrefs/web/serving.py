"""Listen on this machine and serve the page. The one module that imports uvicorn."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable
from typing import NamedTuple, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from radrefs.errors import RadrefsError
from radrefs.web.app import Served, app_of
from radrefs.web.guard import Rules
from radrefs.web.page import web_policy

__all__ = ["Listening", "listen"]

_SLOWEST_HEAD = 10.0
_MOST_AT_ONCE = 64


class _TimedProtocol(H11Protocol):
    """HTTP that closes a connection if the head of the next request takes too long."""

    slowest_head = _SLOWEST_HEAD

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self._deadline: asyncio.TimerHandle | None = None
        self._start_clock()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._start_clock()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def _start_clock(self) -> None:
        """Let the time run while no request is answered; a byte that arrives does not reset it."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_clock()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.slowest_head, self.transport.close)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Listening(NamedTuple):
    """A server that listens: `address` opens the page, `run` serves until `stop` is called."""

    address: str
    run: Callable[[], None]
    stop: Callable[[], None]


def listen(served: Served, host: str = "127.0.0.1", port: int = 0) -> Listening:
    """Take a port and listen; port 0 takes any that is free.

    The token stands in the fragment of the address, which browsers do not send. Raises
    `RadrefsError` if the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        # A browser that opens the address at once waits then, and is not refused.
        sock.listen(128)
    except OSError as error:
        sock.close()
        why = error.strerror or error
        raise RadrefsError(f"cannot listen on {host}:{port}: {why}: try another --port") from error
    port = sock.getsockname()[1]
    token = secrets.token_urlsafe(24)
    rules = Rules(token, host, port, web_policy())
    config = uvicorn.Config(
        app_of(served, rules), http=_TimedProtocol, ws="none", lifespan="off", log_level="error",
        access_log=False, server_header=False, date_header=False, timeout_keep_alive=20,
        limit_concurrency=_MOST_AT_ONCE, timeout_graceful_shutdown=1, proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)

    def stop() -> None:
        server.should_exit = True

    shown = f"[{host}]" if ":" in host else host
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else shown
    address = f"http://{shown}:{port}/#token={token}"
    return Listening(address, lambda: server.run(sockets=[sock]), stop)
