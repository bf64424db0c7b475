"""The reader beside published systems: SQuAD 2 by question, NewsQA by their figures."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from evals.case import Case, load_cases
from evals.difference import of_ratio
from evals.intervals import mean, share
from evals.lab.auroc import auroc
from evals.lab.bench.row import Row, known, row
from evals.lab.bench.workplace import Workplace
from evals.lab.gold import SCORES, Asked, Paragraph, Score, ask, noted_paragraphs
from evals.measures import exact_match, f1
from qa.read.network import Reader

AUROC = {"small": 0.78, "large": 0.83}
F1 = {"small": 0.68, "large": 0.73}
ANSWERABLE_F1 = {"small": 0.79, "large": 0.86}
NEWSQA = {"small": (0.39, 0.53), "large": (0.42, 0.56)}
MRQA = "exact match and F1 published for the whole of that part: BERT-base .508 and .668, BERT-large .496 and .663"
"""Of the baselines of MRQA's shared task (Fisch et al., 2019), trained on its 516,000 questions."""


def squad2(place: Workplace) -> Iterator[Row]:
    """SQuAD 2 dev, the reader given the paragraph: does it know which questions people wrote to be unanswerable?"""
    folder, size = place.shared("squad2-dev"), place.settings.reader
    cases = load_cases(folder / "questions.jsonl")[: place.limit]
    own = noted_paragraphs(folder / "questions.jsonl", _texts(folder / "articles.jsonl.gz"))
    reader = Reader(place.settings.threads, size)
    asked = [ask(reader, case, own[case.id]) for case in cases]
    answerable = [one for one in asked if one.case.answerable]
    others = [one for one in asked if not one.case.answerable]
    note = f"n={len(answerable)} and {len(others)}"
    for name, score in SCORES.items():
        value = known(auroc([score(one) for one in answerable], [score(one) for one in others]))
        yield Row(f"AUROC, answerable against unanswerable, {name}", value, ">=", AUROC[size], note)
    for name, score in SCORES.items():
        yield row(f"F1 at the best threshold, {name}", mean(at_best_threshold(asked, score)), F1[size])
    alone = [f1(one.text, one.case) for one in answerable]
    yield row("F1 of the answerable ones, never abstaining", mean(alone), ANSWERABLE_F1[size])
    yield row("exact match of these", share([exact_match(one.text, one.case) for one in answerable]))
    ours = at_best_threshold(asked, SCORES["by the margin"])
    for system, answers in json.loads((folder / "published.json").read_text(encoding="utf-8")).items():
        theirs = [_published(case, answers) for case in cases]
        yield row(f"F1 of {system.partition(' (')[0]}, published", mean(theirs))
        pairs = [((here, 1.0), (there, 1.0)) for here, there in zip(ours, theirs, strict=True)]
        apart = of_ratio(system, pairs)
        name = f"F1 by the margin, less that of {system.partition(' (')[0]}"
        yield Row(name, known(apart.difference), low=apart.low, high=apart.high, n=apart.n)


def newsqa(place: Workplace) -> Iterator[Row]:
    """Questions of NewsQA, the reader given the whole article, never abstaining."""
    folder = place.shared("newsqa")
    texts = _texts(folder / "articles.jsonl.gz")
    reader = Reader(place.settings.threads, place.settings.reader)
    asked = [
        ask(reader, case, Paragraph(case.docs[0], 0, len(texts[case.docs[0]]), texts[case.docs[0]]))
        for case in load_cases(folder / "questions.jsonl")[: place.limit]
    ]
    match, fit = NEWSQA[place.settings.reader]
    yield row("exact match", share([exact_match(one.text, one.case) for one in asked]), match, note=MRQA)
    yield row("F1", mean([f1(one.text, one.case) for one in asked]), fit, note=MRQA)


def at_best_threshold(asked: Sequence[Asked], score: Score) -> list[float]:
    """Return the F1 of each question when only answers above a threshold are given: the one of the best mean F1.

    SQuAD 2's convention: an answer to an unanswerable question counts 0, an abstention 1 there and 0 elsewhere. The
    threshold is chosen on these questions, as is usual where best F1 is reported.
    """
    answered = np.array([f1(one.text, one.case) for one in asked])
    abstained = np.array([float(not one.case.answerable) for one in asked])
    scores = np.array([score(one) for one in asked])
    steps = [np.inf, *sorted(set(scores.tolist()))]
    best = max(steps, key=lambda step: float(np.where(scores >= step, answered, abstained).mean()))
    return [float(one) for one in np.where(scores >= best, answered, abstained)]


def _published(case: Case, answers: Mapping[str, str]) -> float:
    """Return the F1 of what a system answered; an empty answer is an abstention."""
    given = answers[case.id]
    return f1(given or None, case) if case.answerable else float(not given)


def _texts(articles: Path) -> dict[str, str]:
    with gzip.open(articles, "rt", encoding="utf-8") as lines:
        return {article["id"]: article["text"] for article in map(json.loads, lines)}
