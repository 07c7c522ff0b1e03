"""Keep a file of references to the character: its entries, and what stands between.

The texts of the blocks, joined, are the file again. So a file can be written back with
some entries changed and all else as it was: comments, order, layout, entries that could
not be read, and fields that no CSL variable holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from radrefs.model import Citation

__all__ = ["Block", "Library"]


class Block(NamedTuple):
    """Hold one stretch of a file: an entry, or what stands between entries.

    `text` is what stands in the file, `line` where it begins, from 1. `citation` is None
    between entries and for an entry that could not be read: then `wrong` says why.
    `left` names the fields that were not understood; they stay in the text.
    """

    text: str
    line: int
    citation: Citation | None = None
    wrong: str | None = None
    left: tuple[str, ...] = ()


class Library(NamedTuple):
    """Hold a file of references as read: the name of its format, and its blocks in order."""

    format: str
    blocks: tuple[Block, ...]

    @property
    def citations(self) -> list[Citation]:
        """Return the citations of the entries that could be read, in order."""
        return [block.citation for block in self.blocks if block.citation is not None]

    @property
    def broken(self) -> list[Block]:
        """Return the entries that could not be read."""
        return [block for block in self.blocks if block.wrong is not None]

    def with_changes(
        self, citations: Sequence[Citation], edited: Callable[[Block, Citation], str]
    ) -> Iterable[str]:
        """Return the file's text piece by piece, an entry changed where its citation was.

        `citations` are those of `Library.citations`, in that order. Raises `ValueError` if
        they are more or fewer.
        """
        new = iter(citations)
        for block in self.blocks:
            if block.citation is None:
                yield block.text
                continue
            citation = next(new, None)
            if citation is None:
                raise ValueError("fewer citations than the library holds")
            yield block.text if citation == block.citation else edited(block, citation)
        if next(new, None) is not None:
            raise ValueError("more citations than the library holds")
