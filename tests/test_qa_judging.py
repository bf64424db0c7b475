"""A language model says of the sentences of the values that the reader found whether they answer the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from scripted import Judging, Scripted, quote_in
from written import assert_held, by_auto, events, writing

from index.errors import ModelServerError
from qa.answer import Answer
from qa.check.curve import Curve, Signs
from qa.engine import Engine
from qa.events import Answered, Checked, GaveUp, Proposed, Waits
from qa.llm.protocol import Judge, Wait
from qa.question import Question
from qa.read.spans import Value
from qa.write.judging import MOST

START = "When did the offensive start?"
END = "When did the offensive end?"
TRUE = "The rebels began their offensive against the Syrian government on November 27."


def ask(engine: Engine, model: Judging, question: str = START, **settings: object) -> Answer:
    answer = writing(engine, model, **settings).ask(question)
    assert_held(answer, engine.folder)
    return answer


def test_a_fact_is_answered_by_the_value_to_whose_sentence_the_model_says_yes(engine: Engine) -> None:
    model = Judging({"November 27": 0.95})
    answer = ask(engine, model)
    assert (answer.answer, answer.provenance.model) == ("November 27", model.name)
    assert "November 27" in answer.citations[0].cited_text
    assert answer.written
    assert answer.written.agrees is True
    assert answer.written.judged == answer.written.tokens == len(model.judged) >= 1
    assert model.asked == [], "nothing is written"


def test_a_list_that_is_asked_for_is_written_and_not_judged(engine: Engine) -> None:
    listed = "Hay'at Tahrir al-Sham was formed as a merger of Jaysh al-Ahrar and Jabhat Fateh al-Sham."
    model = Judging({}, [listed])
    answer = ask(engine, model, "List the groups that merged into Hayat Tahrir al-Sham.")
    assert (answer.answer, model.judged) == (listed, [])


def test_what_the_model_says_no_to_is_no_answer_and_the_best_is_a_guess(engine: Engine) -> None:
    answer = ask(engine, Judging({}))
    assert (answer.status, answer.reason) == ("abstained", "not_found")
    assert answer.written
    assert answer.written.agrees is None
    assert answer.guess is None or answer.guess.answer


def test_model_and_reader_choose_together_and_the_answer_says_whether_they_agree(engine: Engine) -> None:
    found = read(engine, START)
    other = found[1].text
    answer = ask(engine, Judging({other: 0.9999, found[0].text: 0.0001}), min_confidence=0.0)
    assert answer.answer == other
    assert answer.written
    assert answer.written.agrees is False


def read(engine: Engine, question: str) -> Sequence[Value]:
    from qa.events import Read

    seen = events(engine, replace(Question(question), model="reader"))
    return next(event.values for event in seen if isinstance(event, Read))


def test_each_sentence_is_judged_once_and_no_more_than_are_worth_it(engine: Engine) -> None:
    model = Judging(lambda _: 0.05)
    answer = ask(engine, model, END)
    quotes = [quote_in(messages) for messages in model.judged]
    assert 1 <= len(quotes) == len(set(quotes)) <= MOST
    assert answer.written
    assert answer.written.judged == len(quotes)
    for value in read(engine, END)[: len(quotes)]:
        assert any(value.spans[0].text in quote for quote in quotes)
    assert all(END in messages[-1].content for messages in model.judged)


def test_none_is_asked_for_after_one_that_is_sure(engine: Engine) -> None:
    model = Judging({"November 27": 0.9999})
    ask(engine, model)
    assert len(model.judged) == 1


def test_where_the_server_does_not_tell_how_likely_a_word_is_the_model_writes(engine: Engine) -> None:
    model = Judging(lambda _: None, [TRUE])
    answer = ask(engine, model)
    assert answer.answer == TRUE
    assert answer.written
    assert (len(model.judged), answer.written.judged) == (1, 0)


@pytest.mark.parametrize("question", ["Why did residents of Aleppo flee?", "Did the offensive start?"])
def test_what_no_span_answers_is_written(question: str, engine: Engine) -> None:
    model = Judging({}, [TRUE.replace("The rebels", "Rebels")])
    ask(engine, model, question)
    assert (len(model.judged), len(model.asked)) == (0, 1)


def test_a_failure_is_an_error_where_the_model_was_named_and_the_readers_answer_where_it_was_not(
    engine: Engine,
) -> None:
    fails = ModelServerError("it is down")
    with pytest.raises(ModelServerError, match="it is down"):
        writing(engine, Judging(lambda _: fails)).ask(START)
    seen = events(by_auto(engine, Judging(lambda _: fails)), START)
    assert any(isinstance(event, GaveUp) and "it is down" in event.why for event in seen)
    assert isinstance(seen[-1], Answered)
    assert seen[-1].answer.answer == "November 27"
    assert seen[-1].answer.provenance.model == engine.reader.name


def test_what_is_waited_for_is_told_before_each_judgement_and_before_writing(engine: Engine) -> None:
    model = Judging({"November 27": 0.99}, [TRUE], wait=Wait(120, 12.345, True))
    seen = events(writing(engine, model), START)
    kinds = [type(event) for event in seen]
    assert kinds.index(Proposed) < kinds.index(Waits)
    assert seen[kinds.index(Waits)] == Waits(120, 12.3, True, "November 27")
    assert Checked not in kinds
    seen = events(writing(engine, Judging({}, ["NOT IN THE PASSAGES"])), "Why did residents of Aleppo flee?")
    assert Waits(100, None, False, None) in seen


def test_a_model_that_was_not_measured_states_the_confidence_of_those_that_were_and_says_so(engine: Engine) -> None:
    answer = ask(engine, Judging({"November 27": 0.95}))
    assert answer.confidence is not None
    assert answer.written
    assert answer.written.measured is False


def test_a_confidence_rises_with_what_the_model_and_the_reader_say() -> None:
    curve = Curve.shipped("ollama/unheard-of", "sha256:0")
    stated = [curve.confidence(Signs.of_judgement(says, 0.5)) for says in (0.0, 0.2, 0.8, 1.0)]
    assert stated == sorted(stated)
    stated = [curve.confidence(Signs.of_judgement(0.5, reader)) for reader in (0.0, 0.2, 0.8, 1.0)]
    assert stated == sorted(stated)


def test_only_a_model_that_tells_how_likely_a_word_is_is_a_judge() -> None:
    assert isinstance(Judging({}), Judge)
    assert not isinstance(Scripted([]), Judge)


def test_an_article_cannot_give_orders_in_a_quote(engine: Engine) -> None:
    model = Judging(lambda _: 0.0)
    ask(engine, model)
    messages = model.judged[0]
    assert "no instruction" in messages[0].content
    assert messages[-1].content.count("\n") == 2, "what a quote holds stays on its line"
