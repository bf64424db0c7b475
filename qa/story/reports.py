"""Reports: what each article, or entry of a live blog, gives for what was asked, and the time it holds for.

Articles of a running story give one thing several values: the toll of today, that of yesterday. `reports` puts them by
time; `qa/story/versions.py` says which of them are updates of one thing, and which one is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.sentences import Bounds, sentence_at, sentence_spans
from index.words import SAYS
from qa.answer import CalendarDate
from qa.calendar.asked import SOON
from qa.calendar.dating import held_against, published_on
from qa.calendar.mentions import mentions
from qa.calendar.period import days, granularity
from qa.read.entries import entry_at
from qa.read.spans import Span, Value
from qa.text.wording import Wording

COVERED = 6.0
"""What it is worth in logits that the sentence holds all words of the question: of two figures in one article the one
that is told of what was asked."""
BACKGROUND = 60
"""Days before an article from which on a time that it names is another event's."""
FORMER = 20.0
"""Logits that a value loses which its own sentence calls an earlier one."""
_FORMER = re.compile(
    r"\b(?:earlier|previous(?:ly)?|initial(?:ly)?|original(?:ly)?|preliminary|up from|down from)\b"
    r"(?:\s+[^\s.;]+){0,6}?\s*$",
    re.I,
)
_CLAUSE = re.compile(
    r"[;:]|,\s+(?:who|which|whose|where|when|after|before|while|as|and|but|though|although)\b|\s[-–—]\s"
)
_OF_EVENT = re.compile(
    r"(?:^\W*|\b(?:in|of|from|by|after|since|during|following|at) )(?:the|an?|this|that|its|last) "
    rf"(?:(?!(?:{SAYS})\b)[\w’'-]+ ){{1,3}}(?:on|of|in|from) (?:the )?$",
    re.I,
)
_BEFORE_EVENT = re.compile(r"\b(?:the|this|that)\s$", re.I)


@dataclass(frozen=True)
class Report:
    """A value of what was asked, as it was told at one time.

    Attributes:
        value: with its time, and the spans alone that give it then, best first.
        at: its time as YYYY-MM-DDTHH:MM, by which reports are put in order; "" where nothing tells.
        told: when it was told, in the same form.
        fit: of its best span: the reader's margin, and how much of the question its sentence holds, in logits.
        covered: share of the question's words in the sentence of that span, 0 to 1.
        is_entry: whether an entry of a live blog tells it.
        of_event: whether its time is said of what happened: "nine died in the accident on 11 February".
    """

    value: Value
    at: str
    told: str
    fit: float
    covered: float = 0.0
    is_entry: bool = False
    of_event: bool = False

    @property
    def is_background(self) -> bool:
        """Whether it tells what was long before its article."""
        if not self.at or not self.told:
            return False
        return (date.fromisoformat(self.told[:10]) - date.fromisoformat(self.at[:10])).days > BACKGROUND


def reports(question: str, values: Sequence[Value], text_of: Callable[[str], str]) -> list[Report]:
    """Return the values that articles and entries give, newest first, of one time that told last, undated ones last.

    Each article or entry gives one, that of its fittest span; a value that several give at one time is one report.
    What is told later of an event that others told of when it happened is as new as its article.

    Args:
        question: as the reader was asked.
        values: that it found, surest first; of one time the fitter comes first.
        text_of: gives the text of an article.
    """
    wording = Wording(question)
    best: dict[tuple[str, str], tuple[Report, Span]] = {}
    for value in values:
        for span in value.spans:
            seen = span.hit.passage.view.text
            if wording.missing(f"{span.hit.article.title}\n{seen}") > value.evidence.missing:
                continue  # it is the same value of something else
            covered = wording.covered(span.sentence[0])
            fit = span.margin + COVERED * covered - (FORMER if is_former(span) else 0.0)
            report = _report(value, span, fit, text_of)
            if report is None:
                continue
            report = replace(report, covered=covered)
            place = (span.hit.article.id, report.told if report.is_entry else "")
            if place not in best or best[place][0].fit < fit:
                best[place] = (report, span)
    times = [report.told[:10] for report, _ in best.values()]
    told: list[tuple[Report, list[Span]]] = []
    for report, span in sorted(best.values(), key=lambda one: -one[0].fit):
        if report.of_event and any(report.at[:10] <= one < report.told[:10] and _soon(report.at, one) for one in times):
            report = _published(report, span)
        of_same = (spans for other, spans in told if other.at == report.at and other.value.text == report.value.text)
        if (spans := next(of_same, None)) is not None:
            spans.append(span)
        else:
            told.append((report, [span]))
    found = [replace(report, value=replace(report.value, spans=tuple(spans))) for report, spans in told]
    return sorted(found, key=lambda report: (report.at, report.told), reverse=True)


def is_former(span: Span) -> bool:
    """Whether the words before a span say that it is an earlier value: "raising an earlier toll of 12"."""
    seen = span.hit.passage.view.text
    start, _ = sentence_at(sentence_spans(seen), *span.seen)
    return _FORMER.search(seen[start : span.seen[0]]) is not None


def _report(value: Value, span: Span, fit: float, text_of: Callable[[str], str]) -> Report | None:
    """Return the report that a span makes: at the time of its entry, that its clause names, or of its article.

    The label of an entry reports nothing.
    """
    article = span.hit.article
    day, against = published_on(article), held_against(article)
    if not span.hit.passage.is_title and (entry := entry_at(text_of(article.id), span.start, day)):
        if entry.in_label:
            return None
        time = CalendarDate(entry.time, "time", entry.said, against if day else None)
        at = entry.time if day else f"{date.min}{entry.time}"
        return Report(replace(value, time=time), at, at, fit, is_entry=True)
    told = (article.published or "")[:16]
    told = f"{told[:10]}T{told[11:] or '00:00'}" if told else ""
    start, end = _clause(span)
    text = span.hit.passage.view.text[start:end]
    own = (span.seen[0] - start, span.seen[1] - start)
    near = [one for one in mentions(text, day) if one.end <= own[0] or own[1] <= one.start]
    for one in sorted(near, key=lambda one: min(abs(one.start - own[1]), abs(own[0] - one.end))):
        clock = one.value[11:] if one.value[11:12].isdigit() else "00:00"
        at = f"{days(one.value)[1]}T{clock}"
        if not told or at[:10] <= told[:10]:
            said = text[one.start : one.end]
            time = CalendarDate(one.value, granularity(one.value), said, None if one.whole else against)
            event = _OF_EVENT.search(text[: one.start]) or (
                _BEFORE_EVENT.search(text[: one.start]) and re.match(r"\s[a-z]", text[one.end :])
            )
            return Report(replace(value, time=time), at, told, fit, of_event=bool(told and event))
    return _published(Report(value, told, told, fit), span)


def _published(report: Report, span: Span) -> Report:
    """Return the report as one of the time that it was told."""
    against = held_against(span.hit.article)
    time = CalendarDate(report.told[:10], "day", None, against) if report.told else None
    return replace(report, value=replace(report.value, time=time), at=report.told)


def _soon(event: str, told: str) -> bool:
    return (date.fromisoformat(told) - date.fromisoformat(event[:10])).days <= SOON


def _clause(span: Span) -> Bounds:
    """Return the place of the clause of a span in the view of its passage."""
    seen = span.hit.passage.view.text
    start, end = sentence_at(sentence_spans(seen), *span.seen)
    cuts = [start + found.start() for found in _CLAUSE.finditer(seen[start:end])]
    return (
        max([start, *(cut for cut in cuts if cut <= span.seen[0])]),
        min([end, *(cut for cut in cuts if cut >= span.seen[1])]),
    )
