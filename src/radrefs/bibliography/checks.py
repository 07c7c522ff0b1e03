"""Check a bibliography: what a person should look at, from the files alone.

| kind | level | means |
|---|---|---|
| `retracted` | error | the work was retracted, withdrawn or removed |
| `concern` | warning | an expression of concern was published about it |
| `unreadable` | warning | an entry of a file of references cannot be read |
| `doubtful` | warning | a work was found, but it is not sure that it is the one |
| `disagreement` | warning | page and record differ: year, pages, title, first author |
| `double` | warning | the same article stands on the page twice |
| `preprint` | warning | a preprint is cited although the article is published |
| `changed` | warning | a decision's entry is no longer on the page |
| `unresolved` | notice | all was asked, and no DOI was found |
| `unchecked` | notice | nobody was asked |
| `stale` | notice | the decision is older than so many days |
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from radrefs.bibliography.items import Gone, Item, Unreadable
from radrefs.gc_pause import gc_paused
from radrefs.matching.clusters import clustered
from radrefs.matching.completion import Disagreement
from radrefs.matching.features import is_preprint
from radrefs.matching.grading import Grade
from radrefs.matching.normalize import folded
from radrefs.matching.records import Work, normal_doi
from radrefs.model import Citation
from radrefs.resolutions.resolution import Resolution

__all__ = ["KINDS", "Finding", "Level", "annotation", "check_items"]

Level = Literal["error", "warning", "notice"]
KINDS: dict[str, Level] = {
    "retracted": "error", "concern": "warning", "unreadable": "warning", "doubtful": "warning",
    "disagreement": "warning", "double": "warning", "preprint": "warning", "changed": "warning",
    "unresolved": "notice", "unchecked": "notice", "stale": "notice",
}  # fmt: skip
"""The kinds of findings, the weightiest first, and the level of each."""

_WITHDRAWN = ("retraction", "withdrawal", "removal")
_OPEN: dict[str, str] = {
    Grade.PROBABLE: "doubtful", Grade.AMBIGUOUS: "doubtful", Grade.PREPRINT_ONLY: "doubtful",
    Grade.NOT_FOUND: "unresolved", Grade.PUBMED_ONLY: "unresolved", Grade.NOT_CHECKED: "unchecked",
}  # fmt: skip
_FIELDS = {"issued": "year", "page": "pages", "title": "title", "author": "first author"}
_ORDER = {kind: at for at, kind in enumerate(KINDS)}


class Finding(NamedTuple):
    """Tell one thing to look at: where (file, line, topic, number, key), of which kind, what."""

    kind: str
    file: Path
    line: int
    page: str
    number: int | None
    key: str
    message: str

    @property
    def level(self) -> Level:
        """Give how grave it is."""
        return KINDS[self.kind]


def check_items(
    items: Sequence[Item],
    gone: Iterable[Gone] = (),
    unreadable: Iterable[Unreadable] = (),
    *,
    stale_days: int = 365,
    today: datetime.date | None = None,
) -> list[Finding]:
    """Give what a person should look at, the gravest first, then in the items' order.

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
    """Tell what a resolution says that is not settled."""
    one = item.resolution
    if one is None:
        if not item.citation.doi:
            yield _finding("unchecked", item, "nobody was asked about this entry")
        return
    yield from _of_notices(item, one)
    if one.state in _OPEN:
        kind = _OPEN[one.state]
        grade = f"{one.state}: " if kind == "doubtful" else ""
        reason = one.decision.reason if kind == "doubtful" else _brief(one.decision.reason)
        yield _finding(kind, item, grade + reason)
    for told in one.merged.disagreements:
        if told.field in _FIELDS and not (told.field == "author" and _same_first(told)):
            what = f"{_FIELDS[told.field]}: the page has {told.page!r}, the record {told.record!r}"
            yield _finding("disagreement", item, what)
    if one.work and (article := _article_of(one.work)):
        yield _finding("preprint", item, f"this preprint is published: doi:{article}")
    spoken = one.override and one.override.kind != "corrected"
    if not spoken and one.date and one.date[:10] < oldest:
        yield _finding("stale", item, f"decided on {one.date[:10]}: ask again with --update")


def _brief(reason: str) -> str:
    """Leave out what the nearest work was: it is none to look at."""
    return reason.partition("; nearest is ")[0]


def _same_first(told: Disagreement) -> bool:
    """Tell whether two lists of families begin with the same one."""
    first = (folded(side.partition(", ")[0]) for side in (told.page, told.record))
    return next(first) == next(first)


def _of_notices(item: Item, one: Resolution) -> Iterator[Finding]:
    for notice in one.notices:
        kind = notice.kind.replace("_", " ")
        when = f" {notice.date}" if notice.date else ""
        if notice.kind in _WITHDRAWN:
            yield _finding("retracted", item, f"{kind}{when}: doi:{notice.doi or one.doi}")
        elif kind == "expression of concern":
            yield _finding("concern", item, f"{kind}{when}: doi:{notice.doi or one.doi}")


def _article_of(work: Work) -> str:
    """Give the DOI under which a preprint's article is published, as its record says."""
    relation = work.record.get("relation")
    if not is_preprint(work) or not isinstance(relation, dict):
        return ""
    named = relation.get("is-preprint-of")
    for one in named if isinstance(named, list) else [named]:
        if isinstance(one, dict) and (doi := normal_doi(one.get("id"))):
            return doi
    return ""


def _doubles(items: Sequence[Item]) -> Iterator[Finding]:
    """Find entries of one page that are one article."""
    pages: dict[Path, list[Item]] = {}
    for item in items:
        pages.setdefault(item.file, []).append(item)
    for page in pages.values():
        for first, *others in clustered([item.citation for item in page]).groups:
            number = page[first].cited[0].number
            which = f"entry {number}" if number is not None else page[first].citation.id
            for at in others:
                yield _finding("double", page[at], f"the same article as {which}")


_SERVERS = ("biorxiv", "medrxiv", "arxiv", "chemrxiv", "research square", "ssrn", "preprints")


def _is_preprint(item: Item) -> bool:
    """Tell whether a preprint is what an item cites: by its record, or by its server's name."""
    if item.resolution and item.resolution.work:
        return is_preprint(item.resolution.work)
    names = (item.citation.container_title, item.citation.publisher, item.citation.genre)
    said = " ".join(folded(name) for name in names if name)
    return any(server in said for server in _SERVERS) if said else False


def _published(items: Sequence[Item]) -> Iterator[Finding]:
    """Find preprints whose article is cited too, under the same title and first author."""
    preprints = [item for item in items if _is_preprint(item)]
    if not preprints:
        return
    wanted = {_title_key(item.citation) for item in preprints}
    articles: dict[tuple[str, str], Item] = {}
    for item in items:
        key = _title_key(item.citation)
        article = item.citation.type == "article-journal" and not _is_preprint(item)
        if article and key in wanted:
            articles.setdefault(key, item)
    for item in preprints:
        key = _title_key(item.citation)
        if len(key[0]) >= 25 and (other := articles.get(key)):
            told = f"doi:{other.citation.doi}" if other.citation.doi else str(other.cited[0])
            yield _finding("preprint", item, f"this preprint is published: {told}")


def _title_key(citation: Citation) -> tuple[str, str]:
    first = citation.author[0] if citation.author else None
    return folded(citation.title or ""), folded((first and first.family) or "")


def _gone(one: Gone) -> Finding:
    memory = one.memory
    text = " ".join(memory.text.split())[:60]
    word = "a person's word on it would go; " if memory.override else ""
    message = f"no longer on the page: {word}run `radrefs build`: {text}"
    page = one.file.resolve().parent.name
    return Finding("changed", one.file, 1, page, memory.number, "", message)


def _unreadable(one: Unreadable) -> Finding:
    message = f"cannot be read: {one.why}: {' '.join(one.text.split())[:60]}"
    return Finding("unreadable", one.file, one.line, one.file.name, None, "", message)


def annotation(finding: Finding) -> str:
    """Give a finding as a line that GitHub shows beside the file (a workflow command)."""

    def value(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def named(text: str) -> str:
        return value(text).replace(":", "%3A").replace(",", "%2C")

    number = "" if finding.number is None else f"entry {finding.number}: "
    where = f"file={named(finding.file.as_posix())},line={finding.line},title={finding.kind}"
    return f"::{finding.level} {where}::{value(number + finding.message)}"
