"""Quotes to choose from: one to three sentences in a row of a passage, and how near each is to a claim.

The choice is by words and embeddings alone, so that it does not hang on what was fitted; the score comes after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.sentences import sentence_spans
from qa.check import alignment
from qa.check.embedded import Embedded
from qa.check.values import Background, Fact, facts, missing

LONGEST = 3
"""Sentences of a quote."""
BRIEF = 0.03
"""What a further sentence must add."""
TRIED = 8
"""Windows whose values are looked at."""
TOLD = 0.05
"""Share of the claim's words, values apart, that a quote from afar must add to a name."""
NEAR = 150
"""Characters between two quotes of which one may speak of what the other names."""
MOST = 3
"""Quotes of a claim."""
LACKING = 0.1
"""What a value that a window lacks counts against it, in words and nearness."""
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


def choices(
    claim: str, passages: Sequence[str], background: Background, embedded: Embedded, count: int
) -> list[list[Quote]]:
    """Return at most `count` choices of one to three quotes that together are nearest to the claim, the best first.

    A choice begins with one quote, to which others are added that hold values or many words which it lacks.
    """
    found = _windows(claim, passages, embedded)
    texts = {window.quote: passages[window.quote.passage][window.quote.start : window.quote.end] for window in found}
    lacks = {window.quote: len(missing(claim, [texts[window.quote]], background)) for window in found[:TRIED]}
    firsts = sorted(found[:TRIED], key=lambda window: lacks[window.quote] * LACKING - window.rank)
    said = alignment.content(claim)
    weights = np.array([word.rarity + 1e-3 for word in said])
    weights /= weights.sum() or 1.0
    found_values = facts(claim)
    plain = np.array([not any(fact.start <= word.start < fact.end for fact in found_values) for word in said])

    def lacking(chosen: Sequence[_Window]) -> list[Fact]:
        return missing(claim, [texts[window.quote] for window in chosen], background)

    def completed(first: _Window) -> list[Quote]:
        chosen = [first]
        while len(chosen) < MOST and (further := _further(chosen, found, weights, plain, lacking)):
            chosen.append(further)
        return [window.quote for window in chosen]

    made = [completed(first) for first in firsts[:count]]
    return [one for n, one in enumerate(made) if set(one) not in map(set, made[:n])]


def _further(
    chosen: Sequence[_Window],
    found: Sequence[_Window],
    weights: NDArray[np.float64],
    plain: Bools,
    lacking: Callable[[Sequence[_Window]], list[Fact]],
) -> _Window | None:
    """Return the window that adds most to those chosen, or None where none adds enough.

    One that only adds a name must stand near them, or tell more of the claim than the name: names are easily found
    where something else is said of them.
    """
    covered = np.any([window.covers for window in chosen], axis=0)
    others = [window for window in found if all(_apart(window, one) for one in chosen)]
    worth = {window.quote: float((weights * (window.covers & ~covered)).sum()) for window in others}
    told = {window.quote: float((weights * (window.covers & ~covered & plain)).sum()) for window in others}
    best = sorted(others, key=lambda window: -(worth[window.quote] + window.rank / 4))
    if best and len(chosen) == 1 and worth[best[0].quote] >= GAIN:
        return best[0]
    short = lacking(chosen)
    if not short:
        return None
    for window in best[: 2 * TRIED]:
        still = lacking([*chosen, window])
        named = any(fact.kind == "name" and fact not in still for fact in short)
        linked = told[window.quote] >= TOLD or any(_near(window, one) for one in chosen)
        if len(still) < len(short) and (linked or not named):
            return window
    return None


def _near(one: _Window, other: _Window) -> bool:
    a, b = one.quote, other.quote
    return a.passage == b.passage and max(a.start, b.start) - min(a.end, b.end) <= NEAR


def _apart(one: _Window, other: _Window) -> bool:
    return (
        one.quote.passage != other.quote.passage
        or one.quote.end <= other.quote.start
        or other.quote.end <= one.quote.start
    )


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
                rank = float((weights * there).sum() / (weights.sum() or 1.0)) + near - BRIEF * (last - first)
                found.append(_Window(Quote(number, spans[first][0], spans[last][1]), there, rank))
    return sorted(found, key=lambda window: -window.rank)
