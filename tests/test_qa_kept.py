"""Kept answers: what is kept of them, for whom, and how many."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import NotFoundError
from index.filters import Filters
from qa.answer import Answer
from qa.engine import Engine
from qa.kept.answers import FILE, Answers
from qa.question import Question, Turn

QUESTION = Question("When did the offensive start?")


@pytest.fixture(scope="module")
def answer(engine: Engine) -> Answer:
    """An answer with two quotes."""
    return engine.ask(QUESTION)


def test_an_answer_is_given_back_as_it_was(answer: Answer, tmp_path: Path) -> None:
    """The object, the question with all that held it, and the quotes."""
    question = Question(
        "When did it start?", (Turn("What began?", "an offensive"),), Filters(since="2024-01-01"), model="reader"
    )
    Answers(tmp_path, 10).keep(answer, question)
    kept = Answers(tmp_path).get(answer.id)
    assert kept.question == question
    assert kept.answer["answer"] == answer.answer == kept.text
    assert kept.citations == answer.citations
    assert Answers(tmp_path).get(answer.id[:5]) == Answers(tmp_path).get(None) == kept


def test_the_same_answer_has_the_same_id_and_another_one_has_another(engine: Engine, answer: Answer) -> None:
    """The id is made of what was asked, what was answered and from what."""
    assert engine.ask(QUESTION).id == answer.id
    assert engine.ask(replace(QUESTION, question="Who started the offensive?")).id != answer.id
    assert engine.ask(replace(QUESTION, filters=Filters(article_ids=(answer.citations[0].article_id,)))).id != answer.id


def test_only_the_newest_are_kept(answer: Answer, tmp_path: Path) -> None:
    """As many as were asked for; one that was given again is the newest."""
    answers = Answers(tmp_path, 2)
    for name in ("aaaa", "bbbb", "aaaa", "cccc"):
        answers.keep(replace(answer, id=name), QUESTION)
    assert [kept.id for kept in answers.latest(10)] == ["cccc", "aaaa"]


def test_nobody_pushes_out_what_another_asked(answer: Answer, tmp_path: Path) -> None:
    """Nor does a server that keeps few what the terminal keeps."""
    for n in range(5):
        Answers(tmp_path, 10).keep(replace(answer, id=f"{n:04}"), QUESTION)
    for n in range(5):
        Answers(tmp_path, 2).keep(replace(answer, id=f"{n:04}"), QUESTION, "desk")
    assert [len(Answers(tmp_path).latest(10, owner)) for owner in ("", "desk")] == [5, 2]
    assert Answers(tmp_path).forget(None) == 7


def test_none_is_kept_where_none_is_wanted(answer: Answer, tmp_path: Path) -> None:
    """No file is made, nor a data folder where there was none."""
    Answers(tmp_path, 0).keep(answer, QUESTION)
    Answers(tmp_path / "new", 5).keep(answer, QUESTION)
    assert [*tmp_path.iterdir()] == []


def test_an_answer_is_given_to_its_owner_alone(answer: Answer, tmp_path: Path) -> None:
    """To nobody else, listed or by its id; and each forgets their own."""
    answers = Answers(tmp_path, 5)
    answers.keep(answer, QUESTION, owner="desk")
    assert answers.get(answer.id, "desk").owner == "desk"
    assert answers.latest(5) == []
    with pytest.raises(NotFoundError, match="qa history"):
        answers.get(answer.id)
    assert (answers.forget(), answers.forget("desk")) == (0, 1)
    assert answers.latest(5, "desk") == []


def test_what_is_forgotten_is_off_the_disk(answer: Answer, tmp_path: Path) -> None:
    """Not only out of the list."""
    answers = Answers(tmp_path, 5)
    answers.keep(answer, Question("Where is the hidden harbour?"))
    assert b"hidden harbour" in (tmp_path / FILE).read_bytes()
    answers.forget()
    assert b"hidden harbour" not in (tmp_path / FILE).read_bytes()


def test_what_is_kept_is_private(answer: Answer, tmp_path: Path) -> None:
    """Its owner alone may read the file."""
    Answers(tmp_path, 5).keep(answer, QUESTION)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_answers_are_found_by_their_question(answer: Answer, tmp_path: Path) -> None:
    """Whatever the case; an id that fits several is refused."""
    answers = Answers(tmp_path, 5)
    answers.keep(replace(answer, id="abcd1"), QUESTION)
    answers.keep(replace(answer, id="abcd2"), replace(QUESTION, question="Who led it?"))
    assert [kept.id for kept in answers.latest(5, text="OFFENSIVE")] == ["abcd1"]
    with pytest.raises(NotFoundError, match="Several"):
        answers.get("abcd")
    with pytest.raises(NotFoundError, match="No answer 'abc'"):
        answers.get("abc")


def test_an_answer_that_is_given_again_and_again_pushes_no_other_out(answer: Answer, tmp_path: Path) -> None:
    answers = Answers(tmp_path, 2)
    for name in ("aaaa", "bbbb", "bbbb", "bbbb"):
        answers.keep(replace(answer, id=name), QUESTION)
    assert [kept.id for kept in answers.latest(10)] == ["bbbb", "aaaa"]


def test_many_who_keep_answers_at_once_lose_none(answer: Answer, tmp_path: Path) -> None:
    names = [f"{n:04}" for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: Answers(tmp_path, 100).keep(replace(answer, id=name), QUESTION), names))
    assert sorted(kept.id for kept in Answers(tmp_path).latest(100)) == names


def test_nothing_is_kept_yet_where_a_kill_left_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    assert Answers(tmp_path).latest(5) == []
