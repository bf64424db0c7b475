"""The endpoints that say how the server is, for those who run it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import PlainTextResponse, Response

from api.dependencies import EngineDep, LoadingDep, MetricsDep
from api.examples import named
from api.metrics import EXAMPLE
from api.results import Collection, CollectionList, Health, Readiness, reply
from index.folder import collections

router = APIRouter(tags=["server"])


@router.get("/healthz", response_model=Health, response_description="It runs")
async def healthz() -> Response:
    """Say that the server runs, whether or not it is ready: for restarting it when it hangs."""
    return reply(Health())


@router.get("/readyz", response_model=Readiness, response_description="It answers questions")
def readyz(engine: EngineDep) -> Response:
    """Say whether questions are answered: for sending it traffic. An index without articles is ready."""
    with engine.folder.reading() as store:
        if store is None:
            return reply(Readiness(0, 0, None))
        store.try_out()
        return reply(Readiness(*store.count(), store.number))


@router.get("/collections", response_model=CollectionList, response_description="The collections")
def list_collections(engine: EngineDep, loading: LoadingDep) -> Response:
    """List the collections: sets of articles apart, of which each has paths of its own, `/v1/collections/{name}/…`."""
    listed = []
    for name in collections(engine.folder.path):
        with loading.on(name).folder.reading() as store:
            listed.append(Collection(name, *(store.count() if store else (0, 0))))
    return reply(CollectionList(tuple(listed)))


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    response_description="The figures, as Prometheus reads them",
    responses={200: {"content": {"text/plain": {"examples": named({"The first lines": EXAMPLE})}}}},
)
def metrics(request: Request, metrics: MetricsDep, loading: LoadingDep) -> Response:
    """Give figures for Prometheus: requests, stages, abstentions by reason, the depth of the lines, the index."""
    depths = {"questions": "reads", "writes": "writes", "jobs": "jobs"}
    lines = {line: getattr(request.app.state, name).depth for line, name in depths.items()}
    return Response(metrics.text(loading.opened, lines), media_type=CONTENT_TYPE_LATEST)
