"""What a Crossref can answer that is wrong: failures that were recorded, and hostile ones."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from radrefs.registries.crossref import SELECT
from radrefs.testing.server import Reply

__all__ = ["FAILURES", "HOSTILE", "envelope", "message"]

_HTML, _JSON = {"Content-Type": "text/html"}, {"Content-Type": "application/json"}
_EXCEPTION = {"name": "class clojure.lang.ExceptionInfo", "stack": []}


def message(kind: str, value: object) -> dict[str, Any]:
    """Wrap an answer as Crossref does."""
    return {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": value}


def envelope(items: list[Any], total: int, rows: int) -> dict[str, Any]:
    """Wrap a list of records as Crossref does."""
    query = {"start-index": 0, "search-terms": None}
    return message(
        "work-list",
        {
            "facets": {},
            "total-results": total,
            "items": items,
            "items-per-page": rows,
            "query": query,
        },
    )


def _odd_records() -> list[Any]:
    """Return records with a wrong type in every field, as an attacker would send them."""
    keys = (*SELECT, "page", "language", "journal-issue", "aliases")
    values: tuple[Any, ...] = (None, 7, True, "x", [], {}, [None], [[]], {"date-parts": [[None]]})
    odd: list[Any] = [None, 5, "work", []]
    for key, value in itertools.product(keys, values):
        odd.append({"DOI": "10.1000/odd", "title": ["Odd"], key: value})
    return odd


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


FAILURES: Mapping[str, Reply] = MappingProxyType(
    {
        "429": Reply(429, b"<html><body><h1>429 Too Many Requests</h1>\n</body></html>\n", _HTML),
        "429-after": Reply(429, b"", {"Retry-After": "1"}),
        "500": Reply(
            500,
            _json({"status": "error", "message-type": "exception", "message": _EXCEPTION}),
            _JSON,
        ),
        "503": Reply(503, b"Server is overloaded, please try later"),
        "504": Reply(504, b"<html><h1>504 Gateway Time-out</h1></html>", _HTML),
        "html": Reply(200, b"<html><body>Please sign in</body></html>", _HTML),
        "cut": Reply(
            200, _json({"status": "ok", "message": {"items": ["x" * 500]}}), _JSON, cut=True
        ),
        "drop": Reply(0),
    }
)
"""Failures as Crossref was recorded to have them; 429 and 504 carry no limits."""

HOSTILE: Mapping[str, Reply] = MappingProxyType(
    {
        "403": Reply(403),
        "giant": Reply(body=b" " * (1 << 16), times=1 << 14),
        "redirect": Reply(301, headers={"Location": "/works/10.1000/round"}),
        "elsewhere": Reply(302, headers={"Location": "https://login.example.org/portal"}),
        "deep": Reply(body=b'{"message":' + b"[" * 100_000),
        "number": Reply(body=b'{"message":{"items":[' + b"9" * 10_000 + b"]}}"),
        "types": Reply(body=_json(envelope(_odd_records(), 1, 20)), headers=_JSON),
        "list": Reply(body=b"[1, 2, 3]", headers=_JSON),
        "cookie": Reply(
            body=_json(envelope([], 0, 20)), headers={**_JSON, "Set-Cookie": "id=1; Path=/"}
        ),
    }
)
"""What a server may send that is broken or means harm; "giant" is a gigabyte."""
