"""A run that is killed at any moment loses nothing that was there, and the next one completes it.

Chroma's HNSW files do not survive a kill while they are rewritten: some of the kills are aimed at that moment.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import Counter
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

import pytest
from index_store_fakes import (
    SPLITTER,
    WordEmbedder,
    article,
    assert_sound,
    folder_of,
    index_in_process,
    processes,
    put,
    stored,
    words,
    write_lines,
)

from index.errors import StoreBusyError
from index.indexer import index_paths
from index.splitter import Splitter

pytestmark = pytest.mark.kill

KEPT = {f"kept{n}": words(f"k{n}x", 38) for n in range(40)}
NEW = {f"new{n}": words(f"n{n}x", 38) for n in range(500)}
CHUNK = 50
"""Passages that are embedded and stored at once."""
SECONDS = 0.02
"""What embedding them takes."""
SYNC = 100
"""Records after which Chroma rewrites its files."""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with what must not be lost."""
    monkeypatch.setattr("index.chroma.SYNC", SYNC)
    put(tmp_path / ".qa", *(article(name, text) for name, text in KEPT.items()))
    return tmp_path / ".qa"


class Run:
    """A process that indexes `NEW`, to be killed; and what must hold after that."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.source = write_lines(data.parent / "news.jsonl", NEW)
        self.log = data.parent / "log"
        self.before = set((data / "stores").iterdir())
        target = (data, self.source, self.log, SECONDS, CHUNK)
        self.process: ForkServerProcess = processes().Process(target=index_in_process, args=target)
        self.process.start()

    def draft(self) -> Path | None:
        """Return the folder of the store that is being made, once there is one."""
        return next(iter(set((self.data / "stores").iterdir()) - self.before), None)

    def wait_for_draft(self) -> None:
        while self.draft() is None:
            assert self.process.exitcode is None
            time.sleep(0.001)

    def kill(self, number: signal.Signals) -> None:
        assert self.process.pid
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, number)
        self.process.join()

    def assert_nothing_lost_and_completed_by_the_next(self) -> None:
        found = stored(self.data)
        assert found in (KEPT, KEPT | NEW)
        assert_sound(self.data)
        embedder = WordEmbedder(self.log)
        report = index_paths(self.data, [self.source], embedder, Splitter(embedder, SPLITTER.words))
        assert report.new + report.unchanged == len(NEW)
        assert stored(self.data) == KEPT | NEW
        assert_sound(self.data)
        assert len(list((self.data / "stores").iterdir())) == 1
        twice = [count for count in Counter(self.log.read_text().split()).values() if count > 1]
        assert len(twice) <= CHUNK


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("latest", [0.3, 1.0])
def test_a_kill_at_a_random_moment_loses_nothing(
    number: signal.Signals, latest: float, data: Path, chance: Random
) -> None:
    run = Run(data)
    run.wait_for_draft()
    time.sleep(chance.uniform(0, latest))
    run.kill(number)

    run.assert_nothing_lost_and_completed_by_the_next()


@pytest.mark.soak
@pytest.mark.parametrize("n", range(30))
def test_thirty_kills_at_random_moments_lose_nothing(n: int, data: Path, chance: Random) -> None:  # noqa: ARG001
    run = Run(data)
    run.wait_for_draft()
    time.sleep(chance.uniform(0, 1.0))
    run.kill(signal.SIGKILL)

    run.assert_nothing_lost_and_completed_by_the_next()


@pytest.mark.parametrize("rewrites", [1, 2, 4, 5])
def test_a_kill_while_chroma_rewrites_its_files_loses_nothing(rewrites: int, data: Path) -> None:
    run = Run(data)
    run.wait_for_draft()
    seen: set[tuple[int, int]] = set()
    while len(seen) <= rewrites:
        assert run.process.exitcode is None
        for path in data.glob("stores/2.draft/*/data_level0.bin"):
            found = path.stat()
            seen.add((found.st_mtime_ns, found.st_size))
    run.kill(signal.SIGKILL)

    run.assert_nothing_lost_and_completed_by_the_next()


def test_a_second_writer_is_told_who_writes_and_harms_nothing(data: Path) -> None:
    run = Run(data)
    run.wait_for_draft()

    with pytest.raises(StoreBusyError, match=str(run.process.pid)):
        put(data, article("second", "It comes too early."))

    run.process.join()
    assert run.process.exitcode == 0
    assert stored(data) == KEPT | NEW


def test_what_a_kill_left_is_deleted_by_the_next_run_even_if_nothing_changed(data: Path) -> None:
    run = Run(data)
    run.wait_for_draft()
    run.kill(signal.SIGKILL)
    assert len(list((data / "stores").iterdir())) == 2

    put(data, *(article(name, text) for name, text in KEPT.items()))

    assert [folder.name for folder in (data / "stores").iterdir()] == ["1"]
    with folder_of(data).reading() as store:
        assert store is not None
        assert store.number == 1
