"""Read text out of markup: HTML, JATS, MathML and entities; super- and subscripts.

One rule for what registries send, what programs write into files, and what TeX raises. A tag
is markup if its name is one of those that stand in titles and abstracts, or has a prefix
(`jats:`, `mml:`); "T1<T2 and ADC>mean" has no tag and stays.
"""

from __future__ import annotations

import html
import re

from radrefs.text import one_line

__all__ = [
    "SUBSCRIPTS", "SUPERSCRIPTS", "as_script", "clean", "decode_entities", "plain_text",
]  # fmt: skip

SUPERSCRIPTS = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
SUBSCRIPTS = dict(zip("0123456789+-=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ", strict=True))
_DASHES = str.maketrans("\u2212\u2013\u2010", "---")

_SCRIPT = re.compile(
    r"<((?:[A-Za-z]\w{0,9}:)?su[pb])\b[^<>]{0,200}>([^<>]{0,60})</\1>", re.IGNORECASE
)
_BLOCKS = (
    "p|br|hr|title|subtitle|sec|list|list-item|div|li|ul|ol|h[1-6]|table|thead|tbody|tr|td|th"
    "|html|body|head|center|blockquote|pre|section|article|figure|caption"
)
_INLINE = (
    "i|b|u|s|a|q|tt|em|emph|emphasis|ital|italic|bold|roman|monospace|overline|underline|strike"
    "|sc|scp|strong|small|big|font|su[pb]|inf|span|code|cite|abbr|label|xref|ext-link|uri"
    "|inline-formula|tex-math|named-content|styled-content|inline-graphic|math|m[ions]|mrow"
    "|mtext|msup|msub|msubsup|mfrac|mfenced|mspace|mover|munder|mstyle|msqrt"
)
_PREFIX = r"[A-Za-z]\w{0,9}:"
_REST = r"(?:\s[^<>]{0,2000})?/?>"
_BLOCK = re.compile(rf"</?(?:{_PREFIX})?(?:{_BLOCKS}){_REST}", re.IGNORECASE)
_TAG = re.compile(
    rf"</?(?:{_PREFIX}[A-Za-z][\w.-]{{0,40}}|{_INLINE}){_REST}"
    r"|<!--[^<>]{0,500}-->",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&(?:amp|lt|gt|quot)(?![\w=;])"
)
_CUT_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}\Z")
_MOST_DECODED = 3
# Colours of a terminal; marks of direction and other format characters nobody sees.
_STEERING = re.compile(
    "\x1b\\[[0-9;?]{0,20}[A-Za-z]"
    "|[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_UNCLEAN = re.compile(r"[^ -~]|[&<]|  |^ | $")


def decode_entities(text: str) -> str:
    """Replace HTML's entities, each once: "&amp;lt;" is "&lt;". Unknown names stay.

    A semicolon closes them, for an address may hold "&copy=2"; the four that XML needs are
    known without it too.
    """
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def as_script(text: str, table: dict[str, str]) -> str:
    """Write a text in super- or subscripts if Unicode has all of it; else leave it on the line.

    `table` is `SUPERSCRIPTS` or `SUBSCRIPTS`.
    """
    spelled = [table.get(char) for char in text.translate(_DASHES)]
    return text if None in spelled else "".join(filter(None, spelled))


def _raised(found: re.Match[str]) -> str:
    table = SUPERSCRIPTS if found[1].lower().endswith("sup") else SUBSCRIPTS
    return as_script(found[2], table)


def plain_text(text: str, scripts: bool = True) -> str:
    """Return a text without its markup, on one line.

    Entities are decoded, also those that were encoded twice or three times. With `scripts`,
    super- and subscripts are Unicode's where all of one exists; else they stand on the line.
    """
    if "<" not in text and "&" not in text:
        return one_line(text)
    for _ in range(_MOST_DECODED):
        before = text
        if "<" in text:
            text = _SCRIPT.sub(_raised, text) if scripts else text
            text = _TAG.sub("", _BLOCK.sub(" ", text))
        text = decode_entities(text)
        if text == before:
            break
    return one_line(text)


def clean(value: object, most: int = 20_000) -> str:
    """Make one line of plain text of what a registry sends; "" of anything but a string.

    At most `most` characters are read. Super- and subscripts stand on the line, as reference
    lists print them ("18F"); colours of a terminal and unseen characters go.
    """
    if not isinstance(value, str):
        return ""
    text = value
    if len(text) > most:
        # A tag that is cut in two is no text.
        text = _CUT_TAG.sub("", text[:most])
    # Nearly all that is sent needs no cleaning: look once, before looking in detail.
    if not _UNCLEAN.search(text):
        return text
    return plain_text(text if text.isprintable() else _STEERING.sub("", text), scripts=False)
