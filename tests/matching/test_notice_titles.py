"""Check which notices are recognised by their titles: rows of titles and kinds."""

from __future__ import annotations

import pytest

from radrefs.item_types import NOTICE_TITLES
from radrefs.matching.notice_titles import notice_of


@pytest.mark.parametrize(
    "title, kind",
    [
        ("Erratum: Imaging", "correction"),
        ("Erratum. Imaging", "correction"),
        ("Correction to: Imaging", "correction"),
        ("Corrigendum to “Imaging”", "correction"),
        ("Author Correction: Imaging", "correction"),
        ("Imaging (Erratum)", "correction"),
        ("Correction for imaging of the orbit", "correction"),
        ("Imaging: authors’ reply", "reply"),
        ("In reply", "reply"),
        ("Response to “Imaging”", "reply"),
        ("Comment on “Imaging”", "comment"),
        ("Comment on imaging of the orbit", "comment"),
        ("Re: Imaging", "comment"),
        ("Invited Commentary: Imaging", "comment"),
        ("Letters to the Editor—Imaging", "letter"),
        ("Faculty Opinions recommendation of Imaging", "recommendation"),
        ("Expression of concern: Imaging", "concern"),
        ("Notice of Retraction: Imaging", "retraction"),
        ("Decision letter for imaging", "review"),
        ("Reply to: Correction: Imaging", "reply of correction"),
        ("Letter position coding in readers", ""),
        # An article, but it does no harm: page and record then name the same kind.
        ("Correction of kyphosis in adults", "correction"),
        ("Editorial policies of radiology journals", ""),
        ("RETRACTED: Imaging", ""),
        ("Imaging of the orbit: a review", ""),
        ("", ""),
    ],
)
def test_a_notice_is_recognised_by_its_title(title: str, kind: str) -> None:
    assert notice_of(title) == kind


@pytest.mark.parametrize("kind", NOTICE_TITLES)
def test_every_word_of_a_kind_is_recognised_before_a_colon(kind: str) -> None:
    assert NOTICE_TITLES[kind]
    for words in NOTICE_TITLES[kind]:
        assert notice_of(f"{words.capitalize()}: Imaging of the orbit") == kind
