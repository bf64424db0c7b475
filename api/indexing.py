"""The endpoints that index: an article at once, many as a job, and how far a job is."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import Response

from api.bodies import ArticleBody
from api.dependencies import EngineDep, HeartbeatDep, JobsDep, WatchesDep, WritesDep, collection_of
from api.examples import named
from api.jobs import Job
from api.problems import (
    BAD_FORM,
    BAD_JSON,
    BUSY,
    CONFLICT,
    INVALID,
    MEDIA,
    MODEL,
    NOT_FOUND,
    STOPPING,
    TOO_LARGE,
    WRITING,
    ProblemError,
    fails,
)
from api.requests import NOTES, note
from api.results import ListedArticle, StoredArticle, reply
from api.stream import EventStream
from api.strict import parsed
from api.uploads import FORM, JSON, LINES, media_type, receive
from api.work import Work
from index.article import Article
from index.draft import Draft
from index.indexer import IndexReport, put_articles
from qa.engine import Engine

router = APIRouter(tags=["articles"])

JobId = Annotated[str, Path(max_length=64, description="The job's id, as `POST /v1/articles` gave it.")]
FERRY = {
    "id": "ferry-2",
    "title": "Ferry delayed",
    "url": "https://news.example/ferry-2",
    "published": "2024-12-03T08:30:00+02:00",
    "outlet": "Example News",
    "text": "The ferry Aurora was held in Tallinn on Tuesday. Captain Liisa Tamm blamed the ice.",
}
ARTICLES = {
    "All that is known": FERRY,
    "A new version": {**FERRY, "text": f"{FERRY['text']} It left on Wednesday."},
    "A text alone": {"text": "The ferry Aurora reached Helsinki on Thursday.\n\nIt carried 312 passengers."},
    "A list, as a job": [{"id": "ferry-3", "text": "The ferry Aurora left Helsinki on Friday."}],
}
"""Examples of what is stored; those of `asking.py` are about them."""
REF = {"$ref": "#/components/schemas/ArticleBody"}
BODY: dict[str, Any] = {
    "required": True,
    "description": "One article, or a list, lines or files to index as a job.",
    "content": {
        JSON: {
            "schema": {"anyOf": [REF, {"type": "array", "items": REF, "minItems": 1}]},
            "examples": named(ARTICLES),
        },
        "application/x-ndjson": {"schema": {"description": "An article a line, with the fields of `qa index`."}},
        FORM: {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "minItems": 1,
                        "description": "Files of every format that `qa index` reads; their names say which.",
                    }
                },
            }
        },
    },
}
EVENTS: dict[str, Any] = {
    EventStream.media_type: {
        "schema": {"type": "array"},  # for readers of documents that know no itemSchema
        "itemSchema": {
            "type": "object",
            "required": ["event", "data"],
            "properties": {
                "event": {"type": "string", "enum": ["progress", "ended", "error"]},
                "data": {"type": "string", "contentMediaType": "application/json"},
            },
            "description": "Each of the server-sent events; its data is the job, in JSON on one line: `progress` "
            "whenever it has changed, `ended` when it has. `error`, a problem, comes in place of all that is left.",
        },
    }
}


@router.post(
    "/articles",
    response_model=StoredArticle,
    status_code=201,
    response_description="It is new",
    responses={
        200: {"description": "It was there, as it is or as another version", "model": StoredArticle},
        202: {"description": "A job, as a list, lines or files were sent", "model": Job},
    },
    openapi_extra={"requestBody": BODY},
)
@fails(BAD_JSON, BAD_FORM, TOO_LARGE, MEDIA, INVALID, CONFLICT, MODEL, WRITING, BUSY)
async def put_article(request: Request, engine: EngineDep, writes: WritesDep, jobs: JobsDep) -> Response:
    """Store an article: when this returns it can be asked, and the version before, if any, answers no more.

    A list of articles, JSON Lines and files are indexed as a job: this returns at once, and `GET /v1/jobs/{job_id}`
    says how far it is. What of them cannot be read is told there, and the rest is indexed.
    """
    given = request.headers.get("content-type", "")
    kind = media_type(given)
    if kind == JSON:
        sent = await parsed(request)
        if not isinstance(sent, list):
            return await _put(request, engine, writes, _valid(sent))
        if not sent:
            raise ProblemError(INVALID, "The list holds no article: send at least one.")
        await asyncio.to_thread(lambda: [_valid(one, n) for n, one in enumerate(sent)])
    elif kind != FORM and kind not in LINES:
        had = f"not '{given}'" if given else "it is missing"
        raise ProblemError(MEDIA, f"Send the header 'Content-Type: {JSON}', application/x-ndjson or {FORM}; {had}.")
    jobs.check_room()
    files = await receive(request, engine.settings)
    job = jobs.start(engine, collection_of(request), files, request.scope.get(NOTES, {}).get("key"))
    note(request.scope, job=job.job)
    base = request.url.path.removesuffix("/articles")
    return reply(job, 202, {"Location": f"{base}/jobs/{job.job}"})


@router.get("/jobs/{job_id}", response_model=Job, response_description="The job")
@fails(NOT_FOUND)
async def get_job(job_id: JobId, request: Request, jobs: JobsDep) -> Response:
    """Say how far a job is, and what could not be indexed."""
    return reply(jobs.get(job_id, collection_of(request)))


@router.get("/jobs/{job_id}/events", status_code=200, responses={200: {"content": EVENTS}}, response_class=EventStream)
@fails(NOT_FOUND, BUSY, STOPPING)
async def job_events(
    job_id: JobId, request: Request, jobs: JobsDep, watches: WatchesDep, heartbeat_s: HeartbeatDep
) -> Response:
    """Tell how far a job is as it goes on, until it has ended."""
    collection = collection_of(request)
    jobs.get(job_id, collection)
    return EventStream(watches, lambda: jobs.events(job_id, collection), heartbeat_s)


@router.delete("/jobs/{job_id}", response_model=Job, response_description="The job, which ends where it is")
@fails(NOT_FOUND)
async def cancel_job(job_id: JobId, request: Request, jobs: JobsDep) -> Response:
    """Cancel a job: nothing of it is stored. One that has ended stays as it is."""
    return reply(jobs.cancel(job_id, collection_of(request)))


def _valid(sent: Any, n: int | None = None) -> ArticleBody:
    """Return an article as it was sent, the n-th of a list. Raises RequestValidationError for what is none."""
    try:
        return ArticleBody.model_validate(sent)
    except ValidationError as error:
        where = ("body",) if n is None else ("body", n)
        raise RequestValidationError([{**one, "loc": (*where, *one["loc"])} for one in error.errors()]) from None


async def _put(request: Request, engine: Engine, writes: Work, body: ArticleBody) -> Response:
    article = _article(body, engine.settings.max_article_chars)

    def stored() -> tuple[IndexReport, ListedArticle]:
        report = put_articles(engine.folder.path, [article], engine.embedder, engine.splitter)
        if report.failed:
            raise ProblemError(CONFLICT, report.failed[0].why)
        with engine.folder.reading() as store:
            assert store is not None
            return report, ListedArticle.of(store.article(article.id))

    report, record = await writes.run(request, stored)
    result: Literal["new", "changed", "unchanged"] = (
        "new" if report.new else "changed" if report.changed else "unchanged"
    )
    note(request.scope, article=article.id, result=result)
    location = f"{request.url.path}/{quote(article.id, safe='')}"
    return reply(StoredArticle(result, record), 201 if report.new else 200, {"Location": location})


def _article(body: ArticleBody, max_chars: int) -> Article:
    """Return the article of a request; its source is made of what identifies it, so that a new version replaces it."""
    if body.id is None and body.url is not None:
        source = body.url
    else:
        source = f"api:{body.id or hashlib.sha256(body.text.encode()).hexdigest()[:16]}"
    return Draft(**body.model_dump()).article(source, max_chars)
