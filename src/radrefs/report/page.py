"""Make the page: one file with its style, its script and its data, and nothing from elsewhere.

The policy in its head lets nothing be fetched, and nothing run or style it but what stands
in it, by hash. The local web page is made of the same parts (`radrefs.web`).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from string import Template

from radrefs.report.entry import details_html, entry_html, shown
from radrefs.report.model import Report, Standing

__all__ = ["asset", "controls", "html_of", "page", "policy", "summary"]

_STANDINGS: tuple[tuple[Standing, str], ...] = (
    ("certain", "a DOI is written, or you decided"),
    ("doubtful", "something was found; please look"),
    ("open", "nothing fits, or nobody was asked"),
)


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """Give a file of the page's parts."""
    return (files("radrefs") / "data" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def policy(style: str, script: str, connect: str = "'none'") -> str:
    """Give the content security policy of a page: its own style and script by hash alone."""
    return (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; "
        f"script-src 'sha256-{_hash(script)}'; img-src data:; connect-src {connect}; "
        "base-uri 'none'; form-action 'none'"
    )


def page(title: str, main: str, scripts: Sequence[str], kind: str, connect: str = "'none'") -> str:
    """Put a page together; `main` is HTML, `kind` says which page it is to the style."""
    style, script = asset("page.css"), "".join(map(asset, scripts))
    return Template(asset("page.html")).substitute(
        title=shown(title),
        policy=html.escape(policy(style, script, connect), quote=True),
        style=style,
        script=script,
        main=main,
        kind=kind,
    )


def html_of(report: Report) -> str:
    """Give the report as one self-contained page."""
    named = ", ".join(report.pages) or "References"
    entries = "".join(map(entry_html, report.entries))
    main = (
        f'<div class="top"><h2 class="pages">{shown(named)}</h2>{summary(report)}</div>'
        f"{controls(report)}"
        f'<ol class="entries" id="entries">{entries}</ol>'
        f'<p class="nothing" id="nothing" hidden>No entry is left by these filters. '
        '<button type="button" id="clear">Show all</button></p>'
        f'<script type="application/json" id="packed">{_packed(report)}</script>'
    )
    if not report.entries:
        main = (
            f'<div class="top"><h2 class="pages">{shown(named)}</h2></div>'
            '<p class="nothing">No reference was found on the page. A list has a heading such as '
            "“Selected References”, or numbered entries.</p>"
        )
    return page(f"References: {named}", main, ["look.js"], "report")


def summary(report: Report) -> str:
    """Say at once how many are certain, doubtful and open; each is a filter."""
    total = len(report.entries)
    buttons = "".join(
        f'<button type="button" class="count {name}" data-show="{name}" aria-pressed="false">'
        f'<span class="figure">{report.count(name)}</span> <span class="name">{name}</span>'
        f'<span class="means">{means}</span></button>'
        for name, means in _STANDINGS
    )
    what = "reference" if total == 1 else "references"
    found = sum(entry.doi is not None for entry in report.entries)
    return (
        f'<section class="summary" id="summary" aria-label="Summary"><p class="total">'
        f"<b>{total}</b> {what}, <b>{found}</b> with a DOI</p>"
        f'<div class="counts">{buttons}</div>{_bar(report)}</section>'
    )


def _bar(report: Report) -> str:
    """Draw the shares as a bar; the figures above say the same in words."""
    total, x, parts = max(1, len(report.entries)), 0.0, []
    for name, _ in _STANDINGS:
        width = 100 * report.count(name) / total
        parts.append(f'<rect class="{name}" x="{x:.2f}" width="{width:.2f}" height="4"/>')
        x += width
    return (
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


def controls(report: Report) -> str:
    """Give search, filters, order and downloads."""
    buttons = downloads((one.name, one.label) for one in report.files)
    return Template(asset("controls.html")).substitute(downloads=buttons)


def downloads(names: Iterable[tuple[str, str]]) -> str:
    """Give a button for each file."""
    return "".join(
        f'<li><button type="button" data-file="{html.escape(name)}">{html.escape(label)}'
        f'<span class="file">{html.escape(name)}</span></button></li>'
        for name, label in names
    )


def _packed(report: Report) -> str:
    """Pack files and details into JSON whose texts are gzip in base64.

    No sign of theirs can end a script then, and what repeats takes no room.
    """
    texts = {one.name: one.text for one in report.files}
    details = json.dumps([*map(details_html, report.entries)], ensure_ascii=False)
    told = {name: _zipped(text) for name, text in {**texts, "details": details}.items()}
    return json.dumps(told, separators=(",", ":"))


def _zipped(text: str) -> str:
    # Half a surrogate pair, which a record may hold, has no bytes of its own.
    data = gzip.compress(text.encode("utf-8", "replace"), 6, mtime=0)
    return base64.b64encode(data).decode("ascii")
