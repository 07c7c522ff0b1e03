"""Read with citation-js, which gives CSL-JSON."""

from __future__ import annotations

import json
from pathlib import Path

from tests.interop.normal import Item, from_csl
from tests.interop.programs.base import NODE, Program, format_of, node, run

SCRIPT = Path(__file__).parents[1] / "node" / "citation.mjs"


def read(path: Path) -> dict[str, Item]:
    """Parse a file in a process of its own."""
    ran = run("node", SCRIPT, path, format_of(path), INTEROP_MODULES=f"{NODE}/")
    assert ran.status == 0, ran.err
    return {item["id"]: from_csl(item) for item in json.loads(ran.out)}


PROGRAM = Program(
    "citation-js",
    ("bibtex", "biblatex", "ris", "csl-json"),
    node(
        *(f"@citation-js/{part}" for part in ("core", "plugin-bibtex", "plugin-ris", "plugin-csl"))
    ),
    read,
)
