"""Read lists of names as RIS has them: one a value, or several that an exporter put into one."""

from __future__ import annotations

from collections.abc import Sequence

from radrefs.model import Name
from radrefs.names import cut_once, is_initials, read_name

__all__ = ["read_names"]


def read_names(values: Sequence[str]) -> tuple[Name, ...]:
    """Read names, one a value; some write several into one ("A, B.; C, D." or "A, B., C, D.")."""
    found = [read_name(value) for value in values]
    # A person's name has one comma, or two before a suffix; what has more may be several.
    for at in range(len(values) - 1, -1, -1):
        if values[at].count(",") > 1 and (several := _several(values[at])):
            found[at : at + 1] = [read_name(one) for one in several]
    return cut_once(found)


def _several(value: str) -> list[str]:
    """Cut a list of names in one value; empty if it is one name."""
    if value.endswith(","):
        return []
    cut = [part.strip() for part in value.split(";")]
    if len(cut) > 1 and all("," in part.rstrip(",") for part in cut):
        return cut
    parts = [part.strip() for part in value.split(",")]
    if len(parts) > 3 and len(parts) % 2 == 0 and all(map(_are_initials, parts[1::2])):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return []


def _are_initials(text: str) -> bool:
    return text.isupper() and is_initials(text.replace(" ", ""))
