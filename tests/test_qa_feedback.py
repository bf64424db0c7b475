"""Feedback: kept as it is told, and made a question set that `qa eval` asks."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_served import problem, serving_engine

from evals.question_set import load_set
from index.errors import UsageError
from index.folder import DataFolder
from qa.cli import main
from qa.engine import Engine
from qa.kept.feedback import FILE, Feedback, as_set, counts, give
from qa.question import Question

START, CHESS, WHO = "When did the offensive start?", "Who won the chess tournament?", "Who started the offensive?"


@pytest.fixture
def data(engine: Engine, tmp_path: Path) -> Path:
    """A data folder with the sample articles of its own."""
    shutil.copytree(engine.settings.data_dir / "stores", tmp_path / ".qa/stores")
    return tmp_path / ".qa"


def tell(client: httpx.Client, question: str, verdict: str, **more: Any) -> httpx.Response:
    """Ask, and say what is thought of the answer."""
    answer = client.post("/v1/query", json={"question": question}).json()
    said = {"question": question, "answer": answer["answer"], "verdict": verdict, **more}
    return client.post("/v1/feedback", json=said)


@pytest.mark.usefixtures("loaded")
def test_what_people_say_becomes_a_set_that_is_asked(
    engine: Engine, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A right answer, a right abstention, a wrong answer with what is right; the last word on a question counts."""
    with serving_engine(engine, data_dir=data, model="reader") as client:
        quote = client.post("/v1/query", json={"question": START}).json()["citations"][0]
        place = {name: quote[name] for name in ("article_id", "start_char_index", "end_char_index")}
        assert tell(client, START, "wrong").status_code == 204
        assert tell(client, START, "right", quote=place).status_code == 204
        assert tell(client, CHESS, "right").status_code == 204
        assert tell(client, WHO, "wrong", right_answer="rebels", quote=place).status_code == 204
        assert tell(client, "Who leads the alliance?", "wrong").status_code == 204
    target = tmp_path / "told"
    assert main(["feedback", "--data-dir", str(data)]) == 0
    assert capsys.readouterr().out == "2 right · 3 wrong\n"
    assert main(["feedback", "--as-set", str(target), "--data-dir", str(data)]) == 0
    assert capsys.readouterr().out.startswith("3 questions, 1 left out that do not say what is right: qa eval ")
    cases = {case.question.question: case for case in load_set(str(target)).cases}
    assert set(cases) == {START, CHESS, WHO}
    assert cases[START].answers == ("November 27",)
    assert [[gold.start, gold.end] for gold in cases[START].gold] == quote["marks"]
    assert not cases[CHESS].answerable
    assert cases[WHO].answers == ("rebels",)
    assert main(["eval", str(target), "--out", str(tmp_path / "run"), "--data-dir", str(data)]) == 0
    assert "told: 3 questions" in capsys.readouterr().out


def test_what_cannot_be_kept_is_a_problem(engine: Engine, data: Path) -> None:
    """And nothing is kept of it."""
    with serving_engine(engine, data_dir=data, model="reader") as client:
        place = {"article_id": "nothing", "start_char_index": 0, "end_char_index": 3}
        problem(tell(client, START, "right", quote=place), 404, "not-found")
        article = client.get("/v1/articles").json()["articles"][0]
        beyond = {"article_id": article["id"], "start_char_index": 0, "end_char_index": article["characters"] + 1}
        problem(tell(client, START, "right", quote=beyond), 422, "invalid")
        problem(tell(client, START, "good"), 422, "invalid")
        problem(tell(client, START, "right", right_answer="November 28"), 422, "invalid")
    assert counts(data) == {}


def test_a_line_that_a_kill_tore_costs_only_itself(data: Path, tmp_path: Path) -> None:
    """What was kept before it stays, and what comes after it is kept."""
    with closing(DataFolder(data, None)) as folder:
        for question in (START, CHESS):
            give(folder, Feedback(Question(question), None, "right"))
        torn = (data / FILE).read_bytes()[:-5]
        (data / FILE).write_bytes(torn)
        assert counts(data) == {"right": 1}
        give(folder, Feedback(Question(WHO), "rebels", "right"))
        assert as_set(folder, tmp_path / "told").questions == 2
        with pytest.raises(UsageError, match="there already"):
            as_set(folder, tmp_path / "told")
    lines = [json.loads(line) for line in (data / FILE).read_text().splitlines()]
    assert [line["question"]["question"] for line in lines] == [START, WHO]


def test_without_feedback_there_is_no_set(data: Path, tmp_path: Path) -> None:
    """And it says how to give some."""
    with closing(DataFolder(data, None)) as folder, pytest.raises(UsageError, match="POST /v1/feedback"):
        as_set(folder, tmp_path / "told")


@pytest.mark.parametrize("line", ["rubbish", "[]", "{}", '{"question": {"question": "Who?"}, "quote": {"place": 1}}'])
def test_a_line_that_is_no_feedback_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / FILE).write_text(f"{line}\n")
    with pytest.raises(UsageError, match=r"Line 1 of .*feedback\.jsonl is no feedback"):
        counts(tmp_path)
