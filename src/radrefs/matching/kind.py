"""Compare what kind of thing page and record are: article, preprint, book; or a notice."""

from __future__ import annotations

import re

from radrefs.item_types import ARTICLE_TYPES, BOOK_TYPES, NEAR_ARTICLE_TYPES
from radrefs.markup import clean
from radrefs.matching.levels import AGREES, MISSING, Feature, Level
from radrefs.matching.notice_titles import notice_of
from radrefs.matching.preprints import is_preprint, names_server
from radrefs.matching.records import Work
from radrefs.matching.title import SAME_TITLE, TitleSimilarity

__all__ = ["A_PREPRINT", "not_an_article", "notice_feature", "type_feature"]

A_PREPRINT = "a preprint"
"""The detail of a type that conflicts because the record is a preprint."""

_ARTICLES = ("article-journal", "document", "article-newspaper", "webpage")
"""CSL's types of citations that an article's record may fit."""
_BOOKS = ("book", "chapter", "report", "thesis", "paper-conference")
"""CSL's types of citations that the record of a book, chapter or report may fit."""
_COMPONENT = re.compile(r"\.(?:supp\d*|[sgtfmv]\d{3}|abs)$")


def type_feature(printed: str, journals: tuple[str, ...], work: Work) -> Feature:
    """Compare the types: an article is no preprint, review, data set or chapter.

    `printed` is the citation's type in CSL. A citation whose journal is a preprint server
    names the preprint itself.
    """
    kind = clean(work.record.get("type"), 60)
    if not kind:
        return MISSING
    if printed in _ARTICLES:
        if kind in ARTICLE_TYPES:
            return AGREES
        if is_preprint(work):
            return AGREES if names_server(*journals) else Feature(Level.CONFLICTS, A_PREPRINT)
        return Feature(Level.NEAR if kind in NEAR_ARTICLE_TYPES else Level.CONFLICTS, kind)
    if printed in _BOOKS:
        return AGREES if kind in BOOK_TYPES else Feature(Level.CONFLICTS, kind)
    return Feature(Level.NEAR, kind)


def not_an_article(doi: str) -> str:
    """Return what a DOI names that is no article itself; "" for all others."""
    if doi.startswith("10.3410/"):
        return "a recommendation (Faculty Opinions)"
    return "a part of an article" if _COMPONENT.search(doi) else ""


def notice_feature(printed: str, title: str, work: Work, similarity: TitleSimilarity) -> Feature:
    """Compare the kinds of notice: an article is no erratum, comment, reply or review.

    `printed` is the kind that the citation's title names, `title` that title, folded.
    Titles of as many words that are nearly one text differ by a slip, not by a notice.
    """
    if other := not_an_article(work.doi):
        return Feature(Level.CONFLICTS, other)
    kinds = {notice_of(title) for title in similarity.titles}
    same_length = len(similarity.text.split()) == len(title.split())
    same = similarity.ratio >= SAME_TITLE and same_length
    if same or printed in kinds or not kinds:
        return AGREES
    found = next(iter(sorted(kind for kind in kinds if kind)), "")
    if found:
        return Feature(Level.CONFLICTS, f"{printed or 'an article'} / {found}")
    return Feature(Level.NEAR, f"{printed} / an article")
