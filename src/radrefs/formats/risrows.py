"""Hold the table of RIS: which tag holds which fact, how it is written, how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from urllib.parse import unquote

from radrefs.dates import read_date
from radrefs.formats.facts import (
    RANGE,
    address,
    is_month,
    keyword_text,
    keywords,
    name_parts,
    notes,
    read_notes,
    read_pages_of,
)
from radrefs.formats.languages import read_language
from radrefs.formats.naming import read_names
from radrefs.formats.ristypes import READ_TYPES, TYPES
from radrefs.formats.table import Draft, Row
from radrefs.formats.tagged import doubt, leave, only_read, plain, standard_number, with_supplement
from radrefs.model import ET_AL, Citation, Date, Name, ProblemKind
from radrefs.text import one_line

__all__ = ["GROUPS", "LISTS", "READERS", "ROWS", "SEVERAL", "settle"]

Read = Callable[[Sequence[str], Draft], None]
_NUMBERED = ("report", "patent", "standard")
_BOOKS = ("book", "chapter", "entry-dictionary", "entry-encyclopedia", "classic")
_DATE = re.compile(r"(\d{4})(?:[/-](\d{0,2})(?:[/-](\d{0,2})(?:[/-](.*))?)?)?")
_SOLID = re.compile(r"(\d{4})(\d\d)(\d\d)?/*")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_DOI = re.compile(r"(?:doi:?\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)*(10\.\S+)", re.IGNORECASE)
_RESOLVER = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
_SEVERAL = re.compile(r";\s*(?=https?://)")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")


def _first(values: Sequence[str]) -> str:
    return values[0] or next((value for value in values if value), "")


def _type() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        word = values[0].strip(" ,.;:")
        draft["type"] = READ_TYPES.get(word.upper(), "document")
        if word.upper() not in READ_TYPES:
            told = f"the type {word!r} is not one of RIS" if word else "the record names no type"
            doubt(draft, ProblemKind.UNREAD, word, f"{told}; read as a document")

    return Row("TY", lambda citation: (TYPES[citation.type],), read)


def _short_title() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        short = citation.container_title_short
        return (short,) if short and citation.type == "article-journal" else ()

    return Row("J2", write, plain("J2", "container_title_short").read)


def _first_day(citation: Citation) -> tuple[int, ...]:
    """Give year, month and day of the (first) date; () without a year."""
    issued = citation.issued
    parts = issued.date_parts[0] if issued and issued.date_parts else ()
    return parts if parts and parts[0] else ()


def _year() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        parts = _first_day(citation)
        return (f"{parts[0]:04d}",) if parts else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        text = _first(values)
        date, status = _when(text)
        if date:
            draft["issued"] = date
        elif status:
            draft.setdefault("status", status)
        elif text:
            draft["issued"] = Date(literal=text)
            doubt(draft, ProblemKind.YEAR, text, "not a year; kept as it stands")

    return Row("PY", write, read)


@lru_cache(maxsize=16384)
def _when(text: str) -> tuple[Date | None, str | None]:
    """Read a date ("2021/07/01/", "2021/07//Summer", "Jul 2021") or a status ("in press")."""
    if found := _DATE.fullmatch(text) or _SOLID.fullmatch(text):
        year, month, day = (int(found[at] or 0) for at in (1, 2, 3))
        other = found[4] if found.re is _DATE else ""
        season = _SEASONS.get((other or "").strip("/ ").lower())
        if not year:
            return None, None
        parts = (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else (year, month)
        return Date(date_parts=(parts if 1 <= month <= 12 else (year,),), season=season), None
    if read := read_date(text):
        return read.date, read.status
    years = _YEAR.findall(text)
    return (Date(date_parts=((int(years[0]),),)) if len(years) == 1 else None), None


def _day() -> Row:
    """Map the date with month and day; a day without year ("JUL 1") belongs to that of `PY`."""

    def write(citation: Citation) -> Iterable[str]:
        parts = _first_day(citation)
        if not is_month(parts):
            return ()
        day = f"/{parts[2]:02d}" if len(parts) > 2 else ""
        return (f"{parts[0]:04d}/{parts[1]:02d}{day}",)

    def read(values: Sequence[str], draft: Draft) -> None:
        text = _first(values)
        issued: Date | None = draft.get("issued")
        date, _ = _when(text)
        if issued is None or not issued.year:
            if date:
                draft["issued"] = date
            return
        if date is None and (read := read_date(f"{text.title()} {issued.year}")):
            date = read.date
        # The year of `PY` is the one to cite: some write the day of their visit here.
        if date and date.year == issued.year:
            if len(date.date_parts[0]) > len(issued.date_parts[0]):
                draft["issued"] = date
        elif text:
            leave(draft, "DA")

    return Row("DA", write, read)


def _pages(tag: str, at: int) -> Row:
    """Map first and last page; what is no single range stands whole in `SP`."""

    def write(citation: Citation) -> Iterable[str]:
        page = citation.page
        found = RANGE.fullmatch(page) if page and page != citation.number else None
        if found:
            return (found["first"] or found["from"], found["last"] or found["to"])[at : at + 1]
        return (page,) if page and not at else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        draft[f"_{tag}"] = _first(values)

    return Row(tag, write, read)


def _settle_pages(draft: Draft) -> None:
    """Make the pages of their ends; a range in `SP` has its end there, whatever `EP` says."""
    first, last = draft.pop("_SP", ""), draft.pop("_EP", "")
    number = draft.get("number")
    if first.isdigit() and last.isdigit() and len(first) == len(last) and first < last:
        draft["page"] = f"{first}-{last}"
        return
    if last.startswith(f"{first}-") or not first:
        first, last = last, ""
    if last and last != first and not RANGE.fullmatch(first):
        read_pages_of(f"{first}-{last}", draft)
    elif first:
        read_pages_of(first, draft)
    elif number and draft["type"] not in _NUMBERED:
        draft["page"] = number


def _with_issue(tag: str, field: str, read: Read) -> Row:
    """Write a field only beside an issue: JabRef makes the last of both the issue."""

    def write(citation: Citation) -> Iterable[str]:
        value: str | None = getattr(citation, field)
        if not value or not citation.issue or not one_line(citation.issue):
            return ()
        return (value,) if field != "number" or value == citation.page else ()

    return Row(tag, write, read)


def _read_pmid(values: Sequence[str], draft: Draft) -> None:
    """Read an accession number: a PMID if the record's database is PubMed, or none is named."""
    number = _first(values).removeprefix("PMID:").strip()
    base = draft.get("_base", "").lower()
    known = not base or any(name in base for name in ("pubmed", "medline", "nlm"))
    if known and number.isascii() and number.isdigit() and len(number) <= 8:
        draft.setdefault("pmid", number)
    else:
        leave(draft, "AN")


def _standard_number() -> Row:
    """Map ISSN or ISBN; of a report its own number, which Zotero and EndNote read here."""

    def write(citation: Citation) -> Iterable[str]:
        own = citation.number if citation.type in _NUMBERED else None
        value = citation.issn or citation.isbn or own
        return (value,) if value else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            field, number = standard_number(value)
            if not field:
                books = "isbn" if draft["type"] in _BOOKS else "issn"
                field = "number" if draft["type"] in _NUMBERED else books
            if number:
                draft.setdefault(field, number)

    return Row("SN", write, read)


def _doi() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            if value.startswith("10.") and " " not in value:
                draft["doi"] = value
                return
            if found := _DOI.fullmatch(value):
                draft["doi"] = unquote(found[1]) if _RESOLVER.match(value) else found[1]
                return
        leave(draft, "DO")

    return Row("DO", plain("DO", "doi").write, read)


def _url() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        value = address(citation)
        return (value,) if value else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in chain.from_iterable(map(_SEVERAL.split, values)):
            if value.startswith("PM:") and value[3:].isdigit():
                draft.setdefault("pmid", value[3:])
            elif not _URL.match(value) or draft.setdefault("url", value) != value:
                leave(draft, "UR")
            elif _RESOLVER.match(value) and (found := _DOI.fullmatch(value)):
                draft.setdefault("doi", unquote(found[1]))
            elif " " in value:
                doubt(draft, ProblemKind.URL, value, "a blank stands in the address")

    return Row("UR", write, read)


def _read_link(values: Sequence[str], draft: Draft) -> None:
    """Take a link to the text for the address where there is none."""
    for value in values:
        if "url" not in draft and value.startswith(("http://", "https://")):
            draft["url"] = value


def _genre() -> Row:
    """Map the kind of work; some publishers write the DOI here."""

    def read(values: Sequence[str], draft: Draft) -> None:
        for value in values:
            if found := _DOI.fullmatch(value):
                draft.setdefault("doi", found[1])
            elif value:
                draft.setdefault("genre", value)

    return Row("M3", plain("M3", "genre").write, read)


def _edition() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        # EndNote and PubMed write the day of the electronic publication here.
        if re.fullmatch(r"\d{4}/\d\d?(?:/\d\d?)?/?", _first(values)):
            leave(draft, "ET")
        else:
            plain("ET", "edition").read(values, draft)

    return Row("ET", plain("ET", "edition").write, read)


def _language() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        if value := _first(values):
            draft["language"] = read_language(value)

    return Row("LA", plain("LA", "language").write, read)


def _abstract() -> Row:
    """Map the abstract; a structured one may stand in several lines, or twice."""

    def read(values: Sequence[str], draft: Draft) -> None:
        if len(values) == 1 and values[0]:
            draft["abstract"] = values[0]
        elif text := " ".join(filter(None, dict.fromkeys(values))):
            draft["abstract"] = text

    return Row("AB", plain("AB", "abstract").write, read)


def _keywords() -> Row:
    def read(values: Sequence[str], draft: Draft) -> None:
        joined = ", ".join(values)
        if ";" in joined:
            values = [word.strip() for value in values for word in value.split(";")]
        elif joined.count(",") == len(set(values)) - 1 and "" not in values:
            draft["keyword"] = joined
            return
        if words := list(filter(None, dict.fromkeys(values))):
            draft["keyword"] = keyword_text(words)

    return Row("KW", keywords, read)


def _notes() -> Row:
    """Map notes, and the status among them; Zotero's have HTML, and some are but the DOI."""

    def read(values: Sequence[str], draft: Draft) -> None:
        told = []
        for value in values:
            if value.startswith(("<p>", "<div")) and value.endswith(("</p>", "</div>")):
                value = " ".join(_MARKUP.sub(" ", value).split())
            found = _DOI.fullmatch(value) if value.lower().startswith("doi") else None
            if found:
                draft.setdefault("doi", found[1])
            if not found or draft["doi"].lower() != found[1].lower():
                told.append(value)
        read_notes(told, draft)

    return Row("N1", notes, read)


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


def _people(tag: str, field: str) -> Row:
    """Map names. Authors are people, then bodies: JabRef keeps a body only at the end."""

    def write(citation: Citation) -> Iterable[str]:
        found = [_spelled(name) for name in getattr(citation, field)]
        if field == "author" and any(kind for kind, _ in found):
            found.sort(key=lambda pair: pair[0])
        return [text for _, text in found]

    def read(values: Sequence[str], draft: Draft) -> None:
        if names := read_names(values):
            draft[field] = names
        for value in values if any(name.literal for name in names) else ():
            if value.count(",") > 2 and not value.endswith(",") and len(read_names([value])) == 1:
                doubt(draft, ProblemKind.NAME, value, "a name of many parts; kept whole")

    return Row(tag, write, read)


def _read_journal(values: Sequence[str], draft: Draft) -> None:
    """Read `JF`, the journal in full: beside a shorter `T2`, that is the abbreviation."""
    full, told = _first(values), draft.get("container_title")
    if told is None and full:
        draft["container_title"] = full
    elif told and len(full) > len(told):
        draft["container_title"] = full
        draft.setdefault("container_title_short", told)


def _read_journal_either(values: Sequence[str], draft: Draft) -> None:
    """Read `JO`: the journal in full or its abbreviation, as the other tags leave it open."""
    name, told = _first(values), draft.get("container_title")
    if told is None and name:
        draft["container_title"] = name
    elif told and name and len(name) < len(told):
        draft.setdefault("container_title_short", name)


def _read_issue(values: Sequence[str], draft: Draft) -> None:
    """Read `M1`, which is the issue of an article that has no `IS`."""
    value = _first(values)
    if draft["type"].startswith("article") and "issue" not in draft and 0 < len(value) < 20:
        draft["issue"] = value
    elif value:
        leave(draft, "M1")


def _read_pmcid(values: Sequence[str], draft: Draft) -> None:
    value = _first(values)
    if re.fullmatch(r"PMC\d+", value):
        draft["pmcid"] = value
    else:
        leave(draft, "C2")


def _read_access(values: Sequence[str], draft: Draft) -> None:
    date, _ = _when(_first(values))
    if date:
        draft["accessed"] = date
    else:
        leave(draft, "Y2")


def _read_base(values: Sequence[str], draft: Draft) -> None:
    draft["_base"] = " ".join(values)
    leave(draft, "DB")


ROWS = (
    _type(),
    plain("ID", "id"),
    plain("TI", "title"),
    plain("T2", "container_title"),
    _short_title(),
    _edition(),
    plain("CY", "publisher_place"),
    plain("PB", "publisher"),
    _genre(),
    _year(),
    _day(),
    plain("VL", "volume"),
    _with_issue("AN", "pmid", _read_pmid),
    _with_issue("C7", "number", plain("C7", "number").read),
    plain("IS", "issue"),
    _pages("SP", 0),
    _pages("EP", 1),
    _standard_number(),
    _doi(),
    _url(),
    _language(),
    _abstract(),
    _keywords(),
    _notes(),
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
    only_read("L2", _read_link),
    only_read("L1", _read_link),
    only_read("Y2", _read_access),
)
"""All rows in the order in which they are read: first what the others look at."""

LISTS = frozenset({"AU", "ED", "KW", "N1"})
"""Tags with one value a line."""

SEVERAL = LISTS | {"AB", "DB", "DO", "L1", "L2", "M3", "SN", "UR"}
"""Tags whose rows look at every value; of another tag the first counts."""

GROUPS = (
    frozenset({"TI", "ST"}),
    frozenset({"T2", "J2", "JF", "JO"}),
    frozenset({"PY", "DA"}),
    frozenset({"VL", "IS", "M1", "SP", "EP", "C7", "AN", "SN"}),
    frozenset({"DO", "UR", "L1", "L2", "M3", "N1"}),
    frozenset({"N1", "TY"}),
)


def settle(draft: Draft) -> None:
    """Settle what several tags tell together: pages, the journal, a supplement."""
    _settle_pages(draft)
    if "container_title" not in draft and "container_title_short" in draft:
        draft["container_title"] = draft["container_title_short"]
    with_supplement(draft)
    draft.pop("_base", None)
