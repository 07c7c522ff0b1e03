"""Read the text out of an HTML or XML page, line by line, by its structure.

Tags are dropped and their text kept; entities are decoded; scripts and styles are not
read. Each block of the page (`p`, `td`, `div`, `br` ...) is a line. A line says what the
page's markup says of it: a heading, an item of a list with its number, a later line of
that item, a paragraph. A line end in the source counts where the page keeps it (`pre`),
or where the text itself is a list ("1. ...⏎2. ...").
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any, NamedTuple

from radrefs.parsing.lines import Block, Line
from radrefs.parsing.markers import BLANK, find_marker
from radrefs.parsing.signs import can_end, opens_reference

__all__ = ["html_lines", "is_html"]

_BLOCKS = frozenset(
    """address article aside blockquote body br button caption center dd details dialog div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html label legend li main
    menu nav ol option p pre section select summary table tbody td textarea tfoot th thead title
    tr ul""".split()
)  # fmt: skip
_XML_BLOCKS = frozenset("ack back bibl biblstruct fn-group listbibl ref ref-list refs sec".split())
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark nobr q ruby s
    samp small span strike strong sub sup time tt u var wbr""".split()
)
_LABELS = frozenset("a b cite em font i label span strong sup".split())
_PARAGRAPHS = frozenset("blockquote dd p td th".split())
_HEADINGS = frozenset("caption h1 h2 h3 h4 h5 h6 legend summary".split())
_ITEMS = frozenset("bibl biblstruct li ref".split())
_LISTS = frozenset("menu ol ul".split())
_UNREAD = frozenset("script style svg title".split())
_PRESERVED = frozenset("listing pre textarea xmp".split())

_BEGINS = re.compile(
    rf"[{BLANK}]*<(?:!doctype|!--|\?xml|/?(?:head|meta|link|base|script|style|{'|'.join(_BLOCKS)}"
    rf"|{'|'.join(_XML_BLOCKS)})\b)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?:li|p|div|br|td|tr|h[1-6]|ol|ul|dd)(?:\s[^<>]{0,400})?/?>", re.IGNORECASE)
_CLOSED = re.compile(r"</\w[\w:-]*\s*>|<br|/>", re.IGNORECASE)
_LABEL = re.compile(r"\W{0,3}(?:Ref\.?\s?)?\d{1,4}\W{0,2}")
_KEEPS_LINES = re.compile(r"white-space:\s*(?:pre|break-spaces)", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0]+")
_FIRST_ROWS = 400


def is_html(text: str) -> bool:
    """Say whether a page is HTML or XML: it begins as such, or its lines stand in blocks.

    A text in which a tag strays about stays a text.
    """
    if "<" not in text or _CLOSED.search(text) is None:
        return False
    if _BEGINS.match(text):
        return True
    tags = sum(1 for _ in _TAG.finditer(text))
    return tags > 1 and tags * 2 >= sum(1 for line in text.splitlines() if line.strip())


class _Piece(NamedTuple):
    """A stretch of text between two tags: where it starts, and whether its line ends count."""

    start: int
    line: int
    text: str
    preserved: bool


class _Row(NamedTuple):
    """A line of a block: its text, and where it starts and ends on the page."""

    text: str
    start: int
    line: int
    end: int


class _List:
    """A list that is open: its next number (None without numbers), the lines of its items."""

    def __init__(self, tag: str, values: dict[str, str | None], group: int) -> None:
        self.group = group
        self.next = _integer(values.get("start"), 1) if tag == "ol" else None
        self.backwards = "reversed" in values and not values.get("start")
        self.items: list[int] = []


class _Reader(HTMLParser):
    """Gather lines; lists are kept on a stack, so that nesting of any depth is cheap."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.pieces: list[_Piece] = []
        self.lists: list[_List] = []
        self.groups = 0
        self.block: Block = ""
        self.heading = False
        self.label: int | None = None
        self.unread: list[str] = []
        self.preserved: list[str] = []
        self.xml = re.match(rf"[{BLANK}]*<\?xml", text) is not None and "<html" not in text[:2000]
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        lower = text.lower()
        self.closed = {tag: lower.rfind(f"</{tag}") for tag in _UNREAD}

    # The standard library gave this method another argument between 3.11 and 3.14.
    def set_cdata_mode(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Read what follows as no markup, but only if the element is closed later."""
        if self.closed.get(args[0], len(self.rawdata)) > self.position():
            super().set_cdata_mode(*args, **kwargs)

    def position(self) -> int:
        """Return where on the page the parser stands."""
        line, column = self.getpos()
        return self.starts[min(line, len(self.starts)) - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, a list, an item, or what is not read."""
        values = dict(attrs)
        if tag in _UNREAD and not (self.xml and tag == "title"):
            if self.closed[tag] > self.position():
                self.unread.append(tag)
            return
        if tag in _BLOCKS or tag in _XML_BLOCKS:
            self.end_line(tag)
        else:
            self.keep_apart(tag)
        if (
            tag in _PRESERVED
            or _KEEPS_LINES.search(values.get("style") or "")
            or (self.preserved and self.preserved[-1] == tag)
        ):
            self.preserved.append(tag)
        if tag in _LISTS:
            self.groups += 1
            self.lists.append(_List(tag, values, self.groups))
            self.block = ""
        elif tag in _ITEMS:
            self.open_item(values)
        elif tag in _HEADINGS or tag == "title":
            self.heading = True
        elif tag in _PARAGRAPHS and not self.block:
            self.block = "paragraph"

    def open_item(self, values: dict[str, str | None]) -> None:
        """Begin an item of a list, with the number that it shows."""
        self.block, self.label = "item", None
        counter = (values.get("data-counter") or "").strip(" .[]()")
        if self.lists and self.lists[-1].next is not None:
            self.label = _integer(values.get("value"), self.lists[-1].next)
            self.lists[-1].next = self.label + 1
        elif counter:
            self.label = _integer(counter, 0) or None

    def handle_endtag(self, tag: str) -> None:
        """Close a block, a list, an item, or what is not read."""
        if self.unread:
            if tag == self.unread[-1]:
                self.unread.pop()
            return
        if tag in _BLOCKS or tag in _XML_BLOCKS:
            self.end_line(tag)
        else:
            self.keep_apart(tag)
        if self.preserved and self.preserved[-1] == tag:
            self.preserved.pop()
        if tag in _HEADINGS or tag == "title":
            self.heading = False
        if tag in _ITEMS or (tag in _PARAGRAPHS and self.block == "paragraph"):
            self.block, self.label = "", None
        elif tag in _LISTS and self.lists:
            self.close_list()

    def close_list(self) -> None:
        """End the innermost list; number one that runs backwards."""
        closed = self.lists.pop()
        self.block = ""
        if closed.backwards:
            for number, at in enumerate(reversed(closed.items), 1):
                self.lines[at] = self.lines[at]._replace(label=number)

    def keep_apart(self, tag: str) -> None:
        """Put a blank where a label ends in an element of its own ("<b>1</b>Smith")."""
        if not self.pieces or (tag in _INLINE and tag not in _LABELS):
            return
        last = self.pieces[-1].text
        if not last[-1:].strip() or last[-1:] in "(\u2018\u201c":
            return
        if len(self.pieces) < 4 and len(last) < 12:
            gathered = "".join(piece.text for piece in self.pieces).strip()
            apart = _LABEL.fullmatch(gathered) is not None
        else:
            apart = False
        if apart or (tag not in _INLINE and last[-1].isalnum()):
            line, _ = self.getpos()
            self.pieces.append(_Piece(self.position(), line, " ", False))

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self.unread:
            line, _ = self.getpos()
            self.pieces.append(_Piece(self.position(), line, data, bool(self.preserved)))

    def end_line(self, tag: str = "") -> None:
        """Make lines of the text gathered so far."""
        rows = self.rows()
        for row in rows:
            self.add(row)
        if tag == "br" and not rows and self.lines:
            line, _ = self.getpos()
            self.lines.append(Line("\n", self.position(), line, end=self.position()))

    def rows(self) -> list[_Row]:
        """Take the text gathered so far, cut at the line ends that count."""
        pieces, self.pieces = self.pieces, []
        if not any(piece.text.strip() for piece in pieces):
            return []
        counts = any(piece.preserved and "\n" in piece.text for piece in pieces)
        if not counts and any("\n" in piece.text for piece in pieces):
            counts = _is_list("".join(piece.text for piece in pieces).strip().split("\n"))
        if counts:
            return list(_rows(pieces))
        first = next(piece for piece in pieces if piece.text.strip())
        indent = len(first.text) - len(first.text.lstrip())
        line = first.line + first.text.count("\n", 0, indent)
        text = _SPACES.sub(" ", "".join(piece.text for piece in pieces)).strip()
        return [_Row(text, first.start + indent, line, self.position())]

    def add(self, row: _Row) -> None:
        """Add one line, and what the markup says of it."""
        block: Block = self.block
        if not row.text:
            self.lines.append(Line("\n", row.start, row.line, end=row.end))
            return
        if self.heading and block != "item":
            block = "heading"
        group = 0
        if block == "item":
            if self.lists:
                self.lists[-1].items.append(len(self.lines))
                group = self.lists[-1].group
            self.block = "inside"
        text = row.text + "\n"
        self.lines.append(Line(text, row.start, row.line, block, self.label, row.end, group))
        self.label = None


def _rows(pieces: list[_Piece]) -> list[_Row]:
    """Cut pieces of text at all their line ends; runs of blanks become one."""
    rows: list[_Row] = []
    parts: list[str] = []
    start, line, end = pieces[0].start, pieces[0].line, pieces[0].start
    for piece in pieces:
        at = piece.start
        for index, part in enumerate(piece.text.split("\n")):
            if index:
                rows.append(_Row(_SPACES.sub(" ", "".join(parts)).strip(), start, line, end))
                parts = []
            if not "".join(parts).strip():
                start = at + len(part) - len(part.lstrip())
                line = piece.line + index
            parts.append(part)
            if part.strip():
                end = at + len(part.rstrip())
            at += len(part) + 1
    rows.append(_Row(_SPACES.sub(" ", "".join(parts)).strip(), start, line, end))
    while rows and not rows[-1].text:
        rows.pop()
    while rows and not rows[0].text:
        rows.pop(0)
    return rows


def _is_list(rows: list[str]) -> bool:
    """Say whether the lines of a block are entries: numbers that follow, names after an end."""
    number, before = None, ""
    for row in rows[:_FIRST_ROWS]:
        if not row.strip():
            continue
        marker = find_marker(row)
        if (
            marker
            and marker.number is not None
            and (marker.sure or opens_reference(row, marker.end))
        ):
            if number is not None and marker.number == number + 1:
                return True
            number = marker.number
        elif before and can_end(before) and opens_reference(row.lstrip()):
            return True
        before = row[-400:]
    return False


def _integer(value: str | None, default: int) -> int:
    """Read a number of an attribute; at most seven digits, for the page is not trusted."""
    return (
        int(value) if value and value.isascii() and value.isdigit() and len(value) < 8 else default
    )


def html_lines(text: str) -> list[Line]:
    """Read the lines of an HTML page. Never fails; linear in the length of the page."""
    opened = text.rfind("<!--")
    if opened > text.rfind("-->"):
        text = f"{text[:opened]}    {text[opened + 4 :]}"
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    reader.end_line()
    while reader.lists:
        reader.close_list()
    return reader.lines
