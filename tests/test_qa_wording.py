"""How a question's words stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.wording import Wording, stem


@pytest.mark.parametrize(
    "words",
    "start starts started starting|begin begins began begun beginning|city cities|lead leads led leading|"
    "attack attacks attacked attacking|carry carries carried|stop stops stopped stopping".split("|"),
)
def test_forms_of_one_word_have_one_stem(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


def test_covered_is_the_share_of_the_content_words_that_stand_in_the_text() -> None:
    wording = Wording("When did the dockers begin the strike in Lyon?")
    assert wording.covered("The dockers of Lyon began their strike on Monday.") == 1
    assert wording.covered("The dockers of Lyon went home.") == 0.5
    assert wording.covered("") == 0


def test_a_question_without_content_words_is_covered_by_any_text() -> None:
    assert Wording("When was it?").covered("") == 1


def test_missing_counts_names_and_numbers_that_the_text_lacks() -> None:
    wording = Wording("Who met Anna Petit in Lyon in 1931?")
    assert wording.missing("Anna Petit was met in Lyon in 1931.") == 0
    assert wording.missing("Anna Petit was met in Geneva in 1932.") == 2


@pytest.mark.parametrize(
    ("question", "sentence", "opposed"),
    [
        ("When did the strike end?", "The strike began on Monday.", 1),
        ("When did the strike begin?", "The strike began on Monday.", 0),
        ("Who won the vote?", "Petit lost the vote.", 1),
        ("Who is the northern governor?", "The southern governor is Petit.", 1),
        ("When did the strike end?", "The strike is about pay.", 0),
    ],
)
def test_opposed_counts_words_that_the_sentence_turns_round(question: str, sentence: str, opposed: int) -> None:
    assert Wording(question).opposed(sentence, sentence) == opposed


def test_a_word_that_stands_elsewhere_in_the_passage_is_not_opposed() -> None:
    passage = "The strike began on Monday. It ended on Friday."
    assert Wording("When did the strike end?").opposed("The strike began on Monday.", passage) == 0


def test_echoes_is_the_share_of_the_span_that_the_question_holds() -> None:
    wording = Wording("Which union called the strike?")
    assert wording.echoes("the strike") == 1
    assert wording.echoes("Dock Union") == 0.5
    assert wording.echoes("Anna Petit") == 0
    assert wording.echoes("—") == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_shares_are_shares_whatever_the_texts(question: str, text: str) -> None:
    wording = Wording(question)
    assert 0 <= wording.covered(text) <= 1
    assert wording.covered(question) == 1
    assert wording.missing(question) == 0
    assert wording.opposed(text, question) == 0
    assert 0 <= wording.echoes(text) <= 1
