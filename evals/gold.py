"""The reader alone, given the paragraph that holds the answer: without retrieval, without confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from evals.case import Case
from evals.text import holds, words
from index.sentences import paragraph_spans
from qa.engine import Engine
from qa.reader.extract import RawSpan, Reader

NOTHING = RawSpan(0, 0, -20.0, 0.0)
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


def near_passage(engine: Engine, case: Case) -> str:
    """Return the first passage that the search finds for the question and that does not hold its answer."""
    hits = engine.search(case.question.question, k=50)
    return next(hit.passage.text for hit in hits if not _answers(hit.passage.text, case))


def _answers(text: str, case: Case) -> bool:
    return any(holds(_words(text), words(answer)) for answer in case.answers)


_words = lru_cache(maxsize=1024)(words)
