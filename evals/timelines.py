"""Timelines of a set: asked for, and held to the events that they are to have."""

from __future__ import annotations

from evals.case import Case, Happened
from evals.lines import Lines
from evals.text import holds, words
from qa.answer import Answer, Provenance
from qa.calendar.period import days
from qa.compose.abstention import abstention
from qa.compose.frame import Frame
from qa.compose.timeline import from_timeline
from qa.engine import Engine
from qa.refusal import refuse
from qa.story.timeline import Event, Timeline


def judge_timeline(timeline: Timeline, case: Case) -> Lines:
    """Return what of a timeline is as the case wants it. A line counts for one event at most."""
    lines = [*timeline.events, *timeline.undated]
    left = list(case.timeline)
    for event in lines:
        meant = next((one for one in left if _is(event, one)), None)
        if meant:
            left.remove(meant)
    starts = [days(event.date.value)[0] for event in timeline.events if event.date]
    return Lines(len(case.timeline), len(case.timeline) - len(left), len(lines), starts == sorted(starts))


def ask_timeline(engine: Engine, case: Case) -> tuple[Answer, Lines]:
    """Return the timeline that a case asks for in the shape of an answer, and what it came to."""
    timeline = engine.timeline(case.question)
    asked = case.question.question
    frame = Frame(asked, asked, timeline.undated_left_out, Provenance("timeline", "", None))
    answer = from_timeline(frame, timeline) or abstention(frame, "not_found", refuse("not_found"))
    return answer, judge_timeline(timeline, case)


def _is(event: Event, wanted: Happened) -> bool:
    when = event.date.value[:10] if event.date else ""
    return when == wanted.date and holds(words(event.citation.cited_text), words(wanted.says))
