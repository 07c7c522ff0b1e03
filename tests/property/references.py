"""Make references in the house style from facts, with what must be read from them.

Also text of every hostile kind. The style is the one of the seed page; what varies is
what varies in print: names, marks at the title's end, supplements, page forms, notes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import strategies as st

from radrefs.journals import full_titles


class Made(NamedTuple):
    """Hold a reference as printed and the fields it must give."""

    text: str
    fields: dict[str, Any]


_PARTICLES = ("", "", "", "van der ", "de ", "Le ", "El ", "von ", "Della ", "al-", "St. ")
_STEMS = (
    "Hughes", "Yan", "Chen", "Møller", "Gänsslen", "Çelik", "O'Brien", "O’Toole", "Mota-Filipe",
    "Ghali", "Takao", "Łuczak", "Šimić", "Nuñez", "Đỗ", "Ångström",
)  # fmt: skip
_WORDS = (
    "axial", "cisternography", "decompression", "endoscopic", "facial", "hemifacial", "imaging",
    "microvascular", "nerve", "outcome", "spasm", "vascular", "3.0-tesla", "T2-weighted",
    "β-amyloid", "H2O2", "18F-FDG", "1582", "(CISS)", "[corrected]", "U.S.", "vs.", "Dr.",
    "Meige:", "II:", "MR;", "“sign”",
)  # fmt: skip
_JOURNALS = (
    "Brain Commun", "Surg Radiol Anat", "Neurosurgery", "Acta Neurochir (Wien)",
    "Chin Med J (Engl)", "AJNR Am J Neuroradiol", "Spine (Phila Pa 1976)", "AHRQ WebM&M",
    "J Neurol Sci", "Radiology",
)  # fmt: skip

initials = st.text("ABCDEFGHJKLMNOPRSTUWÉØ", min_size=1, max_size=4)
families = st.builds(
    lambda particle, stem: particle + stem, st.sampled_from(_PARTICLES), st.sampled_from(_STEMS)
)


@st.composite
def titles(draw: st.DrawFn) -> str:
    """Make a title: words, a capital first, perhaps a mark that belongs to it at the end."""
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=9))
    end = draw(st.sampled_from(("", "", "", "?", "!")))
    text = " ".join(words).rstrip(".:;,")
    return f"Imaging {text} cases{end}"


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, str, str | None]:
    """Make pages as printed, as meant, and the article number if they are one."""
    kind = draw(st.sampled_from(("range", "range", "range", "single", "number", "prefix")))
    first = draw(st.integers(1, 2500))
    if kind == "number":
        number = draw(
            st.sampled_from(("fcab146", "e0123456", "349319", "e00054-15", "CD001234", "jkab012"))
        )
        return number, number, number
    if kind == "single":
        return str(first), str(first), None
    last = first + draw(st.integers(0, 60))
    full, short = str(last), str(last)
    if len(str(first)) == len(full):
        same = 0
        while same < len(full) - 1 and str(first)[same] == full[same]:
            same += 1
        short = full[same:] if draw(st.booleans()) else full
    letter = draw(st.sampled_from(("S", "E", "W", "ONS"))) if kind == "prefix" else ""
    return f"{letter}{first}-{short}", f"{letter}{first}-{letter}{full}", None


@st.composite
def house_references(draw: st.DrawFn) -> Made:
    """Make one reference to the letter of the house style."""
    count = draw(st.sampled_from((1, 1, 1, 2, 4)))
    people = [(draw(families), draw(initials)) for _ in range(count)]
    more = draw(st.booleans())
    names = ", ".join(f"{family} {given}" for family, given in people)
    head = f"{names}{' et al' if count == 1 else ', et al'}" if more else names
    title, journal = draw(titles()), draw(st.sampled_from(_JOURNALS))
    volume, issue, numbers = draw(numerations())
    printed, meant, number = draw(pages())
    note, noted = draw(
        st.sampled_from(
            (("", None), ("; discussion 67", "discussion 67"), ("; quiz 123-5", "quiz 123-125"))
        )
    )
    year = draw(st.integers(1950, 2024))
    mark = " " if title[-1] in "?!" else ". "
    text = f"{head}: {title}{mark}{journal}. {numbers}:{printed}{note}, {year}"
    return Made(
        text,
        {
            "people": people,
            "et_al": more,
            "title": title,
            "container_title": full_titles()[journal],
            "container_title_short": journal,
            "volume": volume,
            "issue": issue,
            "page": meant,
            "number": number,
            "note": noted,
            "year": year,
        },
    )


@st.composite
def numerations(draw: st.DrawFn) -> tuple[str, str | None, str]:
    """Make volume, issue and how they are printed together."""
    volume = str(draw(st.integers(1, 400)))
    issue = draw(
        st.sampled_from((None, "3", "1-2", "1 Suppl 1", "3 Pt 1", "11 Suppl Web Exclusives"))
    )
    outside = draw(st.sampled_from((None, None, None, "Suppl", "Suppl 1", "Pt 2")))
    if outside:
        return volume, outside, f"{volume} {outside}"
    return volume, issue, f"{volume}({issue})" if issue else volume


# What references are made of, and what breaks readers.
_PIECES = (
    *(". ", ": ", ", ", "; ", "?", "!", "[", "]", "(", ")", "et al", "Smith AB", "Chen SR:"),
    *("J Neurol. ", "12(3):1-9, 2018", "2018", "Suppl 1", "In: ", "eds: ", "2nd ed. ", "Elsevier"),
    *("Study Group. ", "Society of Radiology (ESR). ", "et al.; ", "(2010) ", "eds. ", "MD, "),
    *("PubMed", "[PubMed] ", "Google Scholar", "Full Text", "Erratum in: ", "2023 Jan 10:1"),
    *("2010;255(1):1-9.", "2010;11.2:3", "; 2018:", "Boston: ACR; 2018", ".. ", " .", "26-"),
    *("https://example.org/a", "10.1000/xyz", "PMID: 1", "Accessed March 3, 2021"),
    *("[Epub ahead of print]", "1. ", "2) ", "• ", "References\n", "<ol><li>", "&amp;", "</li>"),
    *(
        "\n",
        "\t",
        "\r\n",
        "-\n",
        "\u2028",
        "\u00a0",
        "\u00ad",
        "\u200b",
        "\u202e",
        "\x00",
        "\n\x1c\n",
    ),
    *("\x1b[31m", "e\u0301", "Ã¼", "β", "\U0001f9e0", "\ud800"),
)

hostile = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(_PIECES), max_size=24).map("".join),
    st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=8)), max_size=16).map("".join),
)
"""Text of every kind, much of it made of what references are made of."""
