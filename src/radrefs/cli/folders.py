"""Begin a bibliography, add pages to it, build it: `init`, `add`, `build`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from radrefs.bibliography import (
    RESOLUTIONS,
    Topic,
    add_page,
    build_topic,
    find_topics,
    read_config,
    the_bibliography,
)  # fmt: skip
from radrefs.bibliography import (
    init as begin,
)
from radrefs.cli.common import (
    Bibliography,
    CrossrefUrl,
    In,
    LookupOptions,
    Mailto,
    NoCache,
    NoPubmed,
    Offline,
    Refresh,
    Strict,
    say,
    waiting,
)
from radrefs.cli.tables import Column, print_table

__all__ = ["add", "build", "init"]


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make.", metavar="DIR")] = Path(),
) -> None:
    """Begin a bibliography: make the folder and radrefs.toml, with its choices explained."""
    say(f"{begin(folder)}: the choices; add pages with `radrefs add PAGE`")


def add(
    page: Annotated[
        str,
        typer.Argument(help='The page (text, HTML); "-" is standard input.', metavar="PAGE"),
    ],
    name: Annotated[
        str | None,
        typer.Option("--name", help="The topic's name. [default: the page's]", show_default=False),
    ] = None,
    folder: In = None,
) -> None:
    """Add a page to a bibliography, as a topic of its own, and build that."""
    topic = build_topic(add_page(the_bibliography(folder), page, name, waiting), waiting=waiting)
    if not topic.citations:
        say(f"{topic.page}: no reference list was found")
    _print_topics([topic], check=False)


def build(
    folder: Bibliography = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Ask Crossref about every entry anew.")
    ] = False,
    strict: Strict = False,
    offline: Offline = False,
    mailto: Mailto = None,
    crossref_url: CrossrefUrl = None,
    no_cache: NoCache = False,
    refresh: Refresh = False,
    no_pubmed: NoPubmed = False,
) -> None:
    """Make the exports of each topic in a bibliography folder from its page.

    DOIs come from resolutions.json and works.jsonl in the topic's folder; the network is
    asked only with --update. The files of a topic are all written, or none.
    """
    if update and (check or offline):
        raise typer.BadParameter(
            "--update asks the network and writes: not with --check, --offline"
        )
    from radrefs.cli.asking import Asking, opened, tell, tell_asked, tell_lost, unsettled

    home = the_bibliography(folder)
    config, found = read_config(home), find_topics(home)
    if update:
        wanted = LookupOptions(mailto, crossref_url, no_cache, refresh, no_pubmed, config.mailto)
        with opened(wanted) as door:
            anew = (door.catalogue, Asking(door))
            topics = [build_topic(one, False, anew, config, waiting) for one in found]
            tell_asked(door)
        for topic in topics:
            tell(topic.resolutions)
    else:
        topics = [build_topic(one, check, None, config, waiting) for one in found]
    for topic in topics:
        tell_lost(topic.folder / RESOLUTIONS, topic.lost)
    _print_topics(topics, check)
    changed = [path for topic in topics for path in topic.changed]
    for path in changed:
        say(f"{path}: {'would change' if check else 'written'}")
    doubtful = any(not t.citations or any(c.problems for c in t.citations) for t in topics)
    if update:
        doubtful = doubtful or any(unsettled(topic.resolutions) for topic in topics)
    if (check and changed) or (strict and doubtful):
        raise typer.Exit(1)


def _print_topics(topics: list[Topic], check: bool) -> None:
    numbers = ("references", "doubtful", "DOIs", "unchecked")
    columns = [Column("topic"), *(Column(name, right=True) for name in numbers), Column("files")]
    print_table(columns, [_row(topic, check) for topic in topics])


def _row(topic: Topic, check: bool) -> tuple[str, ...]:
    counts = (
        len(topic.citations),
        sum(bool(citation.problems) for citation in topic.citations),
        sum(citation.doi is not None for citation in topic.citations),
        topic.unchecked,
    )
    state = ("would change" if check else "written") if topic.changed else "up to date"
    return topic.folder.name or topic.folder.resolve().name, *map(str, counts), state
