"""What a request needs before it is worked on: a declared body, the engine, a place in line."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.loading import Loading
from api.problems import MEDIA, ProblemError
from api.work import Work
from qa.engine import Engine


def _engine(request: Request) -> Engine:
    loading: Loading = request.app.state.loading
    return loading.engine


def _reads(request: Request) -> Work:
    work: Work = request.app.state.reads
    return work


def _heartbeat(request: Request) -> float:
    seconds: float = request.app.state.heartbeat_s
    return seconds


def _writes(request: Request) -> Work:
    work: Work = request.app.state.writes
    return work


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
