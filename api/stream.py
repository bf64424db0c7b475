"""A response of server-sent events: sent as they happen, with signs of life between them, ended with its client.

It does not know what the events say (`events.py`). FastAPI's own class cannot stand on a route that answers JSON too.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from fastapi.sse import format_sse_event
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.problems import Kind, explain
from api.results import as_json
from api.work import GoneError, Work

HEARTBEAT_S = 10.0
"""Seconds; proxies commonly close a connection that is silent for 30 or 60."""
HEARTBEAT = format_sse_event(comment="still at it")


class EventStream(StreamingResponse):
    """Sends events in their order.

    The status and the headers go out with the first event: what is refused before is told as a plain problem with a
    status of its own, which every client and proxy understands. Only where nothing happens for the time of a heartbeat
    (a model is loaded, others are before it in line) do they go out with that, so that nobody takes the server for
    dead; whatever goes wrong from then on is an event.

    Args:
        work: what it takes a place of; given back when the client has all, or is gone.
        events: begins what is told; closed, and all that it does ended, when the client goes away.
        heartbeat_s: seconds after which a silent stream sends a comment.
    """

    media_type = "text/event-stream"
    sign_of_life = HEARTBEAT

    def __init__(self, work: Work, events: Callable[[], AsyncGenerator[bytes]], heartbeat_s: float) -> None:
        # A proxy that kept or gathered events would take away what they are for.
        super().__init__((), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._work, self._events, self._heartbeat_s = work, events, heartbeat_s
        self._begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; what fails before anything was sent is raised."""
        try:
            await self._work.wait(Request(scope, receive), lambda: self._all(send))
        except GoneError:
            if not self._begun:
                raise
        except Exception as error:
            if not self._begun:
                raise
            last = self.failed(*explain(error))
            if last is None:
                return  # the client sees that the connection breaks off
            await self._send(send, last)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def failed(self, kind: Kind, detail: str) -> bytes | None:
        """Return how a stream says that it ends early, or None where its form has no word for that."""
        return event("error", kind.body(detail))

    async def _all(self, send: Send) -> None:
        """Send the events as they come. They are made in one task, which no slow client holds up."""
        waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
        making = asyncio.ensure_future(self._make(waiting))
        try:
            while (data := await self._next(waiting)) is not None:
                await self._send(send, data)
            await making
        finally:
            making.cancel()
            await asyncio.gather(making, return_exceptions=True)

    async def _make(self, waiting: asyncio.Queue[bytes | None]) -> None:
        try:
            async with aclosing(self._events()) as events:
                async for one in events:
                    waiting.put_nowait(one)
        finally:
            waiting.put_nowait(None)

    async def _next(self, waiting: asyncio.Queue[bytes | None]) -> bytes | None:
        try:
            async with asyncio.timeout(self._heartbeat_s):
                return await waiting.get()
        except TimeoutError:
            return self.sign_of_life

    async def _send(self, send: Send, data: bytes) -> None:
        if not self._begun:
            self._begun = True
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": data, "more_body": True})


class LineStream(EventStream):
    """Sends the lines of a file as they come; one that ends early breaks off.

    Args:
        work: as above.
        lines: as `events` above.
        heartbeat_s: seconds after which the headers go out, where no line has come by then.
        media_type: of the file.
    """

    sign_of_life = b""

    def __init__(
        self, work: Work, lines: Callable[[], AsyncGenerator[bytes]], heartbeat_s: float, media_type: str
    ) -> None:
        super().__init__(work, lines, heartbeat_s)
        self.headers["Content-Type"] = f"{media_type}; charset=utf-8"

    def failed(self, kind: Kind, detail: str) -> bytes | None:  # noqa: ARG002
        """Return None."""
        return None


def event(name: str, content: object) -> bytes:
    """Return an event as it goes over the wire: its name, and a dataclass or a dictionary as one line of JSON."""
    return format_sse_event(event=name, data_str=as_json(content))
