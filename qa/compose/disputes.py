"""Disputes: the answer that tells each of the values over which the articles disagree."""

from __future__ import annotations

from dataclasses import replace

from qa.answer import Alternative, Answer, Sentence
from qa.compose.frame import Frame
from qa.compose.others import quotes_of
from qa.quotes import Quoter, number
from qa.read.spans import Value


def from_dispute(frame: Frame, best: Value, disputed: tuple[Alternative, ...]) -> Answer:
    """Return the answer that tells each of the values: "19 or 34"."""
    numbered, citations = number([one.citations for one in disputed])
    text, sentences = "", list[Sentence]()
    for one, quotes in zip(disputed, numbered, strict=True):
        text += " or " if text else ""
        sentences.append(Sentence(len(text), len(text) + len(one.answer), tuple(quote.n for quote in quotes)))
        text += one.answer
    told = tuple(replace(one, citations=quotes) for one, quotes in zip(disputed, numbered, strict=True))
    return replace(frame.answer(text, tuple(sentences), round(best.confidence, 3), citations), disputed=told)


def dispute(best: Value, quoter: Quoter, first: int = 0) -> tuple[Alternative, ...]:
    """Return the best value and its rivals with quotes, numbered on after `first`; empty where but one has any."""
    told, n = list[Alternative](), first
    for value in (best, *best.rivals):
        quotes = quotes_of(value, quoter)
        if quotes:
            numbered = tuple(replace(quote, n=n + m) for m, quote in enumerate(quotes, 1))
            told.append(Alternative(value.text, None, numbered))
            n += len(quotes)
    return tuple(told) if len(told) > 1 else ()
