"""Ask PubMed: which article has this journal, volume, first page, year and author?

Two of NCBI's E-utilities are used, both by batch: ECitMatch answers with PMIDs for a
hundred citations in one request, esummary with what PubMed knows about two hundred
PMIDs. PubMed only proposes: its answers are graded as all others are. The traps of
ECitMatch that are avoided here: docs, requests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote_plus, urlencode

from radrefs.deprecated import old_keywords
from radrefs.errors import NotChecked, RadrefsError
from radrefs.markup import clean
from radrefs.matching import Work, normal_doi
from radrefs.model import Citation, Name
from radrefs.names import indexed_name
from radrefs.registries.addresses import checked_base, contact_problem, is_confidential
from radrefs.registries.answers import PermanentError, RetryableError, read_json
from radrefs.registries.base import in_batches
from radrefs.registries.hints import LINES, PMIDS, REGISTRY, Line, line_of
from radrefs.registries.http import Answer, Client
from radrefs.registries.rate_limit import RateLimiter
from radrefs.registries.rates import PUBMED_AT_ONCE, pubmed_rate
from radrefs.settings import PUBMED

__all__ = ["ROUTE", "PubMed", "read_lines", "work_of"]

ROUTE = "pubmed"
"""The one route: NCBI counts all its E-utilities together."""
_KEY = re.compile(r"[A-Za-z0-9_-]{8,100}")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_AMBIGUOUS = re.compile(r"AMBIGUOUS(?:\s+\d[\d,\s]*|\s*\(.{1,40}\))?")
_PMCID = re.compile(r"PMC[0-9]{1,9}")
_MONTHS = {
    name: number
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}


class PubMed:
    """Ask PubMed for hints. Safe to use from several threads.

    `email` says whom NCBI may write to; `key` is an NCBI API key, which allows ten
    requests a second instead of three and is never shown. After one request without an
    answer nothing more is asked, for everything can be found without PubMed; `trouble`
    says so in words. Raises `RadrefsError` for an address, a key or a URL that is none.
    """

    @old_keywords(pace="rate_limiter")
    def __init__(
        self,
        email: str | None = None,
        *,
        key: str | None = None,
        base_url: str = PUBMED,
        rate_limiter: RateLimiter | None = None,
        attempts: int = 3,
        patience: float = 1.0,
        silence: float = 15.0,
        longest: float = 30.0,
        agent: str = "radrefs",
    ) -> None:
        self._base = checked_base(base_url, "PubMed", PUBMED)
        if email and (problem := contact_problem(email)):
            raise RadrefsError(problem)
        if key and not _KEY.fullmatch(key):
            raise RadrefsError("the NCBI API key holds blanks or odd characters: copy it anew")
        if key and not is_confidential(self._base):
            raise RadrefsError(f"{self._base}: an API key is sent over https alone")
        self.name = REGISTRY if self._base == PUBMED else f"{REGISTRY} at {self._base}"
        self._client = Client(
            self.name, headers={"User-Agent": f"{agent} (mailto:{email})" if email else agent},
            rate_limiter=rate_limiter, attempts=attempts, patience=patience, silence=silence,
            longest=longest, most_given_up=1,
        )  # fmt: skip
        self._who = {"tool": "radrefs", **({"email": email} if email else {})}
        self._who |= {"api_key": key} if key else {}
        self.per_second = pubmed_rate(key)
        self._client.rate_limiter.allow(ROUTE, self.per_second)
        self._client.rate_limiter.allow_at_once(PUBMED_AT_ONCE)

    @property
    def asked(self) -> Counter[str]:
        """Count what was asked: matches, summaries, requests, faults."""
        return self._client.asked

    @property
    def trouble(self) -> str | None:
        """Say why nothing more is asked; None while all is well."""
        closed = self._client.closed
        return None if closed in (None, "stopped") else closed

    def match(self, citations: Sequence[Citation]) -> Mapping[int, tuple[str, ...]]:
        """Return the PMIDs proposed for each citation, by its position among those given.

        `()` says that PubMed does not know the citation; one that cannot be asked for,
        or about which nothing came back, is absent. Raises `NotChecked`.
        """
        lines = {at: line for at, one in enumerate(citations) if (line := line_of(one))}
        found: dict[int, tuple[str, ...]] = {}
        for batch in in_batches(list(lines), LINES):
            found |= self._matched({at: lines[at] for at in batch})
            # An answer may end early; what did not come back is asked for once more, in
            # small batches, and the line at which it ended last of all.
            left = [at for at in batch if at not in found]
            for few in in_batches([*left[1:], *left[:1]], max(1, len(batch) // 4)):
                try:
                    found |= self._matched({at: lines[at] for at in few})
                except NotChecked:
                    return found
        return found

    def summaries(self, pmids: Sequence[str]) -> Mapping[str, Work]:
        """Return what PubMed knows about each PMID, in the shape of Crossref's records.

        The record has the PMID, PMCID and DOI; PMIDs that are none are absent. Raises
        `NotChecked`.
        """
        wanted = [pmid for pmid in dict.fromkeys(pmids) if _PMID.fullmatch(pmid)]
        found: dict[str, Work] = {}
        for batch in in_batches(wanted, PMIDS):
            self._client.count("summaries")
            form = urlencode(
                {"db": "pubmed", "retmode": "json", "id": ",".join(batch), **self._who}
            )
            result = self._client.ask(
                ROUTE, f"{self._base}/esummary.fcgi", self._read_summaries, form=form
            )
            found |= {pmid: work for pmid in batch if (work := work_of(pmid, result.get(pmid)))}
        return found

    def close(self) -> None:
        """Stop everything that waits, and close the connections."""
        self._client.close()

    def _matched(self, lines: Mapping[int, Line]) -> dict[int, tuple[str, ...]]:
        """Ask for some lines in one request; return what came back, by position."""
        keys = {f"ref{at}": at for at in lines}
        # Pipes must stay as they are; each of the six fields ends in one.
        data = "%0D".join(
            "".join(f"{quote_plus(field)}|" for field in (*lines[at], key))
            for key, at in keys.items()
        )
        who = urlencode({"db": "pubmed", "retmode": "xml", **self._who})
        self._client.count("matches")
        read = partial(self._read_lines, keys=keys)
        return self._client.ask(
            ROUTE, f"{self._base}/ecitmatch.cgi", read, form=f"{who}&bdata={data}"
        )

    def _read_lines(self, answer: Answer, keys: Mapping[str, int]) -> dict[int, tuple[str, ...]]:
        text = self._text(answer)
        found = read_lines(text, keys)
        if not found and text.strip():
            raise RetryableError("no answer of ECitMatch's")
        return {keys[key]: pmids for key, pmids in found.items()}

    def _read_summaries(self, answer: Answer) -> dict[str, Any]:
        envelope = read_json(self._text(answer))
        result = envelope.get("result") if isinstance(envelope, dict) else None
        if not isinstance(result, dict):
            raise RetryableError("no answer of esummary's")
        return result

    def _text(self, answer: Answer) -> str:
        """Return an answer's text. The status is checked first, then the forms of an error."""
        if answer.status in (401, 403):
            raise self._client.refuse(f"{self.name} refuses us (status {answer.status})")
        if answer.status == 400 and b"api key" in answer.body[:500].lower():
            raise self._client.refuse(
                f"{self.name} does not accept the API key: check RADREFS_NCBI_KEY"
            )
        if answer.status in (400, 414):
            raise PermanentError(f"does not accept the request (status {answer.status})")
        if answer.status != 200:
            raise RetryableError(f"status {answer.status}")
        text = answer.body.decode("utf-8", "replace")
        if text.lstrip().startswith("<"):
            raise RetryableError("a page of HTML")
        if text.lstrip().startswith('{"error"'):
            raise RetryableError("an error for an answer")
        return text


def read_lines(text: str, keys: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Read ECitMatch's answer by the keys in it: the PMIDs proposed for each.

    Fields are not counted, for a miss leaves some out: the key is the last field that is
    one of `keys`, and the very last field is what was found.
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in re.split(r"[\r\n]+", text):
        fields = [field.strip() for field in line.rstrip("| \t").split("|")]
        key = next((one for one in reversed(fields[:-1]) if one in keys), None)
        if key is None or key in found:
            continue
        last = fields[-1]
        if _PMID.fullmatch(last):
            found[key] = (last,)
        elif last.startswith("NOT_FOUND"):
            found[key] = ()
        elif _AMBIGUOUS.fullmatch(last):
            listed = [] if "(" in last else re.findall(r"\d+", last)
            found[key] = tuple(pmid for pmid in listed[:10] if _PMID.fullmatch(pmid))
    return found


def work_of(pmid: str, item: object) -> Work | None:
    """Read one of esummary's items into a work in Crossref's shape; None for no article."""
    if not isinstance(item, dict) or item.get("error"):
        return None
    ids = _ids(item)
    if ids.get("pubmed", pmid) != pmid:
        return None
    kinds = item.get("pubtype")
    preprint = isinstance(kinds, list) and "Preprint" in kinds
    doi = normal_doi(ids.get("doi"))
    pmcid = _PMCID.search(ids.get("pmc", "") or ids.get("pmcid", ""))
    record: dict[str, Any] = {
        "PMID": pmid,
        "PMCID": pmcid[0] if pmcid else None,
        "DOI": doi or None,
        "type": "posted-content" if preprint else "journal-article",
        "title": [clean(item.get("title"), 2000).strip("[]. ") or None],
        "author": [*_people(item)],
        "container-title": [clean(item.get("fulljournalname"), 500) or None],
        "short-container-title": [clean(item.get("source"), 300) or None],
        "volume": clean(item.get("volume"), 80) or None,
        "issue": clean(item.get("issue"), 80) or None,
        "page": clean(item.get("pages"), 200) or None,
        "published-print": _date(item.get("pubdate")),
        "published-online": _date(item.get("epubdate")),
    }
    return Work(REGISTRY, {name: value for name, value in record.items() if _says(value)})


def _says(value: object) -> bool:
    return bool(value) and value != [None]


def _ids(item: Mapping[str, Any]) -> dict[str, str]:
    """Return an article's identifiers by their kind, the first of each."""
    ids: dict[str, str] = {}
    listed = item.get("articleids")
    for one in listed[:50] if isinstance(listed, list) else ():
        if isinstance(one, dict) and isinstance(one.get("idtype"), str):
            ids.setdefault(one["idtype"], clean(one.get("value"), 500))
    return ids


def _people(item: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Return the authors in Crossref's shape: a person's parts, a body's whole name."""
    listed = item.get("authors")
    for one in listed[:500] if isinstance(listed, list) else ():
        printed = clean(one.get("name"), 300) if isinstance(one, dict) else ""
        if not printed:
            continue
        body = one.get("authtype") == "CollectiveName"
        name = Name(literal=printed) if body else indexed_name(printed)
        parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
        parts["name"] = name.literal
        yield {part: text for part, text in parts.items() if text}


def _date(value: object) -> dict[str, Any] | None:
    """Read "2021 Jul 6", "2021 Jul-Aug", "2021 Spring" or "2021"."""
    found = re.match(r"([12]\d{3})(?: ([A-Z][a-z]{2}))?(?: (\d{1,2}))?", clean(value, 40))
    if not found:
        return None
    parts = [int(found[1])]
    if month := _MONTHS.get(found[2] or ""):
        parts += [month, *([int(found[3])] if found[3] else [])]
    return {"date-parts": [parts]}
