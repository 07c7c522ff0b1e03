"""Show what became of each entry: a report as data, as one HTML page, as text.

    resolutions ─ report_of ─▶ Report ─ html_of, text_of ─▶ a page, a text

The page needs no network and no other file. The local page (`radrefs.web`) uses its templates.
"""

from __future__ import annotations

from radrefs.report.build import report_of
from radrefs.report.model import Entry, File, Report
from radrefs.report.page import html_of
from radrefs.report.text import text_of

__all__ = ["Entry", "File", "Report", "html_of", "report_of", "text_of"]
