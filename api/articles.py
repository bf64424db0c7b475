"""The endpoints of articles. What goes wrong is raised, and told by `problems.py`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.bodies import PageQuery
from api.dependencies import EngineDep, WritesDep
from api.problems import MODEL, NOT_FOUND, WRITING, fails
from api.results import ArticlePage, ListedArticle, WholeArticle, reply
from api.strict import StrictRoute
from index.draft import LONGEST_ID
from index.errors import NotFoundError
from index.indexer import remove_articles

router = APIRouter(tags=["articles"], route_class=StrictRoute)

ArticleId = Annotated[
    str,
    Path(min_length=1, max_length=LONGEST_ID, description="The article's id, percent-encoded.", examples=["ferry-2"]),
]


@router.get("/articles", response_model=ArticlePage, response_description="A page")
def list_articles(page: Annotated[PageQuery, Query()], engine: EngineDep) -> Response:
    """List the stored articles, a page at a time, all or those that fit whatever else is given."""
    filters = page.filters(engine.settings)
    with engine.folder.reading() as store:
        records = store.articles(page.cursor, page.limit + 1, filters, page.text) if store else []
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
