"""Print with typst, whose reader of .bib is the strictest: one bad entry ends the run."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from tests.interop.normal import Item
from tests.interop.programs.base import Program, python
from tests.interop.programs.printed import ama_full, entry

DOCUMENT = '#bibliography("x.bib", full: true, style: "american-medical-association")\n'


def read(path: Path) -> dict[str, Item]:
    """Compile a document of all entries to HTML."""
    import typst

    with tempfile.TemporaryDirectory(prefix="radrefs-") as folder:
        shutil.copy(path, Path(folder) / "x.bib")
        document = Path(folder) / "x.typ"
        document.write_text(DOCUMENT, encoding="utf-8")
        page = typst.compile(document, format="html").decode("utf-8")
    items = re.findall(r"<li[^>]*>(.*?)</li>", page, re.DOTALL)
    return {f"#{at}": entry(item) for at, item in enumerate(items, 1)}


PROGRAM = Program("typst", ("bibtex", "biblatex"), python("typst"), read, ama_full)
