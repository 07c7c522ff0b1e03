"""Hold the tables of the commands: what is cut, what is wrapped, what is never touched."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from radrefs.cli.tables import Column, print_table

COLUMNS = (Column("topic", 8), Column("no.", right=True), Column("DOI"), Column("title", 0))


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Give the lines that were printed."""
    return capsys.readouterr().out.splitlines()


def test_a_column_is_as_wide_as_its_widest_cell_and_the_title_is_cut(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [("spasm", "7", "", "Short"), ("cognitive", "1234", "10.5555/" + "a" * 60, "Long " * 30)]
    print_table(COLUMNS, rows)
    head, short, long = printed(capsys)
    assert short.split() == ["spasm", "7", "Short"]
    assert long.startswith("cogniti…  1234  10.5555/" + "a" * 60 + "  Long Long")
    assert long.endswith("…") and len(long) <= 120
    # A heading stands over its cells: to the right as they do.
    assert head.index("no.") + 3 == short.index("7") + 1 == long.index("1234") + 4
    assert head.index("title") == short.index("Short") == long.index("Long")


def test_wide_and_hidden_characters_keep_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(
        COLUMNS, [("日本語の題名と", "1", "10.1/a", "A"), ("b", "2", "10.1/\x1b[2J", "C\nD")]
    )
    _, wide, hidden = printed(capsys)
    assert wide.startswith("日本語…") and "\\x1b[2J" in hidden and hidden.endswith("C D")
    assert cell_len(wide.removesuffix("A")) == cell_len(hidden.removesuffix("C D"))


def test_a_wrapped_column_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(f"word{at}" for at in range(40)) + " " + "x" * 200
    print_table((Column("kind"), Column("what", 0, wraps=True)), [("double", text), ("stale", "a")])
    _, first, *rest, last = printed(capsys)
    assert first.startswith("double  word0") and last == "stale   a"
    assert all(line.startswith(" " * 8) and len(line) <= 120 for line in rest)
    told = [first.removeprefix("double"), *rest]
    assert "".join("".join(told).split()) == "".join(text.split())


def test_colours_are_for_terminals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    print_table(COLUMNS, [("a", "1", "", "b")], ["bold red"])
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    print_table(COLUMNS, [("a", "1", "", "b")], ["bold red"])
    head, row = printed(capsys)
    assert head.startswith("\x1b[1m") and row.startswith("\x1b[1;31ma") and row.endswith("b")
    monkeypatch.setenv("NO_COLOR", "1")
    print_table(COLUMNS, [("a", "1", "", "b")], ["bold red"])
    assert "\x1b" not in capsys.readouterr().out
