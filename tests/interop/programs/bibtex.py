"""Read with BibTeX itself, through a small style that writes out every field; TeX stays."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.interop.normal import Item, name, tex
from tests.interop.programs.base import Program, program_on_path, run
from tests.interop.programs.bib import item_of

STYLE = Path(__file__).parents[1] / "tex" / "fields.bst"
# BibTeX wraps what it writes after 79 characters, at a blank.
WRAPPED = "\n  "
OTHERS = "<|>others<|><|>"


def read(path: Path) -> dict[str, Item]:
    """Run BibTeX over all entries of a file; a warning is a failure."""
    with tempfile.TemporaryDirectory(prefix="radrefs-") as name:
        folder = Path(name)
        shutil.copy(path, folder / "x.bib")
        shutil.copy(STYLE, folder)
        aux = "\\citation{*}\n\\bibstyle{fields}\n\\bibdata{x}\n"
        (folder / "x.aux").write_text(aux, encoding="utf-8")
        ran = run("bibtex", "x", cwd=folder)
        assert ran.status == 0 and "Warning" not in ran.out, ran.out
        lines = (folder / "x.bbl").read_text("utf-8").replace(WRAPPED, " ").splitlines()
    return _items(lines)


def _items(lines: list[str]) -> dict[str, Item]:
    fields: dict[str, dict[str, str]] = {}
    names: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for line in lines:
        key, label, value = line.split("|", 2)
        if label in ("author", "editor"):
            names.setdefault(key, {}).setdefault(label, []).append(_name(value))
        else:
            fields.setdefault(key, {})[label] = value
    return {
        key: item_of(held.pop("entrytype"), held, names.get(key, {}))
        for key, held in fields.items()
    }


def _name(parts: str) -> tuple[str, ...]:
    if parts == OTHERS:
        return ("et al.",)
    particle, family, suffix, given = (tex(part.replace("~", " ")) for part in parts.split("<|>"))
    return name(f"{particle} {family}", given, suffix)


PROGRAM = Program("BibTeX", ("bibtex",), program_on_path("texlive-binaries", "bibtex"), read)
