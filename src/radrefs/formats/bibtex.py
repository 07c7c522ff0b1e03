"""Map citations to BibTeX and BibLaTeX: one table of rows for each, read in both directions.

Names as `Family, G. H.` joined by "and", a cut list ends in `others`; supplements in
`number`, article numbers in `pages`, full ranges with two hyphens, DOI and address raw.
BibLaTeX says `journaltitle`, `date`, `eprint`, and puts what its data model has no place
for into the fields that it leaves free (`SPARE`), so that biber has nothing to warn of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from radrefs.citekeys import base_key
from radrefs.dates import MONTHS
from radrefs.formats.bibfile import Entry, Stretch, entry_text, fields_at, stretches
from radrefs.formats.bibtypes import (
    ALIASES,
    LANGUAGES,
    MADE,
    READ_TYPES,
    SPARE,
    VALID,
    biblatex_type,
    bibtex_type,
)  # fmt: skip
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
from radrefs.formats.latex import ascii_only, escape, protect, raw, raw_ascii, unescape
from radrefs.formats.library import Block
from radrefs.formats.options import DEFAULT, Options
from radrefs.formats.persons import read_names, spell_names
from radrefs.formats.table import Draft, Row
from radrefs.model import Citation, Date, Place, Problem, ProblemKind, Source
from radrefs.text import one_line

__all__ = [
    "BIBLATEX", "ROWS", "biblatex_pieces", "blocks", "edited", "looks", "pieces",
]  # fmt: skip

Write = Callable[[Citation], Iterable[str]]
Read = Callable[[Sequence[str], Draft], None]
_VERBATIM = frozenset("doi url verba verbb eprint".split())
_JOURNALS = ("article-journal", "article-magazine", "article-newspaper")
_BOOKED = ("chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia")
_HOWEVER = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/|doi:\s*", re.IGNORECASE)


def _one(value: str | None) -> Iterable[str]:
    return (value,) if value else ()


def _text(tag: str, field: str, spell: Callable[[str], str] = escape) -> Row:
    """Map a field to a text, escaped."""

    def write(citation: Citation) -> Iterable[str]:
        return _one(spell(getattr(citation, field) or ""))

    def read(values: Sequence[str], draft: Draft) -> None:
        if value := unescape(values[0]):
            draft.setdefault(field, value)

    return Row(tag, write, read)


def _listed(tag: str, field: str) -> Row:
    """Map a field that holds a list to one name: "and" would part it, so it is braced."""

    def spell(text: str) -> str:
        spelled = escape(text)
        return f"{{{spelled}}}" if " and " in f" {spelled.lower()} " else spelled

    return _text(tag, field, spell)


def _verbatim(tag: str, write: Write, field: str) -> Row:
    """Map a field whose value stands raw; what others escaped in it is undone."""

    def read(values: Sequence[str], draft: Draft) -> None:
        bare = re.sub(r"\\url\{([^{}]*)\}", r"\1", values[0])
        bare = re.sub(r"\\([&%_#$~{}])", r"\1", bare).replace("{", "").replace("}", "")
        if value := one_line(bare.replace("$<$", "<").replace("$>$", ">")):
            draft.setdefault(field, value)

    return Row(tag, write, read)


def _doi() -> Row:
    row = _verbatim("doi", lambda citation: _one(raw(citation.doi or "")), "doi")

    def read(values: Sequence[str], draft: Draft) -> None:
        row.read([_HOWEVER.sub("", values[0].strip(), count=1)], draft)

    return Row("doi", row.write, read)


def _names(tag: str, field: str) -> Row:
    def write(citation: Citation) -> Iterable[str]:
        return _one(spell_names(getattr(citation, field)))

    def read(values: Sequence[str], draft: Draft) -> None:
        if found := read_names(" and ".join(values)):
            draft.setdefault(field, found)

    return Row(tag, write, read)


def _only(types: Sequence[str] | Callable[[str], bool], row: Row, always: bool = False) -> Row:
    """Write a row for some types alone; read it for them, or with `always` for all."""
    test = types if callable(types) else types.__contains__

    def write(citation: Citation) -> Iterable[str]:
        return row.write(citation) if test(citation.type) else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        if always or test(draft["type"]):
            row.read(values, draft)

    return Row(row.tag, write, read)


def _year() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        return _one(f"{citation.year:04d}" if citation.year else None)

    def read(values: Sequence[str], draft: Draft) -> None:
        text = unescape(values[0])
        if date := read_iso(text):
            draft.setdefault("issued", date)
        elif text.lower() in ("in press", "forthcoming", "accepted"):
            draft.setdefault("status", text.lower())
        elif text:
            draft.setdefault("issued", Date(literal=text))

    return Row("year", write, read)


_WORD = re.compile(r"[a-z]{3,9}")


def _month() -> Row:
    """Give the (first) month as a macro; a day that others add ("1~" # jul) is read."""

    def write(citation: Citation) -> Iterable[str]:
        parts = citation.issued.date_parts[0] if citation.issued and citation.year else ()
        return (MONTHS[parts[1] - 1],) if is_month(parts) else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        issued = draft.get("issued")
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
            draft["issued"] = Date(date_parts=((*parts, day) if day else parts,))

    return Row("month", write, read)


def _date() -> Row:
    """Give the date as ISO 8601, a span with a slash, a season as month 21 to 24 (EDTF)."""

    def write(citation: Citation) -> Iterable[str]:
        return _one(joined(citation.issued) if citation.issued else None)

    return Row("date", write, _year().read)


def _accessed() -> Row:
    def write(citation: Citation) -> Iterable[str]:
        return _one(joined(citation.accessed) if citation.accessed else None)

    def read(values: Sequence[str], draft: Draft) -> None:
        if date := read_iso(unescape(values[0])):
            draft.setdefault("accessed", date)

    return Row("urldate", write, read)


def _pages() -> Row:
    """Give the pages, two hyphens in each range; those of an article number are its own."""

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
    """Give the issue; of what has none, its own number."""

    def write(citation: Citation) -> Iterable[str]:
        own = citation.number if citation.type not in _JOURNALS else None
        return _one(escape(citation.issue or own or ""))

    def read(values: Sequence[str], draft: Draft) -> None:
        field = "issue" if draft["type"] in _JOURNALS else "number"
        if value := unescape(values[0]):
            draft.setdefault(field, value)

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
            draft.setdefault("language", codes.get(value.lower(), value))

    return Row(tag, write, read)


def _url() -> Row:
    return _verbatim("url", lambda citation: _one(raw(address(citation) or "")), "url")


def _pubmed() -> tuple[Row, Row]:
    """Give the PMID as BibLaTeX does: `eprint`, and whose it is."""

    def read(values: Sequence[str], draft: Draft) -> None:
        draft.setdefault("_eprint", one_line(values[0].replace("{", "").replace("}", "")))

    def write_type(citation: Citation) -> Iterable[str]:
        return ("pubmed",) if raw(citation.pmid or "") else ()

    def read_type(values: Sequence[str], draft: Draft) -> None:
        if values[0].strip().lower() == "pubmed" and draft.get("_eprint"):
            draft.setdefault("pmid", draft["_eprint"])

    return (
        Row("eprint", lambda citation: _one(raw(citation.pmid or "")), read),
        Row("eprinttype", write_type, read_type),
    )


def _genre() -> Row:
    """Give the kind of report, thesis or preprint, where none is named by a word of its own."""
    row = _text("type", "genre")

    def write(citation: Citation) -> Iterable[str]:
        return tuple(row.write(citation)) or _one(MADE.get(citation.type))

    def read(values: Sequence[str], draft: Draft) -> None:
        if values[0] not in MADE.values():
            row.read(values, draft)

    return Row("type", write, read)


def _kind() -> Row:
    """Give the kind as BibTeX does: its own types name reports and theses."""
    row = _genre()

    def write(citation: Citation) -> Iterable[str]:
        made = citation.type in ("report", "thesis") and not citation.genre
        return () if made else row.write(citation)

    return Row("type", write, row.read)


def _state() -> Row:
    """Read a status of BibLaTeX's; it is written as a note, which all importers read."""

    def write(citation: Citation) -> Iterable[str]:
        return ()

    def read(values: Sequence[str], draft: Draft) -> None:
        states = {"inpress": "in press", "forthcoming": "forthcoming"}
        if status := states.get(values[0].strip().lower()):
            draft.setdefault("status", status)

    return Row("pubstate", write, read)


def _subtype() -> Row:
    """Tell magazines and newspapers from journals, as BibLaTeX's manual has it (3.2)."""

    def write(citation: Citation) -> Iterable[str]:
        kind = citation.type.removeprefix("article-")
        return (kind,) if kind in ("magazine", "newspaper") else ()

    def read(values: Sequence[str], draft: Draft) -> None:
        kind = values[0].strip().lower()
        if kind in ("magazine", "newspaper") and draft["type"] == "article-journal":
            draft["type"] = f"article-{kind}"

    return Row("entrysubtype", write, read)


def _is_misc(type_: str) -> bool:
    return type_ not in (*_JOURNALS, *_BOOKED, "book", "report", "thesis")


def _is_published(type_: str) -> bool:
    return type_ not in ("thesis", "report")


_ABSTRACT = _text("abstract", "abstract")
_KEYWORDS = _text("keywords", "keyword")
_TITLE = _text("title", "title", protect)
_CONTAINER = "container_title"

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


def _values(rows: Sequence[Row], citation: Citation) -> dict[str, str]:
    """Give each field's value, spelled, without its braces; the first row of a name counts."""
    found: dict[str, str] = {}
    for row in rows:
        for value in row.write(citation):
            if value and row.tag not in found:
                found[row.tag] = value
    return found


def _latex_values(citation: Citation) -> tuple[str, dict[str, str]]:
    """Give BibLaTeX's entry type and values, each in a field that the type may have."""
    type_ = biblatex_type(citation)
    valid = VALID.get(type_)
    values = _values(BIBLATEX, citation)
    if valid is None:
        return type_, values
    return type_, {
        name if name not in SPARE or name in valid else SPARE[name]: value
        for name, value in values.items()
    }


def _written(type_: str, key: str, values: Mapping[str, str], options: Options) -> str:
    fields = {}
    for name, value in values.items():
        if options.ascii:
            value = (raw_ascii if name in _VERBATIM else ascii_only)(value)
        fields[name] = value if name == "month" else f"{{{value}}}"
    return entry_text(type_, key, fields)


def pieces(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[str]:
    """Give BibTeX entries, one piece each, a blank line between them."""
    gap = ""
    for citation in citations:
        values = _values(ROWS, citation)
        yield gap + _written(bibtex_type(citation), citation.id, values, options)
        gap = "\n"


def biblatex_pieces(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[str]:
    """Give BibLaTeX entries, one piece each, a blank line between them."""
    gap = ""
    for citation in citations:
        type_, values = _latex_values(citation)
        yield gap + _written(type_, citation.id, values, options)
        gap = "\n"


_LOOKS = re.compile(
    r"(?:[^@]{0,5000}\s)?@(?:article|book|booklet|comment|in(?:book|collection|proceedings|reference)"
    r"|string|misc|online|preamble|(?:phd|masters)?thesis|(?:tech)?report|unpublished|conference"
    r"|proceedings|collection|manual|electronic|www|dataset|software|patent|periodical)\s*[{(]",
    re.IGNORECASE,
)


def looks(text: str) -> bool:
    """Tell whether a text begins as a .bib file does."""
    return _LOOKS.match(f" {text[:8000]}") is not None


_BY_TAG = {row.tag: row for row in (_state(), *ROWS, *BIBLATEX)}
_RANK = {
    tag: at
    for at, tag in enumerate(dict.fromkeys((*(r.tag for r in (*BIBLATEX, *ROWS)), "pubstate")))
}
_BACK = {spare: name for name, spare in SPARE.items()}
# What parents give to entries that name them by `crossref` (BibLaTeX's manual, appendix B).
_INHERITED = {"title": "booktitle", "subtitle": "booksubtitle"}
_NOT_INHERITED = frozenset("crossref xref ids author pages abstract keywords doi url note".split())
_SILENT = frozenset("crossref subtitle booksubtitle _eprint".split())


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Read a .bib file of either dialect into blocks; see `Format`."""
    text = "".join(lines)
    found = list(stretches(text))
    entries = {
        one.entry.key.lower(): one.entry
        for one in reversed(found)
        if one.entry is not None and not one.doubled
    }
    for stretch in found:
        if stretch.entry is None:
            yield Block(stretch.text, stretch.line, None, stretch.wrong)
        else:
            yield _block(stretch, stretch.entry, entries)


def _block(stretch: Stretch, entry: Entry, entries: Mapping[str, Entry]) -> Block:
    fields = _with_parent(entry, entries)
    draft: Draft = {"type": _type_of(entry, fields)}
    gathered: dict[str, list[str]] = {}
    left = []
    for name, value in fields.items():
        tag = ALIASES.get(name, name)
        if tag not in _BY_TAG and name in _BACK:
            tag = _BACK[name]
        if tag in _BY_TAG:
            gathered.setdefault(tag, []).append(value)
        elif name not in _SILENT:
            left.append(name)
    _join_subtitles(fields, gathered)
    for tag in sorted(gathered, key=_RANK.__getitem__):
        _BY_TAG[tag].read(gathered[tag], draft)
    draft.pop("_eprint", None)
    end = stretch.start + len(stretch.text)
    citation = Citation(
        id=one_line(entry.key) or _made_key(draft),
        source=Source(
            stretch.text, places=(Place(stretch.start, end, stretch.line),), format="bibtex"
        ),
        problems=tuple(_problems(stretch, entry)),
        **draft,
    )
    return Block(stretch.text, stretch.line, citation, None, tuple(left))


def _made_key(draft: Draft) -> str:
    """Make a key for an entry that has none."""
    author, issued = draft.get("author"), draft.get("issued")
    return base_key(
        author[0].family if author else None, issued.year if issued else None, draft.get("title")
    )


def _with_parent(entry: Entry, entries: Mapping[str, Entry]) -> dict[str, str]:
    parent = entries.get(entry.fields.get("crossref", "").strip().lower())
    if parent is None or parent.key == entry.key:
        return entry.fields
    fields = dict(entry.fields)
    for name, value in parent.fields.items():
        if name not in _NOT_INHERITED:
            fields.setdefault(_INHERITED.get(name, name), value)
    return fields


def _type_of(entry: Entry, fields: Mapping[str, str]) -> str:
    found = READ_TYPES.get(entry.type, "document")
    if entry.type in ("misc", "online") and {"preprint", "prepublished"} & {
        fields.get("type", "").strip().lower(),
        fields.get("pubstate", "").strip().lower(),
    }:
        return "article"
    if entry.type == "misc" and "howpublished" not in fields and "url" in fields:
        return "webpage"
    return found


def _join_subtitles(fields: Mapping[str, str], gathered: dict[str, list[str]]) -> None:
    for name, tag in (("subtitle", "title"), ("booksubtitle", "booktitle")):
        if fields.get(name, "").strip() and tag in gathered:
            head = gathered[tag][0]
            mark = "" if head.rstrip()[-1:] in "?!:" else ":"
            gathered[tag][0] = f"{head}{mark} {fields[name]}"


def _problems(stretch: Stretch, entry: Entry) -> Iterator[Problem]:
    def problem(word: str, message: str) -> Problem:
        at = stretch.text.lower().find(word.lower())
        at = max(at, 0)
        return Problem(ProblemKind.ENTRY, at, at + len(word), message)

    if stretch.doubled:
        yield problem(entry.key, f"the key {entry.key} stands twice in the file")
    for name in entry.twice:
        yield problem(name, f"the field {name} stands twice; the first was read")
    for name in entry.unknown:
        yield problem(name, f"no @string defines {name}; its name stands for it")


_LATEX_ONLY = frozenset("date journaltitle eprinttype langid location".split()) | _BACK.keys()
_LATEX_ENTRY = re.compile(r"@(?:report|thesis|online|dataset|software|collection)\b", re.IGNORECASE)


def edited(block: Block, citation: Citation) -> str:
    """Give an entry's text with the fields changed whose values are others now."""
    old = block.citation
    assert old is not None
    fields = fields_at(block.text)
    latex = bool(fields.keys() & _LATEX_ONLY) or _LATEX_ENTRY.match(block.text) is not None
    text = block.text
    before, after = (
        (_latex_values(one)[1] if latex else _values(ROWS, one)) for one in (old, citation)
    )
    for tag in dict.fromkeys((*before, *after)):
        if before.get(tag) != after.get(tag):
            text = _with_field(text, tag, after.get(tag, ""))
    if citation.id != old.id:
        text = re.sub(
            rf"(@\w+\s*[{{(]\s*){re.escape(old.id)}", lambda m: m[1] + citation.id, text, count=1
        )
    if citation.type != old.type:
        name = biblatex_type(citation) if latex else bibtex_type(citation)
        text = re.sub(r"@\w+", f"@{name}", text, count=1)
    return text


def _with_field(text: str, tag: str, value: str) -> str:
    """Set one field of an entry's text, in the layout that its fields have."""
    fields = fields_at(text)
    name = next((one for one in fields if ALIASES.get(one, one) == tag), None)
    spelled = value if tag == "month" else f"{{{value}}}"
    if name is not None:
        start, value_at, end = fields[name]
        if value:
            return text[:value_at] + spelled + text[end:]
        return text[:start] + re.sub(r"^\s*,?[ \t]*(?:\r?\n[ \t]*)?", "", text[end:], count=1)
    if not value:
        return text
    if not fields:
        return re.sub(r",?\s*([})])\s*$", rf",\n  {tag} = {_safe(spelled)},\n\1", text, count=1)
    last = max(fields, key=lambda name: fields[name][2])
    start, value_at, end = fields[last]
    indent = re.search(r"\r?\n[ \t]*$", text[:start])
    equals = text[start + len(last) : value_at]
    columns = {value_at - start for start, value_at, _ in fields.values()}
    if len(columns) == 1 and len({len(name) for name in fields}) > 1:
        equals = equals.strip().rjust(columns.pop() - len(tag) - (equals[-1:] == " "))
        equals += " " if text[value_at - 1] == " " else ""
    return f"{text[:end]},{indent[0] if indent else ' '}{tag}{equals}{spelled}{text[end:]}"


def _safe(spelled: str) -> str:
    return spelled.replace("\\", "\\\\")
