"""Read what a registry sent: a `Work` is the record as sent, a `Citation` what it says.

The record is kept as it came (Crossref's message, or CSL-JSON of another agency). All
functions here are pure, and none fails on any JSON: a value of the wrong type counts as
absent. They expect the oddities that were counted in 22,670 real records: markup and
entities in titles, authors that are bodies or junk, two containers, three kinds of date,
`[[null]]`, article numbers in either field (docs: Crossref).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from radrefs.item_types import UPDATE_KINDS, UpdateKind, csl_type, update_kind
from radrefs.journals import find_journal
from radrefs.markup import clean
from radrefs.matching.normalize import folded
from radrefs.model import ET_AL, Citation, Date, Name
from radrefs.names import lower_case, make_name, with_particle
from radrefs.pages import read_pages

__all__ = [
    "Notice", "Work", "citation_of", "containers", "dates", "is_doi", "main_title", "normal_doi",
    "notices", "people", "titles", "unmarked", "years",
]  # fmt: skip

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,3}/\S{1,500}")
_RESOLVER = re.compile(r"^(?:https?://)?(?:dx\.|www\.)?doi\.org/|^doi:\s*", re.IGNORECASE)
_JUNK = {"", "na", "et al", "anonymous", "not available", "no authorship indicated", "unknown"}
_ADDRESSED = re.compile(r"^(?:Dr|Prof|Mr|Mrs|Ms)\.?\s+(?=\w)")
_BEHALF = re.compile(r"^(?:and )?(?:on )?behalf of (?:the )?|^(?:and|for) the ", re.IGNORECASE)
_MARKS = "|".join(mark for kind in UPDATE_KINDS.values() for mark in kind.marks)
_MARKED = re.compile(
    rf"^\W{{0,2}}(?:{_MARKS})"
    r"(?: (?i:article|paper|chapter))?\W{0,2}(?::|\s[-\u2013\u2014]|\])\s*"
)
_URL_SAFE = "/:;()._-~,+!*'$&=@"
_DATES = ("published-print", "issued", "published", "published-online", "published-other")


class Work(NamedTuple):
    """A registry's record as sent, and the registry's name ("crossref")."""

    registry: str
    record: dict[str, Any]

    @property
    def doi(self) -> str:
        """Return the DOI in lower case, "" if the record has none that is valid."""
        return normal_doi(self.record.get("DOI"))


class Notice(NamedTuple):
    """A notice that was published about a work: retraction, correction, concern.

    `kind` is Crossref's update type, `doi` the notice's own, `date` ISO 8601 or "".
    """

    kind: str
    doi: str
    date: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """Return the kind in words, such as "expression of concern"."""
        return self.kind.replace("_", " ")

    @property
    def update(self) -> UpdateKind | None:
        """Return what the notice means for the work; None for one that is not grave."""
        return update_kind(self.kind)


def is_doi(value: str) -> bool:
    """Say whether a text is a DOI by its form (ISO 26324), with nothing around it."""
    return value.isprintable() and _DOI.fullmatch(value) is not None


def normal_doi(value: object) -> str:
    """Return a DOI bare and in lower case; "" for anything else."""
    return _normal_doi(value) if isinstance(value, str) and len(value) < 1000 else ""


@lru_cache(maxsize=65536)
def _normal_doi(value: str) -> str:
    bare = _RESOLVER.sub("", value.strip()).lower()
    return bare if is_doi(bare) else ""


def _texts(value: object) -> list[str]:
    """Return the clean texts of a string or of a list of strings."""
    if not value:
        return []
    found = [clean(one) for one in (value if isinstance(value, list) else [value])[:50]]
    return [text for text in found if text]


def _items(value: object, most: int = 5000) -> list[dict[str, Any]]:
    return [one for one in value[:most] if isinstance(one, dict)] if isinstance(value, list) else []


def unmarked(title: str) -> str:
    """Cut "RETRACTED: " and the like off a title: what follows is the article's own title."""
    return _MARKED.sub("", title)


def titles(work: Work) -> list[tuple[str, str]]:
    """Return each title with its subtitle ("" if none), without a mark of retraction.

    "RETRACTED: " before a title marks the article itself (see `notices`).
    """
    record = work.record
    subtitle = next(iter(_texts(record.get("subtitle"))), "")
    found = [unmarked(title) for title in _texts(record.get("title"))]
    found += [unmarked(title) for title in _texts(record.get("original-title"))]
    return [(title, "" if subtitle in title else subtitle) for title in found if title]


def main_title(work: Work) -> str:
    """Return a work's first title, without its subtitle; "" if it has none."""
    return next((title for title, _ in titles(work)), "")


def containers(work: Work) -> list[str]:
    """Return every name of the journal or book that the record has, full ones first."""
    record = work.record
    found = _texts(record.get("container-title"))
    if not found and work.record.get("type") == "posted-content":
        found = _texts(record.get("group-title")) + [
            name for one in _items(record.get("institution")) for name in _texts(one.get("name"))
        ]
    return found + _texts(
        record.get("short-container-title") or record.get("container-title-short")
    )


def _date(value: object) -> tuple[int, ...]:
    """Read `{"date-parts": [[2021, 8, 6]]}`; () for `[[null]]` and whatever is no date."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list) or not first:
        return ()
    numbers: list[int] = []
    for part, least, most in zip(first[:3], (1000, 1, 1), (2199, 12, 31), strict=False):
        if isinstance(part, str) and part.isascii() and part.isdigit() and len(part) < 5:
            part = int(part)
        if not isinstance(part, int) or isinstance(part, bool) or not least <= part <= most:
            break
        numbers.append(part)
    return tuple(numbers)


def dates(work: Work) -> list[tuple[int, ...]]:
    """Return the dates of publication, print first, each as (year, month, day) as far as known."""
    record = work.record
    issue = record.get("journal-issue")
    printed = issue.get("published-print") if isinstance(issue, dict) else None
    found = [_date(record.get(name)) for name in _DATES]
    return [date for date in (found[0], _date(printed), *found[1:]) if date]


def years(work: Work) -> set[int]:
    """Return the years of all dates of publication."""
    return {date[0] for date in dates(work)}


def people(work: Work, role: str = "author") -> Iterator[Name]:
    """Yield the authors (or editors); junk is left out, "et al" is the mark `ET_AL`.

    Names in capitals throughout the list are written with small letters (454 of 22,670
    records have such).
    """
    items = _items(work.record.get(role))
    loud = all(str(one.get("family") or "A").isupper() for one in items)
    for item in items:
        family, given = clean(item.get("family"), 500), clean(item.get("given"), 500)
        body = clean(item.get("name") or item.get("literal"), 500)
        family = _ADDRESSED.sub("", family)
        if folded(family or body).startswith("et al"):
            yield ET_AL
        elif folded(family) not in _JUNK:
            if loud and len(family) > 3:
                family, given = lower_case(family), lower_case(given) if len(given) > 3 else given
            for particle in ("non-dropping-particle", "dropping-particle"):
                family = with_particle(clean(item.get(particle), 50), family)
            yield make_name(family, given, clean(item.get("suffix"), 50))
        elif folded(body) not in _JUNK:
            yield Name(literal=_BEHALF.sub("", body))


def notices(work: Work) -> tuple[Notice, ...]:
    """Return the notices that were published about a work, each once.

    They stand in `updated-by`, one event perhaps twice (publisher, Retraction Watch). A
    title marked RETRACTED counts as a retraction without a notice's DOI.
    """
    found: dict[tuple[str, str], Notice] = {}
    for item in _items(work.record.get("updated-by"), 200):
        kind, doi = clean(item.get("type"), 60).lower(), normal_doi(item.get("DOI"))
        date = "-".join(f"{part:02}" for part in _date(item.get("updated")))
        if kind and doi != work.doi:
            found.setdefault((kind, doi), Notice(kind, doi, date, clean(item.get("source"), 60)))
    marked = any(_MARKED.match(title) for title in _texts(work.record.get("title")))
    updates = [notice.update for notice in found.values()]
    if marked and not any(update and update.level == "retracted" for update in updates):
        found["retraction", ""] = Notice("retraction", "", "", "title")
    return tuple(found.values())


def _journal(work: Work) -> tuple[str | None, str | None]:
    """Return the journal in full and abbreviated, as far as the record or NLM knows them."""
    names = containers(work)
    if not names:
        return None, None
    full = next((name for name in names if not re.search(r"\.(?:\s|$)", name)), names[0])
    known = find_journal(full)
    short = known.abbreviation if known else next((n for n in names if len(n) < len(full)), None)
    return full, None if short == full else short


def _title(work: Work) -> str | None:
    found = titles(work)
    if not found:
        return None
    title, subtitle = found[0]
    if title.endswith(".") and not title.endswith("..") and title.count(".") == 1:
        title = title[:-1]
    if not subtitle:
        return title
    return f"{title} {subtitle}" if title.endswith(("?", "!", ":")) else f"{title}: {subtitle}"


def _pages(work: Work) -> tuple[str | None, str | None]:
    """Return pages and article number; a range of one page is that page."""
    page, number = clean(work.record.get("page"), 200), clean(work.record.get("article-number"), 80)
    if page.lower().startswith("n/a") or not any(map(str.isalnum, page)):
        page = ""
    read = read_pages(page) if page else None
    page = read.page if read else ""
    first, dash, last = page.partition("-")
    if dash and first == last:
        page = first
    number = number or (read.number or "" if read else "")
    return page or number or None, number or None


def citation_of(work: Work) -> Citation:
    """Read a record into a `Citation`; its `id` is the DOI. Never fails."""
    record = work.record
    kind = clean(record.get("type"), 60)
    journal, short = _journal(work)
    page, number = _pages(work)
    when = dates(work)
    serial = {
        one.get("type"): clean(one.get("value"), 20) for one in _items(record.get("issn-type"))
    }
    issns = _texts(record.get("ISSN"))
    books = [isbn.rpartition("/")[2] for isbn in _texts(record.get("ISBN"))]
    abstract = re.sub(r"^(?:Abstract|ABSTRACT|Summary)[:.]?\s+", "", clean(record.get("abstract")))
    language = clean(record.get("language"), 20)
    return Citation(
        id=work.doi or "work",
        type=csl_type(kind, record.get("subtype")) or "document",
        author=tuple(people(work)),
        editor=tuple(people(work, "editor")),
        issued=Date(date_parts=(when[0],)) if when else None,
        title=_title(work),
        container_title=journal,
        container_title_short=short,
        volume=clean(record.get("volume"), 80) or None,
        issue=clean(record.get("issue"), 80) or None,
        page=page,
        number=number,
        publisher=clean(record.get("publisher"), 300) or None,
        publisher_place=clean(record.get("publisher-location"), 200) or None,
        doi=work.doi or None,
        url=f"https://doi.org/{quote(work.doi, safe=_URL_SAFE)}" if work.doi else None,
        isbn=next(iter(books), None),
        issn=serial.get("print") or next(iter(issns), None),
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(?:-\w{2,8})*", language) else None,
        abstract=abstract or None,
    )
