"""The endpoints: each reads as what it does. What goes wrong is raised, and told by `problems.py`."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Body, Path, Query, Request
from starlette.responses import Response

from api import examples
from api.bodies import ArticleBody, PageQuery, QuestionBody, SearchBody
from api.dependencies import EngineDep, HeartbeatDep, JsonDep, ReadsDep, WritesDep
from api.events import told
from api.openapi import problems, streamed
from api.problems import (
    BAD_JSON,
    BUSY,
    CONFLICT,
    FAILED,
    INVALID,
    LOADING,
    MEDIA,
    MISSING,
    MODEL,
    NOT_FOUND,
    SERVER,
    STOPPING,
    STORE,
    TAKEN,
    TOO_LARGE,
    TOO_LONG,
    WRITING,
    ProblemError,
)
from api.results import (
    ArticlePage,
    Default,
    Health,
    ListedArticle,
    ModelList,
    Readiness,
    SearchResult,
    StoredArticle,
    WholeArticle,
    reply,
)
from api.stream import EventStream
from index.article import Article
from index.draft import LONGEST_ID, Draft
from index.errors import ModelError, NotFoundError
from index.indexer import IndexReport, put_articles, remove_articles
from qa.answer import Answer
from qa.corpus import texts
from qa.found import found
from qa.models import Models

router = APIRouter()

ArticleId = Annotated[
    str,
    Path(min_length=1, max_length=LONGEST_ID, description="The article's id, percent-encoded.", examples=["ferry-2"]),
]

ENGINE = (LOADING, FAILED, STORE)
BODY = (BAD_JSON, TOO_LARGE, MEDIA, INVALID)
ASKED = (MISSING, TOO_LONG, TAKEN, MODEL, SERVER)
PLACE = (BUSY, STOPPING)


def _body(values: dict[str, Any]) -> Any:
    """Return FastAPI's mark of a body, with examples of it."""
    return Body(openapi_examples=examples.named(values))


@router.post(
    "/query",
    dependencies=[JsonDep],
    response_model=Answer,
    tags=["ask"],
    response_description="An answer or an abstention; with `stream`, the events on the way to it",
    responses=streamed() | problems(*BODY, *ASKED, *ENGINE, *PLACE),
)
async def query(
    body: Annotated[QuestionBody, _body(examples.QUESTIONS)],
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
    tags=["ask"],
    response_description="Passages, best first",
    responses=problems(*BODY, MODEL, *ENGINE, *PLACE),
)
async def search(
    body: Annotated[SearchBody, _body(examples.SEARCHES)], request: Request, engine: EngineDep, reads: ReadsDep
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
    tags=["ask"],
    response_description="The models",
    responses=problems(SERVER, *ENGINE),
)
async def models(engine: EngineDep) -> Response:
    """List the models that a question can name, and say which one answers where it names none."""
    try:
        chosen = await engine.choose()
        default = Default(chosen.model.name if chosen.model else "reader", chosen.why)
    except ModelError as error:
        default = Default(engine.settings.model, str(error))
    return reply(ModelList(tuple(await Models(engine.settings).listed()), default))


@router.get(
    "/articles",
    response_model=ArticlePage,
    tags=["articles"],
    response_description="A page",
    responses=problems(INVALID, *ENGINE),
)
def list_articles(page: Annotated[PageQuery, Query()], engine: EngineDep) -> Response:
    """List the stored articles, a page at a time."""
    with engine.folder.reading() as store:
        records = store.articles(page.cursor, page.limit + 1) if store else []
    shown, more = records[: page.limit], len(records) > page.limit
    return reply(ArticlePage(tuple(map(ListedArticle.of, shown)), shown[-1].id if more else None))


@router.get(
    "/articles/{article_id:path}",
    response_model=WholeArticle,
    tags=["articles"],
    response_description="The article",
    responses=problems(NOT_FOUND, INVALID, *ENGINE),
)
def get_article(article_id: ArticleId, engine: EngineDep) -> Response:
    """Return an article with its whole text, for showing a quote in its place."""
    with engine.folder.reading() as store:
        if store is None:
            raise NotFoundError(article_id)
        record, text = store.article(article_id), store.text(article_id)
    return reply(WholeArticle(ListedArticle.of(record), text))


@router.post(
    "/articles",
    dependencies=[JsonDep],
    response_model=StoredArticle,
    status_code=201,
    tags=["articles"],
    response_description="It is new",
    responses=problems(*BODY, CONFLICT, MODEL, *ENGINE, WRITING, *PLACE)
    | {200: {"description": "It was there, as it is or as another version", "model": StoredArticle}},
)
async def put_article(
    body: Annotated[ArticleBody, _body(examples.ARTICLES)], request: Request, engine: EngineDep, writes: WritesDep
) -> Response:
    """Store an article. When this returns it can be asked; the version before, if any, answers no more."""
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
    location = f"/articles/{quote(article.id, safe='')}"
    return reply(StoredArticle(result, record), 201 if report.new else 200, {"Location": location})


@router.delete(
    "/articles/{article_id:path}",
    status_code=204,
    tags=["articles"],
    response_description="It is gone",
    responses=problems(NOT_FOUND, INVALID, MODEL, *ENGINE, WRITING, *PLACE),
)
async def delete_article(article_id: ArticleId, request: Request, engine: EngineDep, writes: WritesDep) -> Response:
    """Remove an article. When this returns it answers nothing any more, and its text is off the disk."""

    def remove() -> None:
        remove_articles(engine.folder.path, [article_id], engine.embedder, engine.splitter)
        with engine.folder.reading():  # lets go of the files of the store before, which held the text
            pass

    await writes.run(request, remove)
    return Response(status_code=204)


@router.get(
    "/healthz",
    response_model=Health,
    tags=["server"],
    response_description="It runs",
    responses=problems(),
)
async def healthz() -> Response:
    """Say that the server runs, whether or not it is ready: for restarting it when it hangs."""
    return reply(Health())


@router.get(
    "/readyz",
    response_model=Readiness,
    tags=["server"],
    response_description="It answers questions",
    responses=problems(*ENGINE),
)
def readyz(engine: EngineDep) -> Response:
    """Say whether questions are answered: for sending it traffic. An index without articles is ready."""
    with engine.folder.reading() as store:
        articles, passages = store.count() if store else (0, 0)
        return reply(Readiness(articles, passages, store.number if store else None))


def _article(body: ArticleBody, max_chars: int) -> Article:
    """Return the article of a request; its source is made of what identifies it, so that a new version replaces it."""
    if body.id is None and body.url is not None:
        source = body.url
    else:
        source = f"api:{body.id or hashlib.sha256(body.text.encode()).hexdigest()[:16]}"
    return Draft(**body.model_dump()).article(source, max_chars)
