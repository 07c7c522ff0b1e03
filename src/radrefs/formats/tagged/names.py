"""Read names as RIS and MEDLINE spell them.

    name    ::= family "," given ["," suffix] | body "," | family initials [suffix] | word
    cut off ::= ("et al" | "and others") ["."] [","]

What is not clearly a person stays whole. Given names in capitals alone, up to three, are
initials (EndNote's rule), and get their periods.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from radrefs.model import ET_AL, Name

__all__ = ["given_name", "read_indexed", "read_name", "read_names"]

_MORE = re.compile(r"(?:and |& ?)?(?:et\.? ?al\.?|others)", re.IGNORECASE)
_SUFFIXES = {"jr", "sr", "2nd", "3rd", "4th", "5th", "ii", "iii", "iv"}
_SINGLE = re.compile(r"(?:[^\W\d_]\.?[ -]?)+")
_LETTER = re.compile(r"(-?) ?([^\W\d_])")
_ENDING = re.compile(r"(.+?) (\S{1,12}(?: [^\W\d_]\.)*)")
# Before a family name these are part of it, written large or small.
_PARTICLES = frozenset(
    "al af ben bin da dal dall' dalla das de degli dei del della den der des di do dos du el in"
    " la las le les lo los mac mc san st st. santa 't te ten ter van von y zu zum zur".split()
)


@lru_cache(maxsize=16384)
def given_name(text: str, most: int = 3) -> str:
    """Split initials, each with its period: "MG" is "M. G.", "J-P" "J.-P.", "Mark A" "Mark A."."""
    if _SINGLE.fullmatch(text) and text.isupper():
        letters = _LETTER.findall(text)
        if len(letters) <= most or not text.isalpha():
            spelled = "".join(f"{dash or ' '}{letter}." for dash, letter in letters)
            return spelled.lstrip(" -")
        return text
    words = text.split(" ")
    return (
        " ".join(given_name(word) if "." in word or len(word) == 1 else word for word in words)
        if len(words) > 1
        else text
    )


def _is_suffix(text: str) -> bool:
    return text.rstrip(".").lower() in _SUFFIXES


def _person(family: str, given: str, suffix: str = "") -> Name:
    if not suffix:
        return Name(family=family, given=given_name(given))
    return Name(family=family, given=given_name(given) or None, suffix=suffix)


def read_name(value: str) -> Name | None:
    """Read one name of RIS, on one line; None if it says nothing."""
    family, _, given = value.partition(", ")
    if given and family and "," not in given and "," not in family:
        return _person(family, given)
    parts = [part.strip() for part in value.split(",")]
    if len(parts) == 2 and parts[0] and parts[1]:
        return _person(parts[0], parts[1])
    body = value.rstrip(", ")
    if not body:
        return None
    if _MORE.fullmatch(body):
        return ET_AL
    if value.endswith(","):
        return Name(literal=body)
    if len(parts) == 1:
        return _without_comma(value)
    if not parts[0] or len(parts) > 3:
        return Name(literal=value)
    if _is_suffix(parts[1]):
        return _person(parts[0], parts[2], parts[1])
    return _person(parts[0], parts[1], parts[2])


def _without_comma(value: str) -> Name:
    """Take "Hughes MA" and "van der Meer A" for persons, one word for a family."""
    if " " not in value:
        return Name(family=value)
    person = read_indexed(value)
    family = person.family if person.family and person.given else ""
    plain = sum(word.lower() not in _PARTICLES for word in family.split(" ")) if family else 0
    return person if plain == 1 and not family.isupper() else Name(literal=value)


def read_indexed(value: str) -> Name:
    """Read a name as indexes spell it, "Wong Kee Song LM Jr": the end is the initials."""
    words, suffix = value.split(" "), ""
    if len(words) > 2 and _is_suffix(words[-1]):
        suffix = words.pop()
    at = len(words)
    while at > 1 and _are_initials(words[at - 1]):
        at -= 1
    if at == len(words):
        return Name(literal=value) if " " in value else Name(family=value)
    given = " ".join(words[at:])
    return Name(family=" ".join(words[:at]), given=given_name(given, 5), suffix=suffix or None)


def _are_initials(word: str) -> bool:
    return bool(_SINGLE.fullmatch(word)) and word.isupper() and sum(map(str.isalpha, word)) <= 5


def read_names(values: Sequence[str]) -> tuple[Name, ...]:
    """Read names, one a value; some write several into one ("A, B.; C, D." or "A, B., C, D.")."""
    found = [read_name(value) for value in values]
    # A person's name has one comma, or two before a suffix; what has more may be several.
    for at in range(len(values) - 1, -1, -1):
        if values[at].count(",") > 1 and (several := _several(values[at])):
            found[at : at + 1] = [read_name(one) for one in several]
    return tuple([name for name in found if name is not None])


def _several(value: str) -> list[str]:
    """Cut a list of names in one value; empty if it is one name."""
    if value.endswith(","):
        return []
    cut = [part.strip() for part in value.split(";")]
    if len(cut) > 1 and all("," in part.rstrip(",") for part in cut):
        return cut
    parts = [part.strip() for part in value.split(",")]
    if len(parts) > 3 and len(parts) % 2 == 0 and all(map(_are_initials, parts[1::2])):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return []
