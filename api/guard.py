"""What is refused before any route sees it: a body that is too large, and a local server asked under a foreign name.

Without the second, a web page could point its own host name at 127.0.0.1 and read the articles through the
visitor's browser (DNS rebinding). HEAD is answered here too, as GET without the body, which the server leaves out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import HOST, TOO_LARGE, ProblemError, problem


class Guard:
    """ASGI middleware around the whole application.

    Args:
        app: what is guarded.
        most: bytes of the largest body.
        more: the same of the paths that take a larger one.
    """

    def __init__(self, app: ASGIApp, most: int, more: Mapping[str, int]) -> None:
        self._app, self._most, self._more = app, most, more

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with a problem."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        body = _Body(receive, self._more.get(scope["path"].rstrip("/"), self._most))
        try:
            _check_host(scope, headers)
            body.check(int(headers.get("content-length", 0)))
        except ProblemError as refusal:
            return await problem(refusal.kind, refusal.detail)(scope, receive, send)
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        if scope["path"] != "/":  # a slash at the end asks for the same
            scope = {**scope, "path": scope["path"].rstrip("/") or "/"}
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
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
