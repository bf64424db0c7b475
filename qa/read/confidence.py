"""Confidence: the probability that a value is right, from what was seen of it.

A logistic model over the features of `features`; its weights are in `confidence.json` beside the reader's, fitted by
`python -m evals.lab.calibrate`; the reader's MODEL_CARD.md says on what, and how well it does on what it was not fitted
on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.errors import ModelError

WEIGHTS = "confidence.json"
"""Name of the file beside the reader's."""


@dataclass(frozen=True)
class Evidence:
    """What tells of a value's being right.

    Attributes:
        margin: of its best span, in logits.
        doubt: of its best span's passage, in logits: see `qa.read.network.RawSpan`.
        lead: score of its best span less that of the best span of another value that cannot be right as well; negative
            where that one is better.
        dense: cosine similarity of the passage to the question.
        articles: how many articles give the value.
        in_passage: share of the question's content words in the passage and its title.
        in_sentence: share of them in the sentence of the span.
        missing: names and numbers of the question that the passage and its title lack.
        opposed: words of the question that the sentence turns into their opposite, and names of which it says what is
            asked of another.
        suits: whether the span looks like what is asked for.
        words: of the span.
        echoed: share of the span's words that the question already holds.
    """

    margin: float
    doubt: float
    lead: float
    dense: float
    articles: int
    in_passage: float
    in_sentence: float
    missing: int
    opposed: int
    suits: bool
    words: int
    echoed: float


def features(evidence: Evidence) -> dict[str, float]:
    """Return the features of the logistic model, by name; each is of the order of 1.

    The rank of the passage is none of them: what a first place tells depends on how much was searched.
    """
    return {
        "bias": 1.0,
        "margin": _clip(evidence.margin, -10, 5) / 5,
        "margin_high": max(_clip(evidence.margin, 5, 15) - 5, 0) / 5,
        "doubt": _clip(evidence.doubt, -8, 8) / 4,
        "lead": _clip(evidence.lead, -10, 8) / 4,
        "dense": evidence.dense,
        "agreement": min(evidence.articles - 1, 2) / 2,
        "in_passage": evidence.in_passage,
        "in_sentence": evidence.in_sentence,
        "all_in_passage": float(evidence.in_passage == 1.0),
        "missing": min(evidence.missing, 2) / 1,
        "opposed": float(min(evidence.opposed, 1)),
        "unsuited": float(not evidence.suits),
        "words": math.log(max(evidence.words, 1)),
        "echoed": evidence.echoed,
    }


def confidence(evidence: Evidence, weights: Mapping[str, float]) -> float:
    """Return the probability that the value is right, 0 to 1."""
    return probability(features(evidence), weights)


def probability(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the sigmoid of the weighted sum of features, 0 to 1."""
    return 1 / (1 + math.exp(-logit(features, weights)))


def logit(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted sum of features, the logarithm of the odds, -30 to 30."""
    return _clip(sum(weights[name] * value for name, value in features.items()), -30, 30)


@cache
def load_weights(reader: Path) -> Mapping[str, float]:
    """Return the weights that come with a reader, given its file. Raises ModelError."""
    path = reader.with_name(WEIGHTS)
    try:
        table: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    except (OSError, ValueError, KeyError) as error:
        what = f"The reader's calibration {path} cannot be read: {error}."
        raise ModelError(f"{what} Install dateline again.") from error
    return table


def _clip(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
