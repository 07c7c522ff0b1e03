"""Read `radrefs.toml`, the choices of a bibliography; without it everything works as well.

formats = ["bibtex", "ris", "csl-json"]    the exports that are built
keys = "{family}{year}{title_word}"        how citation keys are made
journal = "full"                           or "abbreviated"
truncated = "marker"                       or "drop": "et al." where authors are cut
abstracts = true
mailto = "you@example.org"                 the address that is sent to Crossref
stale_days = 365                           `check` reports a decision older than this
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from radrefs.citekeys import keyed
from radrefs.errors import RadrefsError, UnknownFormat, UnreadableInput
from radrefs.formats import Options, format_named

__all__ = ["CONFIG", "Config", "read_config"]

CONFIG = "radrefs.toml"
"""The name of the file with the choices."""


class Config(NamedTuple):
    """The choices of a bibliography (see the module)."""

    formats: tuple[str, ...] = ("bibtex", "ris", "csl-json")
    keys: str | None = None
    journal: str = "full"
    truncated: str = "marker"
    abstracts: bool = True
    mailto: str | None = None
    stale_days: int = 365

    @property
    def options(self) -> Options:
        """Return the choices that concern writing."""
        return Options(
            truncated="drop" if self.truncated == "drop" else "marker",
            journal="abbreviated" if self.journal == "abbreviated" else "full",
            keys=self.keys,
            abstracts=self.abstracts,
        )

    @property
    def exports(self) -> dict[str, str]:
        """Return the names of the files that are built, with their formats."""
        return {f"references{format_named(name).suffixes[0]}": name for name in self.formats}


def read_config(folder: Path) -> Config:
    """Read the choices in a bibliography's folder, or for a topic in the folder above it.

    Raises `UnreadableInput`, with the line, for what is no choice.
    """
    for place in (folder, folder.absolute().parent):
        path = place / CONFIG
        if path.is_file():
            return _read(path)
    return Config()


def _read(path: Path) -> Config:
    try:
        text = path.read_text("utf-8-sig")
        found = tomllib.loads(text)
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{path}: is no TOML: {error}") from error
    for name, value in found.items():
        wrong = _wrong(name, value)
        if wrong:
            raise UnreadableInput(f"{path}:{_line_of(name, text)}: {name}: {wrong}")
    if "formats" in found:
        found["formats"] = tuple(found["formats"])
    return Config(**found)


def _line_of(name: str, text: str) -> int:
    """Find the line of a key at top level (tomllib does not say it)."""
    quoted = re.escape(name)
    found = re.search(rf"^\s*\[*\s*[\"']?{quoted}[\"']?\s*[]=.]", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1


def _wrong(name: str, value: Any) -> str:  # noqa: ANN401 (anything may stand there)
    """Return what is wrong with a choice, "" if nothing is."""
    rule = _RULES.get(name)
    if rule is None:
        near = get_close_matches(name, _RULES, n=1)
        meant = f"do you mean {near[0]}?" if near else f"the choices are {', '.join(_RULES)}"
        return f"there is no such choice: {meant}"
    return rule(value)


def _formats(value: object) -> str:
    if not isinstance(value, list) or not value:
        return 'give a list of formats, such as ["bibtex", "ris"]'
    files: dict[str, str] = {}
    for name in value:
        try:
            known = format_named(str(name))
        except UnknownFormat as error:
            return str(error)
        if not known.suffixes:
            return f"{name} has no suffix of its own and cannot be built"
        if files.setdefault(known.suffixes[0], known.name) != known.name or value.count(name) > 1:
            return f"{name} would be written to the same file as another"
    return ""


def _template(value: object) -> str:
    if not isinstance(value, str):
        return 'give a template, such as "{family}{year}{title_word}"'
    try:
        next(keyed((), value), None)
    except RadrefsError as error:
        return str(error)
    return ""


def _one_of(*words: str) -> Callable[[object], str]:
    listed = " or ".join(f'"{word}"' for word in words)
    return lambda value: "" if value in words else f"say {listed}"


def _address(value: object) -> str:
    fine = isinstance(value, str) and re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value)
    return "" if fine else "give an e-mail address"


def _days(value: object) -> str:
    fine = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return "" if fine else "give a number of days"


_RULES: dict[str, Callable[[object], str]] = {
    "formats": _formats,
    "keys": _template,
    "journal": _one_of("full", "abbreviated"),
    "truncated": _one_of("marker", "drop"),
    "abstracts": lambda value: "" if isinstance(value, bool) else "say true or false",
    "mailto": _address,
    "stale_days": _days,
}
