from __future__ import annotations

import asyncio
import sys
import threading

import pytest

from index.errors import ModelBusyError
from qa.concurrency import Line, Threads


async def hold(line: Line, told: list[int], name: int, until: asyncio.Event) -> None:
    async with line.place():
        told.append(name)
        await until.wait()


def test_first_come_first_served_and_one_too_many_is_told_to_come_again() -> None:
    async def main() -> list[int]:
        line, told, go = Line(1, 2), list[int](), asyncio.Event()
        tasks = [asyncio.create_task(hold(line, told, n, go)) for n in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(ModelBusyError, match="2 questions wait"):
            await hold(line, told, 3, go)
        go.set()
        await asyncio.gather(*tasks)
        await hold(line, told, 4, go)
        return told

    assert asyncio.run(main()) == [0, 1, 2, 4]


@pytest.mark.parametrize(("waiting", "said"), [(0, "The language model is at work."), (1, "1 question waits for")])
def test_one_too_many_is_told_how_many_wait(waiting: int, said: str) -> None:
    async def main() -> None:
        line, go = Line(1, waiting), asyncio.Event()
        tasks = [asyncio.create_task(hold(line, [], n, go)) for n in range(1 + waiting)]
        await asyncio.sleep(0)
        with pytest.raises(ModelBusyError, match=said):
            await hold(line, [], 3, go)
        go.set()
        await asyncio.gather(*tasks)

    asyncio.run(main())


def test_who_gives_up_in_line_leaves_his_place_to_the_next() -> None:
    async def main() -> list[int]:
        line, told, go = Line(1, 2), list[int](), asyncio.Event()
        first, second, third = (asyncio.create_task(hold(line, told, n, go)) for n in range(3))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        go.set()
        await asyncio.gather(first, third)
        await hold(line, told, 3, go)
        return told

    assert asyncio.run(main()) == [0, 2, 3]


def test_there_is_one_place_still_after_many_in_several_threads_gave_up() -> None:
    """One may be passed over between his giving up and his leaving, and has none to give back then."""
    line = Line(1)

    async def hold() -> None:
        async with line.place():
            await asyncio.sleep(0)

    async def hurry() -> None:
        for _ in range(2_000):
            task = asyncio.create_task(hold())
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await hold()

    async def main() -> None:
        await asyncio.gather(*(asyncio.to_thread(asyncio.run, hurry()) for _ in range(4)))
        async with line.place():
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(hold(), 0.05)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # the threads come between each other as often as they can
    try:
        asyncio.run(main())
    finally:
        sys.setswitchinterval(interval)


def test_a_line_serves_several_event_loops() -> None:
    line = Line(1, 4)

    async def main() -> int:
        async with line.place():
            return await asyncio.to_thread(lambda: 1)

    async def elsewhere() -> list[int]:
        return await asyncio.gather(*(asyncio.to_thread(asyncio.run, main()) for _ in range(4)))

    assert asyncio.run(elsewhere()) == [1, 1, 1, 1]


def test_work_that_has_begun_is_waited_for_however_often_its_task_is_cancelled() -> None:
    """What it works on is not taken away from under it."""
    begun, go = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go.wait()

    async def main() -> None:
        threads = Threads(1)
        task = asyncio.create_task(threads.run(work))
        await asyncio.to_thread(begun.wait)
        for _ in range(3):
            task.cancel()
            await asyncio.sleep(0.01)
            assert not task.done()
        go.set()
        await asyncio.wait([task])
        assert task.cancelled()
        threads.close()

    asyncio.run(main())
