"""Look at the remembered answers, and forget them: `cache info` and `cache clear`."""

from __future__ import annotations

import datetime

import typer

from radrefs.cli.common import say
from radrefs.settings import read_settings

__all__ = ["cache"]

cache = typer.Typer(
    name="cache",
    help="Look at the remembered answers, or forget them.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@cache.command()
def info() -> None:
    """Tell where answers are remembered, how many, and since when."""
    from radrefs.registries.cache import cache_info

    found = cache_info(read_settings().cache)
    print(f"{found.path}")
    if not found.answers:
        print("nothing is remembered")
        return
    oldest = datetime.datetime.fromtimestamp(found.oldest or 0, tz=datetime.UTC).date()
    print(f"{_answers(found.answers)}, {found.size / 1e6:.1f} MB, the oldest of {oldest}")


@cache.command()
def clear() -> None:
    """Forget all remembered answers."""
    from radrefs.registries.cache import clear_cache

    say(f"{_answers(clear_cache(read_settings().cache))} forgotten")


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"
