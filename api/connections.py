"""Connections that do nothing are dropped, so that they never take the place of one that asks.

Uvicorn bounds what it is asked, not who only stays: a client has `REQUEST_S` to send a whole request, and where there
are as many connections as the process may have, the one that has been idle longest makes room.
"""

from __future__ import annotations

import asyncio
import resource
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_S = 60.0
"""Seconds in which a request, once its connection is there or its first byte has come, is whole."""
MOST = 1_000
"""Connections at once, at most."""
SPARE = 64
"""Files that the process keeps for itself: stores, models, its log."""


def most() -> int:
    """Return how many connections are kept at once: `MOST`, or what the limit of open files leaves."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(8, min(MOST, files - SPARE))


class Connection(H11Protocol):
    """One connection of the server; those that have no request under way stand in `idle`, the longest idle first."""

    idle: dict[Connection, None] = {}  # noqa: RUF012 - one table for all connections of the process

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._overdue: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection in, and drop the one that is idle longest where there are too many."""
        super().connection_made(transport)
        self._waits()
        if len(self.connections) > most():
            next(iter(self.idle)).transport.close()

    def data_received(self, data: bytes) -> None:
        """Take in what the client sends."""
        if self._overdue is None:
            self._waits()
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body:
            self._asks()

    def on_response_complete(self) -> None:
        """Wait for the next request, as long as uvicorn keeps the connection alive."""
        super().on_response_complete()
        if not self.transport.is_closing() and self.cycle.response_complete:  # else the next one came with the last
            self.idle[self] = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the connection."""
        self._asks()
        super().connection_lost(exc)

    def _waits(self) -> None:
        self.idle[self] = None
        self._overdue = self.loop.call_later(REQUEST_S, self.transport.close)

    def _asks(self) -> None:
        self.idle.pop(self, None)
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None
