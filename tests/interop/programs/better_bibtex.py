"""Read with @retorquere/bibtex-parser, the reader of Better BibTeX for Zotero."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.interop.normal import Item, name, unmarked
from tests.interop.programs.base import NODE, Program, node, run
from tests.interop.programs.bib import item_of

SCRIPT = Path(__file__).parents[1] / "node" / "better_bibtex.mjs"


def read(path: Path) -> dict[str, Item]:
    """Parse a file; an error that the parser tells is a failure."""
    ran = run("node", SCRIPT, path, INTEROP_MODULES=f"{NODE}/")
    assert ran.status == 0, ran.err
    told = json.loads(ran.out)
    assert told["errors"] == [], told["errors"]
    return {entry["key"]: _item(entry) for entry in told["entries"]}


def _item(entry: dict[str, Any]) -> Item:
    fields: dict[str, str] = {}
    names: dict[str, object] = {}
    for field, value in entry["fields"].items():
        if field in ("author", "editor"):
            names[field] = [_name(person) for person in value]
        else:
            fields[field] = ", ".join(value) if isinstance(value, list) else value
    return item_of(entry["type"], fields, names, unmarked)


def _name(person: dict[str, str]) -> tuple[str, ...]:
    if "name" in person:
        return name(person["name"])
    family = " ".join(filter(None, (person.get("prefix"), person.get("lastName"))))
    return name(family, person.get("firstName"), person.get("suffix"))


PROGRAM = Program("Better BibTeX", ("bibtex", "biblatex"), node("@retorquere/bibtex-parser"), read)
