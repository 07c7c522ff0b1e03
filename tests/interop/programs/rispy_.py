"""Read with rispy, which keeps what stands behind a tag."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.interop.normal import Item, name, numbers, settled, tidy
from tests.interop.programs.base import Program, python

TYPES = {
    "BOOK": "book", "CHAP": "chapter", "CONF": "paper-conference", "CPAPER": "paper-conference",
    "DATA": "dataset", "ELEC": "webpage", "JOUR": "article-journal", "NEWS": "article-newspaper",
    "RPRT": "report", "THES": "thesis",
}  # fmt: skip
FIELDS = {
    "abstract": "abstract", "accession_number": "PMID",
    "alternate_title1": "container-title-short", "doi": "DOI", "edition": "edition",
    "language": "language", "number": "issue", "place_published": "publisher-place",
    "publisher": "publisher", "secondary_title": "container-title", "title": "title",
    "type_of_work": "genre", "volume": "volume",
}  # fmt: skip


def read(path: Path) -> dict[str, Item]:
    """Parse a file, unknown tags and all."""
    import rispy

    records = rispy.loads(path.read_text("utf-8"), skip_unknown_tags=False)
    return {record["id"]: _item(record) for record in records}


def _item(record: dict[str, Any]) -> Item:
    item: Item = {FIELDS[key]: tidy(value) for key, value in record.items() if key in FIELDS}
    item["type"] = TYPES.get(record["type_of_reference"], record["type_of_reference"])
    for role, key in (("author", "authors"), ("editor", "editors")):
        if key in record:
            item[role] = [_name(text) for text in record[key]]
    pages = [record[key] for key in ("start_page", "end_page") if key in record]
    date = record.get("date") or record.get("year")
    item |= {"page": "-".join(pages)} if pages else {}
    item |= {"issued": numbers(date.split("/"))} if date else {}
    item |= {"keyword": ", ".join(record["keywords"])} if "keywords" in record else {}
    item |= {"note": "; ".join(record["notes"])} if "notes" in record else {}
    item |= {"URL": record["urls"][0]} if "urls" in record else {}
    if "issn" in record:
        standard = {"report": "number", "book": "ISBN", "chapter": "ISBN"}
        item[standard.get(item["type"], "ISSN")] = record["issn"]
    return settled(item)


def _name(text: str) -> tuple[str, ...]:
    """Take a name apart at its commas, as the format means them."""
    return name(*(text.split(", ", 2) if ", " in text else [text]))


PROGRAM = Program("rispy", ("ris",), python("rispy"), read)
