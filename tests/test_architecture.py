"""Check who imports whom: floors, strangers, packages of others; and what must stay pure."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import radrefs
from tests.floors import ACTS, FLOORS
from tests.picture import ROOMS

SRC = Path(radrefs.__file__).parent
MODULES = sorted(SRC.rglob("*.py"))

CLI = {path.relative_to(SRC).as_posix() for path in (SRC / "cli").glob("*.py")}
STRANGERS = {
    "bibtexparser": {"formats/bibtex/file.py"},
    "citeproc": {"formats/styles/elements.py", "formats/styles/engine.py"},
    "habanero": {"registries/agencies.py"},
    "jinja2": {"report/rendering.py"},
    "lxml": {"formats/styles/elements.py"},
    "markupsafe": {"report/rendering.py"},
    "platformdirs": {"settings.py"},
    "rapidfuzz": {
        f"matching/{name}.py" for name in ("author", "completion", "pairs", "title", "wording")
    },
    "requests": {"registries/http.py"},
    "rich": {f"cli/{name}.py" for name in ("explain", "lookup", "reading", "screen", "tables")},
    "sqlite3": {"registries/cache.py", "registries/rate_limit.py"},
    "starlette": {"web/app.py"},
    "typer": CLI
    - {
        f"cli/{name}.py"
        for name in ("explain", "outcome", "reading", "resolve_run", "screen", "tables")
    },
    "urllib3": {"registries/answers.py", "registries/http.py"},
    "uvicorn": {"web/serving.py"},
}


def name_of(path: Path) -> str:
    return path.relative_to(SRC).with_suffix("").as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Read a module's code."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> list[str]:
    """Return every module that a file imports, wherever in the file."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path}: imports are absolute"
            inside = SRC.parent / node.module.replace(".", "/")
            named = [a.name for a in node.names]
            below = [
                name for name in named
                if (inside / f"{name}.py").is_file() or (inside / name / "__init__.py").is_file()
            ]  # fmt: skip
            found += [f"{node.module}.{name}" for name in below] or [node.module]
    return found


def floor_of(module: str) -> int:
    top = module.split("/")[0].split(".")[0]
    return next(at for at, row in enumerate(FLOORS) if top in row.split())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_downwards(path: Path) -> None:
    name = name_of(path)
    if name == "__init__":
        pytest.skip("the package's own face looks at everything")
    own = name.split("/")[0]
    for module in imports(path):
        if module == "radrefs":
            assert own in ("cli", "__main__"), f"{name} imports the package's face"
        elif module.startswith("radrefs."):
            other = module.split(".")[1]
            assert other == own or floor_of(other) < floor_of(name), f"{name} imports {module}"
            assert other == own or not {own, other} <= set(ACTS), f"{name}: the acts are strangers"


FORMATS = {"bibtex", "csljson", "medline", "ris", "styles"}
OF_FORMATS = [path for path in MODULES if name_of(path).startswith("formats/")]


@pytest.mark.parametrize("path", OF_FORMATS, ids=name_of)
def test_no_format_imports_another(path: Path) -> None:
    own = name_of(path).split("/")[1]
    if own == "__init__":
        pytest.skip("the list of formats looks at all of them")
    known = {module.split(".")[2] for module in imports(path) if module.count(".") > 1}
    assert known & FORMATS <= {own}, f"{own} imports {known & FORMATS}"


# What reads, compares and decides does so from what it is given, the same at any time.
PURE = [path for path in MODULES if path.relative_to(SRC).parts[0] in ("matching", "parsing")]
WORLD = {
    "asyncio", "datetime", "http", "io", "os", "pathlib", "random", "requests", "shutil", "socket",
    "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib3",
    "radrefs.inputs", "radrefs.outputs", "radrefs.settings",
}  # fmt: skip


@pytest.mark.parametrize("path", PURE, ids=name_of)
def test_reading_and_matching_touch_neither_network_nor_file_nor_clock(path: Path) -> None:
    assert not WORLD & set(imports(path))
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    assert not [
        call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "open"
    ]


def made_in(path: Path) -> set[str]:
    """Return the names that a module makes itself, rather than importing them."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_name_is_imported_from_where_it_is_made_or_from_a_face(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("radrefs."):
            file = (SRC.parent / str(node.module).replace(".", "/")).with_suffix(".py")
            if file.is_file():
                names = {alias.name for alias in node.names}
                assert names <= made_in(file), f"{node.module} does not make {names}"


def records(path: Path) -> list[ast.ClassDef]:
    """Return the named tuples of a module."""
    classes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    return [one for one in classes if any(ast.unparse(base) == "NamedTuple" for base in one.bases)]


RECORDS = {record.name for path in MODULES for record in records(path)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_records_are_used_by_name(path: Path) -> None:
    """A record neither looks at itself by position, nor is it made of a slice of another."""
    for record in records(path):
        for node in ast.walk(record):
            if isinstance(node, ast.Subscript | ast.Starred):
                assert ast.unparse(node.value) != "self", f"{record.name}: {ast.unparse(node)}"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in RECORDS:
            for one in node.args:
                slices = isinstance(one, ast.Starred) and isinstance(one.value, ast.Subscript)
                assert not slices, ast.unparse(node)


def test_the_product_does_not_need_the_servers_for_tests() -> None:
    for path in MODULES:
        if path.parent.name != "testing":
            assert not [one for one in imports(path) if "radrefs.testing" in one], path


def test_there_is_no_circle() -> None:
    graph = {
        name_of(path).replace("/__init__", ""): {
            module.removeprefix("radrefs.").replace(".", "/")
            for module in imports(path)
            if module.startswith("radrefs.")
        }
        for path in MODULES
    }
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name not in done:
            for other in graph.get(name, ()):
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_the_picture_shows_rooms_that_are_there() -> None:
    assert {room for row in FLOORS for room in row.split()} >= ROOMS


@pytest.mark.parametrize("stranger", sorted(STRANGERS))
def test_one_module_knows_a_stranger(stranger: str) -> None:
    known = {
        path.relative_to(SRC).as_posix()
        for path in MODULES
        if any(module.split(".")[0] == stranger for module in imports(path))
    }
    assert known == STRANGERS[stranger]


# Parts of matching that no other room imports: what it needs of them is a function of the face.
PARTS = {
    f"radrefs.matching.{name}"
    for name in (
        "author", "clusters", "identity", "joining", "journal", "kind", "levels",
        "notice_titles", "pairs", "place", "preprints", "reasons", "title", "versions", "wording",
    )
}  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_room_reaches_into_the_parts_of_matching(path: Path) -> None:
    room, named = name_of(path).split("/")[0], set(imports(path))
    if room != "matching":
        assert not named & PARTS
    if room == "bibliography":
        assert not {one for one in named if one.startswith("radrefs.matching.")}


def test_only_commands_print() -> None:
    for path in MODULES:
        calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
        prints = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]
        assert not prints or path.parent.name in ("cli", "testing"), path


def test_the_public_names_are_complete_and_documented() -> None:
    face = ast.parse((SRC / "__init__.py").read_text("utf-8"))
    brought = {a.name for n in face.body if isinstance(n, ast.ImportFrom) for a in n.names}
    later = {"Crossref", "Resolution", "resolve"}
    own = {"annotations", "import_module", "TYPE_CHECKING"}
    assert set(radrefs.__all__) - {"__version__"} == (brought - own) | later
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = radrefs.nothing


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import radrefs, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        # Whoever measures coverage loads sqlite3 himself.
        env={key: value for key, value in os.environ.items() if not key.startswith("COV")},
    )
    heavy = {
        "requests", "habanero", "rapidfuzz", "bibtexparser", "rich", "typer", "sqlite3",
        "citeproc", "jinja2", "lxml", "starlette", "uvicorn",
    }  # fmt: skip
    assert not heavy & set(loaded.stdout.split())


def test_every_public_name_says_what_it_is() -> None:
    for name in radrefs.__all__:
        assert getattr(radrefs, name) is not None
    for name in radrefs.__all__:
        value = getattr(radrefs, name)
        if callable(value):
            assert (value.__doc__ or "").strip(), f"{name} has no docstring"
