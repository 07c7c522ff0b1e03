"""Check a bibliography: find what a person should look at, from the files alone.

| kind | level | means |
|---|---|---|
| `retracted` | error | the work was retracted, withdrawn or removed |
| `concern` | warning | an expression of concern was published about it |
| `unreadable` | warning | an entry of a file of references cannot be read |
| `doubtful` | warning | a work was found, but it may be another |
| `disagreement` | warning | page and record differ: year, pages, title, first author |
| `double` | warning | the same article stands on the page twice |
| `preprint` | warning | a preprint is cited although the article is published |
| `changed` | warning | a decision's entry is no longer on the page |
| `unresolved` | notice | every catalogue was asked, and no DOI was found |
| `unchecked` | notice | no catalogue was asked |
| `stale` | notice | the decision is older than so many days |
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from radrefs.bibliography.items import Gone, Item, Unreadable
from radrefs.gc_pause import gc_paused
from radrefs.matching import (
    Grade,
    article_doi,
    cites_preprint,
    cluster,
    is_preprint,
    published_versions,
    standing_of,
    words_of,
)
from radrefs.resolutions.resolution import Resolution

__all__ = ["KINDS", "Finding", "Level", "check_items"]

Level = Literal["error", "warning", "notice"]
KINDS: dict[str, Level] = {
    "retracted": "error", "concern": "warning", "unreadable": "warning", "doubtful": "warning",
    "disagreement": "warning", "double": "warning", "preprint": "warning", "changed": "warning",
    "unresolved": "notice", "unchecked": "notice", "stale": "notice",
}  # fmt: skip
"""The kinds of findings, the gravest first, and the level of each."""

_FIELDS = {"issued": "year", "page": "pages", "title": "title", "author": "first author"}
_ORDER = {kind: at for at, kind in enumerate(KINDS)}


class Finding(NamedTuple):
    """One thing to look at: where (file, line, topic, number, key), of which kind, and what."""

    kind: str
    file: Path
    line: int
    page: str
    number: int | None
    key: str
    message: str

    @property
    def level(self) -> Level:
        """Return how grave it is."""
        return KINDS[self.kind]


def check_items(
    items: Sequence[Item],
    gone: Iterable[Gone] = (),
    unreadable: Iterable[Unreadable] = (),
    *,
    stale_days: int = 365,
    today: datetime.date | None = None,
) -> list[Finding]:
    """Return what a person should look at, the gravest first, then in the items' order.

    `gone` are entries of resolution files that are no longer on their page, `unreadable`
    those of files of references that could not be read.
    """
    now = today or datetime.datetime.now(tz=datetime.UTC).date()
    oldest = (now - datetime.timedelta(days=min(stale_days, 300_000))).isoformat()
    with gc_paused():
        found = [one for item in items for one in _of_item(item, oldest)]
        found += _doubles(items)
        found += _published(items)
    found += [_gone(one) for one in gone]
    found += [_unreadable(one) for one in unreadable]
    return sorted(found, key=lambda one: _ORDER[one.kind])


def _finding(kind: str, item: Item, message: str) -> Finding:
    cited = item.cited[0]
    key = item.citation.id
    return Finding(kind, item.file, item.line, cited.page, cited.number, key, message)


def _of_item(item: Item, oldest: str) -> Iterator[Finding]:
    """Find what a person should look at in what became of one item."""
    one = item.resolution
    if one is None:
        if not item.citation.doi:
            yield _finding("unchecked", item, "no catalogue was asked about this entry")
        return
    yield from _of_notices(item, one)
    yield from _of_state(item, one)
    for differs in one.merged.disagreements:
        if differs.field in _FIELDS and (differs.field != "author" or differs.is_in_first_name):
            what = f"the page has {differs.page!r}, the record {differs.record!r}"
            yield _finding("disagreement", item, f"{_FIELDS[differs.field]}: {what}")
    if one.work and (article := article_doi(one.work)):
        yield _finding("preprint", item, f"this preprint is published: doi:{article}")
    decided = one.override and one.override.kind != "corrected"
    if not decided and one.date and one.date[:10] < oldest:
        yield _finding("stale", item, f"decided on {one.date[:10]}: ask again with --update")


def _of_state(item: Item, one: Resolution) -> Iterator[Finding]:
    standing, reason = standing_of(one.state), one.decision.reason
    if standing == "doubtful":
        yield _finding("doubtful", item, f"{words_of(one.state)}: {reason}")
    elif standing == "open":
        kind = "unchecked" if one.state == Grade.NOT_CHECKED else "unresolved"
        # The nearest work is left out: there is nothing to look at in it.
        yield _finding(kind, item, reason.partition("; nearest is ")[0])


def _of_notices(item: Item, one: Resolution) -> Iterator[Finding]:
    for notice in one.notices:
        if update := notice.update:
            when = f" {notice.date}" if notice.date else ""
            what = f"{notice.name}{when}: doi:{notice.doi or one.doi}"
            yield _finding(update.level, item, what)


def _doubles(items: Sequence[Item]) -> Iterator[Finding]:
    """Find entries of one page that are one article."""
    pages: dict[Path, list[Item]] = {}
    for item in items:
        pages.setdefault(item.file, []).append(item)
    for page in pages.values():
        for first, *others in cluster([item.citation for item in page]).groups:
            number = page[first].cited[0].number
            which = f"entry {number}" if number is not None else page[first].citation.id
            for at in others:
                yield _finding("double", page[at], f"the same article as {which}")


def _is_preprint(item: Item) -> bool:
    """Say whether an item cites a preprint: by its record, or by the name of its server."""
    if item.resolution and item.resolution.work:
        return is_preprint(item.resolution.work)
    return cites_preprint(item.citation)


def _published(items: Sequence[Item]) -> Iterator[Finding]:
    """Find preprints whose article is cited too, with the same title and first author."""
    preprints = [at for at, item in enumerate(items) if _is_preprint(item)]
    for at, article_at in published_versions([one.citation for one in items], preprints).items():
        article = items[article_at]
        where = f"doi:{article.citation.doi}" if article.citation.doi else str(article.cited[0])
        yield _finding("preprint", items[at], f"this preprint is published: {where}")


def _gone(one: Gone) -> Finding:
    entry = one.entry
    text = " ".join(entry.text.split())[:60]
    decision = "a person's decision on it would be lost; " if entry.override else ""
    message = f"no longer on the page: {decision}run `radrefs build`: {text}"
    page = one.file.resolve().parent.name
    return Finding("changed", one.file, 1, page, entry.number, "", message)


def _unreadable(one: Unreadable) -> Finding:
    message = f"cannot be read: {one.why}: {' '.join(one.text.split())[:60]}"
    return Finding("unreadable", one.file, one.line, one.file.name, None, "", message)
