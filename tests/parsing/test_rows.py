"""Read each row of tests/data/rows: a piece of an entry, and what it means.

The piece stands in an entry of which all else is fixed: the authors before the title, the
title with its journal, or the numeration. So a row holds whatever module reads the piece.
"""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest

from radrefs import ET_AL, Citation, Date, Name, parse_entry
from tests.cases import DATA

TITLE, JOURNAL, NUMERATION = "Imaging of the orbit", "J Neurol", "12(3):45-9, 2018"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """Read a table; its first line names the columns, and no input stands there twice."""
    text = (DATA / f"rows/{name}.tsv").read_text("utf-8")
    found = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    printed = [row["printed"] for row in found]
    assert len(found) >= 60 and len(set(printed)) == len(printed)
    return found


def of(name: str) -> pytest.MarkDecorator:
    """Run a test for each row of a table."""
    found = rows(name)
    return pytest.mark.parametrize("row", found, ids=[row["printed"] for row in found])


def name_text(name: Name) -> str:
    """Write a name as the tables do: "Smith, J. A., Jr", "{A Body}", "et al."."""
    if name == ET_AL:
        return "et al."
    if name.literal:
        return f"{{{name.literal}}}"
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def date_text(date: Date | None) -> str:
    """Write a date as the tables do: "2018-3", "2018-3/2018-4", "2018 season 1"."""
    if date is None:
        return ""
    shown = "/".join("-".join(map(str, parts)) for parts in date.date_parts)
    return f"{shown} season {date.season}" if date.season else shown


def problems(citation: Citation) -> str:
    return ", ".join(problem.kind.value for problem in citation.problems)


AUTHORS: dict[str, Callable[[Citation], str]] = {
    "authors": lambda citation: "; ".join(map(name_text, citation.author)),
    "title": lambda citation: citation.title or "",
    "problems": problems,
    "genre": lambda citation: citation.genre or "",
}
BOUNDARY: dict[str, Callable[[Citation], str]] = {
    "title": lambda citation: citation.title or "",
    "journal": lambda citation: citation.container_title or "",
    "problems": problems,
}
NUMBERS: dict[str, Callable[[Citation], str]] = {
    "volume": lambda citation: citation.volume or "",
    "issue": lambda citation: citation.issue or "",
    "pages": lambda citation: citation.page or "",
    "number": lambda citation: citation.number or "",
    "date": lambda citation: date_text(citation.issued),
    "status": lambda citation: citation.status or "",
    "note": lambda citation: citation.note or "",
    "problems": problems,
}


def told(citation: Citation, columns: dict[str, Callable[[Citation], str]]) -> Row:
    return {name: column(citation) for name, column in columns.items()}


def is_named(citation: Citation, journal: str) -> bool:
    return journal in (citation.container_title, citation.container_title_short)


@of("authors")
def test_authors_are_read(row: Row) -> None:
    citation = parse_entry(f"{row['printed']} {TITLE}. {JOURNAL}. {NUMERATION}")
    assert {"printed": row["printed"], **told(citation, AUTHORS)} == row
    assert is_named(citation, JOURNAL)
    assert (citation.volume, citation.issue, citation.page, citation.year) == (
        "12", "3", "45-49", 2018,
    )  # fmt: skip


@of("boundary")
def test_title_and_journal_are_told_apart(row: Row) -> None:
    citation = parse_entry(f"Smith AB: {row['printed']} {NUMERATION}")
    assert {"printed": row["printed"], **told(citation, BOUNDARY)} == row
    assert [name_text(name) for name in citation.author] == ["Smith, A. B."]
    assert (citation.volume, citation.issue, citation.page, citation.year) == (
        "12", "3", "45-49", 2018,
    )  # fmt: skip


@of("numeration")
def test_numeration_is_read(row: Row) -> None:
    printed = row["printed"]
    # "~" takes the place of the period and the blank after the journal.
    after = printed[1:] if printed.startswith("~") else f". {printed}"
    citation = parse_entry(f"Smith AB: {TITLE}. {JOURNAL}{after}")
    assert {"printed": printed, **told(citation, NUMBERS)} == row
    assert [name_text(name) for name in citation.author] == ["Smith, A. B."]
    assert citation.title == TITLE
    assert is_named(citation, "J Neurol Suppl" if " Suppl." in printed else JOURNAL)
