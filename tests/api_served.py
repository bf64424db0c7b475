"""A real server on loopback for the tests of the API, and engines that fail, wait or are shared."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from api.access import Access
from api.app import EVERYONE, create_app
from api.stream import HEARTBEAT_S
from qa.concurrency import Threads
from qa.engine import Engine
from qa.events import Event
from qa.llm.models import Models
from qa.llm.protocol import LanguageModel
from qa.question import Question
from qa.settings import Settings


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[httpx.Client]:
    """Run the application under uvicorn in a thread, and yield a client of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the application did not start"
                time.sleep(0.01)
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@contextlib.contextmanager
def serving_engine(
    engine: Engine,
    llm: LanguageModel | None = None,
    heartbeat_s: float = HEARTBEAT_S,
    access: Access = EVERYONE,
    **settings: Any,
) -> Iterator[httpx.Client]:
    """Serve a new engine with the models of `engine` and these settings, and wait until it is ready."""

    def opened(given: Settings) -> Engine:
        return Engine(given, engine.embedder, engine.reader, Models(given, llm), engine.support)

    with serving(create_app(Settings(**settings), opened, heartbeat_s, access)) as client:
        until_ready(client)
        yield client


def until_ready(client: httpx.Client) -> None:
    """Wait until the engine is loaded."""
    while client.get("/readyz").status_code != 200:
        time.sleep(0.01)


def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    for _ in range(3_000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("It never became true.")


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """Return the problem in a response, held to be one of this status and kind."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    body: dict[str, Any] = response.json()
    assert (body["status"], body["type"]) == (status, f"/docs#{kind}")
    assert body["title"]
    assert body["detail"]
    return body


def events(text: str) -> list[tuple[str, Any]]:
    """Return the names and the data of the events in the text of a stream; comments say nothing."""
    told = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            name, data = lines
            assert (name[:7], data[:6]) == ("event: ", "data: ")
            told.append((name[7:], json.loads(data[6:])))
    assert text.endswith("\n\n")
    return told


class HeldEngine(Engine):
    """The engine, but each question waits for `release`; it keeps count of the questions that got their turn.

    Args:
        engine: whose models it takes.
        data_dir: its data folder.
    """

    def __init__(self, engine: Engine, data_dir: Path) -> None:
        super().__init__(Settings(data_dir=data_dir, concurrency=1), engine.embedder, engine.reader)
        self.release = threading.Event()
        self.begun: list[str] = []
        self.turns = Threads(1)

    async def events(self, question: Question | str) -> AsyncGenerator[Event]:
        """Answer when released, one question after the other."""
        await self.turns.run(self._held, question)
        async with aclosing(super().events(question)) as events:
            async for event in events:
                yield event

    def close(self) -> None:
        """Wait for what is being done."""
        self.turns.close()
        super().close()

    def _held(self, question: Question | str) -> None:
        assert isinstance(question, Question)
        self.begun.append(question.question)
        assert self.release.wait(30)
