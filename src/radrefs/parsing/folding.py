"""Fold the text of one entry: words and DOIs that a line end cut are joined again.

A hyphen at a line end may be the word's own. The document decides: if it has the word
elsewhere without the hyphen, the hyphen goes; if it has it with the hyphen only, it
stays; else it stays and is reported (`Folded.hyphens`). A DOI goes on over a line end
where it cannot be whole; where it may go on, that is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from radrefs.model import Citation, Problem, ProblemKind
from radrefs.text import Folded, fold

__all__ = ["NO_WORDS", "Words", "doi_goes_on", "fold_entry", "with_broken_dois", "words_of"]


class Words(NamedTuple):
    """The words of a document, in small letters.

    `soft` says that U+2010 stands at line ends alone, and other hyphens within the lines:
    then it is no character of the text.
    """

    words: frozenset[str] = frozenset()
    soft: bool = False


NO_WORDS = Words()
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010][^\S\n\r]*[\n\r]\s*(?P<right>[^\W\d_]{1,60})")
_HYPHEN_ENDS = re.compile(r"-[^\S\n\r]*[\n\r]"), re.compile(r"\u2010[^\S\n\r]*[\n\r]")
_LAST_LETTERS = re.compile(r"[^\W\d_]+\Z")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_INSIDE = re.compile(r"\w\u2010\w")
# Marks that programs leave where they cut a line: "¬", and "=" of quoted-printable mail.
_CUT = re.compile(r"(?<=\S)[¬=][^\S\n\r]*[\n\r]+(?=\S)")
_DOI = re.compile(
    r"(?P<doi>\b10\.\d{4,9}/[^\s\"<>]{0,300})(?P<break>[^\S\n\r]*[\n\r]\s*)(?P<next>\S{1,300})"
)
_NO_DOI = re.compile(
    r"(?:doi|pmid|pmc|https?:|www\.|e-?pub|\[|\(|accessed|available|published|(?:19|20)\d\d\W*\Z)",
    re.IGNORECASE,
)
_CODE = re.compile(r"[a-z0-9]+(?:[-./_()]+[A-Za-z0-9]+)+|[a-z]*\d{3,}[a-z0-9]*")


def words_of(text: str) -> Words:
    """Gather the words of a document, if a word of it is cut at a line end."""
    if not any(end.search(text) for end in _HYPHEN_ENDS):
        return NO_WORDS
    words = frozenset(found[0].lower().replace("\u2010", "-") for found in _WORD.finditer(text))
    return Words(words, _INSIDE.search(text) is None and re.search(r"\w-\w", text) is not None)


def fold_entry(text: str, words: Words = NO_WORDS) -> Folded:
    """Fold the text of one entry (see `radrefs.text.fold`). Linear in its length."""
    if "\n" not in text and "\r" not in text:
        return fold(text)
    instead = {found.start(): (found.end(), "") for found in _CUT.finditer(text)}
    for found in _HYPHEN.finditer(text):
        left = _LAST_LETTERS.search(text, max(0, found.start() - 60), found.start())
        shown = _shown(left[0] if left else "", found["right"], found[0][0], words)
        if shown is not None:
            instead[found.start()] = (found.start("right"), shown)
    for found, goes_on in _broken(text):
        if goes_on:
            instead[found.start("break")] = (found.start("next"), "")
    return fold(text, instead)


def _shown(left: str, right: str, hyphen: str, words: Words) -> str | None:
    """Return what stands between two halves of a word; None if the document does not say."""
    left, right = left.lower(), right.lower()
    joined, apart = left + right in words.words, f"{left}-{right}" in words.words
    if joined != apart:
        return "" if joined else "-"
    return "" if words.soft and hyphen == "\u2010" else None


def _broken(text: str) -> Iterator[tuple[re.Match[str], bool | None]]:
    """Yield each DOI that a line end follows, and whether it goes on (None: it may)."""
    at = 0
    while found := _DOI.search(text, at):
        goes_on = doi_goes_on(found["doi"], found["next"])
        yield found, goes_on
        at = found.end("break")


def doi_goes_on(doi: str, following: str) -> bool | None:
    """Say whether a DOI at a line end goes on with the next line's first word; None: it may."""
    word = following.rstrip(".,;)]")
    if not word or _NO_DOI.match(following):
        return False
    if doi[-1] in "-/_(" or doi.count("(") > doi.count(")"):
        return True
    if word[0] in "-/._" and word[1:2].isalnum():
        return True
    if not (_CODE.fullmatch(word) and any(char.isdigit() for char in word)):
        return False
    part = doi.rstrip(".").rpartition("/")[2].rpartition(".")[2]
    unfinished = doi.endswith(".") and (len(part) < 4 or part.isalpha() or not word.isdigit())
    return True if unfinished else None


def with_broken_dois(citation: Citation, text: str) -> Citation:
    """Report the DOIs of an entry that may go on after a line end, and were not joined."""
    if "\n" not in text and "\r" not in text:
        return citation
    message = "this DOI may go on after the line end; check it"
    found = [
        Problem(ProblemKind.URL, *doi.span("doi"), message)
        for doi, goes_on in _broken(text)
        if goes_on is None
    ]
    if not found:
        return citation
    problems = sorted([*citation.problems, *found], key=lambda problem: problem[1:])
    return citation.model_copy(update={"problems": tuple(problems)})
