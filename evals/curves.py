"""Calibrating a language model: its curve, fitted on half of its answers and held against the other half.

`qa.check.curve` has the curve. The halves are those of `evals.calibration.is_fitted_on`, so a question is always
in the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evals import logistic
from evals.calibration import brier_score, expected_calibration_error, is_fitted_on
from evals.record import Record
from index.errors import DatelineError
from qa.check.curve import Curve, features

LEAST = 10
"""Answers that are fitted on at least, some right and some wrong."""


@dataclass(frozen=True)
class Calibrated:
    """A curve, and how it does on the answers that it was not fitted on.

    Attributes:
        curve: it.
        rights: whether each of those answers is right.
        stated: the confidence that the curve gives each.
    """

    curve: Curve
    rights: tuple[bool, ...]
    stated: tuple[float, ...]

    def lines(self) -> Iterator[str]:
        """Yield it for people, line by line."""
        yield f"calibrated {self.curve.model} on {self.curve.answers} answers to questions of {self.curve.fitted_on}"
        if not self.rights:
            yield "  no answer was left to measure it on"
            return
        yield (
            f"  on the other {len(self.rights)}: right {np.mean(self.rights):.3f}, stated {np.mean(self.stated):.3f}, "
            f"calibration error {expected_calibration_error(self.stated, self.rights):.3f}, "
            f"Brier {brier_score(self.stated, self.rights):.3f}"
        )


def fit_curve(records: Sequence[Record], sets: Sequence[str], reader_digest: str) -> Calibrated:
    """Return the curve of the model that answered.

    Args:
        records: of one model, asked without a curve: every answer of which a sentence stands.
        sets: names of their question sets.
        reader_digest: "sha256:…" of the embedded reader beside it.

    Raises:
        DatelineError: it gave too few answers, or none that is right, or none that is wrong.
    """
    model = records[0].answer.provenance
    told = [(record.case.id, record.signs, record.judgement.right) for record in records if record.signs]
    half = [(signs, right) for id, signs, right in told if is_fitted_on(id)]
    rights = [right for _, right in half]
    if len(half) < LEAST or len(set(rights)) < 2:
        raise DatelineError(
            f"{model.model} cannot be calibrated: {len(half)} of its answers can be fitted on, {sum(rights)} of them "
            f"right. It takes {LEAST}, some right and some wrong: give a larger set."
        )
    weights = logistic.fit([features(signs) for signs, _ in half], rights)
    curve = Curve(model.model, model.model_digest, weights, ", ".join(sets), len(half), reader_digest)
    others = [(curve.confidence(signs), right) for id, signs, right in told if not is_fitted_on(id)]
    return Calibrated(curve, tuple(right for _, right in others), tuple(stated for stated, _ in others))
