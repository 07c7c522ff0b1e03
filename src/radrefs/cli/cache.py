"""`radrefs cache`: look at the stored answers of the registries, or remove them."""

from __future__ import annotations

import datetime

import typer

from radrefs.cli.screen import count_of, say
from radrefs.settings import read_settings

__all__ = ["cache"]

cache = typer.Typer(
    name="cache",
    help="Look at the stored answers of the registries, or remove them.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@cache.command()
def info() -> None:
    """Show where answers are stored, how many there are, and since when."""
    from radrefs.registries.cache import cache_info

    found = cache_info(read_settings().cache)
    print(f"{found.path}")
    if not found.answers:
        print("no answer is stored")
        return
    oldest = datetime.datetime.fromtimestamp(found.oldest or 0, tz=datetime.UTC).date()
    answers = count_of(found.answers, "answer")
    print(f"{answers}, {found.size / 1e6:.1f} MB, the oldest of {oldest}")


@cache.command()
def clear() -> None:
    """Remove all stored answers."""
    from radrefs.registries.cache import clear_cache

    say(f"{count_of(clear_cache(read_settings().cache), 'answer')} removed")
