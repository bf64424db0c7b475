"""The question: one shape everywhere, each mistake in it named."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UsageError
from index.filters import Filters
from qa.question import Question, Turn
from qa.settings import Settings

DAYS = st.none() | st.dates().map(lambda day: day.isoformat())
NAMES = st.lists(st.text(max_size=10), max_size=3).map(tuple)
QUESTIONS = st.builds(
    Question,
    question=st.text(max_size=50),
    history=st.lists(st.builds(Turn, st.text(max_size=20), st.text(max_size=20)), max_size=3).map(tuple),
    filters=st.builds(Filters, NAMES, NAMES, DAYS, DAYS, NAMES),
    as_of=DAYS,
    model=st.sampled_from([None, "reader"]),
    min_confidence=st.none() | st.floats(0, 1),
    k=st.none() | st.integers(1, 100),
)


@given(QUESTIONS)
def test_a_question_is_the_same_after_a_round_trip(question: Question) -> None:
    assert Question.parse(asdict(question)) == question


def test_all_but_the_question_may_be_left_out() -> None:
    assert Question.parse({"question": "Who led it?"}) == Question("Who led it?")
    nothing = {"history": None, "filters": None, "as_of": None, "model": None, "stream": False, "draft": None}
    assert Question.parse({"question": "Who led it?"} | nothing) == Question("Who led it?")
    assert Question.parse({"question": "x", "history": [{"question": "y"}]}).history == (Turn("y", ""),)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"question": "x", "answer": "y"}, "answer"),
        ({"question": 1}, "question"),
        ({"question": ["x"]}, "question"),
        ({"question": "x", "history": "y"}, "history"),
        ({"question": "x", "history": {"question": "y"}}, "history"),
        ({"question": "x", "history": ["y"]}, "history turn 1"),
        ({"question": "x", "history": [{}, {"q": "y"}]}, "history turn 2: q"),
        ({"question": "x", "history": [{"question": "y", "answer": 3}]}, "answer"),
        ({"question": "x", "filters": []}, "filters"),
        ({"question": "x", "filters": "seeds"}, "filters"),
        ({"question": "x", "filters": {"source": "y"}}, "filters: source"),
        ({"question": "x", "filters": {"sources": "y"}}, r"filters\.sources"),
        ({"question": "x", "filters": {"sources": [1]}}, r"filters\.sources"),
        ({"question": "x", "filters": {"article_ids": 7}}, r"filters\.article_ids"),
        ({"question": "x", "filters": {"since": "yesterday"}}, r"filters\.since is 'yesterday'.*YYYY-MM-DD"),
        ({"question": "x", "filters": {"until": "2024-02-30"}}, r"filters\.until"),
        ({"question": "x", "filters": {"since": 20240101}}, r"filters\.since"),
        ({"question": "x", "as_of": "2024-11-27T10:00"}, "as_of"),
        ({"question": "x", "model": 4}, "model"),
        ({"question": "x", "min_confidence": "0.3"}, "min_confidence is '0.3': give a number"),
        ({"question": "x", "k": 2.5}, "k is 2.5: give a whole number"),
        ({"question": "x", "k": True}, "k is True"),
    ],
)
def test_a_bad_field_is_named(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(UsageError, match=named):
        Question.parse(fields)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        (Question("x" * 11), "question has 11 characters; at most 10"),
        (Question("x", (Turn("y"),) * 3), "history has 3 turns; at most 2"),
        (Question("x", (Turn("y"), Turn("y" * 7))), "history turn 2: question has 7"),
        (Question("x", (Turn("y", "z" * 7),)), "history turn 1: answer has 7"),
        (Question("x", filters=Filters(("a",) * 4)), r"filters\.article_ids has 4 ids; at most 3"),
        (Question("x", filters=Filters(("",))), r"A value of filters\.article_ids is empty"),
        (Question("x", filters=Filters(sources=("a.txt", " "))), r"A value of filters\.sources is empty"),
        (Question("x", filters=Filters(outlets=("",))), r"A value of filters\.outlets is empty"),
        (Question("x", model="gpt-4"), "'gpt-4' is not known: use reader .*, auto, ollama/NAME .* or openai/NAME"),
        (Question("x", model="llama3.2:3b"), r"'llama3.2:3b' is not known: .* Did you mean ollama/llama3.2:3b\?"),
        (Question("x", model="ollama/"), "'ollama/' is not known"),
        (Question("x", model=""), "'' is not known"),
        (Question("x", filters=Filters(since="2024-02-02", until="2024-02-01")), "since .* is after until"),
        (Question("x", filters=Filters(since="soon")), "since is 'soon'"),
        (Question("x", as_of="soon"), "as_of is 'soon'"),
        (Question("x", min_confidence=1.1), "min_confidence is 1.1: give a number from 0 to 1"),
        (Question("x", min_confidence=float("nan")), "min_confidence is nan"),
        (Question("x", k=0), "k is 0: give a number from 1 to 100"),
        (Question("who\0"), "question holds NUL"),
        (Question("x", filters=Filters(sources=("a.txt",) * 3)), r"filters\.sources has 3 sources; at most 2"),
        (Question("x", filters=Filters(sources=("a" * 4_097,))), r"source of filters\.sources has 4,097 characters"),
        (Question("x", filters=Filters(sources=("a.txt", "\0"))), r"filters\.sources holds NUL"),
        (Question("x", filters=Filters(sources=("\udcff",))), r"filters\.sources holds NUL or half a character"),
        (Question("\ud83d"), "question holds NUL or half a character"),
        (Question("x", (Turn("y", "\udc80"),)), "history turn 1: answer holds NUL or half"),
    ],
)
def test_what_passes_a_limit_is_named_with_the_limit(question: Question, named: str) -> None:
    settings = Settings(max_question_chars=10, max_history_turns=2, max_turn_chars=6, max_article_ids=3, max_sources=2)
    with pytest.raises(UsageError, match=named):
        question.check(settings)


def test_what_is_at_its_limit_is_taken() -> None:
    settings = Settings(max_question_chars=10, max_history_turns=2, max_turn_chars=6, max_article_ids=3, max_sources=2)
    day = "2024-02-02"
    filters = Filters(("a",) * 3, ("a.txt",) * 2, since=day, until=day)
    Question("x" * 10, (Turn("y" * 6, "z" * 6),) * 2, filters, as_of=day, model="reader").check(settings)


def test_how_an_answer_is_sent_is_no_part_of_the_question() -> None:
    asked = Question.parse({"question": "x", "stream": True, "draft": True})
    assert asked == Question("x")


@pytest.mark.parametrize("name", ["reader", "auto", "ollama/llama3.2", "ollama/hf.co/a/b:Q4_K_M", "openai/gpt-oss"])
def test_a_model_may_be_named_that_may_not_be_there(name: str) -> None:
    Question("x", model=name).check(Settings())
