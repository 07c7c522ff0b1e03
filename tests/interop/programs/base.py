"""Say what a program is to the tests, and run one."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from radrefs import Citation
from tests.conftest import ROOT
from tests.interop.normal import Item

__all__ = ["NODE", "Program", "Ran", "format_of", "node", "program_on_path", "python", "run"]

NODE = ROOT / ".interop" / "node_modules"


class Program(NamedTuple):
    """Hold one program: what it reads, where it comes from and its adapter.

    `read` gives what arrived by citation key; by `#1`, `#2`, ... where the order is all there is.
    A program that only prints gives each entry's `text`. `missing` gives the names of what must
    be installed and is not. Of a program that prints, `shown` gives how a citation's facts look in
    print. `refuses` tells, of a program that cannot take everything, whether it takes a file.
    """

    name: str
    formats: tuple[str, ...]
    missing: Callable[[], list[str]]
    read: Callable[[Path], dict[str, Item]]
    shown: Callable[[Citation, str], dict[str, tuple[str, ...]]] | None = None
    refuses: Callable[[Path], bool] | None = None


class Ran(NamedTuple):
    """Hold what a run gave."""

    status: int
    out: str
    err: str


def run(*command: object, cwd: Path | None = None, **environment: str) -> Ran:
    """Run a program that has no business on the network; two minutes are plenty."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Ran(
        done.returncode,
        done.stdout.decode("utf-8", "replace"),
        done.stderr.decode("utf-8", "replace"),
    )


def format_of(path: Path) -> str:
    """Give the format of a file: its folder is named after it."""
    return path.parent.name


def program_on_path(debian: str, *names: str) -> Callable[[], list[str]]:
    """Tell whether programs are installed; if not, name the Debian package."""
    return lambda: [debian] if any(shutil.which(name) is None for name in names) else []


def python(*modules: str) -> Callable[[], list[str]]:
    """Tell whether modules are installed; if not, name the extra that brings them."""
    return lambda: [
        f"{module} (pip install 'radrefs[interop]')"
        for module in modules
        if importlib.util.find_spec(module) is None
    ]


def node(*packages: str) -> Callable[[], list[str]]:
    """Tell whether node and packages of npm are installed."""

    def missing() -> list[str]:
        lost = ["nodejs"] if shutil.which("node") is None else []
        return lost + [
            f"{package} (make interop)" for package in packages if not (NODE / package).is_dir()
        ]

    return missing
