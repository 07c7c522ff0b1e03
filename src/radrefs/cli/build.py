"""`radrefs build`: make the exports of each topic in a bibliography from its page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from radrefs.bibliography import (
    RESOLUTIONS,
    Config,
    Topic,
    build_topic,
    find_topics,
    read_config,
    the_bibliography,
)
from radrefs.cli.options import BibliographyDir, LookupOptions, Strict, with_lookup_options
from radrefs.cli.outcome import needs_attention, report_lost, report_outcome
from radrefs.cli.screen import say, say_waiting
from radrefs.cli.tables import Column, print_table

__all__ = ["build", "print_topics"]


@with_lookup_options
def build(
    folder: BibliographyDir = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Ask Crossref about every entry again.")
    ] = False,
    strict: Strict = False,
    *,
    lookup: LookupOptions,
) -> None:
    """Make the exports of each topic in a bibliography from its page.

    DOIs come from resolutions.json and works.jsonl in the topic's folder; the network is
    used only with --update. The files of a topic are written all together, or none.
    """
    if update and (check or lookup.offline):
        raise typer.BadParameter(
            "--update uses the network and writes: not with --check, --offline"
        )
    home = the_bibliography(folder)
    config, found = read_config(home), find_topics(home)
    if update:
        topics = _updated(found, config, lookup)
    else:
        topics = [build_topic(one, check, None, config, say_waiting) for one in found]
    _report_topics(topics, check)
    changed = any(topic.changed for topic in topics)
    if (check and changed) or (strict and _is_doubtful(topics, update)):
        raise typer.Exit(1)


def _updated(folders: Sequence[Path], config: Config, lookup: LookupOptions) -> list[Topic]:
    """Build topics, asking the registries about every entry."""
    from radrefs.cli.lookup import Lookup, connected, report_requests

    with connected(lookup, config.mailto) as registries:
        update = (registries.catalogue, Lookup(registries))
        topics = [build_topic(one, False, update, config, say_waiting) for one in folders]
        report_requests(registries)
    for topic in topics:
        report_outcome(topic.resolutions)
    return topics


def _report_topics(topics: Sequence[Topic], check: bool) -> None:
    for topic in topics:
        report_lost(topic.folder / RESOLUTIONS, topic.lost)
    print_topics(topics, check)
    for topic in topics:
        for path in topic.changed:
            say(f"{path}: {'would change' if check else 'written'}")


def _is_doubtful(topics: Sequence[Topic], updated: bool) -> bool:
    """Say whether a person should look at any topic."""
    if any(not t.citations or any(c.problems for c in t.citations) for t in topics):
        return True
    return updated and any(needs_attention(topic.resolutions) for topic in topics)


def print_topics(topics: Sequence[Topic], check: bool = False) -> None:
    """Print one line for each topic; with `check` its files were not written."""
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
