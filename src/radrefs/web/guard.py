"""Check every request before the app sees it, and add headers to every answer.

A page of another site cannot ask: it has no token, because the token stands only in the
fragment of the address; and its browser says where it comes from (`Origin`,
`Sec-Fetch-Site`). A request under a foreign name that was made to lead to this machine (DNS
rebinding) is refused, because its `Host` is not this server's.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

__all__ = [
    "MOST_BYTES", "MOST_TEXT", "TOO_LARGE", "Guard", "Rules", "TooLarge", "TooSlow", "body_of",
]  # fmt: skip

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_TEXT = 5 * 1024 * 1024
"""A pasted text may have this many bytes."""
MOST_BYTES = 8 * 1024 * 1024
"""A body may have this many bytes: a text, and what was decided on it."""
SLOWEST = 30.0
"""A body must arrive within so many seconds."""
TOO_LARGE = (
    "The text is larger than 5 MB. Paste the reference list alone, or run "
    "`radrefs resolve` on the file."
)
_WRONG_HOST = "radrefs answers only under the address that it printed. Open that address."
_WRONG_PAGE = "radrefs answers only its own page. Open the address that it printed."
_WRONG_TOKEN = "This tab has no valid token. Open the address that radrefs printed, all of it."
_ONLY_GET, _ONLY_POST = "Only GET is answered here.", "Only POST is answered here."
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), interest-cohort=()"),
)


class TooLarge(Exception):
    """A body is larger than allowed."""


class TooSlow(Exception):
    """A body did not arrive in time."""


class Rules(NamedTuple):
    """What the guard checks against.

    `host` and `port` are what the server listens on; `policy` is the content security policy
    of every answer.
    """

    token: str
    host: str
    port: int
    policy: str
    most_bytes: int = MOST_BYTES
    slowest: float = SLOWEST

    def is_own(self, host: str) -> bool:
        """Say whether a Host header names this server itself."""
        try:
            parts = urlsplit(f"//{host}")
            name, port = parts.hostname or "", parts.port or 80
        except ValueError:
            return False
        if port != self.port or parts.username is not None or parts.path:
            return False
        if name in ("localhost", "127.0.0.1", "::1", self.host):
            return True
        # Under 0.0.0.0 the server has many addresses and cannot name them all. An address is
        # safe, because only a name can be made to lead elsewhere.
        return self.host in ("0.0.0.0", "::") and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """An app with checks before it: it answers its own page alone, and adds headers."""

    def __init__(self, app: App, rules: Rules) -> None:
        self._app, self._rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = (*_HEADERS, (b"content-security-policy", self._rules.policy.encode("ascii")))

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *added]
            await send(message)

        refusal = self._refusal(scope)
        if refusal:
            status, text = refusal
            body = text.encode("utf-8")
            headers = [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
            ]
            await guarded({"type": "http.response.start", "status": status, "headers": headers})
            await guarded({"type": "http.response.body", "body": body})
            return
        await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Say why a request is refused, None if it is not."""
        given: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            given.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        hosts = given.get("host", [])
        if len(hosts) != 1 or not self._rules.is_own(hosts[0]):
            return 421, _WRONG_HOST
        for origin in given.get("origin", []):
            parts = urlsplit(origin)
            if parts.scheme != "http" or not self._rules.is_own(parts.netloc):
                return 403, _WRONG_PAGE
        if not scope["path"].startswith("/api/"):
            return None if scope["method"] in ("GET", "HEAD") else (405, _ONLY_GET)
        if any(one not in ("same-origin", "none") for one in given.get("sec-fetch-site", [])):
            return 403, _WRONG_PAGE
        if scope["method"] != "POST":
            return 405, _ONLY_POST
        token = (given.get("x-radrefs-token") or [""])[0]
        if not hmac.compare_digest(token.encode("utf-8"), self._rules.token.encode("utf-8")):
            return 403, _WRONG_TOKEN
        length = (given.get("content-length") or ["0"])[0]
        if not length.isdecimal() or int(length) > self._rules.most_bytes:
            return 413, TOO_LARGE
        return None


async def body_of(receive: Receive, rules: Rules) -> bytes:
    """Read a body. Raises `TooLarge` and `TooSlow` beyond the bounds of the rules."""
    blocks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(rules.slowest):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise TooSlow
                block = message.get("body", b"")
                size += len(block)
                if size > rules.most_bytes:
                    raise TooLarge
                blocks.append(block)
                if not message.get("more_body"):
                    return b"".join(blocks)
    except TimeoutError as error:
        raise TooSlow from error
