"""Disputes: independent origins that give different values for one thing, which no time explains.

A rival is well found, in a passage on what is asked, in an article of another origin that is not of another day; what
does not change from one day to the next may be told on others. In one article, two speakers may dispute. Forms of one
value are none: a count and "at least" or "about" near it, a surname.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from qa.check.numbers import numbers
from qa.read.attribution import attribution
from qa.read.confidence import confidence
from qa.read.same import compatible, same
from qa.read.spans import UNRIVALLED, Span, Value
from qa.understand.kind import Asked

BEHIND = 10.0
"""Logits of margin by which a rival may be behind the best value."""
LEAST = {True: 4.0, False: -2.0}
"""Margin of a rival at least: of another origin, and in one text, where another speaker gives it."""
COVERED = 0.6
"""Share of the question's words that the passage of a rival, with its title, holds at least."""
NEAR = 0.1
"""Part by which two counts may differ of which one is rough."""
DAYS = {"date": 100_000, "year": 100_000, "number": 0, "measure": 0}
"""Days between two articles that may dispute, by what is asked; for all else `WEEK`."""
WEEK = 7
LONGEST = 5
"""Words of a value that may be disputed; what is longer is told in many ways."""

_ROUGH = re.compile(
    r"\b(?:at least|more than|over|nearly|almost|about|around|some|up to|as many as|roughly|approximately|close to|"
    r"fewer than|less than|dozens?|hundreds|thousands)\b",
    re.I,
)


def with_rivals(
    asked: Asked,
    values: Sequence[Value],
    origins: Mapping[str, int],
    weights: Mapping[str, float],
) -> list[Value]:
    """Return the values, the best one with its rivals where it is disputed, as sure as it is without them.

    Args:
        asked: what the question wants.
        values: that were found, surest first.
        origins: number of the origin of each article.
        weights: of the reader's confidence.
    """
    if not values or asked.side:
        return list(values)
    best, *others = values
    rivals = [other for other in others if _disputes(asked, best, other, origins)]
    if not rivals:
        return list(values)
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
    if other.evidence.missing > best.evidence.missing or other.evidence.opposed > best.evidence.opposed:
        return False
    mine, theirs = best.spans[0], other.spans[0]
    known = {origins.get(span.hit.article.id) for span in best.spans if span.margin >= LEAST[True]}
    apart = origins.get(theirs.hit.article.id) not in known
    if theirs.margin < max(LEAST[apart], mine.margin - BEHIND) or not (apart or _speak_apart(mine, theirs)):
        return False
    days = _days(mine, theirs)
    return days is None or days <= DAYS.get(asked.want, WEEK)


def _speak_apart(one: Span, other: Span) -> bool:
    """Whether one article lets two sides speak, each with a value of its own."""
    told = [attribution(*span.sentence) for span in (one, other)]
    names = {each.speaker.casefold() for each in told if each}
    return one.hit.article.id == other.hit.article.id and len(names) == 2


def agree(one: str, other: str) -> bool:
    """Whether two values may both be right: forms of one, or counts of which one is rough and near the other."""
    if same(one, other) or compatible(one, other):
        return True
    told = ([number for number in numbers(text) if not number.loose] for text in (one, other))
    counts = [found[0].amount for found in told if found]
    if len(counts) == 2:
        rough = any(_ROUGH.search(text) for text in (one, other))
        return counts[0] == counts[1] or (rough and abs(counts[0] - counts[1]) <= NEAR * max(counts))
    return False


def _days(one: Span, other: Span) -> int | None:
    """Return the days between the publications of two articles; None where one is not known."""
    published = [span.hit.article.published for span in (one, other)]
    days = [date.fromisoformat(each[:10]) for each in published if each]
    return abs((days[0] - days[1]).days) if len(days) == 2 else None
