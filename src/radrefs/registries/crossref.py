"""Ask Crossref: its routes, its limits, its aliases.

The published limits hold from the first request on (`rates`), and those of the limit
headers when they come. A fault is asked again, a merged DOI leads to its prime one, and
what gets no answer is *not checked*, never *not found*. Why not habanero: docs, Crossref.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlencode

from radrefs.deprecated import old_attribute, old_keywords
from radrefs.errors import NotChecked, RadrefsError
from radrefs.markup import clean
from radrefs.matching import Work, normal_doi
from radrefs.model import Citation
from radrefs.registries.addresses import checked_base, contact_problem, is_confidential
from radrefs.registries.answers import RetryableError, first_number, read_json
from radrefs.registries.base import LOOK_UP, ROWS, query_of
from radrefs.registries.http import Answer, Client, redirected
from radrefs.registries.rate_limit import RateLimiter
from radrefs.registries.rates import PUBLIC, pool_of
from radrefs.settings import CROSSREF

__all__ = ["LISTS", "SELECT", "SINGLES", "Crossref"]

SELECT = (
    "DOI type title subtitle original-title container-title short-container-title author editor"
    " issued published published-print published-online volume issue page article-number ISSN"
    " issn-type ISBN publisher publisher-location abstract group-title relation update-to"
    " updated-by is-referenced-by-count score"
).split()
"""The elements a search asks for; `language` cannot be selected: only look-ups bring it."""
LISTS, SINGLES = "crossref list", "crossref single"
"""The two routes, each with a limit of its own."""
_LONGEST_URL = 2000
_LIMITS = ("x-rate-limit-limit", "x-rate-limit", "x-ratelimit-limit")
_INTERVALS = ("x-rate-limit-interval", "x-ratelimit-interval")
_TOKEN = re.compile(r"[\x21-\x7e]{8,4000}")


class Crossref:
    """Search Crossref and look DOIs up there. Safe to use from several threads.

    `mailto` gets the polite pool (three searches a second instead of one), `token` is a
    Metadata Plus token, sent to this server alone and never shown. `rate_limiter` shares
    the limits with other clients. A request that fails is asked again, `attempts` in
    all, first after `patience` seconds; `silence` is the longest pause in an answer and
    `longest` the time that all of it may take. Raises `RadrefsError` for an address or a
    URL that is none.
    """

    complete = True
    pace = old_attribute("pace", "rate_limiter")

    @old_keywords(pace="rate_limiter")
    def __init__(
        self,
        mailto: str | None = None,
        *,
        token: str | None = None,
        base_url: str = CROSSREF,
        rate_limiter: RateLimiter | None = None,
        attempts: int = 6,
        patience: float = 1.0,
        silence: float = 30.0,
        longest: float = 90.0,
        agent: str = "radrefs",
    ) -> None:
        self._base = checked_base(base_url, "Crossref", CROSSREF)
        if mailto and (problem := contact_problem(mailto)):
            raise RadrefsError(problem)
        if token and not _TOKEN.fullmatch(token):
            raise RadrefsError(
                "the Crossref Plus token holds blanks or odd characters: copy it anew"
            )
        if token and not is_confidential(self._base):
            raise RadrefsError(f"{self._base}: a token is sent over https alone")
        self.name = "crossref" if self._base == CROSSREF else f"crossref at {self._base}"
        self._client = Client(
            self.name, headers=_headers(mailto, token, agent), rate_limiter=rate_limiter,
            attempts=attempts, patience=patience, silence=silence, longest=longest,
        )  # fmt: skip
        self._mailto = mailto
        self._select: tuple[str, ...] = tuple(SELECT)
        pool = pool_of(mailto, token)
        self.per_second = pool.lists
        self.rate_limiter.allow(LISTS, pool.lists)
        self.rate_limiter.allow(SINGLES, pool.singles)
        self.rate_limiter.allow_at_once(pool.at_once)

    @property
    def asked(self) -> Counter[str]:
        """Count what was asked: searches, batches, singles, requests, faults."""
        return self._client.asked

    @property
    def rate_limiter(self) -> RateLimiter:
        """Return the rate limiter that holds for all requests."""
        return self._client.rate_limiter

    def search(self, citation: Citation) -> Sequence[Work]:
        """Return the works most like a citation: one list request. Raises `NotChecked`."""
        query = query_of(citation)
        if not query.strip():
            return ()
        while len(quote(query)) > _LONGEST_URL // 2:
            query = query[: len(query) * 3 // 4]
        self._client.count("searches")
        message = self._list({"query.bibliographic": query, "rows": ROWS})
        return tuple(self._works(message))

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Return the work of each DOI held: fifty in one list request, the rest singly.

        Merged DOIs are absent from lists, without a word; asked singly they lead to the
        prime one, whose work stands under the DOI asked for. Raises `NotChecked`.
        """
        # No DOI is held whose address would be too long to ask for.
        room = _LONGEST_URL - len(self._address("/works", {"rows": LOOK_UP}, "filter="))
        wanted = [doi for doi in dict.fromkeys(map(normal_doi, dois)) if 0 < _size(doi) <= room]
        found: dict[str, Work] = {}
        for batch in _batches([doi for doi in wanted if "," not in doi], room):
            self._client.count("batches")
            listed = ",".join(f"doi:{quote(doi, safe='')}" for doi in batch)
            message = self._list({"rows": len(batch)}, f"filter={listed}", select=False)
            found |= {work.doi: work for work in self._works(message) if work.doi in batch}
        for doi in wanted:
            if doi not in found and (work := self._single(doi)) is not None:
                found[doi] = work
        return found

    def close(self) -> None:
        """Stop everything that waits, and close the connections."""
        self._client.close()

    def _list(self, params: dict[str, Any], extra: str = "", select: bool = True) -> dict[str, Any]:
        """Ask for a list of works; return its message.

        An element that can no longer be selected is left out, then and from then on.
        """
        names = self._select if select else ()
        chosen = {**params, "select": ",".join(names)} if names else params
        try:
            message = self._ask(LISTS, "/works", chosen, extra)
        except _Refused as refusal:
            if not names or "select-not-available" not in refusal.kinds:
                raise NotChecked(str(refusal)) from refusal
            left = {name for name in names if name not in refusal.values}
            kept = left if len(left) < len(names) else set()
            self._select = tuple(name for name in self._select if name in kept)
            return self._list(params, extra)
        if message is None or not isinstance(message.get("items"), list):
            raise NotChecked(f"{self.name} answered with no list of works")
        return message

    def _single(self, doi: str) -> Work | None:
        """Ask for one DOI; None if Crossref does not hold it."""
        self._client.count("singles")
        try:
            message = self._ask(SINGLES, f"/works/{quote(doi, safe='')}", {})
        except _Refused as refusal:
            raise NotChecked(str(refusal)) from refusal
        if message is None:
            return None
        for work in self._works({"items": [message]}):
            return work
        raise NotChecked(f"{self.name} answered with no work")

    def _works(self, message: dict[str, Any]) -> Iterator[Work]:
        """Return the works of a list; what has no DOI is none. References are not kept.

        They are the larger part of a record, and nothing here reads them.
        """
        for item in message["items"]:
            if isinstance(item, dict) and normal_doi(item.get("DOI")):
                yield Work(self.name, {key: item[key] for key in item if key != "reference"})

    def _address(self, path: str, params: dict[str, Any], extra: str = "") -> str:
        """Return the address of a request; the contact address is part of each."""
        if self._mailto:
            params = {**params, "mailto": self._mailto}
        query = "&".join(part for part in (urlencode(params, quote_via=quote), extra) if part)
        return f"{self._base}{path}{'?' if query else ''}{query}"

    def _ask(
        self, route: str, path: str, params: dict[str, Any], extra: str = ""
    ) -> dict[str, Any] | None:
        """Ask until there is an answer: its message, or None for "not held".

        Raises `NotChecked` when given up, `_Refused` for a request that is not accepted.
        """
        url = self._address(path, params, extra)
        return self._client.ask(
            route, url, self._read, redirect=self._redirect, on_headers=self._follow_limits
        )

    def _redirect(self, answer: Answer) -> str:
        """Return where a redirect leads: to another work of this same server, else refuse it."""
        where = redirected(answer)
        _, mark, query = answer.url.partition("?")
        doi = normal_doi(unquote(where.removesuffix(mark + query).partition("/works/")[2]))
        if not doi:
            raise RetryableError("redirected to no work")
        return f"{self._base}/works/{quote(doi, safe='')}{mark}{query}"

    def _read(self, answer: Answer) -> dict[str, Any] | None:
        """Separate answers from faults: by the status first, never by the body's label."""
        text = answer.body[:200].decode("utf-8", "replace").strip()
        if answer.status == 404 and text == "Resource not found.":
            return None
        if answer.status in (401, 403):
            raise self._client.refuse(
                f"{self.name} refuses us (status {answer.status}): ask no more today, "
                "and write to support@crossref.org if it goes on"
            )
        message = _message(answer.body)
        if answer.status == 400 or (answer.status == 414):
            raise _Refused(answer.status, message)
        if answer.status != 200 or not isinstance(message, dict):
            raise RetryableError(f"status {answer.status}, but no answer of Crossref's")
        return message

    def _follow_limits(self, route: str, headers: Mapping[str, str]) -> None:
        """Follow the limits that the answer names, up or down; without any keep ours."""
        limit = next((n for h in _LIMITS if (n := first_number(headers.get(h)))), None)
        interval = next((n for h in _INTERVALS if (n := first_number(headers.get(h)))), 1.0)
        if limit is not None:
            self.rate_limiter.allow(route, min(max(limit / interval, 0.02), 150.0))
        elif headers.get("x-api-pool", "").startswith("public"):
            self.rate_limiter.allow(route, PUBLIC.lists if route == LISTS else PUBLIC.singles)
            self.rate_limiter.allow_at_once(PUBLIC.at_once)
        if in_flight := first_number(headers.get("x-concurrency-limit")):
            self.rate_limiter.allow_at_once(min(int(in_flight), 50))


class _Refused(Exception):
    """A request that is not accepted (400), with the `kinds` and `values` of failure."""

    def __init__(self, status: int, message: object) -> None:
        failures = message if isinstance(message, list) else []
        failures = [one for one in failures[:20] if isinstance(one, dict)]
        self.kinds = {clean(one.get("type"), 80) for one in failures}
        self.values = {clean(one.get("value"), 80) for one in failures}
        why = ", ".join(sorted(self.kinds)) or "no reason given"
        super().__init__(f"Crossref does not accept the request (status {status}: {why})")


def _headers(mailto: str | None, token: str | None, agent: str) -> dict[str, str]:
    headers = {
        "User-Agent": f"{agent} (mailto:{mailto})" if mailto else agent,
        "Accept": "application/json",
    }
    return headers | ({"Crossref-Plus-API-Token": f"Bearer {token}"} if token else {})


def _message(body: bytes) -> object:
    """Read the message out of an answer's envelope; None if it is none."""
    envelope = read_json(body)
    return envelope.get("message") if isinstance(envelope, dict) else None


def _size(doi: str) -> int:
    """Return the bytes that a DOI takes in a filter; 0 for none."""
    return len(quote(doi, safe="")) + len("doi:,") if doi else 0


def _batches(dois: Sequence[str], room: int) -> Iterator[list[str]]:
    """Cut DOIs into batches of at most fifty that fit into the room left in an address."""
    batch: list[str] = []
    length = 0
    for doi in dois:
        if batch and (len(batch) == LOOK_UP or length + _size(doi) > room):
            yield batch
            batch, length = [], 0
        batch.append(doi)
        length += _size(doi)
    if batch:
        yield batch
