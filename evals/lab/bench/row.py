"""A row of the benchmark: one figure, and the target that it is held against."""

from __future__ import annotations

from dataclasses import dataclass

from evals.gates import COMPARE
from evals.intervals import Figure


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        name: what was measured.
        value: the figure.
        sign: how it compares with the target: ">=", "<=" or "<"; None without a target.
        target: what it must reach; None without one.
        note: what else to know: the interval, how many it was measured on.
    """

    name: str
    value: float
    sign: str | None = None
    target: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.sign is None or self.target is None:
            return None
        return bool(COMPARE[self.sign](self.value, self.target))

    def __str__(self) -> str:
        """Return the row for people."""
        value = f"{self.value:.3f}" if abs(self.value) < 100 else f"{self.value:,.0f}"
        held = "" if self.met is None else f"{self.sign}{self.target:g} {'met' if self.met else 'MISSED'}"
        return f"  {self.name:<58}{value:>9}  {held:<14} {self.note}".rstrip()


def row(name: str, figure: Figure, target: float | None = None, *, sign: str = ">=") -> Row:
    """Return the row of a figure, its interval beside it."""
    interval = f"[{figure.low:.3f}, {figure.high:.3f}] n={figure.n}" if figure.low is not None else ""
    return Row(name, known(figure.value), sign if target is not None else None, target, interval)


def known(value: float | None) -> float:
    """Return the value; one that could not be measured meets no target."""
    return float("nan") if value is None else value
