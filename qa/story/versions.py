"""Versions: the values that one thing had at several times, and the one of the time that a question asks about.

*Latest*, *current*, *now* ask for the newest; *on Tuesday*, *by Friday*, *in 2019*, *at first* for that of a time; what
is left open is answered with the newest. Values that no time tells apart are no versions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from index.words import MAGNITUDES, NUMBERS
from qa.calendar.asked import SOON, AskedTime
from qa.calendar.dating import published_on
from qa.calendar.mentions import mentions
from qa.calendar.period import days, shift
from qa.read.confidence import confidence
from qa.read.spans import UNRIVALLED, Value, alike
from qa.story.reports import Report, is_former, reports
from qa.text.same import compatible
from qa.understand.kind import Asked

BEHIND = 16.0
"""Logits by which the fit of a version may be behind that of the best one."""
LEAST = -1.0
"""Logits of margin that a version has at least; an entry of a live blog, which leans on what is above it, any."""

NEAR = 0.4
"""Of the words of the question that the sentence of the best one holds, what that of a version holds at least."""
_WORD = re.compile(r"[^\W\d_]+|\d[\d.,]*")


def by_time(
    question: str,
    values: Sequence[Value],
    asked: Asked,
    time: AskedTime | None,
    text_of: Callable[[str], str],
    weights: Mapping[str, float],
    as_of: str | None = None,
    *,
    timeless: bool = False,
) -> list[Value]:
    """Return the values, that of the time that is asked about first, with its versions.

    Args:
        question: as the reader was asked.
        values: that it found, surest first.
        asked: what the question wants.
        time: that it asks about, or None where it leaves it open.
        text_of: gives the text of an article.
        weights: of the reader's confidence.
        as_of: the day of asking, or None: what was told later is no report.
        timeless: whether the question was read without the words of its time: then no value of another one answers.
    """
    if time is None and not asked.changes:
        return list(values)
    found = [one for one in reports(question, values, text_of) if not as_of or one.told[:10] <= as_of]
    row = versions(found)
    meant = chosen(found, row, time, changes=asked.changes)
    present = asked.side != "old" and (time is None or time.which == "newest")
    if meant is None and present and values and is_former(values[0].spans[0]):
        now = max(found, key=lambda report: report.fit, default=None)
        if now and not is_former(now.value.spans[0]):
            others = [value for value in values if not _shares(value, [now.value])]
            return [replace(now.value, confidence=values[0].confidence), *others]
    if meant is None:
        if time is None or time.which != "at" or not timeless:
            return list(values)
        return [value if _tells_of(value, time) else replace(value, confidence=0.0) for value in values]
    told = tuple(report.value for report in row) if meant in row else ()
    own = [value for value in values if _shares(value, (*told, meant.value))]
    others = [value for value in values if value not in own]
    sure = _sureness(own, others, weights)
    return [replace(meant.value, confidence=sure, versions=told), *others]


def _tells_of(value: Value, time: AskedTime) -> bool:
    """Whether the sentence of a value names a day or a year of that time, which may lie ahead: "in the 2031 season"."""
    sentence, _ = value.spans[0].sentence
    told = (days(one.value) for one in mentions(sentence, published_on(value.spans[0].hit.article)))
    return any(time.first[:10] <= str(first) and str(last) <= time.last[:10] for first, last in told)


def _shares(value: Value, given: Sequence[Value]) -> bool:
    """Whether a value has a span of one of these, which may say it in another form: "12", "twelve"."""
    return any(span in other.spans for other in given for span in value.spans)


def versions(found: Sequence[Report]) -> list[Report]:
    """Return those that are of the same thing as the best one, newest first; empty where there is only one value.

    They are dated, of the present of their articles, and the reader is about as sure of them.
    """
    best = max(found, key=lambda report: report.fit, default=None)
    merged: list[Report] = []
    for report in found:
        if best is None or not _is_version(report, best):
            continue
        if merged and all(alike(merged[-1].value.spans, span) for span in report.value.spans):
            spans = merged[-1].value.spans + report.value.spans
            merged[-1] = replace(merged[-1], value=replace(merged[-1].value, spans=spans))
        else:
            merged.append(report)
    return merged if len(merged) > 1 else []


def chosen(
    found: Sequence[Report], row: Sequence[Report], time: AskedTime | None, *, changes: bool = True
) -> Report | None:
    """Return the report of the time that is asked about, the newest one where it is open; None where nothing tells.

    Args:
        found: all reports, newest first.
        row: the versions among them.
        time: that the question asks about.
        changes: whether what was so before that time still held then; else it happened, and is told soon after.
    """
    if time is None or time.which == "newest":
        return row[0] if row else None
    if time.which == "first":
        return row[-1] if row else None
    if during := _during(found, time.first, time.last):
        return during
    soon = f"{shift(date.fromisoformat(time.last[:10]), SOON)}{time.last[10:]}"
    before = next((report for report in row if report.at <= time.last), None)
    after = _during(found, time.last, soon)
    return (before or after) if changes else (after or before)


def _during(found: Sequence[Report], first: str, last: str) -> Report | None:
    """Return the newest report of a time that is about as fit as the fittest one."""
    there = [report for report in found if report.at and first <= report.at <= last and _is_found(report)]
    fit = max((report.fit for report in there), default=0.0) - BEHIND
    return next((report for report in there if report.fit >= fit), None)


def _is_version(report: Report, best: Report) -> bool:
    evidence, known = report.value.evidence, best.value.evidence
    return (
        bool(report.at)
        and _has_figure(report.value.text) == _has_figure(best.value.text)
        and not report.is_background
        and report.covered >= NEAR * best.covered
        and report.fit >= best.fit - BEHIND
        and _is_found(report)
        and evidence.opposed <= known.opposed
        and evidence.missing <= known.missing
    )


def _is_found(report: Report) -> bool:
    return report.is_entry or report.value.spans[0].margin >= LEAST


def _has_figure(text: str) -> bool:
    return any(
        word[0].isdigit() or word.lower() in NUMBERS or word.lower().rstrip("s") in MAGNITUDES
        for word in _WORD.findall(text)
    )


def _sureness(own: Sequence[Value], others: Sequence[Value], weights: Mapping[str, float]) -> float:
    """Return the confidence of values that are versions of one: what a time explains is no rival."""
    best = max(own, key=lambda value: value.spans[0].score)
    rivals = [value.spans[0].score for value in others if not compatible(value.text, best.text)]
    lead = min(UNRIVALLED, best.spans[0].score - max(rivals, default=-UNRIVALLED))
    alone = confidence(replace(best.evidence, lead=lead), weights)
    return max([alone, *(value.confidence for value in own)] if len(own) > 1 else [value.confidence for value in own])
