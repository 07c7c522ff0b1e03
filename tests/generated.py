"""Make the generated parts of the docs: `python -m tests.generated` writes them."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

from tests.bench.textbook import table
from tests.cases import Case, cases
from tests.floors import FLOORS
from tests.inprocess import command as run_command
from tests.one_home import FACTS
from tests.picture import svg

ROOT = Path(__file__).parents[1]
DOCS, SRC = ROOT / "docs", ROOT / "src/radrefs"
COMMANDS = (
    (), ("parse",), ("convert",), ("resolve",), ("report",), ("serve",), ("init",),
    ("add",), ("build",), ("list",),
    ("show",), ("search",), ("merge",), ("check",), ("diff",), ("cache",), ("cache", "info"),
    ("cache", "clear"),
)  # fmt: skip
GROUPS = {
    "observed": "Seen on the first page",
    "near": "Neighbouring styles",
    "expected": "Expected from other pages",
}
HOUSE, HOUSE_END = "<!-- house: begin -->", "<!-- house: end -->"
HOMES, HOMES_END = "<!-- homes: begin -->", "<!-- homes: end -->"
TEXTBOOK, TEXTBOOK_END = "<!-- textbook: begin -->", "<!-- textbook: end -->"
BEGIN, END = "<!-- help: begin -->", "<!-- help: end -->"


def help_text(command: tuple[str, ...]) -> str:
    """Give a command's help at a fixed width, without colour."""
    text = run_command(*command, "--help").out
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def cli_page() -> str:
    """Give docs/cli.md with the help of every command in it."""
    text = (DOCS / "cli.md").read_text("utf-8")
    blocks = []
    for command in COMMANDS:
        name = " ".join(("radrefs", *command))
        blocks.append(f"## {name}\n\n```text\n{help_text(command)}\n```\n")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{chr(10).join(blocks)}\n{END}{after}"


def _shown(value: Any) -> str:
    """Show one CSL-JSON value in a table."""
    if isinstance(value, list):
        return "; ".join(_shown(part) for part in value)
    if isinstance(value, dict):
        if "date-parts" in value:
            dates = ["-".join(map(str, parts)) for parts in value["date-parts"]]
            return "/".join(dates) + (f" (season {value['season']})" if "season" in value else "")
        name = value.get("literal") or ", ".join(
            value[key] for key in ("family", "given", "suffix") if key in value
        )
        return f"{{{name}}}" if "literal" in value and name != "et al." else name
    return str(value)


def _code(text: str) -> str:
    """Show text as code in a table: visible invisibles, no cell ends."""
    names = {"\n": "⏎", "\t": "⇥", "\u00a0": "⍽", "|": "\\|"}
    shown = "".join(names.get(c, c if c.isprintable() else f"‹U+{ord(c):04X}›") for c in text)
    return f"`{shown}`"


def _form(case: Case) -> str:
    entry = case.path.read_bytes().decode("utf-8").removesuffix("\n")
    rows = [f"| {key} | {_code(_shown(value))} |" for key, value in case.wanted["item"].items()]
    if case.wanted["problems"]:
        rows.append(f"| *problems* | {', '.join(case.wanted['problems'])} |")
    title = case.wanted["form"]
    table = "\n".join(["| field | holds |", "|---|---|", *rows])
    return f"### {title}\n\n{_code(entry)}\n\n{table}\n"


def forms_page() -> str:
    """Give docs/forms.md: every form with what comes out of it, from the fixtures."""
    found = cases("forms")
    pages = cases("pages")
    parts = [
        "# The forms it reads\n",
        f"Each of these {len(found)} forms of an entry is a file in `tests/data/forms/`, and the",
        "tests hold that this comes out of it. The articles under *expected* do not exist.\n",
    ]
    for group, title in GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [_form(case) for case in found if case.name.startswith(f"{group}/")]
    parts.append("## Pages\n")
    parts.append(f"These {len(pages)} forms of a page are files in `tests/data/pages/`.\n")
    parts += [f"- {case.wanted['form']} (`{case.name}`)" for case in pages]
    return "\n".join(parts) + "\n"


def requests_page() -> str:
    """Give docs/requests.md with the simulated textbook in it."""
    text = (DOCS / "requests.md").read_text("utf-8")
    before, _, rest = text.partition(TEXTBOOK)
    _, _, after = rest.partition(TEXTBOOK_END)
    return f"{before}{TEXTBOOK}\n\n{table()}\n\n{TEXTBOOK_END}{after}"


def _first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _room(name: str) -> str:
    """Show a room: the package and its modules, or one module, by their first sentences."""
    if (SRC / f"{name}.py").is_file():
        return f"| `{name}` | {_first_line(SRC / f'{name}.py')} |\n"
    rows = [f"| **`{name}/`** | **{_first_line(SRC / name / '__init__.py')}** |"]
    for path in sorted((SRC / name).rglob("*.py")):
        module = path.relative_to(SRC / name).with_suffix("").as_posix()
        shown = module.replace("__init__", "").rstrip("/") + "/" * module.endswith("__init__")
        if module != "__init__":
            rows.append(f"| `{shown}` | {_first_line(path)} |")
    return "\n".join(rows) + "\n"


def _placed(text: str, begin: str, end: str, shown: str) -> str:
    """Put what is generated between its two marks."""
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n\n{shown}\n{end}{after}"


def layout_page() -> str:
    """Return docs/layout.md with every module in it, floor by floor, and the homes of facts."""
    text = (DOCS / "layout.md").read_text("utf-8")
    floors = []
    for number, row in enumerate(FLOORS):
        rooms = "".join(_room(name) for name in row.split())
        floors.append(f"| floor {number} | |\n|---|---|\n{rooms}")
    homes = "| fact | module | test |\n|---|---|---|\n"
    homes += "".join(f"| {one.what} | `{one.home}` | `tests/{one.test}` |\n" for one in FACTS)
    return _placed(_placed(text, HOUSE, HOUSE_END, "\n".join(floors)), HOMES, HOMES_END, homes)


PAGES = {
    "cli.md": cli_page,
    "forms.md": forms_page,
    "images/way-of-the-data.svg": svg,
    "layout.md": layout_page,
    "requests.md": requests_page,
}


def main() -> None:
    """Write every generated page."""
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
    json.dump(sorted(PAGES), sys.stdout)
