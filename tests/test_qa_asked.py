"""What a question asks for is told by rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.understand.kind import Want, asks


@pytest.mark.parametrize(
    "question",
    "|?|??!|hello|Hello!|hi there|thanks|Thank you very much|thanks for your help|ok|Good morning|How are you?|"
    "How are you doing today?|what's up|Syria|12|Why?|👍|test".split("|"),
)
def test_what_is_no_question_is_told(question: str) -> None:
    assert asks(question).refusal == "not_a_question"


@pytest.mark.parametrize(
    "question",
    [
        "Wann begann die Offensive?",
        "Quand l'offensive a-t-elle commencé ?",
        "¿Cuándo comenzó la ofensiva?",
        "Quando è iniziata l'offensiva?",
        "Wanneer begon het offensief?",
        "Kiedy rozpoczęła się ofensywa?",
        "Saldırı ne zaman başladı?",
        "Когда началось наступление?",
        "攻势是什么时候开始的？",
        "공세는 언제 시작되었나요?",
        "متى بدأ الهجوم؟",
    ],
)
def test_a_question_in_another_language_is_told(question: str) -> None:
    assert asks(question).refusal == "language"


@pytest.mark.parametrize(
    "question",
    [
        "Did Russia attack Idlib?",
        "And was he killed?",
        "Has the war ended",
        "Doesn't the army fight?",
        "Isn’t it over?",
        "Is it true that 25 people died?",
        "Has the war ended or not?",
        "Why did the offensive start?",
        "But why now?",
        "How come they lost?",
        "What was the reason for the attack?",
        "How did the rebels take Aleppo?",
        "How does one get there?",
        "How exactly did it happen?",
        "Summarise the article.",
        "Please summarize what happened",
        "Can you summarise it?",
        "Tell me about Syria",
        "Explain the conflict.",
        "Give me an overview of the war",
        "List all countries that called for de-escalation.",
        "What is the difference between HTS and JFS?",
        "What happened?",
        "What about Russia?",
        "What do we know about HTS?",
    ],
)
def test_what_no_span_can_answer_needs_a_language_model(question: str) -> None:
    assert asks(question).refusal == "needs_language_model"


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("In which year did the war begin?", "year"),
        ("What year was it?", "year"),
        ("How many people were killed?", "number"),
        ("And how many children?", "number"),
        ("How much did it cost?", "measure"),
        ("How long did it last?", "measure"),
        ("How old is the king?", "measure"),
        ("What percentage voted?", "measure"),
        ("Who led the offensive?", "person"),
        ("By whom was it led?", "person"),
        ("Whose army was it?", "person"),
        ("Do you know who led the offensive?", "person"),
        ("Could you tell me when the offensive started?", "date"),
        ("I'd like to know where they met", "place"),
        ("When did the offensive start?", "date"),
        ("On what date did it start?", "date"),
        ("Since when is he king?", "date"),
        ("Where did the ministers meet?", "place"),
        ("In which city did they meet?", "place"),
        ("How common is it?", "anything"),
        ("How often do they meet?", "anything"),
        ("What did the statement call for?", "anything"),
        ("Which group led the rebels?", "anything"),
        ("What happened in Aleppo on Friday?", "anything"),
        ("Is Aleppo in Syria or in Iraq?", "anything"),
        ("Name the president of Iran.", "anything"),
        ("offensive start date", "anything"),
    ],
)
def test_what_a_span_can_answer_is_asked_with_what_it_wants(question: str, want: Want) -> None:
    asked = asks(question)
    assert (asked.refusal, asked.want) == (None, want)


@pytest.mark.parametrize(
    ("question", "admitted", "refused"),
    [
        (
            "In which year did it start?",
            ["2011", "in 1999", "January 28, 2017", "44 BC"],
            ["November 27", "Monday", "25"],
        ),
        (
            "How many died?",
            ["25", "at least 25 people", "dozens", "14,000", "twenty-five"],
            ["people", "Aleppo", "many"],
        ),
        ("Who led it?", ["Assad", "the 2nd Army", "Macron"], ["November 27", "Monday", "on 3 May", "2011", "25"]),
        ("When did it start?", ["November 27", "after the attack"], ["—", "…", ""]),
        ("What was it?", ["a war"], ["?", " "]),
    ],
)
def test_a_span_must_hold_what_is_asked_for(question: str, admitted: list[str], refused: list[str]) -> None:
    asked = asks(question)
    assert [span for span in admitted if not asked.admits(span)] == []
    assert [span for span in refused if asked.admits(span)] == []


@pytest.mark.parametrize(
    ("question", "suited", "unsuited"),
    [
        ("When did it start?", ["November 27", "on Monday", "2011", "late last week"], ["in Aleppo", "rebels"]),
        ("How long did it last?", ["13 years", "two weeks"], ["the war"]),
        ("Who led it?", ["Hayat Tahrir al-Sham", "the king of Jordan"], ["rebels"]),
        ("Where was it?", ["in Hama province"], ["on the way"]),
    ],
)
def test_a_span_suits_that_looks_like_what_is_asked_for(question: str, suited: list[str], unsuited: list[str]) -> None:
    asked = asks(question)
    assert [span for span in suited if not asked.suits(span)] == []
    assert [span for span in unsuited if asked.suits(span)] == []


@given(st.text(max_size=60), st.text(max_size=40))
def test_any_text_is_understood_alike_each_time(question: str, span: str) -> None:
    asked = asks(question)
    assert asked == asks(question)
    assert asked.admits(span) in (True, False)
    assert asked.suits(span) in (True, False)


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("What are critics saying about the ban?", True),
        ("What did the king of Jordan say?", True),
        ("What do doctors think of it?", True),
        ("List the towns that fell.", True),
        ("What did police say was the cause?", False),
        ("What did the mayor tell residents to do?", False),
        ("What is the film about?", False),
    ],
)
def test_what_is_said_of_something_is_told_in_sentences_where_they_can_be_had(question: str, sentences: bool) -> None:
    assert asks(question).several is sentences


@pytest.mark.parametrize(
    ("question", "plural"),
    [
        ("Which groups merged?", True),
        ("Which two towns fell?", True),
        ("In which other countries is it banned?", True),
        ("Which country backs the factions?", False),
        ("Which press agency said it?", False),
        ("Which was the first town to fall?", False),
        ("Which Hamas leader was killed?", False),
    ],
)
def test_whether_more_than_one_of_a_kind_is_asked_for(question: str, plural: bool) -> None:
    assert asks(question).plural is plural


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("How many boats sank, according to the coast guard?", "the coast guard"),
        ("How many boats does the coast guard say sank?", "the coast guard"),
        ("How many boats sank according to the latest report?", ""),
        ("How many boats sank?", ""),
    ],
)
def test_by_whose_account_it_is_asked(question: str, source: str) -> None:
    assert asks(question).source == source


def test_a_question_behind_what_it_is_about_is_told_by_its_own_words() -> None:
    asked = asks("The agency searched the former mayor's estate on Monday. Where is the estate?")
    assert (asked.want, asked.side) == ("place", "")
    assert asked.admits("Holm")
    assert not asked.admits("on Monday")
