"""Read with pandoc, which gives CSL-JSON."""

from __future__ import annotations

import json
from pathlib import Path

from tests.interop.normal import Item, from_csl
from tests.interop.programs.base import Program, format_of, python, run


def read(path: Path) -> dict[str, Item]:
    """Convert a file to CSL-JSON with the pandoc that pypandoc brings."""
    import pypandoc

    name = format_of(path).replace("-", "")
    ran = run(pypandoc.get_pandoc_path(), "-f", name, "-t", "csljson", path)
    assert ran.status == 0, ran.err
    return {item["id"]: from_csl(item) for item in json.loads(ran.out)}


PROGRAM = Program("pandoc", ("bibtex", "biblatex", "ris", "csl-json"), python("pypandoc"), read)
