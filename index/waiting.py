"""Waiting for a model's server, never without end: a bounded time for the first piece, and between pieces."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from typing import Any, TypeVar

from index.errors import ModelServerError

Piece = TypeVar("Piece")


async def pace(
    pieces: AsyncGenerator[Piece], first_s: float, idle_s: float, who: str, what_to_do: str
) -> AsyncGenerator[Piece]:
    """Yield what `pieces` yields; it is closed when this is, so that a caller who goes away ends the work.

    Args:
        pieces: what a server sends.
        first_s: seconds that the first piece may take.
        idle_s: seconds that each later one may take.
        who: the server, for the error.
        what_to_do: the last sentence of the error.

    Raises:
        ModelServerError: a piece took longer.
    """
    wait, when = first_s, "before its first word"
    async with aclosing(pieces):
        while True:
            try:
                async with asyncio.timeout(wait):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise ModelServerError(f"{who} was silent for {wait:g} s {when}. {what_to_do}") from None
            yield piece
            wait, when = idle_s, "in the middle of its answer"


async def from_thread(make: Callable[[], Iterable[Piece]]) -> AsyncGenerator[Piece]:
    """Yield what an iterable gives that blocks, taken in a thread of its own, so that no event loop waits with it.

    Closed, it takes no more than the piece that is under way. What hangs in the thread keeps no program from ending.

    Args:
        make: begins the iterable, in the thread.
    """
    loop, left = asyncio.get_running_loop(), threading.Event()
    given: asyncio.Queue[tuple[Piece] | BaseException | None] = asyncio.Queue()

    def give(what: tuple[Piece] | BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(given.put_nowait, what)

    def work() -> None:
        try:
            for piece in make():
                if left.is_set():
                    return
                give((piece,))
            give(None)
        except BaseException as error:
            give(error)

    threading.Thread(target=work, name="blocking", daemon=True).start()
    try:
        while (what := await given.get()) is not None:
            if isinstance(what, BaseException):
                raise what
            yield what[0]
    finally:
        left.set()


def wait_for(coroutine: Coroutine[Any, Any, Piece]) -> Piece:
    """Return what a coroutine returns, for a caller that cannot await; an event loop may be running in its thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
