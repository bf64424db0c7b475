"""Errors over HTTP: one JSON object (RFC 9457, `application/problem+json`) whose `detail` names the remedy.

Whatever goes wrong below comes out here, once: what this package raises (`ProblemError`), what the core raises
(`DatelineError`), what FastAPI raises, and what nobody foresaw, which is a 500 without its stack trace.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from index.errors import (
    ArticleError,
    DatelineError,
    ModelError,
    NotFoundError,
    StoreBusyError,
    StoreError,
    UsageError,
)

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem.

    Attributes:
        slug: its name; `type` is `/docs#` and this.
        status: the HTTP status.
        title: what it is, the same words each time.
        example: a `detail` as it is really sent.
        retry_after: seconds after which the same request may succeed, or None where waiting does not help.
    """

    slug: str
    status: int
    title: str
    example: str
    retry_after: int | None = None

    def body(self, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
        """Return the problem object that goes over the wire."""
        body = {"type": f"/docs#{self.slug}", "title": self.title, "status": self.status, "detail": detail}
        return {**body, "errors": list(errors)} if errors else body


BAD_JSON = Kind("bad-json", 400, "The body is not JSON", "The body is not valid JSON: Expecting value at character 13.")
NOT_FOUND = Kind(
    "not-found", 404, "Not found", "There is no article '1f0c'. GET /articles lists those that are stored."
)
METHOD = Kind("method", 405, "Method not allowed", "GET is not taken at /query: use POST.")
CONFLICT = Kind("conflict", 409, "The id is taken", "The id '7' is stored from another source. Give another id.")
TOO_LARGE = Kind("too-large", 413, "The body is too large", "The body is larger than 262,144 bytes. Send less.")
MEDIA = Kind("media-type", 415, "The body is not declared as JSON", "Send the header 'Content-Type: application/json'.")
HOST = Kind("host", 421, "Asked under a foreign name", "This server is local: ask it as localhost, not 'evil.example'.")
INVALID = Kind("invalid", 422, "The request cannot be done as asked", "question: Field required.")
INTERNAL = Kind("internal", 500, "Internal error", "The server failed at this. Its log says why; please report it.")
LOADING = Kind("loading", 503, "Not ready yet", "The models are being loaded. Try again in a second.", 1)
FAILED = Kind("failed", 503, "Loading failed", "The embedder cannot be loaded: no such file. Install dateline again.")
BUSY = Kind("busy", 503, "Too many requests at once", "66 requests are being worked on. Try again in a second.", 1)
WRITING = Kind("writing", 503, "Another process is writing", "Another process writes .qa. Try again in a moment.", 2)
STORE = Kind("store", 503, "The index cannot be used", "The store was made by another embedder. Index again.")
MODEL = Kind("model", 500, "A model failed", "The reader failed on this question.")

KINDS = (
    BAD_JSON, NOT_FOUND, METHOD, CONFLICT, TOO_LARGE, MEDIA, HOST, INVALID, INTERNAL, LOADING, FAILED, BUSY, WRITING,
    STORE, MODEL,
)  # fmt: skip

OF_ERROR: dict[type[DatelineError], Kind] = {
    UsageError: INVALID,
    ArticleError: INVALID,
    NotFoundError: NOT_FOUND,
    StoreBusyError: WRITING,
    StoreError: STORE,
    ModelError: MODEL,
    DatelineError: INTERNAL,
}


class ProblemError(HTTPException):
    """A problem found by the HTTP layer itself."""

    def __init__(self, kind: Kind, detail: str) -> None:
        super().__init__(kind.status, detail)
        self.kind = kind


def problem(
    kind: Kind,
    detail: str,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response that tells of a problem."""
    sent = dict(headers or {})
    if kind.retry_after is not None:
        sent["Retry-After"] = str(kind.retry_after)
    return Response(json.dumps(kind.body(detail, errors)), kind.status, sent, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make `app` tell of every error as a problem."""
    app.add_exception_handler(ProblemError, _own)
    app.add_exception_handler(DatelineError, _core)
    app.add_exception_handler(NotFoundError, _no_article)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


async def _own(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return problem(error.kind, error.detail)


async def _core(_: Request, error: Exception) -> Response:
    kind = next(OF_ERROR[cls] for cls in type(error).__mro__ if cls in OF_ERROR)
    return problem(kind, str(error))


async def _no_article(request: Request, error: Exception) -> Response:
    """Name the remedy that a client has: the core's own is for the command line."""
    article = request.path_params.get("article_id")
    if article is None:
        return await _core(request, error)
    return problem(NOT_FOUND, f"There is no article {article!r}. GET /articles lists those that are stored.")


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(
            BAD_JSON,
            f"The body is not valid JSON: {first['ctx']['error']} at character {first['loc'][1]}. Send an object.",
        )
    errors = [{"where": _where(one["loc"]), "what": one["msg"].removeprefix("Value error, ")} for one in error.errors()]
    said = "; ".join(f"{one['where']}: {one['what']}".rstrip(".") for one in errors)
    return problem(INVALID, f"{said}. The fields are described in /docs.", errors)


def _where(loc: Sequence[str | int]) -> str:
    """Return `filters.since` for ("body", "filters", "since"), and the part itself where it is meant as a whole."""
    return ".".join(map(str, loc[1:])) or f"the {loc[0]}"


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem(NOT_FOUND, f"There is nothing at {request.url.path}. The endpoints are listed at /docs.")
    if error.status_code == 405:
        allowed = ", ".join(_methods(request))
        detail = f"{request.method} is not taken at {request.url.path}: use {allowed}."
        return problem(METHOD, detail, headers={"Allow": allowed})
    # What is left is the one that FastAPI raises on a body that it cannot parse and that is no syntax error.
    return problem(BAD_JSON, "The body cannot be read as JSON. Send an object in UTF-8, not nested too deeply.")


def _methods(request: Request) -> list[str]:
    """Return the methods that are taken at the request's path."""

    def taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return [method for method in ("DELETE", "GET", "POST") if taken(method)]


async def _unforeseen(_: Request, __: Exception) -> Response:
    return problem(INTERNAL, INTERNAL.example)
