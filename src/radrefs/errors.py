"""The exceptions, for everything that can go wrong outside the data.

Problems *in* references are values (see `radrefs.model.Problem`), never exceptions.
Only these are raised:

    RadrefsError
    ├── UnreadableInput     a file that is missing, a folder, not text, or too large
    ├── UnwritableOutput    a target that cannot be written
    ├── UnknownFormat       an export format that does not exist
    └── NotChecked          a catalogue that could not be asked
"""

from __future__ import annotations

__all__ = ["NotChecked", "RadrefsError", "UnknownFormat", "UnreadableInput", "UnwritableOutput"]


class RadrefsError(Exception):
    """An error whose message says in one line what failed, where, and what to do."""


class UnreadableInput(RadrefsError):
    """An input that cannot be read as a page of text."""


class UnwritableOutput(RadrefsError):
    """An output that cannot be written; no half of it was left behind."""


class UnknownFormat(RadrefsError):
    """A format or a file suffix that is not known; the message names those that are."""


class NotChecked(RadrefsError):
    """A catalogue that could not be asked, and why.

    `closed` is True if every further question would fail too.
    """

    def __init__(self, why: str, closed: bool = False) -> None:
        super().__init__(why)
        self.closed = closed
