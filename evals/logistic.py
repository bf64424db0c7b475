"""Fitting a logistic model with few features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

PENALTY = 1.0
"""Weight of the squared coefficients against the sum of the log losses."""
STEPS = 50
"""Steps of Newton's method; it settles in about ten."""


Floats = NDArray[np.float64]


def fit(
    rows: Sequence[Mapping[str, float]], rights: Sequence[bool], weights: Sequence[float] | None = None
) -> dict[str, float]:
    """Return the weights that make the penalised log loss least.

    Args:
        rows: the features by name, the same of each sample; the one named "bias" is not penalised.
        rights: whether each sample came out right; some must and some must not.
        weights: how much each sample counts, by default 1.
    """
    x = np.array([list(row.values()) for row in rows])
    y = np.array(rights, dtype=np.float64)
    w = np.ones(len(y)) if weights is None else np.array(weights)
    beta = solve(x, y, w, np.array([PENALTY * (name != "bias") for name in rows[0]]))
    return {name: round(float(value), 4) for name, value in zip(rows[0], beta, strict=True)}


def solve(x: Floats, y: Floats, w: Floats, penalties: Floats, known: Floats | float = 0.0) -> Floats:
    """Return the coefficients that make the penalised log loss least, by Newton's method.

    Args:
        x: a row of features for each sample.
        y: 1 or 0 for each sample.
        w: how much each sample counts.
        penalties: weight of each squared coefficient against the sum of the log losses.
        known: logits of each sample that are taken as they are, beside those of the features.
    """
    beta, penalty = np.zeros(x.shape[1]), np.diag(penalties)
    for _ in range(STEPS):
        p = sigmoid(known + x @ beta)
        gradient = x.T @ (w * (p - y)) + penalty @ beta
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + penalty
        beta -= np.linalg.solve(hessian, gradient)
    return beta


def sigmoid(logits: Floats) -> Floats:
    """Return the chances of logits, which are cut off where a chance is 0 or 1 to all digits that count."""
    chances: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return chances
