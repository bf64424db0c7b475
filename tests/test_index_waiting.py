"""Waiting: each piece in its time, and a coroutine from anywhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

import pytest

from index.errors import ModelServerError
from index.waiting import Patience, from_thread, pace, wait_for

LONG_S = 60.0
"""Seconds after which a test has hung."""


async def pieces(*waits: float, ended: list[bool] | None = None) -> AsyncGenerator[int]:
    try:
        for n, wait in enumerate(waits):
            await asyncio.sleep(wait)
            yield n
    finally:
        if ended is not None:
            ended.append(True)


async def advice() -> str:
    return "Do something."


async def taken(first_s: float, idle_s: float, *waits: float, whole_s: float = LONG_S) -> list[int]:
    async with aclosing(pace(pieces(*waits), Patience(first_s, idle_s, whole_s), "It", advice)) as given:
        return [piece async for piece in given]


def test_what_comes_in_time_is_passed_on() -> None:
    assert asyncio.run(taken(10, 10)) == []
    assert asyncio.run(taken(10, 10, 0, 0, 0.01)) == [0, 1, 2]


def test_the_first_piece_and_the_later_ones_have_times_of_their_own() -> None:
    with pytest.raises(ModelServerError, match=r"^It was silent for 0\.05 s before its first word\. Do something\.$"):
        asyncio.run(taken(0.05, 50, 40))
    with pytest.raises(ModelServerError, match=r"^It was silent for 0\.05 s in the middle of its answer\. "):
        asyncio.run(taken(50, 0.05, 0, 40))


def test_all_pieces_together_have_a_time_too() -> None:
    with pytest.raises(ModelServerError, match=r"^It had not ended its answer after 0\.2 s\. Do something\.$"):
        asyncio.run(taken(50, 50, *[0.01] * 1_000, whole_s=0.2))


def test_a_server_is_asked_for_a_sign_of_life_before_its_first_piece_only() -> None:
    async def lively(signs: list[str], *waits: float) -> list[int]:
        async def alive() -> None:
            signs.append("alive")

        async with aclosing(pace(pieces(*waits), Patience(LONG_S, 0.05, LONG_S, alive), "It", advice)) as given:
            return [piece async for piece in given]

    signs = list[str]()
    assert asyncio.run(lively(signs, 0.4, 0.01)) == [0, 1]
    assert 2 <= len(signs) <= 8, "it was asked again and again while it was silent"
    with pytest.raises(ModelServerError, match="in the middle of its answer"):
        asyncio.run(lively(signs, 0, 40))


def test_one_that_gives_no_sign_of_life_is_left_long_before_its_time() -> None:
    async def dead() -> None:
        raise ModelServerError("It is gone.")

    async def ask(ended: list[bool]) -> None:
        async for _ in pace(pieces(40, ended=ended), Patience(LONG_S, 0.02, LONG_S, dead), "It", advice):
            pass

    ended = list[bool]()
    with pytest.raises(ModelServerError, match=r"^It is gone\.$"):
        asyncio.run(ask(ended))
    assert ended == [True]


def test_what_is_waited_for_ends_with_the_wait() -> None:
    async def leave(ended: list[bool]) -> None:
        async with aclosing(pace(pieces(0, 0, ended=ended), Patience(10, 10), "It", advice)) as given:
            await anext(given)

    async def late(ended: list[bool]) -> None:
        async for _ in pace(pieces(50, ended=ended), Patience(0.01, 10), "It", advice):
            pass

    left: list[bool] = []
    asyncio.run(leave(left))
    assert left == [True]
    with pytest.raises(ModelServerError):
        asyncio.run(late(left))
    assert left == [True, True]


def test_what_blocks_is_taken_in_a_thread_with_its_error_and_not_beyond_what_is_wanted() -> None:
    taken, more = list[int](), threading.Event()

    def blocking(fails: bool) -> Iterator[int]:
        for n in range(3):
            taken.append(n)
            yield n
            if fails and n == 1:
                raise ValueError("enough")
            assert more.wait(LONG_S)

    async def main() -> list[int]:
        async with aclosing(from_thread(lambda: blocking(fails=False))) as pieces:
            assert await anext(pieces) == 0
        more.set()
        async with aclosing(from_thread(lambda: blocking(fails=True))) as pieces:
            got = [await anext(pieces), await anext(pieces)]
            with pytest.raises(ValueError, match="enough"):
                await anext(pieces)
        return got

    assert asyncio.run(main()) == [0, 1]
    assert taken.count(2) == 0


def test_a_coroutine_is_run_where_there_is_a_loop_and_where_there_is_none() -> None:
    async def double(number: int) -> int:
        await asyncio.sleep(0)
        if number < 0:
            raise ValueError(number)
        return 2 * number

    async def inside(number: int) -> int:
        return wait_for(double(number))

    assert wait_for(double(2)) == asyncio.run(inside(2)) == 4
    for failing in (lambda: wait_for(double(-1)), lambda: asyncio.run(inside(-1))):
        with pytest.raises(ValueError, match="-1"):
            failing()
