"""Spell text for a .bib file: escapes, and braces that keep capitals.

What each importer makes of an escape was measured (docs: fields); UTF-8 stays as it is.
"""

from __future__ import annotations

from radrefs.text import one_line

__all__ = ["escape", "protect", "raw"]

_ESCAPES = str.maketrans(
    {
        **{char: f"\\{char}" for char in "&%_#$"},
        "<": "$<$",
        ">": "$>$",
        "~": "{\\textasciitilde}",
        "^": "{\\textasciicircum}",
        "\\": "{\\textbackslash}",
        # A brace as text must not open or close a group, not even as `\{`.
        "{": "{\\textbraceleft}",
        "}": "{\\textbraceright}",
    }
)
_RAW = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def escape(text: str) -> str:
    """Escape what TeX would act on, on one line; braces come out balanced."""
    return one_line(text).translate(_ESCAPES)


def raw(text: str) -> str:
    """Keep an identifier or address as it is, but for what could leave its braces."""
    return one_line(text).translate(_RAW)


def protect(title: str) -> str:
    """Escape a title and brace the words whose capitals must stay.

    These are the words after the first that have a capital, and the first if it has one
    beyond its first letter (Zotero's rule); punctuation stays outside the braces.
    """
    words = one_line(title).split(" ")
    return " ".join(_protected(word, at == 0) for at, word in enumerate(words))


def _protected(word: str, first: bool) -> str:
    inner = [at for at, char in enumerate(word) if char.isalnum() or char == "_"]
    start, end = (inner[0], inner[-1] + 1) if inner else (0, 0)
    if not any(char.isupper() for char in word[start + first : end]):
        return escape(word)
    return f"{escape(word[:start])}{{{escape(word[start:end])}}}{escape(word[end:])}"
