"""Timelines: the dated events of the passages that a search brings, in order, each with its exact quote.

An event is a sentence that names a time; the finest time that it names is the event's. Times that hang on the day of
publication ("on Tuesday") are held against it; where that is not known, the event is told apart, undated. What a
sentence without a time tells is in no timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from index.catalogue import texts_in
from index.dating import in_dateline
from index.sentences import Bounds, sentence_spans
from index.store import Store
from index.words import words_in
from qa.answer import CalendarDate, Citation
from qa.calendar.mentions import Mention, mentions
from qa.calendar.period import days, granularity, in_words
from qa.question import Question
from qa.quotes import Quoter
from qa.search import Hit, Retriever
from qa.story.topic import SOME_DAY, Period, topic_of
from qa.text.wording import Wording

EVENTFUL = 20
"""Passages that a timeline is made of, unless another number is asked for."""
COVERED = 0.5
"""Share of the topic's words of which a passage and its title hold more."""
ALIKE = 0.8
"""Share of the words of two sentences of one day that both have, from which on they tell the same."""


@dataclass(frozen=True)
class Event:
    """A line of a timeline.

    Attributes:
        date: when it was, with the words of the quote that say so; None where its day is not known.
        citation: the quote, those words marked in it.
    """

    date: CalendarDate | None
    citation: Citation

    @property
    def when(self) -> str:
        """Its time in words, "4 March 2025"; "" where it is not known."""
        return in_words(self.date.value) if self.date else ""


@dataclass(frozen=True)
class Timeline:
    """What happened, in order.

    Attributes:
        question: as asked.
        topic: what it is about, without the words that ask and those that say a time.
        period: the days that were asked for.
        events: by the first day of each, numbered from 1.
        undated: events whose day is not known, since their article has no date; numbered on.
        undated_left_out: articles that a date filter left out because they have no date.
    """

    question: str
    topic: str
    period: Period
    events: tuple[Event, ...] = ()
    undated: tuple[Event, ...] = ()
    undated_left_out: int = 0


def find(question: Question, store: Store, retriever: Retriever, k: int = EVENTFUL) -> tuple[Timeline, list[Hit]]:
    """Return what happened, and the passages that were looked through.

    Args:
        question: as for `topic_of`; its filters hold. The day on which it is asked is by default that of the newest
            article.
        store: with the articles.
        retriever: finds the passages.
        k: how many passages are looked through.
    """
    newest = (store.coverage or ("", f"{datetime.now(UTC):%Y-%m-%d}"))[1]
    topic, period = topic_of(question.question, question.as_of or newest)
    hits = retriever.retrieve(store, topic, question.filters, k)
    undated = store.undated(question.filters)
    return _make(question.question, topic, period, hits, Quoter(texts_in(store)), undated), hits


def _make(question: str, topic: str, period: Period, hits: Sequence[Hit], quoter: Quoter, undated: int) -> Timeline:
    """Return the timeline of what passages tell; those that do not tell of the topic are passed over."""
    wording = Wording(topic)
    events: list[Event] = []
    for hit in hits:
        if wording.covered(f"{hit.article.title}\n{hit.passage.view.text}") > COVERED:
            events += [event for event in _events(hit, quoter) if not any(_same(event, other) for other in events)]
    dated = sorted((event for event in events if event.date and period.holds(event.date.value)), key=_order)
    rest = [event for event in events if not event.date] if period == Period() else []
    exact = [event for event in (*dated, *rest) if quoter.is_exact(event.citation)]
    numbered = [replace(event, citation=replace(event.citation, n=n)) for n, event in enumerate(exact, 1)]
    known = tuple(event for event in numbered if event.date)
    return Timeline(question, topic, period, known, tuple(numbered[len(known) :]), undated)


def in_order(timeline: Timeline, hits: Sequence[Hit], most: int) -> tuple[Hit, ...]:
    """Return the passages that hold an event of a timeline, the best ones, in the order of their first event."""
    places = [(event.citation.article_id, event.citation.start_char_index) for event in timeline.events]

    def first(hit: Hit) -> int:
        inside = (n for n, (article, at) in enumerate(places) if _holds(hit, article, at))
        return next(inside, len(places))

    return tuple(sorted([hit for hit in hits if first(hit) < len(places)][:most], key=first))


def _holds(hit: Hit, article: str, at: int) -> bool:
    return hit.article.id == article and hit.passage.start <= at < hit.passage.end


def _order(event: Event) -> tuple[date, date, str, int]:
    assert event.date is not None
    return (*days(event.date.value), event.citation.published or "", event.citation.start_char_index)


def _events(hit: Hit, quoter: Quoter) -> list[Event]:
    """Return the events of a passage, in its order."""
    seen, article = hit.passage.view, hit.article
    published = date.fromisoformat(article.published[:10]) if article.published else None
    told = _times(seen.text, published)
    unknown = [] if published else [one for one in _times(seen.text, SOME_DAY) if one not in told]
    events = []
    for start, end in sentence_spans(seen.text):
        mention = _finest([one for one in told if start <= one.start < end])
        mention, known = (mention, True) if mention else (_first(unknown, start, end), False)
        if mention is None:
            continue
        said = seen.text[mention.start : mention.end].rstrip(".")  # which ends the sentence, or shortens a month
        place, mark = _placed(hit, (start, end)), _placed(hit, (mention.start, mention.start + len(said)))
        if place[0] >= place[1] or not place[0] <= mark[0] < mark[1] <= place[1]:
            continue
        against = None if mention.whole else f"published {published}"
        when = CalendarDate(mention.value, granularity(mention.value), said, against) if known else None
        events.append(Event(when, quoter.cite(1, article, *place, [mark])))
    return events


def _times(text: str, day: date | None) -> list[Mention]:
    """Return the times that a text tells of; the day of a dateline is that of the report."""
    return [one for one in mentions(text, day) if not in_dateline(text, one.start)]


def _finest(told: Sequence[Mention]) -> Mention | None:
    """Return the time of a sentence: the first of those that name it most exactly."""
    order = {"time": 0, "day": 0, "weekend": 1, "week": 2, "month": 3, "season": 4, "quarter": 4, "half": 5, "year": 6}
    return min(told, key=lambda one: (order.get(granularity(one.value), 7), one.start), default=None)


def _first(told: Sequence[Mention], start: int, end: int) -> Mention | None:
    return next((one for one in told if start <= one.start < end), None)


def _placed(hit: Hit, seen: Bounds) -> Bounds:
    start, end = hit.passage.view.stored(*seen)
    return hit.passage.start + start, hit.passage.start + end


def _same(one: Event, other: Event) -> bool:
    """Whether two events are one, told twice in nearly the same words."""
    if (one.date and one.date.value) != (other.date and other.date.value):
        return False
    a, b = ({word.casefold() for word in words_in(event.citation.cited_text)} for event in (one, other))
    return len(a & b) >= ALIKE * len(a | b)
