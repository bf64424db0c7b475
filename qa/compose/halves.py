"""Halves: one answer of what the halves of a question came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Answer, Reason
from qa.compose.joined import joined
from qa.quotes import number


def together(parts: Sequence[tuple[str, Answer | Reason]]) -> Answer | Reason:
    """Return one answer of what the halves of a question came to; a half that is not answered is named.

    Args:
        parts: each half with its answer, or why it has none; at least one.
    """
    answers = [part for _, part in parts if isinstance(part, Answer)]
    if len(parts) == 1 or not answers:
        return parts[0][1]
    missing = [half for half, part in parts if not isinstance(part, Answer)]
    if missing:
        note = f"I found no answer to the other half: {missing[0]}"
        return replace(answers[0], message=" ".join(filter(None, (answers[0].message, note))))
    numbered, citations = number([answer.citations for answer in answers])
    text, sentences = joined(zip([answer.answer or "" for answer in answers], numbered, strict=True), "; ")
    least = min(answer.confidence or 0.0 for answer in answers)
    return replace(
        answers[0],
        answer=text,
        sentences=sentences,
        confidence=least,
        citations=citations,
        alternatives=(),
        answer_date=None,
        values=(),
    )
