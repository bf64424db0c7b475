"""Reading: what the reader finds in the retrieved passages, put together into values with a confidence each.

A value is one answer, whatever its form; the spans that give it, from one article or several, speak for it together.
Spans that cannot answer the question by its own words (`qa/understand/kind.py`) are not considered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.sentences import Bounds, sentence_spans
from qa.read.confidence import Evidence, confidence
from qa.read.fit import fit
from qa.read.network import RawSpan
from qa.read.same import compatible, same
from qa.search import Hit
from qa.understand.kind import Asked
from qa.words import Wording

RETRIEVAL_WEIGHT = 1.0
"""What one point of the fused retrieval score is worth in logits of margin. The reader's recipe has 0.5; of six values
from 0.25 to 3 tried on xquad-en, F1 lay between .688 and .692, at 1 .689."""
CONSIDERED = 6
"""Values that are weighed: those of the best spans."""
UNRIVALLED = 10.0
"""Lead of a value that none contradicts, less by how far its best span is behind the best of all, and the most that any
has: a weekday stands beside every date, and is no surer for it."""
AGREEING_MARGIN = -2.0
"""Least margin at which a span counts as giving its value on its own."""


@dataclass(frozen=True)
class Span:
    """A span that the reader considered.

    Attributes:
        text: as it is read, a slice of the view of its passage.
        start: first code point in the article's text.
        end: one past its last.
        seen: the place of `text` in the view.
        hit: the passage it stands in.
        margin: its score less that of "no answer here", in logits.
        doubt: how much the passage leaves some word of the question without support, in logits.
        score: margin and retrieval together, by which spans are ranked.
    """

    text: str
    start: int
    end: int
    seen: Bounds
    hit: Hit
    margin: float
    doubt: float
    score: float


@dataclass(frozen=True)
class Value:
    """One answer, with the spans that give it (best first), what tells of it, and the probability that it is right."""

    spans: tuple[Span, ...]
    evidence: Evidence
    confidence: float

    @property
    def text(self) -> str:
        """The answer in the words of its best span."""
        return self.spans[0].text


def values(
    question: str,
    asked: Asked,
    hits: Sequence[Hit],
    found: Sequence[Sequence[RawSpan]],
    weights: Mapping[str, float],
) -> list[Value]:
    """Return the values found, at most six, the surest first.

    Args:
        question: as the reader was asked.
        asked: what the question wants.
        hits: the passages that were read.
        found: the reader's spans in the view of each of them.
        weights: of the reader's confidence.
    """
    spans = sorted(
        (span for hit, raw in zip(hits, found, strict=True) for span in _spans(question, asked, hit, raw)),
        key=lambda span: (-span.score, span.hit.passage.id, span.start),
    )
    groups = _grouped(spans)
    wording = Wording(question)
    found_values = []
    for n, group in enumerate(groups[:CONSIDERED]):
        evidence = _evidence(asked, wording, group, _lead(groups, n))
        found_values.append(Value(tuple(group), evidence, confidence(evidence, weights)))
    return sorted(found_values, key=lambda value: -value.confidence)


def _spans(question: str, asked: Asked, hit: Hit, raw: Sequence[RawSpan]) -> list[Span]:
    """Return what of the reader's spans in a passage is what is asked for, with its place in the article."""
    passage, spans = hit.passage, []
    seen = passage.view.text
    sentences = sentence_spans(seen)
    for one in raw:
        fitting = fit(asked, question, seen, sentences, (one.start, one.end))
        if not fitting or not asked.admits(seen[slice(*fitting)]):
            continue
        start, end = passage.view.stored(*fitting)
        if start < end:  # else it is nothing that is stored
            place = (passage.start + start, passage.start + end)
            score = one.margin + RETRIEVAL_WEIGHT * hit.score
            spans.append(Span(seen[slice(*fitting)], *place, fitting, hit, one.margin, one.doubt, score))
    return spans


def _grouped(spans: Sequence[Span]) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for span in spans:
        group = next((group for group in groups if same(group[0].text, span.text)), None)
        if group is None:
            groups.append([span])
        else:
            group.append(span)
    return groups


def _lead(groups: Sequence[Sequence[Span]], n: int) -> float:
    """Return how far a value is ahead of the best one that cannot be right as well; negative where it is behind."""
    own, best = groups[n][0], groups[0][0]
    rivals = (group[0] for m, group in enumerate(groups) if m != n and not compatible(own.text, group[0].text))
    ahead = next((own.score - rival.score for rival in rivals), UNRIVALLED)
    return min(ahead, UNRIVALLED - (best.score - own.score))


def _evidence(asked: Asked, wording: Wording, group: Sequence[Span], lead: float) -> Evidence:
    best = group[0]
    seen = best.hit.passage.view.text
    passage = f"{best.hit.article.title}\n{seen}"
    sentence = wording.around(seen, *best.seen)
    agreeing = {span.hit.article.id for span in group if span.margin > AGREEING_MARGIN}
    return Evidence(
        margin=best.margin,
        doubt=best.doubt,
        lead=lead,
        dense=best.hit.dense,
        articles=len(agreeing | {best.hit.article.id}),
        in_passage=wording.covered(passage),
        in_sentence=wording.covered(sentence),
        missing=wording.missing(passage),
        opposed=wording.opposed(sentence, passage),
        suits=asked.suits(best.text),
        words=len(best.text.split()),
        echoed=wording.echoes(best.text),
    )
