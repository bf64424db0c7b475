"""Rewriting: what a language model makes of a follow-up, and what of that is thrown away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import Reply, Scripted

from index.errors import ModelServerError, PromptTooLongError
from qa.llm.protocol import Usage
from qa.llm.sentences import visible
from qa.question import Turn
from qa.write.rewrite import RECENT, accept, standalone, stands_alone

HISTORY = (
    Turn("When did the offensive start?", "It started on November 27."),
    Turn("Who led the offensive?", "Hayat Tahrir al-Sham (HTS) led it."),
)


def rewritten(question: str, reply: Reply, history: Sequence[Turn] = HISTORY) -> str | None:
    """Return what becomes of a follow-up where the model replies this."""
    return asyncio.run(standalone(Scripted([reply]), question, history))


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Who leads it?", "Who leads Hayat Tahrir al-Sham?"),
        ("Who leads them?", "Who is leading Hayat Tahrir al-Sham?"),
        ("who leads it", "Who leads Hayat Tahrir al-Sham?"),
        ("Where did it begin?", "Where did the offensive begin?"),
        ("And why?", "Why did the offensive start on November 27?"),
        ("What about Hama?", "Who led the offensive in Hama?"),
        ("How did Turkey react?", "How did Turkey react to the offensive?"),
        ("How many of them died?", "How many people of Hayat Tahrir al-Sham died?"),
        ("Did they take Aleppo?", "Did HTS take Aleppo?"),
        ("In which city did it start?", "In which city did the offensive start?"),
        ("Tell me more about that group", "Tell me more about Hayat Tahrir al-Sham."),
        ("Who led it?", "Who led the offensive?"),
    ],
)
def test_a_follow_up_is_taken_as_the_model_rewrote_it(question: str, reply: str) -> None:
    """Whether it names what a pronoun stands for, or completes what was left out."""
    assert rewritten(question, reply) == reply


@pytest.mark.parametrize(
    "reply",
    [
        'Rewritten question: "Who leads Hayat Tahrir al-Sham?"',
        "**Question:** Who leads Hayat Tahrir al-Sham?",
        "The rewritten question is:\n\nWho leads Hayat Tahrir al-Sham?",
        "- “Who leads Hayat Tahrir al-Sham?”",
        "Who leads Hayat Tahrir al-Sham? It is led by Abu Mohammed al-Jolani.",
        "who leads  Hayat Tahrir al-Sham?\nAnswer: Abu Mohammed al-Jolani",
        "Who leads Hayat Tahrir al-Sham",
        "Who leads \u200bHayat Tahrir\x00 al-Sham?",
    ],
)
def test_what_stands_around_the_question_is_left_out(reply: str) -> None:
    """Labels, quotation marks, an answer behind it, characters that nobody sees."""
    assert rewritten("Who leads it?", reply) == "Who leads Hayat Tahrir al-Sham?"


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        ("Who leads Hayat Tahrir al-Sham in Idlib?", "a name that nobody said"),
        ("Who has led Hayat Tahrir al-Sham since 2017?", "a date that nobody said"),
        ("Who leads the offensive of November 28?", "another date"),
        ("Who leads the 30,000 men of Hayat Tahrir al-Sham?", "a number that nobody said"),
        ("Abu Mohammed al-Jolani leads it.", "an answer"),
        ("Hayat Tahrir al-Sham", "no question"),
        ("When did the offensive start?", "another question, an echo"),
        ("What leads Hayat Tahrir al-Sham?", "another question word"),
        ("Who started the offensive?", "another verb"),
        ("Who leads it?", "nothing rewritten"),
        ("Who leads them?", "it leans still"),
        ("Wer führt die Hayat Tahrir al-Sham an?", "another language"),
        ("Who leads " + "the offensive and " * 20 + "Hayat Tahrir al-Sham?", "far too long"),
        ("", "nothing"),
        (" \n\n ", "nothing"),
        ("?", "nothing"),
        ("[1]", "nothing"),
        ([*"Who leads the", Usage(finished="length")], "cut off"),
    ],
    ids=lambda given: given[:40] if isinstance(given, str) else "pieces",
)
def test_a_rewrite_that_cannot_be_taken_is_thrown_away(reply: Reply, what: str) -> None:
    """The rules do what they can then."""
    assert rewritten("Who leads it?", reply) is None, what


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("What about Hama?", "Who led the offensive?"),
        ("What about him?", "Who led the offensive?"),
        ("Did it end in 2024?", "Did the offensive end?"),
        ("Did it end?", "When did the offensive end?"),
        ("How many of them took Aleppo?", "How did Hayat Tahrir al-Sham take Aleppo?"),
    ],
)
def test_a_rewrite_without_what_was_asked_is_thrown_away(question: str, reply: str) -> None:
    """Its own names, numbers and question word must stand in it; what only repeats an earlier question asks nothing."""
    assert rewritten(question, reply) is None


def test_a_rewrite_that_only_says_the_same_in_other_words_is_thrown_away() -> None:
    """It would ask another thing: "died" is not "were killed"."""
    assert rewritten("How many were killed in Hama?", "How many people died in Hama?") is None


@pytest.mark.parametrize(
    "question",
    [
        "When did Bashar al-Assad leave Syria for Moscow?",
        "Who leads the group Hayat Tahrir al-Sham?",
        "How many children were killed in Idlib?",
    ],
)
def test_a_question_that_stands_alone_is_not_given_to_the_model(question: str) -> None:
    """Nobody waits for a rewrite that changes nothing."""
    model = Scripted([])
    assert stands_alone(question)
    assert asyncio.run(standalone(model, question, HISTORY)) is None
    assert not model.asked


@pytest.mark.parametrize(
    "question", ["Who led it?", "And in Hama?", "How did Turkey react?", "Why?", "Where is Aleppo?"]
)
def test_a_question_that_may_lean_on_the_last_one_is_given_to_the_model(question: str) -> None:
    """Also one with a name of its own, where it says too little to stand alone."""
    assert not stands_alone(question)


def test_the_first_question_is_not_given_to_the_model() -> None:
    """There is nothing that it could lean on."""
    assert rewritten("Who led it?", AssertionError("asked"), history=()) is None


def test_the_model_is_shown_the_last_turns_and_few_words_of_each() -> None:
    """A long conversation costs no more than a short one."""
    history = [Turn(f"Who led the offensive {'x' * n}?", "word " * 400) for n in range(20)]
    model = Scripted([""])
    asyncio.run(standalone(model, "Who led it?", history))
    (messages,) = model.asked
    assert messages[-1].content.count("Question: ") == RECENT
    assert history[-1].question in messages[-1].content
    assert sum(len(message.content) for message in messages) < 4_000


def test_turns_that_do_not_fit_are_left_out_the_oldest_first() -> None:
    """Where not even one fits, the rules do what they can."""
    model = Scripted([PromptTooLongError("x"), "Who leads Hayat Tahrir al-Sham?"])
    assert asyncio.run(standalone(model, "Who leads it?", HISTORY))
    assert HISTORY[0].question not in model.asked[-1][-1].content
    assert rewritten("Who leads it?", PromptTooLongError("x"), HISTORY[:1]) is None


def test_the_model_is_stopped_once_its_question_has_ended() -> None:
    """What it would write behind it is not waited for."""
    model = Scripted([["Who leads ", "Hayat Tahrir al-Sham? ", "It is led by ", "someone."]])
    assert asyncio.run(standalone(model, "Who leads it?", HISTORY)) == "Who leads Hayat Tahrir al-Sham?"
    assert (model.begun, model.stopped) == (1, 1)


def test_a_model_that_fails_is_told() -> None:
    """Whether the rules do then is for the engine to say."""
    with pytest.raises(ModelServerError):
        rewritten("Who leads it?", ModelServerError("It is down."))


@given(st.text(max_size=120), st.text(max_size=60))
def test_whatever_a_model_writes_what_is_taken_is_one_clean_line(reply: str, question: str) -> None:
    """No reply breaks it, and nothing gets through that would break a prompt or a screen."""
    took = accept(reply, question, HISTORY)
    assert took is None or (
        took == " ".join(took.split()) and visible(took) == took and len(took) <= len(question) + 200
    )
