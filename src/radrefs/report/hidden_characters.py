"""Name the characters in a text that are invisible, or that turn its direction.

A title may hold a control character or a direction mark, and then the screen shows another
text than a program reads. Such a character is shown by its number in Unicode, such as U+202E.
Soft hyphens and the joiners that spell words in some scripts (U+200C, U+200D) stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Run", "has_hidden_characters", "runs_of", "visible_text"]

# Control characters but tab and line feed, direction marks and isolates, zero-width space and
# its kin, annotation marks, tag characters; and lone surrogates, which no encoding can write.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


class Run(NamedTuple):
    """A run of plain text, or one hidden character: its number, and its name in Unicode."""

    text: str
    name: str = ""


def has_hidden_characters(text: str) -> bool:
    """Say whether a text has a hidden character."""
    return not text.isprintable() and _HIDDEN.search(text) is not None


def runs_of(text: str) -> Iterator[Run]:
    """Cut a text into plain runs and hidden characters, in order."""
    at = 0
    for match in _HIDDEN.finditer(text):
        if at < match.start():
            yield Run(text[at : match.start()])
        yield Run(f"U+{ord(match[0]):04X}", _name_of(match[0]))
        at = match.end()
    if at < len(text):
        yield Run(text[at:])


def visible_text(text: str) -> str:
    """Return a text in which hidden characters are written by their numbers."""
    return "".join(run.text for run in runs_of(text))


def _name_of(character: str) -> str:
    return unicodedata.name(character, "control character").lower()
