"""How far an indexing run is, on stderr: a bar in a terminal, a line now and then anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from index.indexer import Progress
from qa.screen.terminal import say

LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""
FORESEEN = 0.05
"""Share of the bytes from which on their rate says how long the rest takes; before, it is that of the start."""

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
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("indexing"), BarColumn(bar_width=24), TextColumn("{task.description}")
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=None)
    started = time.monotonic()

    def watch(progress: Progress) -> None:
        bar.update(task, completed=progress.done, total=progress.total, description=_told(progress, started))

    with bar:
        yield watch


def _lines() -> Watch:
    started = last = time.monotonic()

    def watch(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= LINE_EVERY:
            last = time.monotonic()
            say(f"indexing: {_told(progress, started)}", error=True)

    return watch


def _told(progress: Progress, started: float) -> str:
    """Return how much is done, at what rate, and how long the rest takes at the rate of bytes so far."""
    spent = max(time.monotonic() - started, 0.001)
    done = progress.done / progress.total if progress.total else 0.0
    left = f", {timedelta(seconds=round(spent / done - spent))} left" if done >= FORESEEN else ""
    rate = (
        f"{progress.articles:,} articles, {progress.passages:,} passages, {progress.passages / spent:,.0f} passages/s"
    )
    return f"{done:.0%}, {rate}{left}"
