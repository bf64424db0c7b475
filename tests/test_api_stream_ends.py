"""What ends a stream or holds it up: errors, a client that goes away, a full line, silence, a server that stops."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from api_listening import RIGHT, START, answering, listening, names, told
from api_served import problem, until
from scripted import Scripted
from starlette.types import Message

from api.stream import EventStream
from api.work import Work
from index.errors import ModelServerError
from qa.engine import Engine


@pytest.mark.parametrize(
    ("error", "status", "kind", "said", "again"),
    [
        (ModelServerError("It was killed. Ask again."), 502, "model-server", "It was killed. Ask again.", True),
        (RuntimeError("a secret"), 500, "internal", "Its log says why", False),
    ],
)
def test_an_error_in_the_midst_is_an_event(
    engine: Engine, error: Exception, status: int, kind: str, said: str, again: bool
) -> None:
    """The problem that it would have been before, in place of all that is left."""
    with answering(engine, Scripted([[f"{RIGHT} [1]. King", error]])) as client:
        sent = told(client)
    assert names(sent) == ["retrieved", "found", "sentence", "error"]
    told_of = sent[-1][1]
    assert (told_of["status"], told_of["type"]) == (status, f"/docs#{kind}")
    assert said in told_of["detail"]
    assert "secret" not in told_of["detail"]
    assert ("retry_after" in told_of) == again


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_cannot_be_had_is_a_problem_with_a_status(engine: Engine, stream: bool) -> None:
    """It is found out before anything is sent."""
    with answering(engine, ollama_host="127.0.0.1:9") as client:
        asked = {"question": START, "stream": stream, "model": "ollama/llama3.2"}
        response = client.post("/query", json=asked)
        assert "127.0.0.1:9" in problem(response, 502, "model-server")["detail"]


def test_a_client_that_goes_away_ends_the_generation_and_gives_back_its_place(engine: Engine) -> None:
    """Streamed or not: the next question is not refused, though nobody may wait."""
    never = threading.Event()
    model = Scripted([[f"{RIGHT} [1]. King", never], [never], f"{RIGHT} [1]."])
    with answering(engine, model, llm_queue=0) as client:
        with listening(client) as stream:
            stream.until("sentence")
        until(lambda: model.stopped == 1)
        with socket.create_connection((client.base_url.host, client.base_url.port)) as leaving:
            body = json.dumps({"question": START}).encode()
            head = f"POST /query HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
            leaving.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)
            until(lambda: model.begun == 2)
        until(lambda: model.stopped == 2)
        until(lambda: client.post("/query", json={"question": START}).status_code == 200)
    assert (model.begun, model.whole) == (3, 1)


def test_who_finds_the_line_full_is_told_when_to_come_again(engine: Engine) -> None:
    """With a status, streamed or not; and the reader goes on answering."""
    gate = threading.Event()
    model = Scripted([[f"{RIGHT} [1]. King", gate], f"{RIGHT} [1]."])
    with answering(engine, model, llm_queue=0) as client:
        with listening(client) as stream:
            stream.until("sentence")
            for streamed in (False, True):
                refused = client.post("/query", json={"question": START, "stream": streamed})
                assert "model: reader" in problem(refused, 429, "model-busy")["detail"]
                assert int(refused.headers["retry-after"]) == refused.json()["retry_after"] > 0
            assert client.post("/query", json={"question": START, "model": "reader"}).json()["answer"] == "November 27"
            gate.set()
            assert names(stream.rest())[-1] == "done"
        assert client.post("/query", json={"question": START}).status_code == 200


def test_while_nothing_is_there_to_be_said_the_stream_gives_signs_of_life(engine: Engine) -> None:
    """In line, before the first event, and in the midst; then all comes as ever."""
    gate = threading.Event()
    model = Scripted([[f"{RIGHT} [1]. King", gate], ModelServerError("Down.")])
    with answering(engine, model, heartbeat_s=0.05) as client, listening(client) as stream:
        stream.until("sentence")
        assert [stream.next() for _ in range(3)] == [None] * 3
        with listening(client) as waiting:
            assert [waiting.next() for _ in range(3)] == [None] * 3
            gate.set()
            assert names(stream.rest())[-2:] == ["answer", "done"]
            assert names(waiting.rest()) == ["retrieved", "found", "error"]


def test_a_server_that_stops_says_so_to_those_who_wait(engine: Engine) -> None:
    """It does not wait for the end of a generation; a stream gets an event, others a status."""
    never, heard = threading.Event(), threading.Event()
    model = Scripted([[never]] * 2)

    def listen(url: httpx.URL) -> list[tuple[str, Any]]:
        with httpx.Client(base_url=url, timeout=60) as client, listening(client) as stream:
            stream.until("found")
            heard.set()
            return stream.rest()

    with ThreadPoolExecutor(2) as pool:
        with answering(engine, model, llm_concurrency=2) as client:
            streamed = pool.submit(listen, client.base_url)
            plain = pool.submit(httpx.post, f"{client.base_url}/query", json={"question": START}, timeout=60)
            until(lambda: heard.is_set() and model.begun == 2)
        assert "retry-after" in plain.result().headers
        problem(plain.result(), 503, "stopping")
        ((name, told_of),) = streamed.result()
    assert (name, told_of["type"]) == ("error", "/docs#stopping")
    assert model.stopped == 2


def test_a_client_that_reads_slowly_holds_up_nothing_but_itself() -> None:
    """What is told is made to its end while the first piece is still on its way."""

    async def scene() -> list[Message]:
        made, taken = asyncio.Event(), list[Message]()

        async def telling() -> AsyncGenerator[bytes]:
            for n in range(100):
                yield b"%d\n\n" % n
            made.set()

        async def send(message: Message) -> None:
            await made.wait()
            taken.append(message)

        async def receive() -> Message:
            await asyncio.Event().wait()
            raise AssertionError

        async with asyncio.timeout(30):
            await EventStream(Work(1), telling, heartbeat_s=30)({"type": "http"}, receive, send)
        return taken

    started, *bodies = asyncio.run(scene())
    assert started["status"] == 200
    assert b"".join(body["body"] for body in bodies) == b"".join(b"%d\n\n" % n for n in range(100))
    assert [body["more_body"] for body in bodies] == [True] * 100 + [False]
