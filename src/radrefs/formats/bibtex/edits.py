"""Change fields of an entry in its own text; what is not changed stays as spelled."""

from __future__ import annotations

import re

from radrefs.formats.bibtex.file import fields_at
from radrefs.formats.bibtex.rows import ROWS, latex_values, values_of
from radrefs.formats.bibtex.types import (
    ALIASES,
    MEANT,
    biblatex_type,
    bibtex_type,
)  # fmt: skip
from radrefs.formats.library import Block
from radrefs.model import Citation

__all__ = ["edited"]

_LATEX_ONLY = frozenset("date journaltitle eprinttype langid location".split()) | MEANT.keys()
_LATEX_ENTRY = re.compile(r"@(?:report|thesis|online|dataset|software|collection)\b", re.IGNORECASE)


def edited(block: Block, citation: Citation) -> str:
    """Return an entry's text with the fields changed whose values are others now."""
    old = block.citation
    assert old is not None
    fields = fields_at(block.text)
    latex = bool(fields.keys() & _LATEX_ONLY) or _LATEX_ENTRY.match(block.text) is not None
    text = block.text
    before, after = (
        (latex_values(one)[1] if latex else values_of(ROWS, one)) for one in (old, citation)
    )
    for tag in dict.fromkeys((*before, *after)):
        if before.get(tag) != after.get(tag):
            text = _with_field(text, tag, after.get(tag, ""))
    if citation.id != old.id:
        text = re.sub(
            rf"(@\w+\s*[{{(]\s*){re.escape(old.id)}", lambda m: m[1] + citation.id, text, count=1
        )
    if citation.type != old.type:
        name = biblatex_type(citation) if latex else bibtex_type(citation)
        text = re.sub(r"@\w+", f"@{name}", text, count=1)
    return text


def _with_field(text: str, tag: str, value: str) -> str:
    """Set one field of an entry's text, in the layout that its fields have."""
    fields = fields_at(text)
    name = next((one for one in fields if ALIASES.get(one, one) == tag), None)
    spelled = value if tag == "month" else f"{{{value}}}"
    if name is not None:
        start, value_at, end = fields[name]
        if value:
            return text[:value_at] + spelled + text[end:]
        return text[:start] + re.sub(r"^\s*,?[ \t]*(?:\r?\n[ \t]*)?", "", text[end:], count=1)
    if not value:
        return text
    if not fields:
        return re.sub(r",?\s*([})])\s*$", rf",\n  {tag} = {_safe(spelled)},\n\1", text, count=1)
    last = max(fields, key=lambda name: fields[name][2])
    start, value_at, end = fields[last]
    indent = re.search(r"\r?\n[ \t]*$", text[:start])
    equals = text[start + len(last) : value_at]
    columns = {value_at - start for start, value_at, _ in fields.values()}
    if len(columns) == 1 and len({len(name) for name in fields}) > 1:
        equals = equals.strip().rjust(columns.pop() - len(tag) - (equals[-1:] == " "))
        equals += " " if text[value_at - 1] == " " else ""
    return f"{text[:end]},{indent[0] if indent else ' '}{tag}{equals}{spelled}{text[end:]}"


def _safe(spelled: str) -> str:
    return spelled.replace("\\", "\\\\")
