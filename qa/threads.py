"""Threads: where what blocks is done, the models and the store, so that an event loop is never held up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

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

        Cancelled, it drops what has not begun, and waits for what has, so that nothing is taken away from under it.
        """
        begun = self._pool.submit(work, *arguments)
        job = asyncio.wrap_future(begun)
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            if not begun.cancel():
                await asyncio.wait([job])
            raise

    def close(self) -> None:
        """Wait for what is being done."""
        self._pool.shutdown()
