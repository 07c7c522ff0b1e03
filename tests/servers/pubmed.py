"""Behave as NCBI's ECitMatch and esummary do, on this machine, oddities and faults too.

Built over works in Crossref's shape: `pmid_of` gives a work its PMID, or none if PubMed
does not know it. What is odd about ECitMatch is told in docs/requests.md. It is not
PubMed: nothing that it answers is a live result.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote_plus

from radrefs.journals import find_journal
from radrefs.matching.normalize import folded_name
from radrefs.matching.records import Work, containers, dates, people, titles

__all__ = ["FAULTS", "Asked", "LocalPubMed", "by_share"]

FAULTS = ("429", "500", "503", "html", "nonsense", "cut", "drop", "slow", "page")
"""What can go wrong; "page" is HTML with status 200, "nonsense" text with no key in it."""
_LIMIT = b'{"error":"API rate limit exceeded","count":"4","limit":"3"}'
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class Asked(NamedTuple):
    """Note one request: when, which tool, its parameters, the body's length, the status."""

    at: float
    tool: str
    params: Mapping[str, str]
    size: int
    status: int
    agent: str


def by_share(share: float = 1.0) -> Callable[[Work], str | None]:
    """Give a rule by which PubMed knows a share of all works: by their DOI, the same each time."""

    def pmid_of(work: Work) -> str | None:
        number = zlib.crc32(work.doi.encode())
        known = number % 10_000 < share * 10_000
        return str(10_000_000 + number % 29_999_999) if known else None

    return pmid_of


class LocalPubMed:
    """Hold the articles and the rules; `url` is its address once it runs.

    `works` are records in Crossref's shape. `without_doi` are DOIs that PubMed does not
    know; `wrong` leads from a work's DOI to the DOI of the work whose PMID is given in
    its place, as where author and year are overridden; `pmcs` gives PMCIDs by DOI. A
    journal, volume, page and year that two works share is AMBIGUOUS, with the PMIDs
    listed if they are at most three. `poison` is a journal whose line ends an answer.
    `faults` is the share of answers that go wrong, `kinds` how, `first` the faults of the
    first answers; `enforce` counts three requests a second, ten with a key.
    """

    def __init__(
        self,
        works: Iterable[dict[str, Any]],
        *,
        pmid_of: Callable[[Work], str | None] | None = None,
        without_doi: Iterable[str] = (),
        wrong: Mapping[str, str] | None = None,
        pmcs: Mapping[str, str] | None = None,
        poison: str = "",
        faults: float = 0.0,
        kinds: Sequence[str] = FAULTS,
        first: Iterable[str] = (),
        always: str = "",
        enforce: bool = False,
        latency: float = 0.0,
        slow: float = 0.5,
        key: str = "",
        port: int = 0,
    ) -> None:
        pmid_of = pmid_of or by_share()
        found = [Work("crossref", work) for work in works]
        self.pmids = {work.doi: pmid for work in found if (pmid := pmid_of(work))}
        self.works = {self.pmids[work.doi]: work for work in found if work.doi in self.pmids}
        self.without_doi, self.wrong = set(without_doi), dict(wrong or {})
        self.pmcs, self.poison = dict(pmcs or {}), poison
        self.faults, self.kinds, self.first, self.always = faults, kinds, deque(first), always
        self.enforce, self.latency, self.slow, self.key = enforce, latency, slow, key
        self.seen: list[Asked] = []
        self.lines = 0
        self._times: deque[float] = deque()
        self._lock = threading.Lock()
        self._random = random.Random(11)
        self.index: dict[tuple[str, str, str, str], list[str]] = {}
        for pmid, work in self.works.items():
            for key_ in _keys(work):
                self.index.setdefault(key_, []).append(pmid)
        outer = self

        class Bound(_Handler):
            local = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Bound)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/entrez/eutils"

    @contextmanager
    def running(self) -> Iterator[LocalPubMed]:
        """Serve in a thread while the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def count(self, tool: str = "", status: int = 200) -> int:
        """Count the answers of a tool ("ecitmatch", "esummary") with a status."""
        return sum(one.tool.startswith(tool) and one.status == status for one in self.seen)

    def fault(self, keyed: bool) -> str:
        """Draw what goes wrong with this answer, "" if nothing."""
        with self._lock:
            now = time.monotonic()
            while self._times and self._times[0] <= now - 1:
                self._times.popleft()
            self._times.append(now)
            if self.enforce and len(self._times) > (10 if keyed else 3):
                return "429"
            if self.always:
                return self.always
            if self.first:
                return self.first.popleft()
            return (
                self._random.choice(list(self.kinds)) if self._random.random() < self.faults else ""
            )

    def note(self, asked: Asked) -> None:
        """Write a request down."""
        with self._lock:
            self.seen.append(asked)

    def match(self, data: str) -> str:
        """Answer ECitMatch's `bdata`: plain text, a line for each citation."""
        told = []
        for line in re.split(r"[\r\n]+", data):
            fields = [field.strip() for field in line.split("|")]
            if len(fields) < 6:
                continue
            self.lines += 1
            journal, year, volume, page, author, key = fields[:6]
            # An empty journal, and whatever else trips it, ends the answer where it stands.
            if not journal or journal == self.poison:
                break
            known = find_journal(journal)
            exact = known and journal.lower() in (known.abbreviation.lower(), known.title.lower())
            if not known or not exact:
                told.append(f"{journal}|{year}|{volume}|{page}|{key}|NOT_FOUND;INVALID_JOURNAL")
                continue
            found = self.index.get((known.abbreviation, year, volume, page.lower()), [])
            # Author and year are overridden if all else leads to one article.
            near = [str(int(year) - 1), str(int(year) + 1)] if year.isdigit() else []
            others = [
                pmid for other in near
                for pmid in self.index.get((known.abbreviation, other, volume, page.lower()), [])
            ]  # fmt: skip
            found = found or others
            mine = [pmid for pmid in found if _is_by(self.works[pmid], author)]
            found = mine if len(found) > 1 and mine else found
            told.append(self._line(fields[:6], found))
        return "\n".join(told) + ("\n" if told else "")

    def _line(self, fields: Sequence[str], found: Sequence[str]) -> str:
        journal, year, volume, page, author, key = fields
        if not found:
            return f"{journal}|{year}|{volume}|{page}|{key}|NOT_FOUND"
        if len(found) == 1:
            doi = self.wrong.get(self.works[found[0]].doi)
            pmid = self.pmids[doi] if doi else found[0]
            return f"{journal.lower()}|{year}|{volume}|{page}|{author}|{key}|{pmid}"
        if len(found) <= 3:
            return f"{journal}|{year}|{volume}|{page}|{author}|{key}|AMBIGUOUS {','.join(found)}"
        return f"{journal}|{year}|{volume}|{page}|{author}|{key}|AMBIGUOUS ({len(found)} citations)"

    def summary(self, ids: Sequence[str]) -> dict[str, Any]:
        """Answer esummary as JSON."""
        result: dict[str, Any] = {"uids": list(ids)}
        for pmid in ids:
            work = self.works.get(pmid)
            if work is None:
                result[pmid] = {"uid": pmid, "error": "cannot get document summary"}
            else:
                result[pmid] = self._item(pmid, work)
        return {"header": {"type": "esummary", "version": "0.3"}, "result": result}

    def _item(self, pmid: str, work: Work) -> dict[str, Any]:
        record = work.record
        ids = [{"idtype": "pubmed", "idtypen": 1, "value": pmid}]
        if work.doi not in self.without_doi:
            ids.append({"idtype": "doi", "idtypen": 3, "value": record["DOI"]})
        if pmcid := self.pmcs.get(work.doi):
            ids.append({"idtype": "pmc", "idtypen": 8, "value": pmcid})
            ids.append({"idtype": "pmcid", "idtypen": 5, "value": f"pmc-id: {pmcid};"})
        when = (dates(work) or [(0,)])[0]
        pubdate = f"{when[0]}{f' {_MONTHS[when[1] - 1]}' if len(when) > 1 else ''}"
        title, subtitle = (titles(work) or [("", "")])[0]
        journal = next(iter(containers(work)), "")
        known = find_journal(journal)
        authors = [
            {"name": _name(one.family, one.given), "authtype": "Author", "clusterid": ""}
            if one.family
            else {"name": one.literal, "authtype": "CollectiveName", "clusterid": ""}
            for one in people(work)
        ]
        return {
            "uid": pmid, "pubdate": pubdate, "epubdate": "", "articleids": ids, "authors": authors,
            "source": known.abbreviation if known else journal, "fulljournalname": journal,
            "title": f"{title}: {subtitle}." if subtitle else f"{title}.",
            "volume": str(record.get("volume") or ""), "issue": str(record.get("issue") or ""),
            "pages": str(record.get("page") or record.get("article-number") or ""),
            "pubtype": ["Journal Article"], "doctype": "citation", "lang": ["eng"],
        }  # fmt: skip


def _name(family: str, given: str | None) -> str:
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", given or "")).upper()
    return f"{family} {initials}".strip()


def _keys(work: Work) -> Iterator[tuple[str, str, str, str]]:
    record = work.record
    page = str(record.get("page") or record.get("article-number") or "")
    first = re.split(r"[-,\s]", page, maxsplit=1)[0].lower()
    journals = (find_journal(name) for name in containers(work))
    abbreviations = {known.abbreviation for known in journals if known}
    years = {date[0] for date in dates(work)[:1]}
    for abbreviation in abbreviations:
        for year in years:
            yield (abbreviation, str(year), str(record.get("volume") or ""), first)


def _is_by(work: Work, author: str) -> bool:
    first = next(people(work), None)
    family = (first.family or "") if first else ""
    return bool(author) and folded_name(author).startswith(folded_name(family))


class _Handler(BaseHTTPRequestHandler):
    local: LocalPubMed
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the screen."""

    def handle(self) -> None:
        """Let go of those who hang up."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self._answer(path, query)

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", "0"))
        self._answer(self.path.partition("?")[0], self.rfile.read(size).decode("utf-8"))

    def _answer(self, path: str, query: str) -> None:
        self.tool = path.rpartition("/")[2]
        self.size = len(query)
        bdata = re.search(r"(?:^|&)bdata=([^&]*)", query)
        self.params = {name: one[0] for name, one in parse_qs(query).items()}
        key = self.params.get("api_key", "")
        if self.local.latency:
            time.sleep(self.local.latency)
        if key and self.local.key and key != self.local.key:
            self._send(400, json.dumps({"error": "API key invalid", "api-key": key}).encode())
            return
        fault = self.local.fault(bool(key))
        if fault == "slow":
            time.sleep(self.local.slow)
        elif fault:
            self._fault(fault)
            return
        if self.tool == "ecitmatch.cgi":
            # Pipes that are encoded are not taken for pipes.
            raw = bdata[1] if bdata else ""
            text = self.local.match(unquote_plus(re.sub("%7[Cc]", "!", raw)))
            self._send(200, text.encode("utf-8"), "text/plain")
        elif self.tool == "esummary.fcgi":
            ids = [one for one in self.params.get("id", "").split(",") if one]
            body = json.dumps(self.local.summary(ids)).encode()
            self._send(200, body, "application/json; charset=UTF-8")
        else:
            self._send(404, b"<html>no such tool</html>", "text/html")

    def _fault(self, kind: str) -> None:
        match kind:
            case "429":
                self._send(429, _LIMIT)
            case "error":
                self._send(200, _LIMIT)
            case "500" | "503" | "403":
                self._send(int(kind), b"<html>Error</html>", "text/html")
            case "html":
                self._send(502, b"<html>Bad Gateway</html>", "text/html")
            case "page":
                self._send(200, b"<!DOCTYPE html><html>NCBI is down</html>", "text/html")
            case "elsewhere":
                self._send(302, b"", location="https://login.example.org/portal")
            case "nonsense":
                self._send(200, b"1|2|3\n[]\x00{}|||\n", "text/plain")
            case "types":
                odd = {"uids": 7, "10000001": [], "1": None, "result": {"x": 1}}
                self._send(200, json.dumps({"result": odd}).encode())
            case "cut":
                self._send(200, b'{"header":' + b" " * 400, cut=True)
            case _:
                self.local.note(self._noted(0))
                self.connection.close()
                self.close_connection = True

    def _noted(self, status: int) -> Asked:
        agent = self.headers.get("User-Agent", "")
        return Asked(time.monotonic(), self.tool, self.params, self.size, status, agent)

    def _send(
        self,
        status: int,
        body: bytes,
        kind: str = "application/json",
        cut: bool = False,
        location: str = "",
    ) -> None:
        self.local.note(self._noted(status))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.wfile.flush()
            self.connection.close()
            self.close_connection = True
