"""Read with JabRef, which writes a .bib file again; TeX stays as it is written."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.interop.normal import Item, tex, tidy
from tests.interop.programs.base import Program, format_of, program_on_path
from tests.interop.programs.bib import item_of
from tests.interop.programs.pybtex_ import name_of

IMPORTERS = {"bibtex": "bibtex", "biblatex": "bibtex", "ris": "ris"}
_FIELD = re.compile(r"^  (\w+) *= \{?(.*?)\}?,?$", re.MULTILINE)


def _convert(path: Path, home: Path) -> tuple[str, str]:
    """Have JabRef import a file without a window; give what it saves as .bib, and its words.

    What it cannot save it tells in a trace, and then waits for ever.
    """
    out = home / "out.bib"
    options = f"-Djava.awt.headless=true -Duser.home={home} -Djava.util.prefs.userRoot={home}"
    process = subprocess.Popen(
        ["jabref", "-n", "-i", f"{path},{IMPORTERS[format_of(path)]}", "-o", str(out)],
        env={**os.environ, "JAVA_TOOL_OPTIONS": options},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    said = []
    with process:
        for line in process.stdout or ():
            said.append(line)
            if "Exception" in line:
                os.killpg(process.pid, signal.SIGKILL)
                break
    return out.read_text("utf-8") if out.is_file() else "", "".join(said)


def refuses(path: Path) -> bool:
    """Tell whether JabRef cannot save what it read from a file."""
    with tempfile.TemporaryDirectory(prefix="radrefs-") as home:
        saved, said = _convert(path, Path(home))
    return not saved and "Exception" in said


def read(path: Path) -> dict[str, Item]:
    """Import a file, and read the .bib file that JabRef saves.

    From RIS it keeps text as text, and the key only as a field of its own, `refid`.
    """
    with tempfile.TemporaryDirectory(prefix="radrefs-") as home:
        saved, said = _convert(path, Path(home))
    assert saved, said
    return _items(saved, _text if format_of(path) == "ris" else tex)


def _items(text: str, decode: Callable[[str], str]) -> dict[str, Item]:
    """Give the entries; JabRef writes one field a line."""
    items: dict[str, Item] = {}
    for at, block in enumerate(text.split("\n@")[1:]):
        head, _, body = block.partition("\n")
        kind, _, key = head.rstrip(",").partition("{")
        fields = dict(_FIELD.findall(body))
        if kind.lower() == "comment":
            continue
        names = {
            role: _people(fields.pop(role), decode)
            for role in ("author", "editor")
            if role in fields
        }
        items[fields.pop("refid", key or str(at))] = item_of(kind, fields, names, decode)
    return items


def _text(text: str) -> str:
    """Give text from RIS: JabRef escapes its ampersands and leaves the rest."""
    return tidy(text.replace("\\&", "&"))


def _people(text: str, decode: Callable[[str], str]) -> list[tuple[str, ...]]:
    from pybtex.bibtex.utils import split_name_list
    from pybtex.database import Person

    return [name_of(Person(person), decode) for person in split_name_list(text)]


PROGRAM = Program(
    "JabRef",
    ("bibtex", "biblatex", "ris"),
    program_on_path("jabref", "jabref", "java"),
    read,
    refuses=refuses,
)
