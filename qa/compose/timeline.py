"""Timelines: what happened, told as an answer, a line an event."""

from __future__ import annotations

from qa.answer import Answer, Sentence
from qa.compose.frame import Frame
from qa.story.timeline import Timeline


def from_timeline(frame: Frame, timeline: Timeline) -> Answer | None:
    """Return a timeline as an answer, a line an event, each with its quote; None where it has no event."""
    text, sentences = "", list[Sentence]()
    events = (*timeline.events, *timeline.undated)
    for event in events:
        said = f"{event.when or 'undated'}: {' '.join(event.citation.cited_text.split())}"
        text += "\n" if text else ""
        sentences.append(Sentence(len(text), len(text) + len(said), (event.citation.n,)))
        text += said
    citations = tuple(event.citation for event in events)
    return frame.answer(text, tuple(sentences), None, citations) if events else None
