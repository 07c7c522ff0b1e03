"""Make reports: all that is shown is escaped, nothing is fetched, every file is the command's."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from radrefs import dumps, parse, parse_entry
from radrefs.matching.grading import decide, not_checked
from radrefs.matching.records import Work
from radrefs.registries.local import read_works
from radrefs.report import Report, html_of, report_of, text_of
from radrefs.report.coins import context_object
from radrefs.report.files import DOWNLOADS
from radrefs.report.hidden_characters import runs_of, visible_text
from radrefs.report.page import entries_html
from radrefs.report.rendering import doi_url
from radrefs.resolutions.overrides import rejected, with_correction
from radrefs.resolutions.resolution import Resolution
from radrefs.resolving.pipeline import resolve
from tests.articles import article
from tests.conftest import ROOT, SEED, radrefs

TOPIC = ROOT / "bibliography/hemifacial-spasm"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def seed() -> list[Resolution]:
    return resolve(parse(SEED.read_text("utf-8")), read_works(TOPIC / "works.jsonl"))


@pytest.fixture(scope="module")
def report(seed: list[Resolution]) -> Report:
    return report_of(seed, ["page.txt"])


class Page(HTMLParser):
    """Gather what a browser would see of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"style": [], "script": []}
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in self.texts:
            self.texts[self._inside].append(data)


def hostile() -> Resolution:
    """Return an entry and a record that try everything at once."""
    entry = f"7. Evil E\u202e: {SCRIPT}\u2066 of <b>spasm</b> & co. Neuroradiology. 3(1):1-9, 2001"
    record = {
        **article(1).record,
        "title": [f"{SCRIPT} of <b>spasm</b> & co"],
        "URL": "javascript:alert(1)",
        "container-title": ['"><img src=x onerror=alert(1)>'],
        "updated-by": [
            {"type": "retraction", "DOI": "10.5555/a'\"onclick=alert(1)", "label": SCRIPT}
        ],
    }
    (citation,) = parse(f"Selected References\n{entry}")
    citation = citation.model_copy(update={"url": "javascript:alert(1)"})
    from radrefs.resolutions.resolution import Override

    word = Override("accepted", "10.5555/article.1", "2026-01-01", SCRIPT, Work("crossref", record))
    return Resolution(citation, decide(citation, [Work(SCRIPT, record)]), SCRIPT, "", word)


def test_the_summary_counts_certain_doubtful_and_open(report: Report) -> None:
    assert [report.count(one) for one in ("certain", "doubtful", "open")] == [15, 0, 12]
    page = html_of(report)
    assert '<span class="figure" id="n-certain">15</span> <span class="name">certain</span>' in page
    assert text_of(report).startswith(
        "page.txt: 27 references: 15 certain, 0 doubtful, 12 no DOI yet\n"
    )


def test_the_pieces_of_each_entry_are_its_text(report: Report, seed: list[Resolution]) -> None:
    for entry, one in zip(report.entries, seed, strict=True):
        assert one.citation.source is not None
        assert "".join(part.text for part in entry.printed) == one.citation.source.text


def test_printed_and_found_stand_side_by_side(report: Report) -> None:
    work = report.entries[22].comparisons[0]
    rows = {row.feature: row for row in work.rows}
    assert (work.role, work.doi) == ("written", report.entries[22].doi)
    assert rows["title"].level == "agrees"
    (differs,) = report.entries[22].disagreements
    assert [piece for piece in differs.found if piece.differs] != []


def test_markup_and_turned_text_stay_text() -> None:
    page = html_of(report_of([hostile()], [f"{SCRIPT}.txt"]))
    found = Page(page)
    scripts = [attrs for tag, attrs in found.tags if tag == "script"]
    assert len(scripts) == 2 and "alert(1)" not in "".join(found.texts["script"])
    assert not [tag for tag, _ in found.tags if tag in ("img", "iframe", "object")]
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on")]
    links = [attrs["href"] or "" for tag, attrs in found.tags if tag == "a"]
    assert all(link.startswith(("https://doi.org/10.", "#")) for link in links)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\u202e" not in page and ">U+202E</span>" in page and ">U+2066</span>" in page


def test_a_report_as_text_turns_and_hides_nothing() -> None:
    text = text_of(report_of([hostile()], ["a\x1b[31m.txt"]))
    assert text.startswith("aU+001B[31m.txt: 1 reference: 1 certain, 0 doubtful, 0 no DOI yet\n")
    assert "EU+202E: <script>alert(1)</script>U+2066 of" in text
    assert not [char for char in text if not (char.isprintable() or char == "\n")]


def test_titles_are_similar_by_so_many_per_cent(report: Report) -> None:
    (work,) = report.entries[1].comparisons
    title = next(row for row in work.rows if row.feature == "title")
    assert (title.level, title.label) == ("conflicts", "differs, 50 % similar")


def test_a_record_with_half_a_character_can_be_written(tmp_path: Path) -> None:
    odd = {**article(1).record, "publisher": "A \ud800 B", "container-title": ["C\udfff"]}
    citation = article(1).citation
    found = Resolution(citation, decide(citation, [Work("x", odd)]), "x", "")
    for text in (html_of(report_of([found])), text_of(report_of([found]))):
        (tmp_path / "x").write_text(text, "utf-8")


def test_what_stands_in_the_details_is_escaped_too() -> None:
    (details,) = unpacked(html_of(report_of([hostile()])), "details", json.loads)
    tags = {tag for tag, _ in Page(details).tags}
    assert tags <= {
        "div", "table", "thead", "tbody", "tr", "th", "td", "a", "p", "span", "mark", "button",
        "caption",
    }  # fmt: skip
    assert "javascript:alert(1)" in details and 'href="javascript' not in details


def unpacked(page: str, name: str, read: Any = str) -> Any:
    """Unpack a text as the page's script does."""
    packed = re.search(r'id="packed">(.*?)</script>', page)
    assert packed
    return read(gzip.decompress(base64.b64decode(json.loads(packed[1])[name])).decode("utf-8"))


def test_each_file_in_the_page_is_what_the_command_writes(report: Report, tmp_path: Path) -> None:
    page = html_of(report)
    for one in DOWNLOADS:
        run = radrefs(
            "convert", SEED, "-o", tmp_path / "x", "--to", one.format, "--offline",
            "--resolutions", TOPIC / "resolutions.json",
        )  # fmt: skip
        assert run.status == 0, run.err
        assert unpacked(page, one.name).encode("utf-8") == (tmp_path / "x").read_bytes(), one.name


def test_the_page_asks_nobody_and_runs_only_its_own(report: Report) -> None:
    page = html_of(report)
    found = Page(page)
    (policy,) = [
        attrs["content"] or "" for _, attrs in found.tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    ]  # fmt: skip
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for kind in ("style", "script"):
        text = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        (own,) = text
        assert (
            f"'sha256-{base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()}'" in policy
        )
    assert not [
        name for _, attrs in found.tags for name in attrs if name in ("src", "srcset", "style")
    ]


def test_context_objects_name_the_article(seed: list[Resolution]) -> None:
    found = parse_qs(context_object(seed[5].merged.citation))
    assert found["rft_id"] == ["info:doi/10.1016/j.neuchi.2017.12.003"]
    assert found["rft.atitle"] == ["Diagnosis of primary hemifacial spasm"]
    assert (found["rft.aulast"], found["rft.spage"], found["rft.epage"]) == (
        ["Lefaucheur"],
        ["82"],
        ["86"],
    )
    assert len(found["rft.au"]) == 4


@pytest.mark.parametrize(
    "entry, kind, key",
    [
        (
            "Osborn AG: Diagnostic Imaging: Brain. Salt Lake City: Amirsys, 2004",
            "book",
            "rft.btitle",
        ),
        ("Yan X et al: A study. Surg Radiol Anat. 43(2):291-9, 2021", "journal", "rft.jtitle"),
    ],
)
def test_context_objects_know_books_from_articles(entry: str, kind: str, key: str) -> None:
    found = parse_qs(context_object(parse_entry(entry)))
    assert found["rft_val_fmt"] == [f"info:ofi/fmt:kev:mtx:{kind}"] and key in found


def test_a_persons_decision_is_reported_and_stands_in_the_fields(seed: list[Resolution]) -> None:
    decided = with_correction(rejected(seed[5]), "year", "2099")
    (entry,) = report_of([decided]).entries
    assert entry.override.startswith("rejected and year corrected by a person, 20")
    assert (entry.standing, entry.doi, entry.year) == ("certain", None, 2099)
    year = next(field for field in entry.fields if field.name == "issued")
    assert (year.value, year.source) == ("2099", "you")


def test_a_doi_is_always_a_link_to_its_resolver() -> None:
    assert doi_url("10.1/a#b?<\"'") == "https://doi.org/10.1/a%23b%3F%3C%22%27"


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\x1b", "\x00", "\u200f"])
def test_invisible_characters_are_shown(hidden: str) -> None:
    named = f"U+{ord(hidden):04X}"
    assert visible_text(f"a{hidden}b") == f"a{named}b"
    before, shown, after = runs_of(f"a{hidden}b")
    assert (before.text, shown.text, after.text) == ("a", named, "b") and shown.name


def test_an_empty_report_says_what_a_list_looks_like(tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_text("nothing here", "utf-8")
    run = radrefs("report", "none.txt", "-o", "r.html", "--offline", cwd=tmp_path)
    assert run.status == 0
    assert "No reference was found on the page." in (tmp_path / "r.html").read_text("utf-8")


def test_the_command_writes_a_page_and_a_text(tmp_path: Path) -> None:
    known = ("--resolutions", TOPIC / "resolutions.json", "--offline")
    assert radrefs("report", SEED, "-o", tmp_path / "r.html", *known).status == 0
    assert (tmp_path / "r.html").read_text("utf-8").startswith("<!doctype html>")
    run = radrefs("report", SEED, "-o", "-", *known)
    assert "6. Lefaucheur JP et al" in run.out and "Exact match doi:10.1016/j.neuchi" in run.out
    again = radrefs("report", SEED, "-o", tmp_path / "again.html", *known)
    assert again.status == 0
    assert (tmp_path / "r.html").read_bytes() == (tmp_path / "again.html").read_bytes()


@pytest.mark.parametrize("name", ["x.pdf", "x.bib", "x"])
def test_what_is_no_page_is_refused(name: str, tmp_path: Path) -> None:
    run = radrefs("report", SEED, "-o", name, "--offline", cwd=tmp_path)
    assert run.status == 2 and f"{name}: name an .html file" in " ".join(run.err.split())


def test_a_library_keeps_all_that_was_not_changed(tmp_path: Path) -> None:
    text = "@comment{kept}\n@article{a,\n  title = {A Study},\n  odd = {kept},\n}\n"
    (tmp_path / "x.bib").write_text(text, "utf-8")
    assert radrefs("report", "x.bib", "-o", "r.html", "--offline", cwd=tmp_path).status == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert unpacked(page, "references.bib") == text


def test_two_ways_of_writing_are_one(report: Report, seed: list[Resolution]) -> None:
    citations = [one.merged.citation for one in seed]
    assert [one.text for one in report.files] == [dumps(citations, one.format) for one in DOWNLOADS]
    assert "Accept" not in entries_html(report.entries[:1])
    assert "Accept" in entries_html(report.entries[:1], actions=True)


def test_what_a_person_said_is_shown_before_anybody_was_asked() -> None:
    unasked = Resolution(article(1).citation, not_checked("not asked yet"), "", "")
    assert "Not looked up yet" in entries_html(report_of([unasked]).entries)
    decided = entries_html(report_of([rejected(unasked)]).entries)
    assert "Rejected by you" in decided and "Not looked up yet" not in decided
