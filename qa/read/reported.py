"""Who reports a claim: the sentences of the passages that hold it, with the speaker of each and its outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.sentences import sentence_spans
from qa.answer import Attribution
from qa.search import Hit
from qa.text.attribution import attribution
from qa.text.wording import Wording

LEAST = 0.75
"""Share of the claim's words that a sentence, with its article's title, holds at least."""
OWN = 0.5
"""Share of them that it holds by itself at least."""


@dataclass(frozen=True)
class Reported:
    """A sentence that holds a claim.

    Attributes:
        hit: the passage it stands in.
        start: its first code point in the article's text.
        end: one past its last.
        attribution: who is told to have said so, or None where it is stated.
    """

    hit: Hit
    start: int
    end: int
    attribution: Attribution | None


def reported(claim: str, hits: Sequence[Hit]) -> list[Reported]:
    """Return the sentence of each article that holds most of a claim, where one holds enough, best passage first."""
    wording, found = Wording(claim), dict[str, Reported]()
    for hit in hits:
        seen = hit.passage.view.text
        shares = {span: wording.covered(seen[slice(*span)]) for span in sentence_spans(seen)}
        best = max(shares, key=lambda span: shares[span], default=None)
        if best is None or shares[best] < OWN or hit.article.id in found:
            continue
        sentence = seen[slice(*best)]
        if wording.covered(f"{hit.article.title}\n{sentence}") < LEAST:
            continue
        start, end = hit.passage.view.stored(*best)
        told = _speaker(wording, sentence)
        found[hit.article.id] = Reported(hit, hit.passage.start + start, hit.passage.start + end, told)
    return list(found.values())


def _speaker(wording: Wording, sentence: str) -> Attribution | None:
    """Return who is told to have said the part of a sentence that the claim's words stand in."""
    words = [(found.start(), found.end()) for found in wording.places(sentence)]
    told = [one for place in words if (one := attribution(sentence, place))]
    return max(told, key=told.count, default=None)
