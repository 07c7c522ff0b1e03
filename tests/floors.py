"""Say which room stands on which floor: the table that docs/layout.md shows and a test holds."""

from __future__ import annotations

__all__ = ["ACTS", "FLOORS"]

# From the ground up; a module imports only from floors below its own, or from its own package.
FLOORS = (
    "errors model word_diff",
    "text dates pages identifiers gc_pause outputs item_types languages deprecated",
    "journals citekeys markup names settings",
    "parsing formats matching",
    "registries inputs",
    "resolutions",
    "resolving",
    "bibliography",
    "report",
    "web",
    "cli",
    "__main__",
    "testing",
)
# These never import one another.
ACTS = ("parsing", "formats", "matching")
