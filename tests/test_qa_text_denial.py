"""What a sentence says is not so, and what only sounds like that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.denial import contradicts, denials, knows_of_denial
from qa.text.wording import letter_stems


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("The coach said he would not leave in August.", " leave in August."),
        ("She didn’t sign, he said.", " sign"),
        ("The Union refused to sign the pact and left.", " to sign the pact "),
        ("No driver walked out.", " driver walked out."),
        ("The firm denied it was broke; 250 jobs were cut.", " it was broke"),
        ("The army rejected claims that 40 men died.", " that 40 men died."),
        ("A report that Holm bought the club was later retracted.", " Holm bought the club "),
    ],
)
def test_a_denial_is_found_with_what_is_denied(sentence: str, denied: str) -> None:
    assert denied in [sentence[one.start : one.end] for one in denials(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The boy was not found until Tuesday.",
        "The boy wasn't found before Tuesday.",
        "Not only the mayor came.",
        "No fewer than 40 came.",
        "It did not take more than a day.",
        "Nothing but rubble was left.",
        "The request was refused by the mayor of Orle.",
    ],
)
def test_what_only_sounds_like_a_denial_is_none(sentence: str) -> None:
    assert not denials(sentence)


@pytest.mark.parametrize(
    ("question", "knows"),
    [
        ("When did the minister deny it?", True),
        ("Who did not sign?", True),
        ("Who claimed that the bridge is safe?", True),
        ("When did the minister resign?", False),
    ],
)
def test_a_question_may_know_of_a_denial(question: str, knows: bool) -> None:
    assert knows_of_denial(question) == knows


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("She will not resign over the sale.", "When did she resign?", True),
        ("The firm denied that it would reopen on Monday.", "When does the mine reopen?", True),
        ("He was not charged with foreign lobbying.", "How long can he get for the charges?", False),
        ("It’s not the game that we wanted.", "What was the score of the game?", False),
        ("There was not a victim.", "How many victims were there?", True),
    ],
)
def test_a_denial_contradicts_what_is_told_of_the_same(sentence: str, question: str, expected: bool) -> None:
    assert contradicts(sentence, frozenset(letter_stems(question))) is expected


@given(st.text(max_size=120))
def test_what_is_denied_lies_in_the_text(text: str) -> None:
    assert all(0 <= one.start <= one.end <= len(text) for one in denials(text))
