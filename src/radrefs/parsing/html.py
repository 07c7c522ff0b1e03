"""Read the text out of an HTML page, line by line, with its lists still numbered.

Tags are dropped and their text kept; entities are decoded; scripts and styles are not
read. Each list item becomes a line of its own that says so; an item of `<ol>` gets its
number from `start`, `value` and its position unless it prints one itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html.parser import HTMLParser

from radrefs.parsing.page import Line

__all__ = ["html_lines", "is_html"]

_HTML = re.compile(
    r"<!doctype html|<html[\s>]|<body[\s>]|<ol[\s>]|<ul[\s>]|<li[\s>]|<div[\s>]|<p[\s>]"
    r"|<br\s*/?>|<table[\s>]",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd details dialog div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main
    menu nav ol option p pre section summary table tbody td tfoot th thead title tr ul""".split()
)
_UNREAD = frozenset(["script", "style", "template", "noscript", "svg", "head"])
_NUMBERED = re.compile(r"\s*(?:\d{1,7}[.)]\s|\[\d{1,7}\])")
_INLINE_BREAK = frozenset(("br",))


def is_html(text: str) -> bool:
    """Tell whether a page is HTML: it has at least one tag that makes blocks or lists."""
    head = text[:200_000]
    return (
        "<" in head
        and _HTML.search(head) is not None
        and re.search(r"</\w+\s*>|<br", head, re.I) is not None
    )


class _Reader(HTMLParser):
    """Gather lines; lists are kept on a stack, so that nesting of any depth is cheap."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.counters: list[int | None] = []
        self.unread = 0
        self.parts: list[str] = []
        self.at: tuple[int, int] | None = None
        self.item: str | None = None
        self.in_item = False
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, a list or an item."""
        if tag in _UNREAD:
            self.unread += tag != "head"
        if tag in _INLINE_BREAK and self.in_item:
            self.parts.append(" ")
            return
        if tag in _BLOCKS:
            self.end_line()
        values = dict(attrs)
        if tag in ("ol", "ul", "menu"):
            self.counters.append(_integer(values.get("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._open_item(values.get("value"))

    def _open_item(self, value: str | None) -> None:
        self.item = ""
        self.in_item = True
        if self.counters and self.counters[-1] is not None:
            number = _integer(value, self.counters[-1])
            self.item = f"{number}. "
            self.counters[-1] = number + 1

    def handle_endtag(self, tag: str) -> None:
        """Close a block, a list or an item."""
        if tag in _UNREAD and tag != "head":
            self.unread = max(0, self.unread - 1)
        if tag in _BLOCKS and not (tag == "p" and self.in_item):
            self.end_line()
        if tag == "li":
            self.in_item = False
        elif tag in ("ol", "ul", "menu") and self.counters:
            self.counters.pop()

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self.unread:
            return
        if self.at is None and data.strip():
            self.at = self.getpos()
        self.parts.append(data)

    def end_line(self) -> None:
        """Make a line of the text gathered so far."""
        text = re.sub(r"[\s\u00a0]+", " ", "".join(self.parts)).strip()
        if text and self.at is not None:
            prefix = "" if self.item is None or _NUMBERED.match(text) else self.item
            line, column = self.at
            start = self.starts[min(line - 1, len(self.starts) - 1)] + column
            self.lines.append(Line(prefix + text, start, line, self.item is not None))
            self.item = None
        self.parts, self.at = [], None


def _integer(value: str | None, default: int) -> int:
    """Read a number of an attribute; at most seven digits, for the page is not trusted."""
    return (
        int(value) if value and value.isascii() and value.isdigit() and len(value) < 8 else default
    )


def html_lines(text: str) -> list[Line]:
    """Read the lines of an HTML page. Never fails; linear in the length of the page."""
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    reader.end_line()
    return reader.lines


def line_at(starts: list[int], offset: int) -> int:
    """Give the line (from 1) that holds an offset."""
    return bisect_right(starts, offset)
