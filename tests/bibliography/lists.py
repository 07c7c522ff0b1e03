"""Give the tests of managing pages and items of their own making."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from radrefs.bibliography import Item, read_items

FIRST = (
    "Marchetti L et al: Imaging of neurovascular conflict in hemifacial spasm. "
    "Neuroradiology. 61(3):291-9, 2019"
)
SECOND = "Møller AB et al: A title of an article about the brainstem. J Neurol. 12(4):17-25, 2011"
THIRD = "Okafor C: Vertebral artery dissection after minor trauma. Stroke. 50(1):e1-9, 2019"


def topic(folder: Path, name: str, entries: Sequence[str]) -> Path:
    """Write a topic's page."""
    made = folder / name
    made.mkdir(parents=True, exist_ok=True)
    listed = "\n".join(f"{number}. {text}" for number, text in enumerate(entries, 1))
    (made / "page.txt").write_text(f"Selected References\n{listed}\n", encoding="utf-8")
    return made


def items(folder: Path, **pages: Sequence[str]) -> list[Item]:
    """Write topics, and read them back as items."""
    for name, entries in pages.items():
        topic(folder, name, entries)
    return read_items([folder])
