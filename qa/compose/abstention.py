"""Abstentions: what is told in place of an answer, and the guess that may come with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Alternative, Answer, Citation, Reason
from qa.compose.alternatives import quotes_of
from qa.compose.frame import MESSAGES, Frame
from qa.quotes import Quoter
from qa.read.spans import Value
from qa.refusal import Told

NEAREST = 3
"""Passages that an abstention shows."""
WORTH_A_GUESS = 0.1
"""Least confidence of a value that an abstention shows as a guess."""


def abstention(
    frame: Frame, reason: Reason, told: Told, nearest: Sequence[Citation] = (), guess: Alternative | None = None
) -> Answer:
    """Return an abstention.

    Args:
        frame: of the question.
        reason: why it is one.
        told: the refusal, and the line that tells it in place of the reason's own.
        nearest: passages that come near in the shape of citations.
        guess: if there is one.
    """
    answer = frame.answer(reason=reason, nearest=tuple(nearest))
    own = MESSAGES[reason]
    message = f"{told.message}{(answer.message or own)[len(own) :]}" if told.message else answer.message
    return replace(answer, message=message, guess=guess, refusal=told.refusal)


def guess(values: Sequence[Value], quoter: Quoter) -> Alternative | None:
    """Return the best value as a guess, with its quotes; None where it is no better than chance."""
    if not values or values[0].confidence < WORTH_A_GUESS:
        return None
    quotes = quotes_of(values[0], quoter)[:1]
    return Alternative(values[0].text, round(values[0].confidence, 3), tuple(quotes)) if quotes else None
