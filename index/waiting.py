"""Waiting for a model's server, never without end: for the first piece, between pieces, and for all of them."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from index.errors import ModelServerError

Piece = TypeVar("Piece")


@dataclass(frozen=True)
class Patience:
    """How long a server is waited for.

    Attributes:
        first_s: seconds that the first piece may take.
        idle_s: seconds that each later one may take.
        whole_s: seconds that all pieces after the first may take together.
        alive: asks the server for a sign of life while the first piece is waited for, every `idle_s`; it raises what is
            wrong where there is none.
    """

    first_s: float
    idle_s: float
    whole_s: float = math.inf
    alive: Callable[[], Awaitable[None]] | None = None


async def pace(
    pieces: AsyncGenerator[Piece], patience: Patience, who: str, what_to_do: Callable[[], Awaitable[str]]
) -> AsyncGenerator[Piece]:
    """Yield what `pieces` yields; it is closed when this is, so that a caller who goes away ends the work.

    Args:
        pieces: what a server sends.
        patience: how long it may take.
        who: the server, for the error.
        what_to_do: gives the last sentence of the error.

    Raises:
        ModelServerError: a piece took longer, or all of them.
    """
    clock = asyncio.get_running_loop().time
    async with aclosing(pieces):
        try:
            first = await _first(pieces, patience)
        except TimeoutError:
            when = f"was silent for {patience.first_s:g} s before its first word"
            raise ModelServerError(f"{who} {when}. {await what_to_do()}") from None
        if first is None:
            return
        yield first[0]
        ends = clock() + patience.whole_s
        while True:
            left = ends - clock()
            try:
                async with asyncio.timeout(min(patience.idle_s, max(left, 0))):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            except TimeoutError:
                silent = f"was silent for {patience.idle_s:g} s in the middle of its answer"
                endless = f"had not ended its answer after {patience.whole_s:g} s"
                when = silent if left > patience.idle_s else endless
                raise ModelServerError(f"{who} {when}. {await what_to_do()}") from None
            yield piece


async def _first(pieces: AsyncGenerator[Piece], patience: Patience) -> tuple[Piece] | None:
    """Return the first piece, or None where there is none; raises TimeoutError, and what `alive` raises."""
    clock = asyncio.get_running_loop().time
    ends, coming = clock() + patience.first_s, asyncio.ensure_future(_next(pieces))
    try:
        while not coming.done():
            left = ends - clock()
            if left <= 0:
                raise TimeoutError
            await asyncio.wait({coming}, timeout=min(left, patience.idle_s))
            if patience.alive and not coming.done() and ends > clock():
                await patience.alive()
        return coming.result()
    finally:
        coming.cancel()
        await asyncio.wait({coming})


async def _next(pieces: AsyncGenerator[Piece]) -> tuple[Piece] | None:
    try:
        return (await anext(pieces),)
    except StopAsyncIteration:  # which no task can carry
        return None


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
