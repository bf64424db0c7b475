"""A real server on loopback for the tests of the API, and engines that fail, wait or are shared."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from qa.answer import Answer
from qa.engine import Engine
from qa.question import Question
from qa.settings import Settings


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[httpx.Client]:
    """Run the application under uvicorn in a thread, and yield a client of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@contextlib.contextmanager
def serving_engine(engine: Engine, **settings: Any) -> Iterator[httpx.Client]:
    """Serve a new engine with the models of `engine` and these settings, and wait until it is ready."""
    app = create_app(Settings(**settings), lambda given: Engine(given, engine.embedder, engine.reader))
    with serving(app) as client:
        until_ready(client)
        yield client


def until_ready(client: httpx.Client) -> None:
    """Wait until the engine is loaded."""
    while client.get("/readyz").status_code != 200:
        time.sleep(0.01)


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """Return the problem in a response, held to be one of this status and kind."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    body: dict[str, Any] = response.json()
    assert (body["status"], body["type"]) == (status, f"/docs#{kind}")
    assert body["title"]
    assert body["detail"]
    return body


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

    def ask(self, question: Question | str) -> Answer:
        """Answer when released."""
        assert isinstance(question, Question)
        self.begun.append(question.question)
        assert self.release.wait(30)
        return super().ask(question)

    async def aask(self, question: Question | str) -> Answer:
        """Answer when released, in a thread of the engine."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.ask, question)
