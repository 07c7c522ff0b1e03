"""Change members of one JSON object in its own text; what is not changed stays as spelled."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from radrefs.formats.csljson.blocks import Member, members

__all__ = ["SURROGATE", "changed"]

SURROGATE = re.compile("[\ud800-\udfff]")
"""Match half of a surrogate pair: no file can hold one, and pandoc refuses an escaped one."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class _Style(NamedTuple):
    """Say how an object is laid out: the gap between members, their colon and indent."""

    gap: str
    colon: str
    indent: str
    unit: str
    deep: bool
    ascii: bool
    end: str


def changed(text: str, values: Mapping[str, Any]) -> str:
    """Return an object's text with some members changed, None for those to be removed.

    Members keep their order; new ones come last, laid out as the others are. Of a key
    that is repeated the last counts, as it does for readers.
    """
    found = members(text)
    style = _style(text, found)
    last = {member.key: at for at, member in enumerate(found)}
    pieces: list[str] = []
    for at, member in enumerate(found):
        stands = text[member.value_start : member.end]
        if member.key in values and (last[member.key] == at or values[member.key] is None):
            new = values[member.key]
            if new is None:
                continue
            stands = _spelled(new, style, "\n" in stands if _is_nested(member) else style.deep)
        gap = text[found[at - 1].end : member.start] if pieces else ""
        pieces.append(f"{gap}{text[member.start : member.value_start]}{stands}")
    for key, new in values.items():
        if key not in last and new is not None:
            spelled = _spelled(new, style, style.deep)
            gap = style.gap if pieces else ""
            pieces.append(f"{gap}{json.dumps(key)}{style.colon}{spelled}")
    return text[: found[0].start] + "".join(pieces) + text[found[-1].end :]


def _is_nested(member: Member) -> bool:
    return isinstance(member.value, dict | list) and bool(member.value)


def _style(text: str, found: list[Member]) -> _Style:
    first = found[0]
    colon = text[first.key_end : first.value_start]
    before = text[text.index("{") + 1 : first.start]
    gap = f",{before or (' ' if colon.endswith(' ') else '')}"
    if len(found) > 1:
        gap = text[first.end : found[1].start]
    indent = re.split(r"[\r\n]", gap)[-1] if re.search(r"[\r\n]", gap) else ""
    closing = re.split(r"[\r\n]", text[found[-1].end : text.rindex("}")])[-1]
    unit = indent.removeprefix(closing) if indent.startswith(closing) else ""
    nested = [member for member in found if _is_nested(member)]
    deep = any("\n" in text[member.value_start : member.end] for member in nested)
    return _Style(
        gap=gap,
        colon=colon,
        indent=indent,
        unit=unit or "  ",
        deep=deep,
        ascii=text.isascii() and "\\u" in text,
        end="\r\n" if "\r\n" in gap else "\n",
    )


def _spelled(value: object, style: _Style, deep: bool) -> str:
    """Spell a value in the style of its object; a lone surrogate becomes U+FFFD."""
    comma = ", " if style.colon.endswith(" ") and not deep else ","
    spelled = json.dumps(
        value,
        ensure_ascii=False,
        indent=style.unit if deep else None,
        separators=(comma, style.colon.strip(" \t\r\n") + (" " if " " in style.colon else "")),
    )
    spelled = SURROGATE.sub("\ufffd", spelled).replace("\n", f"{style.end}{style.indent}")
    return _NOT_ASCII.sub(_escaped, spelled) if style.ascii else spelled


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
