"""Name the result of one comparison: the level, and in a few words why."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

__all__ = ["AGREES", "MISSING", "Feature", "Level", "differs"]


class Level(StrEnum):
    """Name how page and record compare in one feature.

    They agree, are near each other, or conflict; or one of them says nothing ("missing").
    """

    AGREES = "agrees"
    NEAR = "near"
    CONFLICTS = "conflicts"
    MISSING = "missing"


class Feature(NamedTuple):
    """The result of one comparison: the level, and in a few words why."""

    level: Level
    detail: str = ""

    def __str__(self) -> str:
        """Write `level` or `level: detail`, as the resolution file has it."""
        return f"{self.level}: {self.detail}" if self.detail else str(self.level)

    @classmethod
    def read(cls, text: str) -> Feature:
        """Read what `str` wrote. Raises `ValueError` for an unknown level."""
        level, _, detail = text.partition(": ")
        return cls(Level(level), detail)

    @property
    def agrees(self) -> bool:
        """Say whether page and record agree."""
        return self.level is Level.AGREES

    @property
    def is_near(self) -> bool:
        """Say whether page and record are near each other."""
        return self.level is Level.NEAR

    @property
    def conflicts(self) -> bool:
        """Say whether page and record conflict."""
        return self.level is Level.CONFLICTS

    @property
    def is_missing(self) -> bool:
        """Say whether page or record says nothing."""
        return self.level is Level.MISSING


AGREES, MISSING = Feature(Level.AGREES), Feature(Level.MISSING)

_MOST_SHOWN = 60


def differs(level: Level, page: object, record: object) -> Feature:
    """Return a level with what each says: `page / record`, each at most 60 characters."""
    one, other = (
        text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}..."
        for text in (str(page), str(record))
    )
    return Feature(level, f"{one} / {other}")
