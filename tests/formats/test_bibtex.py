"""Read and write .bib files of both dialects: every row both ways, and files from life."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radrefs import ET_AL, Citation, Date, Name, dumps
from radrefs.formats import Options, bibtex, loads, read_library, rewrite
from radrefs.formats.bibtex.latex import ascii_only, escape, protect, unescape
from radrefs.formats.bibtex.names import read_names, spell_names
from radrefs.formats.bibtex.types import READ_TYPES, SPARE, VALID, biblatex_type
from radrefs.formats.library import Library
from radrefs.languages import LANGUAGES
from radrefs.names import make_name
from radrefs.text import one_line
from tests.property.examples import SOME
from tests.property.strategies import citation_lists, hostile_text

DIALECTS = ("bibtex", "biblatex")
ROWS = {"bibtex": bibtex.ROWS, "biblatex": bibtex.BIBLATEX}
_CUT = ("others", "et al", "et al.")
words = st.text("abcXYZ äβ²₂&%_#$<>~^{}\\-–'`\"@,;:.?!()=/脑", min_size=1, max_size=25).filter(
    lambda text: one_line(text) == text and text != "" and "; " not in text
)
identifiers = st.text("abc019./_-()<>;#&%~", min_size=1, max_size=20)


def _is_body(text: str) -> bool:
    return text.lower() not in _CUT


parts = words.filter(lambda text: "," not in text)
people = st.lists(
    st.one_of(
        st.builds(make_name, parts, parts, st.just("") | parts),
        st.builds(Name, literal=words.filter(_is_body)),
    ),
    max_size=4,
    unique=True,
).flatmap(lambda found: st.sampled_from([tuple(found), (*found, ET_AL)]))
pages = st.one_of(
    st.tuples(st.integers(1, 99), st.integers(100, 200)).map(lambda ends: f"{ends[0]}-{ends[1]}"),
    st.integers(1, 9999).map(str),
    st.just("ONS139-ONS145"),
    st.just("12-15, 20-31"),
)
years = st.integers(1000, 2999)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "author": people, "editor": people, "title": words, "container_title": words,
    "container_title_short": words, "edition": words, "publisher": words,
    "publisher_place": words, "volume": words, "note": words, "page": pages,
    "doi": identifiers.map(lambda tail: f"10.1000/{tail}"), "issn": words, "isbn": words,
    "pmid": st.integers(1, 10**8).map(str), "pmcid": st.integers(1, 10**8).map("PMC{}".format),
    "url": identifiers.map(lambda tail: f"https://example.org/{tail}"),
    "language": st.sampled_from(sorted(LANGUAGES)), "abstract": words, "keyword": words,
    "status": st.sampled_from(("ahead of print", "in press")),
    "accessed": st.builds(lambda y, m, d: Date(date_parts=((y, m, d),)), years,
                          st.integers(1, 12), st.integers(1, 31)),
    "issued": years.map(lambda year: Date(date_parts=((year,),))),
}  # fmt: skip
BY_TYPE: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "article-journal": {"issue": words}, "book": {"number": words}, "chapter": {"number": words},
    "report": {"number": words, "genre": words}, "thesis": {"genre": words},
    "paper-conference": {"number": words},
}  # fmt: skip


@st.composite
def held(draw: st.DrawFn, dialect: str) -> Citation:
    """Make a citation of what a .bib file can hold."""
    type_ = draw(st.sampled_from(sorted(BY_TYPE)))
    fields = {**FIELDS, **BY_TYPE[type_]}
    chosen = draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
    found = {name: draw(fields[name]) for name in chosen}
    if dialect == "biblatex" and "issued" in found:
        extra = draw(st.sampled_from(((), (7,), (7, 21))))
        found["issued"] = Date(date_parts=((*found["issued"].date_parts[0], *extra),))
    return Citation(id="key", type=type_, **found)  # type: ignore[arg-type]  # one of ItemType


def bare(citation: Citation) -> Citation:
    return citation.model_copy(update={"source": None, "problems": ()})


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_what_is_written_is_read_back(dialect: str, data: st.DataObject) -> None:
    citation = data.draw(held(dialect))
    assert [bare(one) for one in loads(dumps([citation], dialect), "bibtex")] == [citation]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_law_covers_every_row(dialect: str) -> None:
    full = {
        "author": (Name(family="A"),), "editor": (Name(family="B"),),
        "accessed": Date(date_parts=((2020, 1, 2),)),
        "issued": Date(date_parts=((2020, 7, 1),)), "language": "en", "status": "in press",
    }  # fmt: skip
    texts = {n: f"{n} 1" for n in (*FIELDS, "issue", "number", "genre") if n not in full}
    kinds = (*BY_TYPE, "article-magazine", "webpage", "document", "article", "dataset")
    seen = {
        row.tag
        for kind in kinds
        for row in ROWS[dialect]
        if any(row.write(Citation(id="x", type=kind, **(full | texts))))  # type: ignore[arg-type]
    }
    assert seen == {row.tag for row in ROWS[dialect]}
    for kind in kinds:
        empty = Citation(id="x", type=kind)  # type: ignore[arg-type]
        written = [row.tag for row in ROWS[dialect] if any(row.write(empty))]
        assert set(written) <= {"entrysubtype", "type"}


@pytest.mark.parametrize("dialect", DIALECTS)
@SOME
@given(found=citation_lists)
def test_reading_and_writing_settles_after_one_turn(dialect: str, found: list[Citation]) -> None:
    once = loads(dumps(found, dialect), "bibtex")
    assert len(once) == len(found)
    again = dumps(once, dialect)
    assert [bare(one) for one in loads(again, "bibtex")] == [bare(one) for one in once]
    assert dumps(loads(again, "bibtex"), dialect) == again


@given(st.text() | hostile_text | st.text('@{}",=()\\\n article#'))
def test_any_text_is_kept_to_the_character(text: str) -> None:
    library = read_library(text, "bibtex")
    assert "".join(block.text for block in library.blocks) == text
    assert rewrite(library, library.citations) == text
    line = 1
    for block in library.blocks:
        assert block.line == line
        line += block.text.count("\n")


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_a_changed_field_changes_nothing_else(dialect: str, data: st.DataObject) -> None:
    citation = data.draw(held(dialect))
    text = f"% head\n{dumps([citation], dialect)}% tail\n"
    library = read_library(text, "bibtex")
    (old,) = library.citations
    new = old.model_copy(
        update={"doi": "10.1000/new_one", "title": "A Newer title", "volume": None}
    )
    written = rewrite(library, [new])
    assert written.startswith("% head\n") and written.endswith("% tail\n")
    (read,) = loads(written, "bibtex")
    assert bare(read) == bare(new)


@given(words)
def test_tex_is_read_back_as_it_was_spelled(text: str) -> None:
    assert unescape(escape(text)) == unescape(protect(text)) == text


@given(st.text("abcß äéñøÅčůβγ²₂≥×°", max_size=20))
def test_ascii_is_ascii_and_says_the_same(text: str) -> None:
    plain = one_line(text)
    spelled = ascii_only(escape(plain))
    assert spelled.isascii()
    assert unescape(spelled) == plain


@given(hostile_text | st.text("\\{}$^_~-`'\"aA \n"))
def test_any_tex_is_read(tex: str) -> None:
    assert one_line(unescape(tex)) == unescape(tex)
    read_names(tex)


@given(people)
def test_names_are_read_back(found: tuple[Name, ...]) -> None:
    assert read_names(spell_names(found)) == found


@pytest.mark.parametrize(
    "tex, text",
    [
        (r"M{\"u}ller \"{u} \"u {\"{u}}", "Müller ü ü ü"),
        (r"Dvo{\v r}\'ak, \v{C}ech, \c{c}, {\'\i}, \o, {\AA}", "Dvořák, Čech, ç, í, ø, Å"),
        (r"$\beta$-catenin, TGF-$\beta_1$, $^{18}$F, H$_2$O", "β-catenin, TGF-β₁, ¹⁸F, H₂O"),
        (r"\textsuperscript{99m}Tc \textsubscript{2}", "99mTc ₂"),
        (r"{{Whole Title}} of {MRI}", "Whole Title of MRI"),
        (r"5\,mm $<$ 10~mm, 50\% \& \$3 a--b ``x''", "5 mm < 10 mm, 50% & $3 a–b “x”"),
        (r"\emph{in vivo} \textit{in vitro}", "in vivo in vitro"),
        (r"\unknown{kept} \write18{ls} \input{/etc}", r"\unknown{kept} \write18ls \input{/etc}"),
        ("trailing \\", "trailing \\"),
        ("{unbalanced", "unbalanced"),
        ("$", "$"),
    ],
)  # fmt: skip
def test_tex_from_life_is_read_as_it_prints(tex: str, text: str) -> None:
    assert unescape(tex) == text


LIFE = """\
This file was made by hand.
@string{jn = "Journal of Neurosurgery"}
@STRING{NYT = {New York}}
@comment{jabref-meta: groups;}
@preamble{"\\newcommand{\\x}{y}"}

@Article{doe:2020,
  Author = "John Doe and {The {HFS} Group} and others",
  Title  = {A {First} title} # " " # {of two},
  journal = jn,
  month = "1~" # jul,
  year = 2020,
  pages = "12-9",
  file = {x.pdf},
}
@article(paren, title = {In (round) brackets}, year = "2001")
@inproceedings{child, author={Roe, R.}, title={A talk}, crossref={meeting}, pages={1--2}}
@article{broken, title = {never closed,
  year = 2020
@proceedings{meeting, title={The Meeting}, year={1999}, publisher=NYT, editor={Poe, E.}}
@article{doe:2020, title={The same key}}
@online{web, title={A page}, url={\\url{https://example.org/a\\_b}}, urldate={2020-05-06}, date={2019/2020}}
@article{last, journaltitle={Brain}, date={2021-07-01}, title={T}, subtitle={S}, eid={e12},
  doi={https://doi.org/10.1000/XYZ}, eprint={123}, eprinttype={pubmed}, langid={german}, title={twice}, note = unknown}
The end.
"""  # noqa: E501  (a file from life has such lines)


@pytest.fixture
def life() -> Library:
    return read_library(LIFE)


def test_a_file_from_life_is_told_from_its_content_and_read(life: Library) -> None:
    assert life.format == "bibtex"
    found = {one.id: one for one in life.citations}
    assert list(found) == ["doe:2020", "paren", "child", "meeting", "web", "last"]
    doe = life.citations[0]
    assert [name.literal or name.family for name in doe.author] == [
        "Doe",
        "The HFS Group",
        "et al.",
    ]
    assert (doe.title, doe.container_title) == ("A First title of two", "Journal of Neurosurgery")
    assert doe.issued == Date(date_parts=((2020, 7, 1),))
    assert found["child"].container_title == "The Meeting"
    assert (found["child"].year, found["child"].publisher) == (1999, "New York")
    assert found["web"].url == "https://example.org/a_b"
    last = found["last"]
    assert (last.title, last.page, last.number) == ("T: S", "e12", "e12")
    assert (last.doi, last.pmid, last.language) == ("10.1000/XYZ", "123", "de")


def test_what_is_broken_costs_nobody_else_and_has_its_line(life: Library) -> None:
    (broken,) = life.broken
    assert broken.line == LIFE[: LIFE.index("@article{broken")].count("\n") + 1
    assert broken.wrong == "a brace is opened and never closed"
    assert rewrite(life, life.citations) == LIFE


def test_what_is_doubtful_is_told_where_it_stands(life: Library) -> None:
    told = [
        (p.message, c.source.text[p.start : p.end])
        for c in life.citations
        for p in c.problems
        if c.source
    ]
    assert told == [
        ("the key doe:2020 stands twice in the file", "doe:2020"),
        ("the field title stands twice; the first was read", "title"),
        ("no @string defines unknown; its name stands for it", "unknown"),
    ]  # fmt: skip


def test_fields_that_csl_does_not_know_are_named_and_stay() -> None:
    library = read_library("@article{a, title={T}, groups={x}, title-en={y}}")
    assert library.blocks[0].left == ("groups", "title-en")
    (old,) = library.citations
    written = rewrite(library, [old.model_copy(update={"doi": "10.1000/x"})])
    assert written == "@article{a, title={T}, groups={x}, title-en={y}, doi={10.1000/x}}"


@pytest.mark.parametrize(
    "before, after",
    [
        ("@article{a,\n  title = {T},\n}\n", "@article{a,\n  title = {T},\n  doi = {10.1/x},\n}\n"),
        (
            "@article{a,\r\n\ttitle={T}\r\n}\r\n",
            "@article{a,\r\n\ttitle={T},\r\n\tdoi={10.1/x}\r\n}\r\n",
        ),
        (
            "@article{a,\n  title   = {T},\n  journal = j\n}",
            "@article{a,\n  title   = {T},\n  journal = j,\n  doi     = {10.1/x}\n}",
        ),
        ("@article(a, title={T})", "@article(a, title={T}, doi={10.1/x})"),
        ("@article{a}", "@article{a,\n  doi = {10.1/x},\n}"),
        ("@article{a,\n}", "@article{a,\n  doi = {10.1/x},\n}"),
    ],
)  # fmt: skip
def test_a_field_is_put_in_as_the_others_stand(before: str, after: str) -> None:
    library = read_library(before, "bibtex")
    (old,) = library.citations
    assert rewrite(library, [old.model_copy(update={"doi": "10.1/x"})]) == after


def test_a_file_in_the_other_dialect_is_changed_in_its_own_words() -> None:
    library = read_library("@article{a, journaltitle={J}, date={2020}}")
    (old,) = library.citations
    new = old.model_copy(update={"issued": Date(date_parts=((2021, 7),)), "container_title": "K"})
    assert rewrite(library, [new]) == "@article{a, journaltitle={K}, date={2021-07}}"


def test_every_type_is_read_and_valid_fields_alone_are_written() -> None:
    names = """title container_title publisher volume publisher_place edition genre number issn
        isbn note""".split()
    full: dict[str, Any] = {name: f"{name} 1" for name in names}
    for kind in sorted(set(READ_TYPES.values())):
        citation = Citation(id="x", type=kind, author=(Name(family="A"),), page="1-2", **full)
        (entry,) = loads(dumps([citation], "biblatex"), "bibtex")
        text = dumps([citation], "biblatex")
        name = biblatex_type(citation)
        assert text.startswith(f"@{name}{{")
        free = set(SPARE.values()) | set("shortjournal keywords abstract entrysubtype".split())
        fields = {line.split(" = ")[0].strip() for line in text.split("\n")[1:-2]}
        assert fields - free <= VALID[name]
        assert (entry.title, entry.publisher, entry.volume) == (
            "title 1",
            "publisher 1",
            "volume 1",
        )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_ascii_is_for_pdflatex(dialect: str) -> None:
    citation = Citation(
        id="a", type="article-journal", author=(Name(family="Kövári", given="É."),),
        title="TGF-β1 and ¹⁸F in “Wien” ≥ 3", url="https://example.org/é", doi="10.1000/é",
    )  # fmt: skip
    text = dumps([citation], dialect, Options(ascii=True))
    assert text.isascii()
    assert "K{\\\"o}v{\\'a}ri, {\\'E}." in text
    assert "https://example.org/%C3%A9" in text
    (read,) = loads(text, "bibtex")
    assert (read.author, read.title) == (citation.author, citation.title)
