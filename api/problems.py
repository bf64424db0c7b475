"""Errors over HTTP: one JSON object (RFC 9457, `application/problem+json`) whose `detail` names the remedy.

Whatever goes wrong below comes out here, once: what this package raises (`ProblemError`), what the core raises
(`DatelineError`), what FastAPI raises, and what nobody foresaw, which is a 500 without its stack trace.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from index.errors import (
    ArticleError,
    DatelineError,
    ModelBusyError,
    ModelError,
    ModelMissingError,
    ModelServerError,
    NotFoundError,
    PromptTooLongError,
    StoreBusyError,
    StoreError,
    UsageError,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 10
"""Mistakes of one request that are told."""
F = TypeVar("F", bound=Callable[..., Any])


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
        again = {} if self.retry_after is None else {"retry_after": self.retry_after}
        return {**body, **again, **({"errors": list(errors)} if errors else {})}


BAD_JSON = Kind("bad-json", 400, "The body is not JSON", "The body is not valid JSON: Expecting value at character 13.")
NO_JSON = "The body cannot be read as JSON. Send an object in UTF-8, not nested too deeply."
BAD_FORM = Kind(
    "bad-form",
    400,
    "The form cannot be read",
    "There is no file in the form. Send each file as a part with a filename.",
)
KEY = Kind(
    "key",
    401,
    "A key is needed",
    "Send the header 'Authorization: Bearer KEY' with a key of this server: `qa key new` makes one.",
)
SCOPE = Kind("scope", 403, "The key may only read", "The key 'desk' may only read. Use one that may write.")
ORIGIN = Kind(
    "origin",
    403,
    "Asked by the page of another site",
    "The page of https://evil.example may not ask this server. Start it with --cors-origin if it should.",
)
NOT_FOUND = Kind(
    "not-found", 404, "Not found", "There is no article '1f0c'. GET /v1/articles lists those that are stored."
)
METHOD = Kind("method", 405, "Method not allowed", "GET is not taken at /v1/query: use POST.")
CONFLICT = Kind("conflict", 409, "The id is taken", "The id '7' is stored from another source. Give another id.")
TOO_LARGE = Kind("too-large", 413, "The body is too large", "The body is larger than 262,144 bytes. Send less.")
MEDIA = Kind(
    "media-type", 415, "The body is not declared as what is taken", "Send the header 'Content-Type: application/json'."
)
HOST = Kind(
    "host",
    421,
    "Asked under a foreign name",
    "This server was asked as 'evil.example'. Ask it as localhost, or start it with --allowed-host.",
)
INVALID = Kind("invalid", 422, "The request cannot be done as asked", "question: Field required.")
MISSING = Kind(
    "model-missing",
    422,
    "The model cannot be had",
    "The Ollama server at 127.0.0.1:11434 does not have 'llama3.2': run `ollama pull llama3.2`.",
)
TOO_LONG = Kind(
    "prompt-too-long",
    422,
    "The prompt does not fit into the model",
    "The question and one passage do not fit into the 512 tokens of ollama/llama3.2. Ask in fewer words.",
)
TAKEN = Kind(
    "model-busy", 429, "The language model has enough to do", "8 questions wait already. Ask again in a few seconds.", 5
)
QUOTA = Kind(
    "limit", 429, "The key has used what it may", "This key may have 8 questions at once. Try again in 1 s.", 1
)
INTERNAL = Kind("internal", 500, "Internal error", "The server failed at this. Its log says why; please report it.")
LOADING = Kind("loading", 503, "Not ready yet", "The models are being loaded. Try again in a second.", 1)
FAILED = Kind("failed", 503, "Loading failed", "The embedder cannot be loaded: no such file. Install dateline again.")
BUSY = Kind("busy", 503, "Too many requests at once", "66 requests are being worked on. Try again in a second.", 1)
WRITING = Kind("writing", 503, "Another process is writing", "Another process writes .qa. Try again in a moment.", 2)
STORE = Kind("store", 503, "The index cannot be used", "lexical.sqlite3 is damaged. Run `qa repair`.")
STOPPING = Kind("stopping", 503, "The server stops", "The server is being stopped. Ask again when it is back.", 5)
MODEL = Kind("model", 500, "A model failed", "The reader failed on this question.")
SERVER = Kind(
    "model-server",
    502,
    "The server of the model failed",
    "The Ollama server at 127.0.0.1:11434 was silent for 30 s in the middle of its answer. Ask again.",
    5,
)

KINDS = sorted((kind for kind in list(globals().values()) if isinstance(kind, Kind)), key=lambda kind: kind.status)
"""Every kind, by its status."""

OF_ERROR: dict[type[DatelineError], Kind] = {
    UsageError: INVALID,
    ArticleError: INVALID,
    NotFoundError: NOT_FOUND,
    StoreBusyError: WRITING,
    StoreError: STORE,
    ModelMissingError: MISSING,
    PromptTooLongError: TOO_LONG,
    ModelBusyError: TAKEN,
    ModelServerError: SERVER,
    ModelError: MODEL,
    DatelineError: INTERNAL,
}


def fails(*kinds: Kind) -> Callable[[F], F]:
    """Note on an endpoint, or on a dependency of endpoints, the problems that it may answer with, for the document."""

    def note(function: F) -> F:
        function.problems = kinds  # type: ignore[attr-defined]
        return function

    return note


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


def explain(error: Exception) -> tuple[Kind, str]:
    """Return how an error is told: its kind and its `detail`. What nobody foresaw is logged, and tells nothing."""
    if isinstance(error, ProblemError):
        return error.kind, error.detail
    if isinstance(error, ModelBusyError):
        return replace(TAKEN, retry_after=error.retry_after), error.message
    if isinstance(error, DatelineError):
        # What a model's server said may quote its key or an article: it is for who runs this, not for who asks.
        detail = error.message if isinstance(error, ModelError) else str(error)
        return next(OF_ERROR[cls] for cls in type(error).__mro__ if cls in OF_ERROR), detail
    log.error("The server failed", exc_info=error)
    return INTERNAL, INTERNAL.example


def install(app: FastAPI) -> None:
    """Make `app` tell of every error as a problem."""
    app.add_exception_handler(ProblemError, _explain)
    app.add_exception_handler(DatelineError, _explain)
    app.add_exception_handler(NotFoundError, _no_article)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


async def _explain(_: Request, error: Exception) -> Response:
    return problem(*explain(error))


async def _no_article(request: Request, error: Exception) -> Response:
    """Name the remedy that a client has: the core's own is for the command line."""
    article = request.path_params.get("article_id")
    if article is None:
        return await _explain(request, error)
    return problem(NOT_FOUND, f"There is no article {article!r}. GET /v1/articles lists those that are stored.")


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(
            BAD_JSON,
            f"The body is not valid JSON: {first['ctx']['error']} at character {first['loc'][1]}. Send an object.",
        )
    every = error.errors()
    errors = [
        {"where": shorten(_where(one["loc"]), 200), "what": one["msg"].removeprefix("Value error, ")}
        for one in every[:MOST_ERRORS]
    ]
    said = "; ".join(f"{one['where']}: {one['what']}".rstrip(".") for one in errors)
    if len(every) > MOST_ERRORS:
        said += f"; and {len(every) - MOST_ERRORS:,} more"
    return problem(INVALID, f"{said}. The fields are described in /docs.", errors)


def shorten(name: str, most: int = 60) -> str:
    """Return a name from outside as a message may show it: cut, and without what is no text."""
    text = name.encode("utf-8", "backslashreplace").decode()  # JSON may name what is no text
    return text if len(text) <= most else f"{text[:most]}…"


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
    return problem(BAD_JSON, NO_JSON)


def _methods(request: Request) -> list[str]:
    """Return the methods that are taken at the request's path."""

    def taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return [method for method in ("DELETE", "GET", "POST") if taken(method)]


async def _unforeseen(_: Request, __: Exception) -> Response:
    return problem(INTERNAL, INTERNAL.example)
