"""Read the cases: files under tests/data, each an input and what must come out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"


class Case(NamedTuple):
    """Hold one case: its place, the input's path and what is wanted."""

    name: str
    path: Path
    wanted: dict[str, Any]


def cases(folder: str) -> list[Case]:
    """Give all cases below a folder of tests/data; none at all is an error."""
    found = [
        Case(
            str(wanted.relative_to(DATA / folder).with_suffix("")),
            next(p for p in sorted(wanted.parent.glob(f"{wanted.stem}.*")) if p != wanted),
            json.loads(wanted.read_text("utf-8")),
        )
        for wanted in sorted((DATA / folder).rglob("*.json"))
    ]
    assert found, f"no cases in {folder}"
    return found
