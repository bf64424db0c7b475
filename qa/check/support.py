"""The support score: the chance that quotes support a sentence, from what can be seen without a language model.

Words that both share, nearness of embeddings and what the embedded reader finds are its signs; a logistic model weighs
them. It says whether quotes speak of what a sentence says; what values they lack is for `values.py` to say, what they
contradict for `contradiction.py`: of a sentence turned round it sees next to nothing. Its weights are in
`qa/models/support/weights.json`, fitted by `python -m evals.lab.fit_support`; MODEL_CARD.md beside them says on what,
and how well it does on what it was not fitted on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.embedder import Embedder, MiniLM
from index.errors import ModelError, UsageError
from qa.check.embedded import Embedded, clauses, sentences
from qa.check.windows import Quote, choices
from qa.read.confidence import probability
from qa.read.network import NOTHING, RawSpan, Reader
from qa.shipped import READERS
from qa.text import alignment
from qa.text.facts import Background, facts, locate, missing

WEIGHTS = Path(__file__).parent.parent / "models" / "support" / "weights.json"


@dataclass(frozen=True)
class Fitted:
    """The weights by sign, and the score below which a sentence is taken out."""

    weights: Mapping[str, float]
    threshold: float


class Support:
    """Chooses quotes for claims and scores them. Safe to use from several threads.

    Args:
        embedder: the one that the weights were fitted with, `index.embedder.MiniLM`.
        reader: the embedded reader.
    """

    def __init__(self, embedder: Embedder, reader: Reader) -> None:
        self._embedded, self._reader = Embedded(embedder), reader

    @classmethod
    def open(cls, embedder: Embedder, reader: Reader, threads: int) -> Support:
        """Return it with the small models that its weights were fitted with, whatever embeds and reads.

        Args:
            embedder: taken where it is the one, as the reader is; else another one is loaded.
            reader: the embedded reader.
            threads: of each model's session; 0 takes all cores.
        """
        embedder = embedder if isinstance(embedder, MiniLM) else MiniLM(threads)
        return cls(embedder, reader if reader.path == READERS["small"].file else Reader(threads))

    def prepare(self, texts: Sequence[str]) -> None:
        """Embed sentences and clauses of texts ahead of time, so that quotes from them cost little later."""
        pieces = [sentence for text in texts for sentence in sentences(text)]
        self._embedded.of(pieces + [clause for sentence in pieces for clause in clauses(sentence)])

    def near(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Return the cosine similarity of each text to a question."""
        return [float(near) for near in self._embedded.of(texts) @ self._embedded.of([question])[0]]

    def choices(self, claim: str, passages: Sequence[str], background: Background, count: int = 1) -> list[list[Quote]]:
        """Return at most `count` choices of one to three quotes that are nearest to the claim, the best first."""
        return choices(claim, passages, background, self._embedded, count)

    def score(self, claim: str, quotes: Sequence[str], background: Background) -> float:
        """Return the chance that all quotes together support the claim, 0 to 1; 0 without quotes."""
        if not quotes or not claim.strip():
            return 0.0
        said, parts = alignment.content(claim), [one for quote in quotes for one in sentences(quote)]
        # What one sentence says word for word is supported, however short the claim and long the sentence.
        plain = any(all(alignment.present(said, alignment.stems([one]))) for one in parts)
        score = probability(self.signs(claim, quotes, background), load_weights().weights)
        return max(score, load_weights().threshold * plain)

    def signs(self, claim: str, quotes: Sequence[str], background: Background) -> dict[str, float]:
        """Return the signs of the score, by name; each is of the order of 1."""
        joined, span = " ".join(quotes), self._read(claim, " ".join(quotes))
        pieces = [sentence for quote in quotes for sentence in sentences(quote)]
        inner = [clause for piece in pieces for clause in clauses(piece)]
        whole, seen = self._embedded.of([claim])[0], self._embedded.of([*pieces, *inner, joined])
        said, held = alignment.content(claim), alignment.content(joined)
        return {
            "bias": 1.0,
            "coverage": alignment.coverage(said, alignment.stems([joined])),
            "used": alignment.coverage(held, alignment.stems([claim])),
            "length": math.log(len(alignment.words(claim)) + 1) / 3,
            "near": float(seen[-1] @ whole),
            "near_sentence": float((seen[: len(pieces)] @ whole).max(initial=0.0)),
            "near_clauses": float((self._embedded.of(clauses(claim)) @ seen.T).max(1).mean()),
            "other_event": _other_event(claim, pieces, background),
            "missing": min(len(missing(claim, quotes, background)), 3) / 3,
            "margin": min(max(span.margin, -10), 10) / 5,
            "doubt": min(max(span.doubt, -8), 8) / 4,
            "open": min(max(span.open, -8), 8) / 4,
        }

    def _read(self, claim: str, text: str) -> RawSpan:
        """Ask the reader for the claim: the margin tells whether a text speaks of it, the doubt if it bears it out."""
        try:
            return next(iter(self._reader.read(claim, [text])[0]), NOTHING)
        except UsageError:  # a claim longer than any question
            return NOTHING


def _other_event(claim: str, pieces: Sequence[str], background: Background) -> float:
    """Return how much less of the claim is in the sentences that give a value of it than in the one most like it."""
    falls = [0.0]
    for fact in facts(claim):
        rest = [word for word in alignment.content(claim) if word.end <= fact.start or fact.end <= word.start]
        told = [alignment.coverage(rest, alignment.stems([piece])) for piece in pieces]
        there = [told[n] for n, _, _ in locate(fact, pieces, background)]
        if there and rest:
            falls.append(max(told) - max(there))
    return max(falls)


@cache
def load_weights() -> Fitted:
    """Return the weights that come with the package. Raises ModelError."""
    try:
        found = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        return Fitted(found["weights"], float(found["threshold"]))
    except (OSError, ValueError, KeyError) as error:
        what = f"The weights of the support score {WEIGHTS} cannot be read: {error}."
        raise ModelError(f"{what} Install dateline again.") from error
