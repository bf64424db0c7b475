"""Follow-ups are made to stand alone; a question that does is left as it is."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.question_set import load_set
from index.embedder import MiniLM
from index.indexer import index_paths
from qa.engine import Engine
from qa.question import Question, Turn
from qa.settings import Settings
from qa.understand.followup import Understood, understand
from qa.understand.referents import Kinds

STRIKE = Turn("When did the strike begin?", "March 3")
UNION = Turn("Who called the strike?", "the Dock Workers Union (DWU)")
MAYOR = Turn("Who is the mayor of Lyon?", "Anna Petit")
HURT = Turn("How many people were hurt in Lyon?", "at least 12")
MET = Turn("Where did the ministers meet?", "Geneva")
SILENT = Turn("When was Geneva founded?", "")


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        # A pronoun stands for a name in the last answer, or for what the last question was about.
        ([STRIKE], "Who led it?", "Who led the strike?"),
        ([STRIKE], "What was its cause?", "What was the strike's cause?"),
        ([STRIKE], "When did that end?", "When did the strike end?"),
        ([UNION], "When were they founded?", "When were the Dock Workers Union founded?"),
        ([UNION], "Who leads them?", "Who leads the Dock Workers Union?"),
        ([UNION], "How old is their leader?", "How old is the Dock Workers Union's leader?"),
        ([MAYOR], "When was she elected?", "When was Anna Petit elected?"),
        ([MAYOR], "What is her party?", "What is Anna Petit's party?"),
        ([MAYOR], "Who met him?", "Who met Anna Petit?"),
        ([HURT], "How many people live there?", "How many people live in Lyon?"),
        ([MET], "How many people live there?", "How many people live in Geneva?"),
        ([SILENT], "Who rules it?", "Who rules Geneva?"),
        # "That group", "that day".
        ([UNION], "and when was that group formed?", "When was the Dock Workers Union formed?"),
        ([UNION, STRIKE], "When was that group formed?", "When was the Dock Workers Union formed?"),
        ([STRIKE, UNION], "Who lost that strike?", "Who lost the strike?"),
        ([STRIKE], "Who spoke on that day?", "Who spoke on March 3?"),
        # A bare question takes over the last one.
        ([STRIKE], "where?", "Where did the strike begin?"),
        ([STRIKE], "And where?", "Where did the strike begin?"),
        ([STRIKE], "when exactly?", "When exactly did the strike begin?"),
        ([Turn("In which year did the war end?", "1945")], "and where?", "Where did the war end?"),
        ([STRIKE, Turn("and where?", "Lyon")], "in which year?", "In which year did the strike begin?"),
        # Another thing in the place of the last.
        ([MAYOR], "What about Geneva?", "Who is the mayor of Geneva?"),
        ([MAYOR], "And in Geneva?", "Who is the mayor of Geneva?"),
        ([HURT], "How about New York?", "How many people were hurt in New York?"),
        ([STRIKE], "in Geneva?", "When did the strike begin in Geneva?"),
        ([STRIKE], "What about the march?", "When did the march begin?"),
        ([STRIKE], "And the march?", "When did the march begin?"),
        ([STRIKE], "and who is Anna Petit?", "Who is Anna Petit?"),
        # A correction asks the last question of another.
        ([MAYOR], "No, I meant Paris.", "Who is the mayor of Paris?"),
        ([MAYOR], "not Lyon, Paris", "Who is the mayor of Paris?"),
        ([STRIKE], "no, the march", "When did the march begin?"),
        ([MAYOR, Turn("How old is she?", "51")], "no, when was she elected?", "When was Anna Petit elected?"),
        # What was asked before is itself understood by what came before it.
        ([MAYOR, Turn("How old is she?", "51")], "And where was she born?", "Where was Anna Petit born?"),
        ([MAYOR], "Who did she marry?", "Who did Anna Petit marry?"),
        ([MAYOR], "Who elected her?", "Who elected Anna Petit?"),
    ],
)
def test_a_follow_up_is_made_to_stand_alone(history: list[Turn], question: str, expected: str) -> None:
    understood = understand(question, history)
    assert understood.question == expected
    assert understood.context == f"{history[-1].question} {history[-1].answer}".strip()


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Paris?",
        "When did the civil war begin?",
        "When did the dockers end their strike?",
        "Who told Petit that his army had lost?",
        "Who said that the war was over?",
        "When did Geneva lose its port?",
        "What did the president say before he left?",
        "Is it true that the strike ended?",
        "How long did it take to reach Geneva?",
        "How many people are there in Lyon?",
        "Where is the lake that the ministers crossed?",
        "Andorra has how many people?",
        "in English please",
        "ok, thanks",
    ],
)
@pytest.mark.parametrize("turn", [STRIKE, UNION, MAYOR, HURT, MET, SILENT], ids=lambda turn: turn.question)
def test_a_question_that_stands_alone_is_left_as_it_is(turn: Turn, question: str) -> None:
    assert understand(question, [turn]) == Understood(question)


@pytest.mark.parametrize("question", ["Who led it?", "and where?", "What about Geneva?", "", "?"])
def test_without_history_nothing_is_changed(question: str) -> None:
    assert understand(question, []) == Understood(question)


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        (Turn("who won", ""), "What did he say?"),
        (UNION, "Who spoke on that day?"),
        (Turn("hello", ""), "Where is it?"),
        (STRIKE, "How tall is she?"),
    ],
)
def test_where_nothing_fits_the_words_stay_and_history_serves_retrieval(turn: Turn, question: str) -> None:
    understood = understand(question, [turn])
    assert understood.question == question
    assert understood.context.startswith(turn.question)


@given(st.text(max_size=60), st.lists(st.builds(Turn, st.text(max_size=40), st.text(max_size=40)), max_size=4))
def test_any_history_is_taken(question: str, history: list[Turn]) -> None:
    assert understand(question, history) == understand(question, history)


def test_a_long_history_of_bare_questions_is_followed_to_its_first() -> None:
    history = [STRIKE, *(Turn("where?", "") for _ in range(19))]
    assert understand("and when?", history).question == "When did the strike begin?"


CHESS = Turn("Who beat Boris Falk?", "Emma Lindqvist")
OWNER = Turn("Which company owns the ferry?", "Lowland Lines")


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        ([CHESS], "Where was he born?", "Where was Boris Falk born?"),
        ([CHESS], "Where was she born?", "Where was Emma Lindqvist born?"),
        ([CHESS, OWNER], "How old is he?", "How old is Boris Falk?"),
        ([CHESS, OWNER], "Who trained her?", "Who trained Emma Lindqvist?"),
        (
            [Turn("Who runs the Tate Gallery?", "Maria Balshaw")],
            "When was it built?",
            "When was the Tate Gallery built?",
        ),
        ([OWNER], "When was it founded?", "When was Lowland Lines founded?"),
        ([CHESS, Turn("Where was she born?", "Visby")], "no, the other one", "Where was Boris Falk born?"),
        ([CHESS, Turn("Where was she born?", "Visby")], "no, I meant Falk", "Where was Boris Falk born?"),
    ],
)
def test_a_pronoun_goes_to_the_name_of_its_kind(
    embedder: MiniLM, history: list[Turn], question: str, expected: str
) -> None:
    """Also where another name was said last."""
    assert understand(question, history, Kinds(embedder.embed)).question == expected


PORT = Turn("who is the head of the port of brell", "Nils Orr")
FARE = Turn("What does a ticket for adults cost on the ferry?", "9 crowns")
COUNT = Turn("How many boats sank in 2019 according to the coast guard?", "14")


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        # The same of another time.
        ([PORT], "who was it before?", "Who is the head of the port of brell before?"),
        ([PORT], "and before that", "Who is the head of the port of brell before?"),
        ([COUNT], "And in 2020?", "How many boats sank according to the coast guard in 2020?"),
        # Of something else: in the place of what has the same preposition, or of what it is most like.
        ([FARE], "and on the train?", "What does a ticket for adults cost on the train?"),
        ([FARE], "and on the train, please?", "What does a ticket for adults cost on the train?"),
        ([Turn("How high is the tower?", "40 m")], "and how deep?", "How deep is the tower?"),
        ([FARE], "and for children?", "What does a ticket for children cost on the ferry?"),
        ([FARE], "what about the train?", "What does a ticket for adults cost on the train?"),
        ([FARE], "and with a dog?", "What does a ticket for adults cost on the ferry with a dog?"),
        ([COUNT], "and according to the owners?", "How many boats sank in 2019 according to the owners?"),
        ([COUNT], "and the police?", "How many boats sank in 2019 according to the police?"),
        # A bare question goes on with who was answered.
        ([Turn("Who shut the mine?", "Ada Holm")], "when?", "When Ada Holm shut the mine?"),
        ([Turn("Who was hurt in the fire?", "Ada Holm")], "when?", "When was Ada Holm hurt in the fire?"),
        ([Turn("Who was hurt in the fire?", "Ada Holm")], "when was that?", "When was Ada Holm hurt in the fire?"),
        # Who holds an office that nobody is told to have, and what is explained, not by what.
        ([Turn("Who is the mayor of Brell?", "")], "When was she born?", "When was the mayor of Brell born?"),
        ([Turn("What is Plan 17?", "a retreat")], "When was it adopted?", "When was Plan 17 adopted?"),
        ([Turn("What is the name of the ship?", "Orla")], "When was it built?", "When was Orla built?"),
        ([HURT], "When did that happen?", "When people were hurt in Lyon?"),
        ([Turn("Who owns the mill?", "Ada Holm")], "where is that?", "Where is the mill?"),
        ([Turn("How many children left Geneva?", "12")], "Where were they sent?", "Where were the children sent?"),
    ],
)
def test_the_last_question_is_asked_of_something_else(
    embedder: MiniLM, history: list[Turn], question: str, expected: str
) -> None:
    """Also in small letters, which show no names."""
    assert understand(question, history, Kinds(embedder.embed)).question == expected


def test_where_a_follow_up_may_mean_several_things_all_are_given(embedder: MiniLM) -> None:
    understood = understand("And the husband?", [Turn("Who leads the museum?", "Petra Vance")], Kinds(embedder.embed))
    assert {understood.question, *understood.others} == {"Who leads the husband?", "Who is the husband of Petra Vance?"}


def test_what_was_answered_just_before_is_no_answer_again(engine: Engine, embedder: MiniLM, tmp_path: Path) -> None:
    """However sure the likelier reading of the follow-up is of it."""
    settings = Settings(data_dir=tmp_path / ".qa", threads=1, model="reader")
    with closing(Engine(settings, embedder, engine.reader)) as skaters:
        index_paths(settings.data_dir, [load_set("field").articles / "fu"], embedder, skaters.splitter)
        trained = Turn("Who trained Ivo Dahl?", "Lena Brandt")
        answer = skaters.ask(Question("And the wife?", history=(trained,)))
    assert (answer.answer, answer.understood_as) == ("Clara Dahl", "Who is the wife of Lena Brandt?")
