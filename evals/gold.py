"""The reader alone, given the paragraph that holds the answer: without retrieval, without confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from evals.case import Case
from evals.text import holds, words
from index.embedder import Embedder
from index.sentences import paragraph_spans
from qa.reader.extract import RawSpan, Reader

NOTHING = RawSpan(0, 0, -20.0)
"""Stands for "no span at all"."""


@dataclass(frozen=True)
class Paragraphs:
    """The paragraphs of all articles, and for each question the one that it is about.

    Attributes:
        texts: every paragraph.
        of: number of the paragraph that holds the first gold span of each case, by its id.
    """

    texts: tuple[str, ...]
    of: dict[str, int]


def paragraphs(cases: Sequence[Case], articles: dict[str, str]) -> Paragraphs:
    """Return the paragraphs of the articles (text by id), and those of the cases."""
    places = [(article, start, end) for article, text in articles.items() for start, end in paragraph_spans(text)]
    found = {}
    for case in cases:
        gold = case.gold[0]
        found[case.id] = next(
            n
            for n, (article, start, end) in enumerate(places)
            if article == gold.article_id and start <= gold.start and gold.end <= end
        )
    return Paragraphs(tuple(articles[article][start:end] for article, start, end in places), found)


def best_span(reader: Reader, question: str, passage: str) -> RawSpan:
    """Return the reader's best span."""
    return next(iter(reader.read(question, [passage])[0]), NOTHING)


def near_paragraphs(cases: Sequence[Case], given: Paragraphs, embedder: Embedder) -> list[str]:
    """Return for each case the paragraph most like the question that does not hold its answer, by embeddings."""
    vectors = embedder.embed(given.texts)
    nearest = []
    for case in cases:
        ranked = np.argsort(-(vectors @ embedder.embed([case.question.question])[0]))
        nearest.append(next(given.texts[n] for n in ranked if not _answers(given.texts[n], case)))
    return nearest


def _answers(text: str, case: Case) -> bool:
    return any(holds(_words(text), words(answer)) for answer in case.answers)


_words = lru_cache(maxsize=1024)(words)
