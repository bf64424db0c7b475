"""Namesakes: a sentence that tells of another one who shares a name of the question."""

from __future__ import annotations

import pytest

from qa.read.namesake import is_namesake

DROZD = "Prime Minister Pavel Drozd, 61, leads the Civic Union."


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How old is Helena Drozd?", DROZD),
        ("How many seats has the Farmers' Party?", "The Pirate Party has 40 seats."),
        ("How many people live in North Selm?", "Some 4,000 people live in South Selm."),
    ],
)
def test_another_first_name_before_the_last_one_is_another(question: str, sentence: str) -> None:
    assert is_namesake(question, sentence, "")


@pytest.mark.parametrize(
    ("question", "sentence", "span"),
    [
        ("How old is Pavel Drozd?", DROZD, "61"),
        ("How old is Drozd?", DROZD, "61"),
        ("How old is Helena Drozd?", "Mrs Drozd, 58, is no relation of Pavel Drozd.", "58"),
        ("How old is Helena Drozd?", "President Drozd is 58.", "58"),
        ("How old is Helena Drozd?", "Helena, who is no relation of Pavel Drozd, is 58.", "58"),
        ("When was the Selm Front formed?", "It was formed in 2017 of the Orle Front and others.", "2017"),
        ("How old is Joe Holm?", "Joseph Holm is 58.", "58"),
        ("What did the Israel Guard say?", "The IDF Guard said nothing.", "nothing"),
        ("Which descendant of Arne Holm sold the mill?", "Ivar Holm sold the mill.", "Ivar Holm"),
    ],
)
def test_a_title_a_pronoun_a_short_form_and_who_is_asked_for_are_none(question: str, sentence: str, span: str) -> None:
    assert not is_namesake(question, sentence, span)
