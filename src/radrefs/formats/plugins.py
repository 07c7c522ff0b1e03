"""Find formats of others, by the entry point group `radrefs.formats`.

They are asked only for a name or suffix that is not built in, and never shadow one.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TypeVar

from radrefs.errors import UnknownFormat

__all__ = ["GROUP", "others"]

GROUP = "radrefs.formats"
_T = TypeVar("_T")


@cache
def others(kind: type[_T]) -> dict[str, _T]:
    """Give the formats that other distributions bring, by name; `kind` is `Format`.

    Raises `UnknownFormat`, naming the distribution, for one that cannot be loaded or is
    no format.
    """
    found: dict[str, _T] = {}
    for point in entry_points(group=GROUP):
        whose = point.dist.name if point.dist else "an unknown distribution"
        try:
            brought = point.load()
        except Exception as error:
            raise UnknownFormat(f"format {point.name!r} of {whose}: {error}: update it") from error
        if not isinstance(brought, kind):
            raise UnknownFormat(f"format {point.name!r} of {whose} is no radrefs.formats.Format")
        found.setdefault(point.name, brought)
    return found
