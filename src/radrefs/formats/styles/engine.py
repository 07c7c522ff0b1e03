"""Render citations by a CSL style through citeproc-py, one by one.

It gets only the variables that it knows, and text as text: no markup is read in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import citeproc
from citeproc.formatter import plain
from citeproc.source import CitationItem, DateRange, LiteralDate, Reference
from citeproc.source import Date as SingleDate
from citeproc.source import Name as PersonOrBody
from citeproc.string import MixedString, NoCase, String

from radrefs.errors import RadrefsError
from radrefs.formats.facts import address
from radrefs.formats.styles.elements import CSL, Thing, parse
from radrefs.model import ET_AL, Citation, Date, Name, csl_variable
from radrefs.text import one_line

__all__ = ["Rendered", "Style", "parent_of"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Stands for "et al." among names, for no field can hold it.
_MORE = "\x00"


def parent_of(xml: bytes, name: str) -> str | None:
    """Name the style that a dependent style stands for; None for one that is whole.

    Raises `RadrefsError` for what is no CSL style.
    """
    root = parse(xml, name)
    if root.tag != f"{CSL}style":
        raise RadrefsError(f"{name}: is no CSL style: use a .csl file")
    for link in root.iter(f"{CSL}link"):
        if link.get("rel") == "independent-parent":
            return str(link.get("href", "")).rpartition("/")[2]
    return None


class Item(CitationItem):  # type: ignore[misc]
    """Hold one citation and its number, without citeproc-py's search through all of them."""

    def __init__(self, key: str, reference: Thing) -> None:
        super().__init__(key)
        self["reference"], self["place"] = reference, 0

    @property
    def reference(self) -> Thing:
        """Return the citation's variables."""
        return self["reference"]

    @property
    def number(self) -> Thing:
        """Return its number in the list."""
        return self["place"]

    def get_field(self, field: str) -> Thing:
        """Return a variable, for sorting."""
        return self.reference.get(field)


class Rendered(NamedTuple):
    """Hold what a style prints of one citation; `text` is "" where it failed, as `wrong` says.

    `number` counts from 1 in the style's order.
    """

    text: str
    number: int
    citation: Citation
    wrong: str | None = None


class Style:
    """Hold a CSL style, ready to render. `numbered` tells that it prints numbers.

    Raises `RadrefsError` for a style that makes no bibliography, or an unknown locale.
    """

    def __init__(self, xml: bytes, name: str, locale: str | None) -> None:
        self.root = root = parse(xml, name)
        if root.find(f"{CSL}bibliography/{CSL}layout") is None:
            raise RadrefsError(f"{name}: makes notes, no bibliography: use another style")
        locale = locale or root.get("default-locale") or "en-US"
        root.formatter, root.calling, root.language = plain, {}, locale.partition("-")[0]
        root.locales = list(self._locales(locale))
        for one in root.locales:
            one.style = root
        parts = (root.find(f"{CSL}bibliography/{CSL}layout"), *root.iter(f"{CSL}macro"))
        uses = (one.get("variable") for part in parts for one in part.iter(f"{CSL}text"))
        self.numbered = "citation-number" in uses

    def _locales(self, locale: str) -> Iterator[Thing]:
        """Return the style's own terms, then those of the language, then English ones."""
        language = locale.partition("-")[0]
        dialect = citeproc.PRIMARY_DIALECTS.get(language)
        if locale not in citeproc.LANGUAGE_NAMES and dialect is None:
            known = ", ".join(sorted(citeproc.LANGUAGE_NAMES))
            raise RadrefsError(f"unknown locale {locale!r}: use one of {known}")
        own = {one.get(_LANG): one for one in reversed(self.root.findall(f"{CSL}locale"))}
        yield from (own[lang] for lang in (locale, language, None) if lang in own)
        for name in dict.fromkeys((locale, dialect, "en-US")):
            if name in citeproc.LANGUAGE_NAMES:
                path = Path(citeproc.LOCALES_PATH, f"locales-{name}.xml")
                yield parse(path.read_bytes(), path.name)

    def render(self, citations: Iterable[Citation]) -> Iterator[Rendered]:
        """Render citations in the style's order; one that fails costs no other."""
        pairs = [(Item(str(at), _reference(one)), one) for at, one in enumerate(citations)]
        layout = self.root.find(f"{CSL}bibliography/{CSL}layout")
        for place, (item, _) in enumerate(pairs, 1):
            item["place"] = place
        for number, (item, citation) in enumerate(self._sorted(layout, pairs), 1):
            item["place"] = number
            try:
                found = layout.render_bibliography([item])
            except Exception as error:  # A style is a program of others: it may do anything.
                why = f"{type(error).__name__}: {error}".rstrip(": ")
                yield Rendered("", number, citation, f"the style fails on it ({why})")
                continue
            text = self._mended(str(found[0]), citation) if found else ""
            wrong = None if text else "the style prints nothing for it"
            yield Rendered(text, number, citation, wrong)

    @staticmethod
    def _sorted(layout: Thing, pairs: list[tuple[Item, Citation]]) -> list[tuple[Item, Citation]]:
        """Sort as the style says; what cannot be sorted comes last."""
        of = {item.key: (item, citation) for item, citation in pairs}
        try:
            return [of[item.key] for item in layout.sort_bibliography([i for i, _ in pairs])]
        except Exception:
            sound = [item for item, _ in pairs if _is_sortable(layout, item)]
        try:
            ordered = [item.key for item in layout.sort_bibliography(sound)]
        except Exception:
            return pairs
        return [of[key] for key in dict.fromkeys((*ordered, *of))]

    def _mended(self, text: str, citation: Citation) -> str:
        """Print "et al." as the style's language does, and punctuation as CSL wants it."""
        if _MORE in text:
            text = self._with_et_al(text)
        title = one_line(citation.title or "")
        if title.endswith(("?", "!")):
            text = re.sub(rf"({re.escape(title[-20:])})\.", r"\1", text, flags=re.IGNORECASE)
        quote = str(self.root.get_single_term(name="close-quote") or "")
        if quote and self.root.get_locale_option("punctuation-in-quote") == "true":
            text = re.sub(rf"{re.escape(quote)}([.,])", rf"\1{quote}", text)
            text = re.sub(rf"([?!])[.,]{re.escape(quote)}", rf"\1{quote}", text)
        return one_line(re.sub(r"([;:,])\.(?=\s|$)", r"\1", text))

    def _with_et_al(self, text: str) -> str:
        et_al = str(self.root.get_single_term(name="et-al") or "et al.")
        and_ = re.escape(str(self.root.get_single_term(name="and") or "and"))
        text = re.sub(rf"(?<=\S) (?:{and_}|&) {_MORE}", f" {_MORE}", text)
        text = re.sub(rf"{_MORE}(?:,? {re.escape(et_al)})?", et_al, text)
        return text.replace(f"{et_al}.", et_al) if et_al.endswith(".") else text


def _is_sortable(layout: Thing, item: Item) -> bool:
    try:
        layout.sort_bibliography([item])
    except Exception:
        return False
    return True


_NO_TEXT = frozenset("author editor issued accessed note url source".split())
# The fields of text that citeproc-py knows; its variables have "_" for CSL's "-".
_TEXTS = {
    field: variable
    for field in Citation.model_fields
    if (variable := csl_variable(field).replace("-", "_")) in citeproc.VARIABLES
    and field not in _NO_TEXT
}
_LABELLED = re.compile(r"(?:PMID|PMCID|DOI|Citation Key)\s*:", re.IGNORECASE)


def _reference(citation: Citation) -> Thing:
    """Return citeproc-py the variables it knows; all text is text, whatever it looks like."""
    variables: dict[str, Any] = {}
    for field, variable in _TEXTS.items():
        if text := one_line(getattr(citation, field) or ""):
            variables[variable] = text if variable == "language" else _mixed(text)
    if citation.note:
        # Zotero's Extra: what citeproc-js takes for fields is not printed either.
        notes = [part for part in citation.note.split("; ") if not _LABELLED.match(part)]
        variables["note"] = _mixed(one_line("; ".join(notes)))
    variables["URL"] = _mixed(one_line(address(citation) or ""))
    variables |= {
        "author": [one for one in map(_name, citation.author) if one],
        "editor": [one for one in map(_name, citation.editor) if one],
        "issued": _date(citation.issued),
        "accessed": _date(citation.accessed),
    }
    return Reference(citation.id, citation.type, **{k: v for k, v in variables.items() if v})


def _mixed(text: str) -> Thing:
    """Keep the capitals of words from a style that writes small letters (docs: fields)."""
    pieces: list[str] = []
    plain_text = ""
    for at, word in enumerate(re.findall(r"\S+\s*", text)):
        if any(char.isupper() for char in (word if at else word[1:])):
            pieces += [String(plain_text)] if plain_text else []
            pieces.append(NoCase(word))
            plain_text = ""
        else:
            plain_text += word
    return MixedString([*pieces, String(plain_text)] if plain_text else pieces)


def _name(name: Name) -> Thing:
    if name == ET_AL:
        return PersonOrBody(literal=_MORE)
    family = one_line(name.family or "")
    if not family:
        whole = one_line(name.literal or "") or one_line(name.given or "")
        return PersonOrBody(literal=whole) if whole else None
    parts = {"given": one_line(name.given or ""), "suffix": one_line(name.suffix or "")}
    return PersonOrBody(family=family, **{part: value for part, value in parts.items() if value})


def _date(date: Date | None) -> Thing:
    if date is None:
        return None
    season = {"season": date.season} if date.season else {}
    found = [
        SingleDate(**dict(zip(("year", "month", "day"), parts, strict=False)), **season)
        for parts in date.date_parts[:2]
        if parts
    ]
    if len(found) == 2:
        return DateRange(begin=found[0], end=found[1])
    literal = one_line(date.literal or "")
    return found[0] if found else LiteralDate(literal) if literal else None
