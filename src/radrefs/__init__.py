"""Turn the reference lists of radiology pages into structured citations.

    >>> import radrefs
    >>> page = '''Selected References
    ... 1. Hughes MA et al: Imaging predictors of successful surgical treatment of
    ...    hemifacial spasm. Brain Commun. 3(3):fcab146, 2021
    ... 2. Yan X et al: Anatomical deviations of vertebral artery in hemifacial spasm:
    ...    a quantitative study. Surg Radiol Anat. 43(2):291-9, 2021'''
    >>> citations = radrefs.parse(page)
    >>> citations[1].page, citations[1].container_title
    ('291-299', 'Surgical and radiologic anatomy')
    >>> print(radrefs.dumps(citations[:1], "ris").splitlines()[2])
    TI  - Imaging predictors of successful surgical treatment of hemifacial spasm

`parse` reads a page, `parse_entry` one entry, `iter_parse` a long list as a stream.
`dumps`, `dump` and `write` export. Each citation has its fields, the place where each was
read (`source`), and what is doubtful (`problems`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from radrefs.errors import (
    NotChecked,
    RadrefsError,
    UnknownFormat,
    UnreadableInput,
    UnwritableOutput,
)
from radrefs.formats import (
    Library,
    Options,
    dump,
    dumps,
    iter_loads,
    loads,
    read_library,
    render,
    rewrite,
    write,
)
from radrefs.model import (
    ET_AL,
    Citation,
    Date,
    Mark,
    Name,
    Place,
    Problem,
    ProblemKind,
    Source,
)
from radrefs.parsing import ReferenceList, iter_parse, parse, parse_entry, parse_lists

if TYPE_CHECKING:
    from radrefs.registries.crossref import Crossref
    from radrefs.resolutions.resolution import Resolution
    from radrefs.resolving.pipeline import resolve

__version__ = "0.1.0"

__all__ = [
    "ET_AL",
    "Citation",
    "Crossref",
    "Date",
    "Library",
    "Mark",
    "Name",
    "NotChecked",
    "Options",
    "Place",
    "Problem",
    "ProblemKind",
    "RadrefsError",
    "ReferenceList",
    "Resolution",
    "Source",
    "UnknownFormat",
    "UnreadableInput",
    "UnwritableOutput",
    "__version__",
    "dump",
    "dumps",
    "iter_loads",
    "iter_parse",
    "loads",
    "parse",
    "parse_entry",
    "parse_lists",
    "read_library",
    "render",
    "resolve",
    "rewrite",
    "write",
]

# Resolving needs heavy libraries: they are imported when one of these is used first.
_LATER = {
    "Crossref": "radrefs.registries.crossref",
    "Resolution": "radrefs.resolutions.resolution",
    "resolve": "radrefs.resolving.pipeline",
}


def __getattr__(name: str) -> object:
    """Import what resolves and what asks the registries, on first use."""
    if name not in _LATER:
        raise AttributeError(f"module 'radrefs' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
