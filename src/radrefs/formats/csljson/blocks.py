r"""Cut JSON text into items and what stands between them, however broken it is.

    text  ::= value*                        one object or array, or objects line by line
    value ::= item | "[" value* "]" | "{" ... "items": [ item* ] ... "}"

Items are decoded one by one, so that the span of each is known. One that is no JSON is
kept, and reading goes on where the next begins. Time is linear in the length.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

__all__ = ["DECODER", "Member", "Span", "cut", "members"]

# NaN and its kin are no JSON: they count as absent. Raw line ends in strings are forgiven.
DECODER = json.JSONDecoder(strict=False, parse_constant=lambda name: None)
"""Decode JSON as it is found in files."""

_GAP = re.compile(r"[\s,\ufeff\x1e]*")
_COLON = re.compile(r"\s*:\s*")
_NAME = re.compile(r'"([^"\\]{0,200}+)"\s*+:\s*+')
_TOKEN = re.compile(r'"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"?|[{}\[\]]')
_NEXT = re.compile(r'[},\r\n]\s*+(?=\{\s*+")')
_PAIRS = {"}": "{", "]": "["}
_LISTS = frozenset({"items", "references"})
_OF_ITEMS = frozenset(
    "id type title author DOI URL issued abstract publisher itemType indexed citation-key".split()
)
_MOST_FAILURES = 40


class Span(NamedTuple):
    """Say what stands where: an `item`; or, if that is None, what is `wrong` there.

    Both are None for what stands between items.
    """

    start: int
    end: int
    item: dict[str, Any] | None = None
    wrong: str | None = None


class Member(NamedTuple):
    """Say where one member of an object stands: its key, and its value."""

    key: str
    start: int
    key_end: int
    value_start: int
    end: int
    value: Any


def cut(text: str) -> Iterator[Span]:
    """Cut a text into spans that cover it from its beginning to its end."""
    return _Cutter(text).spans()


def members(text: str) -> list[Member]:
    """Return the members of the object that begins in a text, in order, with their spans."""
    found = []
    at = _after(_GAP, text, text.index("{") + 1)
    while text[at] != "}":
        start = at
        key, key_end = DECODER.raw_decode(text, start)
        value_start = _after(_COLON, text, key_end)
        value, end = DECODER.raw_decode(text, value_start)
        found.append(Member(key, start, key_end, value_start, end, value))
        at = _after(_GAP, text, end)
    return found


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


class _Cutter:
    """Walk through a text. `opened` are the lists ("[") and wrappers ("{") that are open.

    A "1" on top of them says that one item follows, without a list.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.opened: list[str] = []
        self.failures = 0
        # The next sound item after a place where one was sought.
        self.sought = self.next = 0
        # What may be read more than once: resuming after broken items stays linear.
        self.budget = 6 * len(text) + 1_000_000

    def spans(self) -> Iterator[Span]:
        text, at, done, sound = self.text, 0, 0, True
        while (at := _after(_GAP, text, at)) < len(text):
            start, found, wrong = at, None, None
            try:
                at, found = self._step(at)
            except (ValueError, RecursionError) as error:
                sound, wrong = False, _reason(error)
                at = self._end_of_broken(start)
            if found is None and wrong is None:
                continue
            if done < start:
                yield Span(done, start)
            yield Span(start, at, found, wrong)
            done = at
        cut_off = bool(self.opened) and sound
        if done < at or cut_off:
            message = "the list is not closed: the file may be cut off" if cut_off else None
            yield Span(done, at, None, message)

    def _step(self, at: int) -> tuple[int, dict[str, Any] | None]:
        """Go over one bracket, member or item; give where it ends, and the item.

        Raises `ValueError` and `RecursionError` for what is none of them.
        """
        char, inside = self.text[at], self.opened[-1] if self.opened else ""
        if inside == "{":
            return self._member(at), None
        if inside == "1":
            self.opened.pop()
        if self.budget <= 0:
            raise ValueError("too much of the file is broken")
        if char == "[" or (char == "{" and inside == "" and self._wraps(at)):
            self.opened.append(char)
            return at + 1, None
        if char == "]" and inside == "[":
            self.opened.pop()
            return at + 1, None
        if char != "{":
            raise ValueError(f"no item but {_shown(self.text, at)}")
        item, end = self._decode(at)
        return end, item

    def _member(self, at: int) -> int:
        """Go over one member of a wrapper, or to the beginning of its list of items."""
        if self.text[at] == "}":
            self.opened.pop()
            return at + 1
        try:
            key, at = self._name(at)
            opens = self.text[at : at + 1]
            if key in _LISTS and opens == "[":
                self.opened.append("[")
                return at + 1
            if key == "message" and opens == "{":
                wraps = self._wraps(at)
                self.opened.append("{" if wraps else "1")
                return at + wraps
            return self._decode(at)[1]
        except (ValueError, RecursionError):
            self.opened.clear()
            raise

    def _wraps(self, at: int) -> bool:
        """Say whether the object here is no item but holds a list of them."""
        at += 1
        try:
            for _ in range(50):
                key, at = self._name(_after(_GAP, self.text, at))
                opens = self.text[at : at + 1]
                if (key in _LISTS and opens == "[") or (key == "message" and opens == "{"):
                    return True
                if key in _OF_ITEMS:
                    return False
                _, at = self._decode(at)
        except (ValueError, RecursionError):
            pass
        return False

    def _name(self, at: int) -> tuple[str, int]:
        """Read a member's name; give it and where its value begins. Raises `ValueError`."""
        found = _NAME.match(self.text, at)
        if not found:
            raise ValueError("no name where one should be")
        return found[1], found.end()

    def _decode(self, at: int) -> tuple[Any, int]:
        """Decode the value that begins here. Raises `ValueError` and `RecursionError`.

        A `JSONDecodeError` counts all lines before it, which would be quadratic: after some
        errors only the item's own text is decoded.
        """
        end = None if self.failures < _MOST_FAILURES else self._balanced(at)
        try:
            if end is None:
                return DECODER.raw_decode(self.text, at)
            value, length = DECODER.raw_decode(self.text[at:end])
            return value, at + length
        except (ValueError, RecursionError) as error:
            self.failures += 1
            pos = getattr(error, "pos", at + 50_000)
            self.budget -= max(pos - at, 0) if end is None else end - at
            raise

    def _balanced(self, at: int) -> int:
        """Return where the brackets that open here are closed, all kinds counted alike."""
        depth = 0
        for token in _TOKEN.finditer(self.text, at):
            char = self.text[token.start()]
            depth += (char in "{[") - (char in "}]")
            if depth <= 0:
                return token.end()
        return len(self.text)

    def _end_of_broken(self, start: int) -> int:
        """Return where what begins here and is no item ends: before the next item, if any."""
        if self.budget <= 0:
            return len(self.text)
        if not self.sought <= start < self.next:
            self.sought, self.next = start, self._next_item(start)
        end = self._walk(start, self.next)
        while end > start + 1 and self.text[end - 1] in " \t\r\n,":
            end -= 1
        return end

    def _next_item(self, start: int) -> int:
        """Look for the next sound item without regard to strings, for a quote may be missing.

        Within a sound string no item can begin: its quotes have backslashes before them.
        """
        for found in _NEXT.finditer(self.text, start):
            if self._is_item(found.end()):
                return found.end()
            if self.budget <= 0:
                break
        return len(self.text)

    def _is_item(self, at: int) -> bool:
        try:
            item, end = self._decode(at)
        except (ValueError, RecursionError):
            return False
        self.budget -= end - at
        return "type" in item and ("id" in item or "title" in item)

    def _walk(self, start: int, most: int) -> int:
        """Follow brackets outside strings to the end of what is broken, at most to `most`."""
        text, inside = self.text, self.opened[-1] if self.opened else ""
        stack: list[str] = []
        counts = {"{": 0, "[": 0}
        for token in _TOKEN.finditer(text, start, most):
            at = token.start()
            char = text[at]
            if char == '"':
                continue
            if char in counts:
                if at > start and not stack:
                    return at
                stack.append(char)
                counts[char] += 1
            elif counts[_PAIRS[char]]:
                while (closed := stack.pop()) != _PAIRS[char]:
                    counts[closed] -= 1
                counts[closed] -= 1
                if not stack:
                    return token.end()
            elif char == "]" and inside == "[" and at > start:
                return at
        return most


def _reason(error: Exception) -> str:
    """Say in a few words why something is no JSON."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg.removesuffix(' at')} at {_shown(error.doc, error.pos)}"
    return "a number of too many digits" if "digits" in str(error) else str(error)


def _shown(text: str, at: int) -> str:
    piece = text[at : at + 20]
    return repr(piece) if piece else "the end"
