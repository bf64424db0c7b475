"""Answers as server-sent events: their order and moment, what stops them, that they say what a plain answer says."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_served import events, problem, serving, serving_engine, until_ready
from scripted import Scripted

from api.app import create_app
from index.errors import ModelServerError
from qa.engine import Engine
from qa.events import Answered, Checked, Event, GaveUp, Retrieved
from qa.question import Question
from qa.settings import Settings

START = "When did the offensive start?"
RIGHT = "The rebels began their offensive against the Syrian government on November 27"
ALSO = "King Abdullah II of Jordan discussed the situation in Syria with Iraqi Prime Minister Mohammed Shia’ al-Sudani"
WRONG = "The rebels began their offensive against the Syrian government on March 3"


class Listening:
    """A stream that is read event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._pieces = response.iter_text()
        self._text = ""

    def next(self) -> tuple[str, Any] | None:
        """Return the next event, or None for a comment."""
        while "\n\n" not in self._text:
            self._text += next(self._pieces)
        block, _, self._text = self._text.partition("\n\n")
        return next(iter(events(block + "\n\n")), None)

    def until(self, name: str) -> Any:
        """Read on to the next event of this name, and return its data."""
        while (event := self.next()) is None or event[0] != name:
            pass
        return event[1]

    def rest(self) -> list[tuple[str, Any]]:
        """Return all events that are left."""
        return events(self._text + "".join(self._pieces))


def listening(client: httpx.Client, **asked: Any) -> Any:
    """Ask for a stream; used with `with`."""
    return client.stream("POST", "/query", json={"question": START, "stream": True} | asked)


def told(client: httpx.Client, **asked: Any) -> list[tuple[str, Any]]:
    """Return all events of a stream."""
    response = client.post("/query", json={"question": START, "stream": True} | asked)
    assert response.status_code == 200, response.text
    return events(response.text)


def names(sent: Sequence[tuple[str, Any]]) -> list[str]:
    return [name for name, _ in sent]


def without_times(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    for _ in range(3_000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("It never became true.")


@pytest.fixture
def serve(engine: Engine) -> Iterator[Callable[..., httpx.Client]]:
    """Serves the sample articles with a language model and these settings."""
    held: list[Any] = []

    def served(llm: Scripted | None = None, **settings: Any) -> httpx.Client:
        context = serving_engine(engine, llm, data_dir=engine.settings.data_dir, **settings)
        client = context.__enter__()
        held.append(context)
        return client

    yield served
    for context in reversed(held):
        context.__exit__(None, None, None)


def test_the_events_of_a_language_model_come_in_their_order(serve: Callable[..., httpx.Client]) -> None:
    client = serve(Scripted([f"{RIGHT} [1]. {ALSO} [1]."]))
    response = client.post("/query", json={"question": START, "stream": True})
    assert response.headers["content-type"].partition(";")[0] == "text/event-stream"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    sent = events(response.text)
    assert names(sent) == ["retrieved", "sentence", "sentence", "answer", "done"]
    (_, first), (_, second) = sent[1:3]
    assert (first["text"], second["text"]) == (f"{RIGHT}.", f"{ALSO}.")
    assert (first["why"], second["why"]) == (None, None)
    answer = sent[3][1]
    assert answer["answer"] == f"{RIGHT}. {ALSO}."
    assert [quote["n"] for quote in first["citations"] + second["citations"]] == [q["n"] for q in answer["citations"]]


def test_the_passages_are_those_that_a_search_shows(serve: Callable[..., httpx.Client]) -> None:
    client = serve()
    passages = dict(told(client))["retrieved"]["passages"]
    assert passages == client.post("/search", json={"question": START, "k": len(passages)}).json()["passages"]


def test_a_sentence_is_sent_as_soon_as_it_is_complete(serve: Callable[..., httpx.Client]) -> None:
    """While the model still writes the next one."""
    gate = threading.Event()
    model = Scripted([[f"{RIGHT} [1]. King", gate, ALSO.removeprefix("King"), " [1]."]])
    with listening(serve(model)) as response:
        stream = Listening(response)
        assert stream.until("sentence")["text"] == f"{RIGHT}."
        assert model.whole == 0
        gate.set()
        assert names(stream.rest()) == ["sentence", "answer", "done"]
    assert model.whole == 1


def test_what_is_unchecked_is_sent_only_where_it_is_asked_for(serve: Callable[..., httpx.Client]) -> None:
    text = f"{RIGHT} [1]. {WRONG} [1]."
    client = serve(Scripted([text, text]))
    sent = told(client, draft=True)
    assert "".join(data["text"] for name, data in sent if name == "draft") == text
    assert names(sent)[0] == "retrieved"
    assert "draft" not in names(told(client))


def test_a_sentence_that_is_taken_out_is_told_with_why(serve: Callable[..., httpx.Client]) -> None:
    sent = told(serve(Scripted([f"{RIGHT} [1]. {WRONG} [1]."])))
    stands, gone = [data for name, data in sent if name == "sentence"]
    assert (stands["text"], stands["why"]) == (f"{RIGHT}.", None)
    assert (gone["text"], gone["citations"]) == (f"{WRONG}.", [])
    assert "March 3" in gone["why"]
    answer = dict(sent)["answer"]
    assert answer["answer"] == f"{RIGHT}."
    assert answer["unsupported"] == [{"text": gone["text"], "why": gone["why"]}]


@pytest.mark.parametrize(
    ("error", "status", "kind", "said"),
    [
        (
            ModelServerError("It was killed. Ask again."),
            502,
            "model-server",
            "It was killed. Ask again.",
        ),
        (RuntimeError("a secret"), 500, "internal", "Its log says why"),
    ],
)
def test_an_error_in_the_midst_is_an_event(
    serve: Callable[..., httpx.Client], error: Exception, status: int, kind: str, said: str
) -> None:
    """The problem that it would have been before, in place of all that is left."""
    sent = told(serve(Scripted([[f"{RIGHT} [1]. King", error]])))
    assert names(sent) == ["retrieved", "sentence", "error"]
    told_of = sent[-1][1]
    assert (told_of["status"], told_of["type"]) == (status, f"/docs#{kind}")
    assert said in told_of["detail"]
    assert "secret" not in told_of["detail"]


def test_a_client_that_goes_away_ends_the_generation_and_gives_back_its_place(
    serve: Callable[..., httpx.Client],
) -> None:
    """Streamed or not: the next question is not refused, though nobody may wait."""
    never = threading.Event()
    model = Scripted([[f"{RIGHT} [1]. King", never], [never], f"{RIGHT} [1]."])
    client = serve(model, llm_queue=0)
    with listening(client) as response:
        Listening(response).until("sentence")
    until(lambda: model.stopped == 1)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/query", json={"question": START}, timeout=1)
    until(lambda: model.stopped == 2)
    until(lambda: client.post("/query", json={"question": START}).status_code == 200)
    assert (model.begun, model.whole) == (3, 1)


def test_who_finds_the_line_full_is_told_when_to_come_again(serve: Callable[..., httpx.Client]) -> None:
    """With a status, streamed or not; and the reader goes on answering."""
    gate = threading.Event()
    client = serve(Scripted([[f"{RIGHT} [1]. King", gate], f"{RIGHT} [1]."]), llm_queue=0)
    with listening(client) as response:
        stream = Listening(response)
        stream.until("sentence")
        for streamed in (False, True):
            refused = client.post("/query", json={"question": START, "stream": streamed})
            assert "model: reader" in problem(refused, 429, "model-busy")["detail"]
            assert int(refused.headers["retry-after"]) > 0
        assert client.post("/query", json={"question": START, "model": "reader"}).json()["answer"] == "November 27"
        gate.set()
        assert names(stream.rest())[-1] == "done"
    assert client.post("/query", json={"question": START}).status_code == 200


def test_while_nothing_is_there_to_be_said_the_stream_gives_signs_of_life(serve: Callable[..., httpx.Client]) -> None:
    """In line, before the first event, and in the midst; then all comes as ever."""
    gate = threading.Event()
    client = serve(Scripted([[f"{RIGHT} [1]. King", gate], [ModelServerError("Down.")]]), heartbeat_s=0.05)
    with listening(client) as response:
        stream = Listening(response)
        stream.until("sentence")
        assert [stream.next() for _ in range(3)] == [None] * 3
        with listening(client) as other:
            waiting = Listening(other)
            assert other.status_code == 200
            assert [waiting.next() for _ in range(3)] == [None] * 3
            gate.set()
            assert names(stream.rest())[-2:] == ["answer", "done"]
            assert names(waiting.rest()) == ["retrieved", "error"]


def test_the_reader_streams_too(serve: Callable[..., httpx.Client]) -> None:
    """Its answer is a sentence with its quotes; an abstention has none."""
    client = serve()
    sent = told(client)
    assert names(sent) == ["retrieved", "sentence", "answer", "done"]
    sentence, answer = sent[1][1], sent[2][1]
    assert sentence == {"text": "November 27", "citations": answer["citations"], "why": None}
    assert names(told(client, question="Why did the offensive start?")) == ["retrieved", "answer", "done"]
    assert names(told(client, question="Thanks!")) == ["answer", "done"]


@pytest.mark.parametrize("reply", [f"{RIGHT} [1]. {WRONG} [1].", f"{WRONG} [1].", "NOT IN THE PASSAGES", "", None])
def test_the_last_event_is_the_plain_answer(serve: Callable[..., httpx.Client], reply: str | None) -> None:
    """Whatever answers, field for field, and what was told before agrees with it."""
    client = serve(None if reply is None else Scripted([reply, reply]))
    sent = told(client)
    answer = dict(sent)["answer"]
    plain = client.post("/query", json={"question": START}).json()
    assert without_times(answer) == without_times(plain)
    standing = [data["text"] for name, data in sent if name == "sentence" and data["why"] is None]
    assert " ".join(standing) == (answer["answer"] or "")


def test_a_follow_up_is_told_as_it_was_understood(serve: Callable[..., httpx.Client], engine: Engine) -> None:
    history = [{"question": "Who led the offensive?", "answer": "Hayat Tahrir al-Sham"}]
    asked = {"question": "And when did it start?", "history": history}
    sent = told(serve(), **asked)
    understood = engine.ask(Question.parse(asked)).understood_as
    assert understood
    assert sent[0] == ("rewritten", {"question": understood})
    assert dict(sent)["answer"]["understood_as"] == understood


class Telling(Engine):
    """Tells given events instead of answering."""

    given: Sequence[Event]

    async def events(self, _: Question | str) -> AsyncGenerator[Event]:
        for event in self.given:
            yield event


def test_where_the_reader_answers_instead_its_sentence_is_told(engine: Engine, tmp_path: Path) -> None:
    """Behind the event that says that the sentences before count no more."""
    answer = engine.ask(START)

    def opened(settings: Settings) -> Engine:
        telling = Telling(settings, engine.embedder, engine.reader)
        telling.given = [Retrieved(()), Checked(f"{RIGHT}.", answer.citations), GaveUp("It died."), Answered(answer)]
        return telling

    with serving(create_app(Settings(data_dir=tmp_path / ".qa"), opened)) as client:
        until_ready(client)
        sent = told(client)
    assert names(sent) == ["retrieved", "sentence", "gave_up", "sentence", "answer", "done"]
    assert sent[2][1] == {"why": "It died."}
    assert sent[3][1]["text"] == answer.answer


def test_a_server_that_stops_says_so_to_those_who_wait(engine: Engine) -> None:
    """It does not wait for the end of a generation; a stream gets an event, others a status."""
    never, heard = threading.Event(), threading.Event()
    model = Scripted([[never]] * 2)

    def listen(url: httpx.URL) -> list[tuple[str, Any]]:
        with httpx.Client(base_url=url, timeout=60) as client, listening(client) as response:
            stream = Listening(response)
            stream.until("retrieved")
            heard.set()
            return stream.rest()

    with ThreadPoolExecutor(2) as pool:
        with serving_engine(engine, model, data_dir=engine.settings.data_dir, llm_concurrency=2) as client:
            streamed = pool.submit(listen, client.base_url)
            plain = pool.submit(httpx.post, f"{client.base_url}/query", json={"question": START}, timeout=60)
            until(lambda: heard.is_set() and model.begun == 2)
        assert "retry-after" in plain.result().headers
        problem(plain.result(), 503, "stopping")
        ((name, told_of),) = streamed.result()
    assert (name, told_of["type"]) == ("error", "/docs#stopping")
    assert model.stopped == 2
