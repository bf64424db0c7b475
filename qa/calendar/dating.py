"""Dating: the calendar date that an answer means, and what told it.

"Wednesday" is held against the day on which its article was published. Where that is unknown, a day that the same
article names in full shortly before anchors it, and is quoted too; where there is none, the words stay as they are.
From a day that is told of, a text goes on ("on Monday" is the next one); that of a dateline is one of publication.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from index.dating import in_dateline
from index.sentences import Bounds, sentence_at
from index.words import MONTH
from qa.answer import CalendarDate
from qa.calendar.mentions import Mention, mentions
from qa.calendar.period import days, granularity

if TYPE_CHECKING:  # they take long to import
    from index.article import ArticleRecord
    from qa.read.spans import Span

_MONTH = re.compile(rf"\b(?:{MONTH})\b", re.I)
LEAD = 20
"""Characters of an answer that may stand before its date: "early on", "at dawn on"."""
NEAR = 600
"""Characters before an expression within which a day that is named in full anchors it."""
APART = 31
"""Days by which the days of the article that are named without a year may be from that one, at most."""
ANY = date(2000, 1, 1)
"""Stands for a day, to see whether there is an expression at all before a whole article is looked through."""


@dataclass(frozen=True)
class Dated:
    """A calendar date, and the place in the article of the day that anchors it, where that is its text."""

    date: CalendarDate
    anchor: Bounds | None = None


def date_of(span: Span, text_of: Callable[[str], str], sentences: Sequence[Bounds]) -> Dated | None:
    """Return the calendar date that a span means; None where it is no date, or nothing tells which.

    Args:
        span: of an answer to a question for a time.
        text_of: gives the text of an article.
        sentences: places of the sentences of its article.
    """
    article = span.hit.article
    if span.hit.passage.is_title:
        text, start, place = article.title, 0, (span.start, span.end)
    else:
        text = text_of(article.id)
        start, end = sentence_at(list(sentences), span.start, span.end)
        text, place = text[start:end], (span.start - start, span.end - start)
    day = published_on(article)
    if found := _at(mentions(text, day), place):
        return Dated(_calendar(found, text, None if found.whole else held_against(article)))
    if day or span.hit.passage.is_title or not _at(mentions(text, ANY, published=False), place):
        return None
    whole = text_of(article.id)
    anchor = _anchor(whole, span.start)
    if anchor is None:
        return None
    told = _at(mentions(text, days(anchor.value)[0], published=in_dateline(whole, anchor.start)), place)
    if told is None:
        return None
    return Dated(_calendar(told, text, f"text {anchor.value}"), (anchor.start, anchor.end))


def published_on(article: ArticleRecord) -> date | None:
    """Return the day on which an article was published, or None."""
    return date.fromisoformat(article.published[:10]) if article.published else None


def held_against(article: ArticleRecord) -> str:
    """Return what an article's times are held against, in words: "published 2024-12-02"."""
    said = "dateline" if article.published_from == "dateline" else "published"
    return f"{said} {(article.published or '')[:10]}"


def _at(found: Sequence[Mention], place: Bounds) -> Mention | None:
    """Return the mention that a span is: it holds the span, or the span begins with it; None where it says more."""
    for one in found:
        if one.start <= place[0] and place[1] <= one.end:
            return one
        if place[0] <= one.start < place[1] and one.start - place[0] <= LEAD:
            return one
    return None


def _anchor(text: str, place: int) -> Mention | None:
    """Return the day that a text names in full shortly before a place: one further off, or behind it, is another's."""
    named = mentions(text[max(place - NEAR, 0) : place], None)
    days_in_full = [one for one in named if one.whole and granularity(one.value) == "day"]
    if not days_in_full:
        return None
    last = days_in_full[-1]
    day = days(last.value)[0]
    if any(abs((other - day).days) > APART for other in _named_without_year(text, day)):
        return None  # the story is of another time: what was founded on 28 January 2017 tells nothing of 27 November
    return replace(last, start=last.start + max(place - NEAR, 0), end=last.end + max(place - NEAR, 0))


@lru_cache(maxsize=8)  # the spans of one article are dated one after another
def _named_without_year(text: str, day: date) -> tuple[date, ...]:
    """Return the days that a text names with their month and no year, held against a day."""
    named = (one for one in mentions(text, day) if not one.whole and _MONTH.search(text, one.start, one.end))
    return tuple(days(one.value)[0] for one in named if granularity(one.value) == "day")


def _calendar(found: Mention, text: str, against: str | None) -> CalendarDate:
    """Return a mention as a date; the morning of a day is that day."""
    value = found.value if found.value[11:12].isdigit() else found.value[:10] if "T" in found.value else found.value
    return CalendarDate(value, granularity(value), text[found.start : found.end], against)
