"""A row of the benchmark: one figure, and the target that it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evals.gates import COMPARE
from evals.intervals import Figure
from evals.metrics import METRICS


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        name: what was measured.
        value: the figure.
        sign: how it compares with the target: ">=", "<=" or "<"; None without a target.
        target: what it must reach; None without one.
        note: what else to know.
        low: lower end of the 95 % interval; None where none is given.
        high: upper end.
        n: cases that it was measured on; None where the note says it.
    """

    name: str
    value: float
    sign: str | None = None
    target: float | None = None
    note: str = ""
    low: float | None = None
    high: float | None = None
    n: int | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.sign is None or self.target is None:
            return None
        return bool(COMPARE[self.sign](self.value, self.target))

    def __str__(self) -> str:
        """Return the row for people."""
        held = "" if self.met is None else f"{self.sign}{self.target:g} {'met' if self.met else 'MISSED'}"
        interval = "" if self.low is None else f"[{self.low:.3f}, {self.high:.3f}]"
        beside = " ".join(part for part in (interval, f"n={self.n}" if self.n else "", self.note) if part)
        return f"  {self.name:<58}{show(self.value):>9}  {held:<14} {beside}".rstrip()


def row(name: str, figure: Figure, target: float | None = None, *, sign: str = ">=", note: str = "") -> Row:
    """Return the row of a figure, its interval beside it."""
    held = sign if target is not None else None
    return Row(name, known(figure.value), held, target, note, figure.low, figure.high, figure.n)


def metric(name: str, figures: Mapping[str, Figure], target: float | None = None, *, label: str = "") -> Row:
    """Return the row of a metric of a run; whether more or less of it is better is the metric's to say."""
    sign = ">=" if METRICS[name].better == "more" else "<="
    return row(label or name, figures[name], target, sign=sign)


def known(value: float | None) -> float:
    """Return the value; one that could not be measured meets no target."""
    return float("nan") if value is None else value


def show(value: float) -> str:
    """Return a value for people: three digits behind the point, none where it is large."""
    return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"
