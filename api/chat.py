"""The endpoint that chat front ends know: OpenAI's chat completions, answered from the articles.

The last message of the user is the question, those before it are the history; what a front end says to steer a language
model (`system` messages, a temperature) has nothing to act on here and is left aside.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api import notes
from api.bodies import FiltersBody
from api.completion import OWN, ChatCompletion, ChatStream, chunks, completion
from api.dependencies import EngineDep, HeartbeatDep, JsonDep, ReadsDep, note_question
from api.examples import named
from api.problems import MISSING, MODEL, SERVER, TAKEN, TOO_LONG, fails
from api.results import reply
from api.strict import StrictRoute
from index.errors import UsageError
from qa.question import Question, Turn
from qa.settings import Settings

router = APIRouter(tags=["ask"], route_class=StrictRoute)


class PartBody(BaseModel):
    """A part of a message; only text is taken."""

    type: str = Field(description="What it is: `text`.")
    text: str | None = Field(None, description="The text.")


class MessageBody(BaseModel):
    """A message of the conversation; other fields than these are left aside."""

    role: str = Field(description="Whose it is: `user`, `assistant`; those of others are left aside.")
    content: str | list[PartBody] | None = Field(None, description="What it says.")

    def text(self) -> str:
        """Return its text. Raises UsageError for what is none."""
        parts = self.content if isinstance(self.content, list) else [PartBody(type="text", text=self.content)]
        for part in parts:
            if part.type != "text":
                raise UsageError(f"messages holds a part of the type {part.type[:40]!r}: only text is taken.")
        return "\n".join(part.text or "" for part in parts)


class StreamBody(BaseModel):
    """How a stream is sent."""

    include_usage: bool | None = Field(None, description="Whether its last chunk says how many tokens were used.")


class ChatBody(BaseModel):
    """A conversation whose last message of the user is the question; other fields of OpenAI's are left aside."""

    model_config = ConfigDict(json_schema_extra={"examples": []})

    messages: list[MessageBody] = Field(min_length=1, description="The conversation, oldest first.")
    model: str = Field(
        OWN, description="What answers: `dateline` is what the server was started with; else as GET /v1/models says."
    )
    stream: bool | None = Field(None, description="Whether the answer is sent in chunks while it is made.")
    stream_options: StreamBody | None = Field(None, description="How.")
    filters: FiltersBody | None = Field(None, description="Which articles may answer, as in POST /v1/query.")

    def parsed(self, settings: Settings) -> Question:
        """Return the question with its history, cut to what the settings take."""
        last = max((n for n, one in enumerate(self.messages) if one.role == "user"), default=None)
        if last is None:
            raise UsageError("messages holds none of the role `user`: the last of these is the question.")
        turns: list[Turn] = []
        most = settings.max_turn_chars
        for message in self.messages[:last]:
            if message.role == "user":
                turns.append(Turn(message.text()[:most]))
            elif message.role == "assistant" and turns:
                turns[-1] = Turn(turns[-1].question, notes.said(message.text())[:most])
        question = Question.parse(
            {
                "question": self.messages[last].text().strip(),
                "filters": self.filters.model_dump() if self.filters else None,
                "model": None if self.model in (OWN, "") else self.model,
            }
        )
        made = Question(
            question.question, tuple(turns[-settings.max_history_turns :]), question.filters, model=question.model
        )
        made.check(settings)
        return made


CHATS = {
    "A question": {"model": "dateline", "messages": [{"role": "user", "content": "Who blamed the ice?"}]},
    "A follow-up": {
        "model": "reader",
        "messages": [
            {"role": "user", "content": "When was the Aurora held?"},
            {"role": "assistant", "content": "Tuesday"},
            {"role": "user", "content": "Where?"},
        ],
    },
    "In chunks": {"messages": [{"role": "user", "content": "Who blamed the ice?"}], "stream": True},
}
CHUNKS: dict[str, Any] = {
    "text/event-stream": {
        "itemSchema": {
            "type": "object",
            "required": ["data"],
            "properties": {"data": {"type": "string"}},
            "description": "Chunks as OpenAI sends them, `data: {…}` each, `data: [DONE]` at the end; text that was "
            "sent and does not stand is taken back in words.",
        }
    }
}


@router.post(
    "/chat/completions",
    dependencies=[JsonDep],
    response_model=ChatCompletion,
    response_description="An answer or an abstention; with `stream`, in chunks",
    responses={200: {"content": CHUNKS}},
)
@fails(MISSING, TOO_LONG, TAKEN, MODEL, SERVER)
async def chat_completions(
    body: Annotated[ChatBody, Body(openapi_examples=named(CHATS))],
    request: Request,
    engine: EngineDep,
    reads: ReadsDep,
    heartbeat_s: HeartbeatDep,
) -> Response:
    """Answer as OpenAI's chat completions do: any client of theirs can ask, with `/v1` here as its base URL."""
    question = body.parsed(engine.settings)
    note_question(request, question.question)
    articles = str(request.base_url).rstrip("/") + request.url.path.removesuffix("/chat/completions") + "/articles"
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        return ChatStream(reads, partial(chunks, engine, question, articles, usage), heartbeat_s)
    answer = await reads.wait(request, lambda: engine.aask(question))
    return reply(completion(answer, articles))
