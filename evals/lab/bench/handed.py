"""The reader by itself on sets with published figures: SQuAD 2, whose unanswerable questions people wrote, and NewsQA.

Each question is asked of the text that it belongs to, its paragraph or its whole article; nothing is searched.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.intervals import mean, share
from evals.lab.auroc import auroc
from evals.lab.bench.row import Row, known, row
from evals.lab.bench.workplace import Workplace
from evals.lab.gold import best_span
from evals.measures import overlap
from evals.text import words
from qa.read.network import RawSpan, Reader

PUBLISHED_NEWSQA = {"BERT-base": (0.508, 0.668), "BERT-large": (0.496, 0.663)}
"""Exact match and F1 on all of MRQA's development part of NewsQA, trained on MRQA's 516,000 questions (Fisch et al.,
MRQA 2019 Shared Task, 2019)."""


@dataclass(frozen=True)
class Handed:
    """A question, what the reader found in the text that was handed with it, and its accepted answers (none: none)."""

    id: str
    answers: tuple[str, ...]
    text: str
    span: RawSpan

    @property
    def exact(self) -> bool:
        """Whether what was found equals an accepted answer."""
        return any(words(self.text) == words(answer) for answer in self.answers)

    @property
    def f1(self) -> float:
        """F1 of the words found against the accepted answer that they fit best."""
        return best_f1(self.text, self.answers)


def best_f1(text: str, answers: Sequence[str]) -> float:
    """Return the F1 of SQuAD 2: where nothing answers, 1 for an empty text and 0 for any other."""
    return max(overlap(words(text), words(answer)) for answer in answers or ("",))


def squad2(place: Workplace) -> Iterator[Row]:
    """SQuAD 2's development part (the handed articles), given the paragraph, beside published systems."""
    folder = place.shared("squad2-dev")
    asked = _ask(place, folder, _paragraph)
    answerable = [one for one in asked if one.answers]
    others = [one for one in asked if not one.answers]
    yield row("F1 of the answerable ones, never abstaining", mean([one.f1 for one in answerable]))
    yield row("exact match of them", share([one.exact for one in answerable]))
    for name, score in SCORES.items():
        told = known(auroc([score(one.span) for one in answerable], [score(one.span) for one in others]))
        yield Row(f"AUROC, answerable or not, by {name}", told, note=f"n={len(answerable)} and {len(others)}")
        yield row(f"  F1 at the best threshold of {name}", mean(_at_best_threshold(asked, score)))
    published: Mapping[str, Mapping[str, str]] = json.loads((folder / "published.json").read_text(encoding="utf-8"))
    for system, answers in published.items():
        yield row(f"F1 of {system}", mean([best_f1(answers[one.id], one.answers) for one in asked]))


def newsqa(place: Workplace) -> Iterator[Row]:
    """NewsQA, given the whole article, beside what MRQA published for all of its development part."""
    asked = _ask(place, place.shared("newsqa"), _article)
    yield row("exact match", share([one.exact for one in asked]))
    yield row("F1", mean([one.f1 for one in asked]))
    for system, (exact, f1) in PUBLISHED_NEWSQA.items():
        yield Row(f"exact match of {system}, published", exact)
        yield Row(f"F1 of {system}, published", f1)


SCORES: Mapping[str, Callable[[RawSpan], float]] = {
    "margin": lambda span: span.margin,
    "doubt": lambda span: -span.doubt,
    "margin less doubt": lambda span: span.margin - span.doubt,
}


def _at_best_threshold(asked: Sequence[Handed], score: Callable[[RawSpan], float]) -> list[float]:
    """Return the F1 of each question, abstaining under the threshold at which they are highest together."""
    ranked = sorted(asked, key=lambda one: -score(one.span))
    gains = [one.f1 if one.answers else -1.0 for one in ranked]
    best = max(range(len(ranked) + 1), key=lambda n: sum(gains[:n]))
    return [one.f1 for one in ranked[:best]] + [float(not one.answers) for one in ranked[best:]]


def _ask(place: Workplace, folder: Path, text_of: Callable[[Any, Mapping[str, str]], str]) -> list[Handed]:
    reader = Reader(place.settings.threads, place.settings.reader)
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = {one["id"]: one["text"] for one in map(json.loads, lines)}
    questions = map(json.loads, (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines())
    found = []
    for question in list(questions)[: place.limit]:
        text = text_of(question, articles)
        span = best_span(reader, question["question"], text)
        found.append(Handed(question["id"], tuple(question["answers"]), text[span.start : span.end], span))
    return found


def _paragraph(question: Any, articles: Mapping[str, str]) -> str:
    place = question["paragraph"]
    return articles[place["article_id"]][place["start"] : place["end"]]


def _article(question: Any, articles: Mapping[str, str]) -> str:
    return articles[question["docs"][0]]
