"""What is told of every request: an id in its response, a line in the log, a count and a time in the metrics."""

from __future__ import annotations

import re
import time
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Tell
from api.metrics import Metrics
from api.paths import writes

ID = "X-Request-Id"
TAKEN = re.compile(r"[\w.-]{1,64}")
"""The id that a proxy gave, where it is one; else one is made."""
NOTES = "dateline"


class Requests:
    """ASGI middleware around all others.

    A request that may change something is told as `write`, any other as `request`. What was asked is in no line: of the
    address only the path is told, and endpoints add with `note` what else may be.

    Args:
        app: what is called.
        log: takes the lines.
        metrics: takes the counts.
    """

    def __init__(self, app: ASGIApp, log: Tell, metrics: Metrics) -> None:
        self._app, self._log, self._metrics = app, log, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and tell of it when it has ended."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began, given = time.perf_counter(), Headers(scope=scope).get(ID, "")
        told: dict[str, Any] = {"id": given if TAKEN.fullmatch(given) else uuid4().hex}
        method, path = scope["method"], scope["path"]
        scope[NOTES] = told
        status, size = 500, 0

        async def sent(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID] = told["id"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            seconds = time.perf_counter() - began
            self._metrics.request(method, path, status, seconds)
            client = (scope.get("client") or (None,))[0]
            line = {"event": "write" if writes(method, path) else "request", "method": method, "path": path}
            self._log(
                {**line, "status": status, "ms": round(1000 * seconds, 1), "bytes": size, "client": client, **told}
            )


def note(scope: Scope, **fields: Any) -> None:
    """Add to what the log says of a request."""
    scope.get(NOTES, {}).update(fields)
