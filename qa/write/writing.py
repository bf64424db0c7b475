"""Writing: a language model writes the answer, and each of its sentences is held to the text as soon as it is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from index.errors import ModelError, PromptTooLongError
from qa.answer import Written
from qa.check.verifier import NOTHING_SAID, SAID_ALREADY, Verdict, Verifier
from qa.concurrency import Threads
from qa.events import Checked, Drafted
from qa.quotes import number
from qa.search import Hit
from qa.write import prompt
from qa.write.llm import LanguageModel, Message, Usage
from qa.write.sentences import Drafting


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


async def write(
    model: LanguageModel,
    question: str,
    hits: Sequence[Hit],
    most: int,
    verifier: Callable[[Sequence[Hit]], Verifier],
    threads: Threads,
) -> AsyncGenerator[Drafted | Checked | Generation]:
    """Yield each piece as it is written, each sentence as soon as it is checked, and at last what came of it.

    Args:
        model: what writes.
        question: standalone.
        hits: the passages, best first; as many of them are shown as fit.
        most: tokens of the answer at most.
        verifier: makes what holds sentences to the passages, also to those that did not fit.
        threads: where that is done.
    """
    attempt, shown, failure, sent = _Attempt(), 0, None, None
    try:
        shown = prompt.fitting(model, question, hits, most)
        while True:
            attempt = _Attempt(clock=[time.perf_counter()])
            messages = prompt.answering(question, hits[:shown])
            sent = prompt.digest(messages)
            # The verifier reads the passages while the model reads its prompt; also those that did not fit, which can
            # support what the model knows or guesses.
            preparing = asyncio.ensure_future(threads.run(verifier, hits))
            try:
                async with aclosing(_attempt(attempt, model, messages, most, preparing, threads)) as events:
                    async for event in events:
                        yield event
                break
            except PromptTooLongError:  # by the model's own count; nothing was written yet
                if shown == 1:
                    raise prompt.too_long(model) from None
                shown -= 1
            finally:
                preparing.cancel()
                await asyncio.wait([preparing])
    except ModelError as error:
        failure = error
    usage = attempt.usage
    written = Written(usage.prompt_tokens, usage.tokens, usage.finished, shown, len(hits) - shown, prompt=sent)
    yield Generation(tuple(attempt.sentences), tuple(attempt.logprobs), written, tuple(attempt.clock), failure)


async def _attempt(
    attempt: _Attempt,
    model: LanguageModel,
    messages: Sequence[Message],
    most: int,
    preparing: asyncio.Future[Verifier],
    threads: Threads,
) -> AsyncGenerator[Drafted | Checked]:
    """Yield what is written and checked, and note it in `attempt`."""
    drafting = Drafting()
    async with aclosing(model.chat(messages, most)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Usage):
                attempt.usage = piece
                break
            if len(attempt.clock) == 1:
                attempt.clock.append(time.perf_counter())
            attempt.logprobs += piece.logprobs
            yield Drafted(piece.text)
            for draft in drafting.add(piece.text):
                attempt.sentences.append(await threads.run((await preparing).check, draft, tuple(attempt.sentences)))
                yield _event(attempt.sentences)
                if _enough(attempt.sentences):
                    attempt.clock.append(time.perf_counter())
                    return
    attempt.clock.append(time.perf_counter())
    for draft in drafting.rest(attempt.usage.finished == "stop"):
        attempt.sentences.append(await threads.run((await preparing).check, draft, tuple(attempt.sentences)))
        yield _event(attempt.sentences)


def _event(sentences: Sequence[Verdict]) -> Checked:
    """Return the event of the last sentence, its quotes numbered on from those before."""
    numbered, _ = number([one.quotes for one in sentences])
    return Checked(sentences[-1].text, numbered[-1], sentences[-1].why)


def _enough(sentences: Sequence[Verdict]) -> bool:
    """Whether nothing worth waiting for can follow: the model found no answer, or says the same again."""
    why = sentences[-1].why
    return why == SAID_ALREADY or (why == NOTHING_SAID and all(one.why is not None for one in sentences))
