"""Answers as server-sent events: what is told, in which order, how soon, and that it is what a plain answer says."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest
from api_listening import ALSO, RIGHT, START, WRONG, answering, listening, names, told
from api_served import events, serving, until_ready
from hypothesis import given
from hypothesis import strategies as st
from scripted import Scripted

from api.app import create_app
from api.stream import event
from qa.engine import Engine
from qa.events import Answered, Checked, Event, GaveUp, Retrieved
from qa.question import Question
from qa.settings import Settings

OTHER = "On Wednesday, a major rebel offensive rocked the western countryside of the Syrian province of Aleppo"
"""Answers when the offensive started too."""


def test_the_events_of_a_language_model_come_in_their_order(engine: Engine) -> None:
    with answering(engine, Scripted([f"{RIGHT} [1]. {OTHER} [1]."])) as client:
        response = client.post("/query", json={"question": START, "stream": True})
    assert response.headers["content-type"].partition(";")[0] == "text/event-stream"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    sent = events(response.text)
    assert names(sent) == ["retrieved", "found", "sentence", "sentence", "answer", "done"]
    assert sent[1][1]["answer"] == "November 27"
    (_, first), (_, second) = sent[2:4]
    assert (first["text"], second["text"]) == (f"{RIGHT}.", f"{OTHER}.")
    assert (first["why"], second["why"]) == (None, None)
    answer = sent[4][1]
    assert answer["answer"] == f"{RIGHT}. {OTHER}."
    assert [quote["n"] for quote in first["citations"] + second["citations"]] == [q["n"] for q in answer["citations"]]


def test_the_passages_are_those_that_a_search_shows(engine: Engine) -> None:
    with answering(engine) as client:
        passages = dict(told(client))["retrieved"]["passages"]
        assert passages == client.post("/search", json={"question": START, "k": len(passages)}).json()["passages"]


def test_a_sentence_is_sent_as_soon_as_it_is_complete(engine: Engine) -> None:
    """While the model still writes the next one."""
    gate = threading.Event()
    model = Scripted([[f"{RIGHT} [1]. King", gate, ALSO.removeprefix("King"), " [1]."]])
    with answering(engine, model) as client, listening(client) as stream:
        assert stream.until("sentence")["text"] == f"{RIGHT}."
        assert model.whole == 0
        gate.set()
        assert names(stream.rest()) == ["sentence", "answer", "done"]
    assert model.whole == 1


def test_what_is_unchecked_is_sent_only_where_it_is_asked_for(engine: Engine) -> None:
    text = f"{RIGHT} [1]. {WRONG} [1]."
    with answering(engine, Scripted([text, text])) as client:
        sent = told(client, draft=True)
        assert "".join(data["text"] for name, data in sent if name == "draft") == text
        assert names(sent)[0] == "retrieved"
        assert "draft" not in names(told(client))


def test_a_sentence_that_is_taken_out_is_told_with_why(engine: Engine) -> None:
    with answering(engine, Scripted([f"{RIGHT} [1]. {WRONG} [1]."])) as client:
        sent = told(client)
    stands, gone = [data for name, data in sent if name == "sentence"]
    assert (stands["text"], stands["why"]) == (f"{RIGHT}.", None)
    assert (gone["text"], gone["citations"]) == (f"{WRONG}.", [])
    assert "March 3" in gone["why"]
    answer = dict(sent)["answer"]
    assert answer["answer"] == f"{RIGHT}."
    assert answer["unsupported"] == [{"text": gone["text"], "why": gone["why"]}]


def test_the_reader_streams_too(engine: Engine) -> None:
    """Its answer is a sentence with its quotes; an abstention has none."""
    with answering(engine) as client:
        sent = told(client)
        assert names(sent) == ["retrieved", "sentence", "answer", "done"]
        sentence, answer = sent[1][1], sent[2][1]
        assert sentence == {"text": "November 27", "citations": answer["citations"], "why": None}
        assert names(told(client, question="Why did the offensive start?")) == ["retrieved", "answer", "done"]
        assert names(told(client, question="Thanks!")) == ["answer", "done"]


@pytest.mark.parametrize("reply", [f"{RIGHT} [1]. {WRONG} [1].", f"{WRONG} [1].", "NOT IN THE PASSAGES", "", None])
def test_the_last_event_is_the_plain_answer(engine: Engine, reply: str | None) -> None:
    """Whatever answers, field for field, and what was told before agrees with it."""
    with answering(engine, None if reply is None else Scripted([reply, reply])) as client:
        sent = told(client)
        plain = client.post("/query", json={"question": START}).json()
    answer = dict(sent)["answer"]
    assert answer | {"timings_ms": None} == plain | {"timings_ms": None}
    standing = [data["text"] for name, data in sent if name == "sentence" and data["why"] is None]
    assert " ".join(standing) == (answer["answer"] or "")


def test_a_follow_up_is_told_as_it_was_understood(engine: Engine) -> None:
    history = [{"question": "Who led the offensive?", "answer": "Hayat Tahrir al-Sham"}]
    asked = {"question": "And when did it start?", "history": history}
    with answering(engine) as client:
        sent = told(client, **asked)
    understood = engine.ask(Question.parse(asked)).understood_as
    assert understood
    assert sent[0] == ("rewritten", {"question": understood})
    assert dict(sent)["answer"]["understood_as"] == understood


def test_with_history_a_language_model_first_says_what_the_question_is(engine: Engine) -> None:
    """Streamed or not, `history` does for HTTP what a chat does in the terminal."""
    asked = {"question": "When did it start?", "history": [{"question": "Who led the offensive?", "answer": "HTS"}]}
    model = Scripted(["When did the offensive start?", f"{RIGHT} [1]."] * 2)
    with answering(engine, model) as client:
        sent = told(client, **asked)
        plain = client.post("/query", json=asked).json()
    assert sent[0] == ("rewritten", {"question": "When did the offensive start?"})
    assert dict(sent)["answer"]["understood_as"] == plain["understood_as"] == "When did the offensive start?"
    assert len(model.asked) == 4


class Telling(Engine):
    """Tells given events instead of answering."""

    given: Sequence[Event]

    async def events(self, _: Question | str) -> AsyncGenerator[Event]:
        for one in self.given:
            yield one


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


@given(st.text(st.characters()))
def test_no_text_breaks_out_of_its_event(text: str) -> None:
    """Line ends, half characters and what looks like an event come back as they were."""
    sent = event("sentence", {"text": text})
    assert sent.count(b"\n") == 3
    assert b"\r" not in sent
    assert events(sent.decode()) == [("sentence", json.loads(json.dumps({"text": text})))]
