"""Build a bibliography folder: `build`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from radrefs.bibliography import RESOLUTIONS, Topic, build_topic, find_topics
from radrefs.cli.common import (
    CrossrefUrl,
    Mailto,
    NoCache,
    NoPubmed,
    Offline,
    Refresh,
    Strict,
    Wanted,
    console,
    say,
    visible,
)

__all__ = ["build"]


def build(
    folder: Annotated[Path, typer.Argument(help="A bibliography, or one topic in it.")],
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
    asked only with --update.
    """
    if update and (check or offline):
        raise typer.BadParameter(
            "--update asks the network and writes: not with --check, --offline"
        )
    from radrefs.cli.asking import Asking, opened, tell, tell_asked, tell_lost, unsettled

    found = find_topics(folder)
    if update:
        with opened(Wanted(mailto, crossref_url, no_cache, refresh, no_pubmed)) as door:
            update_by = (door.catalogue, Asking(door))
            topics = [build_topic(topic, update=update_by) for topic in found]
            tell_asked(door)
        for topic in topics:
            tell(topic.resolutions)
    else:
        topics = [build_topic(topic, check=check) for topic in found]
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
    from rich.table import Table

    table = Table(title=None, box=None, pad_edge=False, header_style="bold")
    numbers = ("references", "doubtful", "DOIs", "unchecked")
    for name in ("topic", *numbers, "files"):
        table.add_column(name, justify="right" if name in numbers else "left")
    for topic in topics:
        doubtful = sum(bool(citation.problems) for citation in topic.citations)
        state = ("would change" if check else "written") if topic.changed else "up to date"
        table.add_row(
            visible(topic.folder.name or str(topic.folder)),
            str(len(topic.citations)),
            str(doubtful),
            str(sum(citation.doi is not None for citation in topic.citations)),
            str(topic.unchecked),
            state,
        )
    console().print(table)
