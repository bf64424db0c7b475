"""Timelines: what happened, told as an answer, a line an event."""

from __future__ import annotations

from qa.answer import Answer
from qa.compose.frame import Frame
from qa.compose.joined import joined
from qa.story.timeline import Timeline


def from_timeline(frame: Frame, timeline: Timeline) -> Answer | None:
    """Return a timeline as an answer, a line an event, each with its quote; None where it has no event."""
    events = (*timeline.events, *timeline.undated)
    lines = [f"{event.when or 'undated'}: {' '.join(event.citation.cited_text.split())}" for event in events]
    citations = tuple(event.citation for event in events)
    text, sentences = joined(zip(lines, [[citation] for citation in citations], strict=True), "\n")
    return frame.answer(text, sentences, None, citations) if events else None
