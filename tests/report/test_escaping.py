"""Whatever a text is, it reaches the page as that text, and the page stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count, pairwise
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from radrefs.matching import Grade, Level
from radrefs.matching.features import FEATURES
from radrefs.report import html_of
from radrefs.report.hidden_characters import runs_of, visible_text
from radrefs.report.labels import FEATURES as FEATURE_LABELS
from radrefs.report.model import Comparison, Entry, Field, File, Part, Remark, Report, Row
from radrefs.report.page import LIST_SCRIPT, details_html, entries_html
from radrefs.report.rendering import doi_url
from radrefs.web.page import web_page
from radrefs.word_diff import Piece

HARMLESS = "harmless"
NASTY = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style></title></q><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)' x=\"",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "&lt;b&gt;&amp;&#60;",
    "<!-- --> ]]> <!doctype html>",
    "a\u202eb\u2066c\u200bd\x00e\x1b[31mf\rg\nh\ti",
    "\ud800 and \udc00 \ud83d\ude00",
    "\U000e0041\U0001f600",
)
HOSTILE = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters() | st.sampled_from("<>&\"'/={}%#`\u202e\x00\ud800"), max_size=30),
)


class Event(NamedTuple):
    """What a browser reads: a tag with its attributes, an end tag, or a text."""

    kind: str
    name: str
    attributes: tuple[tuple[str, str], ...] = ()


class Reader(HTMLParser):
    """Read HTML into events; a hidden character counts as the text that is shown for it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.events: list[Event] = []
        self._in_hidden = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("class", "hidden-character") in attrs:
            self._in_hidden = True
            return
        self.events.append(Event("start", tag, tuple((name, text or "") for name, text in attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self._in_hidden:
            assert tag == "span"
            self._in_hidden = False
            return
        self.events.append(Event("end", tag))

    def handle_data(self, data: str) -> None:
        if self.events and self.events[-1].kind == "text":
            data = self.events.pop().name + data
        self.events.append(Event("text", data))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment in the page: {data}")

    def handle_decl(self, decl: str) -> None:
        assert decl == "doctype html" and not self.events


def entry_with(text: str) -> Entry:
    """Make an entry that has a text in every field that can hold one, each with a number."""
    numbers = count()

    def put() -> str:
        return f"Q{next(numbers)} {text}"

    def pieces() -> tuple[Piece, ...]:
        return Piece(put()), Piece(put(), True)

    def comparison(role: str) -> Comparison:
        rows = tuple(
            Row(name, pieces(), pieces(), str(level), put())
            for name, level in zip(FEATURES, [*Level] * 3, strict=False)
        )
        return Comparison(role, put(), rows)  # type: ignore[arg-type]

    return Entry(
        at=0,
        number=None,
        printed=(Part("author", put()), Part("", put()), Part("title", put())),
        standing="doubtful",
        state="probable",
        reason=put(),
        doi=put(),
        override=put(),
        fields=(Field("title", "Title", put(), put(), put()), Field("doi", "DOI", put(), put())),
        comparisons=(comparison("written"), comparison("suggested"), comparison("other")),
        disagreements=(Remark(put(), "", pieces(), pieces()), Remark("DOI", "", pieces(), ())),
        notices=(Remark(put(), put(), doi=put()),),
        problems=(Remark(put(), put(), (Piece(put()),)),),
        coins=put(),
        reader=put(),
        author=put(),
        year=2001,
        plain=put(),
    )


def report_with(text: str) -> Report:
    """Make a report with a text everywhere, but in the files, which are packed."""
    return Report((f"P {text}",), (entry_with(text),), (File("a.bib", "BibTeX", text),))


def as_attribute(text: str) -> str:
    """Return a text as an attribute has it: what cannot be written is U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def with_text(event: Event, text: str) -> Event:
    """Return what a browser reads if the harmless text is another."""
    if event.kind == "text":
        return event._replace(name=event.name.replace(HARMLESS, visible_text(text)))
    changed = tuple(
        (name, value.replace(doi_url(HARMLESS), doi_url(text)).replace(
            doi_url(f" {HARMLESS}").removeprefix(doi_url("")),
            doi_url(f" {text}").removeprefix(doi_url("")),
        ) if name == "href" else value.replace(HARMLESS, as_attribute(text)))
        for name, value in event.attributes
    )  # fmt: skip
    return event._replace(attributes=changed)


def without_scripts(page: str) -> Iterator[Event]:
    """Return what a browser reads of a page, but for its style, script and packed data."""
    skipped = False
    for event in Reader(page).events:
        if event.kind == "text" and skipped:
            continue
        skipped = event.kind == "start" and event.name in ("script", "style")
        yield event


def parts_with(text: str) -> list[str]:
    """Return the HTML of an entry and of its details, without and with the buttons to decide."""
    entry = entry_with(text)
    made = (
        entries_html([entry], actions) + details_html(entry, actions) for actions in (False, True)
    )
    return [*made]


@given(HOSTILE)
@example(NASTY[0])
@example(NASTY[8])
@example(NASTY[9])
def test_a_hostile_text_is_a_text_like_any_other(text: str) -> None:
    for html, harmless in zip(parts_with(text), parts_with(HARMLESS), strict=True):
        html.encode("utf-8")
        assert Reader(html).events == [with_text(one, text) for one in Reader(harmless).events]


@pytest.mark.parametrize("text", NASTY)
def test_the_whole_page_of_a_hostile_text_is_the_page_of_a_harmless_one(text: str) -> None:
    page = html_of(report_with(text))
    page.encode("utf-8")
    wanted = [with_text(event, text) for event in without_scripts(html_of(report_with(HARMLESS)))]
    assert [*without_scripts(page)] == wanted


def test_the_law_sees_a_text_that_is_not_escaped() -> None:
    html = details_html(entry_with(NASTY[0])).replace("&lt;", "<")
    wanted = [with_text(one, NASTY[0]) for one in Reader(details_html(entry_with(HARMLESS))).events]
    assert Reader(html).events != wanted


def test_every_text_of_an_entry_is_shown() -> None:
    entry = entry_with(HARMLESS)
    page = entries_html([entry], actions=True) + details_html(entry, actions=True)
    shown = page.replace("%20", " ")
    # What is printed stands in one column for all works; a problem's kind is for programs.
    unseen = {entry.problems[0].kind}
    for work in entry.comparisons[1:]:
        unseen |= {piece.text for row in work.rows for piece in row.printed}
    texts = {f"Q{number} {HARMLESS}" for number in range(int(entry.plain.split()[0][1:]) + 1)}
    assert {one for one in texts - unseen if one not in shown} == set()


@given(st.text(st.characters()))
@example("\ud800\udc00")
def test_runs_joined_are_the_text(text: str) -> None:
    runs = [*runs_of(text)]
    joined = "".join(chr(int(run.text[2:], 16)) if run.name else run.text for run in runs)
    assert joined == text
    assert all(run.text for run in runs)


def test_no_asset_can_end_its_element() -> None:
    for page in (web_page(), html_of(Report((), (), ()))):
        events = Reader(page).events
        inside = [
            (event.name, after.name)
            for event, after in pairwise(events)
            if event.kind == "start" and event.name in ("style", "script")
        ]
        assert [name for name, _ in inside] == ["style", "script"]
        for _, text in inside:
            assert len(text) > 5_000
            assert not any(end in text.lower() for end in ("</style", "</script", "<!--"))
    assert LIST_SCRIPT.read() in web_page()


def test_every_feature_has_a_label() -> None:
    assert set(FEATURE_LABELS) == set(FEATURES)


@pytest.mark.parametrize("grade", Grade)
def test_every_grade_has_a_label_on_the_page(grade: Grade) -> None:
    entry = entry_with(HARMLESS)._replace(state=str(grade))
    assert f"</span> {entry.label}</span>" in entries_html([entry])
