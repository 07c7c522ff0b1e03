"""Hold the nouns: `Citation` and what it is made of, spelled in CSL variables.

A `Citation` is the bibliographic data of one entry. Its fields are CSL variables, so
that `Citation.model_dump_json(exclude_defaults=True)` is an item of CSL-JSON
(https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables).
Beside them it carries its `source`, the printed text with the span of every field, and
its `problems`; both are left out of every dump.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, InstanceOf

__all__ = [
    "ET_AL", "Citation", "Date", "Mark", "Name", "PageProblem", "Place", "Problem", "ProblemKind",
    "Source",
    "csl_variable",
]  # fmt: skip


class ProblemKind(StrEnum):
    """List the kinds of doubt that a citation can carry (a closed list)."""

    AUTHOR = "author"
    """It is not certain who, or whether anybody, is named as author."""
    NAME = "name"
    """One name in the list is not in the form `Family IN`; it is kept whole."""
    BOUNDARY = "boundary"
    """Where the title ends and the journal begins is not marked by a period."""
    SPACE = "space"
    """A space was lost or put in where none belongs."""
    JOURNAL = "journal"
    """No journal could be separated from the title."""
    VOLUME = "volume"
    """Volume is missing or unusual (ahead of print?)."""
    PAGES = "pages"
    """Pages run backwards, are implausible or broken; they are kept as printed."""
    YEAR = "year"
    """Year is missing or implausible."""
    HYPHEN = "hyphen"
    """A line ended in a hyphen; it is kept, and may not belong."""
    ENCODING = "encoding"
    """Characters look wrongly decoded, or the encoding was guessed."""
    CHARACTERS = "characters"
    """Control characters stand in the text; fields leave them out."""
    URL = "url"
    """An address is broken by a space or holds characters foreign to it."""
    NUMBER = "number"
    """Printed numbers skip, repeat or run backwards."""
    NOTE = "note"
    """Text of no known form stands after the reference; it is kept as a note."""
    UNREAD = "unread"
    """A part of the text was not understood and stands in no field."""
    ENTRY = "entry"
    """Something in an entry of a file of references is doubtful: a key or field twice."""
    LABELLED = "labelled"
    """No rule fits; the fields were found by comparison with other references."""
    NOT_A_REFERENCE = "not-a-reference"
    """The entry stands in a reference list but does not look like a reference."""
    TOO_LONG = "too-long"
    """The entry is longer than any reference; only its beginning was read."""
    LEFT_OVER = "left-over"
    """A line of a page looks like a reference, but stands in no entry that was read."""
    NO_LIST = "no-list"
    """A page has no reference list."""
    MIXED = "mixed"
    """A file holds a reference list and records of a format; one of them was read."""


class Problem(NamedTuple):
    """Describe one doubt about one entry: its kind, its span in the entry's text, and why.

    `start` and `end` are character offsets into `Source.text`, `end` excluded.
    """

    kind: ProblemKind
    start: int
    end: int
    message: str

    def draw(self, text: str, width: int = 72) -> str:
        """Draw the part of `text` that is meant, with a caret line below it.

        `text` is the entry's text (`Source.text`); the excerpt is at most `width`
        characters long, its white space shown as single blanks.
        """
        start = min(max(self.start, 0), len(text))
        end = min(max(self.end, start), len(text))
        left = max(0, min(start - 12, len(text) - width))
        right = min(len(text), left + width)
        shown = "".join(c if c.isprintable() else " " for c in text[left:right])
        carets = max(1, min(end, right) - start)
        return f"{shown}\n{' ' * (start - left)}{'^' * carets} {self.message}"


class Mark(NamedTuple):
    """Say that `Source.text[start:end]` is where a field was read from.

    `field` is the name of a `Citation` field. There is one mark for each name in
    `author` and `editor`, in the order of the list ("et al" is the last of them).
    """

    field: str
    start: int
    end: int


class Place(NamedTuple):
    """Say where an entry stands on its page: offsets (`end` excluded) and line, from 1."""

    start: int
    end: int
    line: int


class PageProblem(NamedTuple):
    """One doubt about a page, not about an entry: its kind, where, the text there, and why."""

    kind: ProblemKind
    place: Place
    text: str
    message: str


Reader = Literal["rules", "grammar", "labeller"]
"""Who read an entry: the rules of the house, a grammar of styles, or the labeller."""


class Source(NamedTuple):
    """Keep where a citation was read from, to the character.

    `text` is the entry as printed, without its number; `number` is the printed one.
    `names` and `regs` hold the marks in the form of a regular expression's groups
    (`regs[0]` is the whole, `(-1, -1)` an absent group), for that costs nothing to
    keep; read them through `marks`. `places` are all the places of the page where
    this entry stands, `heading` the heading of its list. `format` names the format of a
    file of references that it was read from, None for a page. `reader` says how the
    entry was read.
    """

    text: str
    number: int | None = None
    names: tuple[str, ...] = ()
    regs: tuple[tuple[int, int], ...] = ()
    places: tuple[Place, ...] = ()
    heading: str | None = None
    format: str | None = None
    reader: Reader = "rules"

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return the marks in the order of the text; they never overlap."""
        found = (Mark(name, *span) for name, span in zip(self.names, self.regs[1:], strict=True))
        return tuple(sorted((m for m in found if m.start >= 0), key=lambda mark: mark[1:]))

    def printed(self, field: str) -> tuple[str, ...]:
        """Return the text of each mark of a field, as printed."""
        return tuple(self.text[m.start : m.end] for m in self.marks if m.field == field)

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Cut the whole text into pieces `(field, text)`; joined, they are the text again.

        `field` is "" for what stands between fields.
        """
        at = 0
        for field, start, end in self.marks:
            if at < start:
                yield "", self.text[at:start]
            yield field, self.text[start:end]
            at = end
        if at < len(self.text):
            yield "", self.text[at:]


def csl_variable(field: str) -> str:
    """Spell a field's name as CSL does: `container_title` is `container-title`, `doi` is `DOI`."""
    if field in {"doi", "isbn", "issn", "pmcid", "pmid", "url"}:
        return field.upper()
    return field.replace("_", "-")


ItemType = Literal[
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
    "broadcast", "chapter", "classic", "collection", "dataset", "document", "entry",
    "entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing",
    "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
    "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical",
    "personal_communication", "post", "post-weblog", "regulation", "report", "review",
    "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
]  # fmt: skip
"""The types that CSL knows (its schema for input data, 1.0.2)."""


class Record(BaseModel):
    """Refuse changes and unknown keys, and read and write CSL's spelling."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=csl_variable,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class Name(Record):
    """Name a person (`family`, `given`, `suffix`) or anybody whole (`literal`).

    Particles stand inside `family`; initials are split, each with its period
    ("M. A.", "J.-P."), because importers misread them otherwise (docs: fields).
    """

    family: str | None = None
    given: str | None = None
    suffix: str | None = None
    literal: str | None = None


ET_AL = Name(literal="et al.")
"""Mark in a list of names that it goes on (CSL has no flag for it).

It is the last, or stands before the collective that closes the list."""


class Date(Record):
    """Return a date as CSL does: one or two `date_parts` of year, month, day; or a `literal`.

    `season` is 1 (spring) to 4 (winter).
    """

    date_parts: tuple[tuple[int, ...], ...] = ()
    season: int | None = None
    literal: str | None = None

    @property
    def year(self) -> int | None:
        """Return the (first) year, if there is one."""
        return self.date_parts[0][0] if self.date_parts and self.date_parts[0] else None


class Citation(Record):
    """Hold the bibliographic data of one entry, in CSL variables.

    All text is composed Unicode (NFC) on one line. Volume, issue and pages are strings.
    `page` holds full ranges ("291-299"), several joined by ", ". An article number
    stands in `page` and in `number` alike. Supplements stand in `issue` ("1 Suppl 1").
    `container_title` is the journal in full where it is known, else as printed;
    `container_title_short` its abbreviation. `id` is the citation key.
    """

    id: str
    type: ItemType
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    issued: Date | None = None
    year_suffix: str | None = None
    accessed: Date | None = None
    title: str | None = None
    container_title: str | None = None
    container_title_short: str | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    number: str | None = None
    edition: str | None = None
    genre: str | None = None
    publisher: str | None = None
    publisher_place: str | None = None
    status: str | None = None
    note: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    isbn: str | None = None
    issn: str | None = None
    language: str | None = None
    abstract: str | None = None
    keyword: str | None = None
    custom: dict[str, Any] | None = None
    source: Annotated[InstanceOf[Source] | None, Field(exclude=True, repr=False)] = None
    problems: Annotated[tuple[InstanceOf[Problem], ...], Field(exclude=True)] = ()

    @property
    def et_al(self) -> bool:
        """Say whether the author list is cut short ("et al")."""
        return ET_AL in self.author

    @property
    def year(self) -> int | None:
        """Return the year of publication, if there is one."""
        return self.issued.year if self.issued else None
