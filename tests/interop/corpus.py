"""Hold the citations that the programs are given."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import radrefs
from radrefs import Citation
from radrefs.formats import FORMATS
from tests.cases import DATA
from tests.conftest import SEED

__all__ = ["SUFFIXES", "can_write", "facts", "hard", "hostile", "seed", "write"]

ASCII = "--ascii"
HAS_OPTIONS = find_spec("radrefs.formats.options") is not None
SUFFIXES = {"bibtex": ".bib", "biblatex": ".bib", "ris": ".ris", "csl-json": ".json"}


def _items(name: str) -> tuple[Citation, ...]:
    items = json.loads((DATA / "interop" / name).read_text("utf-8"))
    return tuple(Citation.model_validate(item) for item in items)


@cache
def seed() -> tuple[Citation, ...]:
    """Give the 27 references of the first bibliography, as they were resolved."""
    items = json.loads((SEED.parent / "references.json").read_text("utf-8"))
    added = ("citation-key", "journalAbbreviation")
    return tuple(
        Citation.model_validate({key: value for key, value in item.items() if key not in added})
        for item in items
    )


@cache
def hard() -> tuple[Citation, ...]:
    """Give one citation for each fact that is hard to carry."""
    return _items("hard.json")


@cache
def hostile() -> tuple[Citation, ...]:
    """Give citations whose text tries to be more than text."""
    return _items("hostile.json")


@cache
def facts() -> tuple[Citation, ...]:
    """Give all whose facts must arrive."""
    return (*seed(), *hard())


def can_write(format: str) -> bool:
    """Tell whether radrefs writes a format; `--ascii` after its name is the profile for TeX."""
    return format.partition(" ")[0] in FORMATS and (ASCII not in format or HAS_OPTIONS)


def write(citations: tuple[Citation, ...], format: str, folder: Path, name: str) -> Path:
    """Write citations to a file of a format; its folder is named after the format."""
    bare = format.partition(" ")[0]
    path = folder / format / f"{name}{SUFFIXES[bare]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {}
    if ASCII in format:
        options["options"] = import_module("radrefs.formats.options").Options(ascii=True)
    text = radrefs.dumps(citations, bare, **options)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
