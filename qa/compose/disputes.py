"""Disputes: the answer that tells each of the values over which the articles disagree."""

from __future__ import annotations

from dataclasses import replace

from qa.answer import Alternative, Answer
from qa.compose.alternatives import alternatives_of
from qa.compose.frame import Frame
from qa.compose.joined import joined
from qa.quotes import Quoter, number
from qa.read.spans import Value


def from_dispute(frame: Frame, best: Value, disputed: tuple[Alternative, ...]) -> Answer:
    """Return the answer that tells each of the values: "19 or 34"."""
    numbered, citations = number([one.citations for one in disputed])
    text, sentences = joined(zip([one.answer for one in disputed], numbered, strict=True), " or ")
    told = tuple(replace(one, citations=quotes) for one, quotes in zip(disputed, numbered, strict=True))
    return replace(frame.answer(text, sentences, round(best.confidence, 3), citations), disputed=told)


def dispute(best: Value, quoter: Quoter) -> tuple[Alternative, ...]:
    """Return the best value and its rivals with quotes, numbered from 1; empty where but one has any."""
    told = alternatives_of((best, *best.rivals), quoter, most=None)
    return told if len(told) > 1 else ()
