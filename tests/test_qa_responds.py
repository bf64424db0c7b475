"""Whether a sentence that is true answers what was asked."""

from __future__ import annotations

import pytest

from qa.engine import Engine
from qa.read.responds import Responsive
from qa.understand.kind import asks

HELMETS = (
    "Syrian and Russian airstrikes on Idlib killed at least 25 people, the opposition-run rescue service White Helmets "
    "said early on Monday."
)
UNION = "The Velmar Dock Union, led by Ingrid Solheim, said 640 of its 700 members had joined the strike."
LIST = "Tander promised to lower the price of medicines and to close the mine."


def responds(engine: Engine, question: str, sentence: str, *quotes: str, first: bool = True) -> bool:
    return Responsive(question, asks(question), engine.reader)(
        sentence, quotes or (sentence,), quotes or (sentence,), first
    )


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many people were killed in Idlib?", HELMETS),
        ("Who leads the Velmar Dock Union?", UNION),
        ("How many members of the union joined the strike?", UNION),
        ("What did Tander promise?", LIST),
    ],
)
def test_a_sentence_that_gives_the_value_answers(question: str, sentence: str, engine: Engine) -> None:
    assert responds(engine, question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the war end?", HELMETS),
        ("Who is the president of Velmar?", "The strike went on, a statement said."),
        ("Which country supports the rebels?", "The ministers agreed to maintain communication."),
        ("Who won the election in Quoria?", UNION),
    ],
)
def test_a_sentence_on_something_else_does_not(question: str, sentence: str, engine: Engine) -> None:
    assert not responds(engine, question, sentence)


def test_a_value_that_the_quote_has_and_the_sentence_lacks_answers_nothing(engine: Engine) -> None:
    assert not responds(engine, "Who leads the Velmar Dock Union?", "The members had joined the strike.", UNION)


def test_a_quote_that_says_it_of_what_the_sentence_names_is_enough(engine: Engine) -> None:
    sentence = "The mill in Nettlecombe grinds 600 kilograms a day."
    assert responds(engine, "How much does the mill in Nettlecombe grind?", sentence, "It grinds 600 kilograms a day.")


def test_to_an_open_question_the_first_sentence_speaks_of_what_that_does_and_others_add_to_it(engine: Engine) -> None:
    question = "Why did the dockers in Velmar strike?"
    assert responds(engine, question, UNION)
    assert not responds(engine, question, HELMETS)
    assert responds(engine, question, HELMETS, first=False)


def test_a_question_longer_than_the_reader_takes_is_answered_by_anything(engine: Engine) -> None:
    assert responds(engine, "Who said " + "very " * 300 + "much?", UNION)
