"""Open the report from disk: nothing is fetched, all can be reached, and it is quick."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.articles import article
from tests.conftest import ROOT, SEED, radrefs

TOPIC = ROOT / "bibliography/hemifacial-spasm"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    known = ("--resolutions", TOPIC / "resolutions.json", "--offline")
    run = radrefs("report", SEED, "-o", path, *known)
    assert run.status == 0, run.err
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a report of 5,000 entries, all resolved, as a person's words, so that it is quick."""
    folder = tmp_path_factory.mktemp("large")
    made = [article(number) for number in range(5000)]
    lines = [f"{at}. {one.entry}" for at, one in enumerate(made, 1)]
    (folder / "page.txt").write_text("Selected References\n" + "\n".join(lines), "utf-8")
    entries = [
        {
            "text": one.entry, "grade": "exact", "doi": one.doi, "reason": "all agree",
            "evidence": dict.fromkeys(("title", "author", "year", "volume", "page"), "agrees"),
            "work": one.record,
        }
        for one in made
    ]  # fmt: skip
    (folder / "r.json").write_text(json.dumps({"radrefs": 1, "entries": entries}), "utf-8")
    run = radrefs(
        "report",
        "page.txt",
        "-o",
        "report.html",
        "--resolutions",
        "r.json",
        "--offline",
        cwd=folder,
    )
    assert run.status == 0, run.err
    return folder / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 360])
def test_the_report_has_no_serious_fault(report: Path, watch: Any, scheme: str, width: int) -> None:
    seen = watch(width, 900, scheme)
    seen.page.goto(report.as_uri())
    seen.page.locator("details.more summary").nth(22).click()
    seen.page.locator("#e22 .compare").wait_for()
    assert seen.faults() == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.requests == [report.as_uri()]


def test_the_report_of_five_thousand_paints_at_once(large: Path, watch: Any, capsys: Any) -> None:
    seen = watch()
    seen.page.goto(large.as_uri())
    paint = seen.page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    size = large.stat().st_size
    with capsys.disabled():
        print(f"\n5,000 entries: first paint {paint:.0f} ms, {size / 5000:.0f} bytes an entry")
    assert seen.requests == [large.as_uri()]
    assert seen.page.locator(".entry").count() == 5000
    seen.page.fill("#search", "4321.")
    seen.page.locator("#live", has_text="1 of 5000 shown").wait_for(state="attached")
    assert size < 5000 * 4000


def test_filters_search_and_order(report: Path, watch: Any) -> None:
    page = watch().page
    page.goto(report.as_uri())
    shown = page.locator(".entry:visible")
    page.click(".count.open")
    assert shown.count() == 12 and page.get_attribute(".count.open", "aria-pressed") == "true"
    page.click(".count.doubtful")
    assert shown.count() == 0
    page.click("#clear")
    assert shown.count() == 27
    page.select_option("#flag", "disagreements")
    assert shown.count() == 1 and "I21" in (shown.text_content() or "")
    page.select_option("#flag", "")
    page.fill("#search", "moller 1999")
    page.locator("#live", has_text="of 27 shown").wait_for(state="attached")
    assert "Møller" in (shown.first.text_content() or "")
    page.fill("#search", "")
    page.select_option("#sort", "year")
    assert "2021" in (page.locator(".entry").first.text_content() or "")


def test_copying_and_taking_files(report: Path, watch: Any, tmp_path: Path) -> None:
    page = watch().page
    page.goto(report.as_uri())
    page.locator("#e5 .copy").first.click()
    page.locator("#toast", has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "10.1016/j.neuchi.2017.12.003"
    page.locator("#e5 summary").click()
    page.get_by_role("button", name="Copy BibTeX").click()
    page.locator("#toast", has_text="BibTeX copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@article{lefaucheur2018")
    for name in ("references.bib", "references.ris", "references.json"):
        page.click("#downloads summary")
        with page.expect_download() as taken:
            page.click(f"[data-file='{name}']")
        assert Path(taken.value.path()).read_bytes() == (TOPIC / name).read_bytes()


def test_by_keyboard_alone(report: Path, watch: Any) -> None:
    page = watch().page
    page.goto(report.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#e0 summary')"):
            break
    page.keyboard.press("Enter")
    page.locator("#e0 .compare").wait_for()
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width == "3px"


def test_it_prints_without_its_controls(report: Path, watch: Any) -> None:
    page = watch().page
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert not page.locator("#controls").is_visible() and page.locator("#e26").is_visible()


def test_the_pictures_of_the_docs(report: Path, watch: Any, pictures: Path) -> None:
    for scheme in ("light", "dark"):
        seen = watch(1100, 860, scheme)
        seen.page.goto(report.as_uri())
        seen.page.locator("#e22 summary").click()
        seen.page.locator("#e22 .compare").wait_for()
        place = "#e21" if scheme == "dark" else "header"
        seen.page.locator(place).evaluate("one => one.scrollIntoView()")
        seen.page.wait_for_timeout(200)
        seen.page.screenshot(path=pictures / f"report-{scheme}.png")


def test_the_picture_of_the_terminal(watch: Any, pictures: Path, tmp_path: Path) -> None:
    """Show what the command really prints, on a page that looks like a terminal."""
    (tmp_path / "page.txt").write_bytes(SEED.read_bytes())
    parts = []
    for arguments in (
        ("resolve", "page.txt", "-o", "resolutions.json"),
        ("resolve", "--explain", "23"),
    ):
        run = radrefs(*arguments, cwd=tmp_path)
        assert run.status == 0, run.err
        printed = [line.rstrip() for line in (run.out + run.err).splitlines()]
        kept = printed if len(printed) < 20 else [*printed[:8], "  ...", *printed[-5:]]
        lines = [line if len(line) < 118 else f"{line[:117]}…" for line in kept]
        parts += [f"<b>$ radrefs {' '.join(arguments)}</b>", *map(html.escape, lines), ""]
    page = watch(1000, 600).page
    style = (
        "body{margin:0;background:#16181b;color:#e9e7e2}b{color:#6fd0dd;font-weight:600}"
        "pre{font:13px/1.5 ui-monospace,monospace;margin:0;padding:18px 22px;width:fit-content}"
    )
    text = re.sub(r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:8765", "\n".join(parts))
    page.set_content(f"<style>{style}</style><pre>{text}</pre>")
    page.locator("pre").screenshot(path=pictures / "terminal.png")
