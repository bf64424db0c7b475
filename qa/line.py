"""The line before the language model: so many questions at once, so many waiting, the next one told to come again."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager

from index.errors import ModelBusyError


class Line:
    """Places for questions; first come, first served, across threads and event loops.

    Args:
        at_once: questions that hold a place at once.
        waiting: questions that may wait for one.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._lock = threading.Lock()
        self._free = at_once
        self._most = waiting
        self._queue: deque[Future[None]] = deque()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place, after waiting for it. Raises ModelBusyError where too many wait already."""
        ticket = self._take()
        try:
            await asyncio.wrap_future(ticket)
            yield
        finally:
            self._leave(ticket)

    def _take(self) -> Future[None]:
        ticket: Future[None] = Future()
        with self._lock:
            if self._free:
                self._free -= 1
                ticket.set_result(None)
            elif len(self._queue) < self._most:
                self._queue.append(ticket)
            else:
                waiting = {0: "The language model is at work", 1: "1 question waits for the language model already"}
                raise ModelBusyError(
                    f"{waiting.get(self._most, f'{self._most} questions wait for the language model already')}. Ask "
                    "again in a few seconds, or ask the embedded reader (model: reader), which needs no place."
                )
        return ticket

    def _leave(self, ticket: Future[None]) -> None:
        """Give the place of `ticket` to the next in line; one that gave up while it waited had none."""
        with self._lock:
            if ticket in self._queue:
                self._queue.remove(ticket)
                return
            if ticket.cancelled():  # another thread, leaving, has passed it over already
                return
            while self._queue:
                following = self._queue.popleft()
                if following.set_running_or_notify_cancel():
                    following.set_result(None)
                    return
            self._free += 1
