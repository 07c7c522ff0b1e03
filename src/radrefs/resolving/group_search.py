"""Search several citations in one request, where one request for each would be many.

The words of three citations make one question, and the works that come back are compared
with each of them. Only what is found beyond doubt (`exact`) counts; an entry that is not
found so is searched by itself. If a service answers such questions badly, they end soon.
"""

from __future__ import annotations

from collections.abc import Sequence

from radrefs.model import Citation, Source

__all__ = ["TOGETHER", "GroupTrial", "question_for"]

TOGETHER = 3
"""Citations in one question: of 941 found singly three found all, four lost one."""
_ROOM = 600
_TRIAL = 12


def question_for(citations: Sequence[Citation]) -> Citation:
    """Make the citation by which several are searched: author, title and numbers of each."""
    room = _ROOM // len(citations) - 1
    text = " ".join(_words(citation, room) for citation in citations)
    return Citation(id="together", type="document", source=Source(text))


def _words(citation: Citation, room: int) -> str:
    first = next((one.family or one.literal or "" for one in citation.author), "")
    page = (citation.page or "").split("-", 1)[0]
    parts = (first, citation.title, citation.volume, page, str(citation.year or ""))
    text = " ".join(filter(None, parts))
    return text if len(text) <= room else text[:room].rpartition(" ")[0]


class GroupTrial:
    """Count how many entries are found by such questions, and say whether that is too few."""

    def __init__(self) -> None:
        self._searched = self._found = 0

    def count(self, searched: int, found: int) -> None:
        """Count that one question found so many of so many."""
        self._searched += searched
        self._found += found

    @property
    def is_poor(self) -> bool:
        """Say whether single searches would have cost less, after a trial."""
        return self._searched >= _TRIAL and self._found * TOGETHER < self._searched
