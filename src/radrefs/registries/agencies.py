"""Look up DOIs that Crossref does not hold: the one module that uses habanero.

Crossref says which agency registered a DOI; doi.org leads to the agency's record by
content negotiation. DataCite, JaLC, KISTI, ISTIC and mEDRA answer there with CSL-JSON.
Searching finds nothing here.
"""

from __future__ import annotations

import threading
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from radrefs.deprecated import old_keywords
from radrefs.errors import NotChecked
from radrefs.markup import clean
from radrefs.matching import Work, normal_doi
from radrefs.model import Citation
from radrefs.registries.answers import read_json
from radrefs.registries.crossref import SINGLES
from radrefs.registries.rate_limit import RateLimiter, Stopped
from radrefs.registries.rates import PUBLIC
from radrefs.settings import CROSSREF, RESOLVER

__all__ = ["Agencies"]

_TIMEOUT = 30
_MOST_CHARACTERS = 2_000_000


class Agencies:
    """A catalogue of what other agencies hold, by look-up alone.

    `resolver` is doi.org or a server that behaves so. One request at a time.
    """

    name = "doi.org"
    complete = False

    @old_keywords(pace="rate_limiter")
    def __init__(
        self,
        mailto: str | None = None,
        *,
        base_url: str = CROSSREF,
        resolver: str = RESOLVER,
        rate_limiter: RateLimiter | None = None,
    ) -> None:
        self._mailto = mailto
        self._base, self._resolver = base_url.rstrip("/"), resolver.rstrip("/")
        self.asked: Counter[str] = Counter()
        self._one = threading.Lock()
        self._rate_limiter = rate_limiter or RateLimiter()
        if rate_limiter is None:
            self._rate_limiter.allow(SINGLES, PUBLIC.singles)

    def search(self, citation: Citation) -> Sequence[Work]:
        """Return nothing: agencies can only look up."""
        return ()

    def lookup(self, dois: Sequence[str]) -> Mapping[str, Work]:
        """Return the works that other agencies hold. Raises `NotChecked`."""
        found = {}
        with self._one:
            for doi in filter(None, map(normal_doi, dois)):
                agency = self._agency(doi)
                if agency and agency != "Crossref" and (work := self._work(agency, doi)):
                    found[doi] = work
        return found

    def _agency(self, doi: str) -> str | None:
        """Return the agency that registered a DOI; None for a DOI that is not registered."""
        import habanero

        client = habanero.Crossref(base_url=self._base, mailto=self._mailto, timeout=_TIMEOUT)
        # habanero does not encode a DOI, and asks for each in a list singly.
        asked = self._ask(
            lambda: client.registration_agency([quote(doi, safe="")]), "Resource not found."
        )
        if asked is None:
            return None
        label = clean(asked[0], 60) if isinstance(asked, list) and asked else ""
        if not label:
            raise NotChecked(f"{self.name} could not be asked (no agency was named)")
        return label

    def _work(self, agency: str, doi: str) -> Work | None:
        """Fetch a record as CSL-JSON from its agency; None if it offers none."""
        from habanero import cn
        from habanero.cn_formats import cn_format_headers

        # habanero lists this format without the header it stands for (2.9.2): without the
        # row it asks Crossref over plain http, which does not hold these DOIs.
        cn_format_headers.setdefault("citeproc-json-ish", "application/vnd.citationstyles.csl+json")
        text = self._ask(
            lambda: cn.content_negotiation(
                [quote(doi, safe="/")], "citeproc-json-ish", url=self._resolver, timeout=_TIMEOUT
            )
        )
        if not isinstance(text, str) or len(text) > _MOST_CHARACTERS:
            return None
        record = read_json(text)
        if not isinstance(record, dict):
            return None
        return Work(agency, {**record, "DOI": normal_doi(record.get("DOI")) or doi})

    def _ask(self, call: Callable[[], object], absent: str = "") -> object:
        """Make one call of habanero; return None for "not held". Raises `NotChecked`.

        `absent` is the text that must come with a 404; a 404 with any other text is a fault.
        """
        self.asked["requests"] += 1
        try:
            with self._rate_limiter.acquire(SINGLES), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return call()
        except Stopped:
            raise NotChecked("stopped", closed=True) from None
        # habanero passes on the errors of its HTTP library, which has changed twice.
        except Exception as error:
            response = getattr(error, "response", None)
            status = getattr(response, "status_code", None)
            text = getattr(response, "text", "").strip() if absent else absent
            if status in (404, 406, 410) and text == absent:
                return None
            why = f"status {status}" if status else type(error).__name__
            raise NotChecked(f"{self.name} could not be asked ({why})") from error
