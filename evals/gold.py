"""The reader alone, given the paragraph that holds the answer: without retrieval, without confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from evals.case import Case
from evals.text import holds, words
from index.sentences import paragraph_spans
from qa.engine import Engine
from qa.reader.extract import NOTHING, RawSpan, Reader


def paragraphs(cases: Sequence[Case], articles: Mapping[str, str]) -> dict[str, str]:
    """Return the paragraph that holds the first gold span of each case, by its id; `articles` are texts by id."""
    spans = {article: paragraph_spans(text) for article, text in articles.items()}
    found = {}
    for case in cases:
        gold = case.gold[0]
        assert gold.article_id is not None, "the set names articles by id"
        inside = ((a, b) for a, b in spans[gold.article_id] if a <= gold.start and gold.end <= b)
        found[case.id] = articles[gold.article_id][slice(*next(inside))]
    return found


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
