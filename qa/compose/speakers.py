"""Speakers: those who say or report a thing, told as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Answer, Citation
from qa.compose.frame import Frame
from qa.compose.joined import joined
from qa.origins import told_once
from qa.quotes import Quoter, number
from qa.read.reported import reported
from qa.search import Hit
from qa.understand.kind import Asked


def from_reported(frame: Frame, asked: Asked, hits: Sequence[Hit], quoter: Quoter) -> Answer | None:
    """Return the outlets that report a claim, or who says it by their accounts, each with its quote; or None."""
    told = list[tuple[str, Citation]]()
    for one in reported(asked.claim, hits) if asked.claim else ():
        name = one.attribution.speaker if one.attribution else None
        name = one.hit.article.outlet if asked.about == "outlets" else name
        quote = quoter.cite(1, one.hit.article, one.start, one.end, [])
        if name and quoter.is_exact(quote):
            told.append((name, replace(quote, attribution=one.attribution)))
    return _names(frame, told) if told else None


def speakers(frame: Frame, answer: Answer) -> Answer:
    """Return who says what was answered: those that its quotes name, else the outlets."""
    told = list[tuple[str, Citation]]()
    for quote in answer.citations:
        name = quote.attribution.speaker if quote.attribution else quote.outlet or quote.source
        told.append((name, replace(quote, marks=())))
    return _names(frame, told) if told else answer


def _names(frame: Frame, told: Sequence[tuple[str, Citation]]) -> Answer:
    """Return the answer of names, each with its quotes; one that repeats another one of its origin stands with that."""
    once = dict[str, Citation]()
    for quote in told_once([quote for _, quote in told]):
        once |= dict.fromkeys([quote.article_id, *(copy.article_id for copy in quote.copies)], quote)
    named: dict[str, list[Citation]] = {}
    for name, quote in told:
        named.setdefault(name, []).append(once[quote.article_id])
    numbered, citations = number(list(named.values()))
    text, sentences = joined(zip(named, numbered, strict=True), ", ")
    return frame.answer(text, sentences, None, citations)
