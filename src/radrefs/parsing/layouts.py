"""Take the lines of plain text out of what mails, manuscripts and programs put around them.

    > 1. Smith AB ...           the marks of a quoted mail
    354 1. Smith AB ...         numbers of the lines of a manuscript
    | 1 | Smith AB ... |        a table
    ["1. Smith AB ...", ...]    an array of strings (JSON)
    1. Smith AB. *Radiology*    Markdown, TeX and tags within a line
    1. Smith AB     9. Li X     two columns

A page without any of it is passed on line by line, as it is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from radrefs.parsing.headings import read_heading
from radrefs.parsing.lines import Line, lines_of
from radrefs.parsing.markers import BLANK, find_marker
from radrefs.parsing.signs import opens_reference

__all__ = ["text_lines"]

_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_LINE_NUMBER = re.compile(r"[ \t]*(\d{1,5})(?:[ \t]+(?=\S)|[ \t]*$)")
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[\s|:+=-]+")
_GUTTER = re.compile(r"(?<=\S) {3,}(?=\S)")
# Each begins with a sign of its own, so that a page without it is passed at once.
_MARKUP = tuple(
    map(re.compile, (r"\*(?<!\w\*)[\w(\[]", r"_(?<!\w_)\w", "</", r"\]\(http", r"\\[a-z]", r"\{\\"))
)
_ARRAY = re.compile(r"[\s\ufeff]*\[\s*\"")

_PAIR = re.compile(
    r"<(a|abbr|b|big|cite|em|font|i|mark|small|span|strong|sub|sup|tt|u)(?:\s[^<>]{0,300})?>"
    r"([^<>]{0,2000})</\1\s?>",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(
    r"(?<![\w*\\])(\*{1,3})(?=[\w\"'(\[])([^*\n]{1,300}?)(?<=[\w.?!)\]\"'])\1(?![\w*])"
    r"|(?<![\w_\\])(_{1,2})(?=[\w\"'(\[])([^_\n]{1,300}?)(?<=[\w.?!)\]\"'])\3(?![\w_])"
)
_LINK = re.compile(r"\[([^\[\]\n]{1,1000})\]\((https?://[^()\s]{1,500})\)")
_TEX = (
    (re.compile(r"\\(?:emph|text(?:it|bf|sc|sl|rm)|url|href)\s?\{([^{}]{0,500})\}"), r"\1"),
    (re.compile(r"\{\\(?:em|it|bf|sl|sc)\b\s?([^{}]{0,500})\}"), r"\1"),
    (re.compile(r"\\newblock\b\s?"), ""),
    (re.compile(r"(?<=[\w.,:;])~(?=\w)"), " "),
    (re.compile(r"\\([&%#_$])"), r"\1"),
)


def text_lines(text: str) -> Iterable[Line]:
    """Return the lines of a plain text page, without what stands around them."""
    strings = list(_strings(text)) if _ARRAY.match(text) else []
    if strings:
        return strings
    lines: Iterable[Line] = lines_of(text)
    if _any_in(text, "\n>", "\r>", "\n >", "\n\t>") and len(_first(_QUOTED, text, 2)) > 1:
        lines = [_unquoted(line) for line in lines]
    if _any_in(text, "|\n", "|\r", "| \n") and _ROW.search(text):
        lines = [row for line in lines for row in _row(line)]
    if _has_markup(text):
        lines = [_plain(line) for line in lines]
    if _LINE_NUMBER.match(text.lstrip("\ufeff\r\n")):
        lines = _without_line_numbers(list(lines))
    if "   " in text and len(_first(_GUTTER, text, 4)) > 3:
        lines = _one_column(list(lines))
    return lines


def _any_in(text: str, *signs: str) -> bool:
    return any(sign in text for sign in signs)


def _first(pattern: re.Pattern[str], text: str, count: int) -> list[re.Match[str]]:
    return [found for found, _ in zip(pattern.finditer(text), range(count), strict=False)]


def _unquoted(line: Line) -> Line:
    """Take the marks of quoted mail off a line."""
    found = _QUOTED.match(line.text)
    return line.after(found.end()) if found else line


def _row(line: Line) -> Iterator[Line]:
    """Make an item of a row of a table: its first cell may be its number."""
    if not _ROW.match(line.text.rstrip()):
        yield line
        return
    if _RULE.fullmatch(line.text):
        return
    cells = [(cell.start(), cell.group()) for cell in re.finditer(r"[^|\n\r]+", line.text)]
    cells = [(at + len(cell) - len(cell.lstrip()), cell.strip()) for at, cell in cells]
    cells = [(at, cell) for at, cell in cells if cell]
    number = find_marker(cells[0][1] + " ") if len(cells) > 1 else None
    if number and number.alone:
        cells = cells[1:]
    label = number.number if number and number.alone else None
    start, stop = line.start + cells[0][0], line.start + cells[-1][0] + len(cells[-1][1])
    text = " ".join(cell for _, cell in cells) + "\n"
    yield Line(text, start, line.number, "item", label, stop)


def _has_markup(text: str) -> bool:
    return any(sign.search(text) for sign in _MARKUP)


def _plain(line: Line) -> Line:
    """Take markup out of a line: pairs of tags, emphasis and links of Markdown, TeX."""
    if not _has_markup(line.text):
        return line
    text = line.text
    if "</" in text:
        text = _PAIR.sub(r"\2", _PAIR.sub(r"\2", text))
    if "](" in text:
        text = _unlinked(text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(lambda found: found[2] or found[4], text)
    if "\\" in text:
        for pattern, shown in _TEX:
            text = pattern.sub(shown, text)
    if text == line.text:
        return line
    end = line.text[len(line.text.rstrip()) :]
    return line._replace(text=text.rstrip() + (end or ""), end=line.stop)


def _unlinked(text: str) -> str:
    """Write links of Markdown as their text; an address that holds a DOI goes to the end."""
    addresses = [found[2] for found in _LINK.finditer(text) if "doi.org/10." in found[2]]
    plain = _LINK.sub(r"\1", text)
    more = [one for one in addresses if one.partition("doi.org/")[2] not in plain]
    return " ".join([plain.rstrip(), *more]) + "\n" if more else plain


def _without_line_numbers(lines: list[Line]) -> list[Line]:
    """Take the numbers of lines away, if most lines (or each fifth) count on from the first."""
    rows = [line for line in lines if line.text.strip(f" \t{BLANK}\r\n")]
    found = {
        at: number for at, line in enumerate(rows) if (number := _LINE_NUMBER.match(line.text))
    }
    for counted in ([line.number for line in rows], range(len(rows))):
        steps = Counter(int(number[1]) - counted[at] for at, number in found.items())
        step, agreeing = steps.most_common(1)[0] if steps else (0, 0)
        own = {at: one for at, one in found.items() if int(one[1]) - counted[at] == step}
        fifth = all(int(one[1]) % 5 == 0 for one in own.values())
        if agreeing < 4 or agreeing * (5 if fifth else 1) < 0.8 * len(rows):
            continue
        rest = [rows[at].text[one.end() :] for at, one in own.items()]
        if any(read_heading(text) or find_marker(text) for text in rest) or (
            sum(opens_reference(text) for text in rest) < 0.8 * len(rest)
        ):
            starts = {rows[at].start: one.end() for at, one in own.items()}
            return [line.after(starts.get(line.start, 0)) for line in lines]
    return lines


_NARROWEST = 20
"""A column of text has more characters; less is a label and its blanks."""


def _one_column(lines: list[Line]) -> list[Line]:
    """Put the right one of two columns below the left one, page by page."""
    made: list[Line] = []
    page: list[Line] = []
    for line in lines:
        if "\f" in line.text and page:
            made += _unfolded(page)
            page = []
        page.append(line)
    return made + _unfolded(page)


def _unfolded(page: list[Line]) -> list[Line]:
    rows = [line for line in page if line.text.strip()]
    ends = Counter(found.end() for line in rows for found in _GUTTER.finditer(line.text))
    at, count = ends.most_common(1)[0] if ends else (0, 0)
    if count < 4 or count * 2 < len(rows) or at < _NARROWEST:
        return page
    two = [
        line for line in rows if line.text[at - 3 : at] == "   " and line.text[at : at + 1].strip()
    ]
    wide = [line for line in two if len(line.text[:at].strip()) > _NARROWEST]
    if len(wide) * 2 < len(two) or any(_crosses(line, at) for line in rows):
        return page
    left = [
        line._replace(
            text=line.text[:at].rstrip() + "\n", end=line.start + len(line.text[:at].rstrip())
        )
        for line in page
    ]
    return left + [line.after(at) for line in page if line.text[at:].strip()]


def _crosses(line: Line, at: int) -> bool:
    return bool(line.text[at - 2 : at].strip()) and bool(line.text[at : at + 1].strip())


def _strings(text: str) -> Iterator[Line]:
    """Read a JSON array of strings, each an item; nothing if it is not just that."""
    decoder = json.JSONDecoder()
    at, found = text.index("[") + 1, []
    between = re.compile(r"[\s,]*")
    while True:
        at = (between.match(text, at) or re.match("", text)).end()  # type: ignore[union-attr]
        if text[at : at + 1] == "]":
            break
        if text[at : at + 1] != '"':
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except ValueError:
            return
        found.append((at + 1, end - 1, str(value)))
        at = end
    if text[at + 1 :].strip():
        return
    line, before = 1, 0
    for start, end, value in found:
        line, before = line + text.count("\n", before, start), start
        yield Line(value + "\n", start, line, "item", None, end)
