"""Give the fields of a .bib file, as some program holds them, the names of CSL."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.interop.normal import Item, numbers, settled, tex, tidy

__all__ = ["TYPES", "item_of"]

TYPES = {
    "article": "article-journal", "book": "book", "collection": "book", "dataset": "dataset",
    "incollection": "chapter", "inproceedings": "paper-conference", "mvbook": "book",
    "online": "webpage", "phdthesis": "thesis", "report": "report", "techreport": "report",
    "thesis": "thesis",
}  # fmt: skip
_FIELDS = {
    "abstract": "abstract", "address": "publisher-place", "booktitle": "container-title",
    "comment": "note", "doi": "DOI", "edition": "edition", "institution": "publisher",
    "isbn": "ISBN", "issn": "ISSN", "journal": "container-title", "journaltitle": "container-title",
    "keywords": "keyword", "langid": "language", "language": "language",
    "location": "publisher-place", "note": "note", "pages": "page", "pmcid": "PMCID",
    "pmid": "PMID", "publisher": "publisher", "school": "publisher",
    "shortjournal": "container-title-short", "title": "title", "type": "genre", "url": "URL",
    "volume": "volume",
}  # fmt: skip
_VERBATIM = ("doi", "url", "file")


def item_of(
    kind: str,
    fields: dict[str, str],
    names: Mapping[str, object],
    decode: Callable[[str], str] = tex,
) -> Item:
    """Give an entry in the one spelling.

    `fields` are as the program holds them, `names` are read already; `decode` reads the TeX of the
    fields, where it is kept.
    """
    item: Item = {"type": TYPES.get(kind.lower(), kind.lower())}
    for field, value in fields.items():
        spelled = tidy(value) if field in _VERBATIM else decode(value)
        if field in _FIELDS:
            item[_FIELDS[field]] = spelled
        elif field == "number":
            item["number" if item["type"] == "report" else "issue"] = spelled
    if date := fields.get("date", ""):
        item["issued"] = numbers(date.split("-"))
    elif fields.get("year"):
        item["issued"] = numbers([fields["year"], fields.get("month", "")])
    if accessed := fields.get("urldate"):
        item["accessed"] = numbers(accessed.split("-"))
    if fields.get("eprinttype") == "pubmed":
        item["PMID"] = fields["eprint"]
    return settled({**item, **names})
