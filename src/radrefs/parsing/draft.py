"""Gather what the readers find, then make it a `Citation`.

A draft is the one mutable thing of parsing, and lives for one entry only. Its spans
are offsets into the folded text; `finish` turns them into offsets of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from radrefs.citekeys import made_key
from radrefs.journals import lacks_space
from radrefs.model import Citation, Mark, Place, Problem, ProblemKind, Reader, Source
from radrefs.parsing.boundary import journal_named
from radrefs.parsing.link_words import find_links
from radrefs.parsing.people import Person
from radrefs.text import Folded, find_mojibake

__all__ = ["Draft", "find_unread"]

# Words between fields that are part of no field but say what the next one is.
_GLUE = re.compile(
    r"et\.?\s?al|and|in|eds?|edn|editors?|edited|edition|by|pp?|pages?|doi|pmid|pubmed|pmc(?:id)?"
    r"|isbn(?:-1[03])?|https?"
    r"|dx|org|www|available|at|from|online|url|published|posted|issued|first|last|updated"
    r"|revised|reviewed|accessed"
    r"|retrieved|cited|viewed|on|vols?|volume|no|for|the|behalf|of|authors?|listed|given|st|nd"
    r"|rd|th|others"
    r"|colleagues|c",
    re.IGNORECASE,
)
# A number that the page's list has left before the entry ("26-Smith AB").
_LIST_NUMBER = re.compile(r"\W*(?:\d{1,3}|[\u2460-\u24ff])\W")
_WORD = re.compile(r"\w+(?:\.\s?(?=al\b))?(?:(?<=et)\s?al)?")


@dataclass
class Draft:
    """Hold fields, marks and problems of one entry while it is read."""

    text: str
    fields: dict[str, Any] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    breaks: frozenset[int] = frozenset()
    early_year: tuple[int, int] | None = None
    reader: Reader = "rules"

    def put(self, name: str, start: int, end: int, value: object = None) -> None:
        """Set a field from a span; the value is the text there unless another is given.

        A span that is taken already stays what it is: marks never overlap. Blanks around the
        text are no part of it.
        """
        start, end = self._without_blanks(start, end)
        if start < end and not any(mark.start < end and start < mark.end for mark in self.marks):
            self.fields[name] = self.text[start:end] if value is None else value
            self.marks.append(Mark(name, start, end))

    def _without_blanks(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[end - 1] == " ":
            end -= 1
        while start < end and self.text[start] == " ":
            start += 1
        return start, end

    def people(self, name: str, people: Iterable[Person]) -> None:
        """Set a list of names, with one mark for each."""
        people = tuple(people)
        if not people:
            return
        self.fields[name] = tuple(person.name for person in people)
        self.marks.extend(Mark(name, person.start, person.end) for person in people)
        for person in people:
            if person.wrong:
                self.doubt(ProblemKind.NAME, person.start, person.end, person.wrong)

    def journal(self, start: int, end: int) -> None:
        """Set the journal, printed in full or abbreviated, and its other form if known."""
        start, end = self._without_blanks(start, end)
        printed = self.text[start:end]
        known = journal_named(printed)
        if lacks_space(printed):
            message = "a space seems lost in the journal's name; kept as printed"
            self.doubt(ProblemKind.SPACE, start, end, message)
            known = None
        full, short = printed, printed
        if known and printed != known.abbreviation and self._is_title(printed, known.title):
            short = known.abbreviation
        elif known:
            full = known.title
        self.put("container_title", start, end, full)
        self.fields["container_title_short"] = short

    @staticmethod
    def _is_title(printed: str, title: str) -> bool:
        bare = printed.split(" : ", 1)[0].casefold().removeprefix("the ")
        return bare == title.casefold().removeprefix("the ")

    def doubt(self, kind: ProblemKind, start: int, end: int, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(kind, start, end, message))

    def finish(
        self,
        folded: Folded,
        given: str,
        number: int | None,
        places: tuple[Place, ...],
        heading: str | None,
    ) -> Citation:
        """Make the citation: offsets of the given text, general doubts, key, validation."""
        if self.notes:
            self.fields["note"] = "; ".join(self.notes)
        self._general_doubts(folded)
        marks = sorted(self.marks, key=lambda mark: mark[1:])
        names = tuple(mark.field for mark in marks)
        regs = ((0, len(given)), *(folded.given(mark.start, mark.end) for mark in marks))
        problems = [
            Problem(p.kind, *folded.given(p.start, p.end), p.message) for p in self.problems
        ]
        problems += [
            Problem(
                ProblemKind.CHARACTERS, start, end, "a control character, left out of the fields"
            )
            for start, end in folded.controls[:1]
        ]
        source = Source(given, number, names, regs, places, heading, reader=self.reader)
        fields = self.fields
        return Citation(
            id=made_key(fields.get("author", ()), fields.get("issued"), fields.get("title")),
            source=source,
            problems=tuple(sorted(problems, key=lambda p: p[1:])),
            **fields,
        )

    def _general_doubts(self, folded: Folded) -> None:
        """Note what can be odd anywhere: parts not read, broken words, wrong decoding."""
        for start, end in find_unread(self.text, self.marks):
            self.doubt(ProblemKind.UNREAD, start, end, "not understood; it stands in no field")
        for at in folded.hyphens:
            if self.text[at - 1 : at].isalpha() and self.text[at + 1 : at + 2].islower():
                start = max(self.text.rfind(" ", 0, at), -1) + 1
                stop = self.text.find(" ", at)
                end = len(self.text) if stop < 0 else stop
                self.doubt(
                    ProblemKind.HYPHEN, start, end, "a line ended in this hyphen; it may not belong"
                )
        mojibake = find_mojibake(self.text)
        if mojibake:
            self.doubt(ProblemKind.ENCODING, *mojibake, "looks wrongly decoded; kept as printed")


def find_unread(text: str, marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Return the spans that stand in no field and are more than punctuation and glue words."""
    spans = []
    at = 0
    for _, start, end in [
        *sorted(marks, key=lambda mark: mark[1:]),
        Mark("", len(text), len(text)),
    ]:
        if at == 0 and (number := _LIST_NUMBER.match(text, 0, start)):
            at = number.end()
        words = [word for word in _WORD.finditer(text, at, start) if not _GLUE.fullmatch(word[0])]
        if words:
            links = find_links(text, at, start)
            words = [w for w in words if not any(a <= w.start() < b for a, b in links)]
        if words:
            spans.append((words[0].start(), words[-1].end()))
        at = max(at, end)
    return spans
