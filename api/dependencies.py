"""What a request needs before it is worked on: a declared body, the engine, a place in line.

Each says which problems come of it, so that an endpoint that depends on it need not.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.loading import Loading
from api.problems import (
    BAD_JSON,
    BUSY,
    FAILED,
    INVALID,
    LOADING,
    MEDIA,
    STOPPING,
    STORE,
    TOO_LARGE,
    ProblemError,
    fails,
)
from api.work import Work
from qa.engine import Engine


@fails(LOADING, FAILED, STORE)
def _engine(request: Request) -> Engine:
    loading: Loading = request.app.state.loading
    return loading.engine


@fails(BUSY, STOPPING)
def _reads(request: Request) -> Work:
    work: Work = request.app.state.reads
    return work


def _heartbeat(request: Request) -> float:
    seconds: float = request.app.state.heartbeat_s
    return seconds


@fails(BUSY, STOPPING)
def _writes(request: Request) -> Work:
    work: Work = request.app.state.writes
    return work


@fails(BAD_JSON, TOO_LARGE, MEDIA, INVALID)
async def _declared_json(request: Request) -> None:
    """Refuse a body that is not declared as JSON; browsers send such from other sites without asking first."""
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != "application/json":
        had = f"not '{given}'" if given else "it is missing"
        raise ProblemError(MEDIA, f"Send the header 'Content-Type: application/json'; {had}.")


JsonDep = Depends(_declared_json)
EngineDep = Annotated[Engine, Depends(_engine)]
ReadsDep = Annotated[Work, Depends(_reads)]
HeartbeatDep = Annotated[float, Depends(_heartbeat)]
WritesDep = Annotated[Work, Depends(_writes)]
