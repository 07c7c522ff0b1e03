"""Find the DOI that a citation has, or say why none is written.

    citations -- stages --> candidates -- grading --> decision -- outcome --> Resolution

pipeline  `resolve`: the stages in their order, and the one place that decides and records
stages    printed DOIs, PubMed, searches by threes, single searches: they yield candidates
outcome   a decision completed: printed DOI, PubMed's numbers, what was stored before
planning  `plan`: what a run will ask, said before it does

Who is asked stands in `radrefs.registries`, how a decision is made in `radrefs.matching`,
what is kept of each entry in `radrefs.resolutions`. The names that most programs need can
be imported from here.
"""

from __future__ import annotations

from radrefs.deprecated import moved, renamed
from radrefs.errors import NotChecked
from radrefs.matching import (
    WRITTEN,
    Candidate,
    Decision,
    Disagreement,
    Feature,
    Grade,
    Level,
    Merged,
    Notice,
    Work,
    citation_of,
    decide,
    merge,
)
from radrefs.registries.base import Catalogue, FirstOf, Nobody
from radrefs.registries.hints import Hints
from radrefs.registries.local import Works, read_works
from radrefs.resolutions.resolution import Override, Resolution, ResolutionFile, StoredEntry
from radrefs.resolutions.store import (
    dump_resolutions,
    read_resolutions,
    write_resolutions,
)
from radrefs.resolving.pipeline import Step, resolve
from radrefs.resolving.planning import Plan, plan

__all__ = [
    "WRITTEN",
    "Candidate",
    "Catalogue",
    "Decision",
    "Disagreement",
    "Feature",
    "FirstOf",
    "Grade",
    "Hints",
    "Level",
    "Merged",
    "Nobody",
    "NotChecked",
    "Notice",
    "Override",
    "Plan",
    "Resolution",
    "ResolutionFile",
    "Step",
    "StoredEntry",
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

__getattr__ = renamed(
    __name__,
    {
        "Finding": "radrefs.matching.features:Feature",
        "Memory": "radrefs.resolutions.resolution:StoredEntry",
        "Remembered": "radrefs.resolutions.resolution:ResolutionFile",
        "Word": "radrefs.resolutions.resolution:Override",
    },
)
moved(
    __name__,
    {
        "agencies": {"Agencies": "radrefs.registries.agencies:Agencies"},
        "cache": {"Cached": "radrefs.registries.cache:Cached"},
        "crossref": {"Crossref": "radrefs.registries.crossref:Crossref"},
        "door": {
            "Door": "radrefs.registries.connect:Registries",
            "open_door": "radrefs.registries.connect:connect",
        },
        "hints": {"CachedHints": "radrefs.registries.hints:CachedHints"},
        "pace": {"Pace": "radrefs.registries.rate_limit:RateLimiter"},
        "pubmed": {"PubMed": "radrefs.registries.pubmed:PubMed"},
        "works": {"notices": "radrefs.matching.records:notices"},
    },
)
