"""Chat completions, asked with OpenAI's own client."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from api_listening import ALSO, RIGHT, START, answering
from api_served import serving, serving_engine, until_ready
from openai import OpenAI
from openai.types.chat import ChatCompletion
from scripted import Scripted

from api.app import create_app
from index.errors import ModelServerError
from qa.engine import Engine
from qa.events import Answered, Checked, Event, GaveUp
from qa.question import Question
from qa.settings import Settings

CHESS = "Who won the chess tournament?"


def asked(client: OpenAI, *said: str, model: str = "dateline", **more: Any) -> ChatCompletion:
    """Ask as a front end does: the messages by turns, behind a system message."""
    roles = ["user", "assistant"] * len(said)
    messages: Any = [{"role": role, "content": text} for role, text in zip(roles, said, strict=False)]
    system = {"role": "system", "content": "You are helpful."}
    made: ChatCompletion = client.chat.completions.create(model=model, messages=[system, *messages], **more)
    return made


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[OpenAI]:
    """OpenAI's client of a server on the sample articles."""
    with (
        serving_engine(engine, data_dir=engine.settings.data_dir, model="reader") as server,
        OpenAI(base_url=f"{server.base_url}/v1", api_key="none", max_retries=0) as client,
    ):
        yield client


def of(server: httpx.Client) -> OpenAI:
    """Return OpenAI's client of a server."""
    return OpenAI(base_url=f"{server.base_url}/v1", api_key="none", max_retries=0)


def test_the_models_are_listed(client: OpenAI) -> None:
    """The server's own first, then those that can be named."""
    assert [model.id for model in client.models.list().data][:2] == ["dateline", "reader"]
    assert client.models.retrieve("reader").id == "reader"
    with pytest.raises(openai.NotFoundError, match="gpt-4o"):
        client.models.retrieve("gpt-4o")


@pytest.mark.parametrize("model", ["dateline", "reader"])
def test_an_answer_has_its_quotes_as_notes_and_as_annotations(client: OpenAI, model: str) -> None:
    """Each number in the text is annotated with its article; what steers a language model is left aside."""
    told = asked(client, START, model=model, temperature=0.3, user="me")
    message = told.choices[0].message
    assert message.content is not None
    assert message.content.startswith("November 27 [1] [2]\n\n")
    assert "\n\n[1] “The rebels began their offensive" in message.content
    assert message.annotations
    for note in message.annotations:
        cited = note.url_citation
        number = message.content[cited.start_index : cited.end_index]
        assert f"\n\n{number} “" in message.content
        with httpx.Client() as plain:  # the samples have no address of their own
            assert plain.get(cited.url).json()["article"]["title"] == cited.title
    assert told.choices[0].finish_reason == "stop"
    assert told.to_dict()["answer"]["answer"] == "November 27"  # type: ignore[index]


def test_a_follow_up_leans_on_what_was_said_notes_and_all(client: OpenAI) -> None:
    """As it comes back from a front end."""
    first = asked(client, START).choices[0].message.content or ""
    told = asked(client, START, first, "Who started it?").to_dict()["answer"]
    assert told["understood_as"] == "Who started the offensive?"  # type: ignore[index]


def test_an_abstention_is_told_in_the_text(client: OpenAI) -> None:
    """It is an answer, and no error."""
    message = asked(client, CHESS).choices[0].message
    assert (message.content or "").startswith("I found no passage that answers this.")
    assert message.annotations == []


def test_a_long_talk_is_cut_to_what_is_taken(client: OpenAI) -> None:
    """A front end sends all that was said."""
    assert asked(client, *["So?", "x" * 3_000] * 60, START).choices[0].message.content


def test_text_in_parts_is_text_and_a_picture_is_refused(client: OpenAI) -> None:
    """In words that name what was sent."""
    parts: Any = [{"type": "text", "text": START}]
    told = client.chat.completions.create(model="reader", messages=[{"role": "user", "content": parts}])
    assert (told.choices[0].message.content or "").startswith("November 27")
    parts.append({"type": "image_url", "image_url": {"url": "data:,"}})
    with pytest.raises(openai.UnprocessableEntityError, match="image_url"):
        client.chat.completions.create(model="reader", messages=[{"role": "user", "content": parts}])


def test_what_cannot_be_asked_is_an_error_of_the_client(client: OpenAI) -> None:
    """No question, a model that is not there."""
    with pytest.raises(openai.UnprocessableEntityError, match="user"):
        client.chat.completions.create(model="reader", messages=[{"role": "assistant", "content": "Well."}])
    with pytest.raises(openai.UnprocessableEntityError, match="not known"):
        asked(client, START, model="gpt-4o")


@pytest.mark.parametrize("question", [START, CHESS])
def test_chunks_add_up_to_the_whole(client: OpenAI, question: str) -> None:
    """Text, annotations, how it ended, tokens."""
    whole = asked(client, question).choices[0]
    messages: Any = [{"role": "user", "content": question}]
    chunks = list(
        client.chat.completions.create(
            model="dateline", messages=messages, stream=True, stream_options={"include_usage": True}
        )
    )
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert "".join(choice.delta.content or "" for choice in choices) == whole.message.content
    assert [choice.finish_reason for choice in choices if choice.finish_reason] == ["stop"]
    marks = choices[-1].delta.to_dict()["annotations"]
    assert marks == [note.to_dict() for note in whole.message.annotations or []]
    assert chunks[-1].usage is not None


def test_sentences_of_a_language_model_come_as_they_pass(engine: Engine) -> None:
    """And with their numbers."""
    both = "Tell me about the offensive and what the king of Jordan discussed."
    with answering(engine, Scripted([f"{RIGHT} [1]. {ALSO} [1]."] * 2)) as server, of(server) as client:
        messages: Any = [{"role": "user", "content": both}]
        chunks = list(client.chat.completions.create(model="dateline", messages=messages, stream=True))
        pieces = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices[0].delta.content]
        assert (pieces[0] or "").startswith(f"{RIGHT}. [1]")
        assert (pieces[1] or "").startswith(f" {ALSO}. [")
        assert "".join(map(str, pieces)) == asked(client, both).choices[0].message.content


def test_a_model_that_fails_in_the_middle_is_an_error_of_the_client(engine: Engine) -> None:
    """It was named, so that nothing answers in its place."""
    model = Scripted([[f"{RIGHT} [1]. And", ModelServerError("The server is gone.")]])
    with answering(engine, model) as server, of(server) as client:
        messages: Any = [{"role": "user", "content": START}]
        with pytest.raises(openai.APIError, match="The server is gone"):
            list(client.chat.completions.create(model="dateline", messages=messages, stream=True))


def test_what_does_not_stand_after_all_is_taken_back(engine: Engine, tmp_path: Path) -> None:
    """In words, as nothing can be unsaid."""
    answer = engine.ask(START)
    told = Told(
        engine, tmp_path / ".qa", [Checked(f"{RIGHT}.", answer.citations[:1]), GaveUp("It died."), Answered(answer)]
    )
    with serving(create_app(told.settings, lambda _: told)) as server, of(server) as client:
        until_ready(server)
        messages: Any = [{"role": "user", "content": START}]
        chunks = list(client.chat.completions.create(model="dateline", messages=messages, stream=True))
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text.startswith(f"{RIGHT}. [1]\n\nWhat stands above counts no more.\n\nNovember 27 [1]")


class Told(Engine):
    """The engine, but what happens is given."""

    def __init__(self, engine: Engine, data_dir: Path, given: list[Event]) -> None:
        super().__init__(Settings(data_dir=data_dir), engine.embedder, engine.reader)
        self.given = given

    async def events(self, question: Question | str) -> AsyncGenerator[Event]:  # noqa: ARG002
        """Yield what is given."""
        for event in self.given:
            yield event
