"""Writing: a language model writes the answer, and each of its sentences is held to the text as soon as it is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from index.errors import ModelError, PromptTooLongError
from qa.answer import Citation, Written
from qa.check.verifier import BESIDE, NOTHING_SAID, SAID_ALREADY, Verdict, Verifier
from qa.concurrency import Threads
from qa.events import Checked, Drafted, Waits
from qa.llm.protocol import Judge, LanguageModel, Message, Usage
from qa.llm.sentences import Draft, Drafting
from qa.quotes import number
from qa.search import Hit
from qa.write import prompt
from qa.write.evidence import Excerpt

LONGEST = 8
"""Sentences that stand, after which no more are waited for: a model that was asked for five copies the article."""
LESS = 0.7
"""Share of the evidence that is tried next where it was too much."""


@dataclass(frozen=True)
class Generation:
    """What came of one generation; the last thing that `write` yields.

    Attributes:
        sentences: what the checks made of each sentence, in order.
        logprobs: log probability of each token, as far as the server tells.
        written: what the model was given and wrote, by its own counts.
        clock: when the model was asked, when its first token came and when its last one had come, as
            `time.perf_counter()` tells it; shorter where it did not come so far.
        failure: what ended it before its end, or None.
    """

    sentences: tuple[Verdict, ...]
    logprobs: tuple[float, ...]
    written: Written
    clock: tuple[float, ...]
    failure: ModelError | None = None


@dataclass
class _Attempt:
    """One generation while it runs."""

    sentences: list[Verdict] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Brief:
    """What a language model is to write.

    Attributes:
        question: standalone.
        hits: the passages that were found, best first.
        gather: gives the evidence from them that takes at most so many tokens; it blocks.
        evidence: tokens of it that are wanted.
        most: tokens of the answer at most.
        verifier: makes what holds sentences to the passages, also to what of them was not shown; it blocks.
        around: returns a quote with what stands beside it.
        responds: says of a sentence, the texts of its quotes, alone and with what stands beside them, and whether it is
            the first that stands, if it answers what was asked; it blocks.
        complete: returns a sentence that stands with what it leaves out, given those before it.
    """

    question: str
    hits: Sequence[Hit]
    gather: Callable[[int], Sequence[Excerpt]]
    evidence: int
    most: int
    verifier: Callable[[Sequence[Hit]], Verifier]
    around: Callable[[Citation], str]
    responds: Callable[[str, Sequence[str], Sequence[str], bool], bool]
    complete: Callable[[Verdict, Sequence[Verdict]], Verdict]

    def check(self, verifier: Verifier, draft: Draft, before: Sequence[Verdict]) -> Verdict:
        """Return what becomes of a sentence that is held to the text, and to the question."""
        verdict = verifier.check(draft, before)
        quotes = [quote.cited_text for quote in verdict.quotes]
        around = [self.around(quote) for quote in verdict.quotes]
        first = all(one.why is not None for one in before)
        if verdict.why is None and not self.responds(draft.text, quotes, around, first):
            return Verdict(draft.text, why=BESIDE)
        return self.complete(verdict, before)


async def write(
    model: LanguageModel, brief: Brief, threads: Threads
) -> AsyncGenerator[Waits | Drafted | Checked | Generation]:
    """Yield each piece as it is written, each sentence as soon as it is checked, and at last what came of it.

    Args:
        model: what writes.
        brief: what it is to write.
        threads: where evidence is gathered and sentences are checked.
    """
    attempt, shown, failure, sent = _Attempt(), list[Excerpt](), None, None
    room = prompt.room(model, brief.question, brief.most)
    try:
        while True:
            shown = list(await threads.run(brief.gather, min(room, brief.evidence)))
            if not shown:
                raise prompt.too_long(model)
            attempt = _Attempt(clock=[time.perf_counter()])
            messages = prompt.answering(brief.question, shown)
            sent = prompt.digest(messages)
            if isinstance(model, Judge):
                yield Waits.of(await model.wait(messages))
            # The verifier reads the passages while the model reads its prompt; all of them, since what was not shown
            # can support what the model knows or guesses.
            preparing = asyncio.ensure_future(threads.run(brief.verifier, brief.hits))
            try:
                places = [excerpt.hits for excerpt in shown]
                async with aclosing(_attempt(attempt, model, messages, brief, places, preparing, threads)) as events:
                    async for event in events:
                        yield event
                break
            except PromptTooLongError:  # by the model's own count; nothing was written yet
                room = int(LESS * min(room, brief.evidence))
            finally:
                preparing.cancel()
                await asyncio.wait([preparing])
    except ModelError as error:
        failure = error
    usage, there = attempt.usage, {n for excerpt in shown for n in excerpt.hits}
    left = len(brief.hits) - len(there) if room < brief.evidence else 0
    written = Written(usage.prompt_tokens, usage.tokens, usage.finished, len(there), left, prompt=sent)
    yield Generation(tuple(attempt.sentences), tuple(attempt.logprobs), written, tuple(attempt.clock), failure)


async def _attempt(
    attempt: _Attempt,
    model: LanguageModel,
    messages: Sequence[Message],
    brief: Brief,
    places: Sequence[Sequence[int]],
    preparing: asyncio.Future[Verifier],
    threads: Threads,
) -> AsyncGenerator[Drafted | Checked]:
    """Yield what is written and checked, and note it in `attempt`; `places` are the passages of each excerpt."""
    drafting = Drafting()

    async def check(draft: Draft) -> Checked:
        cited = tuple(n for at in draft.cited if 1 <= at <= len(places) for n in places[at - 1])
        verifier, before = await preparing, tuple(attempt.sentences)
        attempt.sentences.append(await threads.run(brief.check, verifier, replace(draft, cited=cited), before))
        return _event(attempt.sentences)

    async with aclosing(model.chat(messages, brief.most)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Usage):
                attempt.usage = piece
                break
            if len(attempt.clock) == 1:
                attempt.clock.append(time.perf_counter())
            attempt.logprobs += piece.logprobs
            yield Drafted(piece.text)
            for draft in drafting.add(piece.text):
                yield await check(draft)
                if _enough(attempt.sentences):
                    attempt.clock.append(time.perf_counter())
                    return
    attempt.clock.append(time.perf_counter())
    for draft in drafting.rest(attempt.usage.finished == "stop"):
        yield await check(draft)


def _event(sentences: Sequence[Verdict]) -> Checked:
    """Return the event of the last sentence, its quotes numbered on from those before."""
    numbered, _ = number([one.all_quotes for one in sentences])
    return Checked(sentences[-1].told, numbered[-1], sentences[-1].why)


def _enough(sentences: Sequence[Verdict]) -> bool:
    """Whether nothing worth waiting for can follow: the model found no answer, repeats itself, or goes on and on."""
    why, stand = sentences[-1].why, sum(one.why is None for one in sentences)
    return stand >= LONGEST or why == SAID_ALREADY or (why == NOTHING_SAID and not stand)
