"""Read and write people's names: initials, particles, suffixes, "et al."; one rule for all readers.

    name     ::= family ", " given [", " suffix] | family ", " suffix ", " given
               | family " " initials [" " suffix] | body [","] | "et al"
    given    ::= word (" " word)* [" " suffix]
    initials ::= capital{1,5} with "." "-" or blanks between; or two or three letters ("Th", "IuV")
    suffix   ::= ("Jr" | "Sr" | "2nd" | "3rd" | "4th" | "5th" | "II" | "III" | "IV") ["."]

In a `Name` each initial has its period ("M. A.", "J.-P."), particles stand inside the family
name, and a suffix stands by itself. Up to three capitals in the place of a given name are
initials ("MA" and "M.A." mean the same; EndNote's rule); a longer word in capitals ("LUIS") is
a name. What is not clearly a person stays whole, as a `literal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from radrefs.model import ET_AL, Name
from radrefs.text import one_line

__all__ = [
    "SUFFIX_PATTERN", "cut_once", "given_name", "indexed_name", "is_et_al", "is_initials",
    "is_particle", "is_suffix", "lower_case", "make_name", "name_parts", "read_name",
    "short_given", "spell_initials", "split_indexed", "with_particle",
]  # fmt: skip

_ET_AL = re.compile(r"(?:(?:and|&) ?)?(?:et\.? ?al(?:ii|ia)?|others)[.,]*|and colleagues", re.I)
# "JR" and "SR" in capitals are initials ("Lee JR"), "Jr" and "Sr" are not.
_SUFFIXES = frozenset("Jr Sr jr sr 2nd 3rd 4th 5th II III IV".split())
SUFFIX_PATTERN = "(?:Jr|Sr|2nd|3rd|4th|II|III|IV)"
"""A regular expression for a suffix that stands after initials."""
_ALONE = frozenset("Jr Sr jr sr 2nd 3rd 4th 5th".split())
_PLACED = frozenset(suffix.lower() for suffix in _SUFFIXES)
_CAPITALS = re.compile(r"[^\W\d_](?:[^\W\d_]|[. \u2010\u2011-])*")
_TOGETHER = re.compile(r"[^\W\d_]{2}")
_GLUED = re.compile(r"(?<![^\W_])([^\W\d_]{1,3})\.(?=[^\W\d_])")
_MOST_INITIALS = 5
_MOST_CAPITALS = 3
# Before a family name these are part of it, written large or small.
_PARTICLES = frozenset(
    "aan abd abu al af ap auf aus av ben bin bint da dal dall' dalla das de degli dei del dello"
    " della dem den der des di do dos du e el i ibn in la las le les lo los mac mc op san st st."
    " santa 't te ten ter tot und van vom von y zu zum zur".split()
)
_SPELLED_PARTICLE = re.compile(r"\b(?:De|La|Le|Del|Della|Van|Von|Der|Den|Di|Da|Dos|El)(?= )")


def is_et_al(text: str) -> bool:
    """Say whether a text, on one line, marks a list that goes on: "et al.", "and others"."""
    return _ET_AL.fullmatch(text) is not None


def cut_once(names: Iterable[Name | None]) -> tuple[Name, ...]:
    """Return a list of names without those that say nothing, cut short at most once."""
    found = [name for name in names if name is not None]
    for _ in range(found.count(ET_AL) - 1):
        found.remove(ET_AL)
    return tuple(found)


def is_suffix(word: str) -> bool:
    """Say whether a word is a suffix of a person's name: "Jr", "Sr.", "2nd", "III"."""
    return word.rstrip(".") in _SUFFIXES


def is_particle(word: str) -> bool:
    """Say whether a word before a family name is a part of it: "van", "de", "el"."""
    return word in _PARTICLES


def is_initials(word: str) -> bool:
    """Say whether a word after a family name is initials: "MA", "M.A.", "J-P", "Th", "IuV".

    At most five capitals, or a capital with a small letter after it, and perhaps one capital
    more.
    """
    letters = word.replace(".", "").replace("-", "").replace("\u2010", "")
    if not letters.isalpha() or len(letters) > _MOST_INITIALS:
        return False
    if letters.isupper() or (not letters.isascii() and letters == letters.upper()):
        return True
    return (len(letters) == 2 and letters[0].isupper()) or (
        len(letters) == 3 and letters[0].isupper() and letters[1].islower() and letters[2].isupper()
    )


@lru_cache(maxsize=16384)
def spell_initials(text: str) -> str:
    """Spell what is known to be initials: "MGZ" is "M. G. Z.", "J-CJ" "J.-C. J.", "Th" "Th."."""
    groups: list[str] = []
    before = ""
    for char in text:
        if char.isalpha():
            if char.islower() and before.isalpha():
                groups[-1] += char
            else:
                groups.append(f"-{char}" if groups and before in "-\u2010\u2011" else f" {char}")
        before = char if char.isalpha() or char in "-\u2010\u2011" else before and " "
    return "".join(f"{group}." for group in groups).strip()


@lru_cache(maxsize=16384)
def given_name(text: str) -> str:
    """Spell a given name that stands by itself, each initial in it with its period.

    `text` is one line. "MA", "M.A." and "M A" are "M. A.", "J-P" is "J.-P.", "Mark A" is
    "Mark A."; "LUIS" and "Jean-Pierre" stay.
    """
    if len(text) == 1:
        return f"{text}." if text.isupper() or text.islower() else text
    if "." in text:
        text = _GLUED.sub(r"\1. ", text)
    if _are_capitals(text):
        return spell_initials(text)
    if " " not in text:
        return text
    return " ".join([spell_initials(one) if _is_marked(one) else one for one in text.split(" ")])


def _are_capitals(text: str) -> bool:
    """Say whether capitals are initials: three at most, or each set apart ("M. A. B. C.")."""
    if not text.isupper() or not _CAPITALS.fullmatch(text):
        return False
    letters = [char for char in text if char.isalpha()]
    few = len(letters) <= _MOST_CAPITALS or not _TOGETHER.search(text)
    return few and all(map(str.isupper, letters))


def _is_marked(word: str) -> bool:
    """Say whether a word among others is initials: one letter, or letters with marks."""
    return (len(word) == 1 or not word.isalpha()) and _are_capitals(word)


def short_given(given: str) -> str:
    """Return the initials of a given name as indexes print them: "Mark A." gives "MA"."""
    words = given.replace("-", " ").split()
    return "".join([next((c for c in word if c.isalpha()), "") for word in words]).upper()


def with_particle(particle: str, family: str) -> str:
    """Put a particle before a family name: "van der" and "Meer", "d'" and "Alembert"."""
    glue = "" if particle.endswith(("'", "\u2019", "-")) else " "
    return f"{particle}{glue}{family}" if particle and family else particle or family


def lower_case(name: str) -> str:
    """Write a name that stands in capitals ("VAN DER MEER") as names are written."""
    spelled = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)
    spelled = _SPELLED_PARTICLE.sub(lambda word: word[0].lower(), spelled)
    return re.sub(r"\bMc([a-z])", lambda found: f"Mc{found[1].upper()}", spelled)


def name_parts(name: Name) -> tuple[str, str, str]:
    """Return family, given name and suffix, each on one line and "" if it says nothing.

    A body, or whoever has no family name, is `("", whole name, "")`.
    """
    family = one_line(name.family or "")
    if not family:
        return "", one_line(name.literal or "") or one_line(name.given or ""), ""
    return family, one_line(name.given or ""), one_line(name.suffix or "")


@lru_cache(maxsize=65536)
def make_name(family: str, given: str = "", suffix: str = "") -> Name:
    """Make a name of its parts as a file or record has them; each is one line, "" if absent.

    A suffix that stands in another part ("Mark A. Jr", "Hughes Jr") gets its own place. Parts
    that say only "et al." are `ET_AL`. `family` or `given` must say something; a given name
    alone is a `literal`.
    """
    if not suffix and is_et_al(f"{given} {family}" if given and family else family or given):
        return ET_AL
    if not family:
        return Name(literal=given)
    if suffix:
        # "Hughes, M. A., Jr." and "Hughes, Jr., M. A." are met alike.
        if is_suffix(given) and suffix.rstrip(".").lower() not in _PLACED:
            given, suffix = suffix, given
    else:
        given, suffix = _without_suffix(given)
        if not suffix:
            family, suffix = _without_suffix(family)
        if not suffix and given.rstrip(".") in _ALONE:
            given, suffix = "", given
    return Name(family=family, given=given_name(given) or None, suffix=suffix or None)


def _without_suffix(text: str) -> tuple[str, str]:
    """Cut a suffix off the end of a part of a name; "" if there is none behind another word."""
    before, _, last = text.rpartition(" ")
    return (before.rstrip(", "), last) if before and is_suffix(last) else (text, "")


def split_indexed(text: str) -> tuple[str, str, str]:
    """Cut "Wong Kee Song LM Jr" into family, initials as they stand, and suffix; "" if absent.

    The initials are one word at the end, or several if each of their letters is set apart
    ("M A", "J.-P. M."); one small letter counts too.
    """
    words, suffix = text.split(), ""
    if len(words) > 2 and is_suffix(words[-1]):
        suffix = words.pop()
    at = len(words)
    while at > 1 and is_initials(words[at - 1]):
        if at < len(words) and not (_is_apart(words[at - 1]) and _is_apart(words[at])):
            break
        at -= 1
    if at == len(words) > 1 and len(words[-1]) == 1 and words[-1].islower():
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:]), suffix


def _is_apart(word: str) -> bool:
    """Say whether no two letters of a word stand together: "M", "M.", "J-P"."""
    return not _TOGETHER.search(word)


def indexed_name(text: str) -> Name:
    """Read a name as indexes print it, "Hughes MA Jr"; of several words without initials, a body.

    `text` is one line that says something.
    """
    if is_et_al(text):
        return ET_AL
    family, given, suffix = split_indexed(text)
    if given:
        return make_name(family, spell_initials(given), suffix)
    return Name(literal=text) if " " in text else Name(family=text)


def read_name(text: str) -> Name | None:
    """Read one name on one line, in any of the forms of this module; None if it says nothing.

    With a comma behind it, or of several words that are no person's, it is a body, kept whole.
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2 and parts[0] and parts[1]:
        return make_name(parts[0], parts[1])
    body = text.rstrip(", ")
    if not body:
        return None
    if is_et_al(body):
        return ET_AL
    if text.endswith(","):
        return Name(literal=body)
    if len(parts) == 1:
        return _without_comma(text)
    if not parts[0] or len(parts) > 3:
        return Name(literal=text)
    if parts[1].rstrip(".").lower() in _PLACED:
        return make_name(parts[0], parts[2], parts[1])
    return make_name(parts[0], parts[1], parts[2])


def _without_comma(text: str) -> Name:
    """Take "Hughes MA" and "van der Meer A" for persons, and one word for a family.

    A word with small letters ("Li Bo") may be a given name: such a name is kept whole.
    """
    if " " not in text:
        return Name(family=text)
    name = indexed_name(text)
    family = name.family if name.family and name.given else ""
    plain = sum(word.lower() not in _PARTICLES for word in family.split(" ")) if family else 0
    sure = plain == 1 and not family.isupper() and not any(map(str.islower, name.given or ""))
    return name if sure else Name(literal=text) if name != ET_AL else ET_AL
