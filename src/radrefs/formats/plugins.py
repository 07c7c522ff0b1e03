"""Find formats of others, by the entry point group `radrefs.formats`.

They are asked only for a name or suffix that is not built in, and never shadow one.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import entry_points
from typing import TypeVar

from radrefs.errors import UnknownFormat

__all__ = ["GROUP", "others"]

GROUP = "radrefs.formats"
_T = TypeVar("_T")


def others(kind: type[_T]) -> dict[str, _T]:
    """Return the formats that other distributions bring, by name; `kind` is `Format`.

    Raises `UnknownFormat`, naming the distribution, for one that cannot be loaded or is
    no format.
    """
    found: dict[str, _T] = {}
    for name, whose, brought in _brought():
        if not isinstance(brought, kind):
            raise UnknownFormat(f"format {name!r} of {whose} is no radrefs.formats.Format")
        found.setdefault(name, brought)
    return found


@lru_cache(maxsize=1)
def _brought() -> tuple[tuple[str, str, object], ...]:
    """Load what other distributions bring: name, distribution, object."""
    loaded = []
    for point in entry_points(group=GROUP):
        whose = point.dist.name if point.dist else "an unknown distribution"
        try:
            loaded.append((point.name, whose, point.load()))
        except Exception as error:
            raise UnknownFormat(f"format {point.name!r} of {whose}: {error}: update it") from error
    return tuple(loaded)
