"""A sheet of questions over HTTP: a row out for each, as soon as it is answered."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from api_served import HeldEngine, problem, serving, serving_engine, until, until_ready

from api.app import create_app
from qa.engine import Engine

START = "When did the offensive start?"
CHESS = "Who won the chess tournament?"


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[httpx.Client]:
    """A server on the sample articles."""
    with serving_engine(engine, data_dir=engine.settings.data_dir, model="reader") as client:
        yield client


def post(client: httpx.Client, content: str, declared: str) -> httpx.Response:
    """Send a sheet."""
    return client.post("/v1/query/batch", content=content, headers={"Content-Type": declared})


def test_a_table_comes_back_as_a_table(client: httpx.Client) -> None:
    """With its own columns, and the answers behind them."""
    told = post(client, f"desk,question\nworld,{START}\nsport,{CHESS}\nnone,\n", "text/csv")
    assert told.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(told.text, newline="")))
    assert [row["desk"] for row in rows] == ["world", "sport", "none"]
    assert [row["status"] for row in rows] == ["answered", "abstained", "error"]
    assert rows[0]["answer"] == "November 27"


@pytest.mark.parametrize("declared", ["application/x-ndjson", "application/jsonl; charset=utf-8"])
def test_lines_come_back_as_lines_with_what_a_question_alone_gets(client: httpx.Client, declared: str) -> None:
    """The same answer object."""
    told = post(client, json.dumps({"question": START, "id": 1}) + "\n", declared)
    (one,) = map(json.loads, told.text.splitlines())
    alone = client.post("/v1/query", json={"question": START}).json()
    assert one["given"] == {"question": START, "id": 1}
    changing = {"timings_ms": None, "id": None}
    assert one["answer"] | changing == alone | changing


def test_a_model_that_cannot_be_had_is_told_in_its_row(client: httpx.Client) -> None:
    """The others are answered."""
    sheet = [{"question": START, "model": "ollama/nothing"}, {"question": START}]
    told = post(client, "".join(json.dumps(row) + "\n" for row in sheet), "application/jsonl")
    first, second = map(json.loads, told.text.splitlines())
    assert first["answer"] is None
    assert "Ollama" in first["error"]
    assert second["answer"]["answer"] == "November 27"


def test_what_is_no_sheet_is_a_problem(client: httpx.Client) -> None:
    """With its status, as everywhere."""
    problem(post(client, "{}", "application/json"), 415, "media-type")
    problem(post(client, "", "text/csv"), 422, "invalid")
    problem(post(client, "text\nWho?\n", "text/csv"), 422, "invalid")


def test_a_batch_ends_with_its_client(engine: Engine, tmp_path: Path) -> None:
    """What is not begun then is not asked."""
    held = HeldEngine(engine, tmp_path / ".qa")
    with serving(create_app(held.settings, lambda _: held, heartbeat_s=0.05)) as client:
        until_ready(client)
        sheet = "question\n" + f"{START}\n" * 50
        with client.stream("POST", "/v1/query/batch", content=sheet, headers={"Content-Type": "text/csv"}) as told:
            assert next(told.iter_lines()).startswith("question,status,")
            until(lambda: len(held.begun) == 1)
        held.release.set()
        until(lambda: client.post("/v1/query", json={"question": CHESS}).status_code == 200)
    assert len(held.begun) < 10
