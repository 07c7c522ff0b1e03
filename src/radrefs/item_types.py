"""Name the kinds of what is cited: types, notices and preprint servers, each in one place.

Types are Crossref's (`journal-article`) and CSL's (`article-journal`). A *notice* is
published about an article: a retraction, a correction, a reply.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast, get_args

from radrefs.model import ItemType

__all__ = [
    "ARTICLE_TYPES", "BOOK_TYPES", "CSL_TYPES", "NEAR_ARTICLE_TYPES", "NOTICE_TITLES", "TYPES",
    "UPDATE_KINDS", "UpdateKind", "UpdateLevel", "csl_type", "is_preprint_type",
    "names_preprint_server", "update_kind",
]  # fmt: skip

CSL_TYPES: frozenset[str] = frozenset(get_args(ItemType))
"""The types of CSL 1.0.2."""

TYPES: dict[str, ItemType] = {
    "journal-article": "article-journal", "posted-content": "article", "book": "book",
    "edited-book": "book", "monograph": "book", "reference-book": "book", "book-set": "book",
    "book-series": "book", "book-chapter": "chapter", "book-part": "chapter",
    "book-section": "chapter", "book-track": "chapter", "reference-entry": "entry",
    "proceedings-article": "paper-conference", "proceedings": "book",
    "proceedings-series": "book", "report": "report", "report-component": "report",
    "report-series": "report", "dissertation": "thesis", "dataset": "dataset",
    "database": "dataset", "component": "document", "peer-review": "review",
    "standard": "standard", "journal": "periodical", "journal-issue": "periodical",
    "journal-volume": "periodical", "grant": "document", "other": "document",
}  # fmt: skip
"""Crossref's thirty types and what CSL calls them."""

ARTICLE_TYPES = frozenset({"journal-article", "article-journal"})
"""A record of one of these types is an article of a journal."""
NEAR_ARTICLE_TYPES = frozenset({
    "proceedings-article", "other", "paper-conference", "article-magazine", "report",
    "reference-entry", "document", "article",
})  # fmt: skip
"""A record of one of these types may be what a page cites as an article."""
BOOK_TYPES = frozenset(
    "book edited-book monograph reference-book book-chapter book-part book-section"
    " reference-entry chapter report dissertation thesis other document".split()
)
"""A record of one of these types may be what a page cites as a book, chapter or report."""


def csl_type(kind: str, subtype: object = None) -> ItemType | None:
    """Return CSL's name for a type of Crossref or of CSL; None for an unknown one.

    A peer review is `posted-content` with the subtype `peer_review` (Crossref's schema).
    """
    if kind == "posted-content" and subtype == "peer_review":
        return "review"
    return TYPES.get(kind) or (cast(ItemType, kind) if kind in CSL_TYPES else None)


def is_preprint_type(kind: object, subtype: object = None) -> bool:
    """Say whether a record of this type is a preprint: `posted-content` that is no review."""
    return kind == "posted-content" and subtype in ("preprint", None, "other")


# Every server whose name ends as arXiv's does (bioRxiv, medRxiv, PsyArXiv ...), and others.
_SERVER = re.compile(r"\b(?:\w*rxiv|research square|ssrn|preprints?|osf)\b")


def names_preprint_server(folded: str) -> bool:
    """Say whether a name of a journal or publisher is a preprint server's.

    `folded` is in lower case, without accents and punctuation.
    """
    return _SERVER.search(folded) is not None


UpdateLevel = Literal["retracted", "concern"]
"""What a notice means for its article: it counts no longer, or it is in doubt."""


class UpdateKind(NamedTuple):
    """A kind of update after which an article is to be read with care.

    `label` is what a note says of the article; `marks` are the words that publishers put
    before its title ("RETRACTED: ...").
    """

    level: UpdateLevel
    label: str
    marks: tuple[str, ...] = ()


UPDATE_KINDS: dict[str, UpdateKind] = {
    "retraction": UpdateKind("retracted", "Retracted", ("RETRACTED", "Retracted")),
    "withdrawal": UpdateKind("retracted", "Withdrawn", ("WITHDRAWN", "Withdrawn")),
    "removal": UpdateKind("retracted", "Removed", ("REMOVED",)),
    "expression of concern": UpdateKind("concern", "Expression of concern"),
}
"""The kinds of update that are reported as grave, by Crossref's name with blanks."""


def update_kind(name: str) -> UpdateKind | None:
    """Return what a kind of update means; None for one that is not grave.

    Crossref writes `expression_of_concern`, older records have blanks.
    """
    return UPDATE_KINDS.get(name.replace("_", " "))


NOTICE_TITLES: dict[str, tuple[str, ...]] = {
    "correction": (
        "erratum", "errata", "correction", "corrections", "corrigendum", "corrigenda",
        "addendum", "additions and corrections", "amendment",
    ),
    "retraction": (
        "retraction", "retraction notice", "retraction note", "notice of retraction",
        "withdrawal", "notice of withdrawal",
    ),
    "concern": ("expression of concern", "notice of concern"),
    "comment": ("comment", "comments", "commentary", "discussion", "re"),
    "reply": (
        "reply", "in reply", "authors reply", "response", "authors response",
        "the authors reply", "the authors respond", "rebuttal",
    ),
    "letter": (
        "letter", "letters", "letter to the editor", "letters to the editor", "to the editor",
    ),
    "editorial": ("editorial",),
    "book review": ("book review", "book reviews"),
    "recommendation": (
        "faculty opinions", "faculty opinions recommendation", "faculty of 1000",
        "faculty of 1000 evaluation", "f1000", "recommendation",
    ),
    "review": ("peer review", "decision letter", "referee report"),
}  # fmt: skip
"""What notices call themselves in their titles (folded), by the kind of notice."""
