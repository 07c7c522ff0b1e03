"""Keep the names of the version before for one release, each with a warning.

A module says which names it had: `__getattr__ = renamed(__name__, {"Old": "package.module:New"})`.
A module that moved away is put in its old place by `moved`.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType

__all__ = ["moved", "renamed"]


def renamed(module: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """Return a `__getattr__` for a module: the old names of it give the new objects.

    `names` has "package.module:name" for each old name. Each use warns with
    `DeprecationWarning`. Raises `AttributeError` for any other name.
    """

    def find(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        home, _, new = names[name].partition(":")
        warnings.warn(
            f"{module}.{name} will go with the next version: use {home}.{new}",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(import_module(home), new)

    return find


def moved(package: str, modules: Mapping[str, Mapping[str, str]]) -> None:
    """Put modules that moved away into their old places in a package, by their old names."""
    for name, names in modules.items():
        module = ModuleType(f"{package}.{name}")
        # PEP 562: what a module does not hold is asked of its `__getattr__`.
        vars(module)["__getattr__"] = renamed(module.__name__, names)
        sys.modules.setdefault(module.__name__, module)
