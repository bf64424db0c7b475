"""The reader given the paragraph that holds the answer, or a near passage that does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from evals.case import Case
from evals.text import holds, words
from index.filters import Filters
from index.passage import Passage
from index.sentences import paragraph_spans
from qa.engine import Engine
from qa.read.confidence import load_weights as weights_of
from qa.read.network import NOTHING, RawSpan, Reader
from qa.read.spans import values
from qa.understand.kind import asks

PASSAGES = 1000
"""More than an article of these sets has."""


class Paragraph(NamedTuple):
    """A paragraph: `text` is code points [start, end) of the article."""

    article_id: str
    start: int
    end: int
    text: str


def paragraphs(cases: Sequence[Case], articles: Mapping[str, str]) -> dict[str, Paragraph]:
    """Return the paragraph that holds the first gold span of each case, by its id; `articles` are texts by id."""
    spans = {article: paragraph_spans(text) for article, text in articles.items()}
    found = {}
    for case in cases:
        gold = case.gold[0]
        assert gold.article_id is not None, "the set names articles by id"
        inside = ((a, b) for a, b in spans[gold.article_id] if a <= gold.start and gold.end <= b)
        start, end = next(inside)
        found[case.id] = Paragraph(gold.article_id, start, end, articles[gold.article_id][start:end])
    return found


def noted_paragraphs(questions: Path, articles: Mapping[str, str]) -> dict[str, Paragraph]:
    """Return the paragraph that each line of a set names in its field `paragraph`, by the id of the line."""
    lines = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    places = {line["id"]: tuple(line["paragraph"][name] for name in ("article_id", "start", "end")) for line in lines}
    return {id: Paragraph(article, a, b, articles[article][a:b]) for id, (article, a, b) in places.items()}


class Asked(NamedTuple):
    """A question, the paragraph that it was asked of, and the best span there."""

    case: Case
    paragraph: Paragraph
    span: RawSpan

    @property
    def text(self) -> str:
        """The answer: the words of the span."""
        return self.paragraph.text[self.span.start : self.span.end]


Score = Callable[[Asked], float]
SCORES: dict[str, Score] = {
    "by the margin": lambda one: one.span.margin,
    "by the doubt": lambda one: -one.span.doubt,
    "by the margin less the doubt": lambda one: one.span.margin - one.span.doubt,
    "as a whole": lambda one: -one.span.open,
    "by the margin and as a whole": lambda one: one.span.margin - one.span.open,
}
"""What tells that the paragraph answers the question: the more, the surer."""


def ask(reader: Reader, case: Case, paragraph: Paragraph) -> Asked:
    """Return what the reader finds for a question in a paragraph."""
    return Asked(case, paragraph, best_span(reader, case.question.question, paragraph.text))


def best_span(reader: Reader, question: str, passage: str) -> RawSpan:
    """Return the reader's best span."""
    return next(iter(reader.read(question, [passage])[0]), NOTHING)


def confidence_of(engine: Engine, question: str, paragraph: Paragraph) -> float:
    """Return the confidence of the surest value in the passages of a paragraph, 0 where there is none.

    They may begin before it and end behind it. No other passage is read, so that this is not what the service states.
    """
    held = Filters(article_ids=(paragraph.article_id,))
    hits = [hit for hit in engine.search(question, held, k=PASSAGES) if _of(hit.passage, paragraph)]
    found = engine.reader.read(question, [hit.passage.view.text for hit in hits])
    read = values(question, asks(question), hits, found, weights_of(engine.reader.path))
    return read[0].confidence if read else 0.0


def _of(passage: Passage, paragraph: Paragraph) -> bool:
    return passage.start < paragraph.end and paragraph.start < passage.end


def near_passage(engine: Engine, case: Case) -> str:
    """Return the first passage that the search finds for the question and that does not hold its answer."""
    hits = engine.search(case.question.question, k=50)
    return next(hit.passage.text for hit in hits if not _answers(hit.passage.text, case))


def _answers(text: str, case: Case) -> bool:
    return any(holds(_words(text), words(answer)) for answer in case.answers)


_words = lru_cache(maxsize=1024)(words)
