"""A figure with its 95 % confidence interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_Z = 1.959963984540054
_RESAMPLES = 1000


@dataclass(frozen=True)
class Figure:
    """What was measured on `n` cases.

    Attributes:
        value: the figure, or None where there was nothing to measure it on.
        low: lower end of the 95 % interval, or None where none is given.
        high: upper end.
        n: cases that it was measured on.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int

    def __str__(self) -> str:
        """Return the figure for people: "0.850 [0.764, 0.909] n=94"."""
        if self.value is None:
            return "not measured"
        interval = f" [{self.low:.3f}, {self.high:.3f}]" if self.low is not None else ""
        return f"{self.value:.3f}{interval} n={self.n}"


def share(cases: Sequence[bool]) -> Figure:
    """Return the share of cases that hold, with Wilson's interval."""
    n = len(cases)
    if not n:
        return Figure(None, None, None, 0)
    p = sum(cases) / n
    centre = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    return Figure(p, min(p, max(0.0, centre - half)), max(p, min(1.0, centre + half)), n)


def mean(values: Sequence[float]) -> Figure:
    """Return the mean with the percentile bootstrap's interval (1,000 resamples from a fixed seed)."""
    n = len(values)
    if not n:
        return Figure(None, None, None, 0)
    numbers = np.asarray(values, dtype=np.float64)
    draw = np.random.default_rng(0)
    means = [numbers[draw.integers(0, n, n)].mean() for _ in range(_RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return Figure(float(numbers.mean()), float(low), float(high), n)


def percentile(values: Sequence[float], q: float) -> Figure:
    """Return the `q`-th percentile (0 to 100), without an interval."""
    value = float(np.percentile(values, q)) if values else None
    return Figure(value, None, None, len(values))
