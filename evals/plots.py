"""The two plots of a report, as SVG: accuracy against coverage, and reliability."""

from __future__ import annotations

from collections.abc import Sequence

from evals.calibration import bins
from evals.metrics import list_stated
from evals.outcome import outcomes
from evals.record import Record

_SIZE, _LEFT, _TOP = 260, 46, 12


def coverage_curve(records: Sequence[Record]) -> list[tuple[float, float]]:
    """Return (coverage, accuracy) points: if only the most confident answers were given, how many would be right.

    Coverage is over all questions, answerable or not. Answers without a confidence come last; equal confidences are
    one step.
    """
    answered = [record for record in records if record.answer.status == "answered"]
    ranked = sorted(answered, key=lambda record: -(record.answer.confidence or 0.0))
    points, right = [], 0
    for n, record in enumerate(ranked, 1):
        right += record.judgement.right
        last = n == len(ranked) or ranked[n].answer.confidence != record.answer.confidence
        if last:
            points.append((n / len(records), right / n))
    return points


def coverage_plot(records: Sequence[Record]) -> str:
    """Return the plot of accuracy against coverage."""
    line = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in coverage_curve(records))
    dots = _dots([(x, y, f"{y:.0%} right at {x:.0%} answered") for x, y in coverage_curve(records)], radius=1.5)
    return _frame("share of all questions answered", "share of them right", f'<polyline points="{line}"/>{dots}')


def reliability_plot(records: Sequence[Record]) -> str:
    """Return the plot of the share right against the stated confidence; on the diagonal it holds what it says."""
    points = [
        (one.confidence, one.right, f"n={one.n}: stated {one.confidence:.2f}, right {one.right:.2f}")
        for one in bins(*list_stated([*outcomes(records).values()]))
    ]
    diagonal = f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    return _frame("stated confidence", "share right", diagonal + _dots(points, radius=4))


def _dots(points: Sequence[tuple[float, float, str]], radius: float) -> str:
    return "".join(
        f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{radius}"><title>{told}</title></circle>'
        for x, y, told in points
    )


def _frame(across: str, up: str, inside: str) -> str:
    marks = "".join(
        f'<line class="grid" x1="{_x(at)}" y1="{_y(0)}" x2="{_x(at)}" y2="{_y(1)}"/>'
        f'<line class="grid" x1="{_x(0)}" y1="{_y(at)}" x2="{_x(1)}" y2="{_y(at)}"/>'
        f'<text x="{_x(at)}" y="{_y(0) + 14}" text-anchor="middle">{at:.0%}</text>'
        f'<text x="{_x(0) - 5}" y="{_y(at) + 4}" text-anchor="end">{at:.0%}</text>'
        for at in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    width, height = _LEFT + _SIZE + 20, _TOP + _SIZE + 40
    middle = _TOP + _SIZE / 2
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{up}, {across}">'
        f"{marks}{inside}"
        f'<text x="{_x(0.5)}" y="{_y(0) + 32}" text-anchor="middle">{across}</text>'
        f'<text x="10" y="{middle}" text-anchor="middle" transform="rotate(-90 10 {middle})">{up}</text></svg>'
    )


def _x(value: float) -> float:
    return _LEFT + _SIZE * value


def _y(value: float) -> float:
    return _TOP + _SIZE * (1 - value)
