"""Read one entry: islands first (identifiers, numeration, authors), then the water between.

The way of an entry: the house style proper is read by one expression (`house`); all else
by the tolerant path here. Both give the same citation wherever both can read (a law
that the tests hold).
"""

from __future__ import annotations

from radrefs.identifiers import Found, find_identifiers, trim
from radrefs.model import Citation, Place, ProblemKind
from radrefs.parsing.authors import read_authors
from radrefs.parsing.boundary import find_boundary
from radrefs.parsing.draft import Draft
from radrefs.parsing.fast_path import read_house
from radrefs.parsing.folding import NO_WORDS, Words, fold_entry, with_broken_dois
from radrefs.parsing.numeration import Numeration, find_numeration, find_without_pages
from radrefs.parsing.trailing import read_trailing
from radrefs.parsing.works import is_other_work, put_date, read_work

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
    draft = Draft(folded.text)
    draft.fields["type"] = "article-journal"
    _read(draft)
    if len(text) > LONGEST:
        end = len(folded.text)
        message = f"longer than any reference; only the first {LONGEST:,} characters were read"
        draft.doubt(ProblemKind.TOO_LONG, max(0, end - 1), end, message)
    citation = draft.finish(folded, text, number, places, heading)
    return with_broken_dois(citation, text[:LONGEST])


def _read(draft: Draft) -> None:
    text = draft.text
    found = [_whole_address(draft, one) for one in find_identifiers(text)]
    masked = _mask(text, found)
    numeration = find_numeration(masked)
    if numeration is None and not is_other_work(masked, any(f.field == "url" for f in found)):
        numeration = find_without_pages(masked)
    if numeration is not None:
        found = [f for f in found if f.start >= numeration.start]
        rest = _article(draft, numeration)
    else:
        rest = _other(draft, masked, found)
    _identifiers(draft, found)
    _trailing(draft, masked, rest)
    _doubt_whole(draft)


def _trailing(draft: Draft, masked: str, rest: int) -> None:
    """Put what stands after the reference: notes, status, dates, language."""
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
    parts, at = [], 0
    for one in found:
        if one.field != "isbn" and one.label >= at:
            parts += [text[at : one.label], "\x00" * (one.end - one.label)]
            at = one.end
    return "".join([*parts, text[at:]])


def _article(draft: Draft, numeration: Numeration) -> int:
    """Read authors, title, journal and numeration of an article; give where it ends."""
    _authors_and_title(draft, numeration.start)
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


def _authors_and_title(draft: Draft, end: int) -> None:
    authors = read_authors(draft.text, end)
    start = min(authors.start, end)
    draft.people("author", authors.people)
    if authors.genre:
        draft.put("genre", *authors.genre)
    for doubt in authors.wrong:
        draft.doubt(*doubt)
    cut = find_boundary(draft.text, start, end)
    draft.put("title", *cut.title)
    if cut.journal:
        draft.journal(*cut.journal)
    if cut.kind:
        span = cut.journal or cut.title
        draft.doubt(cut.kind, *span, cut.message)
    if "title" not in draft.fields and start < end:
        draft.doubt(ProblemKind.UNREAD, start, end, "no title was recognised")


def _other(draft: Draft, masked: str, found: list[Found]) -> int:
    """Read a work that is no article; give where trailing text starts."""
    stop = min((f.label for f in found), default=len(masked))
    authors = read_authors(masked, stop)
    draft.people("author", authors.people)
    if authors.genre:
        draft.put("genre", *authors.genre)
    for doubt in authors.wrong:
        draft.doubt(*doubt)
    return read_work(draft, masked, authors.start, any(f.field == "url" for f in found))


def _identifiers(draft: Draft, found: list[Found]) -> None:
    for one in found:
        if one.field in draft.fields or any(
            mark.start < one.end and one.start < mark.end for mark in draft.marks
        ):
            continue
        draft.put(one.field, one.start, one.end)
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
    if "issued" not in fields and "status" not in fields and fields["type"] != "webpage":
        draft.doubt(ProblemKind.YEAR, max(0, end - 1), end, "no year was found")
