"""Judging: a language model says whether the sentences in which the embedded reader found values answer the question.

One sentence at a time, yes or no, by how likely either word is: a few seconds each where a written answer takes a
minute, and what is shown is a span of the text, in few words. It is not told the value: which words of a sentence
answer, the reader knows better; whether any do, the model does. Its curve weighs what both say of a value together.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.errors import ModelError
from index.sentences import sentence_at, sentence_spans
from qa.answer import Written
from qa.check.curve import Signs
from qa.check.verifier import refers_back
from qa.events import Waits
from qa.llm.protocol import Judge, Message, Usage
from qa.read.spans import Value
from qa.write import prompt

MOST = 4
"""Values that are judged, the reader's surest first."""
LEAST = 0.02
"""Confidence of the reader below which a value but the first is not worth asking for."""
ENOUGH = 0.8
"""Confidence of both from which on no other value is asked for."""


@dataclass(frozen=True)
class Judgement:
    """What came of judging; the last thing that `judge` yields.

    Attributes:
        values: those that were judged, with the confidence of model and reader together, the surest first; none where
            the model's server does not tell how likely a word is.
        signs: what tells of the first one's being right, or None.
        written: what the model was given, by its own counts.
        clock: when it was asked, when its first judgement came and its last, as `time.perf_counter()` tells it.
        failure: what ended it, or None.
    """

    values: tuple[Value, ...]
    signs: Signs | None
    written: Written
    clock: tuple[float, ...]
    failure: ModelError | None = None


async def judge(
    model: Judge, question: str, values: Sequence[Value], states: Callable[[Signs], float]
) -> AsyncGenerator[Waits | Judgement]:
    """Yield what is waited for before each judgement, and at last what came of them.

    Args:
        model: what judges.
        question: standalone.
        values: what the reader found, surest first, at least one.
        states: gives the confidence in a value by what the model and the reader say of it.
    """
    clock, judged, usages, failure = [time.perf_counter()], list[tuple[Value, Signs]](), list[Usage](), None
    sent, said = list[Message](), dict[str, float]()
    for value in worth_judging(values):
        messages = prompt.judging(question, value.spans[0].hit.article, quote_of(value))
        about = prompt.digest(messages)
        if about not in said:
            sent += messages
            try:
                yield Waits.of(await model.wait(messages), value.text)
                says, usage = await model.says_yes(messages)
            except ModelError as error:
                failure = error
                break
            clock = [*clock[:2], time.perf_counter()]
            usages.append(usage)
            if says is None:
                judged = []
                break
            said[about] = says
        signs = Signs.of_judgement(said[about], value.confidence)
        judged.append((replace(value, confidence=states(signs)), signs))
        if judged[-1][0].confidence >= ENOUGH:
            break
    best = sorted(judged, key=lambda one: -one[0].confidence)
    read, wrote = sum(each.prompt_tokens or 0 for each in usages), sum(each.tokens or 0 for each in usages)
    passages, asked = len({value.spans[0].hit.passage.id for value, _ in judged}), len(said) if judged else 0
    written = Written(read or None, wrote or None, "stop", passages, 0, prompt=prompt.digest(sent), judged=asked)
    clock = clock if len(clock) != 2 else [*clock, clock[1]]
    yield Judgement(tuple(value for value, _ in best), best[0][1] if best else None, written, tuple(clock), failure)


def worth_judging(values: Sequence[Value]) -> Sequence[Value]:
    """Return the values of which a model is asked, of those that the reader found, surest first."""
    return [*values[:1], *takewhile(lambda value: value.confidence >= LEAST, values[1:MOST])]


def quote_of(value: Value) -> str:
    """Return the sentence of a value's best span, with the one before it where it cannot be understood alone."""
    span = value.spans[0]
    seen = span.hit.passage.view.text
    sentences = sentence_spans(seen)
    start, end = sentence_at(sentences, *span.seen)
    if span.through or refers_back(seen[start:end]):
        start = max((first for first, _ in sentences if first < start), default=start)
    return seen[start:end]
