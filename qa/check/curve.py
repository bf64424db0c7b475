"""The curve of a language model: the probability that its answer is right.

Of a sentence that it wrote, it goes by how sure the model was of its words and by what the checks found; of a value
that it judged, by how likely it said yes and by the reader's confidence. `qa eval SET --calibrate MODEL` fits it and
keeps it in the data folder, by the model's name and digest and by the embedded reader beside it. For the models that
were measured a curve comes with Dateline (`curves.json`, of `python -m evals.lab.judged`); others take that of all of
them together, which `measured` says: what one model's probabilities are worth says little of another's.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from index.disk import replace_file
from index.errors import ModelError
from qa.read.confidence import probability

CURVES = Path(__file__).parent / "curves.json"
OTHERS = ""
"""The name in `curves.json` of all measured models together."""


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
            where it does not, 0 where the reader found none; of a value that was judged, the reader's confidence in it.
        judged: of a value whose sentence was judged, how likely the model said yes, 0 to 1; else None.
    """

    mean_logprob: float | None
    least_logprob: float | None
    support: float
    taken_out: float
    citations: int
    reader: float
    judged: float | None = None

    @classmethod
    def of_judgement(cls, says: float, reader: float) -> Signs:
        """Return the signs of a value that the reader is so sure of; the model says yes to its sentence so likely."""
        return cls(None, None, 0.0, 0.0, 0, reader, says)

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
    """Return the features of the logistic model, by name; each is of the order of 1.

    Those of what was written are 0 where a value was judged, and the other way round: they are two models in one.
    """
    made = dict.fromkeys(FEATURES, 0.0)
    if signs.judged is not None:
        return made | {
            "judged": 1.0,
            "judged_reader": _log_odds(signs.reader),
            "judged_yes": _log_odds(signs.judged),
        }
    return made | {
        "bias": 1.0,
        "mean_logprob": max(signs.mean_logprob or 0.0, -2.0),
        "least_logprob": max(signs.least_logprob or 0.0, -10.0) / 5,
        "support": signs.support,
        "taken_out": signs.taken_out,
        "citations": min(signs.citations, 4) / 4,
        "reader": signs.reader,
    }


FEATURES = (
    *("bias", "mean_logprob", "least_logprob", "support", "taken_out", "citations", "reader"),
    *("judged", "judged_reader", "judged_yes"),
)


def _log_odds(chance: float) -> float:
    """Return the logarithm of the odds of a chance, in units of 2."""
    clipped = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped)) / 2


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
        measured: of one that comes with Dateline, what the model did on questions that it was not fitted on, in a line.
        surer: log odds by which a value that the model judged must be surer than the reader's answer must.
    """

    model: str
    digest: str
    weights: Mapping[str, float]
    fitted_on: str
    answers: int
    reader_digest: str
    measured: str = ""
    surer: float = 0.0

    def states(self, signs: Signs) -> bool:
        """Whether it states a confidence for such an answer: it was fitted on some of its sort."""
        return all(name in self.weights for name, value in features(signs).items() if value)

    def confidence(self, signs: Signs) -> float:
        """Return the probability that an answer is right, 0 to 1."""
        return probability({name: value for name, value in features(signs).items() if value}, self.weights)

    def least(self, least: float) -> float:
        """Return the confidence that a value which the model judged must have where the reader's must have `least`."""
        return 1 / (1 + (1 - least) / least * math.exp(-self.surer)) if 0 < least < 1 else least

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

    @classmethod
    def shipped(cls, model: str, digest: str) -> Curve:
        """Return the curve that comes with Dateline: the model's own where it was measured, else that of all."""
        curves = _shipped()
        own = curves.get(model)
        return own if own and own.digest == digest else curves[OTHERS]

    @classmethod
    def all_measured(cls) -> list[Curve]:
        """Return the curves that come with Dateline of models that were measured, by name."""
        return [curve for name, curve in sorted(_shipped().items()) if curve.measured]

    def save(self, data_dir: Path) -> Path:
        """Keep the curve, in place of an earlier one of the model beside this reader, and return where."""
        path = _path(data_dir, self.model, self.reader_digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, [json.dumps(asdict(self), indent=1), "\n"])
        return path


@cache
def _shipped() -> Mapping[str, Curve]:
    lines = json.loads(CURVES.read_text(encoding="utf-8"))
    return {line["model"]: Curve(**line) for line in lines}


def _path(data_dir: Path, model: str, reader_digest: str) -> Path:
    name = re.sub(r"[^\w.-]+", "-", model) + f"+{reader_digest.removeprefix('sha256:')[:12]}"
    return data_dir / "evals" / "calibration" / f"{name}.json"
