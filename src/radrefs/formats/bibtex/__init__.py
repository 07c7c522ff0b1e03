"""Map citations to BibTeX and BibLaTeX: one table of rows for each, read in both directions.

Names as `Family, G. H.` joined by "and", a cut list ends in `others`; supplements in
`number`, article numbers in `pages`, full ranges with two hyphens, DOI and address raw.
BibLaTeX says `journaltitle`, `date`, `eprint`, and puts what its data model has no place
for into the fields that it leaves free (`SPARE`), so that biber has nothing to warn of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from radrefs.formats.bibtex.edits import edited
from radrefs.formats.bibtex.file import entry_text
from radrefs.formats.bibtex.latex import ascii_only, raw_ascii
from radrefs.formats.bibtex.reading import blocks
from radrefs.formats.bibtex.rows import BIBLATEX, ROWS, latex_values, values_of
from radrefs.formats.bibtex.types import bibtex_type
from radrefs.formats.options import DEFAULT, Options
from radrefs.model import Citation

__all__ = [
    "BIBLATEX", "ROWS", "biblatex_pieces", "blocks", "edited", "looks", "pieces",
]  # fmt: skip

_VERBATIM = frozenset("doi url verba verbb eprint".split())


def _written(type_: str, key: str, values: Mapping[str, str], options: Options) -> str:
    fields = {}
    for name, value in values.items():
        if options.ascii:
            value = (raw_ascii if name in _VERBATIM else ascii_only)(value)
        fields[name] = value if name == "month" else f"{{{value}}}"
    return entry_text(type_, key, fields)


def pieces(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[str]:
    """Return BibTeX entries, one piece each, a blank line between them."""
    gap = ""
    for citation in citations:
        values = values_of(ROWS, citation)
        yield gap + _written(bibtex_type(citation), citation.id, values, options)
        gap = "\n"


def biblatex_pieces(citations: Iterable[Citation], options: Options = DEFAULT) -> Iterator[str]:
    """Return BibLaTeX entries, one piece each, a blank line between them."""
    gap = ""
    for citation in citations:
        type_, values = latex_values(citation)
        yield gap + _written(type_, citation.id, values, options)
        gap = "\n"


_LOOKS = re.compile(
    r"(?:[^@]{0,5000}\s)?@(?:article|book|booklet|comment|in(?:book|collection|proceedings|reference)"
    r"|string|misc|online|preamble|(?:phd|masters)?thesis|(?:tech)?report|unpublished|conference"
    r"|proceedings|collection|manual|electronic|www|dataset|software|patent|periodical)\s*[{(]",
    re.IGNORECASE,
)


def looks(text: str) -> bool:
    """Say whether a text begins as a .bib file does."""
    return _LOOKS.match(f" {text[:8000]}") is not None
