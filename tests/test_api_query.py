"""Asking over HTTP: the question shape in, the answer shape out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_served import problem, serving_engine

from qa.engine import Engine
from qa.question import Question

START = "When did the offensive start?"


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[httpx.Client]:
    """A client of a server on the sample articles."""
    with serving_engine(engine, data_dir=engine.settings.data_dir) as client:
        yield client


def without_times(answer: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs from run to run."""
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_an_answer_is_the_engine_s_own(client: httpx.Client, engine: Engine) -> None:
    """POST /query sends what `Engine.ask` returns, field for field."""
    response = client.post("/query", json={"question": START})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    told = engine.ask(START).to_dict()
    assert without_times(response.json()) == without_times(_as_json(told))
    assert response.json()["status"] == "answered"


def test_every_quote_is_a_slice_of_the_article_that_it_names(client: httpx.Client) -> None:
    """The text that GET /articles/{id} gives holds the quote and the marks at the offsets."""
    answer = client.post("/query", json={"question": START}).json()
    assert answer["citations"]
    for quote in answer["citations"]:
        text = client.get(f"/articles/{quote['article_id']}").json()["text"]
        assert text[quote["start_char_index"] : quote["end_char_index"]] == quote["cited_text"]
        for start, end in quote["marks"]:
            assert answer["answer"].casefold() in text[start:end].casefold()


def test_each_path_is_there_without_its_version_too(client: httpx.Client) -> None:
    """Who used the API before it had versions need change nothing."""
    asked = {"question": START}
    assert without_times(client.post("/query", json=asked).json()) == without_times(
        client.post("/v1/query", json=asked).json()
    )
    for path in ("/healthz", "/readyz", "/articles", "/models"):
        assert client.get(path).content == client.get(f"/v1{path}").content


def test_a_question_may_set_its_own_threshold_and_how_much_is_read(client: httpx.Client) -> None:
    """What it does not set is as the server is set, and the next question is not touched by it."""
    sure = client.post("/v1/query", json={"question": START}).json()["confidence"]
    withheld = client.post("/v1/query", json={"question": START, "min_confidence": 1}).json()
    assert sure < 1
    assert (withheld["status"], withheld["guess"]["answer"]) == ("abstained", "November 27")
    assert client.post("/v1/query", json={"question": START}).json()["status"] == "answered"
    sent = client.post("/v1/query", json={"question": START, "k": 2, "stream": True}).text
    assert sent.count('"n":2') == 1
    assert '"n":3' not in sent
    for refused in ({"min_confidence": 1.5}, {"k": 0}, {"k": 101}, {"k": True}):
        problem(client.post("/v1/query", json={"question": START} | refused), 422, "invalid")


def test_an_abstention_is_an_answer(client: httpx.Client) -> None:
    """A question without an answer gets a 200 with the reason and the nearest passages."""
    response = client.post("/query", json={"question": "Why did the offensive start?"})
    answer = response.json()
    assert response.status_code == 200
    assert (answer["status"], answer["answer"], answer["reason"]) == ("abstained", None, "needs_language_model")
    assert answer["nearest"]


def test_an_empty_index_is_ready_and_abstains(engine: Engine, tmp_path: Path) -> None:
    """Before anything is indexed the server is ready, says 0 articles, and abstains."""
    with serving_engine(engine, data_dir=tmp_path / "none") as client:
        assert client.get("/readyz").json() == {"articles": 0, "passages": 0, "index": None, "status": "ready"}
        assert client.get("/articles").json() == {"articles": [], "next": None}
        assert client.post("/search", json={"question": START}).json()["passages"] == []
        answer = client.post("/query", json={"question": START}).json()
        assert (answer["status"], answer["reason"]) == ("abstained", "empty_index")
        problem(client.get("/articles/nowhere"), 404, "not-found")
        problem(client.delete("/articles/nowhere"), 404, "not-found")


def test_a_follow_up_leans_on_the_history(client: httpx.Client, engine: Engine) -> None:
    """`history` reaches the engine."""
    asked = {"question": "Who led it?", "history": [{"question": START, "answer": "November 27"}]}
    answer = client.post("/query", json=asked).json()
    assert without_times(answer) == without_times(_as_json(engine.ask(Question.parse(asked)).to_dict()))


def test_filters_hold_a_question_to_some_articles(client: httpx.Client) -> None:
    """Of the sample articles none has a date, and the answer says that they were left out."""
    answer = client.post("/query", json={"question": START, "filters": {"since": "2024-11-01"}}).json()
    assert (answer["reason"], answer["undated_left_out"]) == ("nothing_retrieved", 2)
    only = client.get("/articles").json()["articles"][0]["id"]
    found = client.post("/search", json={"question": START, "filters": {"article_ids": [only]}}).json()
    assert {passage["article_id"] for passage in found["passages"]} == {only}


def test_a_search_gives_ranked_passages_with_their_scores(client: httpx.Client) -> None:
    """Passages come best first, each an exact slice."""
    found = client.post("/search", json={"question": START, "k": 4}).json()
    assert [passage["n"] for passage in found["passages"]] == [1, 2, 3, 4]
    scores = [passage["score"] for passage in found["passages"]]
    assert scores == sorted(scores, reverse=True)
    best = found["passages"][0]
    text = client.get(f"/articles/{best['article_id']}").json()["text"]
    assert text[best["start_char_index"] : best["end_char_index"]] == best["cited_text"]


def test_twenty_questions_at_once_are_all_answered(engine: Engine) -> None:
    """No answer is lost or mixed up with another."""
    questions = [START, "How many people fled?", "Who is the president?", "Where is Aleppo?"] * 5
    with (
        serving_engine(engine, data_dir=engine.settings.data_dir, read_passages=1) as client,
        ThreadPoolExecutor(20) as pool,
    ):

        def ask(question: str) -> dict[str, Any]:
            return without_times(client.post("/query", json={"question": question}).json())

        alone = {question: ask(question) for question in set(questions)}
        assert list(pool.map(ask, questions)) == [alone[question] for question in questions]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "question: Field required"),
        ({"question": 5}, "question: Input should be a valid string"),
        ({"question": START, "stream": "yes"}, "stream: Input should be a valid boolean"),
        ({"question": START, "draft": True}, "'draft' is for streams: send 'stream': true with it"),
        ({"question": START, "draft": True, "stream": False}, "'draft' is for streams"),
        (
            {"question": START, "model": "ollama"},
            "The model 'ollama' is not known: use reader (the embedded one), auto",
        ),
        ({"question": START, "model": "gpt-4", "stream": True}, "'gpt-4' is not known"),
        ({"question": START, "filter": {}}, "Unknown field: filter. Known are: question, history, filters"),
        ({"question": START, "filters": {"form": 1}}, "filters: Unknown field: form. Known are: article_ids"),
        ({"question": START, "filters": {"since": "last week"}}, "give a day as YYYY-MM-DD"),
        ({"question": START, "filters": {"since": "2024-12-02", "until": "2024-12-01"}}, "no day lies between"),
        ({"question": START, "as_of": "2024-02-30"}, "as_of is '2024-02-30': give a day"),
        ({"question": START, "history": [{"answer": "x"}]}, "history.0.question: Field required"),
        ({"question": START, "history": [{"question": "x"}] * 21}, "history has 21 turns; at most 20"),
        ({"question": "x" * 1_001}, "question has 1,001 characters; at most 1,000 are taken. Shorten it"),
        ({"question": START, "filters": {"article_ids": ["x"] * 1_001}}, "1,001 ids; at most 1,000"),
        ([START], "Input should be"),
    ],
)
def test_a_question_that_cannot_be_taken_is_refused_with_the_remedy(client: httpx.Client, body: Any, said: str) -> None:
    """What is unknown, mistyped, out of bounds or yet to come is a 422 that says so."""
    assert said in problem(client.post("/query", json=body), 422, "invalid")["detail"]


@pytest.mark.parametrize("k", [0, 101, "5", 1.5, None])
def test_the_number_of_passages_is_bounded(client: httpx.Client, k: Any) -> None:
    """`k` is a whole number from 1 to 100."""
    assert "k: " in problem(client.post("/search", json={"question": START, "k": k}), 422, "invalid")["detail"]


def test_every_mistake_is_named(client: httpx.Client) -> None:
    """Several mistakes come back together, each with its field."""
    body = problem(client.post("/query", json={"question": 1, "as_of": 2}), 422, "invalid")
    assert [error["where"] for error in body["errors"]] == ["question", "as_of"]


def test_the_longest_question_is_taken(client: httpx.Client) -> None:
    """1,000 characters are within the limit, and so are the fields that ask for nothing."""
    asked = {"question": "x" * 1_000, "history": [], "filters": None, "as_of": None, "model": "reader", "stream": False}
    assert client.post("/query", json=asked).status_code == 200


def test_odd_characters_do_no_harm(client: httpx.Client) -> None:
    """NUL and a lone surrogate are no text that could be looked up, in a value or in a name."""
    send = {"headers": {"Content-Type": "application/json"}}
    problem(client.post("/query", content=rb'{"question": "When did\u0000 it start?"}', **send), 422, "invalid")
    problem(client.post("/query", content=rb'{"question": "When \ud800?"}', **send), 422, "invalid")
    problem(client.post("/query", content=rb'{"question": "When?", "\ud800": 1}', **send), 422, "invalid")
    assert client.post("/query", json={"question": "Wann begann die Offensive \U0001f600?"}).status_code == 200


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))
