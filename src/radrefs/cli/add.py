"""`radrefs add`: add a page to a bibliography."""

from __future__ import annotations

from typing import Annotated

import typer

from radrefs.bibliography import add_page, build_topic, the_bibliography
from radrefs.cli.build import print_topics
from radrefs.cli.options import BibliographyOption
from radrefs.cli.screen import say, say_waiting

__all__ = ["add"]


def add(
    page: Annotated[
        str,
        typer.Argument(help='The page (text, HTML); "-" is standard input.', metavar="PAGE"),
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name",
            help="The topic's name. [default: the page's name]",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    folder: BibliographyOption = None,
) -> None:
    """Add a page to a bibliography as a new topic, and build it."""
    made = add_page(the_bibliography(folder), page, name, say_waiting)
    topic = build_topic(made, waiting=say_waiting)
    if not topic.citations:
        say(f"{topic.page}: no reference list was found")
    print_topics([topic])
