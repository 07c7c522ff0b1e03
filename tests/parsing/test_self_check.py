"""Report readings that contradict themselves, whatever read them; leave sound ones alone."""

from __future__ import annotations

import pytest

from radrefs import Citation, parse_entry
from radrefs.dates import latest_year
from radrefs.parsing.citation import read_tolerantly
from radrefs.parsing.fast_path import read_house
from radrefs.parsing.self_check import check_title

TAIL = ". Radiology. 2010;255(1):1-9."

# (entry, kind of problem): each is read wrongly, and must not be read so in silence.
CONTRADICTIONS = [
    # Names that no rule can read as a list stay in the title.
    ("Smith ABx, Jones CD, Lee E, Park F. Imaging of the orbit" + TAIL, "author"),
    ("J. W. Hu and H. W. Yu, Imaging of the orbit" + TAIL, "author"),
    ("J.S. Bell. Imaging of the orbit" + TAIL, "author"),
    ("M Berry. Imaging of the orbit" + TAIL, "author"),
    ("Barry Silverman. Imaging of the orbit" + TAIL, "author"),
    ("Barry G. Silverman, John K. Smith. Imaging of the orbit" + TAIL, "author"),
    ("Smith, A.B., and C.D. Jones. Imaging of the orbit" + TAIL, "author"),
    ("Cui Zhi-Feng, Zhao Jing, Hao Zhi-Ru. Imaging of the orbit" + TAIL, "author"),
    ("Smith et al Imaging of the orbit" + TAIL, "author"),
    ("Vattenverket (2013) Imaging of the orbit. Radiology 255:1-9", "author"),
    ("Devlin, H. (2010, January 28). Imaging of the orbit" + TAIL, "author"),
    # The beginning of the title is lost, or something else stands in it.
    ("Smith AB: imaging of the orbit. Radiology. 255(1):1-9, 2010", "author"),
    ("Smith AB: The orbit. Radiology 2009;254:3-4. Neuroradiology. 255(1):1-9, 2010", "author"),
    ("Smith AB: Imaging of the orbit. https://example.org. Radiology. 255(1):1-9, 2010", "author"),
    ("Smith AB: Jones CD, Lee E: Imaging of the orbit. Radiology. 255(1):1-9, 2010", "author"),
    ("Smith AB: Jones CD et al: Imaging of the orbit. Radiology. 255(1):1-9, 2010", "author"),
    # Years and pages.
    (f"Smith AB: Imaging of the orbit. Radiology. 255(1):1-9, {latest_year() + 1}", "year"),
    (f"Smith AB, Jones CD. The orbit. Radiology. {latest_year() + 1};255(1):1-9.", "year"),
    ("Smith AB: Imaging of the orbit. Radiology. 255(1):1-9, 1713", "year"),
    ("Smith AB: Imaging of the orbit. Radiology. 255(1):1-9, 1924-1938", "year"),
    ("Smith AB: Imaging of the orbit. Radiology. 255:12-15, 2010, 2011", "pages"),
    # Names.
    ("Smith AB, B C. Imaging of the orbit" + TAIL, "name"),
    ("Smith AB, Alzheimer Disease Neuroimaging I. Imaging of the orbit" + TAIL, "name"),
    # A journal that is a date.
    ("Smith AB. Imaging of the orbit. 12 March 2010; 255:1-9.", "journal"),
]  # fmt: skip


@pytest.mark.parametrize("entry, kind", CONTRADICTIONS)
def test_a_contradiction_is_reported(entry: str, kind: str) -> None:
    one = parse_entry(entry)
    problems = one.problems
    assert kind in [str(problem.kind) for problem in problems] or _is_read_otherwise(one)
    assert all(entry[problem.start : problem.end] for problem in problems)


@pytest.mark.parametrize("entry, kind", CONTRADICTIONS)
def test_the_fast_path_leaves_it_to_the_tolerant_one(entry: str, kind: str) -> None:
    assert read_house(entry, None, (), None) is None
    one = read_tolerantly(entry)
    assert kind in [str(problem.kind) for problem in one.problems] or _is_read_otherwise(one)


def _is_read_otherwise(one: Citation) -> bool:
    """Say whether another reader took the entry: with the right title, or with a problem."""
    assert one.source
    right = one.title == "Imaging of the orbit"
    return one.source.reader != "rules" and (right or bool(one.problems))


SOUND = [
    "Imaging of the orbit",
    "The SOFA (Sepsis-related Organ Failure Assessment) score",
    "Comparison of CT, MR, and US in forty patients",
    "Cardiac CT. Part 2: anatomy",
    "Type II, III and IV endoleaks",
    "Hepatitis B, C and D: imaging of the liver",
    "Vitamin D, calcium and bone",
    "Staphylococcus aureus and E. coli in the lung",
    "Engineering E. coli for the clinic",
    "Radiology in the U.S. A survey",
    "St. Jude, Mr. Smith and Dr. Jones",
    "1,4,5-trisphosphate in 1: 100,000 epinephrine",
    "A ratio of 1:2 in 12 (of 24) patients",
    "Guidelines of 2018 (second edition)",
    "Trends from 1999 to 2004; a survey",
    "p53, mRNA and c-Myc in tumours",
    "mRNA and the orbit",
    "iPS cells and the orbit",
    "\u03b1-synuclein, \u03b2-amyloid and tau",
    "18F-FDG PET/CT (part 1): physics",
    "\u201cHot\u201d orbits, \u201ccold\u201d orbits",
    "Oxygen, carbon dioxide, and the pupil: A new look",
    "Development of cognition, volume 2 of a series",
    "What is new in PET, CT and MRI?",
]


@pytest.mark.parametrize("title", SOUND)
def test_a_sound_title_is_left_alone(title: str) -> None:
    assert check_title(title) is None


@pytest.mark.parametrize("title", SOUND)
def test_a_sound_entry_carries_no_problem(title: str) -> None:
    mark = "" if title.endswith("?") else "."
    assert (
        parse_entry(f"Smith AB, Jones CD. {title}{mark} Radiology. 2010;255(1):1-9.").problems == ()
    )
    assert parse_entry(f"Smith AB et al: {title}{mark} Radiology. 255(1):1-9, 2010").problems == ()


def test_next_year_is_no_contradiction() -> None:
    text = f"Smith AB: Imaging of the orbit. Radiology. 255(1):1-9, {latest_year()}"
    assert parse_entry(text).problems == ()
