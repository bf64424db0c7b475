"""Keywords in place of a question: what they may ask, and what of that the articles answer."""

from __future__ import annotations

import pytest

from index.embedder import MiniLM
from qa.engine import Engine
from qa.read.network import MAX_QUESTION_TOKENS
from qa.understand.keywords import questions_of


@pytest.mark.parametrize(
    ("keywords", "questions"),
    [
        ("ferry fire", ("what ferry fire?", "when did ferry fire?", "where did ferry fire?", "how many ferry fire?")),
        ("city hit by airstrikes", ("which city hit by airstrikes?",)),
        ("ferry guild director", ("who is the ferry guild director?",)),
        ("countries signed treaty?", ("which countries signed treaty?",)),
        ("when did it burn", ()),
        ("did the ferry burn", ()),
        ("what's the ferry's name", ()),
        ("name the captain of the ferry", ()),
        ("hello there", ()),
        ("summarize the ferry fire", ()),
        ("ferry", ()),
    ],
)
def test_words_that_do_not_say_what_is_wanted_may_ask_several_things(keywords: str, questions: tuple[str, ...]) -> None:
    assert questions_of(keywords) == questions


@pytest.mark.parametrize(
    ("keywords", "answer", "understood"),
    [
        ("hayat tahrir al-sham formed", "January 28, 2017", "when did hayat tahrir al-sham formed?"),
        ("people displaced violence", "over 14,000", "how many people displaced violence?"),
    ],
)
def test_they_are_answered_as_what_the_articles_answer_most_surely(
    engine: Engine, keywords: str, answer: str, understood: str
) -> None:
    told = engine.ask(keywords)
    assert (told.answer, told.understood_as) == (answer, understood)


def test_they_stay_as_they_are_where_nothing_is_answered(engine: Engine) -> None:
    told = engine.ask("penguin migration antarctica")
    assert (told.answer, told.understood_as) == (None, None)


def test_keywords_that_are_too_long_as_questions_are_read_as_they_are(engine: Engine, embedder: MiniLM) -> None:
    long = " ".join(["ferry" * 19, *["hospital" + "qx" * 45] * 8])
    while embedder.token_counts([f"{long}?"])[0] > MAX_QUESTION_TOKENS:
        long = long[:-1]
    assert questions_of(long)
    assert engine.ask(long).status == "abstained"
