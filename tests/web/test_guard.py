"""Try what another site, another machine and a slow client would try."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from radrefs.registries.addresses import is_loopback
from radrefs.web import serving as module
from radrefs.web.guard import MOST_BYTES, Rules
from radrefs.web.page import web_policy
from tests.conftest import SEED, radrefs
from tests.web.serving import Tab, serving


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with serving(offline=True) as found:
        found.open()
        yield found


def test_the_page_itself_holds_no_secret_and_a_strict_policy(tab: Tab) -> None:
    answer = tab.send("/", method="GET", X_Radrefs_Token="")
    assert answer.status == 200 and tab.token not in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "connect-src 'self'" in policy
    for name, value in {
        "x-content-type-options": "nosniff", "x-frame-options": "DENY",
        "referrer-policy": "no-referrer", "cache-control": "no-store",
        "cross-origin-resource-policy": "same-origin",
    }.items():  # fmt: skip
        assert answer.headers[name] == value
    assert "server" not in answer.headers and "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "x@127.0.0.1:{port}",
        "127.0.0.1.evil.example:{port}", "localhost:{port}/x", "[::1", "192.168.0.2:{port}",
    ],
)  # fmt: skip
def test_a_name_bent_to_this_machine_is_not_answered(tab: Tab, host: str) -> None:
    for path, method in (("/", "GET"), ("/api/open", "POST")):
        answer = tab.send(path, "{}", method, Host=host.format(port=tab.port))
        assert answer.status == 421, (path, answer.text)


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}"])
def test_its_own_names_are_answered(tab: Tab, host: str) -> None:
    assert tab.send("/", method="GET", Host=host.format(port=tab.port)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"X_Radrefs_Token": "guess"},
        {"X_Radrefs_Token": ""},
    ],
)
def test_another_site_is_refused(tab: Tab, headers: dict[str, str]) -> None:
    given = {name: value.format(port=tab.port) for name, value in headers.items()}
    assert tab.send("/api/open", "{}", **given).status == 403


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PUT", "DELETE"])
def test_a_browser_asking_beforehand_gets_no_leave(tab: Tab, method: str) -> None:
    answer = tab.send("/api/open", method=method, Origin=f"http://127.0.0.1:{tab.port}")
    assert answer.status == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_too_much_is_refused_before_it_is_sent(tab: Tab) -> None:
    with socket.create_connection(("127.0.0.1", tab.port), timeout=20) as raw:
        head = (
            f"POST /api/read HTTP/1.1\r\nHost: 127.0.0.1:{tab.port}\r\n"
            f"X-Radrefs-Token: {tab.token}\r\nX-Radrefs-Session: {tab.session}\r\n"
            f"Content-Length: {MOST_BYTES + 1}\r\n\r\n"
        )
        raw.sendall(head.encode())
        assert b" 413 " in raw.recv(65536)


def test_too_much_in_pieces_of_unknown_length_is_refused(tab: Tab) -> None:
    with socket.create_connection(("127.0.0.1", tab.port), timeout=60) as raw:
        head = (
            f"POST /api/read HTTP/1.1\r\nHost: 127.0.0.1:{tab.port}\r\n"
            f"X-Radrefs-Token: {tab.token}\r\nX-Radrefs-Session: {tab.session}\r\n"
            "Transfer-Encoding: chunked\r\n\r\n"
        )
        raw.sendall(head.encode())
        piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        for _ in range(9):
            raw.sendall(piece)
        assert b" 413 " in raw.recv(65536)


def closed(raw: socket.socket) -> bytes:
    """Read until the other end closes."""
    received = b""
    while piece := raw.recv(65536):
        received += piece
    return received


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127"])
def test_who_does_not_finish_asking_is_let_go(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._TimedProtocol, "slowest_head", 0.2)
    with (
        serving(offline=True) as tab,
        socket.create_connection(("127.0.0.1", tab.port), timeout=30) as raw,
    ):
        raw.sendall(sent)
        assert closed(raw) == b""


def test_a_drip_of_bytes_does_not_set_the_clock_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._TimedProtocol, "slowest_head", 0.3)
    with (
        serving(offline=True) as tab,
        socket.create_connection(("127.0.0.1", tab.port), timeout=30) as raw,
    ):
        with pytest.raises(OSError):
            for _ in range(2000):
                raw.sendall(b"G")
                time.sleep(0.02)
        assert tab.send("/", method="GET").status == 200


def test_a_body_that_does_not_come_is_not_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "radrefs.web.serving.Rules", lambda *given: Rules(*given)._replace(slowest=0.2)
    )
    with (
        serving(offline=True) as tab,
        socket.create_connection(("127.0.0.1", tab.port), timeout=30) as raw,
    ):
        head = (
            f"POST /api/open HTTP/1.1\r\nHost: 127.0.0.1:{tab.port}\r\n"
            f"X-Radrefs-Token: {tab.token}\r\nContent-Length: 100\r\n\r\n{{"
        )
        raw.sendall(head.encode())
        assert b" 408 " in raw.recv(65536)


@pytest.mark.parametrize(
    "path", ["/api/read", "/api/decide", "/api/file", "/api/entries", "/api/open"]
)
@pytest.mark.parametrize("body", [b"\xff", b"[]", b"{}", b"7", b'{"at": "x"}', b"[" * 5000])
def test_no_body_brings_it_down(tab: Tab, path: str, body: bytes) -> None:
    assert tab.send(path, body).status in (200, 409, 410)
    assert tab.send("/api/beat").status == 200


def test_unknown_paths_are_not_found(tab: Tab) -> None:
    assert tab.send("/../../etc/passwd", method="GET").status == 404
    assert tab.send("/api/nothing").status == 404


def test_a_hostile_page_comes_back_as_text(tab: Tab) -> None:
    tab.read("Selected References\n1. Evil E: <script>alert(1)</script>. Brain. 1(1):1-2, 2001")
    html = tab.ask("entries", **{"from": 0})["html"] + tab.ask("details", at=0)["html"]
    assert "<script" not in html and "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("host, own", [("127.0.0.1", True), ("localhost", True), ("::1", True),
                                       ("0.0.0.0", False), ("192.168.1.5", False)])  # fmt: skip
def test_loopback_is_known(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_beyond_loopback_addresses_are_answered_and_names_are_not() -> None:
    rules = Rules("token", "0.0.0.0", 80, web_policy())
    assert rules.is_own("192.168.1.5") and rules.is_own("127.0.0.1:80")
    assert not rules.is_own("evil.example") and not rules.is_own("192.168.1.5:81")


def test_a_port_that_is_taken_is_reported(tab: Tab) -> None:
    run = radrefs("serve", "--no-browser", "--port", tab.port)
    assert run.status == 2 and f"cannot listen on 127.0.0.1:{tab.port}" in run.err


def test_what_is_no_folder_is_reported() -> None:
    run = radrefs("serve", SEED, "--no-browser", "--port", 0)
    assert run.status == 2 and "give a folder with a page in it" in run.err
