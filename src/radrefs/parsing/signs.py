"""The signs by which text is known as a reference: how one begins, what it has, how it ends."""

from __future__ import annotations

import re

from radrefs.names import SUFFIX_PATTERN
from radrefs.parsing.bodies import is_collective
from radrefs.parsing.link_words import links_at_end, only_links

__all__ = [
    "can_end", "ends_sentence", "goes_on_after_end", "has_numeration", "has_year", "is_furniture",
    "is_like_entry", "is_open", "is_page_break", "is_whole", "is_wordy", "looks_like_reference",
    "opens_reference",
]  # fmt: skip

_OPENS = re.compile(
    r"(?:[^\W\d_][\w'\u2019.\u2010-]*,?\s+){1,5}?(?:[^\W\d_a-z]\.?[\s-]?){1,5}"
    rf"(?:\s?{SUFFIX_PATTERN}\.?)?"
    r"(?:,?\s+et\s+al\.?)?\s*(?:[:;,.]|\s(?:and|&)\s)"
    r"|(?:[A-Z]\.[\s-]?){1,3}\s?[A-Z][a-z][\w'\u2019-]*(?:,\s(?:[A-Z]\.|and\b|&)|\sand\s[A-Z]\.|\s&)"
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|in press|e-?pub", re.IGNORECASE)
_NUMERATION = re.compile(r"[:;]\s?[A-Za-z]{0,4}\d+")
_VOLUME_PAGE = re.compile(r"\d\)?\s?[:;]\s?[A-Za-z]{0,4}\d")
_IDENTIFIER = re.compile(r"\b10\.\d{4,9}/\S|PMID")
# Year, volume and page in Vancouver's order or the house style's: no prose has it.
_WHOLE_NUMERATION = re.compile(
    r"(?:1[89]|20)\d\d(?:\s[A-Z][a-z]{2}[\w\s-]{0,12})?\s?;\s?\d{1,4}\s?(?:\([^()]{1,24}\))?\s?:\s?"
    r"[A-Za-z]{0,5}\d"
    r"|\d\s?(?:\([^()]{1,24}\))?\s?:\s?[A-Za-z]{0,5}\d[\w-]{0,12}(?:;[^;]{3,30})?,\s(?:1[89]|20)\d\d\b"
)
_PUBLISHED = re.compile(r":\s?[^\W\d_][^:;.]{1,60}[;,]\s?(?:19|20)\d\d\b")
_ON_THE_WEB = re.compile(r"://.*\b(?:accessed|retrieved|cited)\b", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")

_DATE = (
    r"(?:[A-Z][a-z]{2,8}\.?\s)?(?:\d{1,2},?\s)?(?:1[5-9]|20)\d\d[a-z]?"
    r"(?:\s?[-\u2013]\s?(?:1[5-9]|20)\d\d)?(?:\s[A-Z][a-z]{2,8}\.?(?:[-\u2013/][A-Z][a-z]{2,8})?)?"
    r"(?:\s\d{1,2})?"
)
_PAGE = r"[A-Za-z]{0,5}\d{1,9}[A-Za-z]{0,2}"
_RANGE = rf"{_PAGE}\s?[-\u2010-\u2015]\s?{_PAGE}"
# Each row is a way in which an entry can end; marks of the sentence may follow.
# Each row is a way in which an entry can end; marks of the sentence may follow.
_ENDS = (
    rf"[,;.(]\s?\(?{_DATE}\)?",
    r"in press|ahead of print|forthcoming",
    rf"[:;]\s?{_RANGE}(?:,\s?(?:{_RANGE}|{_PAGE}))*|[\d)\]]\s?[:;]\s?{_PAGE}",
    rf"(?:discussion|quiz|reply)\s(?:{_RANGE}|{_PAGE})",
    r"\b10\.\d{4,9}/\S+|PMC?(?:ID)?:?\s?\d+|https?://\S+|www\.\S+",
)
# These end one that has a year or a volume before them.
_ENDS_OF_DATED = (
    rf"\bp(?:p|ages?|gs?)?\.?\s?(?:{_RANGE}|{_PAGE})|,\s?{_RANGE}|\(\d{{1,4}}\),?\s?{_PAGE}",
    r"[\])]|\b(?:review|editorial|comment|letter|abstract|erratum)",
)
_END = re.compile(rf"(?:{'|'.join(_ENDS)})[\s.\"'\u201d]*\Z", re.IGNORECASE)
_END_OF_DATED = re.compile(rf"(?:{'|'.join(_ENDS_OF_DATED)})[\s.\"'\u201d]*\Z", re.IGNORECASE)
_LINK_MARKS = " ,;|/[(\u2013-"

# What must go on: marks that open or join, and words that ask for another, or for a number.
_OPEN_END = re.compile(
    r"(?:[,;:/&(\[\u2010-\u2014-]|(?<!\d\s)(?<!\d)\b(?:p|pp|pgs?|vols?|volume|nos?|issue|suppl|supplement|in|and|of"
    r"|the|an?|for|with|to|from|by|on|at|or|as|und|et|der|die|de|la|le|del|von|van|chapter|chap|ch"
    r"|figs?|tables?|grade|types?|stage|phase|class|level|part|version|eds?\s?[,:]"
    r"|doi:?|pmid:?|e-?pub))\.?\s*\Z",
    re.IGNORECASE,
)
_OPEN_MARKS = ("-", "\u2010", "\u2013", ":", ",", ";", "(", "&")
_MORE = re.compile(
    r"(?:doi\b|10\.\d{4}|PMC?ID|PMC\d|https?://|\[(?!no authors)|\(|e-?pub\b|erratum"
    r"|comment (?:in|on)"
    r"|published|accessed|available"
    r"|discussion\b|quiz\b)",
    re.IGNORECASE,
)
_SITE = r"(?:www\.)?(?:[a-z][\w-]{1,40}\.){1,3}(?:org|com|net|edu|gov|info|ac\.uk)\b(?:/\S*)?"
# Each row is one kind of line that a page's layout puts between or into entries. The first
# are furniture only where the text before them is not open: "255:⏎541" is a page of an entry.
_MAYBE_FURNITURE = (
    r"[-\u2013\u2014|\s]*(?!(?:19|20)\d\d\W*\Z)\d{1,4}(?:\s?(?:/|of)\s?\d{1,4})?[-\u2013\u2014|\s]*",
    r"p(?:age|\.)? ?\d{1,4}",
    r"[A-Z][\w.' -]{1,60},? et al\.?(?: ?\d{1,4})?|\d{1,4} [A-Z][\w.' -]{1,60},? et al\.?",
    # An address or marks alone: between entries only
    r"(?:https?|file)://?\S+|www\.\S+|\W+",
)
_SURE_FURNITURE = (
    r"related (?:anatomy|differential diagnoses|diagnoses|topics|cases|images)",
    r"loading(?:\.\.\.|…)?|tables?|images?|figures?|videos?|cases?|share|print|back to top|top",
    r"next|previous|close|menu|search|home|log ?in|sign in|references? \(?continued\)?",
    # What printing adds: the page's number, date and time, its address
    r".{0,80}\bpage \d{1,4} ?(?:of|/) ?\d{1,4}",
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? (?:at )?\d{1,2}:\d{2}\b.{0,120}",
    r"\d{4}-\d\d-\d\d,? \d{1,2}:\d{2}\b.{0,120}",
    r"(?:https?|file)://\S+\s+(?:page )?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?",
    r"www\.\S+ \d{1,4}(?:/\d{1,4})?",
    # Running heads: volume and number, or the journal's site beside the page's number
    rf"(?!.*(?:available|accessed|retrieved|://|@|\bdoi\b))(?:\d{{1,5}}\s.{{0,100}}?\b{_SITE}.{{0,60}}"
    rf"|.{{0,100}}?\b{_SITE}\W{{0,4}}\d{{1,5}}|{_SITE})",
    r".{0,60}\bvol(?:ume|\.)? ?\d{1,4}\W{1,4}(?:number|issue|no\.) ?\d{1,3}\b.{0,60}",
    # Rights, copies and manuscripts
    r"(?:©|copyright\b|\(c\) ).*|downloaded (?:from|by) .*|.{0,80}all rights reserved.*",
    r"this (?:copy|article|document|book|work) is .*|for personal use only.*|reprint requests.*",
    r"(?:author|accepted|nih public access author)(?: manuscript)+.*|nih-pa .*|nih public access",
    r".{0,60}author manuscript; available in pmc.*|bookshelf id:.*|disclosures?:.*",
)
_SURE = re.compile("|".join(_SURE_FURNITURE), re.IGNORECASE)
_BETWEEN_ENTRIES = re.compile("|".join(_MAYBE_FURNITURE), re.IGNORECASE)
_IN_ENTRY = re.compile("|".join(_MAYBE_FURNITURE[:-1]), re.IGNORECASE)
_LONGEST_FURNITURE = 300


def opens_reference(text: str, at: int = 0) -> bool:
    """Say whether `text[at:]` begins as a reference does: a person's name, or a body's."""
    if _OPENS.match(text, at):
        return True
    head, colon, _ = text[at : at + 200].partition(":")
    return bool(colon) and is_collective(head.strip())


def looks_like_reference(text: str) -> bool:
    """Say whether a text has what references have: a year with numeration or author, or a DOI."""
    if text[-4:].isdigit() and text[-6:-4] == ", " and ": " in text:
        return True
    short = text[:4000]
    if _IDENTIFIER.search(short):
        return len(_WORD.findall(short[:400])) > 4
    if not _YEAR.search(short):
        return bool(opens_reference(short) and ("://" in short or _NUMERATION.search(short)))
    if opens_reference(short) or _VOLUME_PAGE.search(short):
        return True
    return _PUBLISHED.search(short) is not None or _ON_THE_WEB.search(short) is not None


def is_like_entry(text: str) -> bool:
    """Say whether a line can hardly be anything but a reference: prose must not pass."""
    short = text.strip()[:2000]
    if len(short) < 30 or len(_WORD.findall(short[:400])) < 4:
        return False
    if _WHOLE_NUMERATION.search(short):
        return True
    numbered = _VOLUME_PAGE.search(short) or _IDENTIFIER.search(short)
    return bool(numbered and _YEAR.search(short) and opens_reference(short))


def is_wordy(text: str) -> bool:
    """Say whether a text is long enough for a reference, and has a year."""
    return has_year(text) and len(text) > 40 and len(_WORD.findall(text[:400])) > 4


def has_year(text: str) -> bool:
    """Say whether a year, or what stands for one, stands in a text."""
    return _YEAR.search(text) is not None


def has_numeration(text: str) -> bool:
    """Say whether volume and page, or what looks like them, stand in a text."""
    return _NUMERATION.search(text) is not None


def can_end(tail: str) -> bool:
    """Say whether an entry can end here; `tail` is the end of its text (200 characters do)."""
    return is_whole(tail, True)


def is_whole(tail: str, dated: bool) -> bool:
    """Say whether an entry that ends so seems to be all there.

    `dated` says whether a year or a volume with pages stands anywhere in it.
    """
    end = tail.rstrip()[-200:]
    if end[-4:].isdigit() and end[-6:-4] == ", ":
        return True
    links = links_at_end(end)
    if links < len(end):
        end = end[:links].rstrip(_LINK_MARKS)
    return _END.search(end) is not None or (dated and _END_OF_DATED.search(end) is not None)


def ends_sentence(tail: str) -> bool:
    """Say whether a text ends as a sentence does."""
    return tail.rstrip().endswith((".", ")", "]", "?", "!", '."', ".\u201d"))


def is_open(tail: str) -> bool:
    """Say whether an entry must go on after this end: a comma, an open bracket, "pp."."""
    end = tail.rstrip()[-200:]
    if _OPEN_END.search(end):
        return True
    return end.count("(") > end.count(")") or end.count("[") > end.count("]")


def goes_on_after_end(line: str) -> bool:
    """Say whether a line belongs to an entry that could have ended before it: a DOI, a note."""
    if _MORE.match(line):
        return not is_furniture(line)
    return only_links(line)


def is_furniture(line: str) -> bool:
    """Say whether a line is the page's layout, not its text: a page number, a running head."""
    if len(line) > _LONGEST_FURNITURE:
        return False
    return bool(_SURE.fullmatch(line) or _BETWEEN_ENTRIES.fullmatch(line))


def is_page_break(line: str, tail: str) -> bool:
    """Say whether a line is layout that a new page puts into an entry, which goes on after it.

    `tail` is the end of the entry so far: after an open mark a number is text.
    """
    if len(line) > _LONGEST_FURNITURE:
        return False
    if _SURE.fullmatch(line):
        return True
    return not tail.rstrip().endswith(_OPEN_MARKS) and _IN_ENTRY.fullmatch(line) is not None
