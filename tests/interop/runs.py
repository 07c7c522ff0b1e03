"""Run each program once on each file, whoever asks first."""

from __future__ import annotations

import contextlib
from pathlib import Path

from radrefs import Citation
from tests.interop import corpus
from tests.interop.compare import Remark, stale, told
from tests.interop.exceptions import unable
from tests.interop.normal import Item
from tests.interop.programs import PROGRAMS, Program
from tests.interop.programs.printed import says, stands_in

__all__ = ["CORPORA", "PAIRS", "Runs"]

CORPORA = {"facts": corpus.facts, "hostile": corpus.hostile}
PAIRS = tuple(
    (program, format)
    for program in PROGRAMS
    for format in program.formats
    if corpus.can_write(format)
)
"""Each program with each format that it reads and radrefs writes."""


class Runs:
    """Keep the files that were written and what the programs made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        self._arrived: dict[tuple[str, str, str], dict[str, Item]] = {}

    def file(self, name: str, format: str, left_out: tuple[str, ...] = ()) -> Path:
        """Give the file of a corpus in a format."""
        given = tuple(c for c in CORPORA[name]() if c.id not in left_out)
        stem = name if len(given) == len(CORPORA[name]()) else f"{name}-{len(given)}"
        return corpus.write(given, format, self.folder, stem)

    def citations(self, program: Program, format: str, name: str) -> tuple[Citation, ...]:
        """Give the citations of a corpus that a program can take at all."""
        left_out = unable(program.name, format)
        return tuple(c for c in CORPORA[name]() if c.id not in left_out)

    def arrived(self, program: Program, format: str, name: str) -> dict[str, Item]:
        """Give what a program made of a corpus."""
        key = (program.name, format, name)
        if key not in self._arrived:
            path = self.file(name, format, unable(program.name, format))
            # In an empty folder a file made by the way would be seen.
            with contextlib.chdir(self.elsewhere):
                self._arrived[key] = program.read(path)
        return self._arrived[key]

    def told(self, program: Program, format: str, name: str) -> list[Remark]:
        """Compare what a program made of a corpus with what was written."""
        citations = self.citations(program, format, name)
        arrived = self.arrived(program, format, name)
        stands = says if name == "hostile" else stands_in
        return told(program, format, citations, arrived, stands)

    def stale(self, program: Program, format: str) -> list[str]:
        """Name the exceptions that no longer occur, in whichever corpus."""
        found = [line for name in CORPORA for line in self.told(program, format, name)]
        return stale(program.name, format, found)
