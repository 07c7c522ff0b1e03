"""Hold the laws of CSL-JSON read and written, whatever the citations and the text."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from radrefs import ET_AL, Citation, Name, dumps
from radrefs.citekeys import unique_keys
from radrefs.formats import Block, Library, csljson, loads, read_library, rewrite
from radrefs.formats.csljson.blocks import cut
from radrefs.formats.draft import Draft
from radrefs.formats.facts import read_pages_of
from radrefs.names import cut_once, is_et_al, make_name
from radrefs.text import one_line
from tests.property.examples import MANY, SOME
from tests.property.strategies import TEXTS, citation_lists, citations, hostile_text

ROWS = {row.tag: row for row in csljson.ROWS}


def held(citation: Citation) -> Citation:
    """Give what a file can hold of a citation: text on one line, and nothing empty."""
    changes: dict[str, Any] = {
        field: one_line(getattr(citation, field) or "") or None for field in TEXTS
    }
    lines = re.split(r"[\r\n]+", citation.note or "")
    changes["note"] = "; ".join(line for line in map(one_line, lines) if line) or None
    changes |= {role: held_names(getattr(citation, role)) for role in ("author", "editor")}
    changes["id"] = one_line(citation.id)
    if page := changes.pop("page"):
        draft = Draft(type=citation.type, number=changes["number"])
        read_pages_of(page, draft)
        changes |= {"page": draft.page, "number": draft.number}
    return citation.model_copy(update={"page": None, **changes, "source": None, "problems": ()})


def held_names(names: tuple[Name, ...]) -> tuple[Name, ...]:
    found = []
    for name in names:
        parts = {
            part: one_line(getattr(name, part) or "") or None
            for part in ("family", "given", "suffix", "literal")
        }
        if parts["family"]:
            read = make_name(parts["family"], parts["given"] or "", parts["suffix"] or "")
            found.append(read.model_copy(update={"literal": parts["literal"]}))
        elif whole := parts["literal"] or parts["given"]:
            found.append(ET_AL if is_et_al(whole) else Name(**parts))
    return cut_once(found)


def without_markup(citation: Citation) -> Citation:
    """Leave out what is markup in CSL-JSON and so cannot be told from it."""
    fields = ("title", "container_title", "container_title_short", "abstract")
    plain = {f: re.sub("[<&]", "+", getattr(citation, f) or "") or None for f in fields}
    return citation.model_copy(update=plain)


plain = citations.map(without_markup)


@given(plain)
def test_every_row_reads_back_what_it_writes(citation: Citation) -> None:
    wanted = held(citation)
    for tag, row in ROWS.items():
        value = row.write(citation)
        if value is None:
            continue
        draft = Draft(type=citation.type)
        understood = row.read(json.loads(json.dumps(value)), draft)
        assert understood or not getattr(wanted, row.field), tag
        if tag == "custom":
            assert citation.source
            found = (draft.printed, draft.number_printed)
            assert found == (citation.source.text, citation.source.number)
        elif tag == "citation-key":
            assert draft.key == wanted.id
        elif tag == "page":
            assert draft.page == (one_line(citation.page or "") or None)
        else:
            assert getattr(draft, row.field) == getattr(wanted, row.field), tag


def is_writable(found: list[Citation]) -> bool:
    """Tell whether no half of a surrogate pair is there: it is written as U+FFFD."""
    texts = [(citation, citation.source and citation.source.text) for citation in found]
    return not re.search(r"\\ud[89a-f]", repr(texts))


def bare(citation: Citation) -> Citation:
    return citation.model_copy(update={"source": None, "problems": ()})


@SOME
@given(st.lists(plain, max_size=4), st.sampled_from(("csl-json", "csl-jsonl")))
def test_what_is_written_reads_back(found: list[Citation], format: str) -> None:
    assume(is_writable(found))
    back = loads(dumps(found, format), format)
    wanted = [held(citation) for citation in unique_keys(found)]
    assert [bare(citation) for citation in back] == wanted
    for new, old in zip(back, found, strict=True):
        if old.source:
            assert new.source and new.source[:2] == old.source[:2]


@SOME
@given(st.lists(plain, max_size=4), st.sampled_from(("csl-json", "csl-jsonl")))
def test_writing_what_was_read_changes_nothing(found: list[Citation], format: str) -> None:
    once = dumps(loads(dumps(found, format), format), format)
    assert dumps(loads(once, format), format) == once


pieces = st.sampled_from(
    (
        '{"id":"a","type":"book"}', '{"id": "b", "title": "x"}', "[", "]", "{", "}", ",", ":", '"',
        "\\", '"items"', '"items":[', '{"message":{', "null", "NaN", "1e999", "9" * 400, "\n",
        "\r\n", "\r", "\ufeff", "\x00", "\u2028", "\ud800", "},{", '"\\"', "{}", "[]", " ", "text",
    )
)  # fmt: skip
texts = st.lists(pieces | st.text(max_size=5), max_size=25).map("".join)


@MANY
@given(texts)
def test_blocks_joined_are_the_text_whatever_it_is(text: str) -> None:
    for reader in (csljson.blocks, csljson.line_blocks):
        blocks = list(reader(io.StringIO(text, newline="")))
        assert "".join(block.text for block in blocks) == text
        at = 0
        for block in blocks:
            ends = re.findall(r"\r\n|\r|\n", text[:at])
            split = text[at - 1 : at + 1] == "\r\n"
            assert block.line == 1 + len(ends) - split
            assert block.citation is None or block.wrong is None
            at += len(block.text)
        library = Library("csl-json", tuple(blocks))
        assert rewrite(library, library.citations) == text


@MANY
@given(texts)
def test_spans_cover_the_text(text: str) -> None:
    at = 0
    for span in cut(text):
        assert span.start == at and (span.end > at or span.wrong)
        at = span.end
    assert at == len(text)


LAYOUTS: tuple[dict[str, Any], ...] = (
    {}, {"indent": 2}, {"indent": "\t"}, {"separators": (",", ":")}, {"ensure_ascii": False},
    {"indent": 1, "ensure_ascii": False},
)  # fmt: skip
OWN = {"x-own": {"kept": ["as", 1.50, None]}, "title-short": "T"}


def laid_out(found: list[Citation], layout: dict[str, Any], shape: str) -> str:
    """Write items with members of their own among them, in a layout and an outer shape."""
    items = [csljson.item_of(citation) for citation in found]
    items = [{**dict(list(item.items())[:2]), **OWN, **item} for item in items]
    if shape == "lines":
        layout = {k: v for k, v in layout.items() if k != "indent"}
        return "".join(f"{json.dumps(item, **layout)}\n" for item in items)
    text = json.dumps({"items": items} if shape == "wrapped" else items, **layout)
    return text.replace("\n", "\r\n") if shape == "crlf" else text


layouts = st.sampled_from(LAYOUTS)
shapes = st.sampled_from(("array", "wrapped", "lines", "crlf"))


@SOME
@given(st.lists(plain, min_size=1, max_size=3), plain, layouts, shapes)
def test_what_is_changed_reads_as_changed_and_the_rest_stays(
    found: list[Citation], other: Citation, layout: dict[str, Any], shape: str
) -> None:
    text = laid_out(found, layout, shape)
    library = read_library(text, "csl-json")
    assert len(library.citations) == len(found)
    assert rewrite(library, library.citations) == text
    first, *rest = library.citations
    # Taken from another citation are its facts; where it was read is no fact.
    new = held(other).model_copy(update={"source": first.source})
    assume(new.id and is_writable([new]))
    changed = rewrite(library, [new, *rest])
    again = read_library(changed, "csl-json")
    assert [bare(c) for c in again.citations] == [bare(new), *map(bare, rest)]
    assert all(set(OWN) <= set(json.loads(block.text)) for block in entries(again))
    assert [b.text for b in entries(again)][1:] == [b.text for b in entries(library)][1:]


def entries(library: Library) -> Iterator[Block]:
    return (block for block in library.blocks if block.citation is not None)


FIELDS = ("title", "volume", "doi", "pmid", "author", "issued", "container_title_short", "note")


@SOME
@given(plain, plain, st.sampled_from(FIELDS), layouts)
def test_one_change_touches_no_other_member(
    one: Citation, other: Citation, field: str, layout: dict[str, Any]
) -> None:
    assume(one_line(one.id))
    text = json.dumps([{**OWN, **csljson.item_of(one)}], **layout)
    library = read_library(text, "csl-json")
    (first,) = library.citations
    new = first.model_copy(update={field: getattr(held(other), field)})
    before, after = json.loads(text)[0], json.loads(rewrite(library, [new]))[0]
    touched = {row.tag for row in csljson.ROWS if row.field == field}
    differing = {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
    assert differing <= touched
    order = [key for key in before if key in after]
    assert list(after)[: len(order)] == order


@SOME
@given(citation_lists, st.integers(0, 10_000), st.sampled_from('"{}[],:\\\n') | st.just(""))
def test_one_broken_item_costs_at_most_its_neighbour(
    found: list[Citation], at: int, sign: str
) -> None:
    """Break one character of a file as radrefs writes it, one item a line."""
    text = dumps(found, "csl-json")
    at %= len(text)
    broken = f"{text[:at]}{sign}{text[at + 1 :]}"
    library = read_library(broken, "csl-json")
    assert "".join(block.text for block in library.blocks) == broken
    assert len(library.citations) >= len(found) - 2


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | hostile_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile_text, inner, max_size=3),
    max_leaves=8,
)
names_of_members = st.sampled_from(
    (*ROWS, "subtitle", "published-print", "article-number", "short-container-title", "subtype")
)


@given(st.dictionaries(names_of_members, values, min_size=1, max_size=8))
def test_no_value_of_any_type_is_too_odd(item: dict[str, Any]) -> None:
    text = json.dumps([{"type": "book", **item}])
    (block,) = [b for b in csljson.blocks([text]) if b.citation or b.wrong]
    assert block.citation, block.wrong
    for problem in block.citation.problems:
        assert problem.draw(block.text)
    dumps([block.citation], "csl-json").encode("utf-8")
    changed = block.citation.model_copy(update={"title": "Another", "doi": "10.5555/x"})
    after = json.loads(csljson.edited(block, changed))
    assert {key: after[key] for key in ("title", "DOI")} == {"title": "Another", "DOI": "10.5555/x"}
