"""Check how two citations are compared: one article, possibly one, or two."""

from __future__ import annotations

import pytest

from radrefs import parse_entry
from radrefs.matching.normalize import folded
from radrefs.matching.pairs import Fingerprint, PairMatch, clearly_distinct, match_pair
from radrefs.matching.wording import differ_by_slips, heads_of

FIRST = (
    "Marchetti L et al: Imaging of neurovascular conflict in hemifacial spasm. "
    "Neuroradiology. 61(3):291-9, 2019"
)
CERTAIN = PairMatch("duplicate", certain=True)


@pytest.mark.parametrize(
    "other, match",
    [
        (FIRST, CERTAIN),
        (FIRST.replace("hemifacial", "hemifacail"), CERTAIN),
        (f"{FIRST}. doi:10.5555/one", CERTAIN),
        (FIRST.replace(":291-9", ""), PairMatch("duplicate")),
        (FIRST.replace("61(3):291-9, 2019", "ePub, 2019"), PairMatch("possible")),
        (FIRST.replace("291-9", "305-9"), PairMatch("possible", contradicts=True)),
        (FIRST.replace("hemifacial spasm", "hemifacial pain"),
         PairMatch("possible", contradicts=True)),
        (FIRST.replace("Imaging of neurovascular conflict in", "Die Behandlung von"),
         PairMatch("possible", contradicts=True)),
        (FIRST.replace("Marchetti L", "Okafor C"), PairMatch("distinct", contradicts=True)),
        ("Okafor C: Vertebral artery dissection. Stroke. 50(1):e1-9, 2019",
         PairMatch("distinct", contradicts=True)),
    ],
)  # fmt: skip
def test_two_citations_are_compared(other: str, match: PairMatch) -> None:
    one, two = (Fingerprint(parse_entry(text)) for text in (FIRST, other))
    assert match_pair(one, two) == match
    assert match_pair(two, one) == match


@pytest.mark.parametrize(
    "other, distinct",
    [
        ("Okafor C: Vertebral artery dissection. Stroke. 50(1):e1-9, 2019", True),
        (FIRST.replace("Marchetti L", "Okafor C"), False),
        ("Marchetti L: Vertebral artery dissection. Stroke. 50(1):e1-9, 2019", False),
        ("Okafor C. Stroke. 50(1):e1-9, 2019", False),
    ],
)
def test_citations_without_anything_in_common_are_distinct(other: str, distinct: bool) -> None:
    one, two = (Fingerprint(parse_entry(text)) for text in (FIRST, other))
    assert clearly_distinct(one, two) is distinct


@pytest.mark.parametrize(
    "one, other, slips",
    [
        ("Imaging of tumours in haemorrhage", "Imaging of tumors in hemorrhage", True),
        ("The three dimensional anatomy", "The 3-dimensional anatomy", True),
        ("The imaging of the brain", "Imaging of brain", True),
        ("Viscosity betewen interfaces", "Viscosity between interfaces", True),
        ("The neuro vascular conflict", "The neurovascular conflict", True),
        ("The ileum after trauma", "The ilium after trauma", False),
        ("MRI of typical meningioma", "MRI of atypical meningioma", False),
        ("Vitamin K deficiency", "Vitamin deficiency", False),
        ("The ageing brain: part I", "The ageing brain: part II", False),
        ("The carotid artery", "The carotid artery in women", False),
        ("a " * 201, "b " * 201, False),
    ],
)
def test_titles_that_differ_by_slips_say_the_same(one: str, other: str, slips: bool) -> None:
    assert differ_by_slips(folded(one), folded(other)) is slips
    assert differ_by_slips(folded(other), folded(one)) is slips


@pytest.mark.parametrize(
    "title, heads",
    [
        ("Imaging of pain: a review (of cases)",
         {"imaging of pain", "imaging of pain a review"}),
        ("Imaging - a review", {"imaging"}),
        ("Imaging", set()),
        (": imaging", set()),
    ],
)  # fmt: skip
def test_a_title_is_cut_before_its_subtitle(title: str, heads: set[str]) -> None:
    assert heads_of(title) == heads
