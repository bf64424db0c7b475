"""The application: the routes, around an engine that is loaded once and in the background."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api import (
    answers,
    articles,
    asking,
    batch,
    chat,
    evaluation,
    feedback,
    health,
    indexing,
    openapi,
    pages,
    problems,
    tags,
)
from api.access import Access
from api.gate import Gate
from api.guard import Guard
from api.jobs import Jobs
from api.keys import Keys
from api.loading import Loading
from api.local import Local
from api.metrics import Metrics
from api.paths import COLLECTION, UPLOADS, VERSION, endpoint
from api.requests import ID, Requests
from api.stream import HEARTBEAT_S
from api.uploads import FORM, LINES, media_type
from api.work import WAITING, GoneError, Work
from index.temporary import sweep
from qa.concurrency import Line
from qa.engine import Engine
from qa.settings import Settings

ROUTERS = (
    articles.router,
    indexing.router,
    asking.router,
    answers.router,
    batch.router,
    chat.router,
    feedback.router,
    tags.router,
    evaluation.router,
    health.router,
)
EVERYONE = Access()


def create_app(
    settings: Settings,
    open_engine: Callable[[Settings], Engine] = Engine.open,
    heartbeat_s: float = HEARTBEAT_S,
    access: Access = EVERYONE,
) -> FastAPI:
    """Return the application.

    Args:
        settings: of the engine, and the limits of what is taken.
        open_engine: opens the engine; it is called in the background when the server starts.
        heartbeat_s: seconds after which a stream that has nothing to say gives a sign of life.
        access: who may reach it, and where its log goes.
    """
    metrics = Metrics([route for router in ROUTERS for route in router.routes])

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.loading = Loading(lambda: open_engine(settings), metrics.answer)
        app.state.heartbeat_s = heartbeat_s
        app.state.metrics = metrics
        app.state.log_questions = access.log_questions
        app.state.reads = Work(settings.concurrency, WAITING + settings.llm_concurrency + settings.llm_queue)
        turn = Line(1)  # whoever writes a data folder
        app.state.writes = Work(1, turn=turn)
        app.state.watches = Work(1)
        app.state.jobs = Jobs(turn, access.log)
        app.state.loading.start()
        await asyncio.to_thread(sweep)  # what servers left that were killed
        local = Local(settings, app.state.loading)
        await local.start()
        refreshing = asyncio.create_task(_refresh(app.state.loading))
        yield
        refreshing.cancel()
        await local.close()
        await app.state.jobs.close()
        await app.state.watches.close()
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
        if router is not health.router:
            app.include_router(router, prefix=COLLECTION, include_in_schema=False)
    app.include_router(pages.router)
    problems.install(app)
    app.add_exception_handler(GoneError, _gone)
    app.add_exception_handler(ClientDisconnect, _gone)
    # The last one stands around the others.
    if settings.api_keys_file:
        app.add_middleware(Gate, keys=Keys(Path(settings.api_keys_file)), settings=settings)
    if access.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=access.origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", ID],
            expose_headers=["Location", "Retry-After", ID],
        )
    app.add_middleware(Guard, most=partial(_most, settings), hosts=access.hosts, origins=access.origins)
    app.add_middleware(Requests, log=access.log, metrics=metrics)
    app.openapi = lambda: openapi.document(app, ROUTERS, settings)  # type: ignore[method-assign]
    return app


def _most(settings: Settings, path: str, content_type: str) -> int:
    """Return the bytes of the largest body of a path: lines and files are written to disk as they come."""
    if endpoint(path) not in UPLOADS:
        return settings.max_body_bytes
    if media_type(content_type) in (LINES | {FORM}):
        return settings.max_upload_bytes
    return max(settings.max_body_bytes, 4 * settings.max_article_chars)


async def _refresh(loading: Loading) -> None:
    """Look every second whether another store was published, so that an idle server keeps no removed text open."""
    while True:
        await asyncio.sleep(1)
        await asyncio.to_thread(loading.refresh)


async def _gone(_: Request, __: Exception) -> Response:
    """Return what nobody reads any more; the number is the customary one for access logs."""
    return Response(status_code=499)
