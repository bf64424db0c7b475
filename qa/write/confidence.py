"""The curve of a language model: the probability that its answer is right.

It goes by how sure the model was of its words and by what the checks found. `qa eval SET --calibrate MODEL` fits it and
keeps it in the data folder, by the model's name and digest and by the embedded reader beside it. A model that has none
states no confidence: what one model's log probabilities are worth says nothing of another's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import ModelError
from qa.read.confidence import probability


@dataclass(frozen=True)
class Signs:
    """What tells of a written answer's being right.

    Attributes:
        mean_logprob: mean log probability of its tokens, or None where the server does not tell.
        least_logprob: the lowest of them, or None.
        support: lowest support score of the sentences that stand.
        taken_out: share of its sentences that were taken out.
        citations: how many quotes it has.
        reader: confidence of the embedded reader's best value where the answer gives that value, less than 0 by as much
            where it does not, 0 where the reader found none.
    """

    mean_logprob: float | None
    least_logprob: float | None
    support: float
    taken_out: float
    citations: int
    reader: float

    @classmethod
    def of(
        cls,
        logprobs: Sequence[float],
        scores: Sequence[float],
        kept: int,
        taken_out: int,
        citations: int,
        reader: float,
    ) -> Signs:
        """Return the signs of an answer of which `kept` sentences stand, at least one."""
        return cls(
            mean_logprob=sum(logprobs) / len(logprobs) if logprobs else None,
            least_logprob=min(logprobs, default=None),
            support=min(scores, default=0.0),
            taken_out=taken_out / (kept + taken_out),
            citations=citations,
            reader=reader,
        )


def features(signs: Signs) -> dict[str, float]:
    """Return the features of the logistic model, by name; each is of the order of 1."""
    return {
        "bias": 1.0,
        "mean_logprob": max(signs.mean_logprob or 0.0, -2.0),
        "least_logprob": max(signs.least_logprob or 0.0, -10.0) / 5,
        "support": signs.support,
        "taken_out": signs.taken_out,
        "citations": min(signs.citations, 4) / 4,
        "reader": signs.reader,
    }


@dataclass(frozen=True)
class Curve:
    """The weights of one model.

    Attributes:
        model: its name.
        digest: of its weights; "" where its server does not tell.
        weights: of the features.
        fitted_on: name of the question set.
        answers: how many answers it was fitted on.
        reader_digest: "sha256:…" of the embedded reader beside it, whose confidence is one of the signs.
    """

    model: str
    digest: str
    weights: Mapping[str, float]
    fitted_on: str
    answers: int
    reader_digest: str

    def confidence(self, signs: Signs) -> float:
        """Return the probability that an answer is right, 0 to 1."""
        return probability(features(signs), self.weights)

    @classmethod
    def load(cls, data_dir: Path, model: str, digest: str, reader_digest: str) -> Curve | None:
        """Return the curve of a model; None where it has none, or had other weights or another reader beside it then.

        Raises:
            ModelError: the file is damaged.
        """
        path = _path(data_dir, model, reader_digest)
        try:
            curve = cls(**json.loads(path.read_text(encoding="utf-8")))
            curve.confidence(Signs.of((), (), 1, 0, 0, 0.0))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            what = f"The calibration of {model}, {path}, cannot be read: {error}."
            raise ModelError(f"{what} Delete it, or make it anew: qa eval SET --calibrate {model}") from error
        return curve if (curve.model, curve.digest, curve.reader_digest) == (model, digest, reader_digest) else None

    def save(self, data_dir: Path) -> Path:
        """Keep the curve, in place of an earlier one of the model beside this reader, and return where."""
        path = _path(data_dir, self.model, self.reader_digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        return path


def _path(data_dir: Path, model: str, reader_digest: str) -> Path:
    name = re.sub(r"[^\w.-]+", "-", model) + f"+{reader_digest.removeprefix('sha256:')[:12]}"
    return data_dir / "evals" / "calibration" / f"{name}.json"
