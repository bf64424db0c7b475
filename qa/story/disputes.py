"""Disputes: independent origins that give different values for one thing, which no time explains.

A rival is well found, in a passage on what is asked, in an article of another origin that is not of another day; what
does not change from one day to the next may be told on others. In one article, two speakers may dispute. Forms of one
value are none: a count and "at least" or "about" near it, a surname.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from index.values import values
from qa.read.confidence import confidence
from qa.read.entries import entry_at
from qa.read.spans import UNRIVALLED, Span, Value
from qa.story.reports import is_former
from qa.text.attribution import attribution
from qa.text.numbers import numbers
from qa.text.same import compatible, same, stands_in
from qa.understand.kind import Asked

BEHIND = 13.0
"""Logits of margin by which a rival may be behind the best value."""
LEAST = {True: 2.0, False: -2.0}
"""Margin of a rival at least: of another origin, and in one text, where another speaker gives it."""
COVERED, WORTH = 0.6, 8.0
"""Share of the question's words that the passage of a rival, with its title, holds at least, and what all others are
worth in logits: a passage that is plainly on what is asked may tell it in words that the reader knows less well."""
NEAR = 0.1
"""Part by which two counts may differ of which one is rough."""
DAYS = {"date": 100_000, "year": 100_000, "number": 0, "measure": 0}
"""Days between two articles that may dispute, by what is asked; for all else `WEEK`."""
WEEK = 7
HOURS = 3
"""Hours after which another count of the same day is news, where both articles tell their hour."""
LONGEST = 5
"""Words of a value that may be disputed; what is longer is told in many ways."""

_ROUGH = re.compile(
    r"\b(?:at least|more than|over|nearly|almost|about|around|some|up to|as many as|roughly|approximately|close to|"
    r"fewer than|less than|dozens?|hundreds|thousands)\b",
    re.I,
)


def with_rivals(
    asked: Asked,
    found: Sequence[Value],
    origins: Mapping[str, int],
    weights: Mapping[str, float],
) -> list[Value]:
    """Return the values, the best one with its rivals where it is disputed, as sure as it is without them.

    Args:
        asked: what the question wants.
        found: the values, surest first.
        origins: number of the origin of each article.
        weights: of the reader's confidence.
    """
    if not found or asked.side:
        return list(found)
    best, *others = found
    rivals = [other for other in others if _disputes(asked, best, other, origins)]
    if not rivals:
        return list(found)
    left = [other for other in others if other not in rivals]
    ahead = [best.spans[0].score - other.spans[0].score for other in left if not compatible(other.text, best.text)]
    evidence = replace(best.evidence, lead=min([UNRIVALLED, *ahead]))
    sure = max(best.confidence, confidence(evidence, weights))
    return [replace(best, evidence=evidence, confidence=sure, rivals=tuple(rivals)), *others]


def _disputes(asked: Asked, best: Value, other: Value, origins: Mapping[str, int]) -> bool:
    if agree(best.text, other.text) or max(len(one.text.split()) for one in (best, other)) > LONGEST:
        return False
    if not (asked.suits(best.text) and asked.suits(other.text)) or other.evidence.in_passage < COVERED:
        return False
    if (
        not _comparable(best.text, other.text)
        or other.evidence.missing > best.evidence.missing
        or other.evidence.opposed > best.evidence.opposed
    ):
        return False
    mine = best.spans[0]
    against = (span for span in other.spans if span.sentence[0] == mine.sentence[0] and _speak_apart(mine, span))
    theirs = next(against, other.spans[0])  # "26, not 23 as the police say" disputes, whoever else tells 23
    known = {origins.get(span.hit.article.id) for span in best.spans if span is mine or span.margin >= LEAST[True]}
    apart = origins.get(theirs.hit.article.id) not in known
    margin = theirs.margin + (WORTH * (other.evidence.in_passage - COVERED) if apart else 0.0)
    if margin < LEAST[apart] or theirs.margin < mine.margin - BEHIND or not (apart or _speak_apart(mine, theirs)):
        return False
    # Who names both persons tells them apart; who names both figures in a sentence, how the best one came about.
    beside = theirs.hit.passage.view.text if asked.want == "person" else theirs.sentence[0]
    if not apart and not values(f", {best.text}", 0, len(best.text) + 2):
        return False
    if apart and (is_former(theirs) or stands_in(best.text, beside)):
        return False
    return _at_one_time(asked, mine, theirs)


def _comparable(one: str, other: str) -> bool:
    """Whether two values are of one sort: both with a name or a figure, or neither; dates that share a part."""
    told = [values(text, 0, len(text)) for text in (f", {one}", f", {other}")]  # no word of theirs begins a sentence
    dates = [each[0].parts for each in told if each and each[0].kind == "date"]
    return bool(told[0]) == bool(told[1]) and (len(dates) < 2 or bool(dates[0] & dates[1]))


def _speak_apart(one: Span, other: Span) -> bool:
    """Whether one article lets two sides speak, each with a value of its own."""
    told = [attribution(*span.sentence) for span in (one, other)]
    names = {each.speaker.casefold() for each in told if each}
    if any(each and _speaks(span, each.speaker) for each, span in zip(told, (one, other), strict=True)):
        return False
    there = [(span.hit.passage, span.start - span.hit.passage.start) for span in (one, other)]
    entries = [entry_at(passage.text, at, None) for passage, at in there]  # of a live blog, where time tells them apart
    return one.hit.passage.start == other.hit.passage.start and len(names) == 2 and entries[0] == entries[1]


def _speaks(span: Span, speaker: str) -> bool:
    """Whether a span is who speaks, which no side tells, by the name or before what is said of it: "Holm, a nurse"."""
    sentence, (_, end) = span.sentence
    return stands_in(span.text, speaker) or sentence[end:].lstrip(", ").startswith(speaker)


def agree(one: str, other: str) -> bool:
    """Whether two values may both be right: forms of one, or counts of which one is rough and near the other."""
    if same(one, other) or compatible(one, other):
        return True
    told = [[number for number in numbers(text) if not number.loose] for text in (one, other)]
    if all(told):
        first, second = (each[0] for each in told)
        if first.gives(second) or second.gives(first):  # "hundreds", and 640
            return True
        rough = any(_ROUGH.search(text) for text in (one, other))
        apart = abs(first.amount - second.amount)
        return apart == 0 or (rough and apart <= NEAR * max(first.amount, second.amount))
    return False


def _at_one_time(asked: Asked, one: Span, other: Span) -> bool:
    """Whether no time between two articles explains that they differ, as far as their times are known.

    A later count is news, and what one outlet tells later, too.
    """
    days, hours = _apart(one, other)
    if days is None:
        return True
    same_outlet = one.hit.article.outlet is not None and one.hit.article.outlet == other.hit.article.outlet
    if one.hit.article.id != other.hit.article.id and (days > 0 or hours > 0):
        if same_outlet:
            return False
        if asked.want in DAYS and not DAYS[asked.want] and hours > HOURS:
            return False
    return days <= DAYS.get(asked.want, WEEK)


def _apart(one: Span, other: Span) -> tuple[int | None, float]:
    """Return the days between two publications, None where one is not known, and the hours where both tell them."""
    told = [datetime.fromisoformat(each) for span in (one, other) if (each := span.hit.article.published)]
    if len(told) < 2:
        return None, 0.0
    clocks = all("T" in (span.hit.article.published or "") for span in (one, other))
    hours = abs((told[0].replace(tzinfo=None) - told[1].replace(tzinfo=None)).total_seconds()) / 3600
    return abs((told[0].date() - told[1].date()).days), hours if clocks else 0.0
