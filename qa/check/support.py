"""The support score: the chance that quotes support a sentence, from what can be seen without a language model.

Overlap of words, nearness of embeddings and what the embedded reader finds make the features (`qa/check/signs.py`); a
logistic model weighs them. It says whether quotes speak of what a sentence says; what values they lack is for
`values.py` to say, what they contradict for `contradiction.py`: of a sentence turned round it sees next to nothing.
Its weights are in `qa/models/support/weights.json`, fitted by `python -m evals.lab.fit_support`; MODEL_CARD.md beside
them says on what, and how well it does on what it was not fitted on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.embedder import Embedder
from index.errors import ModelError
from qa.check import alignment
from qa.check.embedded import Embedded, sentences
from qa.check.signs import Signs, clauses
from qa.check.values import Background
from qa.check.windows import Quote, choices
from qa.read.confidence import probability
from qa.read.network import Reader

WEIGHTS = Path(__file__).parent.parent / "models" / "support" / "weights.json"


@dataclass(frozen=True)
class Fitted:
    """The weights by feature, and the score below which a sentence is taken out."""

    weights: Mapping[str, float]
    threshold: float


class Support:
    """Scores claims against quotes. Safe to use from several threads.

    Args:
        embedder: the one that the weights were fitted with, `index.embedder.MiniLM`.
        reader: the embedded reader.
    """

    def __init__(self, embedder: Embedder, reader: Reader) -> None:
        self._embedded = Embedded(embedder)
        self._signs = Signs(self._embedded, reader)

    def prepare(self, texts: Sequence[str]) -> None:
        """Embed sentences, clauses and words of texts ahead of time, so that quotes from them cost little later."""
        pieces = [sentence for text in texts for sentence in sentences(text)]
        words = [word.text.lower() for text in texts for word in alignment.content(text)]
        self._embedded.of(pieces + [clause for sentence in pieces for clause in clauses(sentence)] + words)

    def scores(self, claim: str, quotes: Sequence[str], background: Background) -> list[float]:
        """Return, for each quote alone, the chance that it supports the whole claim, 0 to 1."""
        return self.each(claim, [[quote] for quote in quotes], background)

    def score(self, claim: str, quotes: Sequence[str], background: Background) -> float:
        """Return the chance that all quotes together support the claim, 0 to 1; 0 without quotes."""
        return self.each(claim, [quotes], background)[0] if quotes else 0.0

    def each(self, claim: str, chosen: Sequence[Sequence[str]], background: Background) -> list[float]:
        """Return, for each choice of quotes, the chance that together they support the claim, 0 to 1."""
        if not claim.strip():
            return [0.0] * len(chosen)
        made, (weights, least) = self._signs.of(claim, chosen, background), (fitted().weights, fitted().threshold)
        plain = [plainly(claim, quotes) for quotes in chosen]
        # What one sentence says word for word is supported, however short the claim and long the sentence.
        return [max(probability(signs, weights), least * said) for signs, said in zip(made, plain, strict=True)]

    def choose(self, claim: str, passages: Sequence[str], background: Background) -> list[Quote]:
        """Return the quotes of the passages, at most three, that are nearest to the claim; none of no passages."""
        return next(iter(self.choices(claim, passages, background, 1)), [])

    def choices(self, claim: str, passages: Sequence[str], background: Background, count: int) -> list[list[Quote]]:
        """Return at most `count` such choices of quotes, the best first."""
        return choices(claim, passages, background, self._embedded, count)

    def signs(self, claim: str, quotes: Sequence[str], background: Background) -> dict[str, float]:
        """Return the features of the score, by name."""
        return self._signs.of(claim, [quotes], background)[0]


def plainly(claim: str, quotes: Sequence[str]) -> bool:
    """Whether one sentence of the quotes has every telling word of the claim."""
    said = alignment.content(claim)
    return any(all(alignment.present(said, alignment.stems([one]))) for quote in quotes for one in sentences(quote))


@cache
def fitted() -> Fitted:
    """Return the weights that come with the package. Raises ModelError."""
    try:
        found = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        return Fitted(found["weights"], float(found["threshold"]))
    except (OSError, ValueError, KeyError) as error:
        what = f"The weights of the support score {WEIGHTS} cannot be read: {error}."
        raise ModelError(f"{what} Install dateline again.") from error
