"""News: quiz questions of RealTime QA 2023-24 with the articles found for them, as weakly annotated rows.

Nobody marked where an article answers. Taken for it is the quiz's answer where it stands in a sentence that shares
enough of the question's words; taken for no answer are passages near the question that do not hold it.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.lab.training.rows import WEAK, Row, Span
from index.sentences import sentence_at, sentence_spans
from qa.text.wording import Wording

PASSAGE_WORDS = 120
SHARED = 0.5
"""Least share of the question's content words near the answer."""
ANSWERED = 2
"""Passages that are taken as answering a question."""
UNANSWERED = 3
"""Near passages without the answer that are taken for each question."""


@dataclass(frozen=True)
class Quiz:
    """A question, its accepted answers, the quiz's choices, and the passages of its articles."""

    question: str
    answers: tuple[str, ...]
    choices: tuple[str, ...]
    passages: tuple[str, ...]


def load_quizzes(folder: Path) -> Iterator[Quiz]:
    """Yield the questions of `realtimeqa-2023-24.*` with the passages of their articles."""
    with lzma.open(folder / "realtimeqa-2023-24.articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts: Mapping[str, str] = {one["id"]: one["text"] for one in map(json.loads, lines)}
    for line in (folder / "realtimeqa-2023-24.questions.jsonl").read_text(encoding="utf-8").splitlines():
        quiz = json.loads(line)
        found = dict.fromkeys(passage for doc in quiz["docs"] if doc in texts for passage in passages(texts[doc]))
        yield Quiz(quiz["question"], tuple(quiz["answers"]), tuple(quiz["choices"]), tuple(found))


def passages(text: str) -> Iterator[str]:
    """Yield runs of whole sentences of about `PASSAGE_WORDS` words."""
    first = words = 0
    spans = sentence_spans(text)
    for n, (start, end) in enumerate(spans):
        words += len(text[start:end].split())
        if words >= PASSAGE_WORDS or n + 1 == len(spans):
            yield text[spans[first][0] : end]
            first, words = n + 1, 0


def weak_rows(quiz: Quiz) -> Iterator[Row]:
    """Yield the passages taken as answering, with the span, and those taken as not answering, without one."""
    wording = Wording(quiz.question)
    ranked = sorted(quiz.passages, key=lambda passage: -wording.covered(passage))
    answering = [(near, passage, span) for passage in ranked for near, span in _answers(quiz, wording, passage)]
    answering.sort(key=lambda one: -one[0])
    taken: set[str] = set()
    for near, passage, span in answering:
        if near >= SHARED and len(taken) < ANSWERED and passage not in taken:
            taken.add(passage)
            yield Row(WEAK, "", quiz.question, passage, (span,))
    clear = [passage for passage in ranked if not _holds(quiz, passage)]
    lured = [passage for passage in clear[:20] if any(choice in passage for choice in quiz.choices)]
    for passage in list(dict.fromkeys([*lured[:2], *clear]))[:UNANSWERED]:
        yield Row(WEAK, "", quiz.question, passage, ())


def _answers(quiz: Quiz, wording: Wording, passage: str) -> Iterator[tuple[float, Span]]:
    for answer in quiz.answers:
        for found in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", passage, re.I):
            start, end = sentence_at(sentence_spans(passage), *found.span())
            yield wording.covered(passage[start:end]), found.span()


def _holds(quiz: Quiz, passage: str) -> bool:
    """Whether a passage holds an answer, or the longest word of one."""
    text = passage.lower()
    return any(max(answer.lower().split(), key=len) in text for answer in quiz.answers)
