"""The names of the version before: each is still there, warns, and is the new object."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from radrefs.deprecated import moved, old_keywords, renamed
from radrefs.registries.agencies import Agencies
from radrefs.registries.base import Nobody
from radrefs.registries.cache import Cached
from radrefs.registries.connect import connect
from radrefs.registries.crossref import Crossref
from radrefs.registries.hints import CachedHints
from radrefs.registries.pubmed import PubMed
from radrefs.registries.rate_limit import RateLimiter
from radrefs.resolutions.resolution import Override, key_of, not_asked
from radrefs.resolving import plan, resolve
from radrefs.settings import read_settings
from tests.articles import Double, article
from tests.registries.clock import Held

# What the docs of version 0.1.0 import or list, as "module:name"; after the arrow the new
# place of a name that moved.
NAMES = """
radrefs:Citation
radrefs:Crossref
radrefs:Resolution
radrefs:dump
radrefs:dumps
radrefs:iter_loads
radrefs:iter_parse
radrefs:loads
radrefs:parse
radrefs:parse_entry
radrefs:parse_lists
radrefs:read_library
radrefs:render
radrefs:resolve
radrefs:rewrite
radrefs:write
radrefs.bibliography:check_items
radrefs.bibliography:compare
radrefs.bibliography:gone_from
radrefs.bibliography:marked
radrefs.bibliography:merge_items
radrefs.bibliography:read_items
radrefs.bibliography:read_keys
radrefs.bibliography:save_merged
radrefs.formats:Format
radrefs.formats:Options
radrefs.formats:dumps
radrefs.formats:loads
radrefs.formats:read_library
radrefs.formats:rewrite
radrefs.formats.styles:format_bibliography
radrefs.inputs:decode
radrefs.inputs:library_of
radrefs.inputs:parse_page
radrefs.journals:find_journal
radrefs.resolving:Candidate
radrefs.resolving:Catalogue
radrefs.resolving:Decision
radrefs.resolving:Disagreement
radrefs.resolving:Finding -> radrefs.resolving:Feature
radrefs.resolving:FirstOf
radrefs.resolving:Grade
radrefs.resolving:Hints
radrefs.resolving:Level
radrefs.resolving:Memory -> radrefs.resolving:StoredEntry
radrefs.resolving:Merged
radrefs.resolving:Nobody
radrefs.resolving:NotChecked
radrefs.resolving:Notice
radrefs.resolving:Plan
radrefs.resolving:Remembered -> radrefs.resolving:ResolutionFile
radrefs.resolving:Step
radrefs.resolving:Word -> radrefs.resolving:Override
radrefs.resolving:Work
radrefs.resolving:Works
radrefs.resolving:citation_of
radrefs.resolving:decide
radrefs.resolving:merge
radrefs.resolving:plan
radrefs.resolving:read_resolutions
radrefs.resolving:read_works
radrefs.resolving:resolve
radrefs.resolving:write_resolutions
radrefs.resolving.agencies:Agencies -> radrefs.registries.agencies:Agencies
radrefs.resolving.cache:Cached -> radrefs.registries.cache:Cached
radrefs.resolving.crossref:Crossref -> radrefs.registries.crossref:Crossref
radrefs.resolving.door:Door -> radrefs.registries.connect:Registries
radrefs.resolving.door:open_door -> radrefs.registries.connect:connect
radrefs.resolving.hints:CachedHints -> radrefs.registries.hints:CachedHints
radrefs.resolving.pace:Pace -> radrefs.registries.rate_limit:RateLimiter
radrefs.resolving.pubmed:PubMed -> radrefs.registries.pubmed:PubMed
radrefs.resolving.works:notices -> radrefs.matching.records:notices
radrefs.settings:read_settings
""".split("\n")[1:-1]


def of(place: str) -> object:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


@pytest.mark.parametrize("row", [row for row in NAMES if "->" not in row])
def test_a_documented_name_is_where_it_was(row: str) -> None:
    assert of(row) is not None


@pytest.mark.parametrize("row", [row for row in NAMES if "->" in row])
def test_an_old_name_warns_and_is_the_new_object(row: str) -> None:
    old, _, new = row.partition(" -> ")
    shown = re.escape(old.replace(":", "."))
    with pytest.warns(DeprecationWarning, match=f"{shown} will go with the next version: use"):
        found = of(old)
    assert found is of(new)


def test_an_old_module_is_found_from_its_package_too() -> None:
    import radrefs.resolving

    door: Any = vars(radrefs.resolving)["door"]
    with pytest.warns(DeprecationWarning):
        assert door.open_door is connect
    with pytest.raises(AttributeError, match="has no attribute 'close_door'"):
        _ = door.close_door


def test_a_name_that_never_was_is_refused() -> None:
    with pytest.raises(AttributeError, match="module 'here' has no attribute 'Gone'"):
        renamed("here", {"Old": "radrefs.errors:RadrefsError"})("Gone")


def test_a_module_that_is_there_is_not_replaced() -> None:
    import radrefs.resolving.pipeline as pipeline

    moved("radrefs.resolving", {"pipeline": {}})
    assert import_module("radrefs.resolving.pipeline") is pipeline


ASKED = [article(0).citation]
STORED = {key_of(ASKED[0]): not_asked(ASKED[0]).stored()}
KEYWORDS: dict[str, tuple[Callable[..., object], tuple[Any, ...], object]] = {
    "resolve(remembered": (resolve, (ASKED, Nobody()), STORED),
    "plan(remembered": (plan, (ASKED,), STORED),
    "Crossref.__init__(pace": (Crossref, (), RateLimiter(clock=Held())),
    "Agencies.__init__(pace": (Agencies, (), RateLimiter(clock=Held())),
    "PubMed.__init__(pace": (PubMed, (), RateLimiter(clock=Held())),
    "CachedHints.__init__(memory": (CachedHints, (PubMed(),), None),
}


@pytest.mark.parametrize("name", KEYWORDS)
def test_an_old_keyword_warns_and_is_taken(name: str) -> None:
    function, arguments, value = KEYWORDS[name]
    old = name.partition("(")[2]
    with pytest.warns(DeprecationWarning, match=re.escape(f"{name}=...) will go")):
        assert function(*arguments, **{old: value})


def test_old_and_new_keyword_together_are_refused() -> None:
    @old_keywords(before="now")
    def function(now: int = 0) -> int:
        return now

    both: dict[str, Any] = {"before": 1, "now": 2}
    with pytest.raises(TypeError, match="before is an old name of now"):
        function(**both)
    assert function(now=2) == 2
    with pytest.warns(DeprecationWarning):
        assert function(**{"before": 3}) == 3


def test_old_attributes_warn_and_are_the_new_ones(tmp_path: Path) -> None:
    settings = read_settings(environment={"RADREFS_CACHE": str(tmp_path)})
    registries = connect(settings)
    cached = Cached(Double([]), tmp_path / "answers")
    decided = not_asked(article(0).citation)
    object.__setattr__(decided, "override", Override("rejected", None, ""))
    limiter = RateLimiter()
    renames: list[tuple[Any, str, str]] = [
        (decided, "word", "override"),
        (decided.stored(), "word", "override"),
        (registries, "memory", "cache"),
        (registries, "remembers", "has_answer"),
        (registries.crossref, "pace", "rate_limiter"),
        (cached, "recall", "get"),
        (cached, "remember", "put"),
        (cached, "knows", "has"),
        (limiter, "turn", "acquire"),
    ]
    for record, old, new in renames:
        with pytest.warns(DeprecationWarning, match=rf"\.{old} will go with the next version"):
            found = getattr(record, old)
        assert found == getattr(record, new) and found is not None
    registries.close()
    cached.close()
