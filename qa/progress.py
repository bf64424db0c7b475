"""How far an indexing run is, on stderr: a bar in a terminal, a line now and then anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from index.indexer import Progress
from qa.terminal import say

LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""

Watch = Callable[[Progress], None]


@contextmanager
def watching() -> Iterator[Watch]:
    """Yield what an indexing run calls with its progress."""
    if sys.stderr.isatty():
        with _bar() as watch:
            yield watch
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("indexing"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("", total=None)
    started = time.monotonic()

    def watch(progress: Progress) -> None:
        bar.update(task, completed=progress.done, total=progress.total, description=_counts(progress, started))

    with bar:
        yield watch


def _lines() -> Watch:
    started = last = time.monotonic()

    def watch(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < LINE_EVERY:
            return
        last = now
        part = progress.done / progress.total if progress.total else 0.0
        left = f", {timedelta(seconds=round((now - started) * (1 - part) / part))} left" if part else ""
        say(f"indexing: {part:.0%}, {_counts(progress, started)}{left}", error=True)

    return watch


def _counts(progress: Progress, started: float) -> str:
    rate = progress.passages / max(time.monotonic() - started, 0.001)
    return f"{progress.articles:,} articles, {progress.passages:,} passages, {rate:,.0f} passages/s"
