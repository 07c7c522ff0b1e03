"""Tell titles of notices about articles (errata, replies, reviews) from those of articles."""

from __future__ import annotations

import re
from functools import lru_cache

from radrefs.matching.normalize import folded

__all__ = ["notice_of"]

# What notices about an article call themselves, folded, and of which kind they are: a
# reference to one kind names no other.
_NOTICES = {
    word: kind
    for kind, words in {
        "correction": "erratum/errata/correction/corrections/corrigendum/corrigenda/addendum"
        "/additions and corrections/amendment",
        "retraction": "retraction/retraction notice/retraction note/notice of retraction/withdrawal"
        "/notice of withdrawal",
        "concern": "expression of concern/notice of concern",
        "comment": "comment/comments/commentary/discussion/re",
        "reply": "reply/in reply/authors reply/response/authors response/the authors reply"
        "/the authors respond/rebuttal",
        "letter": "letter/letters/letter to the editor/letters to the editor/to the editor",
        "editorial": "editorial",
        "book review": "book review/book reviews",
        "recommendation": "faculty opinions/faculty opinions recommendation/faculty of 1000"
        "/faculty of 1000 evaluation/f1000/recommendation",
        "review": "peer review/decision letter/referee report",
    }.items()
    for word in words.split("/")
}
_WHOSE = re.compile(r"^(?:author|publisher|editorial|invited|a|an) (?=\w)")
_ABOUT = re.compile(r" (?:to|for|on|in|of|regarding|re|by)$")
# A word is a notice's only where a colon, period, dash or bracket parts it from the rest, or
# where it is about a title: "Letter position coding", "Correction of kyphosis" are articles.
_OPENING = re.compile(
    r"\W{0,3}([^:.\]\u2013\u2014(\u201c\"]{2,50}?)\s*(?:[:.\]\u2013\u2014(\u201c\"]|\s-\s|$)"
)
_ENDING = re.compile(r"(?:[:.\u2013\u2014(\[\u201d\"]|\s-)\s*([\w\u2019' ]{2,40})[)\].]{0,2}$")
_PHRASE = re.compile(
    r"(re|comments?|reply|response|correction|erratum|errata|corrigendum|addendum|retraction"
    r"|discussion|commentary|letter|in reply|faculty opinions recommendation|decision letter"
    r"|faculty of 1000 evaluation|author response) (to|for|on|in|of|regarding)\b"
)


@lru_cache(maxsize=65536)
def notice_of(title: str) -> str:
    """Give what kind of notice a title says it is: "correction", "reply", ...; else "".

    A notice about a notice is of a kind of its own ("correction of correction").
    """
    opening, ending = _OPENING.match(title), _ENDING.search(title)
    if opening and (kind := _notice_kind(folded(opening[1]))):
        inner = notice_of(title[opening.end() :]) if title.count(":") < 9 else ""
        return f"{kind} of {inner}" if inner else kind
    if ending and (kind := _notice_kind(folded(ending[1]))):
        return kind
    phrase = _PHRASE.match(_WHOSE.sub("", folded(title[:120])))
    return _NOTICES.get(phrase[1], "reply") if phrase else ""


def _notice_kind(words: str) -> str:
    """Give the kind of notice that a few folded words name, "" if none."""
    for spelled in (words, _WHOSE.sub("", words)):
        for bare in (spelled, _ABOUT.sub("", spelled)):
            if bare in _NOTICES:
                return _NOTICES[bare]
    return ""
