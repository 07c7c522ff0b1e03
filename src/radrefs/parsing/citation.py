"""Read one entry: what has a form of its own first, then what stands between.

An entry in the house style proper is read by one expression (`fast_path`), every other
entry by the tolerant path here. Both return the same citation wherever both can read (a
law that the tests hold). The tolerant path reads in this order:

    identifiers and links -> numeration -> authors -> title and journal -> notes at the end

and at last `self_check` looks for fields that contradict each other.
"""

from __future__ import annotations

import re

from radrefs.dates import When, read_date
from radrefs.identifiers import Found, find_identifiers, trim
from radrefs.model import Citation, Place, ProblemKind
from radrefs.pages import read_pages
from radrefs.parsing.authors import Authors, read_authors
from radrefs.parsing.boundary import Boundary, find_boundary, journal_named
from radrefs.parsing.draft import Draft
from radrefs.parsing.fast_path import read_house
from radrefs.parsing.folding import NO_WORDS, Words, fold_entry, with_broken_dois
from radrefs.parsing.link_words import find_links, links_at_end
from radrefs.parsing.numeration import Numeration, find_numeration, other_article
from radrefs.parsing.other_styles import read_other_style
from radrefs.parsing.other_types import is_other_type, put_date, read_other_type
from radrefs.parsing.people import read_names
from radrefs.parsing.self_check import Reading, check_reading
from radrefs.parsing.trailing import language_of, read_trailing
from radrefs.parsing.without_pages import find_without_pages
from radrefs.text import Folded

__all__ = ["LONGEST", "parse_entry", "read_tolerantly"]

LONGEST = 20_000
"""Entries are read up to this many characters; 60 authors and a long title take 2,500."""


def parse_entry(
    text: str,
    number: int | None = None,
    places: tuple[Place, ...] = (),
    heading: str | None = None,
    words: Words = NO_WORDS,
) -> Citation:
    """Read one reference into a `Citation`. Never raises on content.

    `text` is the entry without its list number; `number`, `places` and `heading` are
    kept in the citation's source. `words` are those of the document: they say whether a
    hyphen at a line end belongs to its word. What is not understood is reported in
    `problems`.
    """
    return read_house(text, number, places, heading) or read_tolerantly(
        text, number, places, heading, words
    )


def read_tolerantly(
    text: str,
    number: int | None = None,
    places: tuple[Place, ...] = (),
    heading: str | None = None,
    words: Words = NO_WORDS,
) -> Citation:
    """Read one reference of any form of the catalogue (docs: forms); see `parse_entry`."""
    folded = fold_entry(text[:LONGEST], words)
    draft = Draft(folded.text, breaks=_line_ends(folded, text))
    draft.fields["type"] = "article-journal"
    draft = _read(draft)
    if len(text) > LONGEST:
        end = len(folded.text)
        message = f"longer than any reference; only the first {LONGEST:,} characters were read"
        draft.doubt(ProblemKind.TOO_LONG, max(0, end - 1), end, message)
    citation = draft.finish(folded, text, number, places, heading)
    return with_broken_dois(citation, text[:LONGEST])


def _line_ends(folded: Folded, given: str) -> frozenset[int]:
    """Return the offsets (folded) of blanks at which a line of the given text ended."""
    if folded.starts is None or folded.ends is None or "\n" not in given:
        return frozenset()
    return frozenset(
        at
        for at, char in enumerate(folded.text)
        if char == " " and "\n" in given[folded.starts[at] : folded.ends[at]]
    )


def _read(draft: Draft) -> Draft:
    """Read by the rules; where they doubt, by the grammars and the labeller."""
    text = draft.text
    found = [_whole_address(draft, one) for one in find_identifiers(text)]
    masked = _mask(text, found)
    ends = links_at_end(masked)
    if ends < len(text):
        masked = masked[:ends] + "\x00" * (len(text) - ends)
    has_url = any(one.field == "url" for one in found)
    numeration, other = _numeration(masked, has_url)
    if other < len(text):
        # A DOI or address in words about another article is that article's.
        found = [f for f in found if f.start < other or f.field in ("pmid", "pmcid")]
        masked = _mask(text, found)[:ends]
    if numeration is not None:
        found = [f for f in found if f.start >= numeration.start]
        rest = _article(draft, numeration)
    else:
        rest = _other(draft, masked, found)
    _identifiers(draft, found)
    _trailing(draft, masked[:ends], rest)
    _doubt_whole(draft)
    _self_check(draft)
    if not draft.problems:
        return draft
    return _by_style(draft, masked[:ends], found, has_url) or draft


_MAIN = ("author", "title", "container_title", "volume", "page", "issued")


def _main_fields(draft: Draft) -> int:
    """Count the fields of an article that a reading has."""
    return sum(name in draft.fields for name in _MAIN)


def _by_style(draft: Draft, masked: str, found: list[Found], has_url: bool) -> Draft | None:
    """Read what the rules doubt in another style; None where their reading stays."""
    read = _main_fields(draft)
    styled = read_other_style(masked, is_other_type(masked, has_url))
    whole = read >= len(_MAIN) - 1 and "container_title" in draft.fields
    if styled is None or (whole and not styled.sure):
        return None
    other = Draft(draft.text, breaks=draft.breaks, reader=styled.reader)
    other.fields["type"] = "article-journal"
    other.people("author", styled.people)
    for name, (start, end) in styled.spans.items():
        _put_styled(other, name, start, end)
    _identifiers(other, found)
    _trailing(other, masked, styled.end)
    if not styled.sure:
        message = "read by comparison with other references; check each field"
        other.doubt(ProblemKind.LABELLED, 0, len(other.text), message)
    _self_check(other)
    if "container_title" not in other.fields:
        return None
    unsure = any(problem.kind == ProblemKind.AUTHOR for problem in draft.problems)
    return other if _main_fields(other) > read or (unsure and styled.sure) else None


def _put_styled(draft: Draft, name: str, start: int, end: int) -> None:
    """Set one field that a grammar or the labeller found."""
    if name == "journal":
        draft.journal(start, end)
    elif name == "year":
        put_date(draft, read_date(draft.text[start:end]), start, end)
    elif name == "page":
        pages = read_pages(draft.text[start:end])
        draft.put("page", start, end, pages.page)
        if pages.number:
            draft.fields["number"] = pages.number
        if pages.wrong:
            draft.doubt(ProblemKind.PAGES, start, end, pages.wrong)
    else:
        draft.put(name, start, end)


def _numeration(masked: str, has_url: bool) -> tuple[Numeration | None, int]:
    """Find the numeration, and where words about another article begin after it.

    Such words count only after a numeration: a title may hold "[corrected]", too.
    """
    other = other_article(masked)
    if other < len(masked):
        head = masked[:other]
        before = find_numeration(head) or find_without_pages(head)
        if before is not None and before.when and (before.volume or before.pages):
            return before, other
    numeration = find_numeration(masked)
    if numeration is None and not is_other_type(masked, has_url):
        numeration = find_without_pages(masked)
    return numeration, len(masked)


def _self_check(draft: Draft) -> None:
    """Report where the fields contradict each other."""
    reading = Reading(draft.text, draft.fields, draft.marks)
    reported = {problem.kind for problem in draft.problems}
    for found in check_reading(reading):
        if found[0] not in reported or found[0] == ProblemKind.NAME:
            draft.doubt(*found)


def _trailing(draft: Draft, masked: str, rest: int) -> None:
    """Put what stands after the reference: notes, status, dates, language."""
    for start, end in find_links(masked, rest, len(masked)):
        masked = masked[:start] + "\x00" * (end - start) + masked[end:]
    trailing = read_trailing(masked, rest, len(masked))
    for field, start, end in trailing.spans:
        if field == "accessed" and trailing.accessed:
            draft.put(field, start, end, trailing.accessed.date)
        elif field == "issued" and trailing.published and "issued" not in draft.fields:
            put_date(draft, trailing.published, start, end)
        elif field == "status":
            draft.put(field, start, end, "ahead of print")
        else:
            draft.put("note", start, end)
    draft.notes.extend(trailing.notes)
    if trailing.status:
        draft.fields["status"] = trailing.status
    if trailing.language:
        draft.fields["language"] = trailing.language
    for doubt in trailing.wrong:
        draft.doubt(*doubt)


def _mask(text: str, found: list[Found]) -> str:
    """Blank out identifiers with their labels; the length stays."""
    if not found:
        return text
    parts, at = [], 0
    for one in found:
        if one.field != "isbn" and one.label >= at:
            parts += [text[at : one.label], "\x00" * (one.end - one.label)]
            at = one.end
    return "".join([*parts, text[at:]])


def _article(draft: Draft, numeration: Numeration) -> int:
    """Read authors, title, journal and numeration of an article; return where it ends."""
    _authors_and_title(draft, numeration)
    pages = numeration.pages
    values = {
        "volume": numeration.volume,
        "issue": numeration.issue,
        "page": pages.page if pages else None,
        "number": pages.number if pages else None,
    }
    draft.fields.update({name: value for name, value in values.items() if value})
    draft.notes.extend(numeration.notes)
    for field, start, end in numeration.spans:
        if field == "issued":
            put_date(draft, numeration.when, start, end)
        elif field == "status":
            draft.put(field, start, end, numeration.when.status if numeration.when else None)
        else:
            draft.put(field, start, end, draft.fields.get(field))
    for doubt in numeration.wrong:
        draft.doubt(*doubt)
    return numeration.end


def _authors_and_title(draft: Draft, numeration: Numeration) -> None:
    """Read what stands before the numeration: authors, title and journal."""
    text, end = draft.text, numeration.start
    start = _put_authors(draft, read_authors(text, end, draft.breaks), numeration.when)
    start = min(start, end)
    dated = (
        None
        if "issued" in draft.fields or numeration.when
        else _YEAR_BEFORE.search(text, start, end)
    )
    if dated:
        # Radiopaedia: "Title. (2010) Radiology. 255 (1): 1-9."
        put_date(draft, read_date(dated[1]), *dated.span(1))
        cut = Boundary((start, dated.start() + (text[dated.start()] != ".")), (dated.end(), end))
        cut = cut._replace(journal=(dated.end(), _closed(text, dated.end(), end)))
    else:
        cut = find_boundary(text, start, end)
    if "author" not in draft.fields and "editor" not in draft.fields:
        cut = _with_late_authors(draft, cut)
    _put_title(draft, *cut.title)
    if cut.journal:
        draft.journal(*cut.journal)
    if cut.kind:
        span = cut.journal or cut.title
        draft.doubt(cut.kind, *span, cut.message)
    if "title" not in draft.fields and start < end:
        draft.doubt(ProblemKind.UNREAD, start, end, "no title was recognised")


def _with_late_authors(draft: Draft, cut: Boundary) -> Boundary:
    """Read authors between title and journal, as PubMed's lists of results have them.

    "Imaging of the orbit. Smith AB, Jones CD. Radiology. 2010 Jan;255(1):1-9."
    """
    start, end = cut.title
    at = max(draft.text.rfind(mark, start, end) for mark in (". ", "? ", "! "))
    closes = draft.text[end - 1 : end].isupper() or draft.text[start:end].endswith("et al")
    if at < 0 or not closes or not cut.journal:
        return cut
    people = read_names(draft.text, at + 2, end)
    if not people or any(person.wrong or person.weak for person in people):
        return cut
    draft.people("author", people)
    return cut._replace(title=(start, at + (draft.text[at] != ".")))


_YEAR_BEFORE = re.compile(r"[.?!]\s\(((?:1[89]|20)\d\d[a-z]?)\)\.?\s(?=[A-Z])")
# What a database or a publisher adds to a title, in brackets of its own.
_ADDED = re.compile(
    r"\s(?P<whole>\[(?P<note>(?:published|retract|correct|errat|corrig)[^\[\]]{0,200})\]"
    r"|[\[(](?P<language>(?:(?:article|text) )?in [A-Z][a-z]+)[\])])\Z",
    re.IGNORECASE,
)


def _closed(text: str, start: int, end: int) -> int:
    """Return where a journal ends without its period."""
    while end > start and text[end - 1] in " .,;":
        end -= 1
    return end


def _put_title(draft: Draft, start: int, end: int) -> None:
    """Set the title; what was added to it in brackets becomes a note and a language."""
    added = _ADDED.search(draft.text, start, end) if draft.text[end - 1 : end] in "])" else None
    code = language_of(added["language"]) if added and added["language"] else None
    if added and (added["note"] or code):
        name = "note" if added["note"] else "language"
        draft.put(name, *added.span(name), code)
        draft.notes.append(added[name])
        end = _closed(draft.text, start, added.start())
    draft.put("title", start, end)


def _put_authors(draft: Draft, authors: Authors, dated: When | None) -> int:
    """Set the authors (or editors) and a year after them; return where the title starts."""
    draft.people("editor" if authors.edited else "author", authors.people)
    if authors.genre:
        draft.put("genre", *authors.genre)
    for doubt in authors.wrong:
        draft.doubt(*doubt)
    if authors.dated and (dated is None or dated.date == authors.dated[0].date):
        put_date(draft, *authors.dated)
        draft.early_year = authors.dated[1:]
    return authors.start


def _other(draft: Draft, masked: str, found: list[Found]) -> int:
    """Read a work that is no article; return where trailing text starts."""
    stop = masked.find("\x00")
    stop = len(masked) if stop < 0 else stop
    start = _put_authors(draft, read_authors(draft.text, stop, draft.breaks), None)
    return read_other_type(draft, masked, start, any(f.field == "url" for f in found))


_RECORDS = ("pmid", "pmcid")


def _identifiers(draft: Draft, found: list[Found]) -> None:
    """Set identifiers and addresses; of two of one kind the first."""
    text = draft.text
    for one in found:
        if one.field in draft.fields or any(
            mark.start < one.end and one.start < mark.end for mark in draft.marks
        ):
            continue
        value = one.value.upper() if one.field == "pmcid" else one.value
        # An address that leads to a record is the printed form of the record's number.
        is_address = one.field in _RECORDS and "/" in text[one.label : one.start]
        draft.put(one.field, one.label if is_address else one.start, one.end, value)
        if one.field == "doi" and "/ " in draft.text[one.start : one.end]:
            message = "a blank stands in this DOI; it was left out"
            draft.doubt(ProblemKind.SPACE, one.start, one.end, message)
        foreign = next((char for char in one.value if not char.isascii()), None)
        if one.field == "url" and " " in one.value:
            draft.doubt(ProblemKind.URL, one.start, one.end, "this address is broken by a space")
        elif one.field == "url" and foreign:
            message = f"this address holds a character foreign to it ({foreign})"
            draft.doubt(ProblemKind.URL, one.start, one.end, message)


def _whole_address(draft: Draft, one: Found) -> Found:
    """Take in what goes on after a blank ("…/protocol development/…"): one part only."""
    rest = draft.text[one.end :]
    if one.field != "url" or rest[:1] != " ":
        return one
    word = trim(rest[1:].split(" ", 1)[0])
    open_end = one.value.endswith(("_", "/", "-", "%", "=", "&"))
    goes_on = "/" in word or ("_" in word and "." in word) or (open_end and "." in word)
    if not goes_on or word.startswith(("http", "10.", "doi")) or word[:1] in "([":
        return one
    end = one.end + 1 + len(word)
    return one._replace(value=draft.text[one.start : end], end=end)


def _doubt_whole(draft: Draft) -> None:
    """Note what is missing, and what is no reference at all."""
    fields = draft.fields
    end = len(draft.text)
    signs = ("issued", "status", "volume", "page", "doi", "pmid", "pmcid", "url")
    book = "author" in fields and "publisher" in fields
    if not book and not any(name in fields for name in signs):
        draft.problems = [p for p in draft.problems if p.kind != ProblemKind.JOURNAL]
        fields["type"] = "document"
        draft.doubt(ProblemKind.NOT_A_REFERENCE, 0, end, "this does not look like a reference")
        return
    if draft.early_year and not _is_confirmed(draft):
        message = "the year stands after the authors: is the rest read rightly?"
        draft.doubt(ProblemKind.BOUNDARY, *draft.early_year, message)
    if "issued" not in fields and "status" not in fields and fields["type"] != "webpage":
        draft.doubt(ProblemKind.YEAR, max(0, end - 1), end, "no year was found")


def _is_confirmed(draft: Draft) -> bool:
    """Say whether an article is read in full, in a journal of the list.

    Only then is a style beside Vancouver's and the house's read in silence.
    """
    journal = next((mark for mark in draft.marks if mark.field == "container_title"), None)
    return (
        draft.fields["type"] == "article-journal"
        and {"author", "title", "volume", "page"} <= draft.fields.keys()
        and journal is not None
        and journal_named(draft.text[journal.start : journal.end]) is not None
    )
