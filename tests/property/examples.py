"""Spread the examples over the laws: fewer where each takes long, more where they are cheap.

Both follow the profile: `pytest --hypothesis-profile=thorough` tries twenty times as many.
"""

from __future__ import annotations

from hypothesis import settings

__all__ = ["FEW", "MANY", "SOME"]

_USUAL = settings().max_examples

FEW = settings(max_examples=_USUAL // 4)
"""For laws that take 20 ms an example and more, or that are tried for each format apart."""
SOME = settings(max_examples=_USUAL // 2)
"""For laws that take 10 ms an example and more."""
MANY = settings(max_examples=_USUAL * 3)
"""For laws that take about a millisecond an example."""
