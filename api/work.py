"""What the server has in hand: a bounded number of requests, off the event loop, dropped when the client goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from starlette.requests import Request

from api.problems import BUSY, ProblemError

T = TypeVar("T")

WAITING = 64
"""Requests that may wait for their turn: two seconds of questions on two cores."""


class GoneError(Exception):
    """The client went away before its answer was there."""


class Work:
    """Places for requests; those beyond the last place are told to come again.

    Args:
        at_once: requests that are worked on at once; `WAITING` more may wait.
    """

    def __init__(self, at_once: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, "work")
        self._most = at_once + WAITING
        self._taken = 0

    async def wait(self, request: Request, start: Callable[[], Awaitable[T]]) -> T:
        """Return what the awaitable that `start` makes gives; when the client goes away first, it is cancelled.

        Raises:
            ProblemError: no place is left; nothing was started.
            GoneError: the client went away.
        """
        with self._place():
            job = asyncio.ensure_future(start())
            gone = asyncio.ensure_future(_gone(request))
            try:
                await asyncio.wait((job, gone), return_when=asyncio.FIRST_COMPLETED)
                if job.done():
                    return job.result()
                raise GoneError
            finally:
                job.cancel()
                gone.cancel()

    async def run(self, request: Request, work: Callable[[], T]) -> T:
        """As `wait`, for `work` done in a thread of the pool; while it waits for its turn there it can be dropped."""
        return await self.wait(request, lambda: asyncio.wrap_future(self._pool.submit(work)))

    def close(self) -> None:
        """Drop what waits, and wait for what runs."""
        self._pool.shutdown(cancel_futures=True)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._taken >= self._most:
            raise ProblemError(BUSY, f"{self._taken} requests are being worked on. Try again in a second.")
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
