"""Reading streams of events in tests, from a real server whose language model is scripted."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
from api_served import events, serving_engine
from scripted import Scripted

from qa.engine import Engine

START = "When did the offensive start?"
RIGHT = "The rebels began their offensive against the Syrian government on November 27"
ALSO = "King Abdullah II of Jordan discussed the situation in Syria with Iraqi Prime Minister Mohammed Shia’ al-Sudani"
WRONG = "The rebels began their offensive against the Syrian government on March 3"


class Listening:
    """A stream that is read event by event."""

    def __init__(self, response: httpx.Response) -> None:
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


@contextlib.contextmanager
def answering(engine: Engine, llm: Scripted | None = None, **settings: Any) -> Iterator[httpx.Client]:
    """Serve the articles of `engine`; the language model, if any, answers what names no model."""
    with serving_engine(engine, llm, data_dir=engine.settings.data_dir, **settings) as client:
        yield client


@contextlib.contextmanager
def listening(client: httpx.Client, **asked: Any) -> Iterator[Listening]:
    """Ask for a stream; leaving the block goes away from it."""
    with client.stream("POST", "/query", json={"question": START, "stream": True} | asked) as response:
        assert response.status_code == 200, response.read()
        yield Listening(response)


def told(client: httpx.Client, **asked: Any) -> list[tuple[str, Any]]:
    """Return all events of a stream."""
    response = client.post("/query", json={"question": START, "stream": True} | asked)
    assert response.status_code == 200, response.text
    return events(response.text)


def names(sent: Sequence[tuple[str, Any]]) -> list[str]:
    """Return the names of events."""
    return [name for name, _ in sent]
