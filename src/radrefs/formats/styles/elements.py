"""Stand in for elements of citeproc-py 0.11 that print other than CSL says.

It prints no year for a range within one year, no delimiter between the parts of a locale's
date, the attributes of one date in the next, a title in the author's place once more, no
blank after the number, no short names of seasons, and fails on plain text that a style
writes with capitals.
"""

from __future__ import annotations

from typing import Any

from citeproc import model
from citeproc.source import VariableError
from citeproc.string import MixedString, String, join
from lxml import etree

from radrefs.errors import RadrefsError

__all__ = ["CSL", "Thing", "parse"]

CSL = "{http://purl.org/net/xbiblio/csl}"
"""Stand before the name of every element of CSL."""

Thing = Any
"""What citeproc-py hands about; it has no types."""

_MOST_STEPS = 2_000


class Layout(model.Layout):  # type: ignore[misc]
    """Put a blank after the number where a style aligns what follows."""

    def render_children(self, item: Thing, delimiter: str = "", **kwargs: Thing) -> Thing:
        """Join what the children print."""
        if self.getparent().get("second-field-align") is None:
            return super().render_children(item, delimiter, **kwargs)
        output = [text for child in self if (text := _rendered(child, item, **kwargs))]
        if len(output) > 1:
            output[0] = String(f"{str(output[0]).rstrip()} ")
        return join(output, delimiter) if output else None


def _rendered(child: Thing, item: Thing, **kwargs: Thing) -> Thing:
    try:
        return child.render(item, **kwargs)
    except VariableError:
        return None


class _Cased:
    """Write any text in a case: citeproc-py knows how only of its own kinds of text."""

    def case(self, text: Thing, language: str | None = None) -> Thing:
        pieces = text if isinstance(text, MixedString) else [text]
        own = [piece if isinstance(piece, String) else String(piece) for piece in pieces]
        return super().case(MixedString(own), language)  # type: ignore[misc]


class Text(_Cased, model.Text):  # type: ignore[misc]
    """Note which variables are printed, for what stands in another's place.

    Macros that call each other without end are stopped.
    """

    def calls_variable(self) -> Thing:
        """Say whether a variable is called; of a macro that is found out once."""
        macro = self.get("macro")
        if macro is None:
            return super().calls_variable()
        calling = self.get_root().calling
        if macro not in calling:
            calling[macro] = super().calls_variable()
        return calling[macro]

    def process(self, item: Thing, context: Thing = None, **kwargs: Thing) -> Thing:
        """Return the text and its language."""
        noted = (self if context is None else context).get_layout().repressed
        noted["steps"] = noted.get("steps", 0) + 1
        if noted["steps"] > _MOST_STEPS:
            raise RecursionError("its macros never come to an end")
        return super().process(item, context, **kwargs)

    def _variable(self, item: Thing, context: Thing) -> Thing:
        text = super()._variable(item, context)
        if text:
            noted = context.get_layout().repressed
            noted.setdefault("printed", []).append(self.get("variable"))
        return text


class Names(model.Names):  # type: ignore[misc]
    """Print no names again that stand in another's place already."""

    def process(
        self, item: Thing, names_context: Thing = None, context: Thing = None, **kwargs: Thing
    ) -> Thing:
        """Print the names of those roles that are not printed already."""
        printed = (self if context is None else context).get_layout().repressed.get("names", ())
        roles = self.get("variable")
        left = [role for role in roles.split() if role not in printed]
        if not left:
            return None
        self.set("variable", " ".join(left))
        try:
            return super().process(item, names_context=names_context, context=context, **kwargs)
        finally:
            self.set("variable", roles)


class Substitute(model.Substitute):  # type: ignore[misc]
    """Suppress further on what is printed in another's place, also by a macro."""

    def render(self, item: Thing, context: Thing = None, **kwargs: Thing) -> Thing:
        """Print the first substitute that says something."""
        noted = (self if context is None else context).get_layout().repressed
        before = len(noted.get("printed", ()))
        text = super().render(item, context=context, **kwargs)
        noted.setdefault(f"{CSL}text", []).extend(noted.get("printed", ())[before:])
        return text

    def add_to_repressed_list(self, child: Thing, context: Thing) -> None:
        """Remember whose names are printed; texts are noted as they are."""
        if isinstance(child, model.Names):
            noted = (self if context is None else context).get_layout().repressed
            noted.setdefault("names", []).extend(child.get("variable").split())


class Label(_Cased, model.Label):  # type: ignore[misc]
    """Write "Ed." where a style wants capitals."""

    def case(self, text: Thing, language: str | None = None) -> Thing:
        """Write a term in the style's case."""
        return super().case(text, language or self.get_root().language)


class Number(_Cased, model.Number):  # type: ignore[misc]
    """Print a number, perhaps with capitals; one of millions as it is."""

    def format_number(self, number: Thing) -> Thing:
        """Write a number in the style's form: a long one in Roman letters would never end."""
        return super().format_number(number) if len(str(number)) < 7 else str(number)


class NamePart(_Cased, model.Name_Part):  # type: ignore[misc]
    """Print a part of a name, perhaps in capitals."""

    def format_part(self, given: Thing, family: Thing) -> Thing:
        """Print given name and family; either may be absent."""
        if not {"given": given, "family": family}.get(self.get("name")):
            return given, family
        return tuple(part and str(part) for part in super().format_part(given, family))


class DateOfOurs(model.Date):  # type: ignore[misc]
    """Print dates with their own delimiter, and ranges in the order of their language."""

    def render_single_date(
        self, date: Thing, show_parts: Thing = None, context: Thing = None
    ) -> Thing:
        """Join the parts of a date."""
        parts = self.parts(date, show_parts, None if context is self else context)
        return self._joined(parts, context) if parts else None

    def _joined(self, parts: Thing, context: Thing) -> Thing:
        own = self.get("delimiter") is not None or not self.is_locale_date()
        return (self if own else context).join(parts)

    def render_date_range(
        self, date_range: Thing, show_parts: Thing = None, context: Thing = None
    ) -> Thing:
        """Print what differs twice, with a dash between, and what is shared once."""
        begin, end = date_range.begin, date_range.end
        shown = [part.get("name") for part in self if part.get("name") in show_parts]
        sizes = ("year", "month", "day")
        first = next((k for k, part in enumerate(sizes) if begin.get(part) != end.get(part)), 3)
        twice = [part for part in shown if part in sizes[first:]]
        if not twice:
            return self.render_single_date(begin, shown, context)
        at = shown.index(twice[0])
        within = None if context is self else context
        left = self.parts(begin, [*shown[:at], *twice], within)
        right = self.parts(end, [*twice, *(p for p in shown[at:] if p not in twice)], within)
        if not left or not right:
            return self.render_single_date(begin, shown, context)
        before = str(self._joined(left, context)).rstrip(" ,")
        return String(f"{before}\u2013{self._joined(right, context)}")


class DatePart(_Cased, model.Date_Part):  # type: ignore[misc]
    """Leave a locale's date as it was for the next; a season's short name is its long one."""

    def process(self, date: Thing, context: Thing = None) -> Thing:
        """Return one part. Raises `VariableError` for one that the date has not."""
        if self.get("name") != "month" or "month" in date:
            return super().process(date, context)
        if self.get("form", "long").startswith("numeric"):
            raise VariableError
        term = f"season-{date.season:02}"
        return (self if context is None else context).get_single_term(name=term)

    def render(self, *args: Thing, **kwargs: Thing) -> Thing:
        """Print one part."""
        before = dict(self.attrib)
        try:
            return super().render(*args, **kwargs)
        finally:
            self.attrib.clear()
            self.attrib.update(before)


_OURS = {
    "layout": Layout, "text": Text, "number": Number, "names": Names, "name-part": NamePart,
    "substitute": Substitute, "label": Label, "date": DateOfOurs, "date-part": DatePart,
}  # fmt: skip


def parse(xml: bytes, name: str) -> Thing:
    """Parse a style or locale; nothing is expanded or fetched. Raises `RadrefsError`."""
    refused = RadrefsError(f"{name}: has a document type, which no style needs: refused")
    if b"<!DOCTYPE" in xml.replace(b"\0", b""):
        raise refused
    lookup = etree.ElementNamespaceClassLookup()
    classes = lookup.get_namespace(CSL[1:-1])
    classes[None] = model.CitationStylesElement
    for kind in model.CitationStylesElement.__subclasses__():
        classes[kind.__name__.replace("_", "-").lower()] = kind
    classes.update(_OURS)
    parser = etree.XMLParser(
        remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True,
        load_dtd=False, dtd_validation=False, huge_tree=False,
    )  # fmt: skip
    parser.set_element_class_lookup(lookup)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise RadrefsError(f"{name}: no XML: {error.msg}: use a .csl file") from None
    if root.getroottree().docinfo.doctype:
        raise refused
    return root
