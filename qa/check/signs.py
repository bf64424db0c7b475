"""What tells whether quotes support a claim: the features of the support score, by name."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from index.errors import UsageError
from qa.check import alignment
from qa.check.embedded import Embedded, sentences
from qa.check.values import Background, facts, given, missing
from qa.read.network import NOTHING, RawSpan, Reader

_CLAUSE = re.compile(
    r"[,;:—–()]\s+|\s+(?=(?:and|but|while|which|that|who|because|although|after|before|when|as)\s)", re.I
)


class Signs:
    """Sees claims and quotes through the embedder and the reader."""

    def __init__(self, embedded: Embedded, reader: Reader) -> None:
        self._embedded = embedded
        self._reader = reader

    def of(self, claim: str, chosen: Sequence[Sequence[str]], background: Background) -> list[dict[str, float]]:
        """Return, for each choice of quotes, the features of the claim and these quotes taken together.

        Each feature is of the order of 1.
        """
        read = self._read(claim, [" ".join(quotes) for quotes in chosen])
        return [
            {
                "bias": 1.0,
                **_wording(claim, " ".join(quotes)),
                **self._meaning(claim, quotes),
                **_event(claim, quotes, background),
                "margin": min(max(span.margin, -10), 10) / 5,
                "doubt": min(max(span.doubt, -8), 8) / 4,
            }
            for quotes, span in zip(chosen, read, strict=True)
        ]

    def _meaning(self, claim: str, quotes: Sequence[str]) -> dict[str, float]:
        pieces = [sentence for quote in quotes for sentence in sentences(quote)]
        parts = clauses(claim)
        inner = [clause for piece in pieces for clause in clauses(piece)]
        whole = self._embedded.of([claim])[0]
        seen = self._embedded.of([*pieces, *inner, " ".join(quotes)])
        near = self._embedded.of(parts) @ seen.T
        said, held = alignment.content(claim), alignment.content(" ".join(quotes))
        words = list(dict.fromkeys(word.text.lower() for word in said))
        others = list(dict.fromkeys(word.text.lower() for word in held))
        if words and others:
            best = (self._embedded.of(words) @ self._embedded.of(others).T).max(1)
            by_word = dict(zip(words, best.tolist(), strict=True))
            there = {word.stem for word in held}
            soft = [1.0 if word.stem in there else by_word[word.text.lower()] for word in said]
            weights = [word.rarity + 1e-3 for word in said]
            mean, least = float(np.average(soft, weights=weights)), float(np.sort(soft)[:2].mean())
        else:
            mean = least = 0.0
        return {
            "near": float(seen[-1] @ whole),
            "near_sentence": float((seen[: len(pieces)] @ whole).max(initial=0.0)),
            "near_clauses": float(near.max(1).mean()),
            "near_worst_clause": float(near.max(1).min()),
            "soft": mean,
            "soft_least": least,
        }

    def _read(self, claim: str, texts: Sequence[str]) -> list[RawSpan]:
        """Ask the reader for the claim: the margin tells whether a text speaks of it, the doubt if it bears it out."""
        try:
            return [spans[0] if spans else NOTHING for spans in self._reader.read(claim, texts)]
        except UsageError:  # a claim longer than any question
            return [NOTHING] * len(texts)


def _wording(claim: str, quote: str) -> dict[str, float]:
    said, held = alignment.content(claim), alignment.content(quote)
    there = alignment.stems([quote])
    return {
        "coverage": alignment.coverage(said, there),
        "used": alignment.coverage(held, alignment.stems([claim])),
        "novel_run": min(alignment.novel_run(said, there), 8) / 4,
        "pairs": alignment.pairs_kept(said, held),
        "sequence": alignment.common_sequence(alignment.words(claim), alignment.words(quote)),
        "length": math.log(len(alignment.words(claim)) + 1) / 3,
    }


def _event(claim: str, quotes: Sequence[str], background: Background) -> dict[str, float]:
    """How much less of the claim stands in the sentences that give a value of it than in the sentence most like it."""
    pieces = [sentence for quote in quotes for sentence in sentences(quote)]
    falls = [0.0]
    for fact in facts(claim):
        rest = [word for word in alignment.content(claim) if word.end <= fact.start or fact.end <= word.start]
        share = [alignment.coverage(rest, alignment.stems([piece])) for piece in pieces]
        there = {n for n, _, _ in given(fact, pieces, background)}
        if there and rest:
            falls.append(max(share) - max(share[n] for n in there))
    return {"other_event": max(falls), "missing": min(len(missing(claim, quotes, background)), 3) / 3}


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence, split at commas and joining words; none is shorter than three words."""
    parts, start = [], 0
    for found in _CLAUSE.finditer(sentence):
        before, after = sentence[start : found.start()], sentence[found.end() :]
        if len(before.split()) >= 3 and len(after.split()) >= 3:
            parts.append(before.strip())
            start = found.end()
    return [*parts, sentence[start:].strip()]
