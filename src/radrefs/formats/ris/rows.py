"""Hold the table of RIS: which tag holds which fact, how it is written, how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from radrefs.formats.draft import Draft, NamesField, TextField
from radrefs.formats.facts import (
    RANGE,
    keyword_text,
    keywords,
    read_pages_of,
)
from radrefs.formats.ris.dates import accessed, day, year
from radrefs.formats.ris.links import doi, genre, link, noted, url
from radrefs.formats.ris.types import READ_TYPES, TYPES
from radrefs.formats.table import Row
from radrefs.formats.tagged import (
    first_of,
    marked,
    only_read,
    plain,
    standard_number,
    with_supplement,
)
from radrefs.formats.tagged.names import read_names
from radrefs.languages import read_language
from radrefs.model import ET_AL, Citation, Name, ProblemKind
from radrefs.names import name_parts
from radrefs.pages import read_pages
from radrefs.text import one_line

__all__ = ["GROUPS", "LISTS", "READERS", "ROWS", "SEVERAL", "complete"]

Read = Callable[[Sequence[str], Draft], None]
_NUMBERED = ("report", "patent", "standard")
_RANGE = re.compile(r"\d+[-\u2010-\u2015]\d+")
_BOOKS = ("book", "chapter", "entry-dictionary", "entry-encyclopedia", "classic")


def _type() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        word = values[0].strip(" ,.;:")
        draft.type = READ_TYPES.get(word.upper(), "document")
        if word.upper() not in READ_TYPES:
            message = f"the type {word!r} is not one of RIS" if word else "the record names no type"
            draft.doubt(ProblemKind.UNREAD, word, f"{message}; read as a document")

    return Row("TY", lambda citation: (TYPES[citation.type],), read)


def _short_title() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        short = citation.container_title_short
        return (short,) if short and citation.type == "article-journal" else ()

    return Row("J2", write, plain("J2", "container_title_short").read)


def _pages(tag: str, at: Literal[0, 1]) -> Row:
    """Map first and last page; what is no single range stands whole in `SP`."""

    def write(citation: Citation) -> Iterable[str]:
        page = citation.page
        found = RANGE.fullmatch(page) if page and page != citation.number else None
        if found:
            return (found["first"] or found["from"], found["last"] or found["to"])[at : at + 1]
        return (page,) if page and not at else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        if at:
            draft.last_page = first_of(values)
        else:
            draft.first_page = first_of(values)

    return Row(tag, write, read)


def _join_pages(draft: Draft) -> None:
    """Make the pages of their ends; a range in `SP` has its end there, whatever `EP` says."""
    first, last = draft.first_page, draft.last_page
    number = draft.number
    if first.isdigit() and last.isdigit() and len(first) == len(last) and first < last:
        draft.page = f"{first}-{last}"
        return
    if last.startswith(f"{first}-") or not first:
        first, last = last, ""
    whole = last and (_RANGE.fullmatch(first) or read_pages(first).page.endswith(f"-{last}"))
    if last and last != first and not whole:
        both = f"{first}-{last}"
        if read_pages(both).number:
            draft.page = both  # "I-12" to "I-15": two ends are no article number
        else:
            read_pages_of(both, draft)
    elif first:
        read_pages_of(first, draft)
    elif number and draft.type not in _NUMBERED:
        draft.page = number


def _with_issue(tag: str, field: TextField, read: Read) -> Row:
    """Write a field only beside an issue: JabRef makes the last of both the issue."""

    def write(citation: Citation) -> Iterable[str]:
        value: str | None = getattr(citation, field)
        if not value or not citation.issue or not one_line(citation.issue):
            return ()
        return (value,) if field != "number" or value == citation.page else ()

    return Row(tag, write, read)


def _read_pmid(values: Sequence[str], draft: Draft) -> None:
    """Read an accession number: a PMID if the record's database is PubMed, or none is named."""
    number = first_of(values).removeprefix("PMID:").strip()
    base = draft.database.lower()
    known = not base or any(name in base for name in ("pubmed", "medline", "nlm"))
    if known and number.isascii() and number.isdigit() and len(number) <= 8:
        draft.fill("pmid", number)
    else:
        draft.left.add("AN")


def _standard_number() -> Row:
    """Map ISSN or ISBN; of a report its own number, which Zotero and EndNote read here."""

    def write(citation: Citation) -> Iterable[str]:
        own = citation.number if citation.type in _NUMBERED else None
        value = citation.issn or citation.isbn or own
        return (value,) if value else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            field: TextField | Literal[""]
            field, number = standard_number(value)
            if not field:
                field = "isbn" if draft.type in _BOOKS else "issn"
                field = "number" if draft.type in _NUMBERED else field
            if number:
                draft.fill(field, number)

    return Row("SN", write, read)


def _edition() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        # EndNote and PubMed write the day of the electronic publication here.
        if re.fullmatch(r"\d{4}/\d\d?(?:/\d\d?)?/?", first_of(values)):
            draft.left.add("ET")
        else:
            plain("ET", "edition").read(values, draft)

    return Row("ET", plain("ET", "edition").write, read)


def _language() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        if value := first_of(values):
            draft.language = read_language(value)

    return Row("LA", plain("LA", "language").write, read)


def _abstract() -> Row:
    """Map the abstract; a structured one may stand in several lines, or twice."""
    row = marked("AB", "abstract")

    def read(values: Sequence[str], draft: Draft) -> None:
        if len(values) > 1:
            values = [" ".join(filter(None, dict.fromkeys(values)))]
        row.read(values, draft)

    return Row("AB", row.write, read)


def _keywords() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        joined = ", ".join(values)
        if ";" in joined:
            values = [word.strip() for value in values for word in value.split(";")]
        elif joined.count(",") == len(set(values)) - 1 and "" not in values:
            draft.keyword = joined
            return
        if words := list(filter(None, dict.fromkeys(values))):
            draft.keyword = keyword_text(words)

    return Row("KW", keywords, read)


def _spelled(name: Name) -> tuple[int, str]:
    """Spell a name: `Family, Given, Suffix` (0), a body (1) or "et al." (2) with a comma.

    A family alone has the comma too, if it could be taken apart.
    """
    family, given = name.family, name.given
    if family and given and not name.suffix and family.isalpha() and given[-1] == ".":
        return 0, f"{family}, {given}"
    last, first, end = name_parts(name)
    if not last:
        return 1 + (name == ET_AL), f"{first}," if first else ""
    if not first:
        alone = f"{last} {end}" if end else last
        return 0, f"{alone}," if " " in alone else alone
    return 0, f"{last}, {first}, {end}" if end else f"{last}, {first}"


def _people(tag: str, field: NamesField) -> Row:
    """Map names. Authors are people, then bodies: JabRef keeps a body only at the end."""

    def write(citation: Citation) -> Iterable[str]:
        found = [_spelled(name) for name in getattr(citation, field)]
        if field == "author" and any(kind for kind, _ in found):
            found.sort(key=lambda pair: pair[0])
        return [text for _, text in found]

    def read(values: Sequence[str], draft: Draft) -> None:
        if names := read_names(values):
            setattr(draft, field, names)
        for value in values if any(name.literal for name in names) else ():
            if value.count(",") > 2 and not value.endswith(",") and len(read_names([value])) == 1:
                draft.doubt(ProblemKind.NAME, value, "a name of many parts; kept whole")

    return Row(tag, write, read)


def _read_journal(values: Sequence[str], draft: Draft) -> None:
    """Read `JF`, the journal in full: beside a shorter `T2`, that is the abbreviation."""
    full, known = first_of(values), draft.container_title
    if known is None and full:
        draft.container_title = full
    elif known and len(full) > len(known):
        draft.container_title = full
        draft.fill("container_title_short", known)


def _read_journal_either(values: Sequence[str], draft: Draft) -> None:
    """Read `JO`: the journal in full or its abbreviation, as the other tags leave it open."""
    name, known = first_of(values), draft.container_title
    if known is None and name:
        draft.container_title = name
    elif known and name and len(name) < len(known):
        draft.fill("container_title_short", name)


def _read_issue(values: Sequence[str], draft: Draft) -> None:
    """Read `M1`, which is the issue of an article that has no `IS`."""
    value = first_of(values)
    if draft.type.startswith("article") and not draft.issue and 0 < len(value) < 20:
        draft.issue = value
    elif value:
        draft.left.add("M1")


def _read_pmcid(values: Sequence[str], draft: Draft) -> None:
    value = first_of(values)
    if re.fullmatch(r"PMC\d+", value):
        draft.pmcid = value
    else:
        draft.left.add("C2")


def _read_base(values: Sequence[str], draft: Draft) -> None:
    draft.database = " ".join(values)
    draft.left.add("DB")


ROWS = (
    _type(),
    plain("ID", "id"),
    marked("TI", "title"),
    plain("T2", "container_title"),
    _short_title(),
    _edition(),
    plain("CY", "publisher_place"),
    plain("PB", "publisher"),
    genre(),
    year(),
    day(),
    plain("VL", "volume"),
    _with_issue("AN", "pmid", _read_pmid),
    _with_issue("C7", "number", plain("C7", "number").read),
    plain("IS", "issue"),
    _pages("SP", 0),
    _pages("EP", 1),
    _standard_number(),
    doi(),
    url(),
    _language(),
    _abstract(),
    _keywords(),
    noted(),
    _people("ED", "editor"),
    _people("AU", "author"),
)
"""The tags in the order in which they are written."""

READERS = (
    only_read("DB", _read_base),
    *ROWS,
    only_read("ST", plain("ST", "title").read),
    only_read("JF", _read_journal),
    only_read("JO", _read_journal_either),
    only_read("M1", _read_issue),
    only_read("C2", _read_pmcid),
    link("L2"),
    link("L1"),
    accessed(),
)
"""All rows in the order in which they are read: first what the others look at."""

LISTS = frozenset({"AU", "ED", "KW", "N1"})
"""Tags with one value a line."""

SEVERAL = LISTS | {"AB", "DB", "DO", "L1", "L2", "M3", "PY", "SN", "UR"}
"""Tags whose rows look at every value; of another tag the first counts."""

GROUPS = (
    frozenset({"TI", "ST"}),
    frozenset({"T2", "J2", "JF", "JO"}),
    frozenset({"PY", "DA"}),
    frozenset({"VL", "IS", "M1", "SP", "EP", "C7", "AN", "SN"}),
    frozenset({"DO", "UR", "L1", "L2", "M3", "N1"}),
    frozenset({"N1", "TY"}),
)


def complete(draft: Draft) -> None:
    """Set what several tags say together: pages, the journal, a supplement."""
    _join_pages(draft)
    if not draft.container_title and draft.container_title_short:
        draft.container_title = draft.container_title_short
    with_supplement(draft)
