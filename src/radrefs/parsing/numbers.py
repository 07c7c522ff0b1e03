"""Read what stands before the pages of an article: the date, volume, part and issue.

    numbers ::= [date sep] [volume] [part] ["(" issue ")"]
    sep     ::= ";" | "," | "." | nothing, if the date is in parentheses
    part    ::= ("Suppl" | "Pt" | "Spec No") [number or letter]

The expressions end where the pages begin, and look back over a window of bounded length.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from radrefs.dates import DATE_FIRST, When, read_date
from radrefs.model import ProblemKind

__all__ = ["DATED", "DATE_THEN_NUMBERS", "NUMBERS", "Numbers", "Span", "Wrong", "issue_of",
           "numbers_before", "spans_of"]  # fmt: skip

Span = tuple[str, int, int]
"""A field with its span in the folded text."""
Wrong = tuple[ProblemKind, int, int, str]
"""A problem of the folded text: kind, span, message."""

_SUPPLEMENT = r"(?:[Ss]uppl(?:ement(?:ary|um)?|s)?\b|SUPPL(?:EMENT)?\b|[Ss]upp\b|[Ss]up\b)"
_PART = (
    rf"(?:{_SUPPLEMENT}|Pt\b|Part\b|Spec(?:ial)?\.? (?:No|Iss(?:ue)?)\b|No\b|Web Exclusive\b)"
    r"\.?(?: ?(?:[A-Z]?\d{1,4}[A-Z]?|[A-Z]|[IVX]{1,5})(?:[-\u2013/]\d{1,3})?(?![\w]))?"
)
_VOLUME = (
    r"(?:[Vv]ol(?:ume)?\.? ?)?(?P<volume>[A-Z]?\d{1,5}(?:[-\u2010-\u2015/]\d{1,5})?(?: ?- ?[A-Z]"
    r"|[A-Z])?"
    r"|[A-Z]{1,2}-?\d{1,4}|[IVXLCDM]{1,9}|preprint)"
)
_ISSUE = r"\((?P<issue>[^()\x00]{1,80})\)"
_BODY = (
    rf"(?:(?<![\w\u2010-\u2015/-]){_VOLUME}(?![\w])%s)?"
    rf"(?:[ ,]{{0,2}}(?<!\w)(?P<part>{_PART}))?"
    rf"(?:,? ?(?:no\. ?)?{_ISSUE})?"
)
NUMBERS = re.compile(rf"{_BODY % ''}\s?\Z")
"""Match volume, part and issue that end a window of text; every one may be absent."""
_YEAR = r"(?:1[5-9]|20)\d\d"
# A month that is not English is kept for its form: "2010 Okt;".
_FIRST = (
    rf"(?:{DATE_FIRST}|{_YEAR} [A-Z][a-z]{{2,8}}\.?(?:[-\u2013/][A-Z][a-z]{{2,8}})?(?: \d{{1,2}})?)"
)
DATED = re.compile(
    rf"(?:(?<!\d)(?<!\d\.)(?P<plain>{_FIRST})(?:\s?[;,]\s?|(?P<period>\.\s))"
    rf"|\((?P<apart>{_FIRST})\)\s?[;,.]?\s?)\Z"
)
"""Match a date with the mark after it, at the end of a window of text."""
DATE_THEN_NUMBERS = re.compile(
    rf"(?<!\d)(?<!\d\.)(?P<first>{_FIRST})\s?;\s?(?=[\w(])"
    + _BODY % r"(?:\.(?P<dotted>\d{1,4})(?!\d))?"
)
"""Match a date, a semicolon and numbers, wherever they stand."""
_AHEAD = re.compile(rf"(?<!\d)(?P<plain>{DATE_FIRST})\s?\Z")
_DOTTED = re.compile(r"(\d{1,4})\.\Z")
_OWN = re.compile(r"(?:[A-Z]\w+)\.? (\d{1,4}(?:-\d{1,3})?)")
_WINDOW = 140
_NUMBERS_WINDOW = 60
_DATE_WINDOW = 48


class Numbers(NamedTuple):
    """What stands before the pages.

    `start` is where it begins: the journal ends before it. `dated` are the spans of the
    date, `apart` says that the date stands in parentheses.
    """

    start: int
    volume: str | None = None
    issue: str | None = None
    spans: tuple[Span, ...] = ()
    when: When | None = None
    dated: tuple[Span, ...] = ()
    apart: bool = False
    wrong: tuple[Wrong, ...] = ()

    def undated(self, mark: int) -> Numbers:
        """Return the same without its date; it begins with its first number, or at `mark`."""
        start = min((span[1] for span in self.spans), default=mark)
        return self._replace(start=start, when=None, dated=(), apart=False, wrong=())


def numbers_before(text: str, mark: int) -> Numbers:
    """Read the numbers that end at `mark`, and the date before them."""
    blank = text.rfind(" ", max(0, mark - _DATE_WINDOW), mark)
    if blank > 0 and (text[blank - 1].isalpha() or text[blank - 1] in ".," or mark - blank > 4):
        ahead = _AHEAD.search(text, max(0, mark - _DATE_WINDOW), mark)
        if ahead and " " in ahead["plain"]:
            # "2023 Jan 10:221234": that number is a day, no volume.
            span = ("issued", ahead.start("plain"), ahead.end("plain"))
            return Numbers(span[1], when=read_date(ahead["plain"]), dated=(span,))
    issue = text.rfind("(", max(0, mark - _WINDOW), mark) if text[mark - 1 : mark] in ") " else -1
    base = max(0, (issue if issue >= 0 else mark) - _NUMBERS_WINDOW)
    found = NUMBERS.search(text[base:mark])
    assert found is not None  # each of its parts may be absent
    return _with_date(text, _numbers(text, found, base, mark))


def _numbers(text: str, found: re.Match[str], base: int, mark: int) -> Numbers:
    """Make numbers of a match of `NUMBERS` in `text[base:mark]`."""
    volume, part, issue = found["volume"], found["part"], found["issue"]
    spans = spans_of(found, base)
    lead = len(found[0]) - len(found[0].lstrip(" ,."))
    start = base + found.start() + lead if spans else _back_over_blank(text, mark)
    own = _OWN.fullmatch(part) if part and not volume and "Suppl" in part else None
    if own and text[: base + found.start("part")].rstrip(" ")[-1:].isalpha():
        # "Atheroscler Suppl. 2(2):": the word is the journal's, 2 is the volume.
        end = base + found.end("part")
        start, volume, part = end - len(own[1]), own[1], None
        spans = (("volume", start, end), *spans[1:])
    volume = re.sub(r"\s", "", volume) if volume else None
    return Numbers(start, volume, issue_of(part, issue), spans)


def _with_date(text: str, numbers: Numbers) -> Numbers:
    """Add the date that stands before the numbers, if one does."""
    at = numbers.start
    if text[at - 1 : at] == "." and numbers.volume and not numbers.issue:
        return _with_dotted(text, numbers)
    if not numbers.volume and numbers.issue and _ONLY_YEAR.fullmatch(numbers.issue):
        # "J Biol Chem (1997): 1-9": the parentheses hold the year.
        span = ("issued", *numbers.spans[0][1:])
        return Numbers(at, when=read_date(numbers.issue), dated=(span,), apart=True)
    if text[at - 1 : at] not in _MARKS:
        return numbers
    first = DATED.search(text, max(0, at - _DATE_WINDOW), at)
    if first is None or (first["period"] and not numbers.volume):
        return numbers
    return _dated(text, numbers, first)


_ONLY_YEAR = re.compile(_YEAR)
_MARKS = (" ", ";", ",", ")")


def _with_dotted(text: str, numbers: Numbers) -> Numbers:
    """Read "2014;11.2:27": volume 11, issue 2. Only a date before it makes it so."""
    at = numbers.start
    dotted = _DOTTED.search(text, max(0, at - 5), at)
    first = DATED.search(text, max(0, at - _DATE_WINDOW), dotted.start()) if dotted else None
    if dotted is None or first is None or not first["plain"]:
        return numbers
    spans = (("volume", *dotted.span(1)), ("issue", *numbers.spans[0][1:]))
    numbers = numbers._replace(volume=dotted[1], issue=numbers.volume, spans=spans)
    return _dated(text, numbers, first)


def _dated(text: str, numbers: Numbers, first: re.Match[str]) -> Numbers:
    """Add the date that `DATED` has found."""
    apart = first["plain"] is None
    name = "apart" if apart else "plain"
    at, end = first.span(name)
    wrong: tuple[Wrong, ...] = ()
    if not apart and at and text[at - 1].isalpha():
        wrong = ((ProblemKind.SPACE, at - 1, at + 4, "no space before the year"),)
    dated = read_date(first[name]) or read_date(first[name][:4])
    return numbers._replace(
        start=first.start(), when=dated, dated=(("issued", at, end),), apart=apart, wrong=wrong
    )


def spans_of(found: re.Match[str], base: int = 0) -> tuple[Span, ...]:
    """Return the spans of volume, part and issue of a match of an expression of this module."""
    return tuple(
        (field, base + found.start(name), base + found.end(name))
        for field, name in (("volume", "volume"), ("issue", "part"), ("issue", "issue"))
        if found[name]
    )


def issue_of(part: str | None, issue: str | None) -> str | None:
    """Join what stands outside and inside the parentheses into one issue."""
    inside = issue.strip() if issue else None
    if part and inside:
        return f"{part} {inside}" if part.startswith("Spec") else f"{inside} {part}"
    return part or inside


def _back_over_blank(text: str, at: int) -> int:
    while at and text[at - 1] == " ":
        at -= 1
    return at
