"""Ask a service over HTTP: the one module that uses requests, with one pooled session.

A `Client` keeps to the rate limit, asks again when an answer is a fault, trusts no
length and no speed, and ends as *not checked*. What an answer means, its caller says.
"""

from __future__ import annotations

import random
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from radrefs.errors import NotChecked
from radrefs.markup import clean
from radrefs.registries.answers import PermanentError, RetryableError, read_body, retry_after
from radrefs.registries.rate_limit import RateLimiter, Stopped

__all__ = ["Answer", "Client", "redirected"]

T = TypeVar("T")
_CONNECT = 10.0
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TIMEOUT = (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
_BROKEN = (
    requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError,
    zlib.error,
)  # fmt: skip


class Answer(NamedTuple):
    """One answer, whole: its status, headers, body, and the address that was asked."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Client:
    """Ask one service; safe to use from several threads.

    `name` stands in every message about a failure. A request that fails is asked again,
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
        rate_limiter: RateLimiter | None = None,
        attempts: int = 6,
        patience: float = 1.0,
        silence: float = 30.0,
        longest: float = 90.0,
        most_given_up: int = 3,
    ) -> None:
        self.name = name
        self.asked: Counter[str] = Counter()
        self.rate_limiter = rate_limiter or RateLimiter()
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
        self.rate_limiter.clock.stop()
        self._session.close()

    def refuse(self, why: str) -> NotChecked:
        """Ask nothing more in this run; return the error to raise."""
        self.closed = why
        return NotChecked(why, closed=True)

    def ask(
        self,
        route: str,
        url: str,
        read: Callable[[Answer], T],
        *,
        form: str | None = None,
        redirect: Callable[[Answer], str] | None = None,
        on_headers: Callable[[str, Mapping[str, str]], None] | None = None,
    ) -> T:
        """Ask until `read` accepts an answer; return what it read. Raises `NotChecked`.

        `read` raises `RetryableError` for what is to be asked again, and `PermanentError`
        for what is not; the statuses that pass by themselves never reach it. `form` is
        sent as the body of a form. `redirect` returns the address to go on with;
        without it redirects are refused. `on_headers` is called with the route and the
        headers of each answer.
        """
        why = ""
        for attempt in range(self._attempts):
            self._check_open()
            try:
                found = read(self._once(route, url, form, redirect, on_headers))
            except RetryableError as fault:
                why = str(fault)
                # If a second request finds no network, in any thread, a third is of no use.
                if not self._reached and self.asked["faults"] and _is_offline(why):
                    break
                self._back_off(route, attempt, fault.after)
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

    def _give_up(self, why: str) -> NotChecked:
        """Count a request without an answer; after some in a row, or none ever, ask no more."""
        with self._lock:
            self._given_up += 1
            if self._given_up >= self._most_given_up or not self._reached:
                self.closed = self.closed or why
        return NotChecked(self.closed or why, closed=self.closed is not None)

    def _back_off(self, route: str, attempt: int, after: float | None) -> None:
        """Wait longer each time; a time the service names is kept, with a little more."""
        self.count("faults")
        if attempt + 1 < self._attempts:
            wait = self._patience * 2**attempt * random.uniform(0.75, 1.25)
            if after is not None:
                self.rate_limiter.pause(route, after * 1.05)
                wait = min(wait, after)
            self.rate_limiter.clock.wait(wait)

    def _once(
        self,
        route: str,
        url: str,
        form: str | None,
        redirect: Callable[[Answer], str] | None,
        on_headers: Callable[[str, Mapping[str, str]], None] | None,
    ) -> Answer:
        """Send one request, following redirects where they are allowed."""
        for _ in range(5):
            with self.rate_limiter.acquire(route, self._check_open):
                answer = self._fetch(url, form)
            if on_headers:
                on_headers(route, answer.headers)
            if answer.status in _RETRIED:
                raise RetryableError(f"status {answer.status}", retry_after(answer.headers))
            if answer.status not in _REDIRECTS:
                return answer
            if redirect is None:
                redirected(answer)
                raise PermanentError("redirected us, which is no answer of its own")
            url = redirect(answer)
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
                body = read_body(response.raw, packing, begun + self._longest)
                return Answer(response.status_code, response.headers, body, url)
        except requests.exceptions.SSLError as error:
            why = f"{self.name}: the connection is not safe: check certificates and proxy"
            raise self.refuse(why) from error
        except _TIMEOUT as error:
            raise RetryableError("time-out") from error
        except requests.exceptions.ConnectionError as error:
            # Only a failed attempt to connect means that there may be no network at all.
            failed = hasattr(next(iter(error.args), None), "reason") and not self._reached
            raise RetryableError("no connection" if failed else "connection lost") from error
        except _BROKEN as error:
            raise RetryableError(f"answer cut short: {type(error).__name__}") from error


def redirected(answer: Answer) -> str:
    """Return where a redirect leads, as sent; refuse another server than the one asked."""
    where = _as_sent(answer.headers.get("location", "").strip())
    here = urlsplit(answer.url)
    try:
        there = urlsplit(urljoin(answer.url, where))
    except ValueError:
        raise RetryableError("redirected to no address") from None
    if (there.hostname, there.scheme) != (here.hostname, here.scheme):
        raise PermanentError(
            f"sent us to another server ({clean(there.hostname or where, 80)}): "
            "is there a login page between?"
        )
    return where


class _Session(requests.Session):
    """Leave redirects alone: requests would read such an answer whole, however large."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return no target."""


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


def _as_sent(header: str) -> str:
    """Read a header as UTF-8 if it is that; http.client reads all headers as Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _is_offline(why: str) -> bool:
    return why in ("no connection", "time-out")
