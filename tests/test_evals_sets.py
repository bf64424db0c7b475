"""Question sets as they are read: what is taken, and how what is wrong is named."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals.case import Gold, load_cases
from evals.gates import Gate
from evals.intervals import Figure
from evals.question_set import load_set
from index.errors import UsageError
from index.filters import Filters
from qa.question import Turn

GOOD: dict[str, Any] = {"id": "q1", "question": "When?", "answerable": True, "answers": ["Friday"]}


def write(folder: Path, *lines: Any, articles: bool = True) -> Path:
    """Write a set's folder and return it."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "questions.jsonl").write_text(text)
    if articles:
        (folder / "articles.jsonl").write_text('{"id": "a", "text": "It ended on Friday."}\n')
    return folder


def test_a_line_holds_what_is_asked_and_what_is_accepted(tmp_path: Path) -> None:
    """All fields of a set are taken, those for readers without a look."""
    line = GOOD | {
        "kind": "date",
        "items": ["Friday", ["Saturday", "Sat."]],
        "docs": ["a"],
        "gold": [{"article_id": "a", "start": 12, "end": 18}, {"source": "a.txt", "start": 1, "end": 2}],
        "history": [{"question": "What ended?", "answer": "The war"}],
        "as_of": "2024-12-02",
        "filters": {"since": "2024-11-01"},
        "choices": ["Friday", "Monday"],
        "edited_from": "q0",
        "paragraph": {"article_id": "a", "start": 0, "end": 3},
    }
    (case,) = load_set(str(write(tmp_path, line))).cases
    assert case.question.history == (Turn("What ended?", "The war"),)
    assert case.question.as_of == "2024-12-02"
    assert case.question.filters == Filters(since="2024-11-01")
    assert case.items == (("Friday",), ("Saturday", "Sat."))
    assert case.gold == (Gold("a", None, 12, 18), Gold(None, "a.txt", 1, 2))
    assert case.where == f"{tmp_path / 'questions.jsonl'}:1"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ([1], "is not an object"),
        ({"question": "When?", "answerable": False}, "id is missing"),
        ({"id": "q2", "answerable": False}, "question is missing"),
        ({"id": "q2", "question": "When?"}, "answerable is missing"),
        ({"id": "q2", "question": "When?", "answerable": True}, "answers is missing"),
        (GOOD | {"id": 2}, "id is 2: give text"),
        (GOOD | {"id": "q2", "question": 3}, "question is 3: give text"),
        (GOOD | {"id": "q2", "answerable": "yes"}, "give true or false"),
        (GOOD | {"id": "q2", "answers": []}, "no accepted answer"),
        (GOOD | {"id": "q2", "answers": "Friday"}, "give a list"),
        (GOOD | {"id": "q2", "answers": [5]}, "give text"),
        (GOOD | {"id": "q2", "answer": "Friday"}, "unknown field: answer"),
        (GOOD | {"id": "q2", "kind": 1}, "kind is 1"),
        (GOOD | {"id": "q2", "items": [[]]}, "items holds []"),
        (GOOD | {"id": "q2", "items": [["Friday", 1]]}, "items holds"),
        (GOOD | {"id": "q2", "points": [{"point": "It ended."}]}, "holds is None"),
        (GOOD | {"id": "q2", "points": ["It ended."]}, "points holds"),
        (GOOD | {"id": "q2", "means": [["Friday", 1]]}, "means holds"),
        (GOOD | {"id": "q2", "docs": [1]}, "docs holds 1"),
        (GOOD | {"id": "q2", "gold": [{"start": 0, "end": 1}]}, "give article_id or source"),
        (GOOD | {"id": "q2", "gold": [{"article_id": "a", "start": 5, "end": 5}]}, "5 to 5"),
        (GOOD | {"id": "q2", "gold": [{"article_id": "a", "start": -1, "end": 5}]}, "-1 to 5"),
        (GOOD | {"id": "q2", "gold": [{"article_id": "a", "start": True, "end": 5}]}, "whole number"),
        (GOOD | {"id": "q2", "answerable": False, "gold": [{"source": "a", "start": 0, "end": 1}]}, "not answerable"),
        (GOOD | {"id": "q2", "as_of": "yesterday"}, "as_of is 'yesterday'"),
        (GOOD | {"id": "q2", "history": [{"asked": "x"}]}, "history turn 1"),
        (GOOD | {"id": "q2", "filters": {"source": "x"}}, "Unknown field in filters"),
        (GOOD, "already that of"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: Any, said: str) -> None:
    """By its file and line, with what is wrong with it."""
    path = write(tmp_path, GOOD, "", line) / "questions.jsonl"
    with pytest.raises(UsageError) as error:
        load_cases(path)
    assert str(error.value).startswith(f"{path}:3: ")
    assert said in str(error.value)


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    """As any other bad line."""
    path = tmp_path / "questions.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b'\n{"id": "q\xe9"}\n')
    with pytest.raises(UsageError, match=r"questions\.jsonl:2: not JSON in UTF-8"):
        load_cases(path)


def test_a_set_without_questions_is_refused(tmp_path: Path) -> None:
    """An empty file measures nothing."""
    with pytest.raises(UsageError, match="holds no question"):
        load_set(str(write(tmp_path, "")))


def test_an_unknown_set_is_told_which_there_are() -> None:
    """The sets that come with Dateline are named."""
    with pytest.raises(UsageError, match=r"No question set 'nothing'.*seeds"):
        load_set("nothing")


def test_the_articles_lie_beside_the_questions_or_where_the_set_or_the_user_says(tmp_path: Path) -> None:
    """In this order: the user, set.toml relative to itself, the folder."""
    (tmp_path / "set").mkdir()
    folder = write(tmp_path / "set", GOOD)
    assert load_set(str(folder)).articles == folder / "articles.jsonl"
    (tmp_path / "texts").mkdir()
    (folder / "set.toml").write_text('name = "mine"\narticles = "../texts"\n')
    told = load_set(str(folder))
    assert (told.name, told.articles) == ("mine", tmp_path / "texts")
    assert load_set(str(folder), tmp_path).articles == tmp_path


def test_missing_articles_are_named(tmp_path: Path) -> None:
    """With the places that were looked at."""
    with pytest.raises(UsageError, match=r"articles\.jsonl\.gz nor .*articles\.jsonl\. Name them"):
        load_set(str(write(tmp_path, GOOD, articles=False)))


def test_a_file_of_questions_is_a_set_too(tmp_path: Path) -> None:
    """Named after its folder and itself, with the folder's articles."""
    write(tmp_path, GOOD)
    (tmp_path / "edited.jsonl").write_text(json.dumps(GOOD | {"id": "other"}))
    found = load_set(str(tmp_path / "edited.jsonl"))
    assert found.name == f"{tmp_path.name}-edited"
    assert [case.id for case in found.cases] == ["other"]


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("articles = [", "not valid TOML"),
        ('author = "me"', "author"),
        ("articles = 1", "articles = 1"),
        ("[gates]\nright = 0.8", "The gate 'right0.8'"),
        ('[gates]\nrihgt = ">=0.8"', "rihgt>=0.8"),
    ],
)
def test_a_bad_set_toml_is_named(tmp_path: Path, toml: str, said: str) -> None:
    """With what is wrong in it."""
    (write(tmp_path, GOOD) / "set.toml").write_text(toml)
    with pytest.raises(UsageError) as error:
        load_set(str(tmp_path))
    assert said in str(error.value)
    assert "set.toml" in str(error.value)


def test_gates_stand_in_the_set(tmp_path: Path) -> None:
    """Each a measure and its bound."""
    (write(tmp_path, GOOD) / "set.toml").write_text('[gates]\n"recall@10" = ">= 0.9"\nfalse_answers = "<0.2"\n')
    assert load_set(str(tmp_path)).gates == (Gate("recall@10", ">=", 0.9), Gate("false_answers", "<", 0.2))


@pytest.mark.parametrize(
    ("gate", "holds"),
    [("em>=0.7", True), ("em > 0.7", False), ("em<=0.7", True), ("em<0.7", False), ("em==0.7", True)],
)
def test_a_gate_compares(gate: str, holds: bool) -> None:
    """With each of the five signs."""
    assert Gate.parse(gate).holds({"em": Figure(0.7, None, None, 10)}) is holds


def test_a_gate_on_what_was_not_measured_falls() -> None:
    """It would otherwise hold of a set without one such question."""
    assert not Gate.parse("em>=0").holds({"em": Figure(None, None, None, 0)})


@pytest.mark.parametrize("gate", ["em", "em=0.7", "em>=much", "speed>=1", "em>=1.2.3", ""])
def test_a_gate_that_cannot_be_read_is_refused(gate: str) -> None:
    """With an example and the measures there are."""
    with pytest.raises(UsageError, match=r"'em>=0.7'.*right_quoted"):
        Gate.parse(gate)


def test_the_seeds_set_is_whole() -> None:
    """At least 60 questions with an answer and 30 without, three or more of each kind."""
    found = load_set("seeds")
    counts: dict[tuple[str | None, bool], int] = {}
    for case in found.cases:
        counts[case.kind, case.answerable] = counts.get((case.kind, case.answerable), 0) + 1
    assert sum(n for (_, answerable), n in counts.items() if answerable) >= 60
    assert sum(n for (_, answerable), n in counts.items() if not answerable) >= 30
    assert min(counts.values()) >= 3
    assert "when did the offensive start?" in {case.question.question.lower() for case in found.cases}


def test_a_question_can_be_held_to_a_folder_beside_it(tmp_path: Path) -> None:
    """`folder` becomes a filter by source, whatever the working directory."""
    (case,) = load_set(str(write(tmp_path, GOOD | {"folder": "files/a"}))).cases
    assert case.question.filters == Filters(sources=(str(tmp_path / "files" / "a"),))


def test_the_field_cases_can_be_asked() -> None:
    """Each question of the set that comes with Dateline has its articles, every kind at least five cases."""
    field = load_set("field")
    assert all(Path(source).is_dir() for case in field.cases for source in case.question.filters.sources)
    assert len(field.cases) >= 150
    assert all(count >= 5 for count in Counter(case.kind for case in field.cases).values())
