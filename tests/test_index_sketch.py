"""Sketches tell copies of a text, cut, reordered or edited, from other texts."""

from __future__ import annotations

from random import Random

import pytest

from index.sketch import MOST, containment, of_one_origin, sketch

CHANCE = Random(5)
VOCABULARY = [f"{a}{b}" for a in "bcdfghklmnprst" for b in ("ano", "eri", "olu", "ita", "une", "ador", "inel")]


def story(words: int) -> list[str]:
    return [CHANCE.choice(VOCABULARY) for _ in range(words)]


def changed(words: list[str], share: float) -> list[str]:
    return [CHANCE.choice(VOCABULARY) if CHANCE.random() < share else word for word in words]


@pytest.mark.parametrize("words", [80, 400, 3_000])
def test_a_copy_is_told_that_was_cut_reordered_given_a_new_lead_or_edited(words: int) -> None:
    text = story(words)
    half = words // 2
    for copy in (text[:half], text[half:] + text[:half], story(30) + text[20:], changed(text, 0.25)):
        assert of_one_origin(sketch(" ".join(text)), sketch(" ".join(copy)))
        assert not of_one_origin(sketch(" ".join(story(words))), sketch(" ".join(copy)))


def test_case_marks_and_lines_do_not_count() -> None:
    text = " ".join(story(50))
    assert containment(sketch(text), sketch(text.upper().replace(" ", ",\n "))) == 1


def test_of_a_few_words_nothing_is_told() -> None:
    assert not of_one_origin(sketch("The bridge is open"), sketch("The bridge is open"))
    assert not of_one_origin(sketch(""), sketch(""))


def test_a_sketch_of_a_long_text_is_no_longer_than_of_a_shorter_one() -> None:
    assert len(sketch(" ".join(story(20_000)))) == MOST
