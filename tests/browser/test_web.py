"""Work on the local page as a person does, with the mouse and without it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from radrefs.testing.crossref import LocalCrossref
from radrefs.testing.samples import SAMPLE, read_records
from tests.articles import article
from tests.conftest import ROOT, SEED, radrefs

FILES = ("references.bib", "references.ris", "references.json")
TEXT = SEED.read_text("utf-8")


def visible(page: Any, selector: str, text: str = "") -> Any:
    """Wait until something is there to be seen."""
    found = page.locator(selector, has_text=text).first if text else page.locator(selector).first
    found.wait_for(timeout=30_000)
    return found


def pasted(page: Any, address: str, text: str = TEXT, many: int = 27) -> None:
    """Open the page and paste a text."""
    page.goto(address)
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.focus("#text")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+v")
    visible(page, "#reading", f"{many} reference")
    page.locator(".entry").nth(many - 1).wait_for(timeout=60_000)


def resolved(page: Any) -> None:
    """Look all up, and wait for the end."""
    page.click("#resolve")
    visible(page, "#toast", "Done:")


def press(page: Any, key: str, message: str) -> None:
    """Press a key, and wait for what it brings."""
    page.keyboard.press(key)
    visible(page, "#toast", message)


def take(page: Any, name: str) -> bytes:
    """Take a file by the keyboard alone."""
    page.focus("#downloads summary")
    page.keyboard.press("Enter")
    page.focus(f"[data-file='{name}']")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    return Path(taken.value.path()).read_bytes()


def test_paste_resolve_decide_and_take_by_keyboard(serve: Any, watch: Any, tmp_path: Path) -> None:
    seen = watch()
    page = seen.page
    page.goto(serve().address)
    page.focus("#text")
    page.keyboard.insert_text(TEXT)
    visible(page, "#reading", "27 references read")
    page.locator("#e26").wait_for()
    page.keyboard.press("Control+Enter")
    visible(page, "#toast", "Done: 15 certain, 0 doubtful, 12 with no DOI yet")
    page.focus("#e0")
    press(page, "a", "Accepted")
    for _ in range(5):
        page.keyboard.press("j")
    page.keyboard.press("c")
    visible(page, "#e5 form.edit")
    page.keyboard.type("2017")
    press(page, "Enter", "Corrected")
    page.keyboard.press("j")
    press(page, "r", "Rejected")
    press(page, "u", "Undone")
    for _ in range(6):
        page.keyboard.press("j")
    press(page, "r", "Rejected")
    assert "Rejected by you" in page.locator("#e12").text_content()
    assert "Rejected" not in page.locator("#e6").text_content()
    taken = {name: take(page, name) for name in FILES}
    shutil.copy(SEED, tmp_path / "page.txt")
    run = radrefs(
        "resolve", "page.txt", "-o", "r.json", "--accept", "1=10.1093/braincomms/fcab146",
        "--reject", "13", "--correct", "6:year=2017", cwd=tmp_path,
    )  # fmt: skip
    assert run.status == 0, run.err
    for name in FILES:
        radrefs(
            "convert", "page.txt", "-o", name, "--resolutions", "r.json", "--offline", cwd=tmp_path
        )
        assert taken[name] == (tmp_path / name).read_bytes(), name
    assert all(
        request.startswith(("http://127.0.0.1:", "blob:", "data:")) for request in seen.requests
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 360])
def test_no_serious_fault_at_any_stage(serve: Any, watch: Any, scheme: str, width: int) -> None:
    seen = watch(width, 800, scheme)
    page = seen.page
    page.goto(serve().address)
    visible(page, "#empty")
    assert seen.faults() == []
    pasted(page, page.url)
    resolved(page)
    page.focus("#e1")
    press(page, "r", "Rejected")
    page.keyboard.press("o")
    visible(page, "#e1 .compare")
    page.keyboard.press("c")
    visible(page, "#e1 form.edit")
    page.locator(".keys summary").click()
    page.click("#downloads summary")
    assert seen.faults() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_candidate_is_accepted_by_its_number(serve: Any, watch: Any) -> None:
    page = watch().page
    pasted(page, serve().address)
    resolved(page)
    page.focus("#e1")
    press(page, "1", "Accepted")
    assert "10.1016/j.neuchi.2017.12.003" in page.locator("#e1 .verdict").text_content()


def test_what_was_mistyped_is_said_beside_it(serve: Any, watch: Any) -> None:
    page = watch().page
    pasted(page, serve().address)
    page.focus("#e3")
    page.keyboard.press("a")
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")
    visible(page, "#e3 .error", "'nonsense' is no DOI")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "e3"


HOSTILE = (
    "Selected References\n"
    "1. Evil E: <script>alert(1)</script> of the facial nerve. Neuroradiology. 3(1):1-9, 2001\n"
    '2. "><img src=x onerror=alert(2)>: A title. Neuroradiology. 3(1):11-19, 2001\n'
    "3. Turn A: A \u202eesrever\u202c it. Neuroradiology. 3(1):21-9, 2001. javascript:alert(3)\n"
)


def test_scripts_and_turned_text_stay_text(serve: Any, watch: Any) -> None:
    page = watch().page
    pasted(page, serve().address, HOSTILE, 3)
    resolved(page)
    page.focus("#e0")
    page.keyboard.press("o")
    visible(page, "#e0 .fields")
    assert "<script>alert(1)</script>" in page.locator("#e0 .printed").text_content()
    assert page.locator("#entries script, #entries img").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert "U+202E" in page.locator("#e2 .printed").text_content()


def test_five_megabytes_and_more(serve: Any, watch: Any) -> None:
    page = watch().page
    text = ("Selected References\n1. Yan X: A study. Brain. 1(1):1-2, 2001\n").ljust(
        5 * 1024 * 1024
    )
    pasted(page, serve().address, text, 1)
    page.fill("#text", text + "x")
    visible(page, "#reading", "The text is larger than 5 MB")


def test_five_thousand_references(serve: Any, watch: Any) -> None:
    page = watch().page
    lines = [f"{at + 1}. {article(at).entry}" for at in range(5000)]
    pasted(page, serve().address, "Selected References\n" + "\n".join(lines), 5000)
    page.focus("#e4000")
    press(page, "r", "Rejected")
    visible(page, "#total", "5000 references")


def test_two_tabs_and_a_folder(serve: Any, watch: Any, tmp_path: Path) -> None:
    topic = "hemifacial-spasm"
    shutil.copytree(ROOT / "bibliography" / topic, tmp_path / "b" / topic)
    server = serve(tmp_path / "b")
    one, two = watch().page, watch().page
    for page in (one, two):
        page.goto(server.address)
        page.locator("#e26").wait_for()
    one.focus("#e1")
    press(one, "r", "Rejected")
    press(one, "s", "saved to resolutions.json")
    assert "Rejected" not in two.locator("#e1").text_content()
    two.focus("#e2")
    press(two, "r", "Rejected")
    two.keyboard.press("s")
    visible(two, "#banner", "was changed by another since it was opened")
    two.get_by_role("button", name="Open it again").click()
    visible(two, "#e1", "Rejected by you")


@contextmanager
def slow() -> Iterator[LocalCrossref]:
    with LocalCrossref(read_records(SAMPLE), latency=2.0).running() as local:
        yield local


def test_a_server_that_ends_half_way_and_begins_again(
    serve: Any, watch: Any, tmp_path: Path
) -> None:
    page = watch().page
    with slow() as local:
        given = {"RADREFS_CROSSREF_URL": local.url, "RADREFS_CACHE": str(tmp_path / "cache")}
        first = serve(**given)
        pasted(page, first.address)
        page.focus("#e2")
        press(page, "r", "Rejected")
        page.click("#resolve")
        visible(page, "#bar-says", "looked up")
        first.kill()
        visible(page, "#banner", "There is no connection to radrefs")
        second = serve(port=first.port, **given)
        page.get_by_role("button", name="Try again").click()
        visible(page, "#banner", "radrefs was started again")
        page.goto("about:blank")
        page.goto(second.address)
        visible(page, "#toast", "1 of your decisions brought back")
        visible(page, "#e2", "Rejected by you")
        assert page.input_value("#text") == TEXT
        resolved(page)
        visible(page, "#e2", "Rejected by you")


def test_stopping_keeps_what_was_looked_up(serve: Any, watch: Any, tmp_path: Path) -> None:
    page = watch().page
    with slow() as local:
        pasted(page, serve(RADREFS_CROSSREF_URL=local.url, RADREFS_CACHE=str(tmp_path)).address)
        page.click("#resolve")
        visible(page, "#bar-says", "left")
        page.click("#stop")
        visible(page, "#toast", "Stopped; what was looked up stays")
        assert page.locator(".badge:not(:has-text('Not looked up'))").count() > 0


def test_what_keeps_it_from_looking_up_stays_on_the_page(serve: Any, watch: Any) -> None:
    page = watch().page
    pasted(page, serve(RADREFS_CROSSREF_TOKEN="no token").address)
    page.click("#resolve")
    visible(page, "#banner", "Not everything was looked up")
    assert "token" in page.locator("#banner").text_content()
    assert page.locator("#resolve").is_enabled()


def test_without_the_token_the_page_says_what_to_do(serve: Any, watch: Any) -> None:
    page = watch().page
    page.goto(serve().address.partition("#")[0])
    visible(page, "#banner", "This tab has no valid token")


def test_the_address_bar_keeps_no_token(serve: Any, watch: Any) -> None:
    page = watch().page
    page.goto(serve().address)
    visible(page, "#empty")
    assert "token" not in page.url


def test_the_pictures_of_the_docs(serve: Any, watch: Any, pictures: Path) -> None:
    server = serve()
    seen = watch(1100, 760)
    page = seen.page
    page.goto(server.address)
    visible(page, "#empty")
    page.screenshot(path=pictures / "web-empty.png")
    pasted(page, page.url)
    resolved(page)
    page.focus("#e22")
    page.keyboard.press("o")
    visible(page, "#e22 .compare")
    page.locator("#e22").evaluate("one => one.scrollIntoView()")
    visible(page, "#toast")
    page.locator("#toast").wait_for(state="hidden")
    page.screenshot(path=pictures / "web-decide.png")
    phone = watch(390, 760, "dark").page
    pasted(phone, server.address)
    resolved(phone)
    phone.locator("#toast").wait_for(state="hidden")
    phone.locator("#e5").evaluate("one => one.scrollIntoView()")
    phone.screenshot(path=pictures / "web-phone.png")
