"""Hold the tables of BibTeX and BibLaTeX: which field holds which fact, read in both directions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from radrefs.dates import MONTHS
from radrefs.formats.bibtex.latex import escape, protect, raw, unescape
from radrefs.formats.bibtex.names import read_names, spell_names
from radrefs.formats.bibtex.types import (
    MADE,
    SPARE,
    VALID,
    biblatex_type,
)  # fmt: skip
from radrefs.formats.draft import Draft, NamesField, TextField
from radrefs.formats.facts import (
    RANGE,
    address,
    is_month,
    joined,
    notes,
    read_iso,
    read_notes,
    read_pages_of,
)  # fmt: skip
from radrefs.formats.table import Row
from radrefs.languages import LANGUAGES
from radrefs.model import Citation, Date
from radrefs.text import one_line

__all__ = ["BIBLATEX", "ROWS", "latex_values", "state", "values_of"]

Write = Callable[[Citation], Iterable[str]]
Read = Callable[[Sequence[str], Draft], None]
_JOURNALS = ("article-journal", "article-magazine", "article-newspaper")
_BOOKED = ("chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia")
_HOWEVER = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/|doi:\s*", re.IGNORECASE)


def _one(value: str | None) -> Iterable[str]:
    return (value,) if value else ()


def _text(tag: str, field: TextField, spell: Callable[[str], str] = escape) -> Row:
    """Map a field to a text, escaped."""

    def write(citation: Citation) -> Iterable[str]:
        return _one(spell(getattr(citation, field) or ""))

    def read(values: Sequence[str], draft: Draft) -> None:
        if value := unescape(values[0]):
            draft.fill(field, value)

    return Row(tag, write, read)


def _listed(tag: str, field: TextField) -> Row:
    """Map a field that holds a list to one name: "and" would part it, so it is braced."""

    def spell(text: str) -> str:
        spelled = escape(text)
        return f"{{{spelled}}}" if " and " in f" {spelled.lower()} " else spelled

    return _text(tag, field, spell)


def _verbatim(tag: str, write: Write, field: TextField) -> Row:
    """Map a field whose value stands raw; what others escaped in it is undone."""

    def read(values: Sequence[str], draft: Draft) -> None:
        bare = re.sub(r"\\url\{([^{}]*)\}", r"\1", values[0])
        bare = re.sub(r"\\([&%_#$~{}])", r"\1", bare).replace("{", "").replace("}", "")
        if value := one_line(bare.replace("$<$", "<").replace("$>$", ">")):
            draft.fill(field, value)

    return Row(tag, write, read)


def _doi() -> Row:
    row = _verbatim("doi", lambda citation: _one(raw(citation.doi or "")), "doi")

    def read(values: Sequence[str], draft: Draft) -> None:
        row.read([_HOWEVER.sub("", values[0].strip(), count=1)], draft)

    return Row("doi", row.write, read)


def _names(tag: str, field: NamesField) -> Row:
    def write(citation: Citation) -> Iterable[str]:
        return _one(spell_names(getattr(citation, field)))

    def read(values: Sequence[str], draft: Draft) -> None:
        if (found := read_names(" and ".join(values))) and not getattr(draft, field):
            setattr(draft, field, found)

    return Row(tag, write, read)


def _only(types: Sequence[str] | Callable[[str], bool], row: Row, always: bool = False) -> Row:
    """Write a row for some types alone; read it for them, or with `always` for all."""
    test = types if callable(types) else types.__contains__

    def write(citation: Citation) -> Iterable[str]:
        return row.write(citation) if test(citation.type) else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        if always or test(draft.type):
            row.read(values, draft)

    return Row(row.tag, write, read)


def _year() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        return _one(f"{citation.year:04d}" if citation.year else None)

    def read(values: Sequence[str], draft: Draft) -> None:
        text = unescape(values[0])
        if date := read_iso(text):
            draft.issued = draft.issued or date
        elif text.lower() in ("in press", "forthcoming", "accepted"):
            draft.fill("status", text.lower())
        elif text:
            draft.issued = draft.issued or Date(literal=text)

    return Row("year", write, read)


_WORD = re.compile(r"[a-z]{3,9}")


def _month() -> Row:
    """Return the (first) month as a macro; a day that others add ("1~" # jul) is read."""

    def write(citation: Citation) -> Iterable[str]:
        parts = citation.issued.date_parts[0] if citation.issued and citation.year else ()
        return (MONTHS[parts[1] - 1],) if is_month(parts) else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        issued = draft.issued
        if issued is None or len(issued.date_parts) != 1 or len(issued.date_parts[0]) != 1:
            return
        text = unescape(values[0]).lower()
        named = [MONTHS.index(word[:3]) + 1 for word in _WORD.findall(text) if word[:3] in MONTHS]
        numbers = [int(number) for number in re.findall(r"\d{1,2}", text)]
        months = named or numbers[:1]
        days = numbers if named else numbers[1:]
        if months and 1 <= months[0] <= 12:
            parts = (issued.date_parts[0][0], months[0])
            day = days[0] if len(months) == len(days) == 1 and 1 <= days[0] <= 31 else None
            draft.issued = Date(date_parts=((*parts, day) if day else parts,))

    return Row("month", write, read)


def _date() -> Row:
    """Return the date as ISO 8601, a span with a slash, a season as month 21 to 24 (EDTF)."""

    def write(citation: Citation) -> Iterable[str]:
        return _one(joined(citation.issued) if citation.issued else None)

    return Row("date", write, _year().read)


def _accessed() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        return _one(joined(citation.accessed) if citation.accessed else None)

    def read(values: Sequence[str], draft: Draft) -> None:
        if date := read_iso(unescape(values[0])):
            draft.accessed = draft.accessed or date

    return Row("urldate", write, read)


def _pages() -> Row:
    """Return the pages, two hyphens in each range; those of an article number are its own."""

    def write(citation: Citation) -> Iterable[str]:
        page = one_line(citation.page or "")
        if not page or page == citation.number:
            return _one(escape(page))
        # A sign that no text holds keeps the place of a range's dash while it is escaped.
        marked = RANGE.sub(lambda m: f"{m['first'] or m['from']}\ue000{m['last'] or m['to']}", page)
        return _one(escape(marked).replace("\ue000", "--"))

    def read(values: Sequence[str], draft: Draft) -> None:
        read_pages_of(re.sub(r"-{2,}", "-", values[0]), draft, unescape)

    return Row("pages", write, read)


def _number() -> Row:
    """Return the issue; of what has none, its own number."""

    def write(citation: Citation) -> Iterable[str]:
        own = citation.number if citation.type not in _JOURNALS else None
        return _one(escape(citation.issue or own or ""))

    def read(values: Sequence[str], draft: Draft) -> None:
        field: TextField = "issue" if draft.type in _JOURNALS else "number"
        if value := unescape(values[0]):
            draft.fill(field, value)

    return Row("number", write, read)


# "discussion 555-556": between page numbers, TeX wants two hyphens; in "2020-01-02" not.
_NOTED_RANGE = re.compile(r"(?<![^\s(,;])(\w*\d)(?:-|-\{\}-)([A-Z]{0,3}\d+)(?![^\s),;.])")
_DOUBLED = re.compile(r"(?<=\d)--(?=[A-Z]{0,3}\d)")


def _note() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        return _one(_NOTED_RANGE.sub(r"\1--\2", escape("; ".join(notes(citation)))))

    def read(values: Sequence[str], draft: Draft) -> None:
        read_notes([unescape(_DOUBLED.sub("-", value)) for value in values], draft)

    return Row("note", write, read)


def _language(tag: str) -> Row:
    codes = {name: code for code, name in reversed(LANGUAGES.items())}

    def write(citation: Citation) -> Iterable[str]:
        language = citation.language or ""
        return _one(LANGUAGES.get(language) or escape(language))

    def read(values: Sequence[str], draft: Draft) -> None:
        if value := unescape(values[0]):
            draft.fill("language", codes.get(value.lower(), value))

    return Row(tag, write, read)


def _url() -> Row:
    return _verbatim("url", lambda citation: _one(raw(address(citation) or "")), "url")


def _pubmed() -> tuple[Row, Row]:
    """Return the PMID as BibLaTeX does: `eprint`, and whose it is."""

    def read(values: Sequence[str], draft: Draft) -> None:
        draft.eprint = one_line(values[0].replace("{", "").replace("}", ""))

    def write_type(citation: Citation) -> Iterable[str]:
        return ("pubmed",) if raw(citation.pmid or "") else ()

    def read_type(values: Sequence[str], draft: Draft) -> None:
        if values[0].strip().lower() == "pubmed" and draft.eprint:
            draft.fill("pmid", draft.eprint)

    return (
        Row("eprint", lambda citation: _one(raw(citation.pmid or "")), read),
        Row("eprinttype", write_type, read_type),
    )


def _genre() -> Row:
    """Return the kind of report, thesis or preprint, where none is named by a word of its own."""
    row = _text("type", "genre")

    def write(citation: Citation) -> Iterable[str]:
        return tuple(row.write(citation)) or _one(MADE.get(citation.type))

    def read(values: Sequence[str], draft: Draft) -> None:
        if values[0] not in MADE.values():
            row.read(values, draft)

    return Row("type", write, read)


def _kind() -> Row:
    """Return the kind as BibTeX does: its own types name reports and theses."""
    row = _genre()

    def write(citation: Citation) -> Iterable[str]:
        made = citation.type in ("report", "thesis") and not citation.genre
        return () if made else row.write(citation)

    return Row("type", write, row.read)


def state() -> Row:
    """Read a status of BibLaTeX's; it is written as a note, which all importers read."""

    def write(citation: Citation) -> Iterable[str]:
        return ()

    def read(values: Sequence[str], draft: Draft) -> None:
        states = {"inpress": "in press", "forthcoming": "forthcoming"}
        if status := states.get(values[0].strip().lower()):
            draft.fill("status", status)

    return Row("pubstate", write, read)


def _subtype() -> Row:
    """Separate magazines and newspapers from journals, as BibLaTeX's manual has it (3.2)."""

    def write(citation: Citation) -> Iterable[str]:
        kind = citation.type.removeprefix("article-")
        return (kind,) if kind in ("magazine", "newspaper") else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        kind = values[0].strip().lower()
        if kind in ("magazine", "newspaper") and draft.type == "article-journal":
            draft.type = f"article-{kind}"

    return Row("entrysubtype", write, read)


def _is_misc(type_: str) -> bool:
    return type_ not in (*_JOURNALS, *_BOOKED, "book", "report", "thesis")


def _is_published(type_: str) -> bool:
    return type_ not in ("thesis", "report")


_ABSTRACT = _text("abstract", "abstract")
_KEYWORDS = _text("keywords", "keyword")
_TITLE = _text("title", "title", protect)
_CONTAINER: TextField = "container_title"

ROWS = (
    _subtype(),
    _names("author", "author"),
    _names("editor", "editor"),
    _TITLE,
    _only((*_BOOKED, "book", "report", "thesis"), _text("booktitle", _CONTAINER, protect), True),
    _only(_is_misc, _text("howpublished", _CONTAINER), True),
    _only(_JOURNALS, _text("journal", _CONTAINER), True),
    _text("shortjournal", "container_title_short"),
    _text("edition", "edition"),
    _kind(),
    _only(_is_published, _listed("publisher", "publisher"), True),
    _only(("thesis",), _listed("school", "publisher"), True),
    _only(("report",), _listed("institution", "publisher"), True),
    _listed("address", "publisher_place"),
    _year(),
    _month(),
    _text("volume", "volume"),
    _number(),
    _pages(),
    _note(),
    _doi(),
    _url(),
    _accessed(),
    _text("issn", "issn"),
    _text("isbn", "isbn"),
    _text("pmid", "pmid"),
    _text("pmcid", "pmcid"),
    _language("language"),
    _ABSTRACT,
    _KEYWORDS,
)
"""BibTeX's fields in the order in which they are written."""

BIBLATEX = (
    _subtype(),
    _names("author", "author"),
    _names("editor", "editor"),
    _TITLE,
    _only(
        (*_BOOKED, "book", "report", "thesis", "dataset"),
        _text("booktitle", _CONTAINER, protect), True,
    ),
    _only(("webpage",), _listed("organization", _CONTAINER), True),
    _only(
        lambda type_: _is_misc(type_) and type_ not in ("webpage", "dataset"),
        _text("howpublished", _CONTAINER), True,
    ),
    _only(_JOURNALS, _text("journaltitle", _CONTAINER), True),
    _text("shortjournal", "container_title_short"),
    _text("edition", "edition"),
    _genre(),
    _only(_is_published, _listed("publisher", "publisher"), True),
    _only(("thesis", "report"), _listed("institution", "publisher"), True),
    _listed("location", "publisher_place"),
    _date(),
    _text("volume", "volume"),
    _number(),
    _pages(),
    _note(),
    _doi(),
    _url(),
    _accessed(),
    _text("issn", "issn"),
    _text("isbn", "isbn"),
    *_pubmed(),
    _verbatim("verba", lambda citation: _one(raw(citation.pmcid or "")), "pmcid"),
    _language("langid"),
    _ABSTRACT,
    _KEYWORDS,
)  # fmt: skip
"""BibLaTeX's fields in the order in which they are written."""


def values_of(rows: Sequence[Row], citation: Citation) -> dict[str, str]:
    """Return each field's value, spelled, without its braces; the first row of a name counts."""
    found: dict[str, str] = {}
    for row in rows:
        for value in row.write(citation):
            if value and row.tag not in found:
                found[row.tag] = value
    return found


def latex_values(citation: Citation) -> tuple[str, dict[str, str]]:
    """Return BibLaTeX's entry type and values, each in a field that the type may have."""
    type_ = biblatex_type(citation)
    valid = VALID.get(type_)
    values = values_of(BIBLATEX, citation)
    if valid is None:
        return type_, values
    return type_, {
        name if name not in SPARE or name in valid else SPARE[name]: value
        for name, value in values.items()
    }
