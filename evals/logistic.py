"""Fitting a logistic model with few features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

PENALTY = 1.0
"""Weight of the squared coefficients against the sum of the log losses."""
STEPS = 50
"""Steps of Newton's method; it settles in about ten."""


def fit(
    rows: Sequence[Mapping[str, float]], rights: Sequence[bool], weights: Sequence[float] | None = None
) -> dict[str, float]:
    """Return the weights that make the penalised log loss least, by Newton's method.

    Args:
        rows: the features by name, the same of each sample; the one named "bias" is not penalised.
        rights: whether each sample came out right; some must and some must not.
        weights: how much each sample counts, by default 1.
    """
    x = np.array([list(row.values()) for row in rows])
    y = np.array(rights, dtype=np.float64)
    w = np.ones(len(y)) if weights is None else np.array(weights)
    penalty = PENALTY * np.diag([float(name != "bias") for name in rows[0]])
    beta = np.zeros(len(rows[0]))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (w * (p - y)) + penalty @ beta
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + penalty
        beta -= np.linalg.solve(hessian, gradient)
    return {name: round(float(value), 4) for name, value in zip(rows[0], beta, strict=True)}
