"""Reading: what the reader finds in the retrieved passages, put together into values with a confidence each.

A value is one answer, whatever its form; the spans that give it, from one article or several, speak for it together.
Spans that cannot answer the question by its own words (`qa/understand/kind.py`) are not considered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.dating import in_dateline
from index.sentences import Bounds, sentence_at, sentence_spans
from qa.answer import CalendarDate
from qa.calendar.period import apart
from qa.read.actor import is_elsewhere, is_of_another
from qa.read.clauses import own_clauses
from qa.read.confidence import Evidence, confidence
from qa.read.fit import fit, is_pronoun
from qa.read.items import own_spans
from qa.read.namesake import is_namesake
from qa.read.network import RawSpan
from qa.read.none import none_at
from qa.read.pronouns import antecedent
from qa.search import Hit
from qa.text.mood import is_question
from qa.text.same import compatible, same
from qa.text.wording import Wording
from qa.understand.kind import Asked

RETRIEVAL_WEIGHT = 1.0
"""What one point of the fused retrieval score is worth in logits of margin. The reader's recipe has 0.5; of six values
from 0.25 to 3 tried on xquad-en, F1 lay between .688 and .692, at 1 .689."""
CONSIDERED = 6
"""Values that are weighed: those of the best spans."""
UNRIVALLED = 10.0
"""Lead of a value that none contradicts, less by how far its best span is behind the best of all, and the most that any
has: a weekday stands beside every date, and is no surer for it."""
NONE_MARGIN = 2.0
"""Margin of a word for none, which the reader passes by, and what it is ahead of the number that it stands against."""
NONE = RawSpan(0, 0, NONE_MARGIN, doubt=-5.0)
"""What is taken to be found of it where it stands against no number."""
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
        fits: whether it is what is asked for; another one is no value, but a value that it is ahead of is less sure.
        through: the place in the article of the pronoun that stands for it, which was found; else None.
        date: that it means, where a time is asked for and something tells.
    """

    text: str
    start: int
    end: int
    seen: Bounds
    hit: Hit
    margin: float
    doubt: float
    score: float
    fits: bool = True
    through: Bounds | None = None
    date: CalendarDate | None = None

    @property
    def sentence(self) -> tuple[str, Bounds]:
        """The sentence of the view that it stands in, and its place there."""
        text, (start, end) = self.hit.passage.view.text, self.seen
        first, last = sentence_at(sentence_spans(text), start, end)
        return text[first:last], (start - first, end - first)


@dataclass(frozen=True)
class Value:
    """One answer.

    Attributes:
        spans: that give it, best first.
        evidence: what tells of it.
        confidence: the probability that it is right.
        time: that it holds for, where that was looked for and something tells.
        versions: the values of the same thing at all times that are told, its own among them, newest first; empty where
            there is no other.
        rivals: other values that independent origins give for the same thing, which no time explains.
    """

    spans: tuple[Span, ...]
    evidence: Evidence
    confidence: float
    time: CalendarDate | None = None
    versions: tuple[Value, ...] = ()
    rivals: tuple[Value, ...] = ()

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
    held: Callable[[Sequence[Span]], list[Span]] = list,
    date_of: Callable[[Span], CalendarDate | None] = lambda _: None,
) -> list[Value]:
    """Return the values found, at most six, the surest first.

    Args:
        question: as the reader was asked.
        asked: what the question wants.
        hits: the passages that were read.
        found: the reader's spans in the view of each of them.
        weights: of the reader's confidence.
        held: returns those of the spans, best first, that stand; by default all.
        date_of: gives the calendar date that a span means; by default nothing tells.
    """
    spans = sorted(
        (span for hit, raw in zip(hits, found, strict=True) for span in _spans(question, asked, hit, raw)),
        key=lambda span: (-span.score, span.hit.passage.id, span.start),
    )
    spans = held(spans)
    if asked.want in ("date", "year"):
        spans = [replace(span, date=date_of(span)) for span in spans]
    if asked.want == "number" and (none := _none(question, hits, [span for span in spans if span.fits])):
        spans.insert(0, none)
    groups = _grouped(spans)
    wording = Wording(question)
    found_values: list[Value] = []
    for n, group in enumerate(groups):
        if not group[0].fits or len(found_values) == CONSIDERED:
            continue
        evidence = _evidence(question, asked, wording, group, _lead(groups, n))
        found_values.append(Value(tuple(group), evidence, confidence(evidence, weights)))
    return sorted(found_values, key=lambda value: -value.confidence)


def alike(group: Sequence[Span], span: Span) -> bool:
    """Whether a span gives the value of a group: in the same words, or as a weekday and the date of that day.

    No day of the group is another one: "Monday" of two weeks is two values.
    """
    if any(one.date and span.date and apart(one.date.value, span.date.value) for one in group):
        return False
    best = group[0]
    if best.date and span.date and best.date.value == span.date.value and compatible(best.text, span.text):
        return True
    return same(best.text, span.text)


def _spans(question: str, asked: Asked, hit: Hit, raw: Sequence[RawSpan]) -> list[Span]:
    """Return the reader's spans in a passage, each made what is asked for, as far as it can be."""
    spans = []
    seen = hit.passage.view.text
    sentences = sentence_spans(seen)
    dates = asked.want in ("date", "year")
    own = own_spans(question, seen, raw)
    for one in own if dates else own_clauses(question, seen, sentences, own):
        place, through = (one.start, one.end), None
        if (dates or asked.want == "person") and in_dateline(seen, place[0]):
            continue  # it is the day of the report, not of what is told, and where it was made
        if is_question(seen[slice(*sentence_at(sentences, *place))]):
            continue  # it may be so or not: "Is it owned by the state?"
        if is_pronoun(seen[slice(*place)]) and (meant := antecedent(seen, sentences, place)):
            place, through = meant, place
        fitting = fit(asked, question, seen, sentences, place)
        fits = fitting is not None and asked.admits(seen[slice(*fitting)])
        span = _span(hit, fitting if fitting and fits else place, one)
        if span:
            spans.append(replace(span, fits=fits, through=_placed(hit, through) if through else None))
    return spans


def _span(hit: Hit, seen: Bounds, found: RawSpan | Span) -> Span | None:
    """Return the span at a place of a passage's view; None where that shows nothing that is stored."""
    start, end = _placed(hit, seen)
    text = hit.passage.view.text[slice(*seen)]
    score = found.margin + RETRIEVAL_WEIGHT * hit.score
    if start >= end:
        return None
    return Span(text, start, end, seen, hit, found.margin, found.doubt, score)


def _placed(hit: Hit, seen: Bounds) -> Bounds:
    """Return the place in the article of a place in a passage's view."""
    start, end = hit.passage.view.stored(*seen)
    return hit.passage.start + start, hit.passage.start + end


def _none(question: str, hits: Sequence[Hit], numbers: Sequence[Span]) -> Span | None:
    """Return the word for none that answers in place of the best number, as sure as that one is."""
    best = numbers[0] if numbers else None
    for hit in [best.hit] if best else hits[:1]:
        seen = hit.passage.view.text
        place = none_at(question, seen, sentence_spans(seen), best.seen if best else None)
        if place:
            span = _span(hit, place, replace(best, margin=max(best.margin, NONE_MARGIN)) if best else NONE)
            return (
                replace(span, score=max(span.score, best.score + NONE_MARGIN if best else span.score)) if span else None
            )
    return None


def _grouped(spans: Sequence[Span]) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for span in spans:
        group = next((group for group in groups if group[0].fits == span.fits and alike(group, span)), None)
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


def _evidence(question: str, asked: Asked, wording: Wording, group: Sequence[Span], lead: float) -> Evidence:
    best = group[0]
    seen = best.hit.passage.view.text
    passage = f"{best.hit.article.title}\n{seen}"
    sentence, _ = best.sentence
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
        opposed=wording.opposed(sentence, passage)
        + is_of_another(question, sentence, best.text)
        + is_elsewhere(question, sentence, passage)
        + is_namesake(question, sentence, best.text),
        suits=asked.suits(best.text),
        words=len(best.text.split()),
        echoed=wording.echoes(best.text),
    )
