"""Cut the lines of a page into entries, in one pass.

    page     ::= { heading | entry | furniture | prose }
    entry    ::= [marker] text { line }

An entry starts at a mark that goes on with the numbering of its list, or where text
opens as a reference does. It goes on until it can end: "grade⏎3. Results of surgery" is
one entry, for 3 does not follow 1. Under a heading of references a number that follows
is enough, unless the text before it is open ("pp.⏎29").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from radrefs.model import Place, Problem, ProblemKind
from radrefs.parsing.folding import doi_goes_on
from radrefs.parsing.headings import heading_on_line, read_heading
from radrefs.parsing.lines import Line
from radrefs.parsing.markers import BLANK, Marker, find_bullet, find_marker, next_marker
from radrefs.parsing.signs import (
    can_end,
    ends_sentence,
    goes_on_after_end,
    has_numeration,
    has_year,
    is_furniture,
    is_like_entry,
    is_open,
    is_page_break,
    is_whole,
    is_wordy,
    looks_like_reference,
    opens_reference,
)

__all__ = ["Cut", "Entry", "Passed", "cut_entries"]

_EMPTY = re.compile(rf"[{BLANK}]*")
_NEXT = re.compile(r"(\d{1,7})\. (?=[^\s\W])")
_END_BLANKS = " \t\r\n\f\v\u00a0\u2028\u2029\x85"
_MOST_LINES = 60
_MOST_LABELS = 100
_MOST_SKIPPED = 5
_SHORT, _LONG = 25, 60
# The whole entry between quotation marks: a string of a program, not a title.
_QUOTED = re.compile(r"\"[^\"]+\"[,;]?\s*|\u201c[^\u201c\u201d]+\u201d\s*|'[^']+'[,;]?\s*")
_YEAR_ALONE = re.compile(r"(?:1[5-9]|20)\d\d\.?")


class Entry(NamedTuple):
    """One entry of a list: its printed number, its raw text, its places on the page."""

    number: int | None
    text: str
    places: tuple[Place, ...]
    problems: tuple[Problem, ...] = ()


class Cut(NamedTuple):
    """An entry as it was cut, and what is known of its list.

    `order` counts the lists of the page. `numbered` says that the list began with a number,
    `direct` that it follows its heading, and is not a second one below it, `listed` that
    something sets this entry apart though it has no number: a bullet, a paragraph.
    """

    entry: Entry
    order: int
    heading: str | None
    numbered: bool
    direct: bool
    listed: bool


class Passed(NamedTuple):
    """A line that looks like a reference and stands in no entry; `order` as in `Cut`."""

    text: str
    place: Place
    order: int


class _Open:
    """The entry that is being gathered: its lines, and what its text shows so far."""

    def __init__(self, line: Line, lead: int, number: int | None, style: str) -> None:
        self.number = number
        self.style = style
        self.quoted = False
        first = line.after(lead) if lead else line
        self.lines = [first]
        self.head = first.text[:300]
        self.tail = first.text[-400:]
        self._dated: bool | None = None

    def add(self, line: Line) -> None:
        """Take in one more line."""
        self._dated = self.dated or None
        self.lines.append(line)
        self.tail = (self.tail + line.text)[-400:]

    @property
    def dated(self) -> bool:
        """Say whether a year, or volume and pages, stand in the entry."""
        if self._dated is None:
            last = self.lines[-1].text[:4000]
            self._dated = has_year(last) or has_numeration(last)
        return self._dated

    @property
    def text(self) -> str:
        """Return the raw text, line ends included."""
        return "".join([line.text for line in self.lines])

    def ended_in_year(self) -> bool:
        """Say at once that the entry is one whole line that ends as the house style does."""
        if len(self.lines) != 1:
            return False
        end = self.tail.rstrip()
        return end[-4:].isdigit() and end[-6:-4] == ", "

    def has_numeration(self) -> bool:
        """Say whether volume and pages stand in the entry."""
        return any(has_numeration(line.text[:4000]) for line in self.lines)


class _Scanner:
    """Cut lines into entries, one pass, with the state of one open entry."""

    def __init__(self) -> None:
        self.heading: str | None = None
        self.direct = False
        self.order = 0
        self.last: int | None = None
        self.style = ""
        self.count = 0
        self.stray = 0
        self.numbered = False
        self.group = 0
        self.listed = False
        self.open: _Open | None = None
        self.gap: list[Line] = []
        self.blank = False
        self.broken = False
        self.pending: Marker | None = None

    def feed(self, line: Line) -> Iterator[Cut | Passed]:
        """Take one line; yield the entry that it ends, if any."""
        text = line.text
        if not line.block:
            quick = _NEXT.match(text)
            if quick and int(quick[1]) == self._count() + 1 and self._ended():
                yield from self.flush()
                self.open = _Open(line, quick.end(), int(quick[1]), "dot")
                self.style, self.pending, self.stray = "dot", None, 0
                self.blank = self.broken = self.listed = False
                return
        if _EMPTY.fullmatch(text):
            yield from self._skip(line)
            return
        if line.block != "item":
            heading = read_heading(text)
            if heading:
                yield from self._head(heading)
                return
        lead = heading_on_line(text)
        if lead:
            yield from self._head(text[:lead].strip(" :.\t"))
            line = line.after(lead)
        yield from self._marked(line)

    def _skip(self, line: Line) -> Iterator[Cut]:
        """Take a blank line."""
        self.blank = True
        if self.open:
            self.gap.append(line)
        if len(self.gap) > _MOST_LINES:
            yield from self.flush()

    def _marked(self, line: Line) -> Iterator[Cut | Passed]:
        """Take a line that may begin with a mark."""
        marker = find_marker(line.text)
        if marker and marker.alone:
            if line.block == "item" or self._is_label(marker):
                self.pending = marker
                return
            marker = None
        if line.label is not None and (marker is None or not marker.sure):
            marker = Marker("dot", line.label, _indent(line.text))
        if marker and self._starts(marker, line):
            yield from self._begin(line, marker)
            return
        yield from self._unnumbered(line, marker)

    def _is_label(self, marker: Marker) -> bool:
        """Say whether a number alone on its line is the label of the next one."""
        fits = marker.number in (self._count() + 1, 1)
        if self.open and not can_end(self.open.tail):
            return fits and marker.sure and not is_open(self.open.tail)
        return fits and (marker.sure or marker.style == "bare")

    def _starts(self, marker: Marker, line: Line) -> bool:
        """Say whether a marked line starts an entry (the rules are in the module's text)."""
        opens = opens_reference(line.text, marker.end)
        follows = marker.number == self._count() + 1
        if line.block == "item":
            return marker.sure or opens or follows
        if self.open is None:
            fits = follows or marker.number == 1 or (self.last is None and marker.style != "odd")
            first = self._is_fresh() and marker.number == 1 and len(line.text) > _LONG
            return (fits and marker.sure) or (opens and (marker.sure or fits)) or first
        tail = self.open.tail
        if opens:
            # "T2-weighted" at the beginning of a line is a label only where the list has such.
            fits = follows and (marker.style != "odd" or self.style == "odd")
            return marker.sure or fits or (can_end(tail) and marker.style != "odd")
        if follows and marker.sure:
            # "717-718,⏎37. Marinov A" is an end all the same.
            return not is_open(tail) or can_end(tail.rstrip().rstrip(",;"))
        if follows and marker.style == self.style:
            rest = line.text[marker.end :]
            ended = not is_open(tail) and ends_sentence(tail) and not rest[:1].islower()
            return can_end(tail) or (ended and len(rest) > _SHORT)
        number = marker.number or 0
        skips = self._count() < number <= self._count() + _MOST_SKIPPED
        if self.direct and skips and marker.sure and marker.style == self.style:
            return can_end(tail) and looks_like_reference(line.text[marker.end :])
        return marker.number == 1 and marker.sure and can_end(tail)

    def _unnumbered(self, line: Line, marker: Marker | None) -> Iterator[Cut | Passed]:
        """Take a line that starts no numbered entry."""
        stripped = line.text.strip()
        pending, self.pending = self.pending, None
        if pending and is_furniture(stripped):
            self.pending = pending
        elif pending and (pending.sure or opens_reference(stripped)):
            yield from self._begin(line, pending._replace(end=_indent(line.text)))
            return
        if self._goes_on(line, stripped, marker):
            return
        bullet = find_bullet(line.text)
        if bullet is None or bullet.alone:
            bullet = Marker("", None, _indent(line.text), sure=False)
        if self._opens(line, bullet, marker) and not is_furniture(stripped):
            yield from self._begin(line, bullet)
            return
        yield from self.flush()
        if is_like_entry(stripped):
            place = Place(line.start + _indent(line.text), line.stop, line.number)
            yield Passed(stripped, place, self.order)
        self.stray += 1
        if self.stray > 2:
            self.heading = None

    def _opens(self, line: Line, bullet: Marker, marker: Marker | None) -> bool:
        """Say whether a line without a number starts an entry after its bullet, if it has one."""
        if line.block == "item":
            return True
        if marker is not None:
            return False
        if opens_reference(line.text, bullet.end):
            return True
        if bullet.sure and self.direct and (bullet.style == self.style or self._is_fresh()):
            return True
        if line.block == "paragraph" and self._is_fresh() and len(line.text) > _SHORT:
            return True
        rest = line.text[bullet.end :]
        apart = line.block == "paragraph" or (self.blank and self.heading is not None)
        if apart and self.direct and is_wordy(rest):
            return True
        plain = self.direct and self.open is not None and self.open.number is None
        return (apart or plain or bullet.sure) and looks_like_reference(rest)

    def _goes_on(self, line: Line, stripped: str, marker: Marker | None) -> bool:
        """Take a line into the open entry, if it belongs there; leave out furniture."""
        entry = self.open
        if entry is None or len(entry.lines) > _MOST_LINES or line.block in ("item", "heading"):
            return False
        whole = is_whole(entry.tail, entry.dated)
        cut = not self.blank and _cuts_doi(entry.tail, stripped)
        if not whole and not cut and is_page_break(stripped, entry.tail):
            self.broken = True
            return True
        year = _YEAR_ALONE.fullmatch(stripped) and (is_open(entry.tail) or not entry.dated)
        if cut or year:
            goes_on = True
        elif whole:
            goes_on = self._adds(entry, line, stripped)
        else:
            goes_on = self._continues(entry, line, stripped, marker)
        if goes_on:
            # An entry is one stretch of the page: blank lines inside it belong to it.
            entry.lines.extend(self.gap)
            entry.add(line)
            self.gap = []
            self.blank = self.broken = False
        return goes_on

    def _adds(self, entry: _Open, line: Line, stripped: str) -> bool:
        """Say whether a line adds to an entry that seems to be all there: a DOI, links."""
        if line.block == "inside":
            return not opens_reference(stripped)
        if self.blank or self.broken or self._is_next(line, stripped):
            return False
        if goes_on_after_end(stripped):
            return True
        if entry.has_numeration():
            return False
        if entry.number is None and is_like_entry(stripped) and stripped[0].isupper():
            return False
        return stripped[0].islower() or (has_numeration(stripped) and not opens_reference(stripped))

    def _is_next(self, line: Line, stripped: str) -> bool:
        """Say whether a line that stands apart (a bullet, a paragraph) is a reference itself."""
        bullet = find_bullet(stripped)
        if bullet is not None and bullet.sure:
            rest = stripped[bullet.end :]
            return opens_reference(rest) or looks_like_reference(rest)
        return line.block == "paragraph" and looks_like_reference(stripped)

    def _continues(self, entry: _Open, line: Line, stripped: str, marker: Marker | None) -> bool:
        """Say whether a line goes on with an entry that is not all there yet."""
        bullet = find_bullet(stripped)
        if bullet and bullet.sure and not stripped[bullet.end : bullet.end + 1].isdigit():
            return False
        inside = line.block == "inside"
        apart = self.broken or self.blank
        if line.block == "paragraph" and entry.tail.rstrip().endswith("."):
            apart = True
        like = looks_like_reference(entry.head + entry.tail)
        if like and self._is_next(line, stripped):
            return False
        begins = like or (is_like_entry(stripped) and not is_open(entry.tail))
        if entry.number is None and opens_reference(stripped) and begins:
            return False
        if apart and not inside:
            small = stripped[0].islower() or (stripped[0].isdigit() and marker is None)
            return small or is_open(entry.tail)
        if entry.number is not None:
            return True
        return inside or opens_reference(entry.head)

    def _is_fresh(self) -> bool:
        """Say whether the heading of a list stands directly before."""
        return self.direct and not self.count and not self.stray and self.open is None

    def _count(self) -> int:
        """Return the number counted to so far: the open entry's, or the last one's."""
        number = self.open.number if self.open else None
        return number if number is not None else self.last or 0

    def _ended(self) -> bool:
        return self.open is not None and self.open.ended_in_year()

    def _head(self, name: str) -> Iterator[Cut]:
        yield from self.flush()
        self.heading, self.stray, self.last, self.direct = name, 0, None, True
        self.style, self.count, self.pending = "", 0, None
        self.order += 1

    def _begin(self, line: Line, marker: Marker) -> Iterator[Cut]:
        yield from self.flush()
        number = marker.number
        restarts = number == 1 and self.last is not None
        mixed = self.count and not self.direct and self.numbered is (number is None)
        other = self.count and number is None and line.group != self.group
        again = number is not None and self.last is None and self.count and self.stray > 2
        if restarts or mixed or other or again:
            self.order += 1
            self.last, self.count, self.direct = None, 0, False
        if not self.count:
            self.numbered, self.group = number is not None, line.group
        self.listed = number is None and (
            line.block in ("item", "paragraph")
            or self.blank
            or (not self.stray and (marker.sure or len(line.text) > _LONG))
        )
        quoted = marker.quoted or _QUOTED.fullmatch(line.text, marker.end) is not None
        lead = marker.end + (quoted and not marker.quoted)
        self.open = _Open(line, lead, number, marker.style)
        self.open.quoted = quoted
        self.style = marker.style
        self.pending = None
        self.blank = self.broken = False
        self.stray = 0

    def flush(self) -> Iterator[Cut]:
        """Yield the open entry, cut apart where a line holds several."""
        entry = self.open
        if entry is None:
            return
        self.open, self.gap = None, []
        text = entry.text.rstrip(_END_BLANKS)
        if entry.quoted:
            text = text.rstrip('"\u201d,;]|').rstrip()
        if entry.number is None or not _may_hold_next(text, entry.number, entry.style):
            yield self._cut(entry, text, _place(entry.lines, 0, len(text)), entry.number)
            return
        for start, end, number in split_entry(text, entry.number, entry.style):
            place = _place(entry.lines, start, end)
            cut = self._cut(entry, text[start:end], place, number)
            inside = _doubt_inside(text[start:end], number, entry.style)
            problems = (*cut.entry.problems, *inside)
            yield cut._replace(entry=cut.entry._replace(problems=problems))

    def _cut(self, entry: _Open, piece: str, place: Place, number: int | None) -> Cut:
        """Make the entry that stands at a place of what was gathered."""
        doubt = self._doubt(number, len(piece))
        self.count += 1
        if number is not None:
            self.last = number
        found = Entry(number, piece, (place,), doubt)
        return Cut(found, self.order, self.heading, self.numbered, self.direct, self.listed)

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


def _place(lines: list[Line], start: int, end: int) -> Place:
    """Return where `text[start:end]` of some lines stands on the page."""
    if len(lines) == 1 and lines[0].end is None:
        return Place(lines[0].start + start, lines[0].start + end, lines[0].number)
    places: list[tuple[int, int, int]] = []
    at = 0
    for line in lines:
        if at + len(line.text) > start and (at < end or not places):
            inside = max(0, start - at)
            whole = at + len(line.text.rstrip()) <= end
            stop = line.stop if whole else min(line.start + end - at, line.stop)
            places.append((line.start + inside, stop, line.number))
        at += len(line.text)
    return Place(places[0][0], max(places[0][0], places[-1][1]), places[0][2])


def _may_hold_next(text: str, number: int, style: str) -> bool:
    """Say at once whether the next number of a list can stand inside an entry."""
    return style == "circled" or str(number + 1) in text


def split_entry(text: str, number: int, style: str) -> Iterator[tuple[int, int, int]]:
    """Cut "…, 2018 4. Ghali MGZ et al: …" where an entry can end and the next number stands.

    Yields start, end and number of each piece.
    """
    at = 0
    while _may_hold_next(text, number, style):
        labels = islice(next_marker(style, number + 1).finditer(text, at), _MOST_LABELS)
        label = next((one for one in labels if _splits(text, at, one)), None)
        if label is None:
            break
        yield at, len(text[: label.start()].rstrip()), number
        at, number = label.end() + _indent(text[label.end() : label.end() + 80]), number + 1
    yield at, len(text), number


def _splits(text: str, at: int, found: re.Match[str]) -> bool:
    """Say whether a label inside a text ends one entry and begins the next."""
    before = text[max(at, found.start() - 240) : found.start()].rstrip()
    after = text[found.end() : found.end() + 400].lstrip()
    if not before or not after:
        return False
    opens, like = opens_reference(after), looks_like_reference(after)
    if can_end(before.rstrip(",;")):
        return opens or (like and (not after[0].islower() or "://" in after[:12]))
    return opens and like and ends_sentence(before) and not is_open(before)


_MAY_END = re.compile(r"(?:[^\W\d_]{5,}[.;,]|\d[.;]?|[)\]][.;]?)\Z|[\n\r]\s*\Z")


def _doubt_inside(text: str, number: int, style: str) -> tuple[Problem, ...]:
    """Report the next number inside an entry, where another one may begin."""
    for label in islice(next_marker(style, number + 1).finditer(text), _MOST_LABELS):
        before = text[max(0, label.start() - 80) : label.start()]
        after = text[label.end() : label.end() + 1]
        if _MAY_END.search(before if "\n" in before[-9:] else before.rstrip()) and after.isspace():
            message = f"the number {number + 1} stands here: does another entry begin?"
            return (Problem(ProblemKind.NUMBER, *label.span(), message),)
    return ()


_DOI_AT_END = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]{0,300}\Z")


def _cuts_doi(tail: str, following: str) -> bool:
    """Say whether a line end cuts a DOI, or may cut it."""
    found = _DOI_AT_END.search(tail.rstrip()[-310:])
    return found is not None and doi_goes_on(found[0], following.split()[0]) is not False


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def cut_entries(lines: Iterable[Line]) -> Iterator[Cut | Passed]:
    """Cut lines into entries, in one pass and constant memory; nothing is filtered yet."""
    scanner = _Scanner()
    for line in lines:
        yield from scanner.feed(line)
    yield from scanner.flush()
