"""How sure the reader must be for its error to be small: the error of its answers above each of some confidences.

On the questions that its confidence was not fitted on. The grid is coarse, so that choosing from it fits little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from evals.intervals import Figure, share

GRID = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
MOST = 0.05
"""The error that is small enough."""

Told = Sequence[tuple[float, bool]]
"""The confidence of each answer, and whether it is right."""


def error_above(told: Told, least: float) -> Figure:
    """Return the share of wrong answers among those of at least this confidence."""
    return share([not right for confidence, right in told if confidence >= least])


def sure_from(told: Told) -> float | None:
    """Return the least confidence of the grid from which on the error is small, there and above; None where none is.

    Where no answer is so sure there is no error to be seen, so that confidence is none.
    """
    errors = [(least, error_above(told, least).value) for least in reversed(GRID)]
    small = list(takewhile(lambda one: one[1] is None or one[1] <= MOST, errors))
    seen = [least for least, error in small if error is not None]
    return seen[-1] if seen else None


def table(groups: Mapping[str, Told]) -> Iterator[str]:
    """Yield the lines of a Markdown table: a row for each confidence, a column for each group of answers."""
    yield f"| error from this confidence on | {' | '.join(groups)} |"
    yield f"|---|{'---|' * len(groups)}"
    for least in GRID:
        cells = [f"{error_above(told, least)} of {len(told)}" for told in groups.values()]
        yield f"| {least:g} | {' | '.join(cells)} |"
    found = [sure_from(told) for told in groups.values()]
    yield f"| at most {MOST:g} from | {' | '.join('nowhere' if one is None else f'{one:g}' for one in found)} |"
