"""A server under a crowd: answers a second, waiting, and whether it stays well, for 1 to 128 clients at once."""

from __future__ import annotations

import asyncio
import itertools
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from evals.lab.bench.row import Row
from evals.lab.bench.server import Server, serving
from evals.lab.bench.speed import SEEDS
from evals.lab.bench.workplace import Workplace
from evals.question_set import load_set
from index.embedder import MiniLM
from index.indexer import index_paths
from index.session import cores
from index.splitter import Splitter

SECONDS = 20.0
CROWDS = (1, 8, 32, 128)
LIMIT_S = 60.0
"""Seconds that a client waits."""
EARLY, LATE = 300, 3_000
"""Questions after which the memory of the server is compared."""


@dataclass
class Crowd:
    """What one crowd saw: seconds until each answer, the statuses, seconds of `/healthz`, CPU seconds of the server."""

    answers: list[float] = field(default_factory=list)
    refused: int = 0
    failed: int = 0
    health: list[float] = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.seconds


def load(place: Workplace) -> Iterator[Row]:
    """Crowds of 1, 8, 32 and 128 clients on the sample articles, each client asking on as soon as it is answered."""
    questions = [case.question.question for case in load_set("seeds").cases]
    with tempfile.TemporaryDirectory() as folder:
        embedder = MiniLM(place.settings.threads)
        index_paths(Path(folder), [SEEDS], embedder, Splitter(embedder, place.settings.passage_words))
        with serving(Path(folder)) as server:
            crowds = {}
            for count in CROWDS:
                server.reconnect()
                server.ask(questions[0])  # warms it, and empties its clock
                crowds[count] = asyncio.run(_crowd(server, questions, count, SECONDS))
    alone, many, most = crowds[1], crowds[32], crowds[128]
    for count, crowd in crowds.items():
        note = f"{crowd.refused} refused, {crowd.failed} failed, health p99 {1000 * _p(crowd.health, 99):.0f} ms"
        yield Row(f"answers a second, {count} clients", crowd.throughput, note=note, n=len(crowd.answers))
    cpu = alone.cpu / len(alone.answers)
    yield Row("CPU seconds of one answer alone", cpu, n=len(alone.answers))
    yield Row("cores kept busy by 32 clients, share", many.throughput * cpu / cores(), ">=", 0.85)
    yield Row("throughput of 128 clients to that of 32", most.throughput / many.throughput, ">=", 0.9)
    yield Row("128 clients: neither an answer nor a 503 in time", float(most.failed), "<=", 0, n=len(most.answers))
    explained = 32 / many.throughput
    yield Row("32 clients: p95 to what throughput explains", _p(many.answers, 95) / explained, "<=", 1.3)
    yield Row("128 clients: health, milliseconds, p99", 1000 * _p(most.health, 99), "<", 100, n=len(most.health))


def memory(place: Workplace) -> Iterator[Row]:
    """The memory of a server after 3,000 questions against that after 300."""
    late = min(LATE, 10 * place.limit) if place.limit else LATE
    questions = itertools.cycle(case.question.question for case in load_set("seeds").cases)
    with tempfile.TemporaryDirectory() as folder:
        embedder = MiniLM(place.settings.threads)
        index_paths(Path(folder), [SEEDS], embedder, Splitter(embedder, place.settings.passage_words))
        with serving(Path(folder)) as server:
            sizes = {}
            for n in range(1, late + 1):
                server.ask(next(questions))
                if n in (late * EARLY // LATE, late):
                    sizes[n] = _resident(server.pid)
    early, last = sizes.values()
    note = f"{last / 1e6:.0f} MB"
    yield Row("memory after the last question to that after a tenth", last / early, "<=", 1.05, note, n=late)


async def _crowd(server: Server, questions: Sequence[str], count: int, seconds: float) -> Crowd:
    """Return what `count` clients see that ask for some seconds, while another looks whether the server is well."""
    crowd, asked = Crowd(), itertools.cycle(questions)
    began, cpu = time.monotonic(), _cpu(server.pid)
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=server.address, timeout=LIMIT_S, limits=limits) as client:

        async def ask() -> None:
            while time.monotonic() - began < seconds:
                sent = time.monotonic()
                try:
                    response = await client.post("/query", json={"question": next(asked)})
                except httpx.HTTPError:
                    crowd.failed += 1
                    continue
                if response.status_code == httpx.codes.OK:
                    crowd.answers.append(time.monotonic() - sent)
                elif response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                    crowd.refused += 1
                    await asyncio.sleep(int(response.headers["retry-after"]))
                else:
                    crowd.failed += 1

        async def look() -> None:
            while True:
                sent = time.monotonic()
                await client.get("/healthz")
                crowd.health.append(time.monotonic() - sent)
                await asyncio.sleep(0.05)

        looking = asyncio.create_task(look())
        await asyncio.gather(*(ask() for _ in range(count)))
        looking.cancel()
    crowd.seconds, crowd.cpu = time.monotonic() - began, _cpu(server.pid) - cpu
    return crowd


def _p(values: Sequence[float], percent: float) -> float:
    return float(np.percentile(values, percent)) if values else float("nan")


def _cpu(pid: int) -> float:
    """Return the CPU seconds that a process has taken, its threads together (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    """Return the bytes of memory that a process holds (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
