"""The endpoints that ask: an answer at once or as it is made, passages, and which models there are."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import examples
from api.bodies import QuestionBody, SearchBody
from api.dependencies import EngineDep, HeartbeatDep, JsonDep, ReadsDep
from api.events import told
from api.openapi import BODY, ENGINE, PLACE, body_with, problems, streamed
from api.problems import MISSING, MODEL, SERVER, TAKEN, TOO_LONG
from api.results import Default, ModelList, SearchResult, reply
from api.stream import EventStream
from index.catalogue import texts
from index.errors import ModelError
from qa.answer import Answer
from qa.quotes import found
from qa.write.models import Models

router = APIRouter(tags=["ask"])


@router.post(
    "/query",
    dependencies=[JsonDep],
    response_model=Answer,
    response_description="An answer or an abstention; with `stream`, the events on the way to it",
    responses=streamed() | problems(*BODY, MISSING, TOO_LONG, TAKEN, MODEL, SERVER, *ENGINE, *PLACE),
)
async def query(
    body: Annotated[QuestionBody, body_with(examples.QUESTIONS)],
    request: Request,
    engine: EngineDep,
    reads: ReadsDep,
    heartbeat_s: HeartbeatDep,
) -> Response:
    """Answer a question, with exact quotes. An abstention is an answer too: `status` says which it is."""
    question = body.parsed(engine.settings)
    if body.stream:
        return EventStream(reads, lambda: told(engine, question, bool(body.draft)), heartbeat_s)
    answer = await reads.wait(request, lambda: engine.aask(question))
    return reply(answer.to_dict())


@router.post(
    "/search",
    dependencies=[JsonDep],
    response_model=SearchResult,
    response_description="Passages, best first",
    responses=problems(*BODY, MODEL, *ENGINE, *PLACE),
)
async def search(
    body: Annotated[SearchBody, body_with(examples.SEARCHES)], request: Request, engine: EngineDep, reads: ReadsDep
) -> Response:
    """Find the passages nearest to a question, with their scores, without reading them for an answer."""
    question = body.parsed(engine.settings)

    def searched() -> SearchResult:
        hits = engine.search(question.question, question.filters, body.k)
        passages = found(hits, cache(texts(engine.folder)))
        with engine.folder.reading() as store:
            undated = store.undated(question.filters) if store else 0
        return SearchResult(question.question, tuple(passages), undated)

    return reply(await reads.run(request, searched))


@router.get(
    "/models",
    response_model=ModelList,
    response_description="The models",
    responses=problems(SERVER, *ENGINE),
)
async def models(engine: EngineDep) -> Response:
    """List the models that a question can name, and say which one answers where it names none."""
    try:
        chosen = await engine.choose()
        default = Default(chosen.model.name if chosen.model else "reader", chosen.why)
    except ModelError as error:
        default = Default(engine.settings.model, error.message)
    return reply(ModelList(tuple(await Models(engine.settings).listed()), default))
