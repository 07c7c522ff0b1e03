"""Record what an article is known by, so that it is found again when its citation changes.

An article has several *traces*, each a line of text: `doi:`, `pmid:`, `text:` (what names it:
title, first author, year, volume, page) and `also:` (journal, issue, publisher, edition).
The file of citation keys records them for each key (docs: managing).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from radrefs.matching.normalize import folded
from radrefs.matching.pairs import first_family
from radrefs.matching.place import first_page_of
from radrefs.model import Citation

__all__ = ["find_recorded", "same_traces", "traces_of"]

_NAMING = (
    "title", "author", "issued", "volume", "page", "number", "doi", "pmid", "issue",
    "container_title", "container_title_short", "publisher", "edition",
)  # fmt: skip
"""The fields from which the traces are made."""


def traces_of(citation: Citation) -> list[str]:
    """Return what an article is known by, the surest first.

    `text:` has what names the article, `also:` what else its citation says, which may be less.
    """
    traces = [f"doi:{citation.doi.lower()}"] if citation.doi else []
    traces += [f"pmid:{citation.pmid}"] if citation.pmid else []
    title = folded((citation.title or "")[:1000])[:300]
    page, year = first_page_of(citation), str(citation.year or "")
    text = (title, first_family(citation), year, citation.volume or "", page)
    journal = citation.container_title_short or citation.container_title
    also = (journal, citation.issue, citation.publisher, citation.edition)
    return [
        *traces,
        "text:" + "|".join(text),
        "also:" + "|".join(folded(part or "") for part in also),
    ]


def same_traces(one: Citation, other: Citation) -> bool:
    """Say whether two citations have the same values in every field that makes a trace."""
    mine, theirs = one.__dict__, other.__dict__
    return all(mine[name] == theirs[name] for name in _NAMING)


def find_recorded(
    articles: Sequence[Sequence[str]], recorded: Mapping[str, Sequence[str]]
) -> dict[int, str]:
    """Return, by place, the recorded key of each article that has one.

    `articles` are the traces of each, `recorded` the traces of each key. The closest get
    their keys first; of those equally close the key that was recorded first.
    """
    owners: dict[str, list[str]] = {}
    for key, known in recorded.items():
        for trace in known:
            # What `also:` says may be true of many articles: nothing is looked up by it.
            if not trace.startswith("also:"):
                owners.setdefault(trace, []).append(key)
    order = {key: at for at, key in enumerate(recorded)}
    found: list[tuple[tuple[float, ...], int, int, str]] = []
    for at, mine in enumerate(articles if owners else ()):
        for key in {key for trace in mine for key in owners.get(trace, ())}:
            if close := _closeness(mine, recorded[key]):
                found.append((tuple(-one for one in close), order[key], at, key))
    taken: set[str] = set()
    key_at: dict[int, str] = {}
    for _, _, at, key in sorted(found):
        if at not in key_at and key not in taken:
            key_at[at] = key
            taken.add(key)
    return key_at


def _closeness(mine: Sequence[str], theirs: Sequence[str]) -> tuple[float, ...]:
    """Compare the traces of two; the larger, the surer they are one article's, () if they are not.

    They are not if they have different DOIs, or without a DOI different PMIDs; and where
    neither is in common, if anything else contradicts (another journal, edition, ...) or too
    little is in common.
    """
    shared = {*mine} & {*theirs}
    kinds = [trace.partition(":")[0] for trace in shared]
    for kind in ("doi", "pmid"):
        if kind in kinds:
            break
        one, other = ({n for n in many if n.startswith(f"{kind}:")} for many in (mine, theirs))
        if one and other:
            return ()
    else:
        texts = [trace for trace in shared if trace.startswith("text:")]
        if not any(len(text.partition("|")[0]) > 5 for text in texts) or not _agree(mine, theirs):
            return ()
    return (
        "doi" in kinds, "pmid" in kinds, "text" in kinds, "also" in kinds,
        len(shared) / len({*mine, *theirs}),
    )  # fmt: skip


def _agree(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether any `also:` of the one contradicts nothing in any of the other."""
    one, other = (
        [trace[5:].split("|") for trace in many if trace.startswith("also:")]
        for many in (mine, theirs)
    )
    return not (one and other) or any(
        all(not a or not b or a == b for a, b in zip(some, more, strict=False))
        for some in one
        for more in other
    )
