"""Errors over HTTP: each is a problem that names its remedy."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import httpx
import pytest
from api_served import problem, serving, serving_engine, until_ready

from api.app import create_app
from api.problems import explain
from index.errors import (
    ModelBusyError,
    ModelError,
    ModelMissingError,
    ModelServerError,
    PromptTooLongError,
    StoreMismatchError,
    UsageError,
)
from qa.engine import Engine
from qa.events import Event
from qa.question import Question
from qa.settings import Settings

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server with nothing indexed and small limits."""
    folder = tmp_path_factory.mktemp("problems") / ".qa"
    with serving_engine(engine, data_dir=folder, max_body_bytes=1_000, max_article_chars=2_000) as client:
        yield client


def test_a_path_that_is_not_there(client: httpx.Client) -> None:
    """404 names the page that lists the endpoints."""
    assert "/docs" in problem(client.get("/qeury"), 404, "not-found")["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/query", "POST"),
        ("PUT", "/articles", "GET, POST"),
        ("POST", "/articles/x", "DELETE, GET"),
        ("DELETE", "/healthz", "GET"),
    ],
)
def test_a_method_that_is_not_taken(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    """405 names those that are, in words and in the header."""
    response = client.request(method, path, headers=JSON)
    assert f"use {allowed}." in problem(response, 405, "method")["detail"]
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/jsonp"}])
@pytest.mark.parametrize("path", ["/query", "/search", "/articles"])
def test_a_body_that_is_not_declared_as_json(client: httpx.Client, path: str, headers: dict[str, str]) -> None:
    """415 names the header, so that no other site's page can send what its visitor never meant to."""
    response = client.post(path, content=b'{"question": "When?"}', headers=headers)
    assert "Content-Type: application/json" in problem(response, 415, "media-type")["detail"]


def test_json_with_a_charset_is_json(client: httpx.Client) -> None:
    """Parameters of the content type do not matter, nor does its case."""
    for given in ("application/json; charset=utf-8", "Application/JSON"):
        response = client.post("/query", content=b'{"question": "When?"}', headers={"Content-Type": given})
        assert response.status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"question": }', b"", b"\xff\xfe", b'{"question": "\xff"}', b"[" * 990, b'{"k": ' + b"9" * 990 + b"}"],
)
def test_a_body_that_is_no_json(client: httpx.Client, body: bytes) -> None:
    """400 says where it breaks; a body that is missing, or a number beyond measure, is a 422."""
    response = client.post("/query", content=body, headers=JSON)
    assert response.status_code in (400, 422)
    problem(response, response.status_code, "bad-json" if response.status_code == 400 else "invalid")


def test_where_json_breaks_is_said(client: httpx.Client) -> None:
    """The place is counted in characters."""
    response = client.post("/query", content=b'{"question": }', headers=JSON)
    assert "at character 13" in problem(response, 400, "bad-json")["detail"]


@pytest.mark.parametrize(
    ("path", "most"), [("/query", 1_000), ("/search", 1_000), ("/articles", 8_000), ("/no", 1_000)]
)
def test_a_body_that_is_too_large(client: httpx.Client, path: str, most: int) -> None:
    """413 names the limit, whether the length was declared or the body just kept coming."""
    declared = client.post(path, content=b" " * (most + 1), headers=JSON)
    assert f"{most:,} bytes" in problem(declared, 413, "too-large")["detail"]
    if path != "/no":
        chunked = client.post(path, content=iter([b" " * 600] * (most // 600 + 1)), headers=JSON)
        problem(chunked, 413, "too-large")
        exact = client.post(path, content=b"{}".ljust(most), headers=JSON)
        problem(exact, 422, "invalid")


def test_a_body_far_too_large_is_still_told_so(client: httpx.Client) -> None:
    """A client that is sending 30 MB hears why before the connection ends."""
    problem(client.post("/query", content=b" " * 30_000_000, headers=JSON), 413, "too-large")


def test_a_local_server_answers_to_local_names_only(client: httpx.Client) -> None:
    """A web page that points its own name at this machine gets nothing."""
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""):
        problem(client.get("/articles", headers={"Host": host}), 421, "host")
    for host in ("localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"):
        assert client.get("/articles", headers={"Host": host}).status_code == 200


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    """Load balancers ask so."""
    response = client.head("/readyz")
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) > 0


class FailingEngine(Engine):
    """Raises `error` on every question."""

    error: Exception

    async def events(self, _: Question | str) -> AsyncGenerator[Event]:
        """Raise it."""
        raise self.error
        yield


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("error", "status", "kind", "said"),
    [
        (RuntimeError("a secret"), 500, "internal", "Its log says why"),
        (ModelError("The reader failed."), 500, "model", "The reader failed."),
        (ModelMissingError("Get it with `ollama pull x`."), 422, "model-missing", "ollama pull"),
        (PromptTooLongError("Ask in fewer words."), 422, "prompt-too-long", "fewer words"),
        (ModelServerError("The server hangs. Ask again."), 502, "model-server", "Ask again."),
        (ModelBusyError("8 questions wait."), 429, "model-busy", "8 questions wait."),
        (StoreMismatchError("Made by another embedder. Index again."), 503, "store", "Index again."),
        (UsageError("Ask otherwise."), 422, "invalid", "Ask otherwise."),
    ],
)
def test_what_fails_below_is_told_by_its_kind(
    engine: Engine, tmp_path: Path, error: Exception, status: int, kind: str, said: str, stream: bool
) -> None:
    """The core's errors keep their words; what nobody foresaw tells nothing of the inside; a stream is no different."""

    def opened(settings: Settings) -> Engine:
        failing = FailingEngine(settings, engine.embedder, engine.reader)
        failing.error = error
        return failing

    with serving(create_app(Settings(data_dir=tmp_path / ".qa"), opened)) as client:
        until_ready(client)
        response = client.post("/query", json={"question": "When?", "stream": stream})
        assert said in problem(response, status, kind)["detail"]
        assert ("retry-after" in response.headers) == (status in (429, 502))
        assert "secret" not in response.text
        assert "Traceback" not in response.text


def test_what_a_models_server_said_is_not_told_to_who_asks_over_http() -> None:
    """It may quote a key or an article; the terminal of who runs the server shows it."""
    error = ModelServerError("openai/m failed: ask again.", "Error 500 at /home/someone")
    assert explain(error)[1] == "openai/m failed: ask again."
    assert "Error 500" in str(error)


def test_of_many_mistakes_ten_are_told_and_names_are_shortened(client: httpx.Client) -> None:
    """What is sent back is no larger than what a person can read, whatever was sent."""
    many = {f"unknown-{n}-{'x' * 30}": 1 for n in range(20)}
    response = client.post("/query", json={"question": "Who?", **many})
    assert "and 10 more" in problem(response, 422, "invalid")["detail"]
    assert len(response.content) < 3_000
    response = client.post("/query", json={"question": "Who?", "history": [1] * 300})
    assert len(problem(response, 422, "invalid")["errors"]) <= 10
    assert len(response.content) < 3_000


def test_a_field_that_stands_twice_is_refused(client: httpx.Client) -> None:
    """Which of the two was meant nobody knows."""
    body = b'{"question": "Who?", "filters": {"since": "2024-01-01", "since": "2023-01-01"}}'
    assert (
        "'since' stands twice" in problem(client.post("/query", content=body, headers=JSON), 400, "bad-json")["detail"]
    )


def test_a_slash_at_the_end_and_capitals_in_the_host_change_nothing(client: httpx.Client) -> None:
    """They ask for the same."""
    assert client.post("/query/", json={"question": "Who won?"}).json()["reason"] == "empty_index"
    port = client.base_url.port
    assert client.get("/healthz", headers={"Host": f"LOCALHOST:{port}"}).status_code == 200
