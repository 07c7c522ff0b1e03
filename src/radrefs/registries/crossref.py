"""Speak to Crossref: its routes, its limits, its aliases.

It keeps to the published limits from the first request (Crossref, 2025-11-05, in force
since 2025-12-01) and to the limit headers when they come; asks again when an answer is
a fault; follows a merged DOI to its prime one; and gives up as *not checked*, never as
*not found*. Why not habanero for this: docs, Crossref.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlencode

from radrefs.errors import NotChecked, RadrefsError
from radrefs.markup import clean
from radrefs.matching.records import Work, normal_doi
from radrefs.model import Citation
from radrefs.registries.answers import RetryableError, first_number, read_json
from radrefs.registries.base import ROWS, query_of
from radrefs.registries.http import (
    Answer,
    Client,
    checked_base,
    contact_problem,
    is_loopback,
    redirected,
)
from radrefs.registries.rate_limit import RateLimiter
from radrefs.settings import CROSSREF

__all__ = ["LISTS", "SELECT", "SINGLES", "Crossref"]

SELECT = (
    "DOI type title subtitle original-title container-title short-container-title author editor"
    " issued published published-print published-online volume issue page article-number ISSN"
    " issn-type ISBN publisher publisher-location abstract group-title relation update-to"
    " updated-by is-referenced-by-count score"
).split()
"""What a search asks for; `language` cannot be selected and comes with look-ups alone."""
LISTS, SINGLES = "crossref list", "crossref single"
"""The two doors, each with a limit of its own."""
_POOLS = {"public": (1.0, 5.0, 1), "polite": (3.0, 10.0, 3), "plus": (150.0, 150.0, 10)}
_BATCH, _LONGEST_URL = 50, 2000
_LIMITS = ("x-rate-limit-limit", "x-rate-limit", "x-ratelimit-limit")
_INTERVALS = ("x-rate-limit-interval", "x-ratelimit-interval")
_TOKEN = re.compile(r"[\x21-\x7e]{8,4000}")


class Crossref:
    """Search Crossref and look DOIs up there. Safe to use from several threads.

    `mailto` gets the polite pool (three searches a second instead of one), `token` is a
    Metadata Plus token, sent to this server alone and never told. `pace` shares the
    limits with other clients. A request that fails is asked again, `attempts` in all,
    first after `patience` seconds; `silence` is the longest pause in an answer and
    `longest` the time that all of it may take. Raises `RadrefsError` for an address or a
    URL that is none.
    """

    complete = True

    def __init__(
        self,
        mailto: str | None = None,
        *,
        token: str | None = None,
        base_url: str = CROSSREF,
        pace: RateLimiter | None = None,
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
        if token and not self._base.startswith("https:") and not is_loopback(self._base):
            raise RadrefsError(f"{self._base}: a token is sent over https alone")
        self.name = "crossref" if self._base == CROSSREF else f"crossref at {self._base}"
        self._client = Client(
            self.name, headers=_headers(mailto, token, agent), pace=pace, attempts=attempts,
            patience=patience, silence=silence, longest=longest,
        )  # fmt: skip
        self._mailto = mailto
        self._select: tuple[str, ...] = tuple(SELECT)
        pool = "plus" if token else "polite" if mailto else "public"
        lists, singles, at_once = _POOLS[pool]
        self.per_second = lists
        self.pace.allow(LISTS, lists)
        self.pace.allow(SINGLES, singles)
        self.pace.allow_at_once(at_once)

    @property
    def asked(self) -> Counter[str]:
        """Count what was asked: searches, batches, singles, requests, faults."""
        return self._client.asked

    @property
    def pace(self) -> RateLimiter:
        """Give the pace that is kept."""
        return self._client.pace

    def search(self, citation: Citation) -> Sequence[Work]:
        """Give the works most like a citation: one list request. Raises `NotChecked`."""
        query = query_of(citation)
        if not query.strip():
            return ()
        while len(quote(query)) > _LONGEST_URL // 2:
            query = query[: len(query) * 3 // 4]
        self._client.count("searches")
        message = self._list({"query.bibliographic": query, "rows": ROWS})
        return tuple(self._works(message))

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Give the work of each DOI held: fifty in one list request, the rest singly.

        Merged DOIs are silently absent from lists; asked singly they lead to the prime
        one, whose work is given under the DOI asked for. Raises `NotChecked`.
        """
        # No DOI is held whose address would be too long to ask for.
        room = _LONGEST_URL - len(self._address("/works", {"rows": _BATCH}, "filter="))
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
        """Ask for a list of works; give its message.

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
        """Give the works of a list; what has no DOI is none. References are not kept.

        They are the larger part of a record, and nothing here reads them.
        """
        for item in message["items"]:
            if isinstance(item, dict) and normal_doi(item.get("DOI")):
                yield Work(self.name, {key: item[key] for key in item if key != "reference"})

    def _address(self, path: str, params: dict[str, Any], extra: str = "") -> str:
        """Give the address of a request; the contact address is part of each."""
        if self._mailto:
            params = {**params, "mailto": self._mailto}
        query = "&".join(part for part in (urlencode(params, quote_via=quote), extra) if part)
        return f"{self._base}{path}{'?' if query else ''}{query}"

    def _ask(
        self, door: str, path: str, params: dict[str, Any], extra: str = ""
    ) -> dict[str, Any] | None:
        """Ask until there is an answer: its message, or None for "not held".

        Raises `NotChecked` when given up, `_Refused` for a request that is not taken.
        """
        url = self._address(path, params, extra)
        return self._client.ask(door, url, self._read, onward=self._onward, heard=self._learn)

    def _onward(self, answer: Answer) -> str:
        """Give where a redirect leads: another work of this very server, or refuse it."""
        told = redirected(answer)
        _, mark, query = answer.url.partition("?")
        doi = normal_doi(unquote(told.removesuffix(mark + query).partition("/works/")[2]))
        if not doi:
            raise RetryableError("redirected to no work")
        return f"{self._base}/works/{quote(doi, safe='')}{mark}{query}"

    def _read(self, answer: Answer) -> dict[str, Any] | None:
        """Tell answer from fault: the status first, the body's label not at all."""
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

    def _learn(self, door: str, headers: Mapping[str, str]) -> None:
        """Follow the limits that the answer names, up or down; without any keep ours."""
        limit = next((n for h in _LIMITS if (n := first_number(headers.get(h)))), None)
        interval = next((n for h in _INTERVALS if (n := first_number(headers.get(h)))), 1.0)
        if limit is not None:
            self.pace.allow(door, min(max(limit / interval, 0.02), 150.0))
        elif headers.get("x-api-pool", "").startswith("public"):
            lists, singles, at_once = _POOLS["public"]
            self.pace.allow(door, lists if door == LISTS else singles)
            self.pace.allow_at_once(at_once)
        if in_flight := first_number(headers.get("x-concurrency-limit")):
            self.pace.allow_at_once(min(int(in_flight), 50))


class _Refused(Exception):
    """Tell that a request is not taken (400): its `kinds` and `values` of failure."""

    def __init__(self, status: int, message: object) -> None:
        failures = message if isinstance(message, list) else []
        failures = [one for one in failures[:20] if isinstance(one, dict)]
        self.kinds = {clean(one.get("type"), 80) for one in failures}
        self.values = {clean(one.get("value"), 80) for one in failures}
        told = ", ".join(sorted(self.kinds)) or "no reason given"
        super().__init__(f"Crossref does not take the request (status {status}: {told})")


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
    """Give the bytes that a DOI takes in a filter; 0 for none."""
    return len(quote(doi, safe="")) + len("doi:,") if doi else 0


def _batches(dois: Sequence[str], room: int) -> Iterator[list[str]]:
    """Cut DOIs into batches of at most fifty that fit into the room left in an address."""
    batch: list[str] = []
    length = 0
    for doi in dois:
        if batch and (len(batch) == _BATCH or length + _size(doi) > room):
            yield batch
            batch, length = [], 0
        batch.append(doi)
        length += _size(doi)
    if batch:
        yield batch
