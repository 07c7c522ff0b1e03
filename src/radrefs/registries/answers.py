"""Read what a server answers: bodies within limits of size and time, JSON, headers.

The server is not trusted: not its lengths, its speed, its packing or its nesting.
"""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
import zlib
from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

__all__ = [
    "MOST_BYTES",
    "PermanentError",
    "RetryableError",
    "first_number",
    "read_body",
    "read_json",
    "retry_after",
]

MOST_BYTES = 32 * 1024 * 1024
_DEEPEST = 50
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,3})?")
_SECONDS = re.compile(r"\d{1,6}(?:\.\d+)?")
_LONGEST_WAIT = 300.0


class RetryableError(Exception):
    """A fault of the service or on the way to it: ask again, at best `after` seconds."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class PermanentError(Exception):
    """An answer that is of no use; asking again would not change it."""


def read_body(response: BaseHTTPResponse, packing: str, deadline: float) -> bytes:
    """Read a body whole, as its parts arrive, and unpack it.

    `deadline` is a time of `time.monotonic`. Raises `RetryableError` or `PermanentError`,
    and what the connection raises. The usual ways of reading wait for a full block,
    however slowly it arrives, and unpack whatever is sent: so neither is used.
    """
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise RetryableError("packed in a way that was not asked for")
    unpack = zlib.decompressobj(31) if "gzip" in packing else None
    body, taken = bytearray(), 0
    while piece := response.read1(65536, decode_content=False):
        taken += len(piece)
        body += unpack.decompress(piece, MOST_BYTES + 1 - len(body)) if unpack else piece
        if max(taken, len(body)) > MOST_BYTES:
            raise PermanentError("sent more than 32 MB: refused")
        if time.monotonic() > deadline:
            raise RetryableError("too slow")
    if unpack and taken and not unpack.eof:
        raise RetryableError("answer cut short")
    return bytes(body)


def read_json(text: str | bytes) -> object:
    """Read JSON; None for what is none, and for what could not be written again.

    That is `NaN`, a number too large, and what is nested deeper than any record is.
    """
    try:
        found = json.loads(text, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return found if _is_flat(found) else None


def _finite(number: str) -> float:
    found = float(number)
    if not math.isfinite(found):
        raise ValueError(number)
    return found


def _is_flat(value: object) -> bool:
    """Say whether JSON is nested no deeper than a record may be."""
    level = [value]
    for _ in range(_DEEPEST):
        inner: list[object] = []
        for one in level:
            if isinstance(one, dict):
                inner += [deeper for deeper in one.values() if isinstance(deeper, dict | list)]
            elif isinstance(one, list):
                inner += [deeper for deeper in one if isinstance(deeper, dict | list)]
        if not inner:
            return True
        level = inner
    return False


def first_number(text: str | None) -> float | None:
    """Read the first number of a header ("50, 50" and "1s" were seen); None for none."""
    found = _NUMBER.search(text or "")
    return float(found[0]) or None if found else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After`, in seconds or as a date; None for none, or for no wait at all.

    Returns at most five minutes.
    """
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), _LONGEST_WAIT) or None
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(when.timestamp() - time.time(), 0.0), _LONGEST_WAIT) or None
