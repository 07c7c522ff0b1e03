"""Behave as NCBI's ECitMatch and esummary do, on this machine, oddities and faults too.

Built over works in Crossref's shape: `pmid_of` gives a work its PMID, or none if PubMed
does not know it. What is odd about ECitMatch is described in docs/requests.md. It is not
PubMed: nothing that it answers is a live result.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Unpack
from urllib.parse import unquote_plus

from radrefs.journals import find_journal
from radrefs.matching.normalize import folded_name
from radrefs.matching.records import Work, containers, dates, people, titles
from radrefs.testing.samples import PMCIDS, PMIDS
from radrefs.testing.server import LocalServer, Reply, Request, ServerOptions

__all__ = ["FAULTS", "LocalPubMed", "by_share", "sample_pubmed"]

FAULTS = ("429", "500", "503", "html", "nonsense", "cut", "drop", "slow", "page")
"""What can go wrong; "page" is HTML with status 200, "nonsense" text with no key in it."""
_HTML, _JSON = {"Content-Type": "text/html"}, {"Content-Type": "application/json"}
_TEXT = {"Content-Type": "text/plain"}
_LIMIT = b'{"error":"API rate limit exceeded","count":"4","limit":"3"}'
_ODD = {"result": {"uids": 7, "10000001": [], "1": None, "result": {"x": 1}}}
_FAILURES: Mapping[str, Reply] = MappingProxyType(
    {
        "429": Reply(429, _LIMIT, _JSON),
        "error": Reply(200, _LIMIT, _JSON),
        "500": Reply(500, b"<html>Error</html>", _HTML),
        "503": Reply(503, b"<html>Error</html>", _HTML),
        "403": Reply(403, b"<html>Error</html>", _HTML),
        "html": Reply(502, b"<html>Bad Gateway</html>", _HTML),
        "page": Reply(200, b"<!DOCTYPE html><html>NCBI is down</html>", _HTML),
        "elsewhere": Reply(302, b"", {"Location": "https://login.example.org/portal"}),
        "nonsense": Reply(200, b"1|2|3\n[]\x00{}|||\n", _TEXT),
        "types": Reply(200, json.dumps(_ODD).encode(), _JSON),
        "cut": Reply(200, b'{"header":' + b" " * 400, _JSON, cut=True),
        "drop": Reply(0),
    }
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def by_share(share: float = 1.0) -> Callable[[Work], str | None]:
    """Return a rule by which PubMed knows a share of all works, under PMIDs that are made up.

    It goes by the DOI, so that a work has the same PMID each time.
    """

    def pmid_of(work: Work) -> str | None:
        number = zlib.crc32(work.doi.encode())
        known = number % 10_000 < share * 10_000
        return str(10_000_000 + number % 29_999_999) if known else None

    return pmid_of


class LocalPubMed(LocalServer):
    """A PubMed that holds the articles of some works, given as Crossref's records.

    `without_doi` are DOIs that PubMed does not know; `wrong` leads from a work's DOI to the
    DOI of the work whose PMID is given in its place, as where author and year are
    overridden; `pmcids` gives PMCIDs by DOI. A journal, volume, page and year that two
    works share is AMBIGUOUS, with the PMIDs listed if they are at most three. `poison` is
    a journal whose line ends an answer. `key` is the only API key that is taken, "" takes
    any; limits are three requests a second, ten with a key. Its kinds of request are the
    names of the tools: "ecitmatch", "esummary".
    """

    failures = _FAILURES

    def __init__(
        self,
        works: Iterable[dict[str, Any]],
        *,
        pmid_of: Callable[[Work], str | None] | None = None,
        without_doi: Iterable[str] = (),
        wrong: Mapping[str, str] | None = None,
        pmcids: Mapping[str, str] | None = None,
        poison: str = "",
        key: str = "",
        **options: Unpack[ServerOptions],
    ) -> None:
        options.setdefault("kinds", FAULTS)
        super().__init__(**options)
        self.url = f"{self.url}/entrez/eutils"
        pmid_of = pmid_of or by_share()
        found = [Work("crossref", work) for work in works]
        self.pmids = {work.doi: pmid for work in found if (pmid := pmid_of(work))}
        self.works = {self.pmids[work.doi]: work for work in found if work.doi in self.pmids}
        self.without_doi, self.wrong = set(without_doi), dict(wrong or {})
        self.pmcids, self.poison, self.key = dict(pmcids or {}), poison, key
        self.lines = 0
        self.index: dict[tuple[str, str, str, str], list[str]] = {}
        for pmid, work in self.works.items():
            for place in _places(work):
                self.index.setdefault(place, []).append(pmid)

    def kind_of(self, request: Request) -> str:
        """Name the tool that is asked."""
        return request.path.rpartition("/")[2].partition(".")[0]

    def limits(self, request: Request) -> tuple[str, int, int]:
        """Return the limit, which all tools share; nothing limits what is in flight."""
        return "all", 10 if request.params.get("api_key") else 3, 1_000_000

    def answer(self, request: Request, fault: str) -> Reply:
        """Answer for the tool that is asked."""
        key = request.params.get("api_key", "")
        if key and self.key and key != self.key:
            body = json.dumps({"error": "API key invalid", "api-key": key}).encode()
            return Reply(400, body, _JSON)
        if self.kind_of(request) == "ecitmatch":
            # Pipes that are encoded are not taken for pipes.
            bdata = re.search(r"(?:^|&)bdata=([^&]*)", request.query)
            raw = re.sub("%7[Cc]", "!", bdata[1]) if bdata else ""
            return Reply(200, self.match(unquote_plus(raw)).encode("utf-8"), _TEXT)
        if self.kind_of(request) == "esummary":
            ids = [one for one in request.params.get("id", "").split(",") if one]
            kind = {"Content-Type": "application/json; charset=UTF-8"}
            return Reply(200, json.dumps(self.summary(ids)).encode(), kind)
        return Reply(404, b"<html>no such tool</html>", _HTML)

    def match(self, data: str) -> str:
        """Answer ECitMatch's `bdata`: plain text, a line for each citation."""
        answered = []
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
                answered.append(f"{journal}|{year}|{volume}|{page}|{key}|NOT_FOUND;INVALID_JOURNAL")
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
            answered.append(self._line(fields[:6], found))
        return "\n".join(answered) + ("\n" if answered else "")

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
        if pmcid := self.pmcids.get(work.doi):
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


def _places(work: Work) -> Iterator[tuple[str, str, str, str]]:
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


def sample_pubmed(works: Iterable[dict[str, Any]], **options: Unpack[ServerOptions]) -> LocalPubMed:
    """Make a PubMed that knows the works of the sample, by their true PMIDs, and no others."""
    return LocalPubMed(works, pmid_of=lambda work: PMIDS.get(work.doi), pmcids=PMCIDS, **options)
