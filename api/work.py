"""What the server has in hand: a bounded number of requests, off the event loop, dropped when the client goes away.

A question for a language model takes a place here too, and waits in a line of its own (`qa/concurrency.py`). So that
slow generations never take the places of those that the reader answers at once, there are as many more places as that
line holds; and a question that is refused there gives its place back at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any, TypeVar

from starlette.requests import Request

from api.problems import BUSY, STOPPING, ProblemError
from qa.concurrency import Line, Pace, Threads

T = TypeVar("T")

WAITING = 64
"""Requests that may wait for their turn: two seconds of questions on two cores."""


class GoneError(Exception):
    """The client went away before its answer was there."""


class Work:
    """Places for requests; those beyond the last place are told to come again.

    Args:
        at_once: requests that are worked on at once.
        waiting: how many more may wait.
        turn: in which each of them waits, where others do such work too.
    """

    def __init__(self, at_once: int, waiting: int = WAITING, turn: Line | None = None) -> None:
        self._threads = Threads(at_once)
        self._turn = turn
        self._most = at_once + waiting
        self._taken = 0
        self._jobs: set[asyncio.Future[Any]] = set()
        self._pace = Pace()

    @property
    def depth(self) -> int:
        """How many requests are worked on or wait for it."""
        return self._taken

    async def wait(self, request: Request, start: Callable[[], Awaitable[T]]) -> T:
        """Return what the awaitable that `start` makes gives; when the client goes away first, it is cancelled.

        Its place is given back when it has ended, cancelled or not.

        Raises:
            ProblemError: no place is left, and nothing was started; or the server stops.
            GoneError: the client went away.
        """
        with self._place():
            job = asyncio.ensure_future(start())
            gone = asyncio.ensure_future(_gone(request))
            self._jobs.add(job)
            try:
                await asyncio.wait((job, gone), return_when=asyncio.FIRST_COMPLETED)
                if job.done():
                    return job.result()
                raise GoneError
            except asyncio.CancelledError:
                raise ProblemError(STOPPING, STOPPING.example) from None
            finally:
                gone.cancel()
                job.cancel()
                await asyncio.gather(job, return_exceptions=True)
                self._jobs.discard(job)

    async def run(self, request: Request, work: Callable[[], T]) -> T:
        """As `wait`, for `work` done in a thread of the pool; while it waits for its turn there it can be dropped."""
        return await self.wait(request, lambda: self._work(work))

    async def close(self) -> None:
        """End what is in hand; what runs in a thread is waited for."""
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        await asyncio.to_thread(self._threads.close)

    async def _work(self, work: Callable[[], T]) -> T:
        async with self._turn.place() if self._turn else nullcontext():
            return await self._threads.run(work)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._taken >= self._most:
            again = self._pace.retry_after
            detail = f"{self._taken} requests are being worked on. Try again in {again} s."
            raise ProblemError(replace(BUSY, retry_after=again), detail)
        self._taken += 1
        try:
            with self._pace.timed():
                yield
        finally:
            self._taken -= 1


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
