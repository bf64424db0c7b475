"""Counting tokens: an estimate that learns and stays within bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.llm.tokencount import TokenCount

TEXT = "The rebels began an offensive on November 27, and the army withdrew. " * 10


def test_it_starts_with_too_many_and_converges_on_the_models_own_count() -> None:
    count, own = TokenCount(), len(TEXT) // 5
    assert count.of(TEXT) > own * 1.5
    for _ in range(10):
        count.learn(TEXT, own)
    assert own < count.of(TEXT) < own * 1.07


def test_after_a_refusal_it_counts_more() -> None:
    count = TokenCount()
    before = count.of(TEXT)
    count.refused(TEXT, window=len(TEXT) // 2)
    assert count.of(TEXT) >= len(TEXT) // 2 > before


def test_a_short_prompt_or_one_that_was_not_counted_teaches_nothing() -> None:
    count = TokenCount()
    before = count.of(TEXT)
    count.learn("Hello", 300)
    count.learn(TEXT, None)
    count.learn(TEXT, 0)
    assert count.of(TEXT) == before


@given(st.lists(st.tuples(st.text(), st.integers(0, 10_000))), st.text())
def test_whatever_it_was_told_it_counts_between_an_eighth_of_the_bytes_and_a_little_more_than_all(
    told: list[tuple[str, int]], text: str
) -> None:
    count = TokenCount()
    for prompt, tokens in told:
        count.learn(prompt, tokens)
        count.refused(prompt, max(1, tokens))
    size = len(text.encode(errors="replace"))
    assert size / 8 <= count.of(text) <= size * 1.05 + 1
