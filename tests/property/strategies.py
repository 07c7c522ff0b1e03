"""Make citations for the exports: every field hostile, alone and together."""

from __future__ import annotations

from hypothesis import strategies as st

from radrefs import ET_AL, Citation, Date, Name, Source
from radrefs.formats import ris

# What breaks writers: each format's own signs, line ends of every kind, half characters.
_BREAKERS = (
    *("{", "}", "\\", "@article{x,", "%", "#", "$", '"', "~", "^", "&", "_", "<", ">", "=", ","),
    *("ER  - ", "ER  -", "TY  - JOUR", "\nER  - \n", "\r", "\n\n", "\x00", "\x0b", "\x1c", "\x85"),
    *("\u2028", "\u2029", "\u00a0", "\ufeff", "\ud800", "\U0001f9e0", "e\u0301", "β", "ﬁ"),
    *(" and ", "AND", "others", "et al.", "--", "–", "1-9", "12–5", "MRI", "(A_B)?", "]]>", "; "),
)
hostile_text = st.one_of(
    st.text(max_size=30),
    st.lists(st.one_of(st.sampled_from(_BREAKERS), st.text(max_size=4)), max_size=6).map("".join),
)
absent_or_text = st.none() | hostile_text
names = st.one_of(
    st.builds(
        Name,
        family=absent_or_text,
        given=absent_or_text,
        suffix=st.none() | hostile_text,
        literal=absent_or_text,
    ),
    st.just(ET_AL),
)
_PARTS = st.one_of(
    st.tuples(st.integers(1, 2999)),
    st.tuples(st.integers(1, 2999), st.integers(1, 12)),
    st.tuples(st.integers(1, 2999), st.integers(1, 12), st.integers(1, 31)),
)
dates = st.builds(
    Date,
    date_parts=st.lists(_PARTS, min_size=1, max_size=2).map(tuple),
    season=st.none() | st.integers(1, 4),
)
sources = st.tuples(hostile_text, st.none() | st.integers(0, 999)).map(lambda pair: Source(*pair))
TEXTS = tuple(
    """year_suffix title container_title container_title_short volume issue page number edition
    genre publisher publisher_place status note doi pmid pmcid url isbn issn language abstract
    keyword""".split()
)
"""The fields that hold text."""

citations = st.builds(
    Citation,
    id=st.sampled_from(("smith2020mri", "Smith2020MRI", "")) | hostile_text,
    # Those the tables know and one they do not, which must be written all the same.
    type=st.sampled_from((*sorted(ris.TYPES), "software")),
    author=st.lists(names, max_size=3).map(tuple),
    editor=st.lists(names, max_size=2).map(tuple),
    issued=st.none() | dates,
    accessed=st.none() | dates,
    source=st.none() | sources,
    **dict.fromkeys(TEXTS, absent_or_text),
)
citation_lists = st.lists(citations, max_size=4)
