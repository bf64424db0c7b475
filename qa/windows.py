"""Quotes to choose from: one to three sentences in a row of a passage, and how near each is to a claim.

The choice is by words and embeddings alone, so that it does not hang on what was fitted; the score comes after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.sentences import sentence_spans
from qa import alignment
from qa.embedded import Embedded
from qa.facts import Background, missing

LONGEST = 3
"""Sentences of a quote."""
BRIEF = 0.03
"""What a further sentence must add."""
TRIED = 8
"""Windows whose values are looked at."""
GAIN = 0.15
"""Share of the claim's words that a second quote must add."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Quote:
    """The slice [start, end) of a passage, by its number."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True)
class _Window:
    quote: Quote
    covers: Bools
    rank: float


def choose(claim: str, passages: Sequence[str], background: Background, embedded: Embedded) -> list[Quote]:
    """Return the one or two quotes of the passages that are nearest to the claim, first those that hold its values."""
    found = _windows(claim, passages, embedded) if alignment.words(claim) else []
    if not found:
        return []
    texts = {window.quote: passages[window.quote.passage][window.quote.start : window.quote.end] for window in found}
    lacks = {w.quote: len(missing(claim, [texts[w.quote]], background)) for w in found[:TRIED]}
    first = min(found[:TRIED], key=lambda window: lacks[window.quote] * 0.1 - window.rank)
    weights = np.array([word.rarity + 1e-3 for word in alignment.content(claim)])
    weights /= weights.sum() or 1.0
    others = [window for window in found if window.quote.passage != first.quote.passage or _apart(window, first)]
    gains = [float((weights * (window.covers & ~first.covers)).sum()) for window in others]
    chosen = [first.quote]
    if gains:
        place = max(range(len(others)), key=lambda n: gains[n] + others[n].rank / 4)
        second = others[place].quote
        if gains[place] >= GAIN or (
            lacks[first.quote]
            and len(missing(claim, [texts[first.quote], texts[second]], background)) < lacks[first.quote]
        ):
            chosen.append(second)
    return chosen


def _apart(one: _Window, other: _Window) -> bool:
    return one.quote.end <= other.quote.start or other.quote.end <= one.quote.start


def _windows(claim: str, passages: Sequence[str], embedded: Embedded) -> list[_Window]:
    """Return all windows, best first."""
    said = alignment.content(claim)
    weights = np.array([word.rarity + 1e-3 for word in said])
    whole = embedded.of([claim])[0]
    found = []
    for number, passage in enumerate(passages):
        spans = sentence_spans(passage)
        texts = [passage[start:end] for start, end in spans]
        vectors = embedded.of(texts)
        covers = np.array([alignment.present(said, alignment.stems([text])) for text in texts], dtype=bool)
        for first in range(len(spans)):
            for last in range(first, min(first + LONGEST, len(spans))):
                there: Bools = np.any(covers[first : last + 1], axis=0)
                sum_ = vectors[first : last + 1].sum(0)
                near = float(sum_ @ whole) / max(float(np.linalg.norm(sum_)), 1e-6)
                rank = float((weights * there).sum() / weights.sum()) + near - BRIEF * (last - first)
                found.append(_Window(Quote(number, spans[first][0], spans[last][1]), there, rank))
    return sorted(found, key=lambda window: -window.rank)
