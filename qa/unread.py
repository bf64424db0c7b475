"""What is told of a question without reading: what is known of an article itself, a timeline, a reason not to answer.

What is read or written and does not answer is refused where it is composed: `not_found`, `unsupported`.
"""

from __future__ import annotations

from dataclasses import replace

from index.store import Store
from qa.answer import Answer, Reason
from qa.compose.record import from_record
from qa.compose.sources import with_sources
from qa.compose.timeline import from_timeline
from qa.refusal import is_unnamed, is_untold
from qa.search import Retriever
from qa.story import timeline as timelines
from qa.story.topic import asks_for_timeline
from qa.task import Task, conclude
from qa.understand.kind import Asked


def before_search(asked: Asked, store: Store | None) -> Reason | None:
    """Return why nothing is searched for, or None."""
    if asked.refusal in ("not_a_question", "language"):
        return asked.refusal
    return "empty_index" if store is None or store.count() == (0, 0) else None


def without_reading(task: Task, store: Store, retriever: Retriever, written: bool) -> Answer | Task:
    """Return the answer of a task where it needs no reading, else the task that is to be read.

    Args:
        task: whose passages are found.
        store: with the articles.
        retriever: finds what a timeline is made of.
        written: whether a language model answers, which needs no span, and which tells a timeline itself.
    """
    if known := from_record(task.frame, task.asked, task.hits, task.quoter):
        return with_sources(known, (), task.quoter)
    if task.hits and asks_for_timeline(task.question):
        found, passages = timelines.find(replace(task.posed, question=task.question), store, retriever)
        if written:
            task = task.to_tell(timelines.in_order(found, passages, len(task.hits)))
        elif told := from_timeline(task.frame, found):
            return told
    reason = _unread(task, store, written)
    return conclude(task, reason) if reason else task


def _unread(task: Task, store: Store, written: bool) -> Reason | None:
    """Return why nothing is read, or None."""
    if not task.hits:
        return "nothing_retrieved"
    if not written and (reason := unreadable(task.asked, task.least)):
        return reason
    untold = task.least > 0 and (is_untold(task.question, store) or is_unnamed(task.question, store))
    return "not_found" if untold else None


def unreadable(asked: Asked, least: float) -> Reason | None:
    """Return why no span can answer, or None.

    Args:
        asked: what the question wants.
        least: confidence that an answer must have; at 0 the best span is wanted whatever was asked.
    """
    return asked.refusal if least > 0 else None
