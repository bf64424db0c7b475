"""How far apart two runs are in one figure, and whether that is more than chance.

The figure is taken of both over the questions on which both have it. The interval of the difference is the paired
bootstrap's: questions are drawn anew, each with both its outcomes (10,000 times, from a fixed seed). A share has the p
of McNemar's exact test too, which looks at the questions on which the two differ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
_AT_ONCE = 500
"""Resamples that are drawn together, so that memory stays small."""

Values = NDArray[np.float64]
Share = tuple[float, float]
"""What one question adds to a figure, above and below the line."""


@dataclass(frozen=True)
class Difference:
    """One figure of two runs.

    Attributes:
        name: as among the measures of a run.
        here: of this run; None where it was not measured.
        there: of the other one.
        low: lower end of the 95 % interval of `here - there`; None where there is none.
        high: its upper end.
        n: questions that it was measured on in both runs.
        p: of McNemar's exact test, or None where the figure is no share of questions.
        only_here: of a share, the questions that count here and not there.
        only_there: those that count there and not here.
    """

    name: str
    here: float | None
    there: float | None
    low: float | None
    high: float | None
    n: int
    p: float | None = None
    only_here: int = 0
    only_there: int = 0

    @property
    def difference(self) -> float | None:
        """The figure here less that there."""
        return None if self.here is None or self.there is None else self.here - self.there

    def __str__(self) -> str:
        """Return it for people: "0.4 - 0.5 = -0.1 [-0.2, 0.0] n=94 p=0.03 (5 only here, 14 only there)"."""
        if self.difference is None:
            return f"{number(self.here)} here, {number(self.there)} there"
        told = f"{number(self.here)} - {number(self.there)} = {number(self.difference)}"
        interval = f" [{number(self.low)}, {number(self.high)}]" if self.low is not None else ""
        test = "" if self.p is None else f" p={self.p:.3g} ({self.only_here} only here, {self.only_there} only there)"
        return f"{told}{interval} n={self.n}{test}"


def of_share(name: str, pairs: Sequence[tuple[bool | None, bool | None]]) -> Difference:
    """Return the difference of a share of questions; a question that is None on a side is not counted."""
    told = [(here, there) for here, there in pairs if here is not None and there is not None]
    only_here, only_there = sum(a and not b for a, b in told), sum(b and not a for a, b in told)
    found = of_ratio(name, [((float(a), 1.0), (float(b), 1.0)) for a, b in told])
    p = mcnemar(only_here, only_there) if told else None
    return replace(found, p=p, only_here=only_here, only_there=only_there)


def of_ratio(name: str, pairs: Sequence[tuple[Share | None, Share | None]]) -> Difference:
    """Return the difference of a sum over a sum: a mean, or a share of what several questions have several of."""
    return _difference(name, pairs, lambda top, bottom: top.sum(axis=-1) / bottom.sum(axis=-1))


def of_median(name: str, pairs: Sequence[tuple[Share | None, Share | None]]) -> Difference:
    """Return the difference of a median (of what is above the line)."""
    return _difference(name, pairs, lambda top, _: np.asarray(np.median(top, axis=-1)))


def mcnemar(only_here: int, only_there: int) -> float:
    """Return the two-sided p of McNemar's exact test: how odd the split is where each side is as likely."""
    n = only_here + only_there
    tail = ways = 1
    for k in range(min(only_here, only_there)):
        ways = ways * (n - k) // (k + 1)
        tail += ways
    return min(1.0, float(Fraction(2 * tail, 2**n)))


def _difference(
    name: str,
    pairs: Sequence[tuple[Share | None, Share | None]],
    figure: Callable[[Values, Values], Values],
) -> Difference:
    """Return the difference over the pairs that have both sides; without one, each side's figure alone."""
    both = np.array([(*here, *there) for here, there in pairs if here and there])
    if not len(both):
        here, there = (np.array([pair[side] for pair in pairs if pair[side]]) for side in (0, 1))
        alone = [float(figure(one[:, 0], one[:, 1])) if len(one) else None for one in (here, there)]
        return Difference(name, alone[0], alone[1], None, None, 0)
    draw, drawn = np.random.default_rng(0), []
    for _ in range(RESAMPLES // _AT_ONCE):
        sample = both[draw.integers(0, len(both), (_AT_ONCE, len(both)))]
        drawn.append(figure(sample[..., 0], sample[..., 1]) - figure(sample[..., 2], sample[..., 3]))
    low, high = np.percentile(np.concatenate(drawn), [2.5, 97.5])
    ours, theirs = (float(figure(both[:, side], both[:, side + 1])) for side in (0, 2))
    return Difference(name, ours, theirs, float(low), float(high), len(both))


def number(value: float | None) -> str:
    """Return a figure for people: three digits behind the point, none where it is large."""
    if value is None:
        return "not measured"
    return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"
