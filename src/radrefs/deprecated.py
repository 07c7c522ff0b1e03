"""Keep the names of the version before for one release, each with a warning.

A module says which names it had: `__getattr__ = renamed(__name__, {"Old": "package.module:New"})`.
A module that moved away is put in its old place by `moved`. A class has old attributes as
`old_attribute`, a function takes old keywords by `old_keywords`.
"""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import ParamSpec, TypeVar

__all__ = ["moved", "old_attribute", "old_keywords", "renamed"]

P = ParamSpec("P")
R = TypeVar("R")


def _warn(old: str, new: str, level: int = 3) -> None:
    message = f"{old} will go with the next version: use {new}"
    warnings.warn(message, DeprecationWarning, stacklevel=level)


def renamed(module: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """Return a `__getattr__` for a module: its old names lead to the new objects.

    `names` has "package.module:name" for each old name. Each use warns with
    `DeprecationWarning`. Raises `AttributeError` for any other name.
    """

    def find(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        home, _, new = names[name].partition(":")
        _warn(f"{module}.{name}", f"{home}.{new}")
        return getattr(import_module(home), new)

    return find


def moved(package: str, modules: Mapping[str, Mapping[str, str]]) -> None:
    """Put modules that moved away into their old places in a package, by their old names."""
    for name, names in modules.items():
        module = ModuleType(f"{package}.{name}")
        # PEP 562: what a module does not hold is asked of its `__getattr__`.
        vars(module)["__getattr__"] = renamed(module.__name__, names)
        sys.modules.setdefault(module.__name__, module)
        vars(sys.modules[package]).setdefault(name, module)


def old_attribute(old: str, new: str) -> property:
    """Return a property by which an object's old attribute leads to the new one, and warns."""

    def get(self: object) -> object:
        _warn(f"{type(self).__name__}.{old}", f".{new}")
        return getattr(self, new)

    get.__doc__ = f"Return `{new}`, whose old name this is."
    return property(get)


def old_keywords(**names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator: the function takes its old keywords too (`old="new"`), and warns.

    Raises `TypeError` where both the old and the new keyword are given.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            for old in names.keys() & kwargs.keys():
                new = names[old]
                if new in kwargs:
                    raise TypeError(f"{function.__qualname__}: {old} is an old name of {new}")
                _warn(f"{function.__qualname__}({old}=...)", f"{new}=...")
                kwargs[new] = kwargs.pop(old)
            return function(*args, **kwargs)

        return call

    return decorate
