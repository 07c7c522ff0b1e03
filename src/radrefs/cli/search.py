"""`radrefs search`: search a bibliography."""

from __future__ import annotations

from typing import Annotated

import typer

from radrefs import bibliography
from radrefs.bibliography import read_query, the_bibliography
from radrefs.cli.list import AsJson, print_items
from radrefs.cli.options import BibliographyOption
from radrefs.cli.screen import count_of, say

__all__ = ["search"]


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            help="Words that must all be there. author:hughes, year:2021, journal:... search "
            "one field; -word (after --) leaves out what has the word. Case and accents make no "
            "difference.",
            metavar="WORDS",
        ),
    ],
    folder: BibliographyOption = None,
    as_json: AsJson = False,
) -> None:
    """Search a bibliography as it was built last. Exits with 1 if nothing matches."""
    found = bibliography.search(the_bibliography(folder), read_query(words))
    print_items(found, as_json)
    say(f"{count_of(len(found), 'reference')}")
    if not found:
        raise typer.Exit(1)
