"""Read files and standard input as pages of text; refuse in one line what is not a page.

Bytes are decoded by their byte order mark, else as UTF-8, else as UTF-16 if every other
byte is zero, else line by line as UTF-8 or Windows-1252. The last is a guess, and is marked
as one. A file of references (BibTeX, RIS, ...) is recognised by its suffix or its beginning.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
from pathlib import Path
from typing import BinaryIO, NamedTuple

from radrefs.errors import UnreadableInput
from radrefs.formats import FORMATS, Format, Library, detect, loads, read_library
from radrefs.model import Citation, Problem, ProblemKind
from radrefs.parsing import ReferenceList, parse_entry, parse_lists

__all__ = [
    "LONGEST_LINE", "MOST_BYTES", "Page", "decode", "library_of", "parse_page", "read_again",
    "read_page", "same_file",
]  # fmt: skip

MOST_BYTES = 100 * 1024 * 1024
"""A page may have this many bytes: some 600,000 references, which take 2.5 GB as citations."""
LONGEST_LINE = 10 * 1024 * 1024
"""A line may have this many bytes; a whole HTML page on one line takes less."""

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF", "copy the list out of it, or run pdftotext on it first"),
    (b"\x89PNG", "an image", "the text has to be typed or recognised (OCR) first"),
    (b"\xff\xd8\xff", "an image", "the text has to be typed or recognised (OCR) first"),
    (b"GIF8", "an image", "the text has to be typed or recognised (OCR) first"),
    (b"II*\x00", "an image", "the text has to be typed or recognised (OCR) first"),
    (b"MM\x00*", "an image", "the text has to be typed or recognised (OCR) first"),
    (b"RIFF", "an image or a recording", "give a text or HTML file"),
    (b"PK\x03\x04", "a ZIP or Office file", "save it as plain text or HTML first"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "save it as plain text or HTML first"),
    (b"{\\rtf", "an RTF file", "save it as plain text or HTML first"),
    (b"\x1f\x8b", "compressed", "unpack it first"),
    (b"BZh", "compressed", "unpack it first"),
    (b"\xfd7zXZ", "compressed", "unpack it first"),
    (b"\x7fELF", "a program", "give a text or HTML file"),
)

_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\v\x1b")


class Page(NamedTuple):
    """A page as it was read: the name of its file, its text, how its bytes were decoded.

    `guessed` is True if the encoding is a guess.
    """

    name: str
    text: str
    encoding: str
    guessed: bool = False


def read_page(path: Path | str) -> Page:
    """Read a file, or standard input for "-", as a page of text.

    An empty file is an empty page. Raises `UnreadableInput`, in one line, for a file that is
    missing, a folder, not text, or too large. It uses no more memory than the limits above.
    """
    name = str(path)
    try:
        if name == "-":
            return decode(_read(sys.stdin.buffer, name), "standard input")
        if Path(path).is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        with Path(path).open("rb") as stream:
            return decode(_read(stream, name), name)
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{name}: {_remedy(error)}") from error


def _remedy(error: OSError | ValueError) -> str:
    code = error.errno if isinstance(error, OSError) else None
    return {
        errno.ENOENT: "no such file: check the name",
        errno.EISDIR: "is a folder: name the files in it, or run `radrefs build` on it",
        errno.EACCES: "no permission to read it",
        errno.ENOTDIR: "a part of this path is a file, not a folder",
    }.get(code or 0, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _read(stream: BinaryIO, name: str) -> bytes:
    """Read bytes block by block; stop as soon as there are too many."""
    blocks: list[bytes] = []
    size = line = 0
    while block := stream.read(_BLOCK):
        if not blocks:
            _refuse_binary(block, name)
        size += len(block)
        end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        line = len(block) - end if end >= 0 else line + len(block)
        if line > LONGEST_LINE:
            limit = LONGEST_LINE >> 20
            raise UnreadableInput(
                f"{name}: a line of more than {limit} MB: this is no page of references"
            )
        if size > MOST_BYTES:
            limit = MOST_BYTES >> 20
            raise UnreadableInput(f"{name}: more than {limit} MB: split it into smaller files")
        blocks.append(block)
    return b"".join(blocks)


def _refuse_binary(head: bytes, name: str) -> None:
    """Raise `UnreadableInput` if the first bytes show that this is not text."""
    for signature, what, remedy in _SIGNATURES:
        if head.startswith(signature):
            raise UnreadableInput(f"{name}: is {what}, not text: {remedy}")
    if head.startswith(tuple(mark for mark, _ in _MARKS)) or _wide(head):
        return
    sample = head[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(8, len(sample) // 10):
        raise UnreadableInput(f"{name}: is binary data, not text: give a text or HTML file")


def _wide(head: bytes) -> str | None:
    """Recognise UTF-16 without a mark: nearly every second byte is zero. Else return None."""
    sample = head[:4096]
    half = len(sample) // 2
    if half < 4:
        return None
    if sample[1::2].count(0) > 0.7 * half and sample[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def decode(data: bytes, name: str) -> Page:
    """Decode a page's bytes. Nothing is lost, and a guess is marked as one."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Page(name, text, encoding, "\ufffd" in text)
    try:
        wide = _wide(data)
        encoding = wide or "utf-8"
        return Page(name, data.decode(encoding), encoding, wide is not None)
    except UnicodeDecodeError:
        pass
    lines = [_decoded(line) for line in data.split(b"\n")]
    encodings = sorted({encoding for _, encoding in lines if encoding != "ascii"})
    text = "\n".join(text for text, _ in lines)
    return Page(name, text, " and ".join(encodings), guessed=True)


def _decoded(line: bytes) -> tuple[str, str]:
    """Decode one line of a file that is not all UTF-8; return the encoding too."""
    if line.isascii():
        return line.decode("ascii"), "ascii"
    for encoding in ("utf-8", "windows-1252"):
        try:
            return line.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1"), "latin-1"


def library_of(page: Page) -> Library | None:
    """Read a file of references in its format; return None if it is a page."""
    suffix = Path(page.name).suffix.lower()
    named = [one for one in FORMATS.values() if suffix in one.suffixes and one.blocks]
    found: Format | None = detect(page.text) or next(iter(named), None)
    if found is None:
        return None
    return read_library(page.text, found.name)


def read_again(text: str, number: int | None, heading: str | None, format: str | None) -> Citation:
    """Read the text of one entry again, as it was read before: from a page, or in a format."""
    found = loads(text, format) if format else []
    return found[0] if found else parse_entry(text, number, heading=heading)


def parse_page(page: Page) -> list[ReferenceList]:
    """Read the lists of a page. If its encoding is a guess, every citation has that problem."""
    lists = parse_lists(page.text)
    if not page.guessed:
        return lists
    return [
        found._replace(citations=tuple(_guessed(c, page.encoding) for c in found.citations))
        for found in lists
    ]


def _guessed(citation: Citation, encoding: str) -> Citation:
    message = f"the file is not UTF-8; it was read as {encoding}: check accents and dashes"
    problem = Problem(ProblemKind.ENCODING, 0, 1, message)
    return citation.model_copy(update={"problems": (problem, *citation.problems)})


def same_file(one: Path, other: Path) -> bool:
    """Say whether two paths name the same file, also if it does not exist yet."""
    return os.path.realpath(one) == os.path.realpath(other)
