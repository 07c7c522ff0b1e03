"""Read lists of authors, however they end: a table for each kind.

The articles are made up; the forms are those of real lists (PubMed, AMA, journals of
radiology, text copied out of PDFs).
"""

from __future__ import annotations

import pytest

from radrefs import Citation, parse_entry

VANCOUVER = ". Radiology. 2010;255(1):1-9."
TITLE = "Imaging of the orbit"


def people(citation: Citation) -> list[str]:
    """Return the names in short: family and initials, or the whole name."""
    return [
        name.literal or " ".join(filter(None, (name.family, _closed(name.given), name.suffix)))
        for name in citation.author
    ]


def _closed(given: str | None) -> str:
    return (given or "").replace(". ", "").replace(".", "")


def title_and_people(text: str) -> tuple[str | None, list[str], tuple[str, ...]]:
    citation = parse_entry(text)
    kinds = tuple(str(problem.kind) for problem in citation.problems)
    return citation.title, people(citation), kinds


# A colon of the title is not the colon after the authors.
COLONS = [
    ("Smith AB, Jones CD", "Bowel obstruction on CT: a pictorial review"),
    ("Smith AB", "Cardiac MRI: a review"),
    ("Smith AB, Jones CD", "Reversible encephalopathy (PRES): findings in forty patients"),
    ("Smith AB", "RE: Imaging of the orbit"),
    ("Smith AB, Jones CD, et al", "Sarcoidosis: from head to toe"),
    ("Smith AB", "Sarcoidosis: from head to toe"),
    ("Smith AB", "MRI: where are we now?"),
    ("Smith AB, Jones CD", "ZAS: zinc finger proteins in the orbit"),
    ("Smith AB, Jones CD", "Fas and Fas ligand: two names of the list"),
    ("Smith AB, Jones CD", "Acute stroke: CT: a primer"),
    ("Smith AB", "T1-weighted imaging: II: the temporal bone"),
    ("Smith AB, van der Berg CD", "Imaging of the orbit: part 1"),
    ("Smith AB, Jones CD Jr", "Imaging of the orbit: part 1"),
    ("Smith AB, Jones CD 3rd", "Imaging of the orbit: part 1"),
]


@pytest.mark.parametrize("authors, title", COLONS)
def test_a_complete_list_wins_over_a_colon_of_the_title(authors: str, title: str) -> None:
    mark = "" if title.endswith("?") else "."
    found = title_and_people(f"{authors}. {title}{mark} Radiology. 2010;255(1):1-9.")
    wanted = [name.replace("et al", "et al.") for name in authors.split(", ")]
    assert found == (title, wanted, ())


BODIES = [
    "European Society of Radiology (ESR)",
    "American College of Radiology",
    "The Cancer Genome Atlas Research Network",
    "WHO Classification of Tumours Editorial Board",
    "ACR Committee on Drugs and Contrast Media",
    "National Lung Screening Trial Research Team",
    "Working Group on Imaging of the European Association",
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("title", ["White paper on imaging: a call to action", TITLE])
def test_a_body_that_a_period_ends_is_the_author(body: str, title: str) -> None:
    assert title_and_people(f"{body}. {title}{VANCOUVER}") == (title, [body], ())


# Whatever stands between the last name and the title.
ENDS = [
    "Smith AB, Jones CD.. {}",
    "Smith AB, Jones CD . {}",
    "Smith AB, Jones CD. {}",
    "Smith AB, Jones CD.{}",
    "Smith AB and Jones CD. {}",
    "Smith AB & Jones CD. {}",
    "Smith AB, and Jones CD. {}",
    "Smith AB; Jones CD. {}",
    "Smith AB,Jones CD. {}",
    "Smith A.B., Jones C.D. {}",
    "Smith A B, Jones C D. {}",
    "Smith, AB, Jones, CD. {}",
    "Smith AB*, Jones CD. {}",
    "Smith AB *, Jones CD*. {}",
    "Smith AB1, Jones CD2. {}",
    "Smith AB1,2, Jones CD2. {}",
    "Smith AB\u00b9, Jones CD\u00b2. {}",
    "Smith AB\u2020, Jones CD\u2021. {}",
    "Smith AB, MD, Jones CD, PhD. {}",
    "Smith AB MD, Jones CD MD. {}",
    "Smith AB, MD, PhD, Jones CD, MD, FRCR. {}",
    "26-Smith AB, Jones CD. {}",
    "26. Smith AB, Jones CD. {}",
    "[26] Smith AB, Jones CD. {}",
    "\u2022 Smith AB, Jones CD. {}",
    "\u2460 Smith AB, Jones CD. {}",
    "* Smith AB, Jones CD. {}",
    "^ Smith AB, Jones CD. {}",
    "Smith AB, Jones CD\n{}",
]


@pytest.mark.parametrize("form", ENDS)
@pytest.mark.parametrize(
    "title",
    [TITLE, "T cell imaging of the orbit", "3D imaging of the orbit", "18F-FDG uptake in the orbit",
     "p53 in tumours of the orbit", "\u03b2-amyloid imaging of the brain",
     "\u201cHot\u201d orbits"],
)  # fmt: skip
def test_a_list_ends_in_many_ways(form: str, title: str) -> None:
    if form.endswith((".{}", "\n{}")):
        title = TITLE
    found = title_and_people(form.format(title) + VANCOUVER)
    assert found == (title, ["Smith AB", "Jones CD"], ())


NAMES = [
    ("Smith AB, Jr., Jones CD.", ["Smith AB Jr.", "Jones CD"]),
    ("Smith AB Jr, Jones CD.", ["Smith AB Jr", "Jones CD"]),
    ("Smith AB, Jones CD, et al.", ["Smith AB", "Jones CD", "et al."]),
    ("Smith AB, Jones CD, et al.,", ["Smith AB", "Jones CD", "et al."]),
    ("Smith AB, Jones CD et al.", ["Smith AB", "Jones CD", "et al."]),
    ("Smith AB, Jones CD, et al.; Imaging Study Group.",
     ["Smith AB", "Jones CD", "et al.", "Imaging Study Group"]),
    ("Smith AB, Jones CD, et al; for the Imaging Study Group.",
     ["Smith AB", "Jones CD", "et al.", "Imaging Study Group"]),
    ("Smith AB, Jones CD; Imaging Study Group.", ["Smith AB", "Jones CD", "Imaging Study Group"]),
    ("Smith AB, Jones CD, Imaging Study Group.", ["Smith AB", "Jones CD", "Imaging Study Group"]),
    ("Smith AB, van ZL, Jones CD.", ["Smith AB", "van ZL", "Jones CD"]),
    ("ffytche DH, Jones CD.", ["ffytche DH", "Jones CD"]),
    ("ffytche DH.", ["ffytche DH"]),
    ("lannaccone PM, Jones CD.", ["lannaccone PM", "Jones CD"]),
    ("In G, Jones CD.", ["In G", "Jones CD"]),
    ("Case DA, Jones CD.", ["Case DA", "Jones CD"]),
    ("Bureau NJ, Jones CD.", ["Bureau NJ", "Jones CD"]),
    ("Weber D.", ["Weber D"]),
    ("van der Berg AB, de la Cruz C.", ["van der Berg AB", "de la Cruz C"]),
    ("O'Brien PMS, D\u2019Souza R.", ["O'Brien PMS", "D\u2019Souza R"]),
    ("Neumann F-J, Dinh N-N.", ["Neumann F-J", "Dinh N-N"]),
    ("Nu\u00f1ez E, \u0141uczak W, M\u00f8ller AR.",
     ["Nu\u00f1ez E", "\u0141uczak W", "M\u00f8ller AR"]),
    ("Al-Smith A-B, El Refaee E.", ["Al-Smith A-B", "El Refaee E"]),
    ("Hyltoft Petersen P, Wong Kee Song LM.", ["Hyltoft Petersen P", "Wong Kee Song LM"]),
    ("Wistuba II, Ross McL, Wolpert TH.", ["Wistuba II", "Ross McL", "Wolpert TH"]),
    ("SMITH AB, JONES CD.", ["SMITH AB", "JONES CD"]),
]  # fmt: skip


@pytest.mark.parametrize("head, names", NAMES)
def test_each_name_is_read(head: str, names: list[str]) -> None:
    title, found, kinds = title_and_people(f"{head} {TITLE}{VANCOUVER}")
    assert (title, [name.replace("-", "") for name in found]) == (
        TITLE,
        [name.replace("F-J", "FJ").replace("N-N", "NN").replace("A-B", "AB").replace("-", "")
         for name in names],
    )  # fmt: skip
    # Three words may be a body's name that a program has cut: that is reported.
    assert kinds in ((), ("name",))


@pytest.mark.parametrize("head", ["Bureau NJ et al", "Case DA et al", "ffytche DH"])
def test_the_house_style_reads_the_same_names(head: str) -> None:
    wanted = [head.removesuffix(" et al"), *(["et al."] if head.endswith("al") else [])]
    found = title_and_people(f"{head}: {TITLE}. Radiology. 255(1):1-9, 2010")
    assert found == (TITLE, wanted, ())


EDITORS = ["{}, eds. ", "{}, editors. ", "{} (eds). ", "{}, Eds. ", "{}, eds.: "]


@pytest.mark.parametrize("form", EDITORS)
def test_editors_are_no_authors(form: str) -> None:
    head = form.format("Smith AB, Jones CD")
    citation = parse_entry(f"{head}Diagnostic Imaging. 3rd ed. Philadelphia: Elsevier; 2016.")
    assert [name.family for name in citation.editor] == ["Smith", "Jones"]
    assert citation.author == () and citation.title == "Diagnostic Imaging"
    assert citation.problems == ()


YEARS = [
    "{} (2010) ",
    "{} (2010). ",
    "{}. (2010) ",
    "{} (2010): ",
    "{}, et al. (2010) ",
    "{}. (2010). ",
]


@pytest.mark.parametrize("form", YEARS)
def test_a_year_after_the_authors_is_the_year(form: str) -> None:
    citation = parse_entry(f"{form.format('Smith AB, Jones CD')}{TITLE}. Radiology 255:1924-1938.")
    assert [name.family for name in citation.author[:2]] == ["Smith", "Jones"]
    assert (citation.title, citation.year) == (TITLE, 2010)
    assert (citation.volume, citation.page) == ("255", "1924-1938")
    assert citation.problems == ()


TITLES = [
    "Vitamin D: effects on bone",
    "Hepatitis C: imaging of the liver",
    "Type II: the second of its kind",
    "Imaging of the orbit: a review",
    "Cardiac CT: a review",
    "Factor VIII: a review",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_without_authors_stays_a_title(title: str) -> None:
    citation = parse_entry(f"{title}. Radiology. 255(1):1-9, 2010")
    assert (citation.title, citation.author) == (title, ())


def test_names_that_run_on_into_the_title_are_read_and_reported() -> None:
    found = title_and_people(f"Smith AB, Jones CD {TITLE}{VANCOUVER}")
    assert found == (TITLE, ["Smith AB", "Jones CD"], ("author",))


def test_initials_that_stand_there_twice_are_reported() -> None:
    found = title_and_people(f"Smith AB AB, Jones CD. {TITLE}{VANCOUVER}")
    assert found == (TITLE, ["Smith AB", "Jones CD"], ("name",))
