"""Read with biber in its tool mode, which keeps TeX and gives XML."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.interop.normal import Item, name, tex
from tests.interop.programs.base import Program, program_on_path, run
from tests.interop.programs.bib import item_of

__all__ = ["PROGRAM", "read", "warnings"]

BLTX = "{http://biblatex-biber.sourceforge.net/biblatexml}"
_TOLD = re.compile(r"^(?:WARN|ERROR) - (.*)$", re.MULTILINE)
_ENTRY = re.compile(r"(?:Datamodel: )?Entry '(.*?)' \(.*?\): ")


def _run(path: Path) -> tuple[str, list[str]]:
    """Give the XML, and what biber says of a file that it holds against its data model."""
    with tempfile.TemporaryDirectory(prefix="radrefs-") as folder:
        out = Path(folder) / "out.bltxml"
        ran = run(
            *("biber", "--tool", "--validate-datamodel", "--output-format=biblatexml"),
            *("--nolog", f"--output-file={out}", path),
            cwd=Path(folder),
        )
        return out.read_text("utf-8"), _TOLD.findall(ran.out + ran.err)


def warnings(path: Path) -> list[str]:
    """Give what biber warns of, or calls an error, when it validates a file: "key: what"."""
    return sorted(_ENTRY.sub(r"\1: ", said) for said in _run(path)[1])


def read(path: Path) -> dict[str, Item]:
    """Convert a file to BibLaTeXML."""
    root = ElementTree.fromstring(_run(path)[0])
    return {entry.attrib["id"]: _item(entry) for entry in root.iter(f"{BLTX}entry")}


def _item(entry: Element) -> Item:
    fields: dict[str, str] = {}
    names: dict[str, list[tuple[str, ...]]] = {}
    for part in entry:
        tag = part.tag.removeprefix(BLTX)
        if tag == "names":
            names[part.attrib["type"]] = [_name(found) for found in part]
            if part.attrib.get("morenames"):
                names[part.attrib["type"]].append(("et al.",))
        elif tag == "pages":
            fields[tag] = ", ".join(_range(found) for found in part.iter(f"{BLTX}item"))
        elif tag == "date":
            kind = part.attrib.get("type", "")
            fields[f"{kind}date"] = _text(part)
        else:
            items = [_text(found) for found in part.iter(f"{BLTX}item")]
            glue = ", " if tag == "keywords" else " and "
            fields[tag] = glue.join(items) if items else _text(part)
    return item_of(entry.attrib["entrytype"], fields, names)


def _text(part: Element) -> str:
    return " ".join("".join(part.itertext()).split())


def _range(item: Element) -> str:
    ends = [_text(end) for end in item]
    return "-".join(filter(None, ends)) or _text(item)


def _name(element: Element) -> tuple[str, ...]:
    parts = {part.attrib["type"]: tex(" ".join(part.itertext())) for part in element}
    family = " ".join(filter(None, (parts.get("prefix"), parts.get("family"))))
    return name(family, parts.get("given"), parts.get("suffix"))


PROGRAM = Program("biber", ("bibtex", "biblatex"), program_on_path("biber", "biber"), read)
