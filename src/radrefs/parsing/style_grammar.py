r"""Read an article in any common style: a grammar of parts, tried on one entry.

    entry   ::= names year? title journal tail
    names   ::= one of the forms of `name_lists`, or a body
    year    ::= after the names ("(2010)", "2010."), or in the tail
    title   ::= up to the journal; perhaps in quotation marks
    journal ::= a name, which the journal list knows if the reading is to be sure
    tail    ::= one row of `TAILS`

A reading is *sure* if there is no other, its names are in a strong form, its journal is
known, volume, page and year are there, and a mark parts title and journal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from radrefs.journals import find_journal
from radrefs.model import Name
from radrefs.parsing.bodies import is_collective
from radrefs.parsing.name_lists import read_name_prefixes
from radrefs.parsing.people import Person

__all__ = ["TAILS", "Reading", "Span", "is_title", "read_styles"]

Span = tuple[int, int]
_PARTS = {
    "Y": r"(?P<year>(?:1[5-9]|20)\d\d)[a-z]?",
    "MONTH": (
        r"(?:(?:\d{1,2}\.?\s?)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
        r"(?:\s?[-/\u2013]\s?[A-Z][a-z]{2,8}\.?)?(?:\s?\d{1,2}(?!\d))?"
        r"|Spring|Summer|Autumn|Fall|Winter)"
    ),
    "V": r"(?:(?:[Vv]ol(?:ume)?\s?\.?|v\.|Bd\.)\s?)?(?P<volume>[A-Z]?\d{1,4}[A-Z]?)",
    "ISSUE": (
        r"(?:(?:[Nn]o\.?|[Nn]r\.?|[Ii]ssue|n\.|[Nn]um\.?|[Nn]\u00ba)\s?)?"
        r"(?P<issue>(?:[A-Z]{0,2}\d{1,5}|Pt\s?\d|[Ss]uppl?(?:ement|\.)?)(?:\s?[-/\u2013]\s?\d{1,4}"
        r"|\s?(?:Pt|[Ss]uppl)\.?\s?\w{0,3}|\s\d{1,3})?)"
    ),
    "NO": (
        r"(?:[Nn]o\s?\.?|[Nn]r\s?\.?|[Ii]ssue|n\.|[Nn]um\.?)\s?"
        r"(?P<issue>\d{1,5}(?:\s?[-/\u2013]\s?\d{1,4})?)"
    ),
    "PP": r"(?:(?:[Pp]p?\s?\.|[Pp]p?|[Pp]ages?|S\.)\s?)?",
    "PAGES": r"(?:[Pp]p?\s?\.|[Pp]p|[Pp]ages?)\s?",
    "P": (
        r"(?P<page>(?:[A-Z]{1,5}|e|ons)?[-.]?\d{1,9}[A-Za-z]?"
        r"(?:\s?(?:-{1,2}|[\u2010-\u2015])\s?[A-Za-z]{0,5}\d{1,7}[A-Za-z]?)?)"
    ),
    "_": r"\s?",
}
TAILS = (
    ("year;volume(issue):pages", "{Y}_(?:{MONTH}_)?[;,:.]_{V}(?:_\\(_{ISSUE}_\\))?_[:,]_{PP}{P}"),
    ("(year) volume(issue):pages",
     "\\(_(?:{MONTH}_[,.]?_)?{Y}(?:_{MONTH})?_\\)_[,.;:]?_{V}(?:_\\(_{ISSUE}_\\))?_[:,.]?_{PP}{P}"),
    ("year volume, pages", "(?<=[\\s,.;(]){Y}_[,.;]?_{V}(?:_\\(_{ISSUE}_\\))?_[:,]_{PP}{P}"),
    ("year; volume, no. issue, pages", "{Y}_[;,.]_{V}_[,.;]?_{NO}_[,:.;]_{PP}{P}"),
    ("volume(issue):pages (year)",
     "{V}(?:_\\(_{ISSUE}_\\))?_[:,;.]_{PP}{P}_[,.;]?_\\(_(?:{MONTH}_[,.]?_)?{Y}(?:_{MONTH})?_\\)"),
    ("volume(issue):pages, year",
     "{V}(?:_\\(_{ISSUE}_\\))?_[:,;]_{PP}{P}_[,;.]_(?:{MONTH}_[,.]?_)?{Y}"),
    ("volume, no. issue, pages, year",
     "{V}_[,.]?_{NO}_[,:.;]_{PP}{P}_[,;.]_\\(?_(?:{MONTH}_[,.]?_)?{Y}_\\)?"),
    ("volume, no. issue, year, pages",
     "{V}_[,.]?_{NO}_[,:.;]?_\\(?_(?:{MONTH}_[,.]?_)?{Y}_\\)?_[,:.;]_{PP}{P}"),
    ("volume(issue) (year) pages",
     "{V}(?:_[,(]_{ISSUE}_\\)?)?_[,.]?_\\(_(?:{MONTH}_[,.]?_)?{Y}_\\)_[:,.]?_{PP}{P}"),
    ("volume, year, pages", "{V}(?:_\\(_{ISSUE}_\\))?_,_(?:{MONTH}_)?{Y}_[,:.]_{PP}{P}"),
    ("volume(issue):pages", "{V}_\\(_{ISSUE}_\\)_[:,.;]?_{PP}{P}"),
    ("volume, no. issue, pages", "{V}_[,.]?_{NO}_[,:.;]_{PP}{P}"),
    ("volume/issue, pages", "{V}_/_{ISSUE}_[:,.]_{PP}{P}"),
    ("volume:pages", "{V}_[:,]_{PP}{P}"),
    ("volume pages", "{V}_[,.]?_{PAGES}{P}"),
)  # fmt: skip
"""How volume, issue, pages and year stand together, those that say most first."""


def _compiled(row: str) -> re.Pattern[str]:
    text = row.replace("_", _PARTS["_"])
    for name, part in _PARTS.items():
        text = text.replace("{" + name + "}", part)
    return re.compile(rf"(?<![^\s,;.:(]){text}(?=[\s.,;)]*\Z)")


_TAILS = tuple((name, _compiled(row)) for name, row in TAILS)
_TAIL_WINDOW = 90
_YEAR_AFTER = re.compile(
    r"\s*[.,:]?\s*(?:[(\[]\s*(?P<in>(?:1[5-9]|20)\d\d)[a-z]?(?:,\s[A-Z][a-z]+(?:\s\d+)?)?\s*[)\]]"
    r"|(?P<bare>(?:1[5-9]|20)\d\d)[a-z]?(?=[\s.,:]))\s*[.,:;]?\s*"
)
_AFTER_NAMES = re.compile(r"\s*[.,:;]\s*|\s+(?=[\"\u201c\u2018'])|(?<=[.:,])\s*")
_QUOTES = {"\u201c": "\u201d", '"': '"', "\u2018": "\u2019", "'": "'", "\u00ab": "\u00bb"}
_ENDS = re.compile(r"(?:[.?!\u2026][\"'\u201d\u2019)\]]{0,2}|[,;])\s*(?=[^\W\d_a-z(]|\()")
_TAIL_START = " ,.;:("


class Reading(NamedTuple):
    """Hold one reading of an entry: persons, and the spans of the other fields.

    `sure` says that nothing in the reading itself is in doubt (see the module); whether
    there is another reading is the caller's matter.
    """

    people: tuple[Person, ...]
    spans: dict[str, Span]
    form: str
    sure: bool
    strong: bool

    def values(self, text: str) -> tuple[object, ...]:
        """Return what is read, for comparing two readings."""
        names = tuple((one.name.family, one.name.given, one.name.literal) for one in self.people)
        return names, *(text[slice(*span)] for _, span in sorted(self.spans.items()))


def read_styles(text: str, end: int) -> list[Reading]:
    """Read `text[:end]` in every style that fits; different readings only, best first.

    `end` is where identifiers, links and notes begin.
    """
    found: dict[tuple[object, ...], Reading] = {}
    tails = list(_read_tails(text, end))
    if not tails:
        return []
    for people, start, form, strong in _heads(text, tails[0][0]):
        for tail_start, spans in tails:
            for reading in _middles(text, people, start, tail_start, dict(spans), form, strong):
                found.setdefault(reading.values(text), reading)
    return list(found.values())


def _read_tails(text: str, end: int) -> Iterator[tuple[int, dict[str, Span]]]:
    """Yield the start and the spans of the first row of `TAILS` that fits."""
    window = max(0, end - _TAIL_WINDOW)
    for _, pattern in _TAILS:
        one = pattern.search(text, window, end)
        if one:
            names = one.re.groupindex
            yield (
                one.start(),
                {name: one.span(name) for name in names if one[name] and name != "prefix"},
            )
            return


def _heads(text: str, end: int) -> Iterator[tuple[tuple[Person, ...], int, str, bool]]:
    """Yield each way to read the names: persons, where what follows starts, form, strong."""
    for names in read_name_prefixes(text, 0, end):
        if _YEAR_AFTER.match(text, names.end) or _AFTER_NAMES.match(text, names.end):
            yield names.people, names.end, names.form, names.strong
    body = re.match(r"[^.:;,(]{3,120}?(?=[.:]\s|\s?\(?(?:1[5-9]|20)\d\d)", text[:end])
    if body and is_collective(body[0]):
        person = Person(Name(literal=body[0]), 0, body.end())
        yield (person,), body.end(), "body", False


def _middles(
    text: str,
    people: tuple[Person, ...],
    start: int,
    stop: int,
    spans: dict[str, Span],
    form: str,
    strong: bool,
) -> Iterator[Reading]:
    """Yield each way to cut what stands between names and tail into title and journal."""
    if year := _YEAR_AFTER.match(text, start):
        name = "in" if year["in"] else "bare"
        if "year" in spans:
            return
        spans = spans | {"year": year.span(name)}
        start = year.end()
    elif sep := _AFTER_NAMES.match(text, start):
        start = sep.end()
    while stop > start and text[stop - 1] in " ,;:(":
        stop -= 1
    complete = {"volume", "page", "year"} <= spans.keys()
    for title, journal, marked in _boundaries(text, start, stop):
        known = find_journal(text[slice(*journal)].rstrip(".")) is not None
        sure = strong and known and marked and complete
        sure = sure and is_title(text[slice(*title)]) and _is_plain(text, spans)
        yield Reading(people, spans | {"title": title, "journal": journal}, form, sure, strong)


def _boundaries(text: str, start: int, stop: int) -> Iterator[tuple[Span, Span, bool]]:
    """Yield title and journal, and whether a mark stands between them.

    What a known journal makes the most of wins; without one, the last mark.
    """
    close = _QUOTES.get(text[start : start + 1])
    if close:
        at = text.find(close, start + 1, stop)
        while at >= 0 and text[at + 1 : at + 2].isalnum():
            at = text.find(close, at + 1, stop)
        if at > 0:
            begin = at + 1
            while begin < stop and text[begin] in " ,.;":
                begin += 1
            begin = _after_in(text, begin)
            title = _trim(text, start + 1, at)
            if begin < stop:
                yield title, (begin, stop), True
            return
    ends = [one for one in _ENDS.finditer(text, start, stop) if one.end() < stop]
    known = []
    for one in ends[-14:]:
        begin = _after_in(text, one.end())
        if stop - begin < 160 and find_journal(text[begin:stop].rstrip(".")):
            known.append((one, begin))
    if known:
        dotted = [pair for pair in known if pair[0][0][:1] in ".?!\u2026"]
        first, begin = (dotted or known)[0]
        yield _trim(text, start, _title_end(text, first)), (begin, stop), True
        return
    if ends:
        last = ends[-1]
        begin = _after_in(text, last.end())
        yield _trim(text, start, _title_end(text, last)), (begin, stop), True


def _title_end(text: str, mark: re.Match[str]) -> int:
    """Return where a title ends: "?" and "!" are its own, the other marks are not."""
    return mark.start() + (1 if mark[0][0] in "?!\u2026" else 0)


def _after_in(text: str, at: int) -> int:
    found = re.compile(r"[Ii]n:?\s+(?=[^\W\d_a-z])").match(text, at)
    return found.end() if found else at


def _trim(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in " ,;:":
        end -= 1
    if text[start:end].endswith(".") and not text[start:end].endswith(".."):
        end -= 1
    return start, end


_SUSPECT = re.compile(
    # A list of names, a year in parentheses, "et al", wrongly decoded letters.
    r"[^\W\d_a-z][\w'\u2019-]+,? (?:[A-Z]\.\s?){1,3}[,.]|\bet al\b|\((?:1[5-9]|20)\d\d[a-z]?\)"
    r"|[^\W\d_a-z][a-z]+ [A-Z]{1,3}, [^\W\d_a-z][a-z]+ [A-Z]{1,3}\b"
    r"|^(?:[^\W\d_a-z][\w'\u2019-]*[ ,]+){1,3}[A-Z]{1,3}\.\s|^[A-Z]\.\s"
    r"|^(?:\w+ and )?[A-Z]\.\s?[A-Z]"
    r"|^[^\W\d_a-z][\w'\u2019-]+[.,]\s|[A-Z]\.,? and |^[^.:]{0,60} and (?:[A-Z]\.)+ [A-Z]"
    r"|\u00c3.|\ufffd"
    # A journal's name, or the year of a meeting, at the end.
    r"|(?:\b[A-Z][a-z]{0,8}\. ?){2}|\. J\b|\b(?:1[5-9]|20)\d\d$|\bProc(?:eedings|\.)"
)
_BODY_FIRST = re.compile(r"[^.;:]{3,120}[.;] ")


def is_title(title: str) -> bool:
    """Say whether a text can be a title: no names or bodies in it, no small letter first."""
    if len(title) < 6 or title[0].islower() or _SUSPECT.search(title):
        return False
    body = _BODY_FIRST.match(title)
    return not (body and is_collective(body[0].rstrip(" .;")))


def _is_plain(text: str, spans: dict[str, Span]) -> bool:
    """Say whether the numbers are plainly what they seem: no letter glued to the volume."""
    volume = text[slice(*spans["volume"])]
    page = text[slice(*spans["page"])]
    # "58, 8 (1998)" may be an issue; a letter glued to the volume may be of the journal.
    return volume.isdigit() and len(page) > 1 and not text[spans["volume"][0] - 1].isalpha()
