"""Behave as Crossref does in 2026, on this machine: for tests, and for trying out.

    python -m radrefs.testing.crossref [--works FILE] [--port 8765] [--faults 0.2]

Envelopes, headers, limits and errors are those recorded or published (docs: Crossref);
the works are those that you give it, and their ranking is BM25, not Crossref's. It also
answers as doi.org does for content negotiation, and `main` runs a local PubMed beside it.
It is not Crossref: nothing that it answers is a live result.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Unpack
from urllib.parse import unquote

from radrefs.matching.records import Work
from radrefs.registries.bm25 import Index
from radrefs.registries.crossref import SELECT
from radrefs.testing.crossref_faults import FAILURES, HOSTILE, envelope, message
from radrefs.testing.pubmed import sample_pubmed
from radrefs.testing.samples import SAMPLE, read_records
from radrefs.testing.server import LocalServer, Reply, Request, ServerOptions

__all__ = ["FAULTS", "LocalCrossref"]

FAULTS = (*FAILURES, "slow", "swap")
"""What can go wrong; "swap" only exchanges ranks, as Crossref was seen to do."""
LIMITS = {  # lists a second, single records a second, in flight
    "public": (1, 5, 1), "polite": (3, 10, 3), "plus": (150, 150, 1000),
}  # fmt: skip
_NO_SELECT = {"language", "journal-issue", "subtype", "aliases"}
_CSL = "application/vnd.citationstyles.csl+json"
_TEXT = {"Content-Type": "text/plain"}


class LocalCrossref(LocalServer):
    """A Crossref that holds some works, given as its records.

    `headers` are the limits that it states: "split" (since 2026-07), "old" (2025-05),
    "none", or the very headers. `other` are records of other agencies: by DOI, the agency
    and its CSL-JSON. `aliases` lead from merged DOIs to prime ones. What stands in the
    attribute `no_select` cannot be selected. Its kinds of request are "list" and "single".
    """

    failures = MappingProxyType({**FAILURES, **HOSTILE})
    delays = ("slow", "swap")

    def __init__(
        self,
        works: Iterable[dict[str, Any]],
        *,
        aliases: Mapping[str, str] | None = None,
        other: Mapping[str, tuple[str, dict[str, Any]]] | None = None,
        headers: str | Mapping[str, str] = "split",
        **options: Unpack[ServerOptions],
    ) -> None:
        options.setdefault("kinds", FAULTS)
        super().__init__(**options)
        self.works = [Work("crossref", work) for work in works]
        self.by_doi = {work.doi: work for work in self.works}
        self.index = Index(self.works)
        self.aliases, self.other, self.headers = aliases or {}, other or {}, headers
        self.no_select = set(_NO_SELECT)

    def kind_of(self, request: Request) -> str:
        """Name the kind of a request: "list" for a search, "single" for all else."""
        return "list" if request.path.rstrip("/") in ("/works", "/v1/works") else "single"

    def limits(self, request: Request) -> tuple[str, int, int]:
        """Return the kind of a request and the limits of its pool."""
        lists, singles, at_once = LIMITS[_pool(request)]
        kind = self.kind_of(request)
        return kind, lists if kind == "list" else singles, at_once

    def stated_limits(self, request: Request) -> dict[str, str]:
        """Return the headers in which the limits are stated."""
        pool, (kind, allowed, at_once) = _pool(request), self.limits(request)
        if not isinstance(self.headers, str):
            return dict(self.headers)
        if self.headers == "none":
            return {}
        if self.headers == "old":
            return {"x-ratelimit-limit": "50", "x-ratelimit-interval": "1s", "x-api-pool": pool}
        found = {"x-rate-limit-limit": str(allowed), "x-rate-limit-interval": "1s"}
        if pool == "plus":
            return {**found, "x-api-pool": "plus"}
        route = "array" if kind == "list" else "single"
        return {**found, "x-concurrency-limit": str(at_once), "x-api-pool": f"{pool}-{route}"}

    def answer(self, request: Request, fault: str) -> Reply:
        """Answer a search, a look-up, the question for an agency, or as doi.org does."""
        if request.method != "GET":
            return Reply(405)
        path = request.path.removeprefix("/v1")
        if self.kind_of(request) == "list":
            reply = self._list(request.params, swap=fault == "swap")
        elif path.startswith("/works/"):
            reply = self._single(path.removeprefix("/works/"))
        else:
            return self._negotiated(path, request)
        return reply._replace(headers={**reply.headers, **self.stated_limits(request)})

    def _list(self, params: Mapping[str, str], swap: bool) -> Reply:
        rows = params.get("rows", "20")
        if not rows.isdigit() or int(rows) > 1000:
            return _refusal("integer-not-valid", rows)
        chosen = params["select"].split(",") if "select" in params else None
        for name in chosen or []:
            if name in self.no_select or name not in SELECT:
                return _refusal("select-not-available", name)
        if "filter" in params:
            asked = [one.removeprefix("doi:").lower() for one in params["filter"].split(",")]
            found = [(0.0, self.by_doi[doi]) for doi in asked if doi in self.by_doi]
            found.reverse()
        else:
            found = self.index.search(params.get("query.bibliographic", ""), int(rows))
        if swap and len(found) > 1:
            found[0], found[1] = found[1], found[0]
        items = [
            _selected({**work.record, "score": round(score, 5)}, chosen)
            for score, work in found[: int(rows)]
        ]
        return _json(envelope(items, len(found), int(rows)))

    def _single(self, name: str) -> Reply:
        doi, slash, last = name.rpartition("/")
        if slash and last == "agency":
            return self._agency(unquote(doi).lower())
        doi = unquote(name).lower()
        if doi in self.aliases:
            # Relative and not encoded, as Crossref sends it.
            prime = self.aliases[doi].encode().decode("latin-1")
            return Reply(301, headers={"Location": f"/works/{prime}"})
        if doi in self.by_doi:
            return _json(message("work", {**self.by_doi[doi].record, "score": 1}))
        return Reply(404, b"Resource not found.", _TEXT)

    def _agency(self, doi: str) -> Reply:
        """Say which agency a DOI is of; the 404 is plain text under a JSON label."""
        label = "Crossref" if doi in self.by_doi else self.other.get(doi, ("",))[0]
        if not label:
            wrong = {"Content-Type": "application/json;charset=utf-8"}
            return Reply(404, b"Resource not found.", wrong)
        agency = {"id": label.lower(), "label": label}
        return _json(message("work-agency", {"DOI": doi, "agency": agency}))

    def _negotiated(self, path: str, request: Request) -> Reply:
        """Answer as doi.org does with an agency behind it: CSL-JSON, if it is asked for."""
        doi = unquote(path.removeprefix("/")).lower()
        if _CSL not in request.headers.get("Accept", ""):
            return Reply(406)
        if doi not in self.other:
            return Reply(404, b"<html>DOI not found</html>", {"Content-Type": "text/html"})
        return Reply(200, json.dumps(self.other[doi][1]).encode(), {"Content-Type": _CSL})


def _pool(request: Request) -> str:
    if request.headers.get("Crossref-Plus-API-Token", "").startswith("Bearer "):
        return "plus"
    named = "mailto" in request.params or "mailto:" in request.headers.get("User-Agent", "")
    return "polite" if named else "public"


def _json(value: object, status: int = 200) -> Reply:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Reply(status, body, {"Content-Type": "application/json"})


def _selected(record: dict[str, Any], chosen: list[str] | None) -> dict[str, Any]:
    return record if chosen is None else {key: record[key] for key in chosen if key in record}


def _refusal(kind: str, value: str) -> Reply:
    failure = {"type": kind, "value": value, "message": f"{value} is not taken"}
    body = {"status": "failed", "message-type": "validation-failure", "message": [failure]}
    return _json(body, 400)


def main() -> None:
    """Run a local Crossref and a local PubMed until they are interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m radrefs.testing.crossref",
        description="Run a local Crossref and a local PubMed, for tests and for trying out.",
    )
    parser.add_argument("--works", type=Path, action="append", help="a file of works, JSON lines")
    parser.add_argument("--port", type=int, default=8765, help="PubMed takes the next one")
    parser.add_argument("--faults", type=float, default=0.0, help="share of answers that fail")
    parser.add_argument("--no-limits", action="store_true", help="do not enforce the rate limits")
    given = parser.parse_args()
    options = ServerOptions(
        enforce=not given.no_limits, faults=given.faults, latency=0.05, port=given.port
    )
    try:
        works = read_records(*(given.works or [SAMPLE]))
        local = LocalCrossref(works, **options)
        options["port"] = given.port and given.port + 1
        pubmed = sample_pubmed(works, **options)
    except OSError as error:
        parser.error(f"{error.filename or f'port {given.port}'}: {error.strerror}")
    except (ValueError, OverflowError) as error:
        parser.error(str(error))
    print(f"# A local Crossref with {len(works)} works of its own; in another terminal:")
    print(f"export RADREFS_CROSSREF_URL={local.url}")
    print(f"export RADREFS_PUBMED_URL={pubmed.url}", flush=True)
    try:
        with pubmed.running():
            local.serve()
    except KeyboardInterrupt:
        print("stopped")


if __name__ == "__main__":
    main()
