"""Write HTML through templates. The one module that imports Jinja2.

Every value is escaped (autoescape), so that text stays text. A name that a template uses and
that has no value is an error. Templates and assets are files of the packages: `templates/*.html`,
`assets/*.css`, `assets/*.js`. In templates, beside Jinja2's own, there are the filters

    visible        text in which hidden characters are shown; for text between tags
    visible_text   the same without markup; for a title
    doi_url        a DOI -> its address at doi.org
    sentence       text with its first letter in upper case
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from radrefs.report.hidden_characters import has_hidden_characters, runs_of, visible_text

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Asset", "doi_url", "policy_of", "render", "shell"]

_OWN = "radrefs.report"


class Asset(NamedTuple):
    """A style sheet or script: the package it belongs to, and its file name in `assets/`."""

    package: str
    name: str

    def read(self) -> str:
        """Return its text."""
        return (files(self.package) / "assets" / self.name).read_text("utf-8")


_STYLE = Asset(_OWN, "page.css")


@lru_cache(maxsize=4)
def _environment(package: str) -> Environment:
    """Make the environment of a package's templates; those of the report are always there."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(_OWN)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # The module of a template escapes as the template does: what it returns is HTML.
    shown = made.get_template("hidden_characters.html").module.with_hidden_characters  # type: ignore[attr-defined]

    def visible(text: str) -> str:
        return shown(runs_of(text)) if has_hidden_characters(text) else text

    made.filters.update(
        visible=visible, visible_text=visible_text, doi_url=doi_url, sentence=_sentence
    )
    return made


def render(template: str, values: Mapping[str, object], package: str = _OWN) -> str:
    """Return the HTML of a template, which is one of `package` or of the report.

    The text can be written in UTF-8: a lone surrogate that is left in an attribute, where
    nothing can be shown, is replaced by U+FFFD.
    """
    return _writable(_environment(package).get_template(template).render(values))


def _writable(text: str) -> str:
    """Return a text that can be written in UTF-8: without lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def shell(
    title: str, kind: str, scripts: Sequence[Asset], connect: str = "'none'"
) -> dict[str, object]:
    """Return what `page.html` needs; `kind` says to the style which page it is."""
    from markupsafe import Markup

    style, script = _sources(tuple(scripts))
    # Files of this package, read from no other place; a test holds that none of them can end
    # its element. Their text must stay as it is, for the policy names it by hash.
    return {
        "title": title,
        "kind": kind,
        "policy": policy_of(scripts, connect),
        "style": Markup(style),
        "script": Markup(script),
    }


def policy_of(scripts: Sequence[Asset], connect: str = "'none'") -> str:
    """Return the content security policy of a page: its own style and script, by hash alone."""
    style, script = map(_hash, _sources(tuple(scripts)))
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        f"img-src data:; connect-src {connect}; base-uri 'none'; form-action 'none'"
    )


@lru_cache(maxsize=8)
def _sources(scripts: tuple[Asset, ...]) -> tuple[str, str]:
    """Return the style and the script of a page."""
    return _STYLE.read(), "".join(one.read() for one in scripts)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def doi_url(doi: str) -> str:
    """Return the address of a DOI; whatever the DOI is, it is a path of doi.org."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-', errors='replace')}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
