"""An answer as a chat completion of OpenAI's, whole or in chunks."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from api import notes
from api.notes import Annotation
from api.problems import Kind
from api.results import as_json
from api.stream import EventStream
from qa.answer import Answer
from qa.engine import Engine
from qa.events import Answered, Checked
from qa.question import Question

OWN = "dateline"
"""The name of the model that the server is set to."""
TAKEN_BACK = "\n\nWhat stands above counts no more.\n\n"


@dataclass(frozen=True)
class ChatMessage:
    """The answer as a message.

    Attributes:
        content: the answer with numbered notes, its quotes.
        annotations: where each number stands, and what it cites.
        role: always "assistant".
        refusal: always null: an abstention is told in `content`.
    """

    content: str
    annotations: tuple[Annotation, ...]
    role: Literal["assistant"] = "assistant"
    refusal: None = None


@dataclass(frozen=True)
class Choice:
    """The one answer.

    Attributes:
        message: it.
        finish_reason: "length" where a language model was cut off, else "stop".
        index: always 0.
        logprobs: always null.
    """

    message: ChatMessage
    finish_reason: Literal["stop", "length"]
    index: int = 0
    logprobs: None = None


@dataclass(frozen=True)
class TokenUsage:
    """Tokens of a language model; 0 where none wrote, or its server does not tell.

    Attributes:
        prompt_tokens: of the prompt.
        completion_tokens: that it wrote.
        total_tokens: both.
    """

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


@dataclass(frozen=True)
class ChatCompletion:
    """An answer in the shape of OpenAI's chat completions.

    Attributes:
        id: of this answer.
        created: when, in seconds since 1970.
        model: what answered.
        choices: one.
        usage: tokens.
        answer: the answer object of POST /v1/query.
        object: always "chat.completion".
    """

    id: str
    created: int
    model: str
    choices: tuple[Choice]
    usage: TokenUsage
    answer: Answer
    object: Literal["chat.completion"] = "chat.completion"


class ChatStream(EventStream):
    """Sends the chunks of an answer."""

    def failed(self, kind: Kind, detail: str) -> bytes | None:
        """Return a chunk that says what went wrong, as OpenAI's clients raise it."""
        return _data({"error": {**kind.body(detail), "message": detail, "code": kind.slug}})


def completion(answer: Answer, articles: str) -> ChatCompletion:
    """Return an answer whole; `articles` is the address of this server's articles."""
    text = notes.content(answer)
    message = ChatMessage(text, tuple(notes.annotated(answer, text, articles)))
    return ChatCompletion(
        _id(), int(time.time()), answer.provenance.model, (Choice(message, _ended(answer)),), _usage(answer), answer
    )


async def chunks(engine: Engine, question: Question, articles: str, usage: bool) -> AsyncGenerator[bytes]:
    """Yield the answer piece by piece: sentences of a language model as they pass, the rest when it is whole."""
    head = {"id": _id(), "object": "chat.completion.chunk", "created": int(time.time()), "model": question.model or OWN}

    def chunk(delta: dict[str, Any], ended: str | None = None) -> bytes:
        return _data({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": ended, "logprobs": None}]})

    sent = ""
    yield chunk({"role": "assistant", "content": ""})
    async with aclosing(engine.events(question)) as events:
        async for event in events:
            if isinstance(event, Checked) and event.why is None:
                piece = (" " if sent else "") + event.text + notes.numbers([quoted.n for quoted in event.citations])
                sent += piece
                yield chunk({"content": piece})
            elif isinstance(event, Answered):
                answer, text = event.answer, notes.content(event.answer)
                if sent and not text.startswith(sent):  # what a model wrote does not stand after all
                    text = sent + TAKEN_BACK + text
                yield chunk({"content": text[len(sent) :]})
                marks = notes.annotated(answer, text, articles)
                yield chunk({"annotations": [_annotation(one) for one in marks]}, _ended(answer))
                if usage:
                    yield _data({**head, "choices": [], "usage": vars(_usage(answer))})
    yield b"data: [DONE]\n\n"


def _annotation(one: Annotation) -> dict[str, Any]:
    return {"type": one.type, "url_citation": vars(one.url_citation)}


def _id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"


def _ended(answer: Answer) -> Literal["stop", "length"]:
    return answer.written.finished if answer.written else "stop"


def _usage(answer: Answer) -> TokenUsage:
    written = answer.written
    prompt, wrote = (written.prompt_tokens or 0, written.tokens or 0) if written else (0, 0)
    return TokenUsage(prompt, wrote, prompt + wrote)


def _data(content: dict[str, Any]) -> bytes:
    return f"data: {as_json(content)}\n\n".encode()
