"""Read with bibtexparser 2 and its middlewares for names; TeX stays as it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.interop.normal import Item, name, tex
from tests.interop.programs.base import Program, python
from tests.interop.programs.bib import item_of


def read(path: Path) -> dict[str, Item]:
    """Parse a file; a block that it cannot read is a failure."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts

    library = parse_string(
        path.read_text("utf-8"), append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    assert library.failed_blocks == [], library.failed_blocks
    return {entry.key: _item(entry) for entry in library.entries}


def _item(entry: Any) -> Item:
    fields = {field.key: field.value for field in entry.fields}
    names = {
        role: [_name(parts) for parts in fields.pop(role)]
        for role in ("author", "editor")
        if role in fields
    }
    return item_of(entry.entry_type, fields, names)


def _name(parts: Any) -> tuple[str, ...]:
    family = [*parts.von, *parts.last]
    if family == ["others"] and not parts.first:
        return ("et al.",)
    return name(*(tex(" ".join(part)) for part in (family, parts.first, parts.jr)))


PROGRAM = Program("bibtexparser", ("bibtex", "biblatex"), python("bibtexparser"), read)
