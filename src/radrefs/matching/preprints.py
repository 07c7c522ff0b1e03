"""Recognise preprints, and find the article that a preprint became."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from radrefs.item_types import is_preprint_type, names_preprint_server
from radrefs.matching.normalize import folded
from radrefs.matching.records import Work, normal_doi
from radrefs.matching.title import SHORT_TITLE
from radrefs.model import ET_AL, Citation

__all__ = ["article_doi", "cites_preprint", "is_preprint", "names_server", "published_versions"]


def is_preprint(work: Work) -> bool:
    """Say whether a record is a preprint (`posted-content` that is no review)."""
    return is_preprint_type(work.record.get("type"), work.record.get("subtype"))


def names_server(*names: str | None) -> bool:
    """Say whether any of some names (of a journal, a publisher) is a preprint server's."""
    return names_preprint_server(" ".join(folded(name) for name in names if name))


def cites_preprint(citation: Citation) -> bool:
    """Say whether a citation names a preprint server where a journal or publisher stands."""
    return names_server(citation.container_title, citation.publisher, citation.genre)


def article_doi(work: Work) -> str:
    """Return the DOI of the article that a preprint became, as its record says; else ""."""
    relation = work.record.get("relation")
    if not is_preprint(work) or not isinstance(relation, dict):
        return ""
    named = relation.get("is-preprint-of")
    for one in named if isinstance(named, list) else [named]:
        if isinstance(one, dict) and (doi := normal_doi(one.get("id"))):
            return doi
    return ""


def published_versions(citations: Sequence[Citation], preprints: Collection[int]) -> dict[int, int]:
    """Return for the place of each preprint that of its article, if that is cited too.

    `preprints` are the places of the preprints among `citations`. Title (of at least 25
    folded characters) and first author are the same; of several articles the first counts.
    """
    keys = {at: _Key.of(citations[at]) for at in preprints}
    long_enough = {key for key in keys.values() if len(key.title) >= SHORT_TITLE}
    articles: dict[_Key, int] = {}
    for at, citation in enumerate(citations if long_enough else ()):
        if citation.type == "article-journal" and at not in keys:
            key = _Key.of(citation)
            if key in long_enough:
                articles.setdefault(key, at)
    return {at: articles[key] for at, key in keys.items() if key in articles}


class _Key(NamedTuple):
    """What a preprint and its article have in common, folded."""

    title: str
    family: str

    @classmethod
    def of(cls, citation: Citation) -> _Key:
        first = next((name for name in citation.author if name != ET_AL), None)
        return cls(folded(citation.title or ""), folded((first and first.family) or ""))
