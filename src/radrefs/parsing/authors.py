"""Read the authors that open a reference, and find where its title begins.

    authors ::= list ":" | list "." | list "(" year ")" | body (":" | ".") | nothing

A list that is complete at a period wins over a colon after it: that colon is the title's
("Smith AB, Jones CD. Bowel obstruction: a review."). What is no list may be a body (its
words say so) or a title without author.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from radrefs.dates import When, read_date
from radrefs.model import ET_AL, Name, ProblemKind
from radrefs.names import is_initials, is_suffix, make_name, spell_initials
from radrefs.parsing.bodies import BODY_WORDS, is_collective, is_plainly_a_body
from radrefs.parsing.people import (
    KINDS,
    MARKS,
    NO_FAMILY,
    Person,
    can_be_family,
    read_names,
)

__all__ = ["Authors", "read_authors"]

Wrong = tuple[ProblemKind, int, int, str]

_TITLE_END = re.compile(
    r"(?:itis|oma|osis|pathy|graphy|emia|aemia|ology|ectomy|plasty|scopy|therapy|trophy|plegia"
    r"|algia"
    r"|lysis|genesis|imaging|disease|syndrome|tumou?rs?|lesions?|cancer|injury|trauma|spasm"
    r"|stenosis|infection|surgery|anatomy|guidelines?|update|overview)s?\Z",
    re.IGNORECASE,
)
# What may stand before the names: signs of lists, and a number that a page left there.
_LEAD = re.compile(
    r"[^\w(\[\"'\u2018\u201c\u00ab]*(?:\^\s?(?:[a-z]\s)*)?[\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u24ff\s]*"
)
_NUMBER = re.compile(r"(?:[\[(]\d{1,3}[\])]|\d{1,3}\s?[-\u2010-\u2015.:)/])\s?(?=[^\W\d])")
_ROLE = re.compile(r"(?:,\s|\s\()(?:[Ee]ds?|[Ee]ditors?)\b\.?\)?\Z|\s(?:eds?|editors?)\b\.?\Z")
_YEAR = r"\((?P<year>(?:1[89]|20)\d\d[a-z]?)\)"
# Where a list can end: periods, perhaps apart from the name or doubled, or without a blank
# after them; a comma after "et al"; a year in parentheses.
_END = re.compile(
    r"(?:(?<=[^\W_])|(?<=[*)\u2020\u2021])|(?<=[^\W_]\s))"
    rf"(?:\.{{1,2}}\s(?:{_YEAR}[.,:;]?\s)?(?=\S)|\.(?=[A-Z][a-z]{{2}})"
    rf"|(?<=al)\.?,\s(?=\S)|[,.]?\s?{_YEAR.replace('year', 'year_after')}[.,:;]?\s(?=\S))"
)
_LIMIT = 6_000
_TRIES = 60
# What goes on with the list: an initial with its period, "et al", "and", "Jr".
_GOES_ON = re.compile(
    r"(?:[A-Z]\.[\s-]?){1,3}(?:[A-Z][a-z\u2019']|[,:;&]|and\b|et\s?al\b)|et\.?\s?al\b|(?:and|&)\s"
    r"|(?:Jr|Sr|I{2,3})\b\.?,"
)


# "Robi S. Datta, ...": the given names stand first.
_GIVEN_FIRST = re.compile(
    r"[A-Z][a-z]+\s(?:[A-Z]\.\s?){1,2}[A-Z][\w'\u2019-]+"
    r"(?:(?:,|,?\s(?:and|&))\s(?:[A-Z][a-z]+\s)?[A-Z]\.|\s(?:et\s?al|etc)\b)"
)


class Authors(NamedTuple):
    """What was read before the title, and where the title starts.

    `genre` is the span of a kind of text that stands in the author's place
    ("Editorial: ..."). `edited` says that the people are editors; `dated` is a year that
    stands between names and title, with its span.
    """

    people: tuple[Person, ...]
    start: int
    genre: tuple[int, int] | None = None
    wrong: tuple[Wrong, ...] = ()
    edited: bool = False
    dated: tuple[When, int, int] | None = None


def read_authors(
    text: str, end: int, breaks: frozenset[int] = frozenset(), begin: int | None = None
) -> Authors:
    """Read what stands before the title in `text[begin:end]` (folded).

    `breaks` are the offsets of blanks at which a line ended: a line end, too, can end a
    list. Without `begin` the names begin after the signs of a list.
    """
    begin = _lead(text) if begin is None else begin
    colon = _author_colon(text, begin, end)
    if colon is not None:
        head = text[begin:colon]
        may_end = "." in head or "(" in head or "al," in head
        early = (_at_period(text, begin, colon, end) if may_end else None) or (
            _at_colon(text, begin, colon)
        )
        if early:
            return early
    return (
        _at_period(text, begin, end, end)
        or _body_at_period(text, begin, end, colon)
        or _first_inverted(text, begin, end)
        or _at_line_end(text, begin, end, breaks)
        or _unclosed(text, begin, end)
        or _no_list(text, begin, colon)
    )


def _lead(text: str) -> int:
    """Return where the names begin, after signs of lists and a number with its mark."""
    if text[:1].isalpha():
        return 0
    found = _LEAD.match(text)
    at = found.end() if found else 0
    number = _NUMBER.match(text, at)
    return number.end() if number else at


def _author_colon(text: str, begin: int, end: int) -> int | None:
    colon = text.find(":", begin, end)
    return None if colon < 0 or text[colon + 1 : colon + 3] == "//" else colon


def _after(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _at_colon(text: str, begin: int, colon: int) -> Authors | None:
    """Read a list of persons, or persons and bodies apart by ";", up to the colon."""
    stop, edited = _without_role(text, begin, colon)
    people = read_names(text, begin, stop)
    if people is None and ";" in text[begin:stop]:
        people = _mixed(text, begin, stop)
    if people is None:
        return None
    return Authors(people, _after(text, colon + 1), edited=edited)


def _without_role(text: str, begin: int, end: int) -> tuple[int, bool]:
    """Return where a list ends without ", eds" after it, and whether that stood there."""
    role = _ROLE.search(text, max(begin, end - 12), end)
    return (role.start(), True) if role else (end, False)


def _mixed(text: str, begin: int, end: int) -> tuple[Person, ...] | None:
    """Read persons and bodies that a semicolon keeps apart."""
    people: list[Person] = []
    at = begin
    for part in text[begin:end].split(";"):
        left, right = at + len(part) - len(part.lstrip()), at + len(part.rstrip())
        names = read_names(text, left, right)
        if names is None and left < right and is_collective(text[left:right]):
            names = (Person(Name(literal=text[left:right]), left, right),)
        if names is None:
            return None
        people.extend(names)
        at += len(part) + 1
    return tuple(people)


def _at_period(text: str, begin: int, stop_at: int, end: int) -> Authors | None:
    """Read a list that a period or a year ends before `stop_at` ("..., Kim SH. Clinical ...").

    Only full persons count, and bodies beside them.
    """
    for tried, found in enumerate(_END.finditer(text, begin, min(stop_at, _LIMIT))):
        if tried > _TRIES:
            break
        stop, edited = _without_role(text, begin, found.start())
        if not _can_end(text, begin, stop) or _GOES_ON.match(text, found.end()):
            continue
        people = read_names(text, begin, stop) or _mixed(text, begin, stop)
        if not people or any(person.wrong for person in people if person.name.literal):
            continue
        if len(people) == 1 and _GIVEN_FIRST.match(text, begin):
            continue
        year = "year" if found["year"] else "year_after"
        dated = read_date(found[year]) if found[year] else None
        return _with_body(
            text,
            Authors(
                people,
                _after(text, found.end()),
                edited=edited,
                dated=(dated, *found.span(year)) if dated else None,
            ),
            end,
        )
    return None


def _can_end(text: str, begin: int, stop: int) -> bool:
    """Say whether the last word before a period can end a list."""
    words = text[begin:stop].rsplit(None, 2)
    if not words:
        return False
    last = words[-1].rstrip(MARKS)
    bare = last.rstrip(".,;")
    return (
        is_initials(last)
        or is_suffix(bare)
        or bare == "al"
        or not last
        or bare.lower() in BODY_WORDS
        or last.endswith(")")
    )


def _with_body(text: str, authors: Authors, end: int) -> Authors:
    """Add a body that stands between the list and the title, as a sentence of its own.

    It must be named as one: after "et al.", or with its acronym in parentheses.
    """
    cut_short = any(person.name is ET_AL for person in authors.people)
    found = re.compile(r"[A-Z][^.:;]{5,120}(?=\.\s\S)").match(text, authors.start, end)
    if found is None or not (cut_short or found[0].endswith(")")):
        return authors
    rest = text[found.end() + 1 : end].rstrip(" .")
    if not is_plainly_a_body(found[0], beginning=False) or not re.search(r"[.?!]\s", rest):
        return authors
    people = (*authors.people, Person(Name(literal=found[0]), *found.span()))
    return authors._replace(people=people, start=_after(text, found.end() + 1))


def _body_at_period(text: str, begin: int, end: int, colon: int | None) -> Authors | None:
    """Read a body that a period ends, before any colon."""
    found = re.compile(r"[^.:]{2,160}(?=\.\s)").match(text, begin, end if colon is None else colon)
    if found is None or not is_collective(found[0]):
        return None
    plain = is_plainly_a_body(found[0])
    if colon is not None and not plain:
        return None
    rest = text[found.end() + 1 :].strip(" .\x00")
    doubt = (ProblemKind.AUTHOR, *found.span(), "taken for the author: it names a body")
    person = Person(Name(literal=found[0]), *found.span())
    wrong = (doubt,) if rest and not plain else ()
    return Authors((person,), _after(text, found.end() + 1), None, wrong)


def _at_line_end(text: str, begin: int, end: int, breaks: frozenset[int]) -> Authors | None:
    """Read a list that no mark ends, but the end of a line."""
    for at in sorted(at for at in breaks if begin < at < min(end, _LIMIT))[:_TRIES]:
        if _can_end(text, begin, at) and not _GOES_ON.match(text, at + 1):
            people = read_names(text, begin, at)
            if people and not any(person.wrong for person in people):
                return Authors(people, _after(text, at))
    return None


_FAMILY = r"[^\W\d_][\w'\u2019-]+(?:\s[^\W\d_][\w'\u2019-]+){0,2}"
_INITIALS = r"(?:[A-Z]\.[\s-]?)*[A-Z]\."
_FIRST_INVERTED = re.compile(
    rf"(?P<family>{_FAMILY}),\s(?P<given>{_INITIALS})"
    rf"(?P<rest>(?:,\s(?:and\s)?{_INITIALS}\s{_FAMILY}){{0,60}}?(?:,?\sand\s{_INITIALS}\s{_FAMILY})?)"
    rf"(?P<more>,\set\sal\.?)?,\s(?=[A-Z\d\"(\u201c])(?!{_FAMILY},\s[A-Z]\.|{_INITIALS}\s?[A-Z])"
)
_OTHER_NAME = re.compile(rf"(?P<given>{_INITIALS})\s(?P<family>{_FAMILY})")


def _first_inverted(text: str, begin: int, end: int) -> Authors | None:
    """Read EndNote's "Smith, A.B., C.D. Jones, and E. Lee, Title": one name is inverted."""
    found = _FIRST_INVERTED.match(text, begin, min(end, _LIMIT))
    if found is None:
        return None
    others = _OTHER_NAME.finditer(text, *found.span("rest"))
    people = [
        Person(make_name(one["family"], spell_initials(one["given"])), *one.span())
        for one in (found, *others)
    ]
    first = people[0]._replace(start=found.start("family"), end=found.end("given"))
    more = [Person(ET_AL, found.start("more") + 2, found.end("more"))] if found["more"] else []
    return Authors((first, *people[1:], *more), found.end())


_WORD = r"[^\W\d_][\w'\u2019-]*"
_UNCLOSED = re.compile(
    rf"(?:{_WORD}\s(?:{_WORD}\s){{0,2}}[A-Z](?:-?[A-Z]){{0,3}},\s){{1,60}}"
    rf"{_WORD}\s(?:{_WORD}\s)?[A-Z](?:-?[A-Z]){{0,3}}(?=\s[A-Z][a-z]+\s[a-z])"
)


def _unclosed(text: str, begin: int, end: int) -> Authors | None:
    """Read two names or more that run on into the title, and report it."""
    found = _UNCLOSED.match(text, begin, min(end, _LIMIT))
    people = read_names(text, begin, found.end()) if found else None
    if found is None or not people or any(person.wrong for person in people):
        return None
    message = "no mark ends the list of authors"
    doubt = (ProblemKind.AUTHOR, max(begin, found.end() - 1), found.end(), message)
    return Authors(people, _after(text, found.end()), None, (doubt,))


def _no_list(text: str, begin: int, colon: int | None) -> Authors:
    """Separate a body, a kind of text, a lone family name and a title before the colon."""
    bracket = _NOBODY.match(text, begin)
    if bracket:
        return Authors((), bracket.end())
    if colon is None:
        return Authors((), begin)
    stop = colon - (len(text[begin:colon]) - len(text[begin:colon].rstrip()))
    head = text[begin:stop]
    more = _ET_AL.search(head)
    bare = head[: more.start()] if more else head
    if head.lower() in KINDS:
        return Authors((), _after(text, colon + 1), (begin, stop))
    names = [Person(Name(literal=bare), begin, begin + len(bare))]
    if more:
        names.append(Person(ET_AL, begin + more.start("more"), stop))
    if bare and is_collective(bare):
        at = _after(text, colon + 1)
        # "Expert Panel on Neurological Imaging: et al: ..." is printed just so.
        late = re.compile(r"(et al)\.?:\s*").match(text, at)
        if late and not more:
            names.append(Person(ET_AL, *late.span(1)))
            at = late.end()
        return Authors(tuple(names), at)
    return _lone_name(text, colon, names, head)


_NOBODY = re.compile(r"\[?No authors? (?:listed|given)\]?[:.]\s*", re.IGNORECASE)
_ET_AL = re.compile(
    r"(?:[,;]?\s+|\A)(?:and\s+)?(?P<more>et\.?\s?al\b\.?|and others\b|and colleagues\b)\s*\Z", re.I
)


def _lettered(words: list[str]) -> bool:
    """Say whether words end as a person's name does ("Research and Practice G")."""
    return len(words) > 1 and is_initials(words[-1]) and words[0].lower() not in NO_FAMILY


def _lone_name(text: str, colon: int, names: list[Person], head: str) -> Authors:
    """Decide whether a name without initials, or a title, stands before the colon."""
    first, more = names[0], len(names) > 1
    bare = first.name.literal or ""
    words = bare.split()
    rest = text[_after(text, colon + 1) :][:1]
    could = (
        1 <= len(words) <= (4 if more else 2)
        and can_be_family(words)
        and words[0].lower() not in NO_FAMILY
        and (more or (len(words) == 1 and not _TITLE_END.search(bare) and rest.isupper()))
    )
    if could:
        doubt = "a name without initials, or a title?"
        person = first._replace(name=Name(family=bare), wrong=doubt)
        return Authors((person, *names[1:]), _after(text, colon + 1))
    if len(words) == 2 and all(is_initials(word) for word in words) and words[0].isupper():
        name = Name(family=words[0], given=spell_initials(words[1]))
        person = first._replace(name=name, wrong="initials alone, or a title?")
        return Authors((person, *names[1:]), _after(text, colon + 1))
    capitals = sum(word[:1].isupper() for word in words)
    unclear = ". " not in bare and (
        more or _lettered(words) or (len(words) <= 4 and capitals == len(words) and rest.isupper())
    )
    message = "no author was recognised; read as part of the title"
    doubt_ = (ProblemKind.AUTHOR, first.start, first.end, message)
    return Authors((), first.start, None, (doubt_,) if unclear else ())
