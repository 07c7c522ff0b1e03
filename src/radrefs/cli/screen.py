"""Write to the screen: messages go to standard error, results to standard output."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "count_of", "say", "say_waiting", "visible", "visible_controls"]


def console(stderr: bool = False) -> Console:
    """Return a console for a table or a progress bar."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 120
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False)


def say(text: str) -> None:
    """Write a message to standard error."""
    print(visible(text), file=sys.stderr)


def say_waiting(folder: Path) -> None:
    """Say that another process works in a folder."""
    say(f"{folder}: another process works in it; waiting until it has finished")


def count_of(number: int, what: str) -> str:
    """Say how many: "1 reference", "2 references"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


_COMMAND = re.compile(r"^(\s*)(?:(:)(?=:)|(#)(?=#\[))", re.MULTILINE)


def visible_controls(text: str) -> str:
    """Make control characters visible, so that no input can control a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def visible(text: str) -> str:
    """Make visible what could control a terminal, or a workflow of GitHub.

    The beginning of a line that such a workflow takes for a command (`::error`,
    `##[error]`) is replaced by an escape.
    """
    text = visible_controls(text)
    if "::" in text or "##[" in text:
        text = _COMMAND.sub(lambda found: f"{found[1]}\\x{ord(found[2] or found[3]):02x}", text)
    return text
