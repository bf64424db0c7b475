"""What a stream says: the events of the engine as HTTP sends them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache

from api.stream import event
from index.catalogue import texts
from qa.answer import Answer
from qa.engine import Engine
from qa.events import Answered, Checked, Drafted, GaveUp, Read, Retrieved, Rewritten
from qa.question import Question
from qa.quotes import Found, found


@dataclass(frozen=True)
class RetrievedPassages:
    """Event: the passages that are read, or shown to the language model.

    Attributes:
        passages: best first.
    """

    passages: tuple[Found, ...]


@dataclass(frozen=True)
class Done:
    """Event: the stream is whole. One that ends without it and without `error` was cut off."""


EVENTS: dict[str, type] = {
    "rewritten": Rewritten,
    "retrieved": RetrievedPassages,
    "draft": Drafted,
    "sentence": Checked,
    "gave_up": GaveUp,
    "answer": Answer,
    "done": Done,
}
"""Every event by its name, in their order; `error`, a problem, may come in place of any."""


async def told(engine: Engine, question: Question, draft: bool) -> AsyncGenerator[bytes]:
    """Yield the events of a question.

    The sentence of the reader's answer is told as a language model's are, so that for every model the `sentence`
    events since `gave_up` that were not taken out are the sentences of the answer.

    Args:
        engine: answers.
        question: what is asked.
        draft: whether unchecked text is told too.
    """
    said = False
    async with aclosing(engine.events(question)) as events:
        async for one in events:
            match one:
                case Rewritten():
                    yield event("rewritten", one)
                case Retrieved():
                    passages = await asyncio.to_thread(found, one.hits, cache(texts(engine.folder)))
                    yield event("retrieved", RetrievedPassages(tuple(passages)))
                case Drafted():
                    if draft:
                        yield event("draft", one)
                case Checked():
                    said = True
                    yield event("sentence", one)
                case GaveUp():
                    said = False
                    yield event("gave_up", one)
                case Answered():
                    for sentence in () if said else sentences(one.answer):
                        yield event("sentence", sentence)
                    yield event("answer", one.answer.to_dict())
                case Read():
                    pass  # a step on the way, told by the answer
    yield event("done", Done())


def sentences(answer: Answer) -> list[Checked]:
    """Return the sentences of an answer, each with its quotes; none of an abstention."""
    quotes = {quote.n: quote for quote in answer.citations}
    return [
        Checked((answer.answer or "")[one.start : one.end], tuple(quotes[n] for n in one.citations))
        for one in answer.sentences
    ]
