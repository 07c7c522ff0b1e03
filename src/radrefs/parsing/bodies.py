"""Separate names of bodies from names of persons and from titles.

A body is a society, a committee, a study group: an author that is kept whole. Its words
say so, or an acronym does.
"""

from __future__ import annotations

import itertools
import re

__all__ = ["BODY_WORDS", "is_collective", "is_plainly_a_body"]

BODY_WORDS = frozenset(
    """academy academies agency alliance assembly association associations authority board
    bureau center centers centre centres clinic coalition collaboration collaborative
    collaborators college colleges commission committee community company consortium
    corporation council delegation department directorate division federation force forum
    foundation fund group groups hospital initiative institute institutes institution
    investigators laboratory league ministry network office organisation organization panel
    partners partnership program programme project registry secretariat section service
    services societies society staff subcommittee syndicate taskforce team trialists trust
    union unit university who nice acr fda nih cdc aha asco esmo workgroup workshop
    gesellschaft société societe sociedad società institut""".split()
)
"""Words that only bodies have in their names, in the languages of medical journals."""

_LINKS = frozenset("""of for the and on in de del di et des la le du to with from at""".split())
_ACRONYM = re.compile(r"\s*\([A-Z][\w-]{1,12}\)\Z")


def is_collective(printed: str) -> bool:
    """Say whether a name is a body's: one of its words says so, or it is an acronym.

    Also when an acronym in parentheses ends it: "Cancer Therapy Evaluation Program (CTEP)".
    """
    bare = _ACRONYM.sub("", printed)
    words: list[str] = re.findall(r"[^\W\d_]+", bare)
    if not words or len(words) > 24 or not printed[0].isalnum() or ": " in printed:
        return False
    if not (printed[0].isupper() or printed[0].isdigit()):
        return False
    if bare != printed and len(words) > 1:
        return True
    small = sum(word.islower() and word not in _LINKS for word in words)
    if any(word.lower() in BODY_WORDS for word in words):
        return small <= max(1, len(words) // 4)
    acronym = len(words) == 1 and words[0] == printed
    return acronym and printed.isupper() and 2 <= len(printed) <= 8


# These words name a body when "of" follows them: "Society of ...", not "Association of ...".
_OF = frozenset(
    """society academy college council ministry federation university institute board committee
    department panel office""".split()
)


def is_plainly_a_body(printed: str, beginning: bool = True) -> bool:
    """Say whether a sentence can only be a body's name, no title.

    All its words have capitals, but for "of", "the" and their like; and it ends in a word
    of bodies or an acronym in parentheses, or such a word stands before "of" in it ("Society
    of ..."; not so if `beginning` is False).
    """
    if not is_collective(printed) or " " not in printed:
        return False
    words = re.findall(r"[^\W\d_][\w'\u2019&-]*", _ACRONYM.sub("", printed))
    if any(word.islower() and word not in _LINKS for word in words) or "with" in words:
        return False
    lower = [word.lower() for word in words]
    if _ACRONYM.search(printed):
        return not BODY_WORDS.isdisjoint(lower)
    if lower and lower[-1] in BODY_WORDS:
        return True
    return beginning and any(
        one in _OF and two in {"of", "for", "on"} for one, two in itertools.pairwise(lower)
    )
