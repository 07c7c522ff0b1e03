"""Hold the laws of RIS and MEDLINE: what they keep, and that reading never fails or loses."""

from __future__ import annotations

import io
from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from radrefs import Citation
from radrefs.formats import Block, medline, ris
from radrefs.formats.medline import rows as medrows
from radrefs.formats.options import prepared
from radrefs.formats.ris import rows as risrows
from radrefs.formats.ris import types as ristypes
from radrefs.formats.table import values_of
from radrefs.text import one_line
from tests.property.examples import MANY, SOME
from tests.property.held import ARTICLE, CHAPTER, days, held, spans
from tests.property.strategies import citation_lists, citations, hostile_text

FORMATS = [ris, medline]
ROWS = {ris: risrows.ROWS, medline: medrows.ROWS}
TYPES = {
    ris: tuple(t for t, name in ristypes.TYPES.items() if ristypes.READ_TYPES[name] == t),
    medline: tuple(t for t in medrows.TYPES if t != "review"),
}
HELD = {ris: held(TYPES[ris], days), medline: held(TYPES[medline], spans)}
NOT_HELD = {ris: {"pmcid", "pmid"}, medline: {"id"}}
"""What a format does not hold, or not always: see its docstring."""


def read(format: ModuleType, text: str) -> list[Block]:
    return list(format.blocks(io.StringIO(text, newline="")))


def written(format: ModuleType, citations: list[Citation]) -> str:
    return "".join(format.pieces(citations))


def again(format: ModuleType, citations: list[Citation]) -> list[Citation]:
    """Write and read."""
    found = [block.citation for block in read(format, written(format, citations))]
    return [c.model_copy(update={"source": None, "problems": ()}) for c in found if c]


def facts(format: ModuleType, citation: Citation) -> dict[str, list[str]]:
    """Give what a format says of a citation."""
    found = values_of(ROWS[format], citation)
    told = {
        tag: [line for one in values if (line := one_line(one))] for tag, values in found.items()
    }
    return {tag: values for tag, values in told.items() if values}


@pytest.mark.parametrize("format", FORMATS)
def test_what_a_format_holds_comes_back_exactly(format: ModuleType) -> None:
    seen = set()

    @given(HELD[format])
    @example(ARTICLE)
    @example(CHAPTER)
    def law(citation: Citation) -> None:
        (back,) = again(format, [citation])
        left_out = NOT_HELD[format]
        if format is ris and citation.issue:
            left_out = {"pmcid"}
        assert back.model_dump(exclude=left_out) == citation.model_dump(exclude=left_out)
        for row in ROWS[format]:
            told = list(row.write(citation))
            assert list(row.write(back)) == told
            if any(told):
                seen.add(row.tag)

    law()
    # No row is held for want of a case.
    assert seen == {row.tag for row in ROWS[format]}


@pytest.mark.parametrize("format", FORMATS)
def test_reading_what_was_read_changes_nothing_more(format: ModuleType) -> None:
    @SOME
    @given(citation_lists)
    def law(found: list[Citation]) -> None:
        once = again(format, list(prepared(found)))
        assert len(once) == len(found)
        # The first writing puts people before bodies, and what was one name may be a body then.
        twice = again(format, once)
        thrice = again(format, twice)
        assert thrice == twice
        assert written(format, thrice) == written(format, twice)

    law()


_RIS = """TY  - JOUR|TY  - BOOK|TY - JOUR|TY-JOUR|ty  - jour|TY\tJOUR|\ufeffTY  - JOUR|  TY  - GEN
TY  - |TY  - INPR|ER  - |ER  -|ER -|er  - |ER\t|ER|AU  - Smith, J.|AU - Doe, J.|AU\tb|   AU  - x
A1  - Roe|T1  - t|TI  - a|JO  - J|JA  - k|T2  - Z|KW  - a; b|KW  -|N1  - <p>x</p>|X1  - foo
SP  - 1-9|EP  - 9|PY  - 2021///|DA  - JUL 1|SN  - 1234-5678 (p)|AN  - 123|DB  - PubMed
UR  - http://a.b; http://c|DO  - doi:10.1/x|M1  - 4|IS  - 3|C7  - e1|C2  - PMC1|goes on|  goes on
\ufeff|""".replace("\n", "|").split("|")
_MEDLINE = """PMID- 1|PMID- |PMID - 2|\ufeffPMID- 3|OWN - NLM|PT  - Journal Article|PT  - Book
PT  - Review|FAU - Smith, John A Jr|AU  - Smith JA|AD  - Here|CN  - WHO|FAU - et al.,|AU  - et al
DP  - 2021 Jul 1|DP  - x|TI  - A title.|      goes on|goes on|BTI - B|IS  - 1234-5678 (Print)
VI  - 117 Suppl|PG  - 1-9; discussion 9|LID - 10.1/x [doi]|AID - x [pii]|LID - http://a.b
MH  - *A, B/c|OT  - kw|PMC - PMC1|PST - aheadofprint|RIN - J|DEP - 20210203|TA  - J|JT  - Jo
GN  - n|OAB - o|XX  - foo|\ufeff|""".replace("\n", "|").split("|")
_ENDS = st.sampled_from(("\n", "\n", "\r\n", "\r", "\n\n", ""))
FILES = {
    format: st.lists(st.tuples(st.sampled_from(lines) | hostile_text, _ENDS)).map(
        lambda pairs: "".join(line + end for line, end in pairs)
    )
    for format, lines in ((ris, _RIS), (medline, _MEDLINE))
}


@pytest.mark.parametrize("format", FORMATS)
def test_blocks_are_the_text_again_whatever_it_is(format: ModuleType) -> None:
    @MANY
    @given(FILES[format] | st.text())
    def law(text: str) -> None:
        found = read(format, text)
        assert "".join(block.text for block in found) == text
        at, line = 0, 1
        for block in found:
            assert block.line == line
            if block.citation is not None:
                source = block.citation.source
                assert source is not None and source.text == block.text
                place = source.places[0]
                assert (place.start, place.end, place.line) == (at, at + len(block.text), line)
                assert block.citation.id and block.wrong is None
                for problem in block.citation.problems:
                    assert 0 <= problem.start <= problem.end <= len(block.text)
            at += len(block.text)
            line += sum(part.endswith(("\n", "\r")) for part in io.StringIO(block.text, newline=""))

    law()


@pytest.mark.parametrize("format", FORMATS)
def test_an_unchanged_record_stays_to_the_character(format: ModuleType) -> None:
    @given(FILES[format])
    def law(text: str) -> None:
        for block in read(format, text):
            if block.citation is not None:
                assert format.edited(block, block.citation) == block.text

    law()


@pytest.mark.parametrize("format", FORMATS)
def test_a_changed_record_says_what_was_asked_for(format: ModuleType) -> None:
    @SOME
    @given(FILES[format], citations)
    def law(text: str, other: Citation) -> None:
        # As the format holds it, for it cannot say more.
        wanted = again(format, again(format, list(prepared([other]))))[0]
        for block in read(format, text):
            if block.citation is not None:
                changed = format.edited(block, wanted)
                (back,) = [one.citation for one in read(format, changed) if one.citation]
                assert facts(format, back) == facts(format, wanted)

    law()


@pytest.mark.parametrize("format", FORMATS)
def test_one_changed_field_leaves_the_other_lines(format: ModuleType) -> None:
    @SOME
    @given(HELD[format], st.sampled_from(("title", "volume", "doi", "publisher")))
    def law(citation: Citation, field: str) -> None:
        (block,) = [one for one in read(format, written(format, [citation])) if one.citation]
        assert block.citation is not None
        value = "10.1000/new" if field == "doi" else "New"
        new = block.citation.model_copy(update={field: value})
        before = block.text.splitlines()
        after = format.edited(block, new).splitlines()
        touched = {line for line in before if line not in after}
        assert len(touched) <= (2 if field == "title" else 1)
        kept = [line for line in after if line in before]
        assert kept == [line for line in before if line not in touched]

    law()
