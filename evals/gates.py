"""Gates: what must hold of a run's figures, such as `em>=0.7`."""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass

from evals.intervals import Figure
from evals.metrics import METRICS
from index.errors import UsageError

COMPARE = {">=": operator.ge, "<=": operator.le, "==": operator.eq, ">": operator.gt, "<": operator.lt}
_SHAPE = re.compile(r"\s*([\w@]+)\s*(>=|<=|==|>|<)\s*([\d.]+)\s*")
AGAINST_BASELINE = ("broken", "mended")


@dataclass(frozen=True)
class Gate:
    """A bound on a measure of the whole set: `broken` and `mended` count questions against the baseline."""

    measure: str
    sign: str
    bound: float

    @classmethod
    def parse(cls, text: str) -> Gate:
        """Return the gate written as measure, comparison and number: "false_answers<=0.2"."""
        match = _SHAPE.fullmatch(text)
        known = (*METRICS, *AGAINST_BASELINE)
        try:
            if match and match[1] in known:
                return cls(match[1], match[2], float(match[3]))
        except ValueError:
            pass
        raise UsageError(f"The gate {text!r} is not usable: write 'em>=0.7'. Measures are: {', '.join(known)}.")

    def holds(self, figures: Mapping[str, Figure]) -> bool:
        """Whether the gate holds; one on a figure that could not be measured falls."""
        value = figures[self.measure].value
        return value is not None and bool(COMPARE[self.sign](value, self.bound))

    def __str__(self) -> str:
        """Return it as it was written."""
        return f"{self.measure}{self.sign}{self.bound:g}"
