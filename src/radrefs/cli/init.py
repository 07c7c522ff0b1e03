"""`radrefs init`: begin a bibliography."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from radrefs import bibliography
from radrefs.cli.screen import say

__all__ = ["init"]


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make.", metavar="DIR")] = Path(),
) -> None:
    """Begin a bibliography: make its folder and radrefs.toml."""
    path = bibliography.init(folder)
    say(f"{path}: the settings of the bibliography; add pages with `radrefs add PAGE`")
