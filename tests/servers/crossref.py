"""Behave as Crossref does in 2026, on this machine: for the tests, and for trying out.

    python -m tests.servers.crossref [--works FILE] [--port 8765] [--faults 0.2]

Envelopes, headers, limits and errors are those recorded or published (docs: Crossref);
the works are a small set of its own, or a file's, and their ranking is BM25, not
Crossref's. It also plays doi.org for content negotiation, and a local PubMed runs beside
it (`tests.servers.pubmed`). It is not Crossref: nothing that it answers is a live result.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from radrefs.matching.records import Work
from radrefs.registries.bm25 import Index
from radrefs.registries.crossref import SELECT
from tests.servers.pubmed import LocalPubMed

ROOT = Path(__file__).parents[2]
OWN_WORKS: tuple[Path, ...] = (ROOT / "bibliography/hemifacial-spasm/works.jsonl",)
FAULTS = (
    "429", "429-after", "500", "503", "504", "html", "cut", "drop", "slow", "swap",
)  # fmt: skip
"""What can go wrong; "swap" only exchanges ranks, as Crossref was seen to do."""
LIMITS = {  # lists a second, single records a second, in flight
    "public": (1, 5, 1), "polite": (3, 10, 3), "plus": (150, 150, 1000),
}  # fmt: skip
_NO_SELECT = {"language", "journal-issue", "subtype", "aliases"}


class Seen(NamedTuple):
    """Note one request: when (monotonic seconds), door, path, the answer's status, headers."""

    at: float
    door: str
    path: str
    status: int
    headers: Mapping[str, str] = MappingProxyType({})


class Reply(NamedTuple):
    """Hold an answer to give word for word; `pause` are the seconds before each byte."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = MappingProxyType({})
    pause: float = 0.0


class LocalCrossref:
    """Hold the works and the rules; `url` is its address once it runs.

    `faults` is the share of answers that go wrong, `kinds` how; `first` are the faults of
    the first answers, `replies` are given before anything else. `enforce` counts the
    limits over `window` seconds: less than one leaves room for a machine that stalls.
    `headers` is "split" (since 2026-07), "old" (2025-05), "none", or the very headers;
    `trick` makes it hostile (see `_Handler.tricked`); `other` are records of other
    agencies, `aliases` lead from merged DOIs to prime ones; what stands in `no_select`
    cannot be selected.
    """

    def __init__(
        self,
        works: Iterable[dict[str, Any]],
        *,
        aliases: dict[str, str] | None = None,
        other: dict[str, tuple[str, dict[str, Any]]] | None = None,
        enforce: bool = False,
        faults: float = 0.0,
        kinds: Sequence[str] = FAULTS,
        first: Iterable[str] = (),
        replies: Iterable[Reply] = (),
        window: float = 1.0,
        latency: float = 0.0,
        headers: str | Mapping[str, str] = "split",
        trick: str = "",
        port: int = 0,
    ) -> None:
        self.works = [Work("crossref", work) for work in works]
        self.by_doi = {work.doi: work for work in self.works}
        self.index = Index(self.works)
        self.aliases, self.other = aliases or {}, other or {}
        self.enforce, self.faults, self.kinds = enforce, faults, kinds
        self.latency, self.headers, self.trick = latency, headers, trick
        self.first, self.replies, self.window = deque(first), deque(replies), window
        self.no_select = set(_NO_SELECT)
        self.connections = 0
        self.seen: list[Seen] = []
        self.questions: Counter[str] = Counter()
        self.most_at_once = 0
        self._flying = 0
        self._times: dict[str, deque[float]] = {}
        self._lock = threading.Lock()
        self._random = random.Random(7)
        outer = self

        class Bound(_Handler):
            local = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Bound)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator[LocalCrossref]:
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

    def enter(self, door: str, pool: str) -> bool:
        """Count a request in; False if it is over a limit."""
        lists, singles, at_once = LIMITS[pool]
        now = time.monotonic()
        with self._lock:
            self._flying += 1
            self.most_at_once = max(self.most_at_once, self._flying)
            times = self._times.setdefault(door, deque())
            while times and times[0] <= now - self.window:
                times.popleft()
            times.append(now)
            allowed = lists if door == "list" else singles
            return not self.enforce or (len(times) <= allowed and self._flying <= at_once)

    def leave(self) -> None:
        """Count a request out."""
        with self._lock:
            self._flying -= 1

    def note(self, door: str, path: str, status: int, headers: Iterable[tuple[str, str]]) -> None:
        """Write a request down."""
        with self._lock:
            self.seen.append(Seen(time.monotonic(), door, path, status, dict(headers)))
            if status == 200:
                self.questions[path] += 1

    def fault(self) -> str:
        """Draw what goes wrong with this answer, "" if nothing."""
        with self._lock:
            if self.first:
                return self.first.popleft()
            if self._random.random() >= self.faults:
                return ""
            return self._random.choice(list(self.kinds))

    def reply(self) -> Reply | None:
        """Give the next answer that is given word for word, None if there is none."""
        with self._lock:
            return self.replies.popleft() if self.replies else None

    def count(self, door: str = "list", status: int = 200) -> int:
        """Count the answers given at a door with a status."""
        return sum(one.door == door and one.status == status for one in self.seen)


class _Handler(BaseHTTPRequestHandler):
    local: LocalCrossref
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the screen."""

    def setup(self) -> None:
        """Count the connections."""
        super().setup()
        self.local.connections += 1

    def handle(self) -> None:
        """Let go of those who hang up."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        door = "list" if parts.path.rstrip("/") in ("/works", "/v1/works") else "single"
        params = parse_qs(parts.query, keep_blank_values=True)
        pool = self._pool(params)
        within = self.local.enter(door, pool)
        self._inside = True
        try:
            if self.local.latency:
                time.sleep(self.local.latency)
            if reply := self.local.reply():
                self._say(door, reply)
            else:
                self._answer(door, pool, parts.path, params, within)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self._leave()

    def _leave(self) -> None:
        """Count the request out, before the answer is sent: then the next may come."""
        if self._inside:
            self._inside = False
            self.local.leave()

    def _say(self, door: str, reply: Reply) -> None:
        self.local.note(door, self.path, reply.status, self.headers.items())
        self._leave()
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        step = 1 if reply.pause else len(reply.body) or 1
        for at in range(0, len(reply.body), step):
            time.sleep(reply.pause)
            self.wfile.write(reply.body[at : at + step])
            self.wfile.flush()

    def _pool(self, params: dict[str, list[str]]) -> str:
        if self.headers.get("Crossref-Plus-API-Token", "").startswith("Bearer "):
            return "plus"
        return (
            "polite" if "mailto" in params or "mailto:" in self.headers["User-Agent"] else "public"
        )

    def _answer(
        self, door: str, pool: str, path: str, params: dict[str, list[str]], within: bool
    ) -> None:
        limits = self._limits(door, pool)
        fault = self.local.fault() if within else "429"
        if self.local.trick and self.tricked(door):
            return
        if fault and fault not in ("slow", "swap"):
            self._fault(door, fault)
            return
        if fault == "slow":
            time.sleep(0.5)
        if door == "list":
            status, body = self._list(params, swap=fault == "swap")
            self._json(door, status, body, limits)
        else:
            self._single(path, limits)

    def _limits(self, door: str, pool: str) -> dict[str, str]:
        lists, singles, at_once = LIMITS[pool]
        allowed = str(lists if door == "list" else singles)
        if not isinstance(self.local.headers, str):
            return dict(self.local.headers)
        if self.local.headers == "none":
            return {}
        if self.local.headers == "old":
            return {"x-ratelimit-limit": "50", "x-ratelimit-interval": "1s", "x-api-pool": pool}
        kind = "array" if door == "list" else "single"
        found = {"x-rate-limit-limit": allowed, "x-rate-limit-interval": "1s"}
        if pool == "plus":
            return {**found, "x-api-pool": "plus"}
        return {**found, "x-concurrency-limit": str(at_once), "x-api-pool": f"{pool}-{kind}"}

    def _send(
        self, door: str, status: int, body: bytes, headers: dict[str, str], cut: bool = False
    ) -> None:
        self.local.note(door, self.path, status, self.headers.items())
        self._leave()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.wfile.flush()
            self.connection.close()
            self.close_connection = True

    def _json(self, door: str, status: int, body: object, limits: dict[str, str]) -> None:
        text = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self._send(door, status, text, {"Content-Type": "application/json", **limits})

    def _fault(self, door: str, kind: str) -> None:
        """Fail in one of the recorded ways; 429 and 504 carry no limits."""
        html = {"Content-Type": "text/html"}
        match kind:
            case "429":
                body = b"<html><body><h1>429 Too Many Requests</h1>\n</body></html>\n"
                self._send(door, 429, body, html)
            case "429-after":
                self._send(door, 429, b"", {"Retry-After": "1"})
            case "500":
                failure = {"name": "class clojure.lang.ExceptionInfo", "stack": []}
                body = json.dumps(
                    {"status": "error", "message-type": "exception", "message": failure}
                ).encode()
                self._send(door, 500, body, {"Content-Type": "application/json"})
            case "503":
                self._send(door, 503, b"Server is overloaded, please try later", {})
            case "504":
                self._send(door, 504, b"<html><h1>504 Gateway Time-out</h1></html>", html)
            case "html":
                self._send(door, 200, b"<html><body>Please sign in</body></html>", html)
            case "cut":
                body = json.dumps({"status": "ok", "message": {"items": ["x" * 500]}}).encode()
                self._send(door, 200, body, {"Content-Type": "application/json"}, cut=True)
            case _:
                self.local.note(door, self.path, 0, self.headers.items())
                self._leave()
                self.connection.close()
                self.close_connection = True

    def _list(self, params: dict[str, list[str]], swap: bool) -> tuple[int, object]:
        rows = params.get("rows", ["20"])[0]
        if not rows.isdigit() or int(rows) > 1000:
            return 400, _refusal("integer-not-valid", rows)
        chosen = params["select"][0].split(",") if "select" in params else None
        for name in chosen or []:
            if name in self.local.no_select or name not in SELECT:
                return 400, _refusal("select-not-available", name)
        query = params.get("query.bibliographic", [""])[0]
        if "filter" in params:
            asked = [one.removeprefix("doi:").lower() for one in params["filter"][0].split(",")]
            found = [(0.0, self.local.by_doi[doi]) for doi in asked if doi in self.local.by_doi]
            found.reverse()
        else:
            found = self.local.index.search(query, int(rows))
        if swap and len(found) > 1:
            found[0], found[1] = found[1], found[0]
        items = [
            _selected({**work.record, "score": round(score, 5)}, chosen)
            for score, work in found[: int(rows)]
        ]
        return 200, _envelope(items, len(found), int(rows))

    def _single(self, path: str, limits: dict[str, str]) -> None:
        rest = path.removeprefix("/v1")
        if not rest.startswith("/works/"):
            self._resolve(rest)
            return
        doi, slash, last = rest.removeprefix("/works/").rpartition("/")
        agency = bool(slash) and last == "agency"
        doi = unquote(doi if agency else rest.removeprefix("/works/")).lower()
        if agency:
            self._agency(doi, limits)
        elif doi in self.local.aliases:
            # Relative and not encoded, as Crossref sends it.
            prime = self.local.aliases[doi].encode().decode("latin-1")
            where = {"Location": f"/works/{prime}"}
            self._send("single", 301, b"", {**where, **limits})
        elif doi in self.local.by_doi:
            record = {**self.local.by_doi[doi].record, "score": 1}
            self._json("single", 200, _message("work", record), limits)
        else:
            self._not_found(limits)

    def _not_found(self, limits: dict[str, str]) -> None:
        self._send("single", 404, b"Resource not found.", {"Content-Type": "text/plain", **limits})

    def _agency(self, doi: str, limits: dict[str, str]) -> None:
        """Say which agency a DOI is of; the 404 is plain text under a JSON label."""
        label = "Crossref" if doi in self.local.by_doi else self.local.other.get(doi, ("",))[0]
        if not label:
            wrong = {"Content-Type": "application/json;charset=utf-8", **limits}
            self._send("single", 404, b"Resource not found.", wrong)
            return
        agency = {"id": label.lower(), "label": label}
        self._json("single", 200, _message("work-agency", {"DOI": doi, "agency": agency}), limits)

    def _resolve(self, path: str) -> None:
        """Behave as doi.org with an agency behind it: content negotiation of CSL-JSON."""
        doi = unquote(path.removeprefix("/")).lower()
        if "application/vnd.citationstyles.csl+json" not in self.headers.get("Accept", ""):
            self._send("single", 406, b"", {})
            return
        if doi not in self.local.other:
            self._send("single", 404, b"<html>DOI not found</html>", {"Content-Type": "text/html"})
            return
        body = json.dumps(self.local.other[doi][1]).encode()
        kind = {"Content-Type": "application/vnd.citationstyles.csl+json"}
        self._send("single", 200, body, kind)

    def tricked(self, door: str) -> bool:
        """Be hostile or broken in the way `trick` says; False to answer as ever."""
        match self.local.trick:
            case "403":
                self._send(door, 403, b"", {})
            case "giant":
                self._giant(door)
            case "redirect":
                self._send(door, 301, b"", {"Location": "/works/10.1000/round"})
            case "elsewhere":
                self._send(door, 302, b"", {"Location": "https://login.example.org/portal"})
            case "deep":
                self._send(door, 200, b'{"message":' + b"[" * 100_000, {})
            case "number":
                self._send(door, 200, b'{"message":{"items":[' + b"9" * 10_000 + b"]}}", {})
            case "types":
                odd = _odd_records()
                self._json(door, 200, _envelope(odd, len(odd), 20), {})
            case "list":
                self._json(door, 200, [1, 2, 3], {})
            case "cookie":
                self._json(door, 200, _envelope([], 0, 20), {"Set-Cookie": "id=1; Path=/"})
            case _:
                return False
        return True

    def _giant(self, door: str) -> None:
        """Send a gigabyte, as long as anybody reads."""
        self.local.note(door, self.path, 200, self.headers.items())
        self.send_response(200)
        self.send_header("Content-Length", str(1 << 30))
        self.end_headers()
        for _ in range(1 << 14):
            self.wfile.write(b" " * (1 << 16))


def _odd_records() -> list[Any]:
    """Give records with a wrong type in every field, as an attacker would."""
    keys = (*SELECT, "page", "language", "journal-issue", "aliases")
    values: tuple[Any, ...] = (None, 7, True, "x", [], {}, [None], [[]], {"date-parts": [[None]]})
    odd: list[Any] = [None, 5, "work", []]
    for key, value in itertools.product(keys, values):
        odd.append({"DOI": "10.1000/odd", "title": ["Odd"], key: value})
    return odd


def _selected(record: dict[str, Any], chosen: list[str] | None) -> dict[str, Any]:
    return record if chosen is None else {key: record[key] for key in chosen if key in record}


def _refusal(kind: str, value: str) -> dict[str, Any]:
    failure = {"type": kind, "value": value, "message": f"{value} is not taken"}
    return {"status": "failed", "message-type": "validation-failure", "message": [failure]}


def _message(kind: str, message: object) -> dict[str, Any]:
    return {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}


def _envelope(items: list[Any], total: int, rows: int) -> dict[str, Any]:
    query = {"start-index": 0, "search-terms": None}
    return _message(
        "work-list",
        {
            "facets": {},
            "total-results": total,
            "items": items,
            "items-per-page": rows,
            "query": query,
        },
    )


def load(*paths: Path) -> list[dict[str, Any]]:
    """Read works from files of JSON lines, packed with gzip or not."""
    import gzip

    found = []
    for path in paths:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        found += [json.loads(line) for line in text.split("\n") if line.strip()]
    return found


# What public pages say of the bibliography's own works: their PMIDs, and a PMCID.
_PMIDS = {
    "10.1093/braincomms/fcab146": "34396106", "10.1016/j.neuchi.2018.01.005": "29705020",
    "10.1016/j.jns.2015.06.032": "26111430", "10.1155/2014/349319": "25405219",
    "10.1016/j.jns.2013.02.007": "23522528", "10.3238/arztebl.2012.0667": "23264807",
    "10.3171/jns/2008/108/3/0483": "18312095", "10.1007/pl00007813": "11357234",
}  # fmt: skip
_PMCIDS = {"10.1155/2014/349319": "PMC4227371"}


def own_pubmed(works: Iterable[dict[str, Any]], **options: Any) -> LocalPubMed:
    """Make the PubMed that runs beside: it knows works of ours by their true PMIDs alone."""
    return LocalPubMed(works, pmid_of=lambda work: _PMIDS.get(work.doi), pmcs=_PMCIDS, **options)


def main() -> None:
    """Run the servers until they are interrupted."""
    parser = argparse.ArgumentParser(description="Run a local Crossref for trying out.")
    parser.add_argument("--works", type=Path, action="append", help="a file of works, JSON lines")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--faults", type=float, default=0.0, help="share of answers that fail")
    parser.add_argument("--no-limits", action="store_true", help="do not enforce the rate limits")
    given = parser.parse_args()
    works = load(*(given.works or [path for path in OWN_WORKS if path.exists()]))
    local = LocalCrossref(
        works, enforce=not given.no_limits, faults=given.faults, port=given.port, latency=0.05
    )
    print(f"# A local Crossref with {len(works)} works of its own; in another terminal:")
    pubmed = own_pubmed(
        works, enforce=not given.no_limits, faults=given.faults, port=given.port + 1, latency=0.05
    )
    print(f"export RADREFS_CROSSREF_URL={local.url}")
    print(f"export RADREFS_PUBMED_URL={pubmed.url}", flush=True)
    try:
        with pubmed.running():
            local.serve()
    except KeyboardInterrupt:
        print("stopped")


if __name__ == "__main__":
    main()
