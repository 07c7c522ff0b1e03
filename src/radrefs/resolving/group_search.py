"""Search several citations in one request, where one request for each would be many.

The words of three citations make one question, and the works that answer it are judged
for each. Only what is found beyond doubt (`exact`) counts; whoever is not found so is
searched singly. A service that does not answer such questions well is soon asked no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from radrefs.model import Citation, Source

__all__ = ["TOGETHER", "GroupSearch", "question_for"]

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


class GroupSearch:
    """Give the groups to search together, as long as such questions find something."""

    def __init__(self) -> None:
        self._searched = self._found = 0

    def groups(self, places: Sequence[int]) -> Iterator[list[int]]:
        """Cut places into groups; end where too little was found."""
        for start in range(0, len(places), TOGETHER):
            group = list(places[start : start + TOGETHER])
            if len(group) < 2 or self._is_poor():
                return
            yield group

    def heard(self, searched: int, found: int) -> None:
        """Hear how many of how many one question found."""
        self._searched += searched
        self._found += found

    def _is_poor(self) -> bool:
        """Tell whether asking singly would have cost less, after a trial."""
        return self._searched >= _TRIAL and self._found * TOGETHER < self._searched
