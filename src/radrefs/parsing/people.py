"""Read names of persons and bodies: the authors of a reference, the editors of a book.

    list       ::= person (sep person)* [","] ["et al" ["."] [";" body]]
    sep        ::= "," | ";" | [","] ("and" | "&") [","]
    person     ::= family [","] initials [suffix] [degrees] [marks]
    family     ::= word+                      (particles and all; case as printed)
    initials   ::= capital{1,5} with "." "-" or blanks between; or two letters ("Th")
    suffix     ::= "Jr" | "Sr" | "2nd" | "3rd" | "4th" | "II" | "III" | "IV"
    degrees    ::= "MD" | "PhD" | ...         (left out of the name)
    marks      ::= "*" | superscripts | small numbers                 (left out, too)

Persons are read strictly: a list in which one word does not fit is no list of persons.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from radrefs.model import ET_AL, Name
from radrefs.names import (
    is_initials,
    is_particle,
    is_suffix,
    make_name,
    spell_initials,
    split_indexed,
)
from radrefs.parsing.bodies import BODY_WORDS, is_collective

__all__ = ["ACRONYMS", "KINDS", "MARKS", "NO_FAMILY", "Person", "can_be_family", "initials_end",
           "is_weak", "read_names"]  # fmt: skip

_DEGREES = frozenset(
    """MD PhD DO MPH MBBS MBChB MBBCh MB ChB BChir FRCR FRCP FRCS MRCP MRCS FACR FACS FACC FSIR
    MSc BSc MS BS MA BA DMD DDS DVM RN NP PA PA-C PharmD DPhil ScD DSc MBA MHS MSCR MEng RT
    CIIP""".split()
)
# First words of titles that would otherwise look like a name: "Vitamin D:", "Hepatitis C:".
NO_FAMILY = frozenset(
    """vitamin hepatitis factor protein type grade stage group class part trisomy influenza
    interleukin complement apolipoprotein immunoglobulin haemophilia hemophilia level phase
    chapter section volume appendix table figure case cases coenzyme prostaglandin collagen
    botulinum toxin cyclin caspase cathepsin hemoglobin haemoglobin plan model the a an in on
    of abdominal abdomen adult body brain breast cardiac cardiovascular cerebral chest clinical
    contrast coronary diffusion dynamic fetal functional head hepatic hybrid lung multidetector
    neck orbital pediatric paediatric pelvic perfusion quantitative renal spinal spine thoracic
    whole-body""".split()
)
# Capitals that end a title's words as initials end a name: "Cardiac CT", "Brain MR".
ACRONYMS = frozenset(
    """CT MR MRI MRA MRS US PET DTI DWI CTA AI ICU USA UK HIV DNA RNA TB MS ED EU II III IV VI VII
    IX XI XII SSRI COPD ALS PTSD ADHD AIDS BRCA EGFR VEGF EEG ECG EMG MEG NMR PSA TNF IL
    BMI""".split()
)
# Abbreviated words of family names keep their period.
_DOTTED = frozenset({"St.", "Ste.", "Sta.", "Sto.", "Mc.", "v.", "d."})
KINDS = frozenset(
    """editorial letter letters comment commentary correspondence erratum corrigendum
    correction retraction news obituary review abstract reply discussion perspective
    viewpoint""".split()
)
# Letters, wrongly decoded ones ("MÃ¼ller"), and the signs that stand for an apostrophe.
_LETTERS = re.compile(
    r"(?:[^\W\d_]|[\u00c2-\u00f4][\u0080-\u00bf\u2018-\u203a]|[`\u02bc\u02b9\u00b4])+"
)
_ET_AL = re.compile(
    r"(?:[,;]?\s+|\A)(?:and\s+)?(?P<more>et\.?\s?al\b\.?|and others\b|and colleagues\b)"
    r"(?:\s*\Z|[,;.]*\s(?:for the |on behalf of the |on behalf of )?(?P<body>[A-Z][^,;]{4,120})\Z)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:and\s|&\s)?|\s(?:and|&),?\s)\s*")
MARKS = (
    "*\u2020\u2021\u00a7\u00b6#^\u2016\u22250123456789"
    "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
)
"""Marks of footnotes that stand after a name: signs, superscripts and small numbers."""
_MARKS = re.compile(
    r"(?:\s?[*\u2020\u2021\u00a7\u00b6#^\u2016\u2225]+|[\u00b9\u00b2\u00b3\u2070-\u2079]+"
    r"|(?<=[A-Z])\d{1,2}(?:,\s?\d{1,2})*)+\Z"
)
_ROMAN = re.compile(r"[IVX]+")


class Person(NamedTuple):
    """One name with its span in the folded text, and what is odd about it.

    `weak` says that the name alone is no proof of a list: "Vitamin D", "In G".
    """

    name: Name
    start: int
    end: int
    wrong: str | None = None
    weak: bool = False


def can_be_family(words: list[str]) -> bool:
    """Say whether words can be a family name: letters, few; small ones only as particles.

    One small word alone can ("ffytche", "van"), and no word that only bodies have, but for
    one that stands alone ("Bureau NJ").
    """
    if not 1 <= len(words) <= 6:
        return False
    for word in words:
        bare = word.strip(".")
        plain = bare.replace("-", "").replace("'", "").replace("\u2019", "").replace("\u2010", "")
        if not (plain.isalpha() or _LETTERS.fullmatch(plain)):
            return False
        if len(words) > 1 and (bare.lower() in BODY_WORDS or bare == "for" or bare == "and"):
            return False
        if "." in word and word not in _DOTTED and len(bare) > 1:
            return False
        if len(words) > 1 and bare.islower() and not is_particle(bare) and "'" not in bare:
            return False
    # "J." alone is an initial; in "J. Garegg" it stands before a family name.
    whole = any("." not in word and not is_particle(word) for word in words)
    return (whole or all("." not in word for word in words)) and words[0].lower() not in KINDS


def is_weak(words: list[str], initials: str) -> bool:
    """Say whether a name needs company: a word of titles, a body's word or a small one."""
    first = words[0].lower()
    letters = initials.replace(".", "").replace("-", "")
    if first in NO_FAMILY:
        return len(letters) == 1 or letters in ACRONYMS or _ROMAN.fullmatch(letters) is not None
    if first in BODY_WORDS:
        return len(letters) == 1
    return all(word.islower() for word in words) and len(letters) == 1


def _person(text: str, start: int, end: int) -> Person | None:
    """Read `family initials [suffix]`, the whole of `text[start:end]`."""
    marks = None if text[end - 1].isalpha() else _MARKS.search(text, start, end)
    printed = text[start : marks.start() if marks else end].replace(",", " ")
    words = printed.split()
    while len(words) > 2 and words[-1].strip(".") in _DEGREES and is_initials(words[-2]):
        words.pop()
        printed = " ".join(words)
    family, initials, suffix = split_indexed(printed)
    if not initials:
        return None
    words = family.split()
    wrong = None
    if len(words) > 1 and words[-1] == initials and initials.isupper():
        words.pop()
        wrong = "the initials stand there twice; read once"
    if not can_be_family(words):
        return None
    if any(len(word) == 2 and word[1] == "." for word in words) and wrong is None:
        wrong = "an initial stands in this family name; kept as printed"
    name = make_name(" ".join(words), spell_initials(initials), suffix)
    return Person(name, start, end, wrong, is_weak(words, initials))


def _segments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a list at its separators.

    Initials set apart by a comma go with their family; suffixes, degrees and numbers of
    footnotes with the name before them.
    """
    cuts: list[tuple[int, int]] = []
    at = start
    for found in _SEPARATOR.finditer(text, start, end):
        cuts.append((at, found.start()))
        at = found.end()
    cuts.append((at, end))
    joined: list[tuple[int, int]] = []
    for left, right in cuts:
        words = text[left:right].split()
        if joined and words and _belongs(words, initials_end(text, *joined[-1])):
            joined[-1] = (joined[-1][0], right)
        elif words:
            joined.append((left, right))
    return joined


def _belongs(words: list[str], complete: bool) -> bool:
    """Say whether a piece between commas goes with the name before it."""
    if complete and all(word.strip(".") in _DEGREES for word in words):
        return True
    if len(words) == 1 and (is_suffix(words[0]) or not words[0].strip("*\u20200123456789")):
        return True
    return not complete and all(is_initials(word) for word in words)


def initials_end(text: str, start: int, end: int) -> bool:
    """Say whether `text[start:end]` ends as the name of a person does."""
    words = text[start:end].replace(",", " ").split()
    return len(words) > 1 and is_initials(words[-1].rstrip("*\u20200123456789"))


def read_names(text: str, start: int, end: int, strict: bool = True) -> tuple[Person, ...] | None:
    """Read a list of names, the whole of `text[start:end]`; None if it is none.

    Strictly, at least one must be a person in full form, and others may only be
    collectives or, in a list of three and more, a name whose initials are lost.
    """
    while start < end and text[start] in " ,;":
        start += 1
    while end > start and text[end - 1] in " ,;":
        end -= 1
    more = _ET_AL.search(text, start, end)
    body = more["body"] if more else None
    if body and not is_collective(body):
        return None
    stop = more.start() if more else end
    people: list[Person] = []
    segments = _segments(text, start, stop) if stop > start else []
    for left, right in segments:
        person = _person(text, left, right) or _whole(text, left, right, len(segments), strict)
        if person is None:
            return None
        people.append(person)
    if not people or (strict and all(p.weak or not p.name.given for p in people)):
        return None
    if more:
        people.append(Person(ET_AL, *more.span("more")))
    if more and body:
        people.append(Person(Name(literal=body), *more.span("body")))
    return tuple(people)


def _whole(text: str, start: int, end: int, count: int, strict: bool) -> Person | None:
    """Keep a name whole that is not in the form of a person, if that can be."""
    printed = re.sub(r"\A(?:and|for|on behalf of)(?: the)? ", "", text[start:end])
    start = end - len(printed)
    words = printed.split()
    if is_collective(printed):
        return Person(Name(literal=printed), start, end)
    if count >= 3 and len(words) <= 3 and words and words[0][0].isupper() and can_be_family(words):
        glued = re.fullmatch(r"[^\W\d_]+[^\W\d_A-Z]([A-Z]{1,3})", words[-1])
        lost = "the space before its initials is lost" if glued else "it has no initials"
        return Person(Name(literal=printed), start, end, f"this name is kept whole: {lost}")
    if not strict and can_be_family(words):
        return Person(Name(literal=printed), start, end, "this name is kept whole")
    return None
