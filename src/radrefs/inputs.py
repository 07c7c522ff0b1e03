"""Read files and standard input; say in one line what cannot be read.

Bytes are decoded by their byte order mark, else as UTF-8, else as UTF-16 if every other
byte is zero, else line by line as UTF-8 or Windows-1252, which is a guess and is reported
as one.

A file is a library (BibTeX, RIS, ...) or a page with reference lists. `contents_of` is the
one place that decides: by the suffix, by how the text begins, and by whether a list of
references stands outside its records. Where both are there, the larger is read, and the
other is reported.
"""

from __future__ import annotations

import codecs
import errno
import os
import re
import sys
from pathlib import Path
from typing import BinaryIO, NamedTuple

from radrefs.errors import UnreadableInput
from radrefs.formats import FORMATS, Block, Format, Library, detect, loads, read_library
from radrefs.model import Citation, PageProblem, Place, Problem, ProblemKind
from radrefs.parsing import ReferenceList, count_references, parse_entry, read_page_text

__all__ = [
    "LONGEST_LINE", "MOST_BYTES", "Contents", "Page", "contents_of", "decode", "library_of",
    "parse_page", "read_again", "read_page", "same_file",
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


class Contents(NamedTuple):
    """What a file holds: a library of references, or the reference lists of a page.

    `problems` are those of the page itself: no list, lines that stand in no entry, records
    beside a list. `reason` says in words why it was read as what it is.
    """

    library: Library | None
    lists: tuple[ReferenceList, ...]
    problems: tuple[PageProblem, ...]
    reason: str


def contents_of(page: Page) -> Contents:
    """Decide whether a file is a library or a page, and read it as that.

    A page never vanishes: what holds more references than the records beside them is read
    as a page, whatever the text begins with.
    """
    named = _format_by_suffix(page.name)
    found = detect(page.text) or named
    if found is None:
        return _as_page(page, (), "it is of no format of references")
    library = read_library(page.text, found.name)
    records = [block for block in library.blocks if _has_substance(block.citation)]
    listed = _listed_beside(library)
    if listed and _page_wins(library, records, listed, named is not None):
        return _as_page(page, _beside_list(records, found.name), f"it has a list of {listed}")
    if not records and named is None and not library.broken:
        return _as_page(page, (), f"it holds no record of {found.name}")
    how = f"its name says {found.name}" if named else f"it begins as {found.name}"
    return Contents(library, (), _beside_records(listed, found.name), how)


def _page_wins(library: Library, records: list[Block], listed: int, named: bool) -> bool:
    """Say whether a file with records and a list beside them is a page."""
    if not records or named:
        return not records
    first = next(block for block in library.blocks if block.text.strip())
    return listed > len(records) or not _has_substance(first.citation)


def _format_by_suffix(name: str) -> Format | None:
    suffix = Path(name).suffix.lower()
    return next((one for one in FORMATS.values() if suffix in one.suffixes and one.blocks), None)


def _has_substance(citation: Citation | None) -> bool:
    """Say whether a record names a work: a title or an author stands in it."""
    return citation is not None and bool(citation.title or citation.author)


def _listed_beside(library: Library) -> int:
    """Count the references that stand in lists outside the records of a library."""
    rest = "".join(block.text for block in library.blocks if not _has_substance(block.citation))
    return count_references(rest) if _WORDS.search(rest) else 0


_THEM = "them as a file of their own to have them read"
_WORDS = re.compile(r"[^\W\d_]{3}")


def _beside_list(records: list[Block], format: str) -> tuple[PageProblem, ...]:
    """Report the records that stand on a page beside its list."""
    if not records:
        return ()
    what = (
        f"1 record of {format} was"
        if len(records) == 1
        else f"{len(records)} records of {format} were"
    )
    message = f"{what} not read, because this page has a list of references: save {_THEM}"
    return (_mixed(records[0], message),)


def _beside_records(listed: int, format: str) -> tuple[PageProblem, ...]:
    """Report the references of a list that stand beside the records of a library."""
    if not listed:
        return ()
    what = "1 reference" if listed == 1 else f"{listed} references"
    message = f"read as {format}; a list of {what} beside the records was not read: save {_THEM}"
    return (PageProblem(ProblemKind.MIXED, Place(0, 0, 1), "", message),)


def _mixed(block: Block, message: str) -> PageProblem:
    first = block.text.strip().partition("\n")[0]
    return PageProblem(ProblemKind.MIXED, Place(0, 0, block.line), first, message)


def _as_page(page: Page, beside: tuple[PageProblem, ...], reason: str) -> Contents:
    """Read a page; where its encoding was guessed, every citation says so."""
    read = read_page_text(page.text)
    lists = read.lists
    if page.guessed:
        lists = tuple(
            found._replace(citations=tuple(_guessed(c, page.encoding) for c in found.citations))
            for found in lists
        )
    left = [problem for found in lists for problem in found.problems]
    return Contents(None, lists, (*beside, *read.problems, *left), reason)


def library_of(page: Page) -> Library | None:
    """Read a file as references in one of the formats; None if it is a page."""
    return contents_of(page).library


def read_again(text: str, number: int | None, heading: str | None, format: str | None) -> Citation:
    """Read the text of one entry again, as it was read before: from a page, or in a format."""
    found = loads(text, format) if format else []
    return found[0] if found else parse_entry(text, number, heading=heading)


def parse_page(page: Page) -> list[ReferenceList]:
    """Read the lists of a page, whatever else it may be taken for (see `contents_of`)."""
    return list(_as_page(page, (), "").lists)


def _guessed(citation: Citation, encoding: str) -> Citation:
    message = f"the file is not UTF-8; it was read as {encoding}: check accents and dashes"
    problem = Problem(ProblemKind.ENCODING, 0, 1, message)
    return citation.model_copy(update={"problems": (problem, *citation.problems)})


def same_file(one: Path, other: Path) -> bool:
    """Say whether two paths name the same file, also if it does not exist yet."""
    return os.path.realpath(one) == os.path.realpath(other)
