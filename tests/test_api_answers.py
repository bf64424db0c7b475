"""Kept answers over HTTP: to whom they are given, checked again, cited."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_served import problem, serving_engine

from api.keys import Keys
from qa.engine import Engine
from qa.kept.answers import FILE

FERRY = {
    "id": "ferry",
    "title": "Ferry held",
    "published": "2024-12-04",
    "outlet": "Port News",
    "url": "https://news.example/ferry",
    "text": "The ferry Aurora was held in Tallinn on Tuesday. Captain Liisa Tamm blamed the ice.",
}
BLAME = {"question": "What did Captain Liisa Tamm blame?", "model": "reader", "min_confidence": 0}


@pytest.fixture(scope="module")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that keeps answers, with one article."""
    data = tmp_path_factory.mktemp("kept") / ".qa"
    with serving_engine(engine, data_dir=data, model="reader", serve_keep_answers=5) as client:
        assert client.post("/v1/articles", json=FERRY).status_code == 201
        yield client


def asked(client: httpx.Client, **more: Any) -> dict[str, Any]:
    """Ask, and return the answer."""
    answer: dict[str, Any] = client.post("/v1/query", json={**BLAME, **more}).json()
    return answer


def test_a_kept_answer_is_listed_verified_and_cited(client: httpx.Client) -> None:
    """By the id that the answer has."""
    answer = asked(client)
    (kept, *_) = client.get("/v1/answers").json()["answers"]
    assert (kept["id"], kept["question"], kept["answer"]) == (answer["id"], BLAME["question"], answer["answer"])
    found = client.get(f"/v1/answers/{answer['id']}/verify").json()
    assert (found["holds"], found["today"]["same"]) == (True, True)
    assert [quote["state"] for quote in found["quotes"]] == ["same"]
    assert client.get(f"/v1/answers/{answer['id']}/verify?ask=false").json()["today"] is None
    (item,) = client.get(f"/v1/answers/{answer['id']}/citations").json()
    assert (item["title"], item["container-title"]) == ("Ferry held", "Port News")
    markdown = client.get(f"/v1/answers/{answer['id'][:6]}/citations", params={"format": "markdown"})
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.text.startswith("1. [Ferry held](<https://news.example/ferry>), Port News, 4 December 2024: “")


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(engine: Engine, tmp_path: Path) -> None:
    """Plain and streamed; what is in the way is no file of answers."""
    with serving_engine(engine, data_dir=tmp_path / ".qa", model="reader", serve_keep_answers=5) as client:
        assert client.post("/v1/articles", json=FERRY).status_code == 201
        (tmp_path / ".qa" / FILE).mkdir()
        assert asked(client)["status"] == "answered"
        assert "event: done" in client.post("/v1/query", json={**BLAME, "stream": True}).text


def test_the_answer_of_a_stream_is_kept_too(client: httpx.Client) -> None:
    """Under the id that its last event has."""
    with client.stream("POST", "/v1/query", json={"question": "Where was the Aurora held?", "stream": True}) as stream:
        text = "".join(stream.iter_text())
    kept = client.get("/v1/answers?limit=1").json()["answers"]
    assert [one["question"] for one in kept] == ["Where was the Aurora held?"]
    assert f'"id":"{kept[0]["id"]}"' in text


def test_what_changed_is_told(client: httpx.Client) -> None:
    """The quote with its difference, and today's answer."""
    answer = asked(client)
    client.post("/v1/articles", json={**FERRY, "text": FERRY["text"].replace("the ice", "the fog")})
    found = client.get(f"/v1/answers/{answer['id']}/verify").json()
    client.post("/v1/articles", json=FERRY)
    assert (found["holds"], found["quotes"][0]["state"], found["today"]["same"]) == (False, "changed", False)
    assert {"op": "removed", "text": "ice"} in found["quotes"][0]["difference"]
    assert found["today"]["index_changed"]


def test_an_answer_that_was_not_kept_is_not_found(client: httpx.Client) -> None:
    """Whatever is wanted of it; the message says where to look."""
    for what in ("verify", "citations"):
        assert "GET /v1/answers" in problem(client.get(f"/v1/answers/ffffffffffff/{what}"), 404, "not-found")["detail"]


def test_a_server_keeps_nothing_unless_it_is_told_to(engine: Engine, tmp_path: Path) -> None:
    """No file either."""
    with serving_engine(engine, data_dir=tmp_path / ".qa", model="reader") as client:
        client.post("/v1/articles", json=FERRY)
        assert asked(client)["id"]
        assert client.get("/v1/answers").json() == {"answers": []}
    assert not (tmp_path / ".qa" / "answers.sqlite3").exists()


def test_an_answer_is_given_only_to_the_key_that_asked(engine: Engine, tmp_path: Path) -> None:
    """Another key does not find it, whatever it may do."""
    file = tmp_path / "keys.json"
    desk, other = Keys(file).create("desk", "write"), Keys(file).create("other", "write")
    settings: dict[str, Any] = {
        "model": "reader",
        "serve_keep_answers": 5,
        "api_keys_file": str(file),
    }
    with serving_engine(engine, data_dir=tmp_path / ".qa", **settings) as client:
        client.headers["Authorization"] = f"Bearer {desk}"
        client.post("/v1/articles", json=FERRY)
        id = asked(client)["id"]
        assert client.get(f"/v1/answers/{id}/citations").status_code == 200
        client.headers["Authorization"] = f"Bearer {other}"
        problem(client.get(f"/v1/answers/{id}/citations"), 404, "not-found")
        assert client.get("/v1/answers").json() == {"answers": []}


def test_a_timeline_is_json_markdown_or_csv(client: httpx.Client) -> None:
    """The same events, each with its quote."""
    body = {"question": "the ferry Aurora"}
    found = client.post("/v1/timeline", json=body).json()
    assert [event["date"]["value"] for event in found["events"]] == ["2024-12-03"]
    quote = found["events"][0]["citation"]["cited_text"]
    assert quote == "The ferry Aurora was held in Tallinn on Tuesday."
    text = client.post("/v1/timeline", json={**body, "format": "markdown"})
    assert text.headers["content-type"] == "text/markdown; charset=utf-8"
    assert text.text == f"- **3 December 2024** “{quote}” (Ferry held, Port News)"
    rows = csv.DictReader(io.StringIO(client.post("/v1/timeline", json={**body, "format": "csv"}).text))
    assert [row["date"] for row in rows] == ["2024-12-03"]
