"""Check the facts about types, notices and preprint servers, and that each stands once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import radrefs
from radrefs.item_types import (
    ARTICLE_TYPES,
    BOOK_TYPES,
    CSL_TYPES,
    NEAR_ARTICLE_TYPES,
    TYPES,
    UPDATE_KINDS,
    csl_type,
    is_preprint_type,
    names_preprint_server,
    update_kind,
)
from radrefs.matching import Notice
from radrefs.matching.normalize import folded

SRC = Path(radrefs.__file__).parent


@pytest.mark.parametrize(
    "kind, subtype, type_",
    [
        ("journal-article", None, "article-journal"),
        ("posted-content", "preprint", "article"),
        ("posted-content", "peer_review", "review"),
        ("peer-review", None, "review"),
        ("article-journal", None, "article-journal"),
        ("journal article", None, None),
        ("", None, None),
    ],
)
def test_types_are_named_as_in_csl(kind: str, subtype: object, type_: str | None) -> None:
    assert csl_type(kind, subtype) == type_


def test_every_type_that_is_listed_is_one() -> None:
    assert set(TYPES.values()) <= CSL_TYPES
    for kind in ARTICLE_TYPES | NEAR_ARTICLE_TYPES | BOOK_TYPES:
        assert kind in TYPES or kind in CSL_TYPES


@pytest.mark.parametrize(
    "kind, subtype, preprint",
    [
        ("posted-content", "preprint", True),
        ("posted-content", "other", True),
        ("posted-content", None, True),
        ("posted-content", "peer_review", False),
        ("posted-content", ["preprint"], False),
        ("journal-article", "preprint", False),
        (None, None, False),
    ],
)
def test_a_preprint_is_recognised_by_its_type(
    kind: object, subtype: object, preprint: bool
) -> None:
    assert is_preprint_type(kind, subtype) is preprint


@pytest.mark.parametrize(
    "name, server",
    [
        ("bioRxiv", True),
        ("medRxiv", True),
        ("arXiv", True),
        ("ChemRxiv", True),
        ("PsyArXiv", True),
        ("SocArXiv", True),
        ("bioRxiv [Preprint]", True),
        ("Research Square", True),
        ("SSRN Electronic Journal", True),
        ("Preprints.org", True),
        ("OSF Preprints", True),
        ("Radiology", False),
        ("Journal of Research", False),
        ("Square", False),
    ],
)
def test_a_preprint_server_is_recognised_by_its_name(name: str, server: bool) -> None:
    assert names_preprint_server(folded(name)) is server


@pytest.mark.parametrize(
    "kind, level, label",
    [
        ("retraction", "retracted", "Retracted"),
        ("withdrawal", "retracted", "Withdrawn"),
        ("removal", "retracted", "Removed"),
        ("expression_of_concern", "concern", "Expression of concern"),
        ("expression of concern", "concern", "Expression of concern"),
    ],
)
def test_a_grave_update_has_a_level_and_a_label(kind: str, level: str, label: str) -> None:
    update = update_kind(kind)
    assert update and (update.level, update.label) == (level, label)
    assert Notice(kind, "").update == update
    assert Notice(kind, "").name == kind.replace("_", " ")


@pytest.mark.parametrize("kind", ["correction", "new_version", "addendum", ""])
def test_other_updates_are_not_grave(kind: str) -> None:
    assert update_kind(kind) is None


def literals(path: Path) -> list[str]:
    """Return the texts in a module's code, without its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value.casefold()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


@pytest.mark.parametrize("word", ["rxiv", "ssrn", "withdrawn", "expression of concern", "_review"])
def test_a_fact_stands_in_one_module(word: str) -> None:
    # What pages print after an entry ("Retraction in: ...") is a matter of reading it.
    homes = {
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*.py")
        if path.parent.name != "parsing" and any(word in text for text in literals(path))
    }
    assert homes == {"item_types.py"}


def test_no_mark_of_retraction_is_without_its_kind() -> None:
    assert {mark.upper() for kind in UPDATE_KINDS.values() for mark in kind.marks} == {
        "RETRACTED", "WITHDRAWN", "REMOVED",
    }  # fmt: skip
