"""Many requests at once: the event loop stays free, the line is bounded, and who leaves it costs nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

import httpx
import pytest
from api_served import HeldEngine, problem, serving, until, until_ready

from api.app import create_app
from api.work import WAITING
from qa.engine import Engine


@pytest.fixture
def held(engine: Engine, tmp_path: Path) -> HeldEngine:
    """An engine whose questions wait."""
    return HeldEngine(engine, tmp_path / ".qa")


@pytest.fixture
def client(held: HeldEngine) -> Iterator[httpx.Client]:
    """A client of a server with that engine."""
    with serving(create_app(held.settings, lambda _: held)) as client:
        until_ready(client)
        try:
            yield client
        finally:
            held.release.set()


def test_the_server_answers_others_while_a_question_is_worked_on(client: httpx.Client, held: HeldEngine) -> None:
    """Health, readiness and the list of articles do not wait for a model."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.post, "/query", json={"question": "first"})
        until(lambda: held.begun == ["first"])
        for path in ("/healthz", "/readyz", "/articles", "/docs"):
            assert client.get(path).status_code == 200
        held.release.set()
        assert asked.result().status_code == 200


def test_beyond_the_last_place_in_line_a_client_is_told_to_come_again(client: httpx.Client, held: HeldEngine) -> None:
    """All that have a place are answered."""
    settings = held.settings
    places = settings.concurrency + WAITING + settings.llm_concurrency + settings.llm_queue
    limits = httpx.Limits(max_connections=places + 1)
    with (
        httpx.Client(base_url=client.base_url, limits=limits, timeout=60) as many,
        ThreadPoolExecutor(places + 1) as pool,
    ):
        asked = [pool.submit(many.post, "/query", json={"question": str(n)}) for n in range(places + 1)]
        (refused,), waiting = wait(asked, return_when=FIRST_COMPLETED)
        assert str(places) in problem(refused.result(), 503, "busy")["detail"]
        assert int(refused.result().headers["retry-after"]) > 0
        held.release.set()
        assert {future.result().status_code for future in waiting} == {200}
    assert client.post("/query", json={"question": "x"}).status_code == 200


def test_a_client_that_goes_away_leaves_no_work_behind(client: httpx.Client, held: HeldEngine) -> None:
    """Its question, still in line, is never begun."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.post, "/query", json={"question": "first"})
        until(lambda: held.begun == ["first"])
        with httpx.Client(base_url=client.base_url) as leaving, pytest.raises(httpx.ReadTimeout):
            leaving.post("/query", json={"question": "given up"}, timeout=0.2)
        last = pool.submit(client.post, "/query", json={"question": "last"})
        time.sleep(0.2)
        held.release.set()
        assert asked.result().status_code == 200
        assert last.result().status_code == 200
    assert held.begun == ["first", "last"]
