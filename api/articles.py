"""The endpoints of articles. What goes wrong is raised, and told by `problems.py`."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Body, Path, Query, Request
from starlette.responses import Response

from api.bodies import ArticleBody, PageQuery
from api.dependencies import EngineDep, JsonDep, WritesDep
from api.examples import named
from api.problems import CONFLICT, MODEL, NOT_FOUND, WRITING, ProblemError, fails
from api.results import ArticlePage, ListedArticle, StoredArticle, WholeArticle, reply
from api.strict import StrictRoute
from index.article import Article
from index.draft import LONGEST_ID, Draft
from index.errors import NotFoundError
from index.indexer import IndexReport, put_articles, remove_articles

router = APIRouter(tags=["articles"], route_class=StrictRoute)
UPLOADS = ("/articles",)
"""Paths to which a whole article is sent: their bodies may be as large as one."""

ArticleId = Annotated[
    str,
    Path(min_length=1, max_length=LONGEST_ID, description="The article's id, percent-encoded.", examples=["ferry-2"]),
]


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
}
"""Examples of what is stored; those of `asking.py` are about them."""


@router.post(
    "/articles",
    dependencies=[JsonDep],
    response_model=StoredArticle,
    status_code=201,
    response_description="It is new",
    responses={200: {"description": "It was there, as it is or as another version", "model": StoredArticle}},
)
@fails(CONFLICT, MODEL, WRITING)
async def put_article(
    body: Annotated[ArticleBody, Body(openapi_examples=named(ARTICLES))],
    request: Request,
    engine: EngineDep,
    writes: WritesDep,
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
    location = f"{request.url.path}/{quote(article.id, safe='')}"
    return reply(StoredArticle(result, record), 201 if report.new else 200, {"Location": location})


@router.get("/articles", response_model=ArticlePage, response_description="A page")
def list_articles(page: Annotated[PageQuery, Query()], engine: EngineDep) -> Response:
    """List the stored articles, a page at a time."""
    with engine.folder.reading() as store:
        records = store.articles(page.cursor, page.limit + 1) if store else []
    shown, more = records[: page.limit], len(records) > page.limit
    return reply(ArticlePage(tuple(map(ListedArticle.of, shown)), shown[-1].id if more else None))


@router.get("/articles/{article_id:path}", response_model=WholeArticle, response_description="The article")
@fails(NOT_FOUND)
def get_article(article_id: ArticleId, engine: EngineDep) -> Response:
    """Return an article with its whole text, for showing a quote in its place."""
    with engine.folder.reading() as store:
        if store is None:
            raise NotFoundError(article_id)
        record, text = store.article(article_id), store.text(article_id)
    return reply(WholeArticle(ListedArticle.of(record), text))


@router.delete("/articles/{article_id:path}", status_code=204, response_description="It is gone")
@fails(NOT_FOUND, MODEL, WRITING)
async def delete_article(article_id: ArticleId, request: Request, engine: EngineDep, writes: WritesDep) -> Response:
    """Remove an article. When this returns it answers nothing any more, and its text is off the disk."""

    def remove() -> None:
        remove_articles(engine.folder.path, [article_id], engine.embedder, engine.splitter)
        with engine.folder.reading():  # lets go of the files of the store before, which held the text
            pass

    await writes.run(request, remove)
    return Response(status_code=204)


def _article(body: ArticleBody, max_chars: int) -> Article:
    """Return the article of a request; its source is made of what identifies it, so that a new version replaces it."""
    if body.id is None and body.url is not None:
        source = body.url
    else:
        source = f"api:{body.id or hashlib.sha256(body.text.encode()).hexdigest()[:16]}"
    return Draft(**body.model_dump()).article(source, max_chars)
