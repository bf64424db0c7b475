"""What is refused before any route sees it: a body too large, a name that is not ours, the page of another site.

Without the second, a web page could point its own host name at this server and read the articles through the visitor's
browser (DNS rebinding). Without the third it could send, unread, what a browser sends without asking first: files. HEAD
is answered here too, as GET without the body, which the server leaves out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Collection
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import HOST, ORIGIN, TOO_LARGE, ProblemError, problem, shorten

Most = Callable[[str, str], int]
"""Gives the bytes of the largest body, by the path and the content type."""


class Guard:
    """ASGI middleware around the whole application.

    Args:
        app: what is guarded.
        most: how large a body may be.
        hosts: names under which the server may be asked, besides those of this machine itself.
        origins: other sites whose pages may ask.
    """

    def __init__(self, app: ASGIApp, most: Most, hosts: Collection[str] = (), origins: Collection[str] = ()) -> None:
        self._app, self._most = app, most
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with a problem."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        path = scope["path"].rstrip("/") or "/"  # a slash at the end asks for the same
        body = _Body(receive, self._most(path, headers.get("content-type", "")))
        try:
            self._check_host(scope, headers)
            self._check_origin(headers)
            body.check(int(headers.get("content-length", 0)))
        except ProblemError as refusal:
            return await problem(refusal.kind, refusal.detail)(scope, receive, send)
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        return await self._app({**scope, "method": method, "path": path}, body.receive, send)

    def _check_host(self, scope: Scope, headers: Headers) -> None:
        """Raise ProblemError where the request names a host that is not ours.

        Ours are those that were given, and of a connection over loopback the names of loopback; any other connection
        may name an address in figures, which no page can make its own name.
        """
        asked = headers.get("host", "")
        name = (asked.rpartition(":")[0] if asked.rpartition(":")[2].isdigit() else asked).strip("[]").casefold()
        if name in self._hosts or _loopback(name):
            return
        if not _loopback((scope.get("server") or ("",))[0]) and _address(name):
            return
        raise ProblemError(
            HOST,
            f"This server was asked as {asked!r}. Ask it as localhost, or start it with --allowed-host "
            "and that name; a proxy in front of it may also send 'Host: localhost'.",
        )

    def _check_origin(self, headers: Headers) -> None:
        """Raise ProblemError where a browser says that the page of another site asks."""
        origin = headers.get("origin")
        if origin is None or origin in self._origins:
            return
        with suppress(ValueError):
            site = urlsplit(origin)
            name = site.hostname or ""
            # Another port of this machine is another site.
            if site.netloc == headers.get("host", "") or (name in self._hosts and not _loopback(name)):
                return
        raise ProblemError(
            ORIGIN, f"The page of {shorten(origin)} may not ask this server. Start it with --cors-origin if it should."
        )


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


def _loopback(host: str) -> bool:
    address = _address(host)
    return host.casefold() == "localhost" or (address is not None and address.is_loopback)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
