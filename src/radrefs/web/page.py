"""Write the local page, which is the same for everybody: it has no data until a tab asks."""

from __future__ import annotations

from radrefs.report.files import DOWNLOADS, Download
from radrefs.report.page import LIST_SCRIPT, shares_of
from radrefs.report.rendering import Asset, policy_of, render, shell

__all__ = ["DECISIONS", "web_page", "web_policy"]

DECISIONS = Download("resolutions.json", "resolutions", "Your decisions")
"""The file of decisions, offered beside the formats."""
_PACKAGE = "radrefs.web"
_SCRIPTS = (LIST_SCRIPT, Asset(_PACKAGE, "web.js"))
_CONNECT = "'self'"


def web_page() -> str:
    """Return the page as it is before anything was pasted or opened."""
    values = {"shares": shares_of(()), "downloads": (*DOWNLOADS, DECISIONS)}
    return render("web.html", shell("radrefs", "web", _SCRIPTS, _CONNECT) | values, _PACKAGE)


def web_policy() -> str:
    """Return the content security policy of every answer."""
    return f"{policy_of(_SCRIPTS, _CONNECT)}; frame-ancestors 'none'"
