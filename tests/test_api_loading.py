"""The server from its first moment: alive at once, ready when the engine is."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import httpx
import pytest
from api_served import problem, serving, until_ready

from api.app import create_app
from index.article import Article
from index.errors import ModelError
from index.indexer import put_articles
from index.repair import repair
from qa.engine import Engine
from qa.settings import Settings

NEEDING_THE_ENGINE = [("GET", "/readyz"), ("POST", "/query"), ("POST", "/search"), ("GET", "/articles"),
                      ("GET", "/articles/x"), ("POST", "/articles"), ("DELETE", "/articles/x")]  # fmt: skip
BODIES = {"/query": {"question": "When?"}, "/search": {"question": "When?"}, "/articles": {"text": "A text."}}


def each(client: httpx.Client) -> list[httpx.Response]:
    """Send what needs the engine."""
    return [
        client.request(method, path, json=BODIES[path] if method == "POST" else None)
        for method, path in NEEDING_THE_ENGINE
    ]


def test_while_the_models_load_the_server_lives_and_says_when_to_come_again(engine: Engine, tmp_path: Path) -> None:
    """/healthz and the page are there; all that needs the engine is a 503 with Retry-After, then works."""
    loaded = threading.Event()

    def opened(settings: Settings) -> Engine:
        assert loaded.wait(30)
        return Engine(settings, engine.embedder, engine.reader)

    with serving(create_app(Settings(data_dir=tmp_path / ".qa"), opened)) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/docs").status_code == 200
        for response in each(client):
            assert "Try again" in problem(response, 503, "loading")["detail"]
            assert int(response.headers["retry-after"]) > 0
        loaded.set()
        until_ready(client)
        assert client.post("/query", json={"question": "When?"}).status_code == 200


def test_a_server_that_ends_while_it_loads_closes_the_engine(engine: Engine, tmp_path: Path) -> None:
    """Nothing is left open behind it."""
    loaded, closed = threading.Event(), threading.Event()

    class Watched(Engine):
        def close(self) -> None:
            super().close()
            closed.set()

    def opened(settings: Settings) -> Engine:
        assert loaded.wait(30)
        return Watched(settings, engine.embedder, engine.reader)

    with serving(create_app(Settings(data_dir=tmp_path / ".qa"), opened)) as client:
        assert client.get("/healthz").status_code == 200
    loaded.set()
    assert closed.wait(30)


def test_when_loading_fails_the_reason_is_said(tmp_path: Path) -> None:
    """Every request that needs the engine names what is wrong; waiting is not advised, for it does not help."""

    def opened(_: Settings) -> Engine:
        raise ModelError("The reader in /models cannot be loaded: no such file. Install dateline again.")

    with serving(create_app(Settings(data_dir=tmp_path / ".qa"), opened)) as client:
        while "failed" not in client.get("/readyz").json()["type"]:
            time.sleep(0.01)
        for response in each(client):
            assert "no such file. Install dateline again." in problem(response, 503, "failed")["detail"]
            assert "retry-after" not in response.headers
        assert client.get("/healthz").status_code == 200


def test_when_loading_fails_as_nobody_foresaw_the_log_has_the_rest(tmp_path: Path) -> None:
    """The reason is said all the same."""

    def opened(_: Settings) -> Engine:
        raise OSError("disk on fire")

    with serving(create_app(Settings(data_dir=tmp_path / ".qa"), opened)) as client:
        while "failed" not in client.get("/readyz").json()["type"]:
            time.sleep(0.01)
        assert "disk on fire" in problem(client.get("/readyz"), 503, "failed")["detail"]


def test_an_index_made_otherwise_is_refused_until_it_is_made_again(engine: Engine, tmp_path: Path) -> None:
    """/readyz is a 503 with the remedy while the store does not fit, and 200 without a restart when it does."""
    data = tmp_path / ".qa"
    other = Engine(Settings(data_dir=data, passage_words=50), engine.embedder, engine.reader)
    put_articles(data, [Article("a", "api:a", "A", "A text.")], other.embedder, other.splitter)
    other.close()
    with serving(create_app(Settings(data_dir=data), lambda s: Engine(s, engine.embedder, engine.reader))) as client:
        while client.get("/readyz").json()["type"] == "/docs#loading":
            time.sleep(0.01)
        for path in ("/readyz", "/articles"):
            problem(client.get(path), 503, "store")
        problem(client.post("/query", json={"question": "When?"}), 503, "store")
        assert client.get("/healthz").status_code == 200


@pytest.mark.slow
def test_it_is_ready_only_while_the_store_answers(engine: Engine, tmp_path: Path) -> None:
    """Damage under a running server is said by all that needs the store; once it is repaired, all is well."""
    data = tmp_path / ".qa"
    put_articles(data, [Article("a", "api:a", "A", "The ferry reached Tallinn.")], engine.embedder, engine.splitter)
    with serving(create_app(Settings(data_dir=data), lambda s: Engine(s, engine.embedder, engine.reader))) as client:
        until_ready(client)
        (vectors,) = data.glob("stores/*/*/data_level0.bin")
        vectors.write_bytes(bytes(vectors.stat().st_size))
        for path in ("/readyz", "/articles/a"):
            assert "qa repair" in problem(client.get(path), 503, "store")["detail"]
        assert "qa repair" in problem(client.post("/query", json={"question": "Where?"}), 503, "store")["detail"]
        repair(data, engine.embedder, engine.splitter)
        assert client.get("/readyz").json()["articles"] == 1
        assert client.get("/articles/a").json()["text"] == "The ferry reached Tallinn."
