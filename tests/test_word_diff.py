"""Check how the words in which two texts differ are found and marked."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radrefs.word_diff import Piece, differing, marked, word_diff

texts = st.text(st.sampled_from("ab .,-\u2013éE"), max_size=12)


@pytest.mark.parametrize(
    "old, new, shown",
    [
        ("61(3):291, 2019", "62(3):291, 2020 Mar", "[-61-]{+62+}(3):291, [-2019-]{+2020 Mar+}"),
        ("one two", "one two", "one two"),
        ("Brain", "brain", "[-Brain-]{+brain+}"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("", "", ""),
    ],
)
def test_changed_words_are_marked_in_the_new_text(old: str, new: str, shown: str) -> None:
    assert marked(old, new) == shown


@pytest.mark.parametrize(
    "one, other, words, other_words",
    [
        ("Brain Commun", "Brain Commun", [], []),
        ("Ménière’s disease", "Meniere’s disease.", [], []),
        ("291\u2013299", "291-299", [], []),
        ("a 2 b", "a 3 b", ["2"], ["3"]),
        ("a b", "a c b", [], ["c "]),
        ("a. b", "a b", ["."], []),
        ("a quantitative study", "a qualitative study", ["quantitative"], ["qualitative"]),
        ("Möller’s SPASM.", "Moller’s spasm", [], []),
        ("21-24", "I21–I24", ["21", "24"], ["I21", "I24"]),
        ("", "all new", [], ["all new"]),
    ],
)
def test_words_that_differ_are_marked_in_both(
    one: str, other: str, words: list[str], other_words: list[str]
) -> None:
    left, right = differing(one, other)
    assert [piece.text for piece in left if piece.differs] == words
    assert [piece.text for piece in right if piece.differs] == other_words


@given(texts, texts)
def test_the_pieces_are_the_texts(one: str, other: str) -> None:
    left, right = differing(one, other)
    for pieces, text in ((left, one), (right, other)):
        assert "".join(piece.text for piece in pieces) == text
        assert all(piece.text for piece in pieces)
        marks = [piece.differs for piece in pieces]
        assert all(a != b for a, b in pairwise(marks))
    runs = [*word_diff(one, other)]
    assert "".join(run.one for run in runs) == one
    assert "".join(run.other for run in runs) == other
    assert all(run.one == run.other for run in runs if run.same)


@given(texts, texts)
def test_the_marks_have_both_texts(old: str, new: str) -> None:
    assert marked(old, new, lambda text: text, lambda text: "") == old
    assert marked(old, new, lambda text: "", lambda text: text) == new


def test_long_texts_are_not_compared_word_by_word() -> None:
    long = "a " * 4000
    assert marked(long, "b") == f"[-{long}-]{{+b+}}"
    assert marked(long, long) == long
    assert differing(long, "b") == ((Piece(long, True),), (Piece("b", True),))
    assert differing(long, long) == ((Piece(long),), (Piece(long),))
