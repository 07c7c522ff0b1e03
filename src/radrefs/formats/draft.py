"""Gather what the rows of a format read of one entry, then make it a `Citation`."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from operator import attrgetter
from typing import Any, Literal, TypeAlias

from radrefs.citekeys import made_key
from radrefs.model import Citation, Date, Name, Problem, ProblemKind, Source

__all__ = ["Draft", "NamesField", "TextField"]

TextField: TypeAlias = Literal[
    "abstract", "container_title", "container_title_short", "doi", "edition", "genre", "id", "isbn",
    "issn", "issue", "keyword", "language", "note", "number", "page", "pmcid", "pmid",
    "publisher", "publisher_place", "status", "title", "url", "volume", "year_suffix",
]  # fmt: skip
"""The fields of a citation that hold a text."""

NamesField: TypeAlias = Literal["author", "editor"]
"""The fields of a citation that hold names."""


@dataclass(slots=True)
class Draft:
    """Hold the fields of one entry while it is read; a field that says nothing is empty.

    Beside the fields of a citation, `problems` holds what is found wrong, with spans in
    `text`, and `left` names the tags whose values stand in no field. The others are parts of
    fields, or are read only to understand others: `key` is the key that a file has beside the
    `id`; `first_page` and `last_page` are pages that have tags of their own; `eprint` is a
    number in `database`'s keeping; `is_pubmed` says that PubMed made the record; `retracted`
    that the article was; `more_notes` are notes that stand behind the others. `printed` and
    `number_printed` are the text and number of a page's entry.
    """

    text: str = ""
    id: str = ""
    type: str = ""
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
    problems: list[Problem] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    key: str = ""
    first_page: str = ""
    last_page: str = ""
    eprint: str = ""
    database: str = ""
    is_pubmed: bool = False
    retracted: bool = False
    more_notes: list[str] = field(default_factory=list)
    printed: str | None = None
    number_printed: int | None = None

    def fill(self, name: TextField, value: str) -> None:
        """Set a text field that is empty; one that says something stays."""
        if not getattr(self, name):
            setattr(self, name, value)

    def doubt(self, kind: ProblemKind, value: str, message: str) -> None:
        """Note that something is wrong about a value; its span is where `text` has it.

        The span is the first line where the text does not have it, or no value is meant.
        """
        at = self.text.find(value) if value else -1
        if at >= 0:
            self.problems.append(Problem(kind, at, at + len(value), message))
        else:
            first = self.text.splitlines()[0] if self.text else ""
            self.problems.append(Problem(kind, 0, len(first), message))

    def fields(self) -> dict[str, Any]:
        """Return the fields of a citation that say something."""
        values = _values_of(self)
        return dict(compress(zip(_FIELDS, values, strict=True), values))

    def citation(self, source: Source) -> Citation:
        """Make the citation; an entry without a key gets one, one without a type is a document."""
        found = self.fields()
        found["source"] = source
        if not self.id:
            found["id"] = made_key(self.author, self.issued, self.title)
        if not self.type:
            found["type"] = "document"
        if self.problems:
            found["problems"] = tuple(sorted(self.problems, key=_place))
        citation: Citation = _validate(found, by_alias=False, by_name=True)
        return citation


_FIELDS = tuple(name for name in Citation.model_fields if name not in ("source", "problems"))
_values_of = attrgetter(*_FIELDS)
_validate = Citation.__pydantic_validator__.validate_python


def _place(problem: Problem) -> tuple[int, int, str]:
    return problem.start, problem.end, problem.message
