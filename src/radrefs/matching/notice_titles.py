"""Read from a title what kind of notice it is about an article: erratum, reply, review."""

from __future__ import annotations

import re
from functools import lru_cache

from radrefs.item_types import NOTICE_TITLES
from radrefs.matching.normalize import folded

__all__ = ["notice_of"]

_KINDS = {words: kind for kind, titles in NOTICE_TITLES.items() for words in titles}
# Words of a notice that may also open its title before a preposition: "Comment on ...".
_BEFORE_PREPOSITIONS = (
    "re", "comment", "comments", "reply", "response", "correction", "erratum", "errata",
    "corrigendum", "addendum", "retraction", "discussion", "commentary", "letter", "in reply",
    "faculty opinions recommendation", "decision letter", "faculty of 1000 evaluation",
)  # fmt: skip
_WHOSE = re.compile(r"^(?:author|publisher|editorial|invited|a|an) (?=\w)")
_ABOUT = re.compile(r" (?:to|for|on|in|of|regarding|re|by)$")
# A word names a notice only where a colon, period, dash or bracket separates it from the rest,
# or before a preposition: "Letter position coding" is an article.
_OPENING = re.compile(
    r"\W{0,3}([^:.\]\u2013\u2014(\u201c\"]{2,50}?)\s*(?:[:.\]\u2013\u2014(\u201c\"]|\s-\s|$)"
)
_ENDING = re.compile(r"(?:[:.\u2013\u2014(\[\u201d\"]|\s-)\s*([\w\u2019' ]{2,40})[)\].]{0,2}$")
_PHRASE = re.compile(rf"({'|'.join(_BEFORE_PREPOSITIONS)}) (to|for|on|in|of|regarding)\b")


@lru_cache(maxsize=65536)
def notice_of(title: str) -> str:
    """Return the kind of notice that a title names: "correction", "reply", ...; else "".

    A notice about a notice is of a kind of its own ("reply of correction").
    """
    opening, ending = _OPENING.match(title), _ENDING.search(title)
    if opening and (kind := _kind_named(folded(opening[1]))):
        inner = notice_of(title[opening.end() :]) if title.count(":") < 9 else ""
        return f"{kind} of {inner}" if inner else kind
    if ending and (kind := _kind_named(folded(ending[1]))):
        return kind
    phrase = _PHRASE.match(_WHOSE.sub("", folded(title[:120])))
    return _KINDS[phrase[1]] if phrase else ""


def _kind_named(words: str) -> str:
    """Return the kind of notice that a few folded words name, "" if none."""
    for spelled in (words, _WHOSE.sub("", words)):
        for bare in (spelled, _ABOUT.sub("", spelled)):
            if bare in _KINDS:
                return _KINDS[bare]
    return ""
