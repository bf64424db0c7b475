"""The application: the routes, around an engine that is loaded once and in the background."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request
from starlette.responses import Response

from api import docs, openapi, problems, routes
from api.guard import Guard
from api.loading import Loading
from api.work import GoneError, Work
from qa.engine import Engine
from qa.settings import Settings


def create_app(settings: Settings, open_engine: Callable[[Settings], Engine] = Engine.open) -> FastAPI:
    """Return the application.

    Args:
        settings: of the engine, and the limits of what is taken.
        open_engine: opens the engine; it is called in the background when the server starts.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.loading = Loading(lambda: open_engine(settings))
        app.state.reads = Work(settings.concurrency)
        app.state.writes = Work(1)
        app.state.loading.start()
        yield
        app.state.reads.close()
        app.state.writes.close()
        app.state.loading.close()

    app = FastAPI(
        title="Dateline",
        version=version("dateline"),
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    app.include_router(routes.router)
    app.include_router(docs.router)
    problems.install(app)
    app.add_exception_handler(GoneError, _gone)
    app.add_middleware(Guard, settings=settings)
    app.openapi = lambda: openapi.document(app, settings)  # type: ignore[method-assign]
    return app


async def _gone(_: Request, __: Exception) -> Response:
    """Return what nobody reads any more; the number is the customary one for access logs."""
    return Response(status_code=499)
