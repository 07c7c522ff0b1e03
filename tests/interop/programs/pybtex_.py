"""Read with pybtex, which keeps TeX as it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.interop.normal import Item, name, tex
from tests.interop.programs.base import Program, python
from tests.interop.programs.bib import item_of


def read(path: Path) -> dict[str, Item]:
    """Parse a file strictly: whatever pybtex warns of is an error."""
    from pybtex.database import parse_string

    entries = parse_string(path.read_text("utf-8"), "bibtex").entries
    return {key: _item(entry) for key, entry in entries.items()}


def _item(entry: Any) -> Item:
    fields = {key.lower(): value for key, value in entry.fields.items()}
    names = {role: [name_of(person) for person in people] for role, people in entry.persons.items()}
    return item_of(entry.type, fields, names)


def name_of(person: Any, decode: Callable[[str], str] = tex) -> tuple[str, ...]:
    """Give a `Person` of pybtex as family, given name and suffix; TeX's "others" as a cut list."""
    family = [*person.prelast_names, *person.last_names]
    given = [*person.first_names, *person.middle_names]
    if family == ["others"] and not given:
        return ("et al.",)
    return name(*(decode(" ".join(part)) for part in (family, given, person.lineage_names)))


PROGRAM = Program("pybtex", ("bibtex", "biblatex"), python("pybtex"), read)
