"""Read a list of authors in any of nine forms of name: one form for the whole list.

    list   ::= person (sep person)* [sep? "et al" "."?]
    sep    ::= ("," | ";")? ("and" | "&" | "et" | "und")? | "..."

A form is *strong* if it tells family and initials apart by itself; a full given name
before the family name does not, for "Le Roux Jean" and "Jean Le Roux" look alike.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from radrefs.model import ET_AL, Name
from radrefs.names import spell_initials
from radrefs.parsing.bodies import is_collective
from radrefs.parsing.people import NO_FAMILY, Person, can_be_family

__all__ = ["FORMS", "NameList", "read_name_list", "read_name_prefixes"]

_UP = r"[^\W\d_a-z\u00df-\u00f6\u00f8-\u00ff]"
_LOW = r"[^\W\d_A-Z]"
_HYPHEN = r"[-\u2010\u2011]"
_APOSTROPHE = r"['\u2019\u02bc`]"
_PARTICLE = (
    r"(?:[Vv]an|[Vv]on|[Dd]e[rnlsi]?|[Dd]ella|[Ll][ae]|[Dd][uao]s?|[Dd]al|[Tt]e[rn]|[Aa]l|[Ee]l"
    r"|[Bb]in|[Ii]bn|[Aa]f|[Zz]u[rm]?|'t|[Ss]t\.?|[Mm]ac|[Vv]ander|[Yy])"
)
# Possessive: capitals that are not ASCII fit two classes, and must not be tried both ways.
_PART = (
    rf"(?:(?:[dDlLO]|Mc|Mac){_APOSTROPHE})?(?:{_UP}|ff){_LOW}*+"
    rf"(?:(?:{_HYPHEN}|{_APOSTROPHE}){_UP}?{_LOW}++|{_UP}{_LOW}++)*+"
)
_LOUD = rf"{_UP}{{2,40}}+(?:(?:{_HYPHEN}|{_APOSTROPHE}){_UP}{{2,40}}+)*+"
_FAMILY = (
    rf"(?:(?:{_PARTICLE}\s){{0,3}}|[dl]{_APOSTROPHE})(?:(?:{_PART}|{_LOUD})"
    rf"(?:\s(?:{_PARTICLE}\s)?(?:{_PART}|{_LOUD})){{0,2}}?)"
)
_CLOSE = rf"{_UP}{{1,3}}(?:{_HYPHEN}{_UP}{{1,2}}|{_HYPHEN}{_LOW})?"
_DOT = rf"{_UP}{_LOW}{{0,2}}\s?\."
_DOTS = rf"{_DOT}(?:\s?{_HYPHEN}?\s?{_DOT}){{0,4}}"
_SPACED = rf"{_UP}(?:\s{_UP}){{1,3}}"
_GIVEN = rf"{_PART}(?:\s(?:{_PART}|{_DOT}|{_UP})){{0,3}}"
_SUFFIX = r"(?:,?\s(?P<suffix>Jr|Sr|III|II|IV|[23]rd|2nd)\b\.?)?"
_INNER_SUFFIX = re.compile(r",?\s(Jr|Sr|III|II|IV|[23]rd|2nd)\.?\Z")
_AND = r"(?:and|&|et(?!\.?\s?al)|und|y|e)"
_SEPARATOR = re.compile(
    rf"\s*(?:[,;]\s*(?:\.\.\.\s*|\u2026\s*)?(?:{_AND}\s+)?|(?<=\s){_AND}\s+|\s{_AND}\s+|&\s*)"
)
_ET_AL = re.compile(
    r"\s*[,;]?\s*(?:(?:and|&)\s+)?(?:et\.?\s?al\b\.?|and others\b|\.\.\.|\u2026)", re.IGNORECASE
)


class Form(NamedTuple):
    """Name a form of writing one person, its expression, and whether it is strong."""

    name: str
    person: re.Pattern[str]
    strong: bool


def _form(name: str, person: str, strong: bool = True) -> Form:
    return Form(name, re.compile(person), strong)


_F, _END = rf"(?P<family>{_FAMILY})", r"(?![^\W\d_])"
FORMS = (
    _form("Family, A. B.", rf"{_F},\s?(?P<given>{_DOTS}){_SUFFIX}"),
    _form("Family A. B.", rf"{_F}\s(?P<given>{_DOTS}){_SUFFIX}"),
    _form("Family AB", rf"{_F}\s(?P<given>{_CLOSE}){_END}{_SUFFIX}"),
    _form("Family, AB", rf"{_F},\s(?P<given>{_CLOSE}){_END}{_SUFFIX}"),
    _form("Family A B", rf"{_F}\s(?P<given>{_SPACED}){_END}{_SUFFIX}"),
    _form("A. B. Family", rf"(?P<given>{_DOTS})\s?{_F}{_END}{_SUFFIX}"),
    _form("AB Family", rf"(?P<given>{_UP}{{1,3}})\s{_F}{_END}{_SUFFIX}", strong=False),
    _form("Family, Given", rf"{_F},\s(?P<given>{_GIVEN}){_END}{_SUFFIX}", strong=False),
    _form("Given Family", rf"(?P<given>{_GIVEN})\s{_F}{_END}{_SUFFIX}", strong=False),
)
"""The forms, those that say most first."""
_FOLLOWING = {"Family, Given": "Given Family", "Family, A. B.": "A. B. Family"}
"""Only the first name is turned round: "Leal, João, and Ana Costa"."""
_BY_NAME = {form.name: form for form in FORMS}
_MOST = 200


class NameList(NamedTuple):
    """Hold the persons of a list, where it ends, its form, and whether that is strong."""

    people: tuple[Person, ...]
    end: int
    form: str
    strong: bool


def _name(found: re.Match[str]) -> Name:
    family, suffix = found["family"], found["suffix"]
    if inner := _INNER_SUFFIX.search(family):
        family, suffix = family[: inner.start()], inner[1]
    if family.isupper() and len(family) > 3:
        family = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), family)
    given = found["given"]
    bare = re.sub(r"[\s.\u2010\u2011-]", "", given)
    initials = bare.isupper() or all(
        len(part) < 3 for part in re.split(r"[.\s\u2010\u2011-]+", given) if part
    )
    spelled = spell_initials(re.sub(r"\s*\.\s*", ".", given)) if initials else given
    return Name(family=family, given=spelled or None, suffix=suffix)


def read_name_prefixes(text: str, start: int, end: int) -> list[NameList]:
    """Read the lists of names that stand at `start`, one for each form that fits.

    A list is as long as its form goes on. A list that ends inside a word is none.
    """
    found = []
    for form in FORMS:
        people, at = _people(text, start, end, form)
        if not people:
            continue
        more = _ET_AL.match(text, at, end)
        if more:
            mark = re.search(r"et|and|\.\.\.|\u2026", more[0], re.IGNORECASE)
            begin = more.start() + (mark.start() if mark else 0)
            people.append(Person(ET_AL, begin, more.end()))
            at = more.end()
        found.append(NameList(tuple(people), at, form.name, form.strong))
    return found


def _is_family(text: str) -> bool:
    """Say whether a text can be a family name: no word of bodies or titles ("Vitamin D:")."""
    words = text.split()
    return words[0].lower() not in NO_FAMILY and can_be_family(words)


def _people(text: str, start: int, end: int, form: Form) -> tuple[list[Person], int]:
    people: list[Person] = []
    at, last, pattern = start, start, form.person
    while len(people) < _MOST:
        one = pattern.match(text, at, end)
        if one is None and len(people) == 1 and form.name in _FOLLOWING:
            pattern = _BY_NAME[_FOLLOWING[form.name]].person
            one = pattern.match(text, at, end)
        if one is None or not _is_family(one["family"]):
            break
        people.append(Person(_name(one), one.start(), one.end()))
        last = one.end()
        between = _SEPARATOR.match(text, last, end)
        if between is None or not between[0].strip():
            break
        at = between.end()
    return people, last


def read_name_list(text: str, start: int, end: int) -> NameList | None:
    """Read a whole span as one list of names; None where no form takes all of it.

    A body alone is a list of one.
    """
    stop = end
    while stop > start and text[stop - 1] in " ,;:":
        stop -= 1
    for one in read_name_prefixes(text, start, stop):
        if not text[one.end : stop].strip(" ,.;:"):
            return one
    if is_collective(text[start:stop]) and not re.search(r"[.;]", text[start : stop - 1]):
        body = Person(Name(literal=text[start:stop].rstrip(".")), start, stop)
        return NameList((body,), stop, "body", strong=False)
    return None
