"""What a request needs before it is worked on: a declared body, the engine, a place in line.

Each says which problems come of it, so that an endpoint that depends on it need not.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.gate import OWNER
from api.jobs import Jobs
from api.loading import Loading
from api.metrics import Metrics
from api.paths import sends
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
from api.requests import note
from api.uploads import JSON, media_type
from api.work import Work
from index.folder import DEFAULT
from qa.engine import Engine


def _loading(request: Request) -> Loading:
    loading: Loading = request.app.state.loading
    return loading


@fails(LOADING, FAILED, STORE)
def _engine(request: Request) -> Engine:
    return _loading(request).on(collection_of(request), create=sends(request.method, request.url.path))


def collection_of(request: Request) -> str:
    """Return the name of the collection that a request is to."""
    name: str = request.path_params.get("collection", DEFAULT)
    return name


@fails(BUSY, STOPPING)
def _reads(request: Request) -> Work:
    work: Work = request.app.state.reads
    return work


def _owner(request: Request) -> str:
    """Return whose answers a request may have: those of its key; without keys, those of all who ask the server."""
    owner: str = request.scope.get(OWNER, "http")
    return owner


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
    if media_type(given) != JSON:
        had = f"not '{given}'" if given else "it is missing"
        raise ProblemError(MEDIA, f"Send the header 'Content-Type: {JSON}'; {had}.")


def note_question(request: Request, question: str) -> None:
    """Tell the log what was asked, where it is to know."""
    if request.app.state.log_questions:
        note(request.scope, question=question)


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _watches(request: Request) -> Work:
    work: Work = request.app.state.watches
    return work


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


JsonDep = Depends(_declared_json)
LoadingDep = Annotated[Loading, Depends(_loading)]
EngineDep = Annotated[Engine, Depends(_engine)]
ReadsDep = Annotated[Work, Depends(_reads)]
OwnerDep = Annotated[str, Depends(_owner)]
HeartbeatDep = Annotated[float, Depends(_heartbeat)]
JobsDep = Annotated[Jobs, Depends(_jobs)]
WatchesDep = Annotated[Work, Depends(_watches)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]
WritesDep = Annotated[Work, Depends(_writes)]
