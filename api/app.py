"""The application: the routes, around an engine that is loaded once and in the background."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request
from starlette.responses import Response

from api import articles, asking, batch, chat, evaluation, feedback, health, openapi, pages, problems, tags
from api.guard import Guard
from api.loading import Loading
from api.local import Local
from api.stream import HEARTBEAT_S
from api.work import WAITING, GoneError, Work
from qa.engine import Engine
from qa.settings import Settings

ROUTERS = (
    articles.router,
    asking.router,
    batch.router,
    chat.router,
    feedback.router,
    tags.router,
    evaluation.router,
    health.router,
)
VERSION = "/v1"
"""Where the API stands. Each of its paths is there without it too, for who used it before it had versions."""


def create_app(
    settings: Settings, open_engine: Callable[[Settings], Engine] = Engine.open, heartbeat_s: float = HEARTBEAT_S
) -> FastAPI:
    """Return the application.

    Args:
        settings: of the engine, and the limits of what is taken.
        open_engine: opens the engine; it is called in the background when the server starts.
        heartbeat_s: seconds after which a stream that has nothing to say gives a sign of life.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.loading = Loading(lambda: open_engine(settings))
        app.state.heartbeat_s = heartbeat_s
        app.state.reads = Work(settings.concurrency, WAITING + settings.llm_concurrency + settings.llm_queue)
        app.state.writes = Work(1)
        app.state.loading.start()
        local = Local(settings, app.state.loading)
        await local.start()
        refreshing = asyncio.create_task(_refresh(app.state.loading))
        yield
        refreshing.cancel()
        await local.close()
        await app.state.reads.close()
        await app.state.writes.close()
        app.state.loading.close()

    app = FastAPI(
        title="Dateline",
        version=version("dateline"),
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    for router in ROUTERS:
        app.include_router(router, prefix=VERSION)
        app.include_router(router, include_in_schema=False)
    app.include_router(pages.router)
    problems.install(app)
    app.add_exception_handler(GoneError, _gone)
    largest = max(settings.max_body_bytes, 4 * settings.max_article_chars)
    app.add_middleware(
        Guard,
        most=settings.max_body_bytes,
        more=dict.fromkeys((*articles.UPLOADS, *(VERSION + path for path in articles.UPLOADS)), largest),
    )
    app.openapi = lambda: openapi.document(app, ROUTERS, settings)  # type: ignore[method-assign]
    return app


async def _refresh(loading: Loading) -> None:
    """Look every second whether another store was published, so that an idle server keeps no removed text open."""
    while True:
        await asyncio.sleep(1)
        await asyncio.to_thread(loading.refresh)


async def _gone(_: Request, __: Exception) -> Response:
    """Return what nobody reads any more; the number is the customary one for access logs."""
    return Response(status_code=499)
