"""Make HTML of one entry. All text goes through `shown` or `html.escape`, without exception.

What stands in an entry's details is brought when it is opened, for a page of thousands of
entries has no need of a million elements.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from radrefs.matching.grades import label_of
from radrefs.report.model import Comparison, Entry, Field, Piece, Remark, Row

__all__ = ["details_html", "entry_html", "shown"]

NOT_ASKED = "not asked yet"
"""The reason that stands where nobody was asked so far."""
_SIGNS = {"certain": "✓", "doubtful": "?", "open": "○"}
_LEVEL_SIGNS = {"agrees": "✓", "near": "≈", "conflicts": "✗", "missing": "–"}
_ROLES = {"written": "Found", "suggested": "Suggested", "other": "Not taken"}
_WHOSE = {"both": "page and record", "page": "page", "person": "you"}
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def shown(text: str) -> str:
    """Escape text for HTML; make visible what nobody sees and what turns the direction."""
    return _HIDDEN.sub(_visible, html.escape(text))


def _visible(match: re.Match[str]) -> str:
    code = f"U+{ord(match[0]):04X}"
    name = unicodedata.name(match[0], "control character").lower()
    return f'<span class="hidden-sign" title="{name}">{code}</span>'


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _pieces(pieces: tuple[Piece, ...]) -> str:
    return "".join(
        f"<mark>{shown(text)}</mark>" if differs else shown(text) for text, differs in pieces
    )


def doi_link(doi: str) -> str:
    """Give a link to a DOI; nothing but a path of doi.org can come of it."""
    address = html.escape(f"https://doi.org/{quote(doi, safe='/:;()._-')}")
    return f'<a href="{address}" rel="noreferrer noopener" target="_blank">{shown(doi)}</a>'


def entry_html(entry: Entry, actions: bool = False) -> str:
    """Give an item of the list; `actions` are the buttons of who may decide."""
    return "".join(_entry(entry, actions))


def _entry(entry: Entry, actions: bool) -> Iterator[str]:
    at, label = entry.at, label_of(entry.state)
    unasked = entry.state == "not_checked" and entry.reason == NOT_ASKED
    if unasked:
        label = "Not looked up yet"
    number = str(entry.number) if entry.number is not None else f"#{at + 1}"
    flags = [
        name for name in ("notices", "disagreements", "problems", "word") if getattr(entry, name)
    ]
    yield (
        f'<li class="entry {entry.standing}" id="e{at}" data-at="{at}" tabindex="-1" '
        f'data-standing="{entry.standing}" data-flags="{" ".join(flags)}" '
        f'data-year="{entry.year or ""}" data-author="{html.escape(entry.author)}">'
        f'<div class="number">{number}</div><div class="body">'
        f'<p class="printed" dir="auto">{_printed(entry)}</p>'
        f'<p class="verdict"><span class="badge {entry.standing}">'
        f"<span aria-hidden=true>{_SIGNS[entry.standing]}</span> {label}</span>"
    )
    if entry.doi:
        yield f' <span class="doi">{doi_link(entry.doi)}</span>'
        yield _button("copy", "Copy DOI", f' data-copy="{html.escape(entry.doi)}"')
    yield "</p>"
    if entry.standing != "certain" and not unasked:
        yield f'<p class="reason">{shown(_sentence(entry.reason))}</p>'
    yield from _told(entry)
    if actions:
        yield _actions(entry)
    summary = "Compare and fields" if entry.comparisons else "Fields"
    yield (
        f'<details class="more"><summary>{summary}<span class="sr"> of entry {number}</span>'
        '</summary><div class="inside" data-wait=""></div></details>'
        f'<span class="Z3988" title="{html.escape(entry.coins)}"></span></div></li>\n'
    )


def _button(kind: str, label: str, more: str = "") -> str:
    return f'<button type="button" class="{kind}"{more}>{label}</button>'


def _printed(entry: Entry) -> str:
    return "".join(
        f'<span class="f {field}">{shown(text)}</span>' if field else shown(text)
        for field, text in entry.pieces
    )


def _told(entry: Entry) -> Iterator[str]:
    """Tell of notices, disagreements, problems and a person's word, the gravest first."""
    lines = [_notice(one) for one in entry.notices]
    lines += [
        f'<li class="differs"><b>{shown(one.kind)}</b>: the page prints '
        f"<q>{_pieces(one.printed)}</q>, the record says <q>{_pieces(one.found)}</q>"
        "; the page's is written</li>" if one.kind != "DOI" else
        f'<li class="differs"><b>DOI</b>: the page prints <q>{_pieces(one.printed)}</q>, '
        f"<q>{_pieces(one.found)}</q> was found and is written</li>"
        for one in entry.disagreements
    ]  # fmt: skip
    for one in entry.problems:
        where = _pieces(one.printed)
        lines.append(
            f'<li class="problem"><b>Reading</b>: {shown(one.text)}'
            f"{f' <q>{where}</q>' if where and len(one.printed[0].text) < 80 else ''}</li>"
        )
    if entry.word:
        lines.append(f'<li class="word">{shown(_sentence(entry.word))}</li>')
    if lines:
        yield f'<ul class="told">{"".join(lines)}</ul>'


def _notice(told: Remark) -> str:
    kind = told.kind.capitalize()
    when = f" {shown(told.text)}" if told.text else ""
    where = f": {doi_link(told.doi)}" if told.doi else ""
    return f'<li class="notice"><b>{shown(kind)}</b>{when}{where}</li>'


def _actions(entry: Entry) -> str:
    offered = [one for one in entry.comparisons if one.role != "other"]
    accept = html.escape(offered[0].doi) if offered else ""
    undo = _button("act", "Forget <kbd>f</kbd>", ' data-act="forget"') if entry.word else ""
    return (
        '<p class="actions">'
        + _button("act", "Accept <kbd>a</kbd>", f' data-act="accept" data-doi="{accept}"')
        + _button("act", "Reject <kbd>r</kbd>", ' data-act="reject"')
        + _button("act", "Correct <kbd>c</kbd>", ' data-act="correct"')
        + undo
        + "</p>"
    )


def details_html(entry: Entry, actions: bool = False) -> str:
    """Give what is shown once an entry is opened: works side by side, fields, the reason."""
    parts = [_compared(entry, actions)] if entry.comparisons else []
    if entry.standing == "certain":
        parts.append(f'<p class="reason">{shown(_sentence(entry.reason))}</p>')
    parts.append(_fields(entry.fields))
    tools = _button("copy", "Copy text", f' data-copy="{html.escape(entry.plain)}"')
    tools += _button("copy", "Copy BibTeX", ' data-copy-bibtex=""')
    return "".join(parts) + f'<p class="tools">{tools}</p>'


def _compared(entry: Entry, actions: bool) -> str:
    """Lay the works side by side: a row a witness, what is printed in the first column."""
    works = entry.comparisons[:4]
    names = list(dict.fromkeys(row.witness for one in works for row in one.rows))
    heads = "".join(_head(one, at, actions) for at, one in enumerate(works, 1))
    rows = []
    for name in names:
        theirs = [next((r for r in one.rows if r.witness == name), None) for one in works]
        first = next(row for row in theirs if row)
        cells = "".join(_cell(row) for row in theirs)
        printed = _pieces(first.printed) or '<span class="none">nothing printed</span>'
        rows.append(f'<tr><th scope="row">{name}</th><td dir="auto">{printed}</td>{cells}</tr>')
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Comparison">'
        '<table class="compare"><thead><tr><td></td>'
        f'<th scope="col">Printed on the page</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _head(one: Comparison, at: int, actions: bool) -> str:
    take = ""
    if actions and one.doi:
        take = _button(
            "act", f"Accept this <kbd>{at}</kbd>",
            f' data-act="accept" data-doi="{html.escape(one.doi)}" data-choice="{at}"',
        )  # fmt: skip
    return f'<th scope="col">{_ROLES[one.role]}: {doi_link(one.doi)} {take}</th>'


def _cell(row: Row | None) -> str:
    if row is None:
        return "<td></td>"
    same = '<span class="none">as printed</span>' if row.level == "agrees" else ""
    found = _pieces(row.found) or same
    sign = f"{_LEVEL_SIGNS.get(row.level, '')} {shown(row.shown)}"
    return f'<td dir="auto">{found} <span class="level {row.level}">{sign}</span></td>'


def _fields(fields: tuple[Field, ...]) -> str:
    """Give the fields as they are written, and who gave them."""
    rows = "".join(
        f'<tr data-field="{one.name}"'
        + (f' data-typed="{html.escape(one.typed)}"' if one.typed is not None else "")
        + (' class="empty"' if not one.value else "")
        + f'><th scope="row">{one.label}</th><td dir="auto">{shown(one.value)}</td>'
        f'<td class="whose">{shown(_WHOSE.get(one.whose, one.whose))}</td></tr>'
        for one in fields
    )
    return (
        '<table class="fields"><caption>What is written to files</caption>'
        '<thead><tr><th scope="col">Field</th><th scope="col">Value</th>'
        f'<th scope="col">From</th></tr></thead><tbody>{rows}</tbody></table>'
    )
