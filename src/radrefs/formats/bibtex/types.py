"""Name the entry types and fields of BibTeX and BibLaTeX: data, and which type a citation has.

What each BibLaTeX type may hold is its data model (blx-dm.def, biblatex 3.18), of the
fields that are written here.
"""

from __future__ import annotations

from collections.abc import Sequence

from radrefs.model import Citation, ItemType, Name
from radrefs.text import one_line

__all__ = [
    "ALIASES", "MADE", "MEANT", "READ_TYPES", "SPARE", "VALID", "biblatex_type",
    "bibtex_type",
]  # fmt: skip

_TYPES: dict[str, str] = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "book": "book", "chapter": "incollection", "paper-conference": "inproceedings",
    "entry": "incollection", "entry-dictionary": "incollection",
    "entry-encyclopedia": "incollection", "report": "techreport", "thesis": "phdthesis",
    "manuscript": "unpublished", "pamphlet": "booklet",
}  # fmt: skip
_LATEX_TYPES: dict[str, str] = {
    **_TYPES, "report": "report", "thesis": "thesis", "webpage": "online",
    "post": "online", "post-weblog": "online", "dataset": "dataset", "software": "software",
    "patent": "patent", "periodical": "periodical", "entry": "inreference",
    "entry-dictionary": "inreference", "entry-encyclopedia": "inreference",
}  # fmt: skip

READ_TYPES: dict[str, ItemType] = {
    "article": "article-journal", "suppperiodical": "article-journal", "review": "review",
    "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book",
    "reference": "book", "mvreference": "book", "proceedings": "book", "mvproceedings": "book",
    "booklet": "pamphlet", "manual": "report", "inbook": "chapter", "bookinbook": "chapter",
    "suppbook": "chapter", "incollection": "chapter", "suppcollection": "chapter",
    "inreference": "entry-encyclopedia", "inproceedings": "paper-conference",
    "conference": "paper-conference", "techreport": "report", "report": "report",
    "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis",
    "unpublished": "manuscript", "online": "webpage", "electronic": "webpage", "www": "webpage",
    "webpage": "webpage", "dataset": "dataset", "data": "dataset", "software": "software",
    "patent": "patent", "periodical": "periodical", "standard": "standard",
    "movie": "motion_picture", "video": "motion_picture", "music": "song", "audio": "song",
    "artwork": "graphic", "image": "graphic",
    "letter": "personal_communication", "legislation": "legislation",
    "legal": "legal_case", "jurisdiction": "legal_case", "performance": "performance",
    "misc": "document",
}  # fmt: skip
"""What each entry type of either dialect is in CSL; what is not named is a document."""

MADE = {"report": "techreport", "thesis": "phdthesis", "article": "preprint"}
"""Words for the kind of report, thesis or preprint, where the citation names none."""

_GOOD = "author editor title note pubstate"
VALID: dict[str, frozenset[str]] = {
    name: frozenset(f"{_GOOD} {fields}".split())
    for name, fields in {
        "article": "journaltitle volume number pages issn",
        "book": "edition publisher location volume number pages isbn",
        "collection": "edition publisher location volume number pages isbn",
        "inbook": "booktitle edition publisher location volume number pages isbn",
        "incollection": "booktitle edition publisher location volume number pages isbn",
        "inreference": "booktitle edition publisher location volume number pages isbn",
        "inproceedings": "booktitle publisher organization location volume number pages isbn",
        "online": "organization",
        "misc": "howpublished organization location type",
        "software": "howpublished organization location type",
        "dataset": "edition number organization publisher location type",
        "report": "institution location number pages type",
        "thesis": "institution location pages type",
        "unpublished": "howpublished location type",
        "booklet": "howpublished location pages type",
        "patent": "location number type",
        "periodical": "volume number issn",
    }.items()
}
VALID["report"] -= {"editor"}
VALID["thesis"] -= {"editor"}
VALID["unpublished"] -= {"editor"}
VALID["patent"] -= {"editor"}
VALID["periodical"] -= {"author"}
VALID["collection"] -= {"author"}

SPARE = {
    "publisher": "lista", "location": "listb", "institution": "listc", "organization": "listd",
    "howpublished": "liste", "issn": "verbb", "isbn": "verbc", "volume": "usera",
    "number": "userb", "pages": "userc", "booktitle": "userd", "edition": "usere",
    "type": "userf", "editor": "namea", "author": "nameb",
}  # fmt: skip
"""Fields that the data model leaves free, for what an entry type has no place for."""
MEANT = {spare: name for name, spare in SPARE.items()}
"""What stands in each of them."""

ALIASES = {
    "journal": "journal", "journaltitle": "journaltitle", "fjournal": "journal",
    "journalabbr": "shortjournal", "journalabbreviation": "shortjournal",
    "school": "school", "organization": "organization", "location": "location",
    "address": "address", "date": "date", "pubmedid": "pmid", "eprinttype": "eprinttype",
    "archiveprefix": "eprinttype", "eid": "pages", "articleno": "pages", "keyword": "keywords",
    "annote": "note", "addendum": "note", "annotation": "note", "lastchecked": "urldate",
    "accessed": "urldate", "langid": "langid", "hyphenation": "langid",
}  # fmt: skip
"""Names that other programs give to a field, and the row that reads it."""


def bibtex_type(citation: Citation) -> str:
    """Return the entry type of BibTeX."""
    return _TYPES.get(citation.type, "misc")


def biblatex_type(citation: Citation) -> str:
    """Return the entry type of BibLaTeX: one whose mandatory fields the citation has, if any."""
    name = _LATEX_TYPES.get(citation.type, "misc")
    edited = _names_anybody(citation.editor)
    if name in ("incollection", "inreference") and not edited:
        return "inbook"
    if name == "book" and edited and not _names_anybody(citation.author):
        return "collection"
    addresses = (citation.url, citation.doi, citation.pmid)
    if name == "online" and not any(one_line(text or "") for text in addresses):
        return "misc"
    return name


def _names_anybody(people: Sequence[Name]) -> bool:
    """Say whether a list holds a name that can be written."""
    parts = (part for one in people for part in (one.family, one.given, one.literal))
    return any(one_line(part or "") for part in parts)
