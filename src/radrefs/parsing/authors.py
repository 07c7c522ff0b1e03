"""Read the author list that opens a reference, and the editors of a chapter.

    authors    ::= list ":" | list "." | collective ":" | nothing
    list       ::= person (sep person)* [","] ["et al" ["."]]
    sep        ::= "," | ";" | ["," ] ("and" | "&")
    person     ::= family [","] initials [suffix]
    family     ::= word+                      (particles and all; case as printed)
    initials   ::= capital{1,5} with "." "-" or blanks between; or two letters ("Th")
    suffix     ::= "Jr" | "Sr" | "2nd" | "3rd" | "4th" | "II" | "III" | "IV"

Persons are read strictly: a list in which one word does not fit is no list of persons.
What is not one may be a collective (its words say so) or a title without author.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from radrefs.model import ET_AL, Name, ProblemKind
from radrefs.names import is_initials, is_suffix, make_name, spell_initials, split_indexed

__all__ = ["Authors", "Person", "is_collective", "read_authors", "read_names"]

_ET_AL = re.compile(
    r"(?:[,;]?\s+|\A)(?:and\s+)?(?:et\.?\s?al\b\.?|and others\b|and colleagues\b)\s*\Z", re.I
)
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:and\s|&\s)?|\s(?:and|&)\s)\s*")

# Words that only bodies have in their names, in the languages of medical journals.
_BODY = frozenset(
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
# First words of titles that would otherwise look like a name: "Vitamin D:", "Hepatitis C:".
_NO_FAMILY = frozenset(
    """vitamin hepatitis factor protein type grade stage group class part trisomy influenza
    interleukin complement apolipoprotein immunoglobulin haemophilia hemophilia level phase
    chapter section volume appendix table figure case cases coenzyme prostaglandin collagen
    botulinum toxin cyclin caspase cathepsin hemoglobin haemoglobin plan model""".split()
)
KINDS = frozenset(
    """editorial letter letters comment commentary correspondence erratum corrigendum
    correction retraction news obituary review abstract reply discussion perspective
    viewpoint""".split()
)
# Letters, wrongly decoded ones ("MÃ¼ller"), and the signs that stand for an apostrophe.
_LETTERS = re.compile(
    r"(?:[^\W\d_]|[\u00c2-\u00f4][\u0080-\u00bf\u2018-\u203a]|[`\u02bc\u02b9\u00b4])+"
)
_LINKS = frozenset("""of for the and on in de del di et des la le du to with from at""".split())
_TITLE_END = re.compile(
    r"(?:itis|oma|osis|pathy|graphy|emia|aemia|ology|ectomy|plasty|scopy|therapy|trophy|plegia"
    r"|algia"
    r"|lysis|genesis|imaging|disease|syndrome|tumou?rs?|lesions?|cancer|injury|trauma|spasm"
    r"|stenosis|infection|surgery|anatomy|guidelines?|update|overview)s?\Z",
    re.IGNORECASE,
)


class Person(NamedTuple):
    """Hold one name with its span in the folded text, and what is odd about it."""

    name: Name
    start: int
    end: int
    wrong: str | None = None


class Authors(NamedTuple):
    """Hold what was read before the title, and where the title starts.

    `genre` is the span of a kind of text that stands in the author's place
    ("Editorial: ..."). `wrong` are (kind, start, end, message).
    """

    people: tuple[Person, ...]
    start: int
    genre: tuple[int, int] | None = None
    wrong: tuple[tuple[ProblemKind, int, int, str], ...] = ()


def _family(words: list[str]) -> bool:
    """Tell whether words can be a family name: letters, few, none that only a body has."""
    if not 1 <= len(words) <= 6:
        return False
    for word in words:
        bare = word.strip(".")
        plain = bare.replace("-", "").replace("'", "").replace("\u2019", "").replace("\u2010", "")
        if not (plain.isalpha() or _LETTERS.fullmatch(plain)):
            return False
        if bare.lower() in _BODY or ("." in word and not word.endswith(".")):
            return False
    lower = [word.lower() for word in words]
    if lower[0] in _NO_FAMILY or lower[0] in KINDS or "and" in lower or "for" in lower:
        return False
    if lower[0] in {"the", "a", "an", "in", "on", "of"}:
        return False
    return any(not word.islower() for word in words)


def _person(text: str, start: int, end: int) -> Person | None:
    """Read `family initials [suffix]`, the whole of `text[start:end]`."""
    family, initials, suffix = split_indexed(text[start:end].replace(",", " "))
    if not initials or not _family(family.split()):
        return None
    return Person(make_name(family, spell_initials(initials), suffix), start, end)


def _segments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a list at its separators; initials set apart by a comma go with their family."""
    cuts: list[tuple[int, int]] = []
    at = start
    for found in _SEPARATOR.finditer(text, start, end):
        cuts.append((at, found.start()))
        at = found.end()
    cuts.append((at, end))
    joined: list[tuple[int, int]] = []
    for left, right in cuts:
        words = text[left:right].split()
        alone = bool(words) and all(is_initials(word) for word in words)
        suffix = len(words) == 1 and is_suffix(words[0])
        if joined and (alone or suffix) and not (alone and _complete(text, joined[-1])):
            joined[-1] = (joined[-1][0], right)
        elif words:
            joined.append((left, right))
    return joined


def _complete(text: str, span: tuple[int, int]) -> bool:
    words = text[span[0] : span[1]].replace(",", " ").split()
    return len(words) > 1 and is_initials(words[-1])


def read_names(text: str, start: int, end: int, strict: bool = True) -> tuple[Person, ...] | None:
    """Read a list of names, the whole of `text[start:end]`; None if it is none.

    Strictly, at least one must be a person in full form, and others may only be
    collectives or, in a list of three and more, a name whose initials are lost.
    """
    while start < end and text[start] in " ,;":
        start += 1
    while end > start and text[end - 1] in " ,;":
        end -= 1
    more = _ET_AL.search(text, start, end)
    stop = more.start() if more else end
    people: list[Person] = []
    segments = _segments(text, start, stop) if stop > start else []
    for left, right in segments:
        person = _person(text, left, right) or _whole(text, left, right, len(segments), strict)
        if person is None:
            return None
        people.append(person)
    if not people or (strict and not any(person.name.given for person in people)):
        return None
    if more:
        begin = more.end() - len(more[0].lstrip(" ,;"))
        people.append(Person(ET_AL, begin, more.end()))
    return tuple(people)


def _whole(text: str, start: int, end: int, count: int, strict: bool) -> Person | None:
    """Keep a name whole that is not in the form of a person, if that can be."""
    printed = re.sub(r"\A(?:and|for|on behalf of)(?: the)? ", "", text[start:end])
    start = end - len(printed)
    words = printed.split()
    if is_collective(printed):
        return Person(Name(literal=printed), start, end)
    if count >= 3 and len(words) <= 3 and words and words[0][0].isupper() and _family(words):
        glued = re.fullmatch(r"[^\W\d_]+[^\W\d_A-Z]([A-Z]{1,3})", words[-1])
        lost = "the space before its initials is lost" if glued else "it has no initials"
        return Person(Name(literal=printed), start, end, f"this name is kept whole: {lost}")
    if not strict and _family(words):
        return Person(Name(literal=printed), start, end, "this name is kept whole")
    return None


def is_collective(printed: str) -> bool:
    """Tell whether a name is a body's: one of its words says so, or it is an acronym.

    Also when an acronym in parentheses ends it: "Cancer Therapy Evaluation Program (CTEP)".
    """
    bare = re.sub(r"\s*\([A-Z][\w-]{1,12}\)\Z", "", printed)
    words: list[str] = re.findall(r"[^\W\d_]+", bare)
    if not words or len(words) > 24 or not printed[0].isalnum():
        return False
    if not (printed[0].isupper() or printed[0].isdigit()):
        return False
    if bare != printed and len(words) > 1:
        return True
    small = sum(word.islower() and word not in _LINKS for word in words)
    if any(word.lower() in _BODY for word in words):
        return small <= max(1, len(words) // 4)
    acronym = len(words) == 1 and words[0] == printed
    return acronym and printed.isupper() and 2 <= len(printed) <= 8


def read_authors(text: str, end: int) -> Authors:
    """Read what stands before the title in `text[:end]` (folded)."""
    colon = _author_colon(text, end)
    if colon is not None:
        by_colon = _at_colon(text, colon)
        if by_colon:
            return by_colon
    by_period = _at_period(text, end)
    if by_period:
        return by_period
    return _no_list(text, colon)


def _author_colon(text: str, end: int) -> int | None:
    colon = text.find(":", 0, end)
    return None if colon < 0 or text[colon + 1 : colon + 3] == "//" else colon


def _after(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _at_colon(text: str, colon: int) -> Authors | None:
    """Read a list of persons, or persons and bodies apart by ";", up to the colon."""
    if ":" in text[:colon]:
        return None
    wrong: list[tuple[ProblemKind, int, int, str]] = []
    people = read_names(text, 0, colon)
    if people is None and ";" in text[:colon]:
        people = _mixed(text, colon)
    if people is None:
        return None
    return Authors(people, _after(text, colon + 1), None, tuple(wrong))


def _mixed(text: str, colon: int) -> tuple[Person, ...] | None:
    """Read persons and collectives that a semicolon keeps apart."""
    people: list[Person] = []
    at = 0
    for part in text[:colon].split(";"):
        left, right = at + len(part) - len(part.lstrip()), at + len(part.rstrip())
        names = read_names(text, left, right)
        if names is None:
            whole = _whole(text, left, right, 1, strict=True)
            names = (whole,) if whole else None
        if names is None:
            return None
        people.extend(names)
        at += len(part) + 1
    return tuple(people)


_PERIOD = re.compile(r"(?<=[^\W\d_])\.\s(?=\S)")


def _at_period(text: str, end: int) -> Authors | None:
    """Read a list that a period ends ("..., Kim SH. Clinical ..."): only full persons count."""
    for tried, found in enumerate(_PERIOD.finditer(text, 0, min(end, 6000))):
        if tried > 60:
            break
        last = text[: found.start()].rsplit(None, 1)[-1]
        if not (is_initials(last) or is_suffix(last) or last == "al"):
            continue
        if not re.match(
            r"[^\W\d_]\S|A |[\[\"'\u201c\u2018\d]", text[found.end() : found.end() + 2]
        ):
            continue
        people = read_names(text, 0, found.start())
        if people and all(person.wrong is None for person in people):
            return Authors(people, _after(text, found.end()))
    return None


def _no_list(text: str, colon: int | None) -> Authors:
    """Tell a body, a kind of text, a lone family name and a title apart before the colon."""
    bracket = re.match(r"\[?No authors? (?:listed|given)\]?[:.]\s*", text, re.IGNORECASE)
    if bracket:
        return Authors((), bracket.end())
    if colon is None:
        return _body_at_period(text)
    head = text[:colon].rstrip()
    more = _ET_AL.search(head)
    bare = head[: more.start()] if more else head
    if head.lower() in KINDS:
        return Authors((), _after(text, colon + 1), (0, len(head)))
    if is_collective(bare):
        people = [Person(Name(literal=bare), 0, len(bare))]
        if more:
            people.append(Person(ET_AL, len(head) - len(more[0].lstrip(" ,;")), len(head)))
        at = _after(text, colon + 1)
        # "Expert Panel on Neurological Imaging: et al: ..." is printed just so.
        late = re.compile(r"(et al)\.?:\s*").match(text, at)
        if late and not more:
            people.append(Person(ET_AL, *late.span(1)))
            at = late.end()
        return Authors(tuple(people), at)
    return _lone_name(text, colon, bare, len(head), more is not None)


def _body_at_period(text: str) -> Authors:
    """Read a body that a period ends, when nothing else could be an author."""
    found = re.match(r"[^.:]{2,160}(?=\.\s)", text)
    if not (found and is_collective(found[0])):
        return Authors((), 0)
    rest = text[found.end() + 1 :].strip(" .\x00")
    doubt = (ProblemKind.AUTHOR, 0, found.end(), "taken for the author: it names a body")
    person = Person(Name(literal=found[0]), 0, found.end())
    return Authors((person,), _after(text, found.end() + 1), None, (doubt,) if rest else ())


def _lettered(words: list[str]) -> bool:
    """Tell whether words end as a person's name does ("Research and Practice G")."""
    return len(words) > 1 and is_initials(words[-1]) and words[0].lower() not in _NO_FAMILY


def _lone_name(text: str, colon: int, bare: str, head: int, more: bool) -> Authors:
    """Decide whether a name without initials, or a title, stands before the colon."""
    words = bare.split()
    rest = text[_after(text, colon + 1) :][:1]
    could = (
        1 <= len(words) <= (4 if more else 2)
        and _family(words)
        and all(word[0].isupper() or word.islower() for word in words)
        and (more or (len(words) == 1 and not _TITLE_END.search(bare) and rest.isupper()))
    )
    if could:
        people = [Person(Name(family=bare), 0, len(bare), "a name without initials, or a title?")]
        if more:
            at = text.rfind("et", 0, head)
            people.append(Person(ET_AL, at, head))
        return Authors(tuple(people), _after(text, colon + 1))
    doubt = (
        ProblemKind.AUTHOR,
        0,
        len(bare),
        "no author was recognised; read as part of the title",
    )
    capitals = sum(word[:1].isupper() for word in words)
    unclear = (
        more or _lettered(words) or (len(words) <= 4 and capitals == len(words) and rest.isupper())
    )
    return Authors((), 0, None, (doubt,) if unclear else ())
