"""Hold the adapters, one file a program."""

from __future__ import annotations

from tests.interop.programs import (
    better_bibtex,
    biber,
    bibtex,
    bibtexparser_,
    bibutils,
    citation_js,
    citeproc_js,
    citeproc_py,
    jabref,
    latex,
    pandoc,
    pybtex_,
    rispy_,
    typst_,
)
from tests.interop.programs.base import Program

__all__ = ["PROGRAMS", "Program"]

PROGRAMS: tuple[Program, ...] = (
    pandoc.PROGRAM,
    citation_js.PROGRAM,
    better_bibtex.PROGRAM,
    jabref.PROGRAM,
    bibutils.PROGRAM,
    pybtex_.PROGRAM,
    bibtexparser_.PROGRAM,
    rispy_.PROGRAM,
    biber.PROGRAM,
    bibtex.PROGRAM,
    typst_.PROGRAM,
    citeproc_js.PROGRAM,
    citeproc_py.PROGRAM,
    *latex.PROGRAMS,
)
