"""Find the DOI that a citation has, or say why none is written.

    citation ─ catalogue.search ─▶ works ─ judge.decide ─▶ decision ─ merge ─▶ completed

`catalogue` is the door to the world (`Crossref`, `Agencies`, `Cached`, a file of works);
`judge` and `merge` are pure. `resolve` walks the whole way. `hints` (`PubMed`) propose
what to look up, a hundred citations at a time; `plan` says beforehand what will be asked.
"""

from __future__ import annotations

from radrefs.errors import NotChecked
from radrefs.resolving.catalogue import Catalogue, FirstOf, Nobody, Works, read_works
from radrefs.resolving.evidence import Finding, Level
from radrefs.resolving.hints import Hints
from radrefs.resolving.judge import WRITTEN, Candidate, Decision, Grade, decide
from radrefs.resolving.merge import Disagreement, Merged, merge
from radrefs.resolving.planning import Plan, plan
from radrefs.resolving.resolution import Memory, Remembered, Resolution, Word
from radrefs.resolving.resolution_file import (
    dump_resolutions,
    read_resolutions,
    write_resolutions,
)
from radrefs.resolving.run import Step, resolve
from radrefs.resolving.works import Notice, Work, citation_of

__all__ = [
    "WRITTEN",
    "Candidate",
    "Catalogue",
    "Decision",
    "Disagreement",
    "Finding",
    "FirstOf",
    "Grade",
    "Hints",
    "Level",
    "Memory",
    "Merged",
    "Nobody",
    "NotChecked",
    "Notice",
    "Plan",
    "Remembered",
    "Resolution",
    "Step",
    "Word",
    "Work",
    "Works",
    "citation_of",
    "decide",
    "dump_resolutions",
    "merge",
    "plan",
    "read_resolutions",
    "read_works",
    "resolve",
    "write_resolutions",
]
