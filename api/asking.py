"""The endpoints that ask: an answer at once or as it is made, passages, and which models there are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request
from starlette.responses import Response

from api.bodies import QuestionBody, SearchBody, TimelineBody
from api.completion import OWN
from api.dependencies import EngineDep, HeartbeatDep, JsonDep, OwnerDep, ReadsDep, note_question
from api.events import STREAM, tell
from api.examples import named
from api.problems import MISSING, MODEL, NOT_FOUND, SERVER, TAKEN, TOO_LONG, ProblemError, fails
from api.results import Default, ModelList, OfferedModel, SearchResult, reply
from api.stream import EventStream
from api.strict import StrictRoute
from index.catalogue import texts
from index.errors import ModelError, StoreError
from qa.answer import Answer
from qa.found import describe
from qa.kept.answers import Answers
from qa.llm.models import Listed, Models
from qa.story import chronology
from qa.story.timeline import Timeline

router = APIRouter(tags=["ask"], route_class=StrictRoute)

ModelId = Annotated[
    str, Path(min_length=1, max_length=500, description="The model's name, percent-encoded.", examples=["reader"])
]

BLAME = {"question": "Who blamed the ice?"}
QUESTIONS = {
    "A question": BLAME,
    "A follow-up": {
        "question": "Where?",
        "history": [{"question": "When was the Aurora held?", "answer": "Tuesday"}],
    },
    "Held to some articles": {
        **BLAME,
        "filters": {"article_ids": ["ferry-2"], "since": "2024-12-01", "until": "2024-12-31"},
        "as_of": "2024-12-04",
        "model": "reader",
    },
    "What no article says": {"question": "Who won the chess tournament?"},
    "As events": {**BLAME, "stream": True},
}
TIMELINES = {"A topic": {"question": "the ferry Aurora"}}
TEXTS = {"markdown": "text/markdown", "csv": "text/csv"}
"""The formats of a timeline that are text."""
LINES = {
    "markdown": "- **3 December 2024** “The ferry Aurora was held in Tallinn on Tuesday.” (Ferry delayed)",
    "csv": '"date","said","cited_text"\n"2024-12-03","Tuesday","The ferry Aurora was held in Tallinn on Tuesday."',
}
AS_TEXT = {
    TEXTS[style]: {"schema": {"type": "string"}, "examples": named({"In short": text})} for style, text in LINES.items()
}
SEARCHES = {"Words": {"question": "ferry to Tallinn", "k": 3}}


@router.post(
    "/query",
    dependencies=[JsonDep],
    response_model=Answer,
    response_description="An answer or an abstention; with `stream`, the events on the way to it",
    responses={200: {"content": STREAM}},
)
@fails(MISSING, TOO_LONG, TAKEN, MODEL, SERVER)
async def query(
    body: Annotated[QuestionBody, Body(openapi_examples=named(QUESTIONS))],
    request: Request,
    engine: EngineDep,
    reads: ReadsDep,
    heartbeat_s: HeartbeatDep,
    owner: OwnerDep,
) -> Response:
    """Answer a question, with exact quotes. An abstention is an answer too: `status` says which it is."""
    question = body.parsed(engine.settings)
    note_question(request, question.question)
    answers = Answers(engine.folder.path, engine.settings.serve_keep_answers)

    def keep(answer: Answer) -> None:
        with suppress(StoreError):  # a folder that may only be read keeps nothing, and answers all the same
            answers.keep(answer, question, owner)

    if body.stream:
        return EventStream(reads, lambda: tell(engine, question, bool(body.draft), keep), heartbeat_s)
    answer = await reads.wait(request, lambda: engine.aask(question))
    await asyncio.to_thread(keep, answer)
    return reply(answer.to_dict())


@router.post(
    "/search", dependencies=[JsonDep], response_model=SearchResult, response_description="Passages, best first"
)
@fails(MODEL)
async def search(
    body: Annotated[SearchBody, Body(openapi_examples=named(SEARCHES))],
    request: Request,
    engine: EngineDep,
    reads: ReadsDep,
) -> Response:
    """Find the passages nearest to a question, with their scores, without reading them for an answer."""
    question = body.parsed(engine.settings)
    note_question(request, question.question)

    def searched() -> SearchResult:
        hits = engine.search(question.question, question.filters, body.k)
        passages = describe(hits, cache(texts(engine.folder)))
        with engine.folder.reading() as store:
            undated = store.undated(question.filters) if store else 0
        return SearchResult(question.question, tuple(passages), undated)

    return reply(await reads.run(request, searched))


@router.post(
    "/timeline",
    dependencies=[JsonDep],
    response_model=Timeline,
    response_description="What happened, in order",
    responses={200: {"content": AS_TEXT}},
)
@fails(MODEL)
async def timeline(
    body: Annotated[TimelineBody, Body(openapi_examples=named(TIMELINES))],
    request: Request,
    engine: EngineDep,
    reads: ReadsDep,
) -> Response:
    """Tell what happened, in order: the dated events of the passages nearest to a topic, each with its exact quote."""
    question = body.parsed(engine.settings)
    note_question(request, question.question)
    found = await reads.run(request, lambda: engine.timeline(question, body.k))
    if body.format == "json":
        return reply(found)
    text = chronology.as_csv(found) if body.format == "csv" else chronology.markdown(found)
    return Response(text, media_type=f"{TEXTS[body.format]}; charset=utf-8")


@router.get("/models", response_model=ModelList, response_description="The models")
@fails(SERVER)
async def models(engine: EngineDep) -> Response:
    """List the models that a question can name, and say which one answers where it names none."""
    try:
        chosen = await engine.choose()
        default = Default(chosen.model.name if chosen.model else "reader", chosen.why)
    except ModelError as error:
        default = Default(engine.settings.model, error.message)
    listed = await Models(engine.settings).listed()
    return reply(ModelList(tuple(listed), default, tuple(map(OfferedModel, _answering(listed)))))


@router.get("/models/{model_id:path}", response_model=OfferedModel, response_description="The model")
@fails(NOT_FOUND, SERVER)
async def model(model_id: ModelId, engine: EngineDep) -> Response:
    """Return one of the models that answer, as OpenAI's clients ask for it."""
    if model_id not in _answering(await Models(engine.settings).listed()):
        raise ProblemError(NOT_FOUND, f"There is no model {model_id!r}. GET /v1/models lists those that there are.")
    return reply(OfferedModel(model_id))


def _answering(listed: Iterable[Listed]) -> list[str]:
    """Return the names of those that answer, the one that the server was started with first."""
    return [OWN, *(one.name for one in listed if "answer" in one.can)]
