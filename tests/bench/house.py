"""Measure the house: size, imports, and the way of one citation through `resolve`.

    python -m tests.bench.house [OTHER]      this checkout, beside another one

Code lines hold something else than a docstring or a comment. The length of a function is
that of its body without its docstring. An import points upwards, or is between strangers,
by the checkout's own table, now in tests/floors.py.

The way through `resolve` is counted as a reader goes it, for the first citation of the
bibliography, found by one search among the works beside its page. Whoever reads the code
opens a function where it is called for the first time, and goes on where it was called; a
visit is each change from one module (or package) to another on that way, "again" are the
visits to where one was before. Modules are imported beforehand; nothing was called before.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import pkgutil
import statistics
import subprocess
import sys
import threading
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
PAGE = "bibliography/hemifacial-spasm/page.txt"
WORKS = "bibliography/hemifacial-spasm/works.jsonl"
_NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENCODING, tokenize.ENDMARKER,
}  # fmt: skip
Graph = Mapping[str, frozenset[str]]


class Module(NamedTuple):
    """A module of the package, named as in "matching/grading"; the package's face is ""."""

    name: str
    path: Path
    tree: ast.Module


class Step(NamedTuple):
    """A function that is entered for the first time, and the module that calls it."""

    caller: str
    module: str
    function: str


def modules(source: Path) -> list[Module]:
    """Read every module of a package's folder."""
    found = []
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).with_suffix("").as_posix()
        name = name.removesuffix("__init__").rstrip("/")
        found.append(Module(name, path, ast.parse(path.read_text("utf-8"))))
    return found


def code_lines(module: Module) -> int:
    """Count the lines of a module that hold code."""
    with tokenize.open(module.path) as stream:
        tokens = list(tokenize.generate_tokens(stream.readline))
    lines: set[int] = set()
    for token in tokens:
        if token.type not in _NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(module.tree):
        if docstring := _docstring(node):
            lines.difference_update(range(docstring.lineno, (docstring.end_lineno or 0) + 1))
    return len(lines)


def _docstring(node: ast.AST) -> ast.Expr | None:
    """Return the docstring of a module, class or function."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    first = node.body[0] if node.body else None
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
        return None
    return first if isinstance(first.value.value, str) else None


def function_lengths(found: Iterable[Module]) -> list[tuple[int, str]]:
    """Return the length of each function's body, with its name."""
    lengths = []
    for module in found:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if _docstring(node) else node.body
                length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                lengths.append((length, f"{module.name}.{node.name}"))
    return sorted(lengths)


def imports(found: Iterable[Module], inner: bool = True) -> Graph:
    """Return which modules each module imports; without `inner` only outside functions."""
    names = {module.name for module in found}
    graph = {}
    for module in found:
        nodes = ast.walk(module.tree) if inner else _outside_functions(module.tree)
        graph[module.name] = frozenset(
            target for node in nodes for target in _targets(node, names) if target != module.name
        )
    return graph


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
            yield from _outside_functions(node)


def _targets(node: ast.AST, names: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        whole = [alias.name for alias in node.names]
        yield from (name for name in map(_short, whole) if name in names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        base = _short(node.module)
        if base is not None:
            for alias in node.names:
                below = f"{base}/{alias.name}".lstrip("/")
                yield below if below in names else base


def _short(name: str) -> str | None:
    """Shorten "radrefs.matching.grading"; None for a module of others."""
    package, _, rest = name.partition(".")
    return rest.replace(".", "/") if package == "radrefs" else None


def circles(graph: Graph) -> list[list[str]]:
    """Return the groups of modules that import one another in a circle."""
    reached = {name: _reachable(graph, name) for name in graph}
    found: list[list[str]] = []
    for name in sorted(graph):
        if name in reached[name] and not any(name in one for one in found):
            found.append([one for one in sorted(reached[name]) if name in reached.get(one, ())])
    return found


def _reachable(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    left = list(graph[start])
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += graph.get(name, ())
    return seen


def tables(checkout: Path) -> tuple[dict[str, int], frozenset[str]]:
    """Read a checkout's own table: the floor of each room, and the rooms that are strangers."""
    paths = [checkout / "tests" / name for name in ("floors.py", "test_architecture.py")]
    text = next(path for path in paths if path.exists()).read_text("utf-8")
    found: dict[str, Any] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            with suppress(ValueError):
                found[node.targets[0].id] = ast.literal_eval(node.value)
    rows = [row.split() if isinstance(row, str) else row for row in found["FLOORS"]]
    floors = {name: at for at, row in enumerate(rows) for name in row}
    return floors, frozenset(found["ACTS"])


def wrong_imports(
    graph: Graph, floors: Mapping[str, int], strangers: frozenset[str]
) -> tuple[list[str], list[str]]:
    """Return the imports that point upwards, and those between strangers."""
    upwards, sideways = [], []
    for name, targets in graph.items():
        own = name.split("/")[0]
        for other in {target.split("/")[0] for target in targets} - {own, ""}:
            if own and {own, other} <= strangers:
                sideways.append(f"{name} -> {other}")
            elif own and floors[other] >= floors[own]:
                upwards.append(f"{name} -> {other}")
    return upwards, sideways


def between_formats(graph: Graph) -> list[str]:
    """Return the imports of one format by another; what all share is no format."""
    formats = {"bibtex", "csljson", "medline", "ris", "styles"}
    found = []
    for name, targets in graph.items():
        for target in targets:
            one, other = _format(name), _format(target)
            if {one, other} <= formats and one != other:
                found.append(f"{name} -> {target}")
    return found


def _format(name: str) -> str:
    package, _, rest = name.partition("/")
    return rest.split("/")[0] if package == "formats" else ""


class _Recorder:
    """Note each function of the package that is entered for the first time."""

    def __init__(self, source: Path) -> None:
        self.steps: list[Step] = []
        self._source, self._known = f"{source}/", set[tuple[str, str]]()
        self._stacks: dict[int, list[str]] = {}

    def note(self, frame: FrameType, event: str, arg: object) -> None:
        """Note one event of the interpreter's profiler."""
        stack = self._stacks.setdefault(threading.get_ident(), [])
        if event == "return" and stack:
            stack.pop()
        if event != "call":
            return
        caller = stack[-1] if stack else ""
        code = frame.f_code
        if not code.co_filename.startswith(self._source):
            stack.append(caller)
            return
        module = code.co_filename.removeprefix(self._source).removesuffix(".py")
        module = module.removesuffix("__init__").rstrip("/")
        stack.append(module)
        key = module, code.co_qualname
        if not code.co_name.startswith("<") and key not in self._known:
            self._known.add(key)
            self.steps.append(Step(caller, *key))


def walk(checkout: Path) -> list[Step]:
    """Resolve one citation and note the way. The package must be that of the checkout."""
    import radrefs
    from radrefs.resolving import read_works, resolve

    source = Path(radrefs.__file__).parent
    assert source == checkout / "src/radrefs", f"{source} is not of {checkout}"
    for one in pkgutil.walk_packages(radrefs.__path__, "radrefs."):
        if "__main__" not in one.name and ".testing" not in one.name:
            with suppress(ImportError):
                importlib.import_module(one.name)
    citation = radrefs.parse((checkout / PAGE).read_text("utf-8"))[0]
    works = read_works(checkout / WORKS)
    recorder = _Recorder(source)
    threading.setprofile(recorder.note)
    sys.setprofile(recorder.note)
    try:
        (found,) = resolve([citation], works)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    assert found.state == "exact", found
    return recorder.steps


def visits(steps: Iterable[Step], by_package: bool = False) -> list[str]:
    """Return the modules or packages that a reader goes through, each change of them once."""
    way: list[str] = []
    for place in chain.from_iterable((step.caller, step.module) for step in steps):
        shown = place.split("/")[0] if by_package else place
        if shown and shown != (way or [""])[-1]:
            way.append(shown)
    return way


def figures(checkout: Path) -> dict[str, str]:
    """Measure a checkout; each figure by its name, in the order of the table."""
    found = modules(checkout / "src/radrefs")
    lengths = function_lengths(found)
    sizes = [length for length, _ in lengths]
    lines = sorted((code_lines(module), module.name) for module in found)
    graph, outer = imports(found), imports(found, inner=False)
    upwards, sideways = wrong_imports(graph, *tables(checkout))
    table = {
        "modules": f"{len(found)}",
        "code lines": f"{sum(count for count, _ in lines):,}",
        "of them not for tests": f"{sum(n for n, name in lines if 'testing' not in name):,}",
        "longest module": f"{lines[-1][0]} ({lines[-1][1]})",
        "classes": f"{sum(isinstance(n, ast.ClassDef) for m in found for n in ast.walk(m.tree))}",
        "functions": f"{len(lengths):,}",
        "their length, median / p90 / max": f"{statistics.median(sizes):g}"
        f" / {statistics.quantiles(sizes, n=10)[-1]:g} / {sizes[-1]} ({lengths[-1][1]})",
        "imports between modules": f"{sum(map(len, graph.values()))}",
        "circles of imports; with those inside functions": f"{len(circles(outer))}"
        f"; {len(circles(graph))}",
        "imports upwards": _listed(upwards),
        "imports between strangers": _listed(sideways),
        "imports of one format by another": _listed(between_formats(graph)),
    }
    return table | _way(_walked(checkout))


def _listed(found: list[str]) -> str:
    return f"{len(found)} ({', '.join(sorted(found))})" if found else "0"


def _walked(checkout: Path) -> list[Step]:
    """Walk in a process of its own, for the package can be imported but once."""
    done = subprocess.run(
        [sys.executable, __file__, "--walk", str(checkout)],
        env={**os.environ, "PYTHONPATH": str(checkout / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    return [Step(*one) for one in json.loads(done.stdout)]


def _way(steps: list[Step]) -> dict[str, str]:
    shown = {"functions entered by resolve": f"{len(steps)}"}
    for what, by_package in (("modules", False), ("packages", True)):
        way = visits(steps, by_package)
        places = len(set(way))
        shown[f"{what}: places / visits / again"] = f"{places} / {len(way)} / {len(way) - places}"
    return shown


def main() -> None:
    """Print the figures of this checkout, and of another beside it."""
    parser = argparse.ArgumentParser(description="Measure the house.")
    parser.add_argument("other", nargs="*", type=Path, help="another checkout, to compare with")
    parser.add_argument("--steps", action="store_true", help="list each function on the way")
    parser.add_argument("--walk", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.walk:
        print(json.dumps(walk(given.walk)))
        return
    checkouts = [*(path.resolve() for path in given.other), ROOT]
    columns = [figures(checkout) for checkout in checkouts]
    print(f"| | {' | '.join(checkout.name for checkout in checkouts)} |")
    print(f"|---|{'---|' * len(checkouts)}")
    for name in columns[-1]:
        print(f"| {name} | {' | '.join(column[name] for column in columns)} |")
    if given.steps:
        for step in _walked(ROOT):
            print(f"{step.caller or '(caller)'} -> {step.module}.{step.function}")


if __name__ == "__main__":
    main()
