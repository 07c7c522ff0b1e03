"""Ask a service over HTTP: the one module that knows requests, over one pooled session.

A `Client` keeps to a pace, asks again when an answer is a fault, believes no length and
no speed, and gives up as *not checked*. What an answer means is its caller's matter.
"""

from __future__ import annotations

import ipaddress
import random
import re
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from http.client import HTTPException, HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple, TypeVar, cast
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from radrefs.errors import NotChecked, RadrefsError
from radrefs.markup import clean
from radrefs.registries.answers import PermanentError, RetryableError, read_body, wait_asked
from radrefs.registries.rate_limit import RateLimiter, Stopped

__all__ = ["Answer", "Client", "checked_base", "contact_problem", "is_loopback", "redirected"]

T = TypeVar("T")
_CONNECT = 10.0
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAILTO = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")


class Answer(NamedTuple):
    """Hold one answer, whole: its status, headers, body, and the address that was asked."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Client:
    """Ask one service; safe to use from several threads.

    `name` is told where something failed. A request that fails is asked again,
    `attempts` in all, first after `patience` seconds; `silence` is the longest pause in
    an answer and `longest` the time that all of it may take. After `most_given_up`
    requests in a row without an answer, or none ever, nothing more is asked. `asked`
    counts requests and faults, and what the caller counts.
    """

    def __init__(
        self,
        name: str,
        *,
        headers: Mapping[str, str],
        pace: RateLimiter | None = None,
        attempts: int = 6,
        patience: float = 1.0,
        silence: float = 30.0,
        longest: float = 90.0,
        most_given_up: int = 3,
    ) -> None:
        self.name = name
        self.asked: Counter[str] = Counter()
        self.pace = pace or RateLimiter()
        self.closed: str | None = None
        self._session = _session(headers)
        self._attempts, self._patience = attempts, patience
        self._silence, self._longest = silence, longest
        self._most_given_up = most_given_up
        self._lock = threading.Lock()
        self._given_up = 0
        self._reached = False

    def count(self, what: str, number: int = 1) -> None:
        """Count what was asked, in the caller's own words."""
        with self._lock:
            self.asked[what] += number

    def close(self) -> None:
        """Stop everything that waits, and close the connections."""
        self.closed = self.closed or "stopped"
        self.pace.clock.stop()
        self._session.close()

    def refuse(self, told: str) -> NotChecked:
        """Ask nothing more in this run; give what to raise."""
        self.closed = told
        return NotChecked(told, closed=True)

    def ask(
        self,
        door: str,
        url: str,
        read: Callable[[Answer], T],
        *,
        form: str | None = None,
        onward: Callable[[Answer], str] | None = None,
        heard: Callable[[str, Mapping[str, str]], None] | None = None,
    ) -> T:
        """Ask until `read` takes an answer; give what it made of it. Raises `NotChecked`.

        `read` raises `RetryableError` for what is to be asked again, `PermanentError` else;
        the statuses that pass by themselves are faults before it sees them. `form` is
        sent as a form's body. `onward` says where a redirect leads, which is otherwise
        refused. `heard` hears the headers of each answer.
        """
        why = ""
        for attempt in range(self._attempts):
            self._check_open()
            try:
                found = read(self._once(door, url, form, onward, heard))
            except RetryableError as fault:
                why = str(fault)
                # Whoever is second to find no network, in any thread, need not try again.
                if not self._reached and self.asked["faults"] and _is_offline(why):
                    break
                self._back_off(door, attempt, fault.after)
                continue
            except PermanentError as answer:
                raise self._give_up(f"{self.name} {answer}") from None
            except Stopped:
                self.closed = self.closed or "stopped"
                raise NotChecked(self.closed, closed=True) from None
            self._given_up = 0
            return found
        if self._given_up >= 2 or not self._reached:
            raise self._give_up(f"{self.name} cannot be reached ({why})")
        raise self._give_up(f"{self.name} gave no answer in {self._attempts} attempts ({why})")

    def _check_open(self) -> None:
        """Raise `NotChecked` if nothing is asked any more."""
        if self.closed:
            raise NotChecked(self.closed, closed=True)

    def _give_up(self, told: str) -> NotChecked:
        """Say that there is no answer; after some in a row, or none ever, ask no more."""
        with self._lock:
            self._given_up += 1
            if self._given_up >= self._most_given_up or not self._reached:
                self.closed = self.closed or told
        return NotChecked(self.closed or told, closed=self.closed is not None)

    def _back_off(self, door: str, attempt: int, after: float | None) -> None:
        """Wait longer each time; a time the service names is kept, with a little more."""
        self.count("faults")
        if attempt + 1 < self._attempts:
            wait = self._patience * 2**attempt * random.uniform(0.75, 1.25)
            if after is not None:
                self.pace.pause(door, after * 1.05)
                wait = min(wait, after)
            self.pace.clock.wait(wait)

    def _once(
        self,
        door: str,
        url: str,
        form: str | None,
        onward: Callable[[Answer], str] | None,
        heard: Callable[[str, Mapping[str, str]], None] | None,
    ) -> Answer:
        """Send one request, following redirects where they are allowed."""
        for _ in range(5):
            with self.pace.turn(door, self._check_open):
                answer = self._fetch(url, form)
            if heard:
                heard(door, answer.headers)
            if answer.status in _RETRIED:
                raise RetryableError(f"status {answer.status}", wait_asked(answer.headers))
            if answer.status not in _REDIRECTS:
                return answer
            if onward is None:
                redirected(answer)
                raise PermanentError("redirected us, which is no answer of its own")
            url = onward(answer)
        raise PermanentError("redirected us in a circle")

    def _fetch(self, url: str, form: str | None) -> Answer:
        """Fetch one answer whole, within limits of size and time."""
        self.count("requests")
        begun = time.monotonic()
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else None
        try:
            with self._session.request(
                "POST" if form else "GET", url, data=form, headers=headers, stream=True,
                allow_redirects=False, timeout=(_CONNECT, self._silence),
            ) as response:  # fmt: skip
                self._reached = True
                packing = response.headers.get("content-encoding", "").strip().lower()
                below = cast(HTTPResponse, response.raw._original_response)
                body = read_body(below, packing, begun + self._longest)
                response.raw.release_conn()
                return Answer(response.status_code, response.headers, body, url)
        except requests.exceptions.SSLError as error:
            told = f"{self.name}: the connection is not safe: check certificates and proxy"
            raise self.refuse(told) from error
        except (requests.exceptions.Timeout, TimeoutError) as error:
            raise RetryableError("time-out") from error
        except requests.exceptions.ConnectionError as error:
            # Only what failed to connect says that it may go on for ever.
            failed = hasattr(next(iter(error.args), None), "reason") and not self._reached
            raise RetryableError("no connection" if failed else "connection lost") from error
        except (
            requests.exceptions.RequestException,
            HTTPException,
            OSError,
            ValueError,
            zlib.error,
        ) as error:
            raise RetryableError(f"answer cut short: {type(error).__name__}") from error


def redirected(answer: Answer) -> str:
    """Give where a redirect leads as it was sent; refuse another server than the one asked."""
    told = _as_sent(answer.headers.get("location", "").strip())
    here = urlsplit(answer.url)
    try:
        there = urlsplit(urljoin(answer.url, told))
    except ValueError:
        raise RetryableError("redirected to no address") from None
    if (there.hostname, there.scheme) != (here.hostname, here.scheme):
        raise PermanentError(
            f"sent us to another server ({clean(there.hostname or told, 80)}): "
            "is there a login page between?"
        )
    return told


class _Session(requests.Session):
    """Leave redirects alone: requests would read such an answer whole, however large."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Give no target."""


def _session(headers: Mapping[str, str]) -> requests.Session:
    session = _Session()
    # Sessions keep cookies of their own accord; none is needed, and none is kept.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["Accept-Encoding"] = "gzip"
    session.headers.update(headers)
    adapter = HTTPAdapter(pool_connections=2, pool_maxsize=10, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def contact_problem(mailto: str) -> str | None:
    """Tell in words why an address cannot be sent as `mailto`; None if it can."""
    if len(mailto) <= 254 and _MAILTO.fullmatch(mailto):
        return None
    return f"{clean(mailto, 80)!r} is no e-mail address: use the form name@example.org"


def checked_base(url: str, what: str, usual: str) -> str:
    """Give a server's address without its last slash. Raises `RadrefsError` for none."""
    url = url.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isascii() or not url.isprintable() or re.search(r"[\s?#@]", url):
        raise RadrefsError(f"{clean(url, 80)!r} is no address of a {what} server: use {usual}")
    return url


def is_loopback(url: str) -> bool:
    """Tell whether an address is this very machine's."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _as_sent(header: str) -> str:
    """Read a header as UTF-8 if it is that; what reads headers takes all for Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _is_offline(why: str) -> bool:
    return why in ("no connection", "time-out")
