"""Name what can go wrong outside the data.

Problems *in* references are values (see `radrefs.model.Problem`), never exceptions.
What is raised is one of these:

    RadrefsError
    ├── UnreadableInput     a file that is missing, a folder, not text, or too large
    ├── UnwritableOutput    a target that cannot be written
    ├── UnknownFormat       an export format nobody knows
    └── NotChecked          a catalogue that could not be asked
"""

from __future__ import annotations

__all__ = ["NotChecked", "RadrefsError", "UnknownFormat", "UnreadableInput", "UnwritableOutput"]


class RadrefsError(Exception):
    """Say in one line what failed, where, and what to do about it."""


class UnreadableInput(RadrefsError):
    """Tell that an input cannot be read as a page of text."""


class UnwritableOutput(RadrefsError):
    """Tell that an output cannot be written; nothing was left half-written."""


class UnknownFormat(RadrefsError):
    """Tell that a format or a file suffix is not known, and name those that are."""


class NotChecked(RadrefsError):
    """Tell why a catalogue could not be asked. `closed` says asking on is useless."""

    def __init__(self, why: str, closed: bool = False) -> None:
        super().__init__(why)
        self.closed = closed
