"""Hold that an entry without a key gets the same one from every reader."""

from __future__ import annotations

import pytest

from radrefs import loads, parse
from radrefs.citekeys import made_key
from radrefs.model import ET_AL, Date, Name

BODY, PERSON = "World Health Organization", "van der Meer, A. B."
TITLE, YEAR = "The ageing of nations", 2020


def _keys(author: str) -> dict[str, str]:
    """Read one entry without a key by every reader of entries; give the keys they make."""
    body = author == BODY
    braced = f"{{{author}}}" if body else author
    filed = f"{author}," if body else author
    family, _, given = author.partition(", ")
    name = f'{{"literal": "{author}"}}' if body else f'{{"family": "{family}", "given": "{given}"}}'
    texts = {
        "bibtex": f"@book{{,\n  author = {{{braced}}},\n  title = {{{TITLE}}},\n"
                  f"  year = {YEAR}\n}}\n",
        "ris": f"TY  - BOOK\nAU  - {filed}\nTI  - {TITLE}\nPY  - {YEAR}\nER  - \n",
        "medline": f"PMID- 1\nFAU - {filed}\nTI  - {TITLE}\nDP  - {YEAR}\nPT  - Book\n",
        "csl-json": f'[{{"type": "book", "author": [{name}], "title": "{TITLE}",'
                    f' "issued": {{"date-parts": [[{YEAR}]]}}}}]',
    }  # fmt: skip
    texts["csl-jsonl"] = texts["csl-json"][1:-1]
    found = {format: loads(text, format)[0].id for format, text in texts.items()}
    printed = author if body else "van der Meer AB"
    page = f"1. {printed}: {TITLE}. Lancet. 1:2-3, {YEAR}"
    return found | {"page": parse(page)[0].id}


@pytest.mark.parametrize(
    "author, key", [(BODY, "world2020ageing"), (PERSON, "vandermeer2020ageing")]
)
def test_every_reader_makes_the_same_key(author: str, key: str) -> None:
    found = _keys(author)
    assert found == dict.fromkeys(found, key)


@pytest.mark.parametrize(
    "author, issued, title, key",
    [
        ((ET_AL, Name(family="Roe")), None, "A case", "roendcase"),
        ((ET_AL,), Date(date_parts=((2001,),)), "A case", "case2001"),
        ((Name(given="Plato"),), Date(literal="once"), None, "platond"),
        ((Name(literal="The Lancet"),), None, "", "lancetnd"),
        ((), None, None, "refnd"),
    ],
)
def test_what_a_key_is_made_of(
    author: tuple[Name, ...], issued: Date | None, title: str | None, key: str
) -> None:
    assert made_key(author, issued, title) == key
