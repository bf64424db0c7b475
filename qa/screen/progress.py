"""How far a run is, on stderr: a bar in a terminal, a line now and then anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from index.indexer import Progress
from qa.screen.terminal import say

if TYPE_CHECKING:
    from qa.batch.run import Count

LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""
BAR = 10
"""Columns of the bar: 80 hold it and the counts of 10,000 articles."""
FORESEEN = 0.05
"""Share of the bytes from which on their rate says how long the rest takes; before, it is that of the start."""


class Step(Protocol):
    """How far a run is: so much done of so much (None while that is unknown)."""

    @property
    def done(self) -> int: ...  # noqa: D102
    @property
    def total(self) -> int | None: ...  # noqa: D102


S = TypeVar("S", bound=Step)
Watch = Callable[[S], None]
Told = Callable[[S, float], str]
"""Says a step in words, given when the run began (`time.monotonic()`)."""


@contextmanager
def watching() -> Iterator[Watch[Progress]]:
    """Yield what an indexing run calls with its progress."""
    with _watching("indexing", _told) as watch:
        yield watch


@contextmanager
def counting(label: str) -> Iterator[Watch[Count]]:
    """Yield what a batch calls with how far it is."""
    with _watching(label, _counted) as watch:
        yield watch


@contextmanager
def _watching(label: str, told: Told[S]) -> Iterator[Watch[S]]:
    if sys.stderr.isatty():
        with _bar(label, told) as watch:
            yield watch
    else:
        yield _lines(label, told)


@contextmanager
def _bar(label: str, told: Told[S]) -> Iterator[Watch[S]]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = TextColumn(label), BarColumn(bar_width=BAR), TextColumn("{task.description}")
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=None)
    started = time.monotonic()

    def watch(step: S) -> None:
        bar.update(task, completed=step.done, total=step.total, description=told(step, started))

    with bar:
        yield watch


def _lines(label: str, told: Told[S]) -> Watch[S]:
    started = last = time.monotonic()

    def watch(step: S) -> None:
        nonlocal last
        if time.monotonic() - last >= LINE_EVERY:
            last = time.monotonic()
            say(f"{label}: {told(step, started)}", error=True)

    return watch


def _told(progress: Progress, started: float) -> str:
    """Return how much is done, at what rate, and how long the rest takes at the rate of bytes so far."""
    spent = max(time.monotonic() - started, 0.001)
    done = progress.done / progress.total if progress.total else 0.0
    left = f", {timedelta(seconds=round(spent / done - spent))} left" if done >= FORESEEN else ""
    rate = f"{progress.articles:,} articles, {progress.passages:,} passages, {progress.passages / spent:,.0f}/s"
    return f"{done:.0%}, {rate}{left}"


def _counted(count: Count, started: float) -> str:
    """Return how many rows are done, at what rate, and how long the rest takes at the rate so far."""
    new, spent = count.done - count.before, max(time.monotonic() - started, 0.001)
    left = f", {timedelta(seconds=round((count.total - count.done) * spent / new))} left" if new else ""
    return f"{count.done:,} of {count.total:,}, {new / spent:.1f}/s{left}"
