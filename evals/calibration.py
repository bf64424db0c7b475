"""How far a stated confidence can be taken at its word.

Only questions with a stated confidence count. An abstention states none, so calibration is measured on runs with
`min_confidence` 0, where every question is answered by its best span, also one that no span can answer (yes/no, why);
what is no question, or in another language, is left out there too, and `n` says how many were in.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10
DRAWS = 200
"""Of answers that are right as often as their confidences say."""
EDITED = "-edited"
"""What the id of a question ends in that was made from another one by an edit."""


@dataclass(frozen=True)
class Bin:
    """Answers of about one confidence: how many, their mean confidence, and the share of them that is right."""

    n: int
    confidence: float
    right: float


def bins(confidences: Sequence[float], rights: Sequence[bool]) -> list[Bin]:
    """Return up to ten bins of near equal size, by rising confidence; equal confidences share a bin.

    Bins of equal size rather than equal width: where answers crowd at one end, a wide bin there hides what goes wrong
    in it and bins with three answers speak as loud as they can.
    """
    stated, right = np.asarray(confidences, dtype=np.float64), np.asarray(rights, dtype=np.float64)
    _, inverse, counts = np.unique(stated, return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - counts / 2  # the rank at the middle of each value, so that ties fall together
    places = (middles * BINS / max(1, len(stated))).astype(int)[inverse]
    members = [places == place for place in np.unique(places)]
    return [Bin(int(one.sum()), float(stated[one].mean()), float(right[one].mean())) for one in members]


def expected_calibration_error(confidences: Sequence[float], rights: Sequence[bool]) -> float | None:
    """Return the mean gap between confidence and share right over `bins`, weighted by size; None without answers."""
    return _gap(confidences, rights) if confidences else None


def error_by_chance(confidences: Sequence[float]) -> float | None:
    """Return the calibration error that is to be expected where these confidences are exact; None without answers.

    The gap of a bin is an absolute one, so that few answers show an error even then. It is the mean over `DRAWS` draws.
    """
    if not confidences:
        return None
    rng, stated = np.random.default_rng(0), np.asarray(confidences, dtype=np.float64)
    draws = [_gap(confidences, (rng.random(len(stated)) < stated).tolist()) for _ in range(DRAWS)]
    return float(np.mean(draws))


def _gap(confidences: Sequence[float], rights: Sequence[bool]) -> float:
    return sum(bin.n * abs(bin.confidence - bin.right) for bin in bins(confidences, rights)) / len(confidences)


def brier_score(confidences: Sequence[float], rights: Sequence[bool]) -> float | None:
    """Return the mean squared distance of the confidence from 1 (right) or 0 (wrong); None without answers."""
    if not confidences:
        return None
    return float(np.mean((np.asarray(confidences, dtype=np.float64) - np.asarray(rights, dtype=np.float64)) ** 2))


def source(question_id: str) -> str:
    """Return the id of the question that an edited one was made from, of another one its own."""
    return question_id.partition(EDITED)[0]


def is_fitted_on(question_id: str) -> bool:
    """Whether a question, or the one it was edited from, is of the half that confidence is fitted on."""
    return zlib.crc32(source(question_id).encode()) % 2 == 0
