"""A person's decisions: on one entry, and on all of the same text."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from radrefs import Citation, RadrefsError, parse_entry
from radrefs.registries.base import Nobody
from radrefs.resolutions import overrides
from radrefs.resolutions.resolution import NOT_ASKED, Override, Resolution, not_asked
from tests.articles import Double, article, articles


def entries(*numbers: int) -> list[Resolution]:
    return [not_asked(article(number).citation) for number in numbers]


def test_a_decision_holds_for_all_entries_of_the_same_text() -> None:
    found = entries(0, 1, 0, 2, 0)
    rejected = overrides.rejected(found[2]).override
    changed = overrides.on_same_text(found, 2, rejected)
    assert list(changed) == [0, 2, 4]
    assert {one.override for one in changed.values()} == {rejected}
    assert [one.citation for one in changed.values()] == [found[at].citation for at in changed]
    back = overrides.on_same_text([changed.get(at, one) for at, one in enumerate(found)], 0, None)
    assert back == {at: found[at] for at in (0, 2, 4)}


def test_blanks_make_no_other_text() -> None:
    wrapped = not_asked(parse_entry(article(0).entry.replace(" of ", "\n   of ")))
    changed = overrides.on_same_text([wrapped, *entries(1, 0)], 0, Override("rejected", None, ""))
    assert list(changed) == [0, 2]


def test_entries_without_a_text_are_decided_on_one_by_one() -> None:
    empty = not_asked(Citation(id="a", type="document"))
    assert list(overrides.on_same_text([empty, empty], 1, Override("rejected", None, ""))) == [1]


def test_a_doi_is_looked_up_unless_it_is_the_one_found() -> None:
    double = Double(articles(2))
    (entry,) = entries(1)
    decided = overrides.accepted(entry, article(1).doi, double, "seen")
    assert decided.message == ""
    assert decided.resolution.override is not None
    assert decided.resolution.override.work == article(1).work
    assert decided.resolution.override.note == "seen"
    assert double.looked_up == [[article(1).doi]]
    with pytest.raises(RadrefsError, match="held by no registry that was asked"):
        overrides.accepted(entry, "10.5555/slip", double)
    unseen = overrides.accepted(entry, "10.5555/slip", Nobody())
    assert unseen.resolution.doi == "10.5555/slip"
    assert unseen.message == (
        "doi:10.5555/slip is kept as you say; it could not be looked up: no registry was asked"
    )


def test_corrections_stay_where_a_doi_is_decided_and_go_with_all() -> None:
    (entry,) = entries(0)
    corrected = overrides.with_correction(entry, "year", "2012")
    both = overrides.rejected(corrected)
    assert both.override is not None
    assert (both.override.kind, both.override.fields) == ("rejected", (("issued", "2012"),))
    assert overrides.forgotten(both) == replace(both, override=None) == entry


def test_an_entry_that_was_not_asked_says_so_and_records_do_not_change() -> None:
    (entry,) = entries(0)
    assert entry.decision.reason == NOT_ASKED == "not asked yet"
    assert entry.stored().of(entry.citation) == entry
    for record in (entry, entry.stored(), Override("rejected", None, "")):
        with pytest.raises(FrozenInstanceError):
            record.date = "2027-01-01"  # type: ignore[misc]
