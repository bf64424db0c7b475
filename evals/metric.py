"""What a metric is, and how a function becomes one; `evals.metrics` has them.

A function registers itself by its decorator, which says what it gives of a question: whether it counts (`share`), a
number to average (`mean`) or to take a percentile of (`percentile`), a part and its whole (`ratio`); one that can only
be told of all questions together is a `whole`. A question that gives None is not counted. The name is the function's,
unless another is given; its docstring says what is measured. The `paired` ones are also compared with those of another
run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from evals import intervals
from evals.difference import Difference, Share, of_median, of_ratio, of_share
from evals.intervals import Figure
from evals.outcome import Outcome

All = Sequence[Outcome]
Pairs = Sequence[tuple[Outcome, Outcome]]
Better = Literal["more", "less"]
Compare = Callable[[str, Pairs], Difference]
T = TypeVar("T")


@dataclass(frozen=True)
class Metric:
    """A measure of a run.

    Attributes:
        name: that gates and summaries use.
        about: what is measured, in a sentence.
        better: whether more of it is better, or less.
        measure: gives the figure of all questions.
        compare: gives the difference of two runs; None where they are not compared by it.
    """

    name: str
    about: str
    better: Better
    measure: Callable[[All], Figure]
    compare: Compare | None = None


Register = Callable[[Callable[[Outcome], T | None]], Metric]
"""What makes a metric of a function of one question."""
METRICS: dict[str, Metric] = {}
"""Every metric by its name, in the order in which they are shown."""


def share(name: str = "", *, better: Better = "more", paired: bool = False) -> Register[bool]:
    """Register what says whether a question counts: the metric is the share that does, with Wilson's interval."""

    def register(of: Callable[[Outcome], bool | None]) -> Metric:
        def compare(name: str, pairs: Pairs) -> Difference:
            return of_share(name, [(of(here), of(there)) for here, there in pairs])

        return _register(name, better, of, lambda told: intervals.share(_known(of, told)), compare if paired else None)

    return register


def mean(name: str = "", *, better: Better = "more", paired: bool = False) -> Register[float]:
    """Register what gives a number of a question: the metric is its mean, with a bootstrap's interval."""

    def register(of: Callable[[Outcome], float | None]) -> Metric:
        def compare(name: str, pairs: Pairs) -> Difference:
            return of_ratio(name, [(_one(of(here)), _one(of(there))) for here, there in pairs])

        return _register(name, better, of, lambda told: intervals.mean(_known(of, told)), compare if paired else None)

    return register


def ratio(name: str = "", *, better: Better = "more", paired: bool = False) -> Register[tuple[int, int]]:
    """Register what gives a part of a whole, counted: the metric is their share in all, with Wilson's interval."""

    def register(of: Callable[[Outcome], tuple[int, int] | None]) -> Metric:
        def measure(told: All) -> Figure:
            counts = _known(of, told)
            hits, of_all = sum(part for part, _ in counts), sum(whole for _, whole in counts)
            return intervals.share([n < hits for n in range(of_all)])

        def compare(name: str, pairs: Pairs) -> Difference:
            return of_ratio(name, [(of(here), of(there)) for here, there in pairs])

        return _register(name, better, of, measure, compare if paired else None)

    return register


def percentile(q: float, name: str = "", *, better: Better = "less", paired: bool = False) -> Register[float]:
    """Register what gives a number of a question: the metric is its `q`-th percentile (paired: the median), alone."""

    def register(of: Callable[[Outcome], float | None]) -> Metric:
        def compare(name: str, pairs: Pairs) -> Difference:
            return of_median(name, [(_one(of(here)), _one(of(there))) for here, there in pairs])

        return _register(
            name, better, of, lambda told: intervals.percentile(_known(of, told), q), compare if paired else None
        )

    return register


def whole(name: str = "", *, better: Better = "more") -> Callable[[Callable[[All], Figure]], Metric]:
    """Register what can only be told of all questions together."""
    return lambda measure: _register(name, better, measure, measure)


def _register(
    name: str,
    better: Better,
    of: Callable[..., object],
    measure: Callable[[All], Figure],
    compare: Compare | None = None,
) -> Metric:
    metric = Metric(name or of.__name__, (of.__doc__ or "").strip(), better, measure, compare)
    METRICS[metric.name] = metric
    return metric


def _known(of: Callable[[Outcome], T | None], told: All) -> list[T]:
    return [value for one in told if (value := of(one)) is not None]


def _one(value: float | None) -> Share | None:
    """Return what a question adds to a mean."""
    return None if value is None else (value, 1.0)
