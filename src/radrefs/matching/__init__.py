"""Compare and decide: is this record the work that the citation names? Pure, no network.

records     a registry's record (`Work`), and the citation that it says
normalize   text folded for comparing
notice_titles  errata, replies and reviews;  preprints  preprints and their articles
levels      agrees, near, conflicts, missing
title  author  journal  place  kind    the single comparisons
features    all comparisons of a citation with one work
grades      how sure a decision is, and the words for it
grading     the features of all works -> one decision;  reasons  why, in one line
completion  page and record -> one citation, with provenance
pairs       two citations: duplicate, possible or distinct;  wording  slips of spelling
clusters    many citations -> the groups that are one article
joining     citations of one article -> one citation
identity    what an article is known by, for keys that stay
versions    two versions of a list -> the entries that were edited

The names below are what the rest of the package needs of it.
"""

from __future__ import annotations

from radrefs.matching.clusters import Clusters, Undecided, cluster
from radrefs.matching.completion import Disagreement, Merged, merge, with_numbers
from radrefs.matching.grades import (
    DOUBTFUL,
    OPEN,
    STATES,
    WRITTEN,
    Grade,
    Standing,
    label_of,
    standing_of,
    words_of,
)
from radrefs.matching.grading import Candidate, Decision, decide, matching_works, not_checked
from radrefs.matching.identity import find_recorded, same_traces, traces_of
from radrefs.matching.joining import join_citations, richest
from radrefs.matching.levels import Feature, Level
from radrefs.matching.normalize import fold, folded
from radrefs.matching.preprints import (
    article_doi,
    cites_preprint,
    is_preprint,
    published_versions,
)
from radrefs.matching.records import Notice, Work, citation_of, normal_doi, notices
from radrefs.matching.title import similarity_label
from radrefs.matching.versions import pair_versions

__all__ = [
    "DOUBTFUL", "OPEN", "STATES", "WRITTEN", "Candidate", "Clusters", "Decision", "Disagreement",
    "Feature", "Grade", "Level", "Merged", "Notice", "Standing", "Undecided", "Work",
    "article_doi", "citation_of", "cites_preprint", "cluster", "decide", "find_recorded",
    "fold", "folded", "is_preprint", "join_citations", "label_of", "matching_works", "merge",
    "normal_doi", "not_checked", "notices", "pair_versions", "published_versions", "richest",
    "same_traces", "similarity_label", "standing_of", "traces_of", "with_numbers", "words_of",
]  # fmt: skip
