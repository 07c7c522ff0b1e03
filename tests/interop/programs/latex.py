"""Typeset with LaTeX to PDF, and read the PDF's text.

Paper of five metres keeps each entry on one line. The log is the verdict: no error, and no
character that the font lacks.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.interop.normal import Item
from tests.interop.programs.base import Program, program_on_path, run
from tests.interop.programs.printed import Rows, numeric, unsrt

__all__ = ["PROGRAMS"]

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
DROID = Path("/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf")
LUA_FONTS = rf"""
\usepackage{{fontspec}}
\directlua{{luaotfload.add_fallback("others", {{"[{DROID}]:mode=node;"}})}}
\setmainfont{{DejaVuSans.ttf}}[Path={DEJAVU}/, BoldFont=DejaVuSans.ttf, ItalicFont=DejaVuSans.ttf,
  SmallCapsFont=DejaVuSans.ttf, RawFeature={{fallback=others}}]
"""
PDF_FONTS = r"""
\usepackage[T1]{fontenc}
\usepackage{lmodern,textcomp}
"""
FONTS = {"lualatex": LUA_FONTS, "pdflatex": PDF_FONTS}
STYLES = {
    "bibtex": ("", r"\bibliographystyle{unsrt}\bibliography{x}"),
    "biber": (
        r"\usepackage[backend=biber,sorting=none,maxbibnames=99]{biblatex}\addbibresource{x.bib}",
        r"\printbibliography",
    ),
}
DOCUMENT = r"""\documentclass{article}
\usepackage[paperwidth=500cm,paperheight=200cm,margin=1cm]{geometry}
%s
\usepackage{url}
%s
\pagestyle{empty}\raggedright\hyphenpenalty=10000
\begin{document}
\nocite{%s}
%s
\end{document}
"""
_KEY = re.compile(r"^@\w+\{(.*),$", re.MULTILINE)
_COMPLAINT = re.compile(r"^!.*|^Missing character.*", re.MULTILINE)
_ENTRY = re.compile(r"^\s*\[(\d+)\]", re.MULTILINE)


def typeset(engine: str, backend: str, path: Path, keys: list[str], folder: Path) -> str:
    """Typeset entries of a file in a folder, to `x.pdf`; give the log of the last run."""
    package, place = STYLES[backend]
    shutil.copy(path, folder / "x.bib")
    document = DOCUMENT % (FONTS[engine], package, ",".join(keys), place)
    (folder / "x.tex").write_text(document, encoding="utf-8")
    # What a file could make TeX do, it may do here: that is how it would be seen.
    tex = (engine, "-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "x")
    run(*tex, cwd=folder)
    run(backend, "x", cwd=folder)
    run(*tex, cwd=folder)
    return (folder / "x.log").read_text("utf-8", "replace")


def complaints(log: str) -> list[str]:
    """Give the errors of a run, and the characters that no font had."""
    return _COMPLAINT.findall(log)


def read(engine: str, backend: str, path: Path) -> dict[str, Item]:
    """Typeset all entries of a file, and read them back."""
    keys = _KEY.findall(path.read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="radrefs-") as home:
        folder = Path(home)
        log = typeset(engine, backend, path, keys, folder)
        assert complaints(log) == [], "\n".join(complaints(log))
        made = [found.name for found in folder.iterdir() if not found.name.startswith("x.")]
        assert made == [], made
        text = run("pdftotext", "-raw", "x.pdf", "-", cwd=folder).out
    parts = _ENTRY.split(text)[1:]
    return {
        keys[int(at) - 1]: {"text": text} for at, text in zip(parts[::2], parts[1::2], strict=True)
    }


def refuses(engine: str, backend: str, path: Path) -> bool:
    """Tell whether the log complains of a file."""
    keys = _KEY.findall(path.read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="radrefs-") as home:
        return bool(complaints(typeset(engine, backend, path, keys, Path(home))))


def _missing(engine: str, backend: str) -> Callable[[], list[str]]:
    def missing() -> list[str]:
        lost = program_on_path("texlive-latex-recommended", engine)()
        lost += program_on_path(*(("biber",) * 2 if backend == "biber" else TEX_BIBTEX))()
        lost += program_on_path("poppler-utils", "pdftotext")()
        if engine == "lualatex":
            lost += [] if (DEJAVU / "DejaVuSans.ttf").is_file() else ["fonts-dejavu-core"]
            lost += [] if DROID.is_file() else ["fonts-droid-fallback"]
        return lost

    return missing


TEX_BIBTEX = ("texlive-binaries", "bibtex")


def _program(
    name: str, format: str, engine: str, backend: str, shown: Callable[..., Rows]
) -> Program:
    reads, strict = partial(read, engine, backend), partial(refuses, engine, backend)
    return Program(name, (format,), _missing(engine, backend), reads, shown, strict)


PROGRAMS = (
    _program("LuaLaTeX with BibTeX", "bibtex", "lualatex", "bibtex", unsrt),
    _program("LuaLaTeX with biber", "biblatex", "lualatex", "biber", numeric),
    _program("pdfLaTeX with BibTeX", "bibtex --ascii", "pdflatex", "bibtex", unsrt),
    _program("pdfLaTeX with biber", "biblatex --ascii", "pdflatex", "biber", numeric),
)
