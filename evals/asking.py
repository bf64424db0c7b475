"""Asking the questions of a set: which, of which articles, and what is kept of each answer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from evals.case import Case
from evals.corpus import Log, Pace
from evals.record import Record, judge
from evals.timelines import ask_timeline
from index.catalogue import texts
from index.errors import DatelineError, UsageError
from index.passage import Passage
from index.waiting import wait_for
from qa.engine import Engine
from qa.events import Answered
from qa.question import Question

Documents = Literal["given", "open"]
RETRIEVED = 10
"""Passages that retrieval is judged on."""


def hold_to_documents(case: Case) -> Case:
    """Return the case held to the documents that it came with; UsageError if it came with none."""
    if not case.docs:
        raise UsageError(f"{case.where}: the question has no docs, so it cannot be held to them: use --documents open.")
    filters = replace(case.question.filters, article_ids=case.docs)
    return replace(case, question=replace(case.question, filters=filters))


def ask_all(engine: Engine, cases: Sequence[Case], log: Log, model: str | None = None) -> Iterator[Record]:
    """Yield a record for each case, in order.

    Args:
        engine: over the articles of the cases.
        cases: what is asked.
        log: takes lines on the progress.
        model: what answers, by default the engine's own.
    """
    text = lru_cache(maxsize=256)(texts(engine.folder))
    pace = Pace(log)
    for n, case in enumerate(cases, 1):
        started = time.perf_counter()
        if case.timeline:
            answer, lines = ask_timeline(engine, case)
            latency_ms = (time.perf_counter() - started) * 1000
            yield Record(case, answer, latency_ms, judge(case, answer, [], text, lines))
            continue
        answered = wait_for(_answered(engine, replace(case.question, model=model)))
        latency_ms = (time.perf_counter() - started) * 1000
        answer = answered.answer
        judgement = judge(case, answer, retrieve(engine, case, answer.understood_as), text)
        yield Record(case, answer, latency_ms, judgement, answered.signs)
        pace.say(f"asked {n:,} of {len(cases):,}")


async def _answered(engine: Engine, question: Question) -> Answered:
    async with aclosing(engine.events(question)) as events:
        async for event in events:
            if isinstance(event, Answered):
                return event
    raise DatelineError(f"The question {question.question!r} was given up before it was answered.")


def retrieve(engine: Engine, case: Case, understood_as: str | None) -> list[Passage]:
    """Return the passages that retrieval is judged on, best first; none where the articles hold no answer."""
    if not case.answerable:
        return []
    asked = understood_as or case.question.question
    return [hit.passage for hit in engine.search(asked, case.question.filters, RETRIEVED)]
