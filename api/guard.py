"""What is refused before any route sees it: a body that is too large, and a local server asked under a foreign name.

Without the second, a web page could point its own host name at 127.0.0.1 and read the articles through the
visitor's browser (DNS rebinding). HEAD is answered here too, as GET without the body, which the server leaves out.
"""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import HOST, TOO_LARGE, ProblemError, problem
from qa.settings import Settings


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._most = settings.max_body_bytes
        self._most_article = max(self._most, 4 * settings.max_article_chars)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with a problem."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        most = self._most_article if scope["path"] == "/articles" else self._most
        body = _Body(receive, most)
        try:
            _check_host(scope, headers)
            body.check(int(headers.get("content-length", 0)))
        except ProblemError as refusal:
            return await problem(refusal.kind, refusal.detail)(scope, receive, send)
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        return await self._app(scope, body.receive, send)


class _Body:
    """The body as it comes in, counted, for its declared length may lie or lack."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._bytes = 0

    def check(self, size: int) -> None:
        if size > self._most:
            raise ProblemError(TOO_LARGE, f"The body is larger than {self._most:,} bytes. Send less.")

    async def receive(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        self.check(self._bytes)
        return message


def _check_host(scope: Scope, headers: Headers) -> None:
    """Raise ProblemError where the connection came in over loopback but names another host."""
    asked = headers.get("host", "")
    name = asked.rpartition(":")[0] if asked.rpartition(":")[2].isdigit() else asked
    if _loopback((scope.get("server") or ("",))[0]) and not _loopback(name.strip("[]")):
        raise ProblemError(
            HOST,
            f"This server is local and was asked as {asked!r}. Ask it as localhost; a proxy in front of it "
            "must send 'Host: localhost'.",
        )


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
