"""Concurrency: threads for what blocks, and the lines in which questions wait for the reader or a language model."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

from index.errors import ModelBusyError


class Pace:
    """How long the last requests took, waiting included: what the next one in a line as long will wait, about."""

    def __init__(self) -> None:
        self._seconds = 1.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Take in how long the block takes."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._seconds += 0.2 * (time.monotonic() - began - self._seconds)

    @property
    def retry_after(self) -> int:
        """Whole seconds after which it is worth another try, at least 1."""
        return max(1, math.ceil(self._seconds))


class Line:
    """Places for questions; first come, first served, across threads and event loops.

    Args:
        at_once: questions that hold a place at once.
        waiting: questions that may wait for one; None for any number.
    """

    def __init__(self, at_once: int, waiting: int | None = None) -> None:
        self._lock = threading.Lock()
        self._free = at_once
        self._most = waiting
        self._queue: deque[Future[None]] = deque()
        self._pace = Pace()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place, after waiting for it. Raises ModelBusyError where too many wait already."""
        ticket = self._take()
        try:
            with self._pace.timed():
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
            elif self._most is None or len(self._queue) < self._most:
                self._queue.append(ticket)
            else:
                waiting = {0: "The language model is at work", 1: "1 question waits for the language model already"}
                raise ModelBusyError(
                    f"{waiting.get(self._most, f'{self._most} questions wait for the language model already')}. Ask "
                    f"again in {self._pace.retry_after} s, or ask the embedded reader (model: reader), which does not "
                    "wait for it.",
                    self._pace.retry_after,
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


T = TypeVar("T")


class Threads:
    """A bounded number of threads.

    Args:
        count: how many.
    """

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="ask")

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Return what `work` returns.

        Cancelled, once or again, it drops what has not begun, and waits for what has, so that nothing is taken away
        from under it.
        """
        begun = self._pool.submit(work, *arguments)
        job = asyncio.wrap_future(begun)
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            while not (begun.cancel() or begun.done()):
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([job])
            raise

    def close(self) -> None:
        """Wait for what is being done."""
        self._pool.shutdown()
