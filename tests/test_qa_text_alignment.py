"""What the support score looks at: words and clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.check.embedded import clauses
from qa.text import alignment


def test_rare_words_count_more_than_common_ones() -> None:
    assert alignment.rarity("the") < alignment.rarity("city") < alignment.rarity("harbour") < alignment.rarity("brask")
    words = alignment.content("the city harbour")
    assert alignment.coverage(words, alignment.stems(["harbour"])) > alignment.coverage(words, frozenset({"city"}))


def test_forms_of_a_word_are_alike() -> None:
    assert alignment.coverage(alignment.content("negotiations"), alignment.stems(["They negotiated."])) == 1.0
    assert alignment.coverage(alignment.content("Iran"), alignment.stems(["Iraq"])) == 0.0


@given(st.text(), st.text())
def test_shares_are_shares(claim: str, text: str) -> None:
    said, held = alignment.content(claim), alignment.content(text)
    there = alignment.stems([text])
    values = [
        alignment.coverage(said, there),
        alignment.coverage(held, alignment.stems([claim])),
    ]
    assert all(0.0 <= value <= 1.0 for value in values)


@given(st.text())
def test_words_are_slices_and_cover_themselves(text: str) -> None:
    found = alignment.words(text)
    assert all(text[word.start : word.end] == word.text for word in found)
    assert alignment.coverage(found, alignment.stems([text])) == pytest.approx(1.0)


@given(st.text())
def test_clauses_leave_no_word_out(text: str) -> None:
    joined = " ".join(clauses(text))
    assert all(joined.count(word.text) >= 1 for word in alignment.words(text))
