"""The area under the ROC curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative, ties counted half; None where either is missing.

    By ranks: the Mann-Whitney statistic over the number of pairs.
    """
    if not positives or not negatives:
        return None
    ordered = np.sort(np.array(negatives))
    below = np.searchsorted(ordered, positives, "left") + np.searchsorted(ordered, positives, "right")
    return float(below.sum() / 2 / len(positives) / len(negatives))
