"""Find the reference lists of a page, and cut them into entries.

    page     ::= { heading | entry | furniture | prose }
    heading  ::= "Selected References" | "References" | "Bibliography" | ...
    entry    ::= [marker] text { line }
    marker   ::= digits ("." | ")") | "[" digits "]" | "(" digits ")" | digits | bullet

A line that looks like "3. Results" may go on with the entry before it: a new number must
fit the count or open a reference. A list is one if it stands under a heading of
references, or if at least half of its entries look like references.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from radrefs.model import Place, Problem, ProblemKind
from radrefs.parsing.bodies import is_collective
from radrefs.text import fold

__all__ = [
    "Entry",
    "Line",
    "RawList",
    "cut_entries",
    "find_lists",
    "lines_of",
    "looks_like_reference",
]

_BLANK = "\\s\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00"
_MARKER = re.compile(
    rf"[{_BLANK}]*(?:(?P<dot>\d{{1,7}})[.)]|\[(?P<square>\d{{1,7}})\]\.?|\((?P<round>\d{{1,7}})\)"
    rf"|(?P<bare>\d{{1,7}})(?=[{_BLANK}]+[^\W\d_]))(?:[{_BLANK}]+|(?=[^\W\d_\s]))(?=[^{_BLANK}])"
)
_EMPTY = re.compile(rf"[{_BLANK}]*")
_NEXT = re.compile(r"(\d{1,7})\. (?=[^\s\W])")
_BULLET = re.compile(rf"[{_BLANK}]*[•·‣◦▪●○■□⁃*–—-][{_BLANK}]+(?=\S)")
_HEADING = re.compile(
    r"(?:\W|\d{1,2}\.)*(?P<name>(?:(?:selected|key|further|additional|suggested|recommended"
    r"|general|main|cited|literature"
    r"|article|list of|source|print)\s+)*(?:references?(?:\s+list)?|bibliograph(?:y|ies)"
    r"|readings?|literature(?:\s+cited)?"
    r"|citations?|works\s+cited|literatur(?:verzeichnis)?|références|bibliographie|bibliografía"
    r"|referencias))"
    r"(?:\s*\(\d+\))?\s*(?P<colon>[:.]?)\W*",
    re.IGNORECASE,
)
_INLINE_HEADING = re.compile(
    r"\s*(?:selected |key |suggested |further )?(?:references?|bibliography"
    r"|readings?)\s*:\s*(?=\[?\(?1[.)\]]\s)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:related (?:anatomy|differential diagnoses|diagnoses|topics|cases|images)"
    r"|loading(?:\.\.\.|…)?|tables?|images?"
    r"|figures?|videos?|cases?|share|print|back to top|top|next|previous|close|menu"
    r"|page \d+(?: of \d+)?|\d{1,4}|\W+"
    r"|(?:©|copyright\b|\(c\) ).*|https?://\S+|www\.\S+|downloaded from .*|all rights reserved.*"
    r"|[A-Z][\w.' -]{1,60},? et al\.?)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:[^\W\d_][\w'\u2019.\u2010-]*,?\s+){1,5}?(?:[^\W\d_a-z]\.?[\s-]?){1,5}(?:\s?(?:Jr|Sr|2nd"
    r"|3rd|4th|II|III|IV)\.?)?"
    r"(?:,?\s+et\s+al\.?)?\s*(?:[:;,.]|\s(?:and|&)\s)"
)
_COMPLETE = re.compile(
    r"(?:[,;.]\s?\(?(?:(?:[A-Z][a-z]{2,8}\.?\s)?(?:\d{1,2},?\s)?(?:1[5-9]"
    r"|20)\d\d[a-z]?(?:\s?[-\u2013]\s?(?:1[5-9]|20)\d\d)?"
    r"(?:\s[A-Z][a-z]{2,8}(?:-[A-Z][a-z]{2})?)?(?:\s\d{1,2})?)\)?|in press"
    r"|[:;]\s?[A-Za-z]?\d+\s?[-\u2013]\s?[A-Za-z]?\d+"
    r"|\b10\.\d{4,9}/\S+|PMC?(?:ID)?:?\s?\d+|https?://\S+|[\])])[\s.]*\Z"
)
_MORE = re.compile(
    r"(?:doi\b|10\.\d{4}|PMC?ID|PMC\d|https?://|\[|\(|e-?pub\b|erratum|comment (?:in|on)"
    r"|published|accessed|available"
    r"|discussion\b|quiz\b)",
    re.IGNORECASE,
)
_NUMERATION = re.compile(r"[:;]\s?[A-Za-z]{0,4}\d+")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|in press|e-?pub", re.IGNORECASE)
_TWO = re.compile(
    r"(?:(?:1[5-9]|20)\d\d|in press)\.?[ \t\u00a0]+(?=[\[(]?\d{1,7}[.)\]][ \t\u00a0]+[^\W\d_])"
)
_LINES_AT_MOST = 60


class Line(NamedTuple):
    """Hold one line of a page: its text, its offset on the page, its number from 1.

    `marker` is True where the page's markup (an HTML list) says that an entry starts.
    """

    text: str
    start: int
    number: int
    item: bool = False


class Entry(NamedTuple):
    """Hold one entry of a list: its printed number, its raw text, its places on the page."""

    number: int | None
    text: str
    places: tuple[Place, ...]
    problems: tuple[Problem, ...] = ()


class RawList(NamedTuple):
    """Hold one reference list of a page, not yet read."""

    heading: str | None
    entries: tuple[Entry, ...]


class _Cut(NamedTuple):
    """Hold an entry as it was cut, and what is known of its list.

    `direct` tells that the list follows its heading, and is not a second one below it.
    """

    entry: Entry
    order: int
    heading: str | None
    numbered: bool
    direct: bool


def lines_of(text: str) -> Iterator[Line]:
    """Cut a page at its line ends, whatever they are (LF, CRLF, CR, U+2028 ...)."""
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        yield Line(line, start, number)
        start += len(line)


def opens_reference(text: str) -> bool:
    """Tell whether a text begins as a reference does: a person's name, or a body's."""
    if _OPENS.match(text):
        return True
    head, colon, _ = text[:200].partition(":")
    return bool(colon) and is_collective(head.strip())


def looks_like_reference(text: str) -> bool:
    """Tell whether a text has what references have: a year with numeration or author, or a DOI."""
    if text[-4:].isdigit() and text[-6:-4] == ", " and ": " in text:
        return True
    short = text[:4000]
    if re.search(r"\b10\.\d{4,9}/\S|PMID", short):
        return True
    if not _YEAR.search(short):
        return bool(opens_reference(short) and ("://" in short or _NUMERATION.search(short)))
    return opens_reference(short) or bool(re.search(r"\d\)?\s?[:;]\s?[A-Za-z]{0,4}\d", short))


def _complete(text: str) -> bool:
    """Tell whether an entry can end here: with a date, pages, or an identifier."""
    end = text.rstrip()
    if end[-4:].isdigit() and end[-6:-4] == ", ":
        return True
    return _COMPLETE.search(end[-120:]) is not None


class _Scanner:
    """Cut lines into entries, one pass, with the state of one open entry."""

    def __init__(self) -> None:
        self.heading: str | None = None
        self.index = 0
        self.last: int | None = None
        self.count = 0
        self.stray = 0
        self.blank = False
        self.number: int | None = None
        self.numbered = False
        self.direct = False
        self.parts: list[Line] = []
        self.gap: list[Line] = []
        self.lead = 0

    def feed(self, line: Line) -> Iterator[_Cut]:
        """Take one line; give the entry that it ends, if any."""
        text = line.text
        quick = _NEXT.match(text)
        if quick and int(quick[1]) == self._count() + 1 and self._ended():
            yield from self._begin(line, int(quick[1]), quick.end())
            return
        if _EMPTY.fullmatch(text):
            self.blank = True
            if self.parts:
                self.gap.append(line)
            if len(self.gap) > _LINES_AT_MOST:
                yield from self.flush()
            return
        inline = _INLINE_HEADING.match(text) if ":" in text[:60] else None
        if inline:
            yield from self._head(inline[0].strip(" :\t"))
            line = line._replace(text=text[inline.end() :], start=line.start + inline.end())
            text = line.text
        marker = _MARKER.match(text)
        if marker and self._starts(marker, text, line.item):
            yield from self._begin(line, int(marker[marker.lastgroup or "dot"]), marker.end())
            return
        yield from self._unnumbered(line, marker is not None)

    def _unnumbered(self, line: Line, marked: bool) -> Iterator[_Cut]:
        """Take a line that starts no numbered entry."""
        stripped = line.text.strip()
        heading = _HEADING.fullmatch(stripped) if len(stripped) < 60 else None
        if heading and not line.item:
            yield from self._head(heading["name"])
            return
        if self._goes_on(stripped, marked):
            # An entry is one stretch of the page: blank lines inside it belong to it.
            self.parts += [*self.gap, line]
            self.gap = []
            self.blank = False
            return
        bullet = _BULLET.match(line.text)
        rest = line.text[bullet.end() :] if bullet else line.text.lstrip()
        opens = not marked and (opens_reference(rest) or line.item)
        if opens and not (len(stripped) < 200 and _FURNITURE.fullmatch(stripped)):
            yield from self._begin(line, None, len(line.text) - len(rest))
            return
        yield from self.flush()
        self.stray += 1
        if self.stray > 2:
            self.heading = None

    def _starts(self, marker: re.Match[str], text: str, item: bool) -> bool:
        """Tell whether a numbered line starts an entry (the rules are in the module's text)."""
        number = int(marker[marker.lastgroup or "dot"])
        bare = marker.lastgroup == "bare"
        if not self.parts:
            fits = self.last is None or number == self.last + 1 or number == 1
            return item or (fits and not bare) or opens_reference(text[marker.end() :])
        current = self._text()
        fits = number == self._count() + 1
        if item or (not bare and fits and _complete(current)):
            return True
        if opens_reference(text[marker.end() :]):
            return True
        if bare:
            return False
        if fits:
            return not opens_reference(current) or self.blank
        return number == 1 and _complete(current)

    def _goes_on(self, stripped: str, marked: bool) -> bool:
        """Tell whether a line goes on with the open entry."""
        if not self.parts or len(self.parts) > _LINES_AT_MOST:
            return False
        current = self._text()
        if re.fullmatch(r"(?:1[5-9]|20)\d\d\.?", stripped) and current.rstrip().endswith(","):
            return True
        if _complete(current):
            lacks = not _NUMERATION.search(current) and bool(_NUMERATION.search(stripped))
            more = _MORE.match(stripped) and not re.fullmatch(r"https?://\S+", stripped)
            return bool(more or (lacks and not opens_reference(stripped))) and not self.blank
        if (
            len(stripped) < 200
            and _FURNITURE.fullmatch(stripped)
            and not current.rstrip().endswith(("-", ":", ","))
        ):
            return False
        if _BULLET.match(stripped) and not stripped[1:].strip()[:1].isdigit():
            return False
        if self.blank:
            return stripped[0].islower() or (stripped[0].isdigit() and not marked)
        return self.numbered or opens_reference(current)

    def _text(self) -> str:
        if len(self.parts) == 1:
            return self.parts[0].text[self.lead :]
        first, *others = self.parts
        return first.text[self.lead :] + "".join(line.text for line in others)

    def _count(self) -> int:
        """Give the number counted to so far: the open entry's, or the last one's."""
        number = self.number if self.parts else None
        return number if number is not None else self.last or 0

    def _ended(self) -> bool:
        """Tell at once that the open entry is one whole line that ends in its year."""
        if len(self.parts) != 1:
            return False
        end = self.parts[0].text.rstrip()
        return end[-4:].isdigit() and end[-6:-4] == ", "

    def _head(self, name: str) -> Iterator[_Cut]:
        yield from self.flush()
        self.heading, self.stray, self.last, self.direct = name, 0, None, True
        self.index += 1

    def _begin(self, line: Line, number: int | None, lead: int) -> Iterator[_Cut]:
        yield from self.flush()
        restarts = number == 1 and self.last is not None
        mixed = self.last is not None and number is None
        if (
            restarts
            or mixed
            or (number is not None and self.last is None and self.count and self.stray > 2)
        ):
            self.index += 1
            self.count, self.direct = 0, False
        self.number, self.parts, self.lead, self.blank = number, [line], lead, False
        self.gap = []
        self.numbered = number is not None
        self.stray = 0

    def flush(self) -> Iterator[_Cut]:
        """Give the open entry, cut in two where a line holds two."""
        if not self.parts:
            return
        first, start = self.parts[0], self.parts[0].start + self.lead
        raw = self._text()
        text = raw.rstrip(" \t\r\n\f\v\u00a0\u2028\u2029\x85")
        number = self.number
        self.parts, self.gap = [], []
        for piece, offset, own in _split_two(text, number):
            doubt = self._doubt(own if offset else number, len(piece))
            place = Place(
                start + offset,
                start + offset + len(piece),
                first.number + text.count("\n", 0, offset),
            )
            self.count += 1
            self.last = own if own is not None else self.last
            yield _Cut(
                Entry(own, piece, (place,), doubt),
                self.index,
                self.heading,
                self.numbered,
                self.direct,
            )

    def _doubt(self, number: int | None, length: int) -> tuple[Problem, ...]:
        if number is None or self.last is None or number in (self.last + 1, 1):
            return ()
        how = (
            "repeats"
            if number == self.last
            else "skips"
            if number > self.last
            else "runs backwards"
        )
        message = f"the count {how}: {number} follows {self.last}"
        return (Problem(ProblemKind.NUMBER, 0, min(length, 1), message),)


def _split_two(text: str, number: int | None) -> Iterator[tuple[str, int, int | None]]:
    """Cut "…, 2018 4. Ghali MGZ et al: …" at a year, the next number and a name."""
    at = 0
    while number is not None and str(number + 1) in text:
        cut = next(
            (
                (found.end(), marker)
                for found in _TWO.finditer(text, at)
                if (marker := _MARKER.match(text, found.end()))
                and int(marker[marker.lastgroup or "dot"]) == number + 1
                and opens_reference(text[marker.end() : marker.end() + 300])
            ),
            None,
        )
        if cut is None:
            break
        yield text[at : cut[0]].rstrip(), at, number
        at, number = cut[1].end(), number + 1
    yield text[at:], at, number


def cut_entries(lines: Iterable[Line]) -> Iterator[_Cut]:
    """Cut lines into entries, in one pass and constant memory; nothing is filtered yet."""
    scanner = _Scanner()
    for line in lines:
        yield from scanner.feed(line)
    yield from scanner.flush()


def find_lists(lines: Iterable[Line]) -> list[RawList]:
    """Find the reference lists in a page's lines; a list printed twice is given once."""
    groups: dict[int, list[_Cut]] = {}
    for cut in cut_entries(lines):
        groups.setdefault(cut.order, []).append(cut)
    lists = [_judged(group) for group in groups.values()]
    return _join_repeats([found for found in lists if found.entries])


def _judged(group: list[_Cut]) -> RawList:
    """Keep a group of entries as a list, or give an empty one if it is no reference list."""
    heading, numbered = group[0].heading, group[0].numbered
    whole = RawList(heading, tuple(cut.entry for cut in group))
    if numbered and heading and group[0].direct:
        return whole
    likely = [looks_like_reference(cut.entry.text) for cut in group]
    if numbered and sum(likely) * 2 >= len(group):
        return whole
    if not numbered:
        return RawList(
            heading, tuple(cut.entry for cut, good in zip(group, likely, strict=True) if good)
        )
    return RawList(None, ())


def _key(entry: Entry) -> tuple[int | None, str]:
    return entry.number, fold(entry.text).text


def _join_repeats(lists: list[RawList]) -> list[RawList]:
    """Give each list once: one that repeats another, whole or in part, adds its places."""
    if len(lists) < 2:
        return lists
    kept: list[dict[tuple[int | None, str], Entry]] = []
    headings: list[str | None] = []
    where: dict[tuple[int | None, str], int] = {}
    for found in lists:
        keyed = _keyed(found.entries)
        at = next((where[key] for key in keyed if key in where), None)
        if at is not None and (keyed.keys() <= kept[at].keys() or kept[at].keys() <= keyed.keys()):
            larger, other = (kept[at], keyed) if len(kept[at]) >= len(keyed) else (keyed, kept[at])
            kept[at] = {
                key: entry._replace(places=tuple(sorted(entry.places + _places(other, key))))
                for key, entry in larger.items()
            }
            headings[at] = headings[at] or found.heading
        else:
            at = len(kept)
            kept.append(keyed)
            headings.append(found.heading)
        where.update(dict.fromkeys(keyed, at))
    return [
        RawList(head, tuple(entries.values())) for head, entries in zip(headings, kept, strict=True)
    ]


def _places(
    entries: dict[tuple[int | None, str], Entry], key: tuple[int | None, str]
) -> tuple[Place, ...]:
    return entries[key].places if key in entries else ()


def _keyed(entries: tuple[Entry, ...]) -> dict[tuple[int | None, str], Entry]:
    """Index entries by number and folded text; the same paper printed again stays two."""
    keyed: dict[tuple[int | None, str], Entry] = {}
    for entry in entries:
        number, text = _key(entry)
        while (number, text) in keyed:
            text += "\x00"
        keyed[number, text] = entry
    return keyed
