"""The endpoints that say how the server is, for those who run it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import EngineDep
from api.results import Health, Readiness, reply

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
