"""Quotes to choose from: one to three sentences in a row of a passage, and how near each is to a claim.

What an article asks it does not say, so that no quote holds a question.

The choice is by words and embeddings alone, so that it does not hang on what was fitted; the score comes after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.sentences import sentence_spans
from qa.check.embedded import Embedded
from qa.text import alignment
from qa.text.facts import Background, Fact, facts, missing
from qa.text.mood import is_question

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
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Quote:
    """The slice [start, end) of a passage, by its number."""

    passage: int
    start: int
    end: int

    def within(self, other: Quote, distance: int) -> bool:
        """Whether at most so many characters lie between two quotes; less than none where they overlap."""
        between = max(self.start, other.start) - min(self.end, other.end)
        return self.passage == other.passage and between <= distance


@dataclass(frozen=True)
class _Window:
    quote: Quote
    text: str
    covers: Bools
    rank: float


def choices(
    claim: str, passages: Sequence[str], background: Background, embedded: Embedded, count: int
) -> list[list[Quote]]:
    """Return at most `count` choices of one to three quotes that together are nearest to the claim, the best first.

    A choice begins with one quote, to which others are added that hold values or many words which it lacks.
    """
    said, values = alignment.content(claim), facts(claim)
    weights = np.array([word.rarity + 1e-3 for word in said])
    weights /= weights.sum() or 1.0
    plain = np.array([not any(fact.start <= word.start < fact.end for fact in values) for word in said], dtype=bool)
    found = sorted(_windows(claim, said, weights, passages, embedded), key=lambda window: -window.rank)

    def lacking(*chosen: _Window) -> list[Fact]:
        return missing(claim, [window.text for window in chosen], background)

    def further(chosen: Sequence[_Window]) -> _Window | None:
        """Return the window that adds most to those chosen, or None where none adds enough.

        One that only adds a name must stand near them, or tell more of the claim than the name: names are easily found
        where something else is said of them.
        """
        new = ~np.any([window.covers for window in chosen], axis=0)
        others = [one for one in found if not any(one.quote.within(other.quote, -1) for other in chosen)]
        best = sorted(others, key=lambda one: -(weights @ (one.covers & new) + one.rank / 4))
        if best and len(chosen) == 1 and weights @ (best[0].covers & new) >= GAIN:
            return best[0]
        short = lacking(*chosen)
        for one in best[: 2 * TRIED] if short else ():
            still = lacking(*chosen, one)
            linked = weights @ (one.covers & new & plain) >= TOLD
            linked = linked or any(one.quote.within(other.quote, NEAR) for other in chosen)
            if len(still) < len(short) and (linked or all(fact in still for fact in short if fact.kind == "name")):
                return one
        return None

    firsts = sorted(found[:TRIED], key=lambda one: len(lacking(one)) * LACKING - one.rank)
    made: list[list[Quote]] = []
    for first in firsts[:count]:
        chosen = [first]
        while len(chosen) < MOST and (one := further(chosen)):
            chosen.append(one)
        if {window.quote for window in chosen} not in map(set, made):
            made.append([window.quote for window in chosen])
    return made


def _windows(
    claim: str, said: Sequence[alignment.Word], weights: Floats, passages: Sequence[str], embedded: Embedded
) -> Iterator[_Window]:
    whole = embedded.of([claim])[0]
    for number, passage in enumerate(passages):
        spans = sentence_spans(passage)
        texts = [passage[start:end] for start, end in spans]
        vectors = embedded.of(texts)
        covers = np.array([alignment.present(said, alignment.stems([text])) for text in texts], dtype=bool)
        for first in range(len(spans)):
            for last in range(first, min(first + LONGEST, len(spans))):
                if is_question(texts[last]):
                    break
                there: Bools = np.any(covers[first : last + 1], axis=0)
                total = vectors[first : last + 1].sum(0)
                near = float(total @ whole) / max(float(np.linalg.norm(total)), 1e-6)
                rank = float(weights @ there) + near - BRIEF * (last - first)
                quote = Quote(number, spans[first][0], spans[last][1])
                yield _Window(quote, passage[quote.start : quote.end], there, rank)
