"""Bodies read strictly: a key that stands twice is refused, and what is large is parsed off the event loop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from api.problems import BAD_JSON, NO_JSON, ProblemError, shorten

LARGE = 65_536
"""Bytes from which on a body is parsed in a thread: parsing this many takes about a millisecond."""


class StrictRequest(Request):
    """A request whose JSON says everything once."""

    async def json(self) -> Any:
        """Return the body. Raises ProblemError where an object has a key twice, JSONDecodeError for what is no JSON."""
        return await _parsed(await self.body())


class StrictRoute(APIRoute):
    """A route whose body is read strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, given the request as it is read here."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly


async def parsed(request: Request) -> Any:
    """Return the JSON of a request whose route declares no body. Raises ProblemError where it is none."""
    try:
        return await _parsed(await request.body())
    except json.JSONDecodeError as error:
        where = f"{error.msg} at character {error.pos}"
        raise ProblemError(BAD_JSON, f"The body is not valid JSON: {where}. Send an object or a list.") from None
    except (ValueError, RecursionError):
        raise ProblemError(BAD_JSON, NO_JSON) from None


async def _parsed(body: bytes) -> Any:
    return await asyncio.to_thread(_parse, body) if len(body) > LARGE else _parse(body)


def _parse(body: bytes) -> Any:
    return json.loads(body, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ProblemError(BAD_JSON, f"The field {shorten(name)!r} stands twice in one object. Send it once.")
        made[name] = value
    return made
