"""Make citations of facts that RIS and MEDLINE can hold, each in the form in which they do."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from radrefs import ET_AL, Citation, Date, Name
from radrefs.text import one_line
from tests.property.strategies import hostile_text

_SIGNS = (
    "ER  - ",
    "TY  - JOUR",
    "\n\nPMID- 1\n",
    "}",
    "\\",
    "@article{",
    "%",
    "β",
    "¹⁸F",
    "e\u0301",
)


def clean(text: str) -> str:
    """Put text on one line, without what is read as markup or an entity."""
    return one_line(text.replace("<", "‹").replace("&", "+"))


texts = st.one_of(
    hostile_text,
    st.lists(st.sampled_from((*_SIGNS, "word", "T1-weighted", "(A_B)?")), min_size=1).map(" ".join),
).map(clean).filter(bool)  # fmt: skip
words = st.sampled_from(
    (
        "Brain Commun",
        "Acta Neurochir (Wien)",
        "2nd",
        "50% of 3",
        "lesions <5 mm",
        "A & B",
        "脑",
        "x",
    )
)
families = st.sampled_from(
    ("Hughes", "Møller", "O’Toole", "van der Meer", "El Refaee", "Mota-Filipe", "Lee")
)
givens = st.sampled_from(("M. A.", "J.-P.", "Mark A.", "Anna", "Th.", "G. H. I. J.", "明"))
suffixes = st.sampled_from((None, None, "Jr.", "Jr", "III", "2nd"))
people = st.builds(Name, family=families, given=givens, suffix=suffixes)
bodies = st.sampled_from(("HFS Study Group", "WHO", "NINDS, HFS Group", "Research; Trials")).map(
    lambda name: Name(literal=name)
)


@st.composite
def authors(draw: st.DrawFn) -> tuple[Name, ...]:
    """Make a list of people, then bodies, perhaps cut short."""
    found = draw(st.lists(people, max_size=3)) + draw(st.lists(bodies, max_size=1))
    cut = draw(st.booleans())
    return (*found, ET_AL) if found and cut else tuple(found)


years = st.integers(1500, 2099)
days = st.one_of(
    st.tuples(years),
    st.tuples(years, st.integers(1, 12)),
    st.tuples(years, st.integers(1, 12), st.integers(1, 28)),
).map(lambda parts: Date(date_parts=(parts,)))
spans = st.one_of(
    days,
    years.map(lambda year: Date(date_parts=((year,),), season=1)),
    years.map(lambda year: Date(date_parts=((year,), (year + 1,)))),
    years.map(lambda year: Date(date_parts=((year, 12), (year + 1, 1)))),
    years.map(lambda year: Date(date_parts=((year, 7), (year, 8)))),
    years.map(lambda year: Date(date_parts=((year, 7, 1), (year, 7, 15)))),
    years.map(lambda year: Date(date_parts=((year, 7, 28), (year, 8, 3)))),
)
pages = st.sampled_from(
    (
        "291-299",
        "ONS139-ONS145",
        "67",
        "e405",
        "fcab146",
        "12-15, 20",
        "S12-S19",
        "xi-xv",
        "1023.e1",
    )
)
notes = st.lists(
    st.sampled_from(("discussion 67", "quiz 4", "Retracted 2020 (doi:10.5555/r)", "Erratum")),
    unique=True,
).map(lambda found: "; ".join(found) or None)
keywords = st.sampled_from(
    ("facial nerve, MRI", "MRI", "Tomography, X-Ray Computed; Humans", "7 T; Spasm, Hemifacial")
)


@st.composite
def held(draw: st.DrawFn, types: tuple[str, ...], dates: st.SearchStrategy[Date]) -> Citation:
    """Make a citation of one of the types."""
    kind = draw(st.just("article-journal") | st.sampled_from(types))
    page = draw(st.none() | pages)
    fields: dict[str, Any] = {
        "id": draw(st.from_regex(r"[a-z]{1,8}[0-9]{4}[a-z]{0,8}", fullmatch=True)),
        "type": kind,
        "author": draw(authors()),
        "editor": tuple(draw(st.lists(people, max_size=2))),
        "issued": draw(st.none() | dates),
        "title": draw(texts),
        "container_title": draw(st.none() | texts),
        "volume": draw(st.none() | st.sampled_from(("3", "117", "A12"))),
        "issue": draw(st.none() | st.sampled_from(("3", "Suppl", "1 Suppl 1", "9-10"))),
        "page": page,
        "edition": draw(st.none() | words),
        "genre": draw(st.none() | st.sampled_from(("Editorial", "PhD thesis"))),
        "publisher": draw(st.none() | texts),
        "publisher_place": draw(st.none() | texts),
        "status": draw(st.sampled_from((None, None, "ahead of print", "in press"))),
        "note": draw(notes),
        "doi": draw(st.none() | st.sampled_from(("10.1000/a_b", "10.1002/(SICI)1<1::AID>3.0#%"))),
        "url": draw(st.none() | st.sampled_from(("https://example.org/a?x=1;y=2&z=%20",))),
        "language": draw(st.none() | st.sampled_from(("en", "de", "zh"))),
        "abstract": draw(st.none() | texts),
        "keyword": draw(st.none() | keywords),
    }
    if kind.startswith("article") and page in ("e405", "fcab146"):
        fields["number"] = page
    if kind == "article-journal" and fields["container_title"]:
        fields["container_title_short"] = draw(st.none() | texts)
    fields["pmcid"] = draw(st.none() | st.just("PMC9999991"))
    if fields["issue"] or draw(st.booleans()):
        fields["pmid"] = draw(st.none() | st.sampled_from(("12345678", "7")))
    numbers = {"issn": "1234-567X"} if "article" in kind else {"isbn": "978-3-16-148410-0"}
    if draw(st.booleans()):
        fields |= numbers
    return Citation(**fields)


ARTICLE = Citation(
    id="hughes2021imaging",
    type="article-journal",
    author=(
        Name(family="van der Meer", given="A. B.", suffix="Jr."),
        Name(literal="HFS Study Group"),
        ET_AL,
    ),
    editor=(Name(family="Roe", given="Jane"),),
    issued=Date(date_parts=((2021, 7, 1),)),
    title="MRI, TGF-β1 and ¹⁸F-FDG: lesions <5 mm & 50% loss (A_B)?",
    container_title="Brain Communications",
    container_title_short="Brain Commun",
    volume="3",
    issue="1 Suppl 1",
    page="fcab999",
    number="fcab999",
    edition="2nd",
    genre="Editorial",
    publisher="Example Press",
    publisher_place="Berlin",
    status="ahead of print",
    note="discussion 67",
    doi="10.5555/fcab_999",
    pmid="99999991",
    pmcid="PMC9999991",
    url="https://example.org/a_b?x=1&y=%20z",
    issn="2632-1297",
    language="en",
    abstract="Background: MRI & CT. Results: 50% of 3.",
    keyword="Spasm, Hemifacial; MRI",
)
"""An article with every fact, so that no row of a table goes without."""

CHAPTER = ARTICLE.model_copy(
    update={
        "type": "chapter",
        "page": "291-299",
        "number": None,
        "container_title_short": None,
        "issn": None,
        "isbn": "978-3-16-148410-0",
    }
)
