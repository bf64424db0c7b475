"""Reasons not to answer a question that are known before any passage is read.

What is read or written and does not answer is refused where it is composed: `not_found`, `unsupported`.
"""

from __future__ import annotations

from index.store import Store
from qa.answer import Reason
from qa.refusal import is_untold
from qa.task import Task
from qa.understand.kind import Asked


def before_search(asked: Asked, store: Store | None) -> Reason | None:
    """Return why nothing is searched for, or None."""
    if asked.refusal in ("not_a_question", "language"):
        return asked.refusal
    return "empty_index" if store is None or store.count() == (0, 0) else None


def before_reading(task: Task, store: Store, written: bool) -> Reason | None:
    """Return why nothing is read, or None.

    Args:
        task: whose passages are found.
        store: with the articles.
        written: whether a language model answers, which needs no span.
    """
    if not task.hits:
        return "nothing_retrieved"
    if not written and (reason := unreadable(task.asked, task.least)):
        return reason
    return "not_found" if task.least > 0 and is_untold(task.question, store) else None


def unreadable(asked: Asked, least: float) -> Reason | None:
    """Return why no span can answer, or None.

    Args:
        asked: what the question wants.
        least: confidence that an answer must have; at 0 the best span is wanted whatever was asked.
    """
    return asked.refusal if least > 0 else None
